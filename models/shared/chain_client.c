#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "models/shared/chain_rpc.h"
#include "models/shared/chain_service_private.h"
#include "models/shared/converse.h"

static struct sim_address gateway_of(const struct chain_service *service,
                                     const struct participant *who)
{
    return sim_port_address(service->gateways[who->region].port);
}

static struct sim_retry retry_of(const struct chain_service *service)
{
    const struct config_chain *config = service->world->chain_config;
    return (struct sim_retry){.timeout = config->rpc_timeout_ns,
                              .attempts = (unsigned)config->rpc_attempts,
                              .pause = SIM_TIME_SECOND};
}

/** One request to the participant's chain node. 1: not reached. */
static int ask(struct chain_service *service, struct participant *who, struct sim_port *port,
               enum chain_rpc_kind kind, const struct base_buffer *payload,
               struct sim_message **ret_reply)
{
    if (base_buffer_failed(payload))
        return BASE_E_NOMEM;
    struct sim_retry retry = retry_of(service);
    enum sim_fate fate;
    int r = sim_port_request(port, gateway_of(service, who), kind, payload->data, payload->len,
                             &retry, &fate, ret_reply);
    return r < 0 ? r : fate == SIM_DELIVERED ? 0 : 1;
}

/** Holds the account, so that transactions of one sender get their nonces one after the other. The
 *  holder lets go by cleanup, also when it is killed. */
static struct participant *lock_account(struct participant *who)
{
    while (who->account_busy)
        sim_signal_wait(who->account_free, SIM_TIME_FOREVER);
    who->account_busy = true;
    return who;
}

static void unlock_account(struct participant **who)
{
    (*who)->account_busy = false;
    sim_signal_raise((*who)->account_free);
}

static int sign(struct chain_service *service, struct participant *who,
                const struct chain_intent *intent, struct base_buffer *ret_raw)
{
    const struct config_chain *config = service->world->chain_config;
    const struct chain_config *rules = chain_config(service->chain);
    u256 base_fee = chain_base_fee(service->chain);
    /* headroom in thousandths, so that the product is exact */
    u256 thousandths = u256_from_u64((uint64_t)(config->base_fee_headroom * 1000.0 + 0.5));
    u256 ceiling = u256_div(u256_mul(base_fee, thousandths), u256_from_u64(1000));
    struct chain_transaction transaction = {
        .type = rules->fork >= EVM_FORK_LONDON ? CHAIN_TX_DYNAMIC_FEE : CHAIN_TX_LEGACY,
        .chain_id = rules->chain_id,
        .nonce = who->next_nonce,
        .max_priority_fee_wei = config->priority_fee_wei,
        .max_fee_wei = u256_add(ceiling, config->priority_fee_wei),
        .gas_limit = intent->gas_limit,
        .is_creation = !intent->to,
        .value_wei = intent->value_wei,
        .data = intent->data,
        .data_len = intent->data_len,
    };
    if (rules->fork < EVM_FORK_LONDON)
        transaction.max_fee_wei = u256_add(base_fee, config->priority_fee_wei);
    if (intent->to)
        transaction.to = *intent->to;
    participant_charge(who, CRYPTO_OP_SECP256K1_SIGN, 1);
    return chain_transaction_sign(&transaction, &who->secret, ret_raw);
}

/** Signs and hands over once. *ret_again: the nonce was wrong and is now known. */
static int hand_over(struct chain_service *service, struct participant *who, struct sim_port *port,
                     const struct chain_intent *intent, enum chain_fate *ret_fate, bool *ret_again,
                     crypto_digest *ret_hash)
{
    CONVERSE_BUFFER raw = {0};
    CONVERSE_MESSAGE answer = NULL;
    *ret_again = false;
    int r = sign(service, who, intent, &raw);
    if (r < 0)
        return r;
    *ret_hash = chain_transaction_hash(raw.data, raw.len);
    struct chain_sent *sent = base_map_put(&service->sent, ret_hash, NULL);
    if (!sent)
        return BASE_E_NOMEM;
    *sent = (struct chain_sent){intent->operation, who, who->next_nonce, raw.len};

    r = ask(service, who, port, CHAIN_RPC_SUBMIT, &raw, &answer);
    struct chain_rpc_submitted submitted;
    if (r < 0)
        return r;
    if (r > 0 || !chain_rpc_decode_submitted(answer->payload, answer->payload_len, &submitted)) {
        *ret_fate = CHAIN_FATE_UNREACHABLE;
        return 0;
    }
    bool is_nonce = submitted.outcome == CHAIN_REJECT_NONCE_TOO_LOW ||
                    submitted.outcome == CHAIN_REJECT_UNDERPRICED;
    if (submitted.outcome == CHAIN_ACCEPTED || submitted.outcome == CHAIN_REJECT_KNOWN) {
        who->next_nonce++;
        *ret_fate = CHAIN_FATE_DONE;
    } else {
        *ret_again = is_nonce && submitted.next_nonce != who->next_nonce;
        if (*ret_again)
            who->next_nonce = submitted.next_nonce;
        *ret_fate = CHAIN_FATE_REJECTED;
    }
    return 0;
}

