#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "models/shared/attack.h"
#include "models/shared/chain_rpc.h"
#include "models/shared/chain_service_private.h"
#include "models/shared/converse.h"
#include "models/shared/faults.h"

static struct sim_address gateway_of(const struct chain_service *service,
                                     const struct participant *who)
{
    return chain_service_node(service, who->region);
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
    sim_lock_take(who->account);
    return who;
}

static void unlock_account(struct participant **who)
{
    sim_lock_release((*who)->account);
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
    u256 priority_fee = u256_is_zero(intent->priority_fee_wei) ? config->priority_fee_wei
                                                               : intent->priority_fee_wei;
    struct chain_transaction transaction = {
        .type = rules->fork >= EVM_FORK_LONDON ? CHAIN_TX_DYNAMIC_FEE : CHAIN_TX_LEGACY,
        .chain_id = rules->chain_id,
        .nonce = who->next_nonce,
        .max_priority_fee_wei = priority_fee,
        .max_fee_wei = u256_is_zero(intent->max_fee_wei) ? u256_add(ceiling, priority_fee)
                                                         : intent->max_fee_wei,
        .gas_limit = intent->gas_limit,
        .is_creation = !intent->to,
        .value_wei = intent->value_wei,
        .data = intent->data,
        .data_len = intent->data_len,
    };
    if (rules->fork < EVM_FORK_LONDON)
        transaction.max_fee_wei = u256_add(base_fee, priority_fee);
    if (intent->to)
        transaction.to = *intent->to;
    participant_charge(who, CRYPTO_OP_SECP256K1_SIGN, 1);
    return chain_transaction_sign_token(who->world->tokens, &transaction, &who->secret, ret_raw);
}

/** A transaction that is signed. */
struct signing {
    struct base_buffer raw; /* owned */
    crypto_digest hash;
    uint64_t nonce;
    bool is_kept; /* an earlier life of the participant has signed it */
};

static void signing_deinit(struct signing *signing)
{
    base_buffer_deinit(&signing->raw);
}

/** Names what a participant wants of its account. */
static crypto_digest intent_digest(const struct participant *who, const struct chain_intent *intent)
{
    uint8_t value[32];
    u256_to_be(intent->value_wei, value);
    const struct crypto_part parts[] = {
        {(const uint8_t *)&who->number, sizeof who->number},
        {(const uint8_t *)&who->former_count, sizeof who->former_count},
        {(const uint8_t *)intent->operation, strlen(intent->operation) + 1},
        {intent->to ? intent->to->bytes : NULL, intent->to ? sizeof intent->to->bytes : 0},
        {value, sizeof value},
        {intent->data, intent->data_len},
    };
    return crypto_sha256_parts(parts, sizeof parts / sizeof parts[0]);
}

void chain_kept_deinit(struct chain_service *service)
{
    for (size_t i = 0; i < service->kept.count; i++)
        base_buffer_deinit(&((struct chain_kept *)base_map_value_at(&service->kept, i))->raw);
    base_map_deinit(&service->kept);
}

/** What an earlier life has signed for this intent; NULL: nothing, or its end is known. */
static struct chain_kept *find_kept(const struct chain_service *service,
                                    const struct participant *who, const crypto_digest *intent)
{
    struct chain_kept *kept = base_map_get(&service->kept, intent);
    return kept && kept->raw.len > 0 && kept->life != who->machine.failures ? kept : NULL;
}

bool chain_service_is_under_way(const struct chain_service *service, const struct participant *who,
                                const struct chain_intent *intent)
{
    const crypto_digest digest = intent_digest(who, intent);
    return find_kept(service, who, &digest);
}

