#include "replay.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/error.h"

struct replay {
    struct chain *chain;
    /* JSON; hashes of the blocks before the recording; transactions of the open block */
    struct base_buffer genesis, hashes, blocks, transactions;
    crypto_address coinbase;
    u256 prev_randao;
    bool is_over;
};

static void put_hex(struct base_buffer *out, const void *data, size_t len)
{
    const uint8_t *bytes = data;
    base_buffer_printf(out, "\"0x");
    for (size_t i = 0; i < len; i++)
        base_buffer_printf(out, "%02x", bytes[i]);
    base_buffer_printf(out, "\"");
}

static void put_u256(struct base_buffer *out, u256 value)
{
    uint8_t bytes[32];
    u256_to_be(value, bytes);
    put_hex(out, bytes, sizeof(bytes));
}

/* Puts a comma behind whatever is there, unless a list or an object has just been opened. */
static void put_comma(struct base_buffer *out)
{
    if (out->len > 0 && out->data[out->len - 1] != '[' && out->data[out->len - 1] != '{')
        base_buffer_append_u8(out, ',');
}

struct dump {
    const struct evm_state *state;
    struct base_buffer *out;
};

static int put_slot(void *context, u256 key, u256 value)
{
    struct base_buffer *out = ((struct dump *)context)->out;
    put_comma(out);
    put_u256(out, key);
    base_buffer_printf(out, ":");
    put_u256(out, value);
    return 0;
}

static int put_account(void *context, const crypto_address *address)
{
    struct dump *dump = context;
    struct base_buffer *out = dump->out;
    size_t len;
    const uint8_t *code = evm_state_code(dump->state, address, &len);
    put_comma(out);
    base_buffer_printf(out, "\n{\"address\":");
    put_hex(out, address->bytes, sizeof(address->bytes));
    base_buffer_printf(out, ",\"nonce\":%llu,\"balance_wei\":",
                       (unsigned long long)evm_state_nonce(dump->state, address));
    put_u256(out, evm_state_balance(dump->state, address));
    base_buffer_printf(out, ",\"code\":");
    put_hex(out, code, len);
    base_buffer_printf(out, ",\"storage\":{");
    int r = evm_state_each_slot(dump->state, address, put_slot, dump);
    base_buffer_printf(out, "}}");
    return r;
}

static void put_state(struct base_buffer *out, const struct chain *chain)
{
    struct dump dump = {chain_state(chain), out};
    base_buffer_printf(out, "[");
    evm_state_each_account(dump.state, put_account, &dump);
    base_buffer_printf(out, "]");
}

static void put_log(struct base_buffer *out, const struct evm_log *log)
{
    put_comma(out);
    base_buffer_printf(out, "{\"address\":");
    put_hex(out, log->address.bytes, sizeof(log->address.bytes));
    base_buffer_printf(out, ",\"topics\":[");
    for (unsigned i = 0; i < log->topic_count; i++) {
        put_comma(out);
        put_hex(out, log->topics[i].bytes, sizeof(log->topics[i].bytes));
    }
    base_buffer_printf(out, "],\"data\":");
    put_hex(out, log->data, log->data_len);
    base_buffer_printf(out, "}");
}

static void put_hashes(struct base_buffer *out, const struct evm_environment *environment)
{
    uint64_t next = environment->block_number;
    for (uint64_t number = next > 256 ? next - 256 : 0; number < next; number++) {
        crypto_digest hash = environment->block_hash(environment->block_hash_context, number);
        put_comma(out);
        base_buffer_printf(out, "\"%llu\":", (unsigned long long)number);
        put_hex(out, hash.bytes, sizeof(hash.bytes));
    }
}

static void begin_block(void *context, const struct evm_environment *environment)
{
    struct replay *replay = context;
    replay->coinbase = environment->coinbase;
    replay->prev_randao = environment->prev_randao;
    base_buffer_clear(&replay->transactions);
    if (replay->hashes.len == 0)
        put_hashes(&replay->hashes, environment);
}

static void record_transaction(void *context, const uint8_t *encoded, size_t len,
                               const struct chain_receipt *receipt)
{
    struct replay *replay = context;
    struct base_buffer *out = &replay->transactions;
    put_comma(out);
    base_buffer_printf(out, "\n {\"raw\":");
    put_hex(out, encoded, len);
    base_buffer_printf(out, ",\"hash\":");
    put_hex(out, receipt->transaction_hash.bytes, sizeof(receipt->transaction_hash.bytes));
    base_buffer_printf(out, ",\"sender\":");
    put_hex(out, receipt->sender.bytes, sizeof(receipt->sender.bytes));
    base_buffer_printf(out, ",\"to\":");
    put_hex(out, receipt->to.bytes, sizeof(receipt->to.bytes));
    base_buffer_printf(out, ",\"success\":%s,\"status\":\"%s\",\"gas_used\":%llu,\"output\":",
                       receipt->success ? "true" : "false", evm_status_name(receipt->status),
                       (unsigned long long)receipt->gas_used);
    put_hex(out, receipt->output, receipt->output_len);
    base_buffer_printf(out, ",\"logs\":[");
    for (size_t i = 0; i < receipt->log_count; i++)
        put_log(out, &receipt->logs[i]);
    base_buffer_printf(out, "],\"sender_wei\":");
    put_u256(out, chain_balance(replay->chain, &receipt->sender));
    base_buffer_printf(out, ",\"to_wei\":");
    put_u256(out, chain_balance(replay->chain, &receipt->to));
    base_buffer_printf(out, "}");
}

