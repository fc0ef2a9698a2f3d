#include "models/shared/chain_rpc.h"

#include <stdlib.h>
#include <string.h>

/* Of a log in a page: block 8, number of topics 1, length 4. Source: chain_rpc_encode_logs(). */
#define LOG_LEAST_BYTES 13

void chain_rpc_encode_submitted(struct base_buffer *ret_reply,
                                const struct chain_rpc_submitted *submitted)
{
    base_buffer_append_be32(ret_reply, submitted->outcome);
    base_buffer_append_be64(ret_reply, submitted->next_nonce);
    base_buffer_append(ret_reply, submitted->hash.bytes, sizeof submitted->hash.bytes);
}

bool chain_rpc_decode_submitted(const uint8_t *reply, size_t len,
                                struct chain_rpc_submitted *ret_submitted)
{
    struct base_reader reader;
    base_reader_init(&reader, reply, len);
    struct chain_rpc_submitted submitted;
    submitted.outcome = base_reader_be32(&reader);
    submitted.next_nonce = base_reader_be64(&reader);
    base_reader_copy(&reader, submitted.hash.bytes, sizeof submitted.hash.bytes);
    if (!base_reader_done(&reader))
        return false;
    *ret_submitted = submitted;
    return true;
}

void chain_rpc_encode_logs(struct base_buffer *ret_reply, uint64_t up_to_block,
                           const struct chain_rpc_log logs[], size_t count)
{
    base_buffer_append_be64(ret_reply, up_to_block);
    base_buffer_append_be32(ret_reply, (uint32_t)count);
    for (size_t i = 0; i < count; i++) {
        const struct evm_log *log = logs[i].log;
        base_buffer_append_be64(ret_reply, logs[i].block);
        base_buffer_append_u8(ret_reply, (uint8_t)log->topic_count);
        for (unsigned topic = 0; topic < log->topic_count; topic++)
            base_buffer_append(ret_reply, log->topics[topic].bytes, 32);
        base_buffer_append_block(ret_reply, log->data, log->data_len);
    }
}

static bool decode_log(struct base_reader *reader, const crypto_address *contract,
                       struct evm_log *ret_log)
{
    (void)base_reader_be64(reader);
    struct evm_log log = {.address = *contract, .topic_count = base_reader_u8(reader)};
    if (log.topic_count > 4)
        return false;
    for (unsigned topic = 0; topic < log.topic_count; topic++)
        base_reader_copy(reader, log.topics[topic].bytes, 32);
    size_t len;
    const uint8_t *data = base_reader_block(reader, &len);
    if (!base_reader_ok(reader))
        return false;
    log.data = malloc(len ? len : 1);
    if (!log.data)
        return false;
    if (len)
        memcpy(log.data, data, len);
    log.data_len = len;
    *ret_log = log;
    return true;
}

bool chain_rpc_decode_logs(const uint8_t *reply, size_t len, const crypto_address *contract,
                           uint64_t *ret_up_to_block, struct chain_log_page *ret_page)
{
    struct base_reader reader;
    base_reader_init(&reader, reply, len);
    uint64_t up_to_block = base_reader_be64(&reader);
    uint32_t count = base_reader_be32(&reader);
    if (!base_reader_ok(&reader) || count > len / LOG_LEAST_BYTES)
        return false;
    struct chain_log_page page = {.logs = calloc(count + 1u, sizeof *page.logs)};
    if (!page.logs)
        return false;
    for (uint32_t i = 0; i < count; i++) {
        if (!decode_log(&reader, contract, &page.logs[i])) {
            chain_log_page_deinit(&page);
            return false;
        }
        page.count++;
    }
    if (!base_reader_done(&reader)) {
        chain_log_page_deinit(&page);
        return false;
    }
    *ret_up_to_block = up_to_block;
    *ret_page = page;
    return true;
}

void chain_rpc_encode_notice(struct base_buffer *ret_notice, uint64_t subscription,
                             uint64_t up_to_block, const struct chain_rpc_log logs[], size_t count)
{
    base_buffer_append_be64(ret_notice, subscription);
    chain_rpc_encode_logs(ret_notice, up_to_block, logs, count);
}

bool chain_rpc_decode_notice(const uint8_t *notice, size_t len, uint64_t subscription,
                             const crypto_address *contract, uint64_t *ret_up_to_block,
                             struct chain_log_page *ret_page)
{
    struct base_reader reader;
    base_reader_init(&reader, notice, len);
    return base_reader_be64(&reader) == subscription && base_reader_ok(&reader) &&
           chain_rpc_decode_logs(notice + reader.position, len - reader.position, contract,
                                 ret_up_to_block, ret_page);
}

void chain_log_page_deinit(struct chain_log_page *page)
{
    for (size_t i = 0; i < page->count; i++)
        free(page->logs[i].data);
    free(page->logs);
    *page = (struct chain_log_page){0};
}