/** Takes what an earlier life has signed for this intent. False: nothing. */
static bool recall(struct chain_service *service, struct participant *who,
                   const crypto_digest *intent, struct signing *ret_signing)
{
    struct chain_kept *kept = find_kept(service, who, intent);
    if (!kept)
        return false;
    kept->life = who->machine.failures;
    base_buffer_append(&ret_signing->raw, kept->raw.data, kept->raw.len);
    ret_signing->hash = chain_transaction_hash(kept->raw.data, kept->raw.len);
    ret_signing->nonce = kept->nonce;
    ret_signing->is_kept = true;
    return true;
}

/** Remembers it over a failure of the machine; of equal intents the last one. */
static int keep(struct chain_service *service, const struct participant *who,
                const crypto_digest *intent, const struct signing *signing)
{
    struct chain_kept *kept = base_map_put(&service->kept, intent, NULL);
    if (!kept)
        return BASE_E_NOMEM;
    base_buffer_deinit(&kept->raw);
    base_buffer_append(&kept->raw, signing->raw.data, signing->raw.len);
    kept->nonce = signing->nonce;
    kept->life = who->machine.failures;
    return base_buffer_failed(&kept->raw) ? BASE_E_NOMEM : 0;
}

/** Its end is known. */
static void forget(struct chain_service *service, const crypto_digest *intent)
{
    struct chain_kept *kept = base_map_get(&service->kept, intent);
    if (kept)
        base_buffer_deinit(&kept->raw);
}

/** Signs with the next nonce, or recalls what was signed before. NULL `kept_as`: nothing is kept.
 */
static int prepare(struct chain_service *service, struct participant *who,
                   const struct chain_intent *intent, const crypto_digest *kept_as,
                   struct signing *ret_signing)
{
    if (kept_as && recall(service, who, kept_as, ret_signing))
        return base_buffer_failed(&ret_signing->raw) ? BASE_E_NOMEM : 0;
    ret_signing->nonce = who->next_nonce;
    int r = sign(service, who, intent, &ret_signing->raw);
    if (r < 0)
        return r;
    ret_signing->hash = chain_transaction_hash(ret_signing->raw.data, ret_signing->raw.len);
    bool is_new; /* or the same once more: all that is in it is as it was */
    struct chain_sent *sent = base_map_put(&service->sent, &ret_signing->hash, &is_new);
    if (!sent)
        return BASE_E_NOMEM;
    *sent = (struct chain_sent){
        .operation = intent->operation,
        .who = who,
        .account = who->former_count,
        .nonce = ret_signing->nonce,
        .len = ret_signing->raw.len,
        .number = is_new ? service->sent.count : sent->number,
    };
    chain_trace_sign(service, sent, intent->gas_limit);
    return kept_as ? keep(service, who, kept_as, ret_signing) : 0;
}

static sim_time left_until(const struct participant *who, sim_time deadline)
{
    return deadline == SIM_TIME_FOREVER ? deadline : deadline - world_now(who->world);
}

/** Hands the same bytes over until the chain node answers. 1: it did not until the deadline. */
static int submit(struct chain_service *service, struct participant *who, struct sim_port *port,
                  const struct base_buffer *raw, sim_time deadline,
                  struct chain_rpc_submitted *ret_submitted)
{
    for (;;) {
        CONVERSE_MESSAGE answer = NULL;
        int r = ask(service, who, port, CHAIN_RPC_SUBMIT, raw, &answer);
        if (r < 0)
            return r;
        if (r == 0)
            return chain_rpc_decode_submitted(answer->payload, answer->payload_len, ret_submitted)
                       ? 0
                       : 1;
        sim_time left = left_until(who, deadline);
        if (left <= 0 || !chain_service_wait_block(service, left))
            return 1;
    }
}

