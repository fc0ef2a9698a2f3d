#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/bytes.h"
#include "base/error.h"
#include "base/output.h"
#include "cli/command.h"
#include "cli/evm.h"
#include "contracts-model/chain/execute.h"
#include "contracts-model/chain/fee_market.h"
#include "contracts-model/chain/rlp.h"

/* Source: EIP-2718: what starts with a byte up to this one is a transaction of that type. */
enum { TYPE_MAX = 0x7f, ARENA_BLOCK_BYTES = 65536 };

/** A block being executed. */
struct block {
    struct transition_input input;
    struct base_arena arena;
    uint64_t gas_left;
    size_t index; /* of the next transaction */
    struct transition_receipt *receipts;
    struct transition_rejection *rejections;
    size_t receipt_count, rejection_count;
};

static void reject(struct block *block, const char *why)
{
    block->rejections[block->rejection_count++] =
        (struct transition_rejection){block->index++, why};
}

static int execute(struct block *block, const uint8_t *encoded, size_t len)
{
    const struct evm_environment *environment = &block->input.environment;
    struct chain_signed_transaction tx;
    struct chain_receipt receipt;
    struct chain_sinks sinks;

    if (len > 0 && encoded[0] > CHAIN_TX_DYNAMIC_FEE && encoded[0] <= TYPE_MAX) {
        reject(block, chain_invalid_name(CHAIN_INVALID_TYPE));
        return 0;
    }
    int r = chain_transaction_decode(encoded, len, environment->chain_id, &block->arena, &tx);
    if (r != 0) {
        if (r > 0)
            reject(block, "malformed");
        return r < 0 ? r : 0;
    }
    if (tx.body.gas_limit > block->gas_left) {
        reject(block, chain_invalid_name(CHAIN_INVALID_GAS_ABOVE_BLOCK));
        return 0;
    }
    r = chain_execute_transaction(block->input.state, environment, &tx, &block->arena, &receipt,
                                  &sinks);
    if (r != 0) {
        if (r > 0)
            reject(block, chain_invalid_name(r));
        return r < 0 ? r : 0;
    }
    block->gas_left -= receipt.gas_used;
    block->index++;
    block->receipts[block->receipt_count++] = (struct transition_receipt){
        .type = (unsigned)tx.body.type,
        .success = receipt.success,
        .is_creation = tx.body.is_creation,
        .created = receipt.to,
        .hash = receipt.transaction_hash,
        .gas_used = receipt.gas_used,
        .gas_price_wei = receipt.gas_price_wei,
        .logs = receipt.logs,
        .log_count = receipt.log_count,
    };
    return 0;
}

/** Puts a given signature into the place of the one that `buffer` has. */
static void replace_signature(struct base_buffer *buffer, const struct transition_transaction *tx)
{
    struct chain_rlp_cursor message, fields, access_list;
    struct base_buffer encoded = {0};
    size_t type_len = tx->type > 0 ? 1 : 0, len;

    chain_rlp_cursor_init(&message, buffer->data + type_len, buffer->len - type_len);
    chain_rlp_read_list(&message, &fields);
    for (uint64_t i = 0; i < 6 + tx->type; i++)
        (void)chain_rlp_read_bytes(&fields, &len);
    if (tx->type > 0)
        chain_rlp_read_list(&fields, &access_list);
    assert(!fields.failed);
    base_buffer_append(&encoded, buffer->data, type_len);
    size_t list = chain_rlp_list_begin(&encoded);
    base_buffer_append(&encoded, fields.data, fields.position);
    chain_rlp_append_u256(&encoded, tx->v);
    chain_rlp_append_u256(&encoded, tx->r);
    chain_rlp_append_u256(&encoded, tx->s);
    chain_rlp_list_end(&encoded, list);
    base_buffer_deinit(buffer);
    *buffer = encoded;
}