static void end_block(void *context, const struct chain_block *block)
{
    struct replay *replay = context;
    struct base_buffer *out = &replay->blocks;
    put_comma(out);
    base_buffer_printf(out, "\n{\"number\":%llu,\"timestamp_s\":%llu,\"gas_limit\":%llu",
                       (unsigned long long)block->number, (unsigned long long)block->timestamp_s,
                       (unsigned long long)chain_config(replay->chain)->gas_limit);
    base_buffer_printf(out, ",\"base_fee_wei\":");
    put_u256(out, block->base_fee_wei);
    base_buffer_printf(out, ",\"coinbase\":");
    put_hex(out, replay->coinbase.bytes, sizeof(replay->coinbase.bytes));
    base_buffer_printf(out, ",\"coinbase_wei\":");
    put_u256(out, chain_balance(replay->chain, &replay->coinbase));
    base_buffer_printf(out, ",\"prev_randao\":");
    put_u256(out, replay->prev_randao);
    base_buffer_printf(out, ",\"hash\":");
    put_hex(out, block->hash.bytes, sizeof(block->hash.bytes));
    base_buffer_printf(out, ",\"transactions\":[");
    if (replay->transactions.len > 0)
        base_buffer_append(out, replay->transactions.data, replay->transactions.len);
    base_buffer_printf(out, "]}");
}

int replay_new(struct chain *chain, struct replay **ret_replay)
{
    struct replay *replay = calloc(1, sizeof(*replay));
    if (replay == NULL)
        return base_fail(BASE_E_NOMEM, "no memory for a recording");
    replay->chain = chain;
    put_state(&replay->genesis, chain);
    struct chain_observer observer = {replay, begin_block, record_transaction, end_block};
    chain_observe(chain, &observer);
    *ret_replay = replay;
    return 0;
}

static void end(struct replay *replay)
{
    if (!replay->is_over)
        chain_observe(replay->chain, NULL);
    replay->is_over = true;
}

void replay_free(struct replay *replay)
{
    if (replay == NULL)
        return;
    end(replay);
    base_buffer_deinit(&replay->genesis);
    base_buffer_deinit(&replay->hashes);
    base_buffer_deinit(&replay->blocks);
    base_buffer_deinit(&replay->transactions);
    free(replay);
}

static int write_all(const struct base_buffer *text, const char *path)
{
    FILE *file = fopen(path, "wb");
    if (file == NULL)
        return base_fail(BASE_E_IO, "cannot open %s: %s", path, strerror(errno));
    size_t written = fwrite(text->data, 1, text->len, file);
    if (fclose(file) != 0 || written != text->len)
        return base_fail(BASE_E_IO, "cannot write %s", path);
    return 0;
}

int replay_write(struct replay *replay, const char *path)
{
    const struct chain_config *config = chain_config(replay->chain);
    end(replay);
    struct base_buffer text = {0};
    base_buffer_printf(&text, "{\"fork\":\"%s\",\"chain_id\":%llu,\n\"genesis\":",
                       evm_fork_names[config->fork], (unsigned long long)config->chain_id);
    base_buffer_append(&text, replay->genesis.data, replay->genesis.len);
    base_buffer_printf(&text, ",\n\"hashes\":{");
    if (replay->hashes.len > 0)
        base_buffer_append(&text, replay->hashes.data, replay->hashes.len);
    base_buffer_printf(&text, "},\n\"blocks\":[");
    if (replay->blocks.len > 0)
        base_buffer_append(&text, replay->blocks.data, replay->blocks.len);
    base_buffer_printf(&text, "],\n\"post\":");
    put_state(&text, replay->chain);
    base_buffer_printf(&text, "}\n");
    int r;
    if (base_buffer_failed(&text) || base_buffer_failed(&replay->genesis) ||
        base_buffer_failed(&replay->hashes) || base_buffer_failed(&replay->blocks) ||
        base_buffer_failed(&replay->transactions))
        r = base_fail(BASE_E_NOMEM, "no memory for a recording");
    else
        r = write_all(&text, path);
    base_buffer_deinit(&text);
    return r;
}

int replay_check(struct replay *replay, enum replay_verdict *ret_verdict)
{
    char path[] = "/tmp/crowdpatch-replay-XXXXXX";
    int fd = mkstemp(path);
    if (fd < 0)
        return base_fail(BASE_E_IO, "cannot create %s: %s", path, strerror(errno));
    close(fd);
    int r = replay_write(replay, path);
    char command[1024];
    int len = snprintf(command, sizeof(command), "sh '%s/replay.sh' '%s'", ORACLES_DIR, path);
    if (r == 0 && (len < 0 || (size_t)len >= sizeof(command)))
        r = base_fail(BASE_E_IO, "the path of the oracles is too long");
    if (r == 0) {
        fflush(NULL);
        int status = system(command);
        int code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
        *ret_verdict = code == 0 ? REPLAY_AGREES : code == 77 ? REPLAY_SKIPPED : REPLAY_DIFFERS;
    }
    remove(path);
    return r;
}