/** Signs and hands over once. *ret_again: the nonce was wrong and is now known. */
static int hand_over(struct chain_service *service, struct participant *who, struct sim_port *port,
                     const struct chain_intent *intent, const crypto_digest *kept_as,
                     sim_time deadline, enum chain_fate *ret_fate, bool *ret_again,
                     crypto_digest *ret_hash)
{
    __attribute__((cleanup(signing_deinit))) struct signing signing = {.is_kept = false};
    struct chain_rpc_submitted submitted = {.outcome = CHAIN_REJECT_KNOWN};
    *ret_again = false;
    int r = prepare(service, who, intent, kept_as, &signing);
    if (r < 0)
        return r;
    *ret_hash = signing.hash;
    if (!signing.is_kept || !chain_receipt_find(service->chain, &signing.hash))
        r = submit(service, who, port, &signing.raw, deadline, &submitted);
    if (r < 0)
        return r;
    if (r > 0) {
        *ret_fate = CHAIN_FATE_UNREACHABLE;
        return 0;
    }
    bool is_nonce = submitted.outcome == CHAIN_REJECT_NONCE_TOO_LOW ||
                    submitted.outcome == CHAIN_REJECT_UNDERPRICED;
    if (submitted.outcome == CHAIN_ACCEPTED || submitted.outcome == CHAIN_REJECT_KNOWN) {
        if (who->next_nonce <= signing.nonce)
            who->next_nonce = signing.nonce + 1;
        *ret_fate = CHAIN_FATE_DONE;
    } else {
        *ret_again = signing.is_kept || (is_nonce && submitted.next_nonce != who->next_nonce);
        if (is_nonce && *ret_again)
            who->next_nonce = submitted.next_nonce;
        *ret_fate =
            submitted.outcome == CHAIN_REJECT_FUNDS ? CHAIN_FATE_TOO_DEAR : CHAIN_FATE_REJECTED;
    }
    return 0;
}

/** The receipt when the participant knows that many blocks that follow its own, else NULL. */
static const struct chain_receipt *confirmed(struct chain_service *service,
                                             const struct participant *who,
                                             const crypto_digest *hash, uint64_t depth)
{
    const struct chain_receipt *receipt = chain_receipt_find(service->chain, hash);
    uint64_t head = attack_head(service->world->attack, who, chain_head_number(service->chain));
    return receipt && receipt->block_number + depth <= head ? receipt : NULL;
}

/** Waits for the block that may confirm a transaction. False: the time was up. */
static bool wait_confirmation(struct chain_service *service, const crypto_digest *hash,
                              sim_time timeout)
{
    return sim_signal_wait(chain_service_is_plain(service)
                               ? chain_waits_of_transaction(&service->waits, hash)
                               : service->head,
                           timeout);
}

/** chain_service_transact() until the transaction's block is `depth` blocks old. NULL `kept_as`: a
 *  failure of the machine forgets it. */
static int transact(struct chain_service *service, struct participant *who, struct sim_port *port,
                    const struct chain_intent *intent, const crypto_digest *kept_as, uint64_t depth,
                    sim_time timeout, enum chain_fate *ret_fate,
                    const struct chain_receipt **ret_receipt)
{
    sim_time deadline = timeout == SIM_TIME_FOREVER ? timeout : world_now(who->world) + timeout;
    crypto_digest hash;
    {
        __attribute__((cleanup(unlock_account))) struct participant *holder = lock_account(who);
        bool again = true;
        int r = 0;
        for (unsigned attempt = 0; r == 0 && again && attempt < 2 + (kept_as != NULL); attempt++)
            r = hand_over(service, holder, port, intent, kept_as, deadline, ret_fate, &again,
                          &hash);
        if (r == 0 && *ret_fate != CHAIN_FATE_DONE)
            chain_trace_fate(service, &hash, *ret_fate);
        if (r < 0 || *ret_fate != CHAIN_FATE_DONE)
            return r;
    }
    const struct chain_receipt *receipt;
    while (!(receipt = confirmed(service, who, &hash, depth))) {
        sim_time left = left_until(who, deadline);
        if (left <= 0 || !wait_confirmation(service, &hash, left)) {
            *ret_fate = CHAIN_FATE_TIMED_OUT;
            chain_trace_fate(service, &hash, *ret_fate);
            return 0;
        }
    }
    chain_trace_fate(service, &hash, CHAIN_FATE_DONE);
    *ret_receipt = receipt;
    return 0;
}