static int execute_fields(struct block *block, const struct transition_transaction *tx)
{
    static const crypto_secp256k1_secret any_secret = {{[31] = 1}};
    bool is_signed = tx->form == TRANSITION_SIGNATURE;
    struct base_buffer encoded = {0};

    if (tx->type > CHAIN_TX_DYNAMIC_FEE) {
        reject(block, chain_invalid_name(CHAIN_INVALID_TYPE));
        return 0;
    }
    struct chain_transaction body = {
        .type = (enum chain_transaction_type)tx->type,
        .chain_id = tx->chain_id,
        .nonce = tx->nonce,
        .max_priority_fee_wei = tx->max_priority_fee_wei,
        .max_fee_wei = tx->max_fee_wei,
        .gas_limit = tx->gas_limit,
        .is_creation = tx->is_creation,
        .to = tx->to,
        .value_wei = tx->value_wei,
        .data = tx->data,
        .data_len = tx->data_len,
        .access_list = tx->access_list,
        .access_count = tx->access_count,
    };
    int r = chain_transaction_sign(&body, is_signed ? &any_secret : &tx->secret, &encoded);
    if (r == 0 && is_signed)
        replace_signature(&encoded, tx);
    if (r == 0 && base_buffer_failed(&encoded))
        r = base_fail(BASE_E_NOMEM, "no memory to encode a transaction");
    r = r < 0 ? r : execute(block, encoded.data, encoded.len);
    base_buffer_deinit(&encoded);
    return r;
}

/** The next transaction of an RLP list: those of type 0 are lists themselves. */
static const uint8_t *next_encoded(struct chain_rlp_cursor *list, size_t *ret_len)
{
    const uint8_t *start = list->data + list->position;
    struct chain_rlp_cursor fields;

    if (start[0] < 0xc0)
        return chain_rlp_read_bytes(list, ret_len);
    chain_rlp_read_list(list, &fields);
    *ret_len = (size_t)(list->data + list->position - start);
    return start;
}

static int open_list(const struct transition_input *input, struct chain_rlp_cursor *ret_list,
                     size_t *ret_count)
{
    struct chain_rlp_cursor message, list;
    size_t count = 0, len;

    chain_rlp_cursor_init(&message, input->encoded_list, input->encoded_list_len);
    chain_rlp_read_list(&message, ret_list);
    for (list = *ret_list; chain_rlp_more(&list); count++)
        (void)next_encoded(&list, &len);
    if (!chain_rlp_done(&message) || !chain_rlp_done(&list))
        return base_fail(BASE_E_SCENARIO, "no RLP list of transactions");
    *ret_count = count;
    return 0;
}

/** Source: EIP-1559: from london on a block has a base fee, and its parent's decides it. */
static int find_base_fee(struct transition_input *input)
{
    uint64_t target = input->parent_gas_limit / 2;

    if (input->environment.fork < EVM_FORK_LONDON || input->has_base_fee)
        return 0;
    if (!input->has_parent)
        return base_fail(BASE_E_SCENARIO, "\"currentBaseFee\" is missing, and the fork has one");
    if (target == 0 || input->parent_gas_used > input->parent_gas_limit ||
        u256_bit_length(input->parent_base_fee_wei) > CHAIN_FEE_MARKET_MOST_BITS)
        return base_fail(BASE_E_SCENARIO, "no block has such a \"parentGasLimit\", "
                                          "\"parentGasUsed\" and \"parentBaseFee\"");
    input->environment.base_fee_wei =
        chain_fee_market_next(input->parent_base_fee_wei, input->parent_gas_used, target);
    return 0;
}

static int execute_all(struct block *block, const struct transition_text *txs)
{
    const struct transition_input *input = &block->input;
    struct chain_rlp_cursor list = {0};
    size_t count = input->transaction_count, len;
    int r = input->encoded_list != NULL ? open_list(input, &list, &count) : 0;

    if (r < 0)
        return base_fail_context(r, "%s", txs->name);
    block->gas_left = input->environment.gas_limit;
    block->receipts = calloc(count + 1, sizeof(*block->receipts));
    block->rejections = calloc(count + 1, sizeof(*block->rejections));
    if (block->receipts == NULL || block->rejections == NULL)
        return base_fail(BASE_E_NOMEM, "no memory for the receipts");
    while (r == 0 && chain_rlp_more(&list)) {
        const uint8_t *encoded = next_encoded(&list, &len);
        r = execute(block, encoded, len);
    }
    for (size_t i = 0; r == 0 && i < input->transaction_count; i++) {
        const struct transition_transaction *tx = &input->transactions[i];
        r = tx->form == TRANSITION_ENCODED && tx->encoded != NULL
                ? execute(block, tx->encoded, tx->encoded_len)
                : execute_fields(block, tx);
    }
    return r;
}

