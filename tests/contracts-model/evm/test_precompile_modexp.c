#include "precompile_harness.h"

enum { MODEXP = 5 };

static const enum evm_fork forks[] = {EVM_FORK_ISTANBUL, EVM_FORK_BERLIN, EVM_FORK_OSAKA};

/** Lengths as words, and the rest as it is. */
static char *input_of(uint64_t base, uint64_t exponent, uint64_t modulus, const char *rest)
{
    char *text = malloc(3 * 64 + strlen(rest) + 1);

    cr_assert_not_null(text);
    sprintf(text, "%064llx%064llx%064llx%s", (unsigned long long)base, (unsigned long long)exponent,
            (unsigned long long)modulus, rest);
    return text;
}

/** prices: of istanbul, berlin, osaka. */
static void expect(const char *input, const uint64_t prices[3], const char *wanted)
{
    for (size_t i = 0; i < 3; i++) {
        struct harness h;
        harness_init(&h, forks[i]);
        precompile_expect_priced(&h, MODEXP, input, prices[i], wanted);
        harness_deinit(&h);
    }
}

static void expect_lengths(uint64_t base, uint64_t exponent, uint64_t modulus, const char *rest,
                           const uint64_t prices[3], const char *wanted)
{
    char *input = input_of(base, exponent, modulus, rest);

    expect(input, prices, wanted);
    free(input);
}

#define P_MINUS_1 "fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2e"
#define P "fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2f"
#define ZERO "0000000000000000000000000000000000000000000000000000000000000000"
#define ONE "0000000000000000000000000000000000000000000000000000000000000001"

/* Source: EIP-198's examples. Prices by hand: 255 steps; 32^2 / 20, 4^2 / 3 and 16 a step. */
Test(modexp, the_eips_examples)
{
    static const uint64_t prices[] = {13056, 1360, 4080};

    expect_lengths(1, 32, 32, "03" P_MINUS_1 P, prices, ONE);
    expect_lengths(0, 32, 32, P_MINUS_1 P, prices, ZERO);
    /* 3^0xffff mod 2^255, its last 31 bytes cut off: the same as with them. 15 steps */
    static const uint64_t cut[] = {768, 200, 500};
    expect_lengths(1, 2, 32, "03ffff80", cut,
                   "3b01b01ac41f2d6e917c6d6a221ce793802469026d9ab7578fa2e79e4da6aaab");
    expect_lengths(1, 2, 32,
                   "03ffff80"
                   "00000000000000000000000000000000000000000000000000000000000000"
                   "07",
                   cut, "3b01b01ac41f2d6e917c6d6a221ce793802469026d9ab7578fa2e79e4da6aaab");
}

Test(modexp, small_numbers)
{
    static const uint64_t least[] = {0, 200, 500};

    expect("", least, "");
    expect_lengths(1, 1, 1, "", least, "00");       /* modulo 0 */
    expect_lengths(1, 1, 1, "050300", least, "00"); /* modulo 0 */
    expect_lengths(1, 1, 1, "050301", least, "00"); /* modulo 1 */
    expect_lengths(1, 1, 1, "000001", least, "00");
    expect_lengths(1, 1, 1, "000007", least, "01"); /* 0^0 */
    expect_lengths(0, 0, 1, "07", least, "01");
    expect_lengths(1, 1, 1, "05030d", least, "08");
    expect_lengths(1, 1, 1, "05030c", least, "05"); /* even modulus */
    expect_lengths(1, 1, 1, "0503", least, "00");   /* nothing of the modulus is there */
    expect_lengths(1, 0, 2, "05000d", least, "0001");
    static const uint64_t wide[] = {12, 200, 500};
    expect_lengths(2, 1, 16, "010002" ZERO, wide, "00000000000000000000000000000000");
    expect_lengths(1, 1, 16, "0502ffffffffffffffffffffffffffffffff", (uint64_t[]){12, 200, 500},
                   "00000000000000000000000000000019");
}