/** The receipt when that many blocks follow its own, else NULL. */
static const struct chain_receipt *confirmed(struct chain_service *service,
                                             const crypto_digest *hash, uint64_t depth)
{
    const struct chain_receipt *receipt = chain_receipt_find(service->chain, hash);
    return receipt && receipt->block_number + depth <= chain_head_number(service->chain) ? receipt
                                                                                         : NULL;
}

/** chain_service_transact() until the transaction's block is `depth` blocks old. */
static int transact(struct chain_service *service, struct participant *who, struct sim_port *port,
                    const struct chain_intent *intent, uint64_t depth, sim_time timeout,
                    enum chain_fate *ret_fate, const struct chain_receipt **ret_receipt)
{
    sim_time deadline = timeout == SIM_TIME_FOREVER ? timeout : world_now(who->world) + timeout;
    crypto_digest hash;
    {
        __attribute__((cleanup(unlock_account))) struct participant *holder = lock_account(who);
        bool again = true;
        int r = 0;
        for (unsigned attempt = 0; r == 0 && again && attempt < 2; attempt++)
            r = hand_over(service, holder, port, intent, ret_fate, &again, &hash);
        if (r < 0 || *ret_fate != CHAIN_FATE_DONE)
            return r;
    }
    const struct chain_receipt *receipt;
    while (!(receipt = confirmed(service, &hash, depth))) {
        sim_time left = deadline == SIM_TIME_FOREVER ? deadline : deadline - world_now(who->world);
        if (left <= 0 || !chain_service_wait_block(service, left)) {
            *ret_fate = CHAIN_FATE_TIMED_OUT;
            return 0;
        }
    }
    *ret_receipt = receipt;
    return 0;
}

int chain_service_transact(struct chain_service *service, struct participant *who,
                           struct sim_port *port, const struct chain_intent *intent,
                           sim_time timeout, enum chain_fate *ret_fate,
                           const struct chain_receipt **ret_receipt)
{
    return transact(service, who, port, intent, service->world->chain_config->confirmations - 1,
                    timeout, ret_fate, ret_receipt);
}

const struct chain_receipt *chain_service_insist(struct chain_service *service,
                                                 struct participant *who, struct sim_port *port,
                                                 const struct chain_intent *intent)
{
    enum chain_fate fate;
    const struct chain_receipt *receipt;
    uint64_t depth = service->world->chain_config->confirmations - 1;
    if (depth < service->reorg.depth)
        depth = service->reorg.depth;
    int r = transact(service, who, port, intent, depth, SIM_TIME_FOREVER, &fate, &receipt);
    if (r < 0) {
        world_fail(who->world, r);
        return NULL;
    }
    return fate == CHAIN_FATE_DONE && receipt->success ? receipt : NULL;
}

bool chain_service_call(struct chain_service *service, struct participant *who,
                        struct sim_port *port, const crypto_address *to,
                        const struct base_buffer *data, uint8_t **ret_output, size_t *ret_len)
{
    CONVERSE_BUFFER request = {0};
    CONVERSE_MESSAGE answer = NULL;
    base_buffer_append(&request, to->bytes, sizeof to->bytes);
    base_buffer_append(&request, data->data, data->len);
    if (ask(service, who, port, CHAIN_RPC_CALL, &request, &answer) != 0 ||
        answer->payload_len == 0 || answer->payload[0] != 1)
        return false;
    size_t len = answer->payload_len - 1;
    uint8_t *output = malloc(len ? len : 1);
    if (!output)
        return false;
    memcpy(output, answer->payload + 1, len);
    *ret_output = output;
    *ret_len = len;
    return true;
}

static bool logs(struct chain_service *service, struct participant *who, struct sim_port *port,
                 const crypto_address *contract, const struct chain_log_filter *filter,
                 uint64_t *block, struct chain_log_page *ret_page)
{
    CONVERSE_BUFFER request = {0};
    CONVERSE_MESSAGE answer = NULL;
    base_buffer_append(&request, contract->bytes, sizeof contract->bytes);
    base_buffer_append_be64(&request, *block);
    if (filter) {
        base_buffer_append_u8(&request, filter->position);
        base_buffer_append(&request, filter->topic.bytes, sizeof filter->topic.bytes);
    }
    return ask(service, who, port, CHAIN_RPC_LOGS, &request, &answer) == 0 &&
           chain_rpc_decode_logs(answer->payload, answer->payload_len, contract, block, ret_page);
}

bool chain_service_logs(struct chain_service *service, struct participant *who,
                        struct sim_port *port, const crypto_address *contract, uint64_t *block,
                        struct chain_log_page *ret_page)
{
    return logs(service, who, port, contract, NULL, block, ret_page);
}

struct chain_log_filter chain_log_filter_address(uint8_t position, const crypto_address *address)
{
    struct chain_log_filter filter = {.position = position};
    memcpy(filter.topic.bytes + 12, address->bytes, sizeof address->bytes);
    return filter;
}

bool chain_service_logs_with(struct chain_service *service, struct participant *who,
                             struct sim_port *port, const crypto_address *contract,
                             const struct chain_log_filter *filter, uint64_t *block,
                             struct chain_log_page *ret_page)
{
    return logs(service, who, port, contract, filter, block, ret_page);
}
