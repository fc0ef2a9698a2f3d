#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "models/shared/chain_rpc.h"

static const crypto_address contract = {{1, 2, 3}};

Test(chain_rpc, submitted)
{
    struct base_buffer reply = {0};
    const struct chain_rpc_submitted submitted = {7, UINT64_C(0x0102030405060708), {{9, 8}}};
    struct chain_rpc_submitted found = {0};
    chain_rpc_encode_submitted(&reply, &submitted);
    cr_assert_eq(reply.len, 4 + 8 + 32);
    for (size_t len = 0; len < reply.len; len++)
        cr_assert_not(chain_rpc_decode_submitted(reply.data, len, &found));
    cr_expect_eq(found.outcome, 0, "a refused reply touches nothing");
    cr_assert(chain_rpc_decode_submitted(reply.data, reply.len, &found));
    cr_expect_eq(found.outcome, 7);
    cr_expect_eq(found.next_nonce, submitted.next_nonce);
    cr_expect(crypto_digest_equal(&found.hash, &submitted.hash));
    base_buffer_append_u8(&reply, 0);
    cr_expect_not(chain_rpc_decode_submitted(reply.data, reply.len, &found));
    base_buffer_deinit(&reply);
}

/** Three logs: of no topic and no data, of one and some, of four and much. */
static void encode_three(struct base_buffer *ret_reply)
{
    static uint8_t data[400];
    struct base_random random;
    base_random_init(&random, 1, 0, "logs");
    base_random_bytes(&random, data, sizeof data);
    struct evm_log logs[3] = {
        {.address = contract},
        {.address = contract, .topic_count = 1, .data = data, .data_len = 5},
        {.address = contract, .topic_count = 4, .data = data + 5, .data_len = 395},
    };
    for (unsigned log = 0; log < 3; log++)
        for (unsigned topic = 0; topic < logs[log].topic_count; topic++)
            base_random_bytes(&random, logs[log].topics[topic].bytes, 32);
    const struct chain_rpc_log sent[3] = {{10, &logs[0]}, {11, &logs[1]}, {11, &logs[2]}};
    chain_rpc_encode_logs(ret_reply, 12, sent, 3);
}

Test(chain_rpc, logs)
{
    struct base_buffer reply = {0};
    struct chain_log_page page;
    uint64_t up_to = 0;
    uint8_t bytes[400];
    struct base_random random;
    encode_three(&reply);
    cr_assert(chain_rpc_decode_logs(reply.data, reply.len, &contract, &up_to, &page));
    cr_expect_eq(up_to, 12);
    cr_assert_eq(page.count, 3);
    base_random_init(&random, 1, 0, "logs");
    base_random_bytes(&random, bytes, sizeof bytes);
    cr_expect_eq(page.logs[0].topic_count, 0);
    cr_expect_eq(page.logs[0].data_len, 0);
    cr_expect_eq(page.logs[1].topic_count, 1);
    cr_expect_eq(page.logs[1].data_len, 5);
    cr_expect_eq(memcmp(page.logs[1].data, bytes, 5), 0);
    cr_expect_eq(page.logs[2].topic_count, 4);
    cr_expect_eq(page.logs[2].data_len, 395);
    cr_expect_eq(memcmp(page.logs[2].data, bytes + 5, 395), 0);
    uint8_t topic[32];
    base_random_bytes(&random, topic, 32);
    cr_expect_eq(memcmp(page.logs[1].topics[0].bytes, topic, 32), 0);
    for (unsigned i = 0; i < 4; i++) {
        base_random_bytes(&random, topic, 32);
        cr_expect_eq(memcmp(page.logs[2].topics[i].bytes, topic, 32), 0);
    }
    for (unsigned i = 0; i < 3; i++)
        cr_expect(crypto_address_equal(&page.logs[i].address, &contract));
    chain_log_page_deinit(&page);
    base_buffer_deinit(&reply);
}