int chain_service_transact(struct chain_service *service, struct participant *who,
                           struct sim_port *port, const struct chain_intent *intent,
                           sim_time timeout, enum chain_fate *ret_fate,
                           const struct chain_receipt **ret_receipt)
{
    bool is_kept = faults_machine_may_fail(who);
    const crypto_digest kept_as = is_kept ? intent_digest(who, intent) : (crypto_digest){{0}};
    int r =
        transact(service, who, port, intent, is_kept ? &kept_as : NULL,
                 service->world->chain_config->confirmations - 1, timeout, ret_fate, ret_receipt);
    if (is_kept)
        forget(service, &kept_as);
    return r;
}

const struct chain_receipt *chain_service_confirm(struct chain_service *service,
                                                  struct participant *who, struct sim_port *port,
                                                  const struct chain_intent *intent,
                                                  sim_time timeout)
{
    enum chain_fate fate;
    const struct chain_receipt *receipt;
    int r = chain_service_transact(service, who, port, intent, timeout, &fate, &receipt);
    if (r < 0)
        world_fail(who->world, r);
    return r == 0 && fate == CHAIN_FATE_DONE ? receipt : NULL;
}

const struct chain_receipt *chain_service_insist(struct chain_service *service,
                                                 struct participant *who, struct sim_port *port,
                                                 const struct chain_intent *intent)
{
    const crypto_digest kept_as = intent_digest(who, intent);
    enum chain_fate fate;
    const struct chain_receipt *receipt;
    uint64_t depth = service->world->chain_config->confirmations - 1;
    if (depth < service->reorg.depth)
        depth = service->reorg.depth;
    for (;;) {
        int r = transact(service, who, port, intent, &kept_as, depth, SIM_TIME_FOREVER, &fate,
                         &receipt);
        if (r < 0) {
            world_fail(who->world, r);
            return NULL;
        }
        if (fate != CHAIN_FATE_TOO_DEAR || !chain_congestion_is_dear(service))
            return fate == CHAIN_FATE_DONE && receipt->success ? receipt : NULL;
        chain_service_wait_block(service, SIM_TIME_FOREVER);
    }
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
                 enum chain_rpc_kind kind, const crypto_address *contract,
                 const struct chain_log_filter *filter, uint64_t *block,
                 struct chain_log_page *ret_page)
{
    CONVERSE_BUFFER request = {0};
    CONVERSE_MESSAGE answer = NULL;
    base_buffer_append(&request, contract->bytes, sizeof contract->bytes);
    base_buffer_append_be64(&request, *block);
    if (filter) {
        base_buffer_append_u8(&request, filter->position);
        base_buffer_append(&request, filter->topic.bytes, sizeof filter->topic.bytes);
    }
    return ask(service, who, port, kind, &request, &answer) == 0 &&
           chain_rpc_decode_logs(answer->payload, answer->payload_len, contract, block, ret_page);
}

bool chain_service_logs(struct chain_service *service, struct participant *who,
                        struct sim_port *port, const crypto_address *contract, uint64_t *block,
                        struct chain_log_page *ret_page)
{
    return logs(service, who, port, CHAIN_RPC_LOGS, contract, NULL, block, ret_page);
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
    return logs(service, who, port, CHAIN_RPC_LOGS, contract, filter, block, ret_page);
}

