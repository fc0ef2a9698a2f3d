#include <criterion/criterion.h>
#include <stdlib.h>

#include "base/random.h"
#include "models/shared/chain_logs.h"

/* What is found by the index is what a walk over all logs finds. */

enum { LOGS = 400, TOPICS = 5, CONTRACTS = 2 };

static struct evm_log logs[LOGS];
static uint64_t blocks[LOGS];

static crypto_digest topic_of(uint64_t number)
{
    crypto_digest topic = {{0}};
    topic.bytes[31] = (uint8_t)number;
    return topic;
}

static crypto_address contract_of(uint64_t number)
{
    crypto_address contract = {{0}};
    contract.bytes[0] = (uint8_t)number;
    return contract;
}

/** As many as 0 to 4 topics each, a few logs a block. */
static void draw(struct base_random *random, size_t i, uint64_t block)
{
    logs[i] = (struct evm_log){.address = contract_of(base_random_below(random, CONTRACTS)),
                               .topic_count = (unsigned)base_random_below(random, 5)};
    for (unsigned t = 0; t < logs[i].topic_count; t++)
        logs[i].topics[t] = topic_of(base_random_below(random, TOPICS));
    blocks[i] = block;
}

static void compare(const struct chain_logs *index, size_t count, const crypto_address *contract,
                    const struct chain_log_filter *filter, uint64_t after, uint64_t up_to)
{
    struct chain_rpc_log *found;
    size_t found_count, expected = 0;
    cr_assert_eq(chain_logs_find(index, contract, filter, after, up_to, &found, &found_count), 0);
    for (size_t i = 0; i < count; i++) {
        if (!crypto_address_equal(&logs[i].address, contract) || blocks[i] <= after ||
            blocks[i] > up_to ||
            (filter && (filter->position >= logs[i].topic_count ||
                        !crypto_digest_equal(&logs[i].topics[filter->position], &filter->topic))))
            continue;
        cr_assert_lt(expected, found_count);
        cr_expect_eq(found[expected].log, &logs[i]);
        cr_expect_eq(found[expected].block, blocks[i]);
        expected++;
    }
    cr_expect_eq(found_count, expected);
    free(found);
}

static void compare_all(const struct chain_logs *index, size_t count, struct base_random *random)
{
    for (int i = 0; i < 300; i++) {
        crypto_address contract = contract_of(base_random_below(random, CONTRACTS + 1));
        struct chain_log_filter filter = {
            .position = (uint8_t)base_random_below(random, 4),
            .topic = topic_of(base_random_below(random, TOPICS + 1)),
        };
        uint64_t after = base_random_below(random, 110), up_to = base_random_below(random, 110);
        compare(index, count, &contract, i % 4 == 0 ? NULL : &filter, after, up_to);
    }
}

Test(chain_logs, are_what_a_walk_finds_also_after_a_reorganisation)
{
    struct chain_logs index;
    struct base_random random;
    base_random_init(&random, 1, 0, "logs");
    chain_logs_init(&index);
    for (size_t i = 0; i < LOGS; i++) {
        draw(&random, i, i / 4);
        cr_assert_eq(chain_logs_add(&index, blocks[i], &logs[i]), 0);
    }
    compare_all(&index, LOGS, &random);
    for (uint64_t fork = 90; fork > 60; fork -= 10) {
        size_t kept = 4 * (fork + 1);
        chain_logs_forget(&index, fork);
        compare_all(&index, kept, &random);
        for (size_t i = kept; i < kept + 8; i++) {
            draw(&random, i, fork + 1);
            cr_assert_eq(chain_logs_add(&index, blocks[i], &logs[i]), 0);
        }
        compare_all(&index, kept + 8, &random);
        chain_logs_forget(&index, fork);
    }
    chain_logs_deinit(&index);
}