Test(chain_rpc, no_logs)
{
    struct base_buffer reply = {0};
    struct chain_log_page page;
    uint64_t up_to = 0;
    chain_rpc_encode_logs(&reply, 5, NULL, 0);
    cr_assert(chain_rpc_decode_logs(reply.data, reply.len, &contract, &up_to, &page));
    cr_expect_eq(up_to, 5);
    cr_expect_eq(page.count, 0);
    chain_log_page_deinit(&page);
    base_buffer_deinit(&reply);
}

static bool try_logs(const uint8_t *bytes, size_t len)
{
    struct chain_log_page page;
    uint64_t up_to = 77;
    uint8_t *exact = malloc(len ? len : 1);
    cr_assert_not_null(exact);
    if (len)
        memcpy(exact, bytes, len);
    bool ok = chain_rpc_decode_logs(exact, len, &contract, &up_to, &page);
    if (ok)
        chain_log_page_deinit(&page);
    else
        cr_assert_eq(up_to, 77);
    free(exact);
    return ok;
}

Test(chain_rpc, other_lengths_are_refused)
{
    struct base_buffer reply = {0};
    encode_three(&reply);
    for (size_t len = 0; len < reply.len; len++)
        cr_assert_not(try_logs(reply.data, len), "%zu", len);
    base_buffer_append_u8(&reply, 0);
    cr_expect_not(try_logs(reply.data, reply.len));
    base_buffer_deinit(&reply);
}

Test(chain_rpc, more_topics_or_logs_than_there_are)
{
    struct base_buffer reply = {0};
    encode_three(&reply);
    reply.data[8 + 4 + 8] = 5; /* the first log's topic count */
    cr_expect_not(try_logs(reply.data, reply.len));
    reply.data[8 + 4 + 8] = 0;
    cr_expect(try_logs(reply.data, reply.len));
    memset(reply.data + 8, 0xff, 4); /* the number of logs */
    cr_expect_not(try_logs(reply.data, reply.len));
    base_buffer_deinit(&reply);
}

Test(chain_rpc, garbage)
{
    struct base_random random;
    uint8_t bytes[200];
    base_random_init(&random, 1, 0, "garbage");
    for (int i = 0; i < 20000; i++) {
        size_t len = (size_t)base_random_below(&random, sizeof bytes);
        base_random_bytes(&random, bytes, len);
        if (len > 11)
            memset(bytes + 8, 0, 3); /* few logs, so that some of it is looked at */
        try_logs(bytes, len);
    }
    struct base_buffer reply = {0};
    encode_three(&reply);
    for (size_t bit = 0; bit < 8 * reply.len; bit++) {
        reply.data[bit / 8] ^= (uint8_t)(1u << bit % 8);
        try_logs(reply.data, reply.len);
        reply.data[bit / 8] ^= (uint8_t)(1u << bit % 8);
    }
    base_buffer_deinit(&reply);
}

Test(chain_rpc, notices)
{
    struct base_buffer notice = {0}, reply = {0};
    struct chain_log_page page;
    uint64_t up_to = 0;
    const struct evm_log log = {.address = contract, .topic_count = 2};
    const struct chain_rpc_log sent = {10, &log};
    chain_rpc_encode_notice(&notice, 77, 12, &sent, 1);
    chain_rpc_encode_logs(&reply, 12, &sent, 1);
    cr_assert_eq(notice.len, 8 + reply.len);
    cr_expect_not(chain_rpc_decode_notice(notice.data, notice.len, 78, &contract, &up_to, &page));
    for (size_t len = 0; len < notice.len; len++)
        cr_assert_not(chain_rpc_decode_notice(notice.data, len, 77, &contract, &up_to, &page));
    cr_expect_eq(up_to, 0, "refused notices touch nothing");
    cr_assert(chain_rpc_decode_notice(notice.data, notice.len, 77, &contract, &up_to, &page));
    cr_expect_eq(up_to, 12);
    cr_expect_eq(page.count, 1);
    chain_log_page_deinit(&page);
    base_buffer_deinit(&notice);
    base_buffer_deinit(&reply);
}