/** Asks for a subscription. 1: the chain node was not reached or refused. *ret_id: its notice's. */
static int subscribe(struct chain_service *service, struct participant *who, struct sim_port *port,
                     const crypto_address *contract, const struct chain_log_filter *filter,
                     sim_time wait, uint64_t *block, uint64_t *ret_id,
                     struct chain_log_page *ret_page)
{
    CONVERSE_BUFFER request = {0};
    CONVERSE_MESSAGE answer = NULL;
    base_buffer_append(&request, contract->bytes, sizeof contract->bytes);
    base_buffer_append_be64(&request, *block);
    base_buffer_append_be64(&request, (uint64_t)wait);
    if (filter) {
        base_buffer_append_u8(&request, filter->position);
        base_buffer_append(&request, filter->topic.bytes, sizeof filter->topic.bytes);
    }
    int r = ask(service, who, port, CHAIN_RPC_SUBSCRIBE, &request, &answer);
    if (r != 0)
        return r;
    *ret_id = answer->reply_to;
    return chain_rpc_decode_logs(answer->payload, answer->payload_len, contract, block, ret_page)
               ? 0
               : 1;
}

/** False: none came in time. */
static bool await_notice(const struct chain_service *service, const struct participant *who,
                         struct sim_port *port, const crypto_address *contract, uint64_t id,
                         sim_time deadline, uint64_t *block, struct chain_log_page *ret_page)
{
    for (;;) {
        CONVERSE_MESSAGE notice = NULL;
        sim_time left = left_until(who, deadline);
        if (left < 0 || sim_port_receive(port, left, &notice) != SIM_DELIVERED)
            return false;
        if (notice->kind == CHAIN_RPC_NOTICE &&
            notice->from.node == gateway_of(service, who).node &&
            chain_rpc_decode_notice(notice->payload, notice->payload_len, id, contract, block,
                                    ret_page))
            return true;
    }
}

bool chain_service_await_logs(struct chain_service *service, struct participant *who,
                              struct sim_port *port, const crypto_address *contract,
                              const struct chain_log_filter *filter, sim_time timeout,
                              uint64_t *block, struct chain_log_page *ret_page)
{
    sim_time deadline = world_now(who->world) + timeout, left;
    while ((left = left_until(who, deadline)) > 0) {
        uint64_t id;
        sim_time wait = left < CHAIN_SUBSCRIPTION_NS ? left : CHAIN_SUBSCRIPTION_NS;
        sim_time until = world_now(who->world) + wait;
        int r = subscribe(service, who, port, contract, filter, wait, block, &id, ret_page);
        if (r < 0) {
            world_fail(who->world, r);
            return false;
        }
        if (r == 0 && ret_page->count > 0)
            return true;
        if (r == 0)
            chain_log_page_deinit(ret_page);
        if (r == 0 && await_notice(service, who, port, contract, id, until, block, ret_page))
            return true;
        left = left_until(who, deadline);
        if (r > 0 && left > 0)
            chain_service_wait_block(service, left);
    }
    return false;
}

bool chain_service_follow(struct chain_service *service, struct participant *who,
                          struct sim_port *port, const crypto_address *contract, uint64_t *block,
                          struct chain_log_page *ret_page)
{
    uint64_t after = chain_reorg_block(service, *block);
    if (!logs(service, who, port, CHAIN_RPC_BLOCKS, contract, NULL, block, ret_page))
        return false;
    participant_charge(
        who, CRYPTO_OP_SECP256K1_VERIFY,
        chain_service_weight(service, after, chain_reorg_block(service, *block)).transactions);
    return true;
}

bool chain_service_read(struct chain_service *service, const struct participant *who,
                        const crypto_address *to, const struct base_buffer *data,
                        uint8_t **ret_output, size_t *ret_len)
{
    struct evm_result result;
    if (base_buffer_failed(data))
        return false;
    bool is_eclipsed = attack_is_eclipsed(service->world->attack, who);
    int r = chain_service_view(service, is_eclipsed, to, data->data, data->len, &result);
    if (r < 0) {
        world_fail(service->world, r);
        return false;
    }
    uint8_t *output = result.status == EVM_SUCCESS ? malloc(result.output_len + 1) : NULL;
    if (output) {
        if (result.output_len > 0)
            memcpy(output, result.output, result.output_len);
        *ret_output = output;
        *ret_len = result.output_len;
    }
    evm_result_deinit(&result);
    return output != NULL;
}