/* Prices where the formulas change. Source: EIP-198, EIP-2565, EIP-7883. */
Test(modexp, prices)
{
    static const struct {
        uint64_t base, exponent, modulus;
        const char *rest;
        uint64_t prices[3];
    } rows[] = {
        {64, 1, 64, "", {204, 200, 500}},            /* 64^2; 8^2; 2 * 8^2 */
        {65, 1, 1, "", {211, 200, 500}},             /* 65^2/4 + 96*65 - 3072 = 4224 */
        {1024, 1, 1, "", {17868, 5461, 32768}},      /* 357376; 128^2; 2 * 128^2 */
        {1, 33, 1, "", {0, 200, 500}},               /* 8 steps; 16 * 16 */
        {1, 64, 1, "", {12, 200, 8192}},             /* 256 steps; 512 * 16 */
        {1, 1024, 1, "", {396, 2645, 253952}},       /* 7936 steps; 15872 * 16 */
        {33, 1024, 33, "", {432115, 66133, 793600}}, /* 33^2; 5^2; 2 * 5^2 */
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        char zeros[2 * 1024 + 1];
        memset(zeros, '0', sizeof(zeros));
        zeros[2 * rows[i].modulus] = '\0';
        expect_lengths(rows[i].base, rows[i].exponent, rows[i].modulus, rows[i].rest,
                       rows[i].prices, zeros);
    }
}

/* Source: EIP-7823. */
Test(modexp, osaka_bounds_the_lengths)
{
    static const uint64_t longer[3][3] = {{1025, 1, 1}, {1, 1025, 1}, {1, 1, 1025}};
    struct harness osaka, prague;

    harness_init(&osaka, EVM_FORK_OSAKA);
    harness_init(&prague, EVM_FORK_PRAGUE);
    for (size_t i = 0; i < 3; i++) {
        char *input = input_of(longer[i][0], longer[i][1], longer[i][2], "");
        precompile_expect_failure(&osaka, MODEXP, input);
        cr_expect_eq(precompile_call(&prague, MODEXP, input), EVM_SUCCESS);
        free(input);
    }
    precompile_expect_failure(&osaka, MODEXP, P P P);
    harness_deinit(&prague);
    harness_deinit(&osaka);
}

/* Lengths that nobody can pay for are neither allocated nor computed with, whatever the gas. */
Test(modexp, absurd_lengths)
{
    static const char *const inputs[] = {
        ONE ONE P,
        P ONE ONE,
        P P P,
        ONE P ONE, /* an exponent that is long and zero */
        "0000000000000000000000000000000000000000000000000000000100000000" ONE ONE "030507",
        ONE ONE "0000000000000000000000000000000000000000000000000000000100000000"
                "030507",
        ONE "0000000000000000000000000000000000000000000000000000100000000000" ONE "030507",
    };

    for (size_t i = 0; i < sizeof(inputs) / sizeof(inputs[0]); i++) {
        for (size_t fork = 0; fork < 2; fork++) {
            struct harness h;
            harness_init(&h, forks[fork]);
            cr_expect_eq(precompile_call(&h, MODEXP, inputs[i]), EVM_OUT_OF_GAS, "%zu", i);
            cr_expect_eq(precompile_call_gas(&h, MODEXP, INT64_MAX, inputs[i]), EVM_OUT_OF_GAS);
            harness_deinit(&h);
        }
    }
    /* Without a base and a modulus the exponent costs nothing and matters to nobody. */
    struct harness h;
    harness_init(&h, EVM_FORK_ISTANBUL);
    precompile_expect_priced(&h, MODEXP, ZERO P ZERO, 0, "");
    harness_deinit(&h);
    harness_init(&h, EVM_FORK_BERLIN);
    precompile_expect_priced(&h, MODEXP, ZERO P ZERO, 200, "");
    harness_deinit(&h);
}