int cli_evm_transition(enum evm_fork fork, uint64_t chain_id, const struct transition_text *alloc,
                       const struct transition_text *env, const struct transition_text *txs,
                       int (*visit)(void *context, const struct transition_output *output),
                       void *context)
{
    struct block block = {0};

    base_arena_init(&block.arena, ARENA_BLOCK_BYTES);
    int r = transition_read(fork, chain_id, alloc, env, txs, &block.input);
    if (r == 0) {
        r = find_base_fee(&block.input);
        if (r < 0)
            r = base_fail_context(r, "%s", env->name);
    }
    r = r < 0 ? r : execute_all(&block, txs);
    if (r == 0) {
        const struct transition_output output = {
            .state = block.input.state,
            .receipts = block.receipts,
            .receipt_count = block.receipt_count,
            .rejections = block.rejections,
            .rejection_count = block.rejection_count,
        };
        r = visit(context, &output);
    }
    free(block.receipts);
    free(block.rejections);
    transition_input_deinit(&block.input);
    base_arena_deinit(&block.arena);
    return r;
}

/** Writes the part beside its place. */
static int prepare(struct base_output *pending, const char *path,
                   const struct transition_output *output, unsigned part)
{
    char *text = NULL;
    int r = base_output_begin(path, pending);

    if (r == 0)
        r = transition_write(output, part, false, &text);
    if (r == 0) {
        fprintf(pending->stream, "%s\n", text);
        r = base_output_finish(pending);
    }
    free(text);
    return r;
}

static int print(const char *text)
{
    if (printf("%s\n", text) < 0 || fflush(stdout) != 0)
        return base_fail(BASE_E_IO, "standard output: %s", strerror(errno));
    return 0;
}

/** All files are written before the first one gets its name. */
static int deliver(void *context, const struct transition_output *output)
{
    const struct cli_evm_t8n *t8n = context;
    const char *paths[2] = {t8n->out_alloc, t8n->out_result};
    struct base_output pending[2] = {{0}};
    unsigned printed = 0;
    char *text = NULL;
    int r = 0;

    for (unsigned i = 0; i < 2; i++) {
        if (paths[i] == NULL)
            printed |= 1u << i;
        else
            r = r < 0 ? r : prepare(&pending[i], paths[i], output, 1u << i);
    }
    if (r == 0 && printed != 0)
        r = transition_write(output, printed, true, &text);
    for (unsigned i = 0; i < 2; i++) {
        if (r == 0 && paths[i] != NULL)
            r = base_output_commit(&pending[i]);
        base_output_deinit(&pending[i]);
    }
    if (r == 0 && text != NULL)
        r = print(text);
    free(text);
    return r;
}

int cli_evm_t8n(const struct cli_evm_t8n *t8n)
{
    struct transition_text texts[] = {{.name = t8n->alloc}, {.name = t8n->env}, {.name = t8n->txs}};
    char *owned[3] = {NULL};
    int r = 0;

    for (size_t i = 0; r == 0 && i < 3; i++) {
        r = transition_read_file(texts[i].name, &owned[i], &texts[i].len);
        texts[i].text = owned[i];
    }
    r = r < 0 ? r
              : cli_evm_transition(t8n->fork, t8n->chain_id, &texts[0], &texts[1], &texts[2],
                                   deliver, (void *)t8n);
    int exit_code = cli_end("evm t8n", r);
    for (size_t i = 0; i < 3; i++)
        free(owned[i]);
    return exit_code;
}
