#include "base/random.h"
#include "harness.h"

/* Random programs: nothing may crash, wei and gas are conserved, and what fails leaves no trace.
 * Worth most under the sanitizers. */

enum { PROGRAMS = 4000, CODE_MAX = 160 };

/** Bytes that are mostly pushes of small numbers, calls among the few accounts there are, and any
 *  opcode at all. */
static size_t random_code(struct base_random *random, uint8_t code[CODE_MAX])
{
    size_t len = 0, wanted = base_random_below(random, CODE_MAX - 40);

    while (len < wanted) {
        switch (base_random_below(random, 8)) {
        case 0:
        case 1:
        case 2:
            code[len++] = 0x60;
            code[len++] = (uint8_t)base_random_below(random, 64);
            break;
        case 3: /* an account's address */
            code[len++] = 0x73;
            memset(code + len, 0, 20);
            code[len] = base_random_below(random, 4) == 0 ? 0 : 0xc0;
            code[len + 19] = (uint8_t)(1 + base_random_below(random, 5));
            len += 20;
            break;
        case 4:
            code[len++] = 0x5b;
            break;
        case 5: {
            static const uint8_t calls[] = {0xf0, 0xf1, 0xf2, 0xf4, 0xf5, 0xfa, 0x3e, 0xff,
                                            0x55, 0x54, 0x20, 0x52, 0x51, 0xa1, 0x5d, 0x5e};
            code[len++] = 0x5a;
            code[len++] = calls[base_random_below(random, sizeof(calls))];
            break;
        }
        default:
            base_random_bytes(random, code + len, 1);
            len++;
        }
    }
    return len;
}

static void run_program(struct base_random *random, struct harness *h)
{
    uint8_t code[3][CODE_MAX], input[64];
    struct evm_message message = {.kind = EVM_CALL, .gas = 200000};
    u256 lost = u256_from_u64(0);

    h->environment.fork = (enum evm_fork)base_random_below(random, EVM_FORK_OSAKA + 1);
    for (uint8_t i = 0; i < 3; i++) {
        crypto_address address = harness_address((uint8_t)(2 + i));
        size_t len = random_code(random, code[i]);
        cr_assert_eq(evm_state_set_code(h->state, &address, code[i], len), 0);
        evm_state_set_balance(h->state, &address, u256_from_u64(1000));
    }
    evm_state_end_transaction(h->state, NULL);
    u256 before = evm_state_total_balance(h->state);
    base_random_bytes(random, input, sizeof(input));
    message.sender = h->caller;
    message.recipient = message.code_address = h->contract;
    message.input = input;
    message.input_len = sizeof(input);
    if (base_random_below(random, 8) == 0) {
        message.kind = EVM_CREATE;
        message.input = code[0];
        message.input_len = base_random_below(random, CODE_MAX);
    }
    size_t mark = evm_state_mark(h->state);
    enum evm_status status = harness_execute(h, &message);
    if (status != EVM_SUCCESS && message.kind == EVM_CALL) {
        cr_assert_leq(evm_state_mark(h->state), mark + 2); /* the recipient was touched */
        cr_assert_eq(h->result.gas_refund, 0);
    }
    evm_state_end_transaction(h->state, &lost);
    cr_assert(u256_equal(u256_add(evm_state_total_balance(h->state), lost), before));
    cr_assert(u256_equal(evm_state_followed_balance(h->state), evm_state_total_balance(h->state)));
}

Test(fuzz, random_programs_harm_nothing)
{
    struct base_random random;
    struct harness h;

    base_random_init(&random, 1, 0, "evm.fuzz");
    harness_init(&h, EVM_FORK_OSAKA);
    for (int i = 0; i < PROGRAMS; i++) {
        if (i % 100 == 0) { /* a fresh state now and then, an old one mostly */
            harness_deinit(&h);
            harness_init(&h, EVM_FORK_OSAKA);
        }
        run_program(&random, &h);
    }
    harness_deinit(&h);
}
