#include <pthread.h>

#include "bn254_support.h"
#include "zk/kernels.h"

static zk_g1_affine g1_multiple(u256 k)
{
    zk_g1 a = multiple_of_g1(k);
    zk_g1_affine affine;
    zk_g1_to_affine(&a, &affine);
    return affine;
}

static zk_g2_affine g2_multiple(u256 k)
{
    zk_g2 a = multiple_of_g2(k);
    zk_g2_affine affine;
    zk_g2_to_affine(&a, &affine);
    return affine;
}

static void check_numbers(const zk_fp12 *value, const char *const numbers[12])
{
    const zk_fp *got = &value->c0.c0.c0;
    for (int i = 0; i < 12; i++) {
        zk_fp want = fp_of(numbers[i]);
        cr_assert(zk_fp_equal(&got[i], &want), "number %d", i);
    }
}

Test(pairing, known_answers)
{
    zk_fp12 e;
    zk_pairing(&zk_g1_generator, &zk_g2_generator, &e);
    check_numbers(&e, pairing_of_generators);
    zk_g1_affine p = g1_multiple(u256_from_u64(5));
    zk_g2_affine q = g2_multiple(u256_from_u64(7));
    zk_pairing(&p, &q, &e);
    check_numbers(&e, pairing_of_multiples);
}

Test(pairing, is_bilinear)
{
    struct base_random random;
    base_random_init(&random, 1, 0, "test.pairing");
    u256 order = u256_of(ORDER_HEX);
    zk_fp12 e, want, got;
    zk_pairing(&zk_g1_generator, &zk_g2_generator, &e);
    for (int i = 0; i < 4; i++) {
        u256 a = random_below_2_253(&random), b = random_below_2_253(&random);
        u256 ab = u256_mulmod(a, b, order);
        zk_g1_affine p = g1_multiple(a);
        zk_g2_affine q = g2_multiple(b);
        zk_pairing(&p, &q, &got);
        zk_fp12_pow(&e, &ab, &want);
        cr_assert(zk_fp12_equal(&got, &want));
    }
}

Test(pairing, is_not_degenerate_and_has_the_order_r)
{
    zk_fp12 e, power;
    zk_pairing(&zk_g1_generator, &zk_g2_generator, &e);
    cr_assert_not(zk_fp12_is_one(&e));
    u256 order = u256_of(ORDER_HEX);
    zk_fp12_pow(&e, &order, &power);
    cr_assert(zk_fp12_is_one(&power));
    zk_g1_affine none1 = {0};
    zk_g2_affine none2 = {0};
    zk_pairing(&none1, &zk_g2_generator, &e);
    cr_assert(zk_fp12_is_one(&e));
    zk_pairing(&zk_g1_generator, &none2, &e);
    cr_assert(zk_fp12_is_one(&e));
}

/* e([k]P, Q) for k = 1, 2, .. n-1 against one e([-sum]P, Q): more pairs than share a loop. */
Test(pairing, products_of_many_pairs)
{
    u256 order = u256_of(ORDER_HEX);
    zk_g1_affine g1[20];
    zk_g2_affine g2[20];
    for (size_t n = 0; n <= 20; n++) {
        uint64_t sum = 0;
        for (size_t i = 0; i + 1 < n; i++) {
            g1[i] = g1_multiple(u256_from_u64(i + 1));
            g2[i] = g2_multiple(u256_from_u64(i + 2));
            sum += (i + 1) * (i + 2);
        }
        if (n > 0) {
            g1[n - 1] = g1_multiple(u256_sub(order, u256_from_u64(sum)));
            g2[n - 1] = zk_g2_generator;
        }
        cr_assert(zk_pairing_product_is_one(n, g1, g2), "%zu pairs", n);
        if (n == 0)
            continue;
        g1[0] = (zk_g1_affine){0};
        cr_assert_eq(zk_pairing_product_is_one(n, g1, g2), n == 1);
    }
}

Test(pairing, both_builds_give_equal_bytes)
{
    if (!zk_arch_has_mulx())
        cr_skip("no mulx and adx here");
    zk_g1_affine p = g1_multiple(u256_from_u64(1234567));
    zk_g2_affine q = g2_multiple(u256_from_u64(7654321));
    zk_fp12 a, b;
    zk_pairing_miller_loop_portable(1, &p, &q, &a);
    zk_pairing_miller_loop_mulx(1, &p, &q, &b);
    cr_assert(zk_fp12_equal(&a, &b));
    zk_pairing_final_exponentiation_portable(&a, &a);
    zk_pairing_final_exponentiation_mulx(&b, &b);
    cr_assert(zk_fp12_equal(&a, &b));
}

/* How much of its stack a call touches: a thread's stack, painted before. */
#define STACK_BYTES (256 * 1024)
#define PAINT 0xa5

static _Alignas(4096) uint8_t stack[STACK_BYTES];

static void *check_ten_pairs(void *argument)
{
    uint8_t input[10 * ZK_BN254_PAIR_BYTES];
    bool is_one = true;
    for (int i = 0; i < 10; i++) {
        zk_bn254_encode_g1(&zk_g1_generator, input + i * ZK_BN254_PAIR_BYTES);
        zk_bn254_encode_g2(&zk_g2_generator, input + i * ZK_BN254_PAIR_BYTES + ZK_BN254_G1_BYTES);
    }
    bool *ret_good = argument;
    *ret_good = zk_bn254_pairing(input, sizeof input, &is_one) && !is_one;
    return NULL;
}

static void *do_nothing(void *argument)
{
    return argument;
}

static size_t stack_used(void *(*run)(void *), void *argument)
{
    pthread_attr_t attributes;
    pthread_t thread;
    memset(stack, PAINT, sizeof stack);
    cr_assert_eq(pthread_attr_init(&attributes), 0);
    cr_assert_eq(pthread_attr_setstack(&attributes, stack, sizeof stack), 0);
    cr_assert_eq(pthread_create(&thread, &attributes, run, argument), 0);
    cr_assert_eq(pthread_join(thread, NULL), 0);
    pthread_attr_destroy(&attributes);
    size_t untouched = 0;
    while (untouched < sizeof stack && stack[untouched] == PAINT)
        untouched++;
    return sizeof stack - untouched;
}

/* Sanitizers' frames are larger than those of the library as it is used. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_UNDEFINED__)
#define STACK_LIMIT (128 * 1024)
#else
#define STACK_LIMIT (24 * 1024)
#endif

Test(pairing, fits_a_small_stack)
{
    bool good = false;
    size_t idle = stack_used(do_nothing, NULL);
    size_t used = stack_used(check_ten_pairs, &good) - idle;
    cr_assert(good);
    cr_assert(used < STACK_LIMIT, "%zu bytes", used);
    cr_log_info("a pairing check takes %zu bytes of stack", used);
}
