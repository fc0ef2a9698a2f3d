#include <stdlib.h>

#include "base/error.h"
#include "models/shared/attack.h"
#include "models/shared/chain_rpc.h"
#include "models/shared/chain_service_private.h"

/** Sends what the payload holds, which is emptied. reply_to: the request's id, or 0. wire_bytes:
 *  what the message weighs on the wire, unless its payload is more. */
static int post(struct chain_gateway *gateway, struct sim_address to, enum chain_rpc_kind kind,
                uint64_t reply_to, struct base_buffer *payload, uint64_t wire_bytes)
{
    size_t len;
    uint8_t *data = base_buffer_steal(payload, &len);
    struct sim_message *message = data ? sim_message_new(kind, data, len) : NULL;
    if (!message)
        return BASE_E_NOMEM;
    message->reply_to = reply_to;
    if (message->wire_payload_bytes < wire_bytes)
        message->wire_payload_bytes = wire_bytes;
    return sim_port_post(gateway->port, to, message);
}

static void reply_heavily(struct chain_gateway *gateway, const struct sim_message *request,
                          struct base_buffer *payload, uint64_t wire_bytes)
{
    int r = post(gateway, request->from, CHAIN_RPC_REPLY, request->id, payload, wire_bytes);
    if (r < 0)
        world_fail(gateway->service->world, r);
}

static void reply(struct chain_gateway *gateway, const struct sim_message *request,
                  struct base_buffer *payload)
{
    reply_heavily(gateway, request, payload, 0);
}

/** A transaction on its way through the network of chain nodes. */
struct gossip {
    struct chain_gateway *gateway;
    struct sim_message *request;
};

static void gossip_free(void *argument)
{
    struct gossip *gossip = argument;
    sim_message_free(gossip->request);
    free(gossip);
}

/** The mempool's next nonce for the account that has sent a transaction, after it was accepted or
 * not. A replacement takes no further nonce. Of an account that its owner has left it is nobody's
 * affair any more. */
static uint64_t next_nonce(struct chain_service *service, const crypto_digest *hash,
                           bool is_accepted)
{
    const struct chain_sent *sent = base_map_get(&service->sent, hash);
    struct chain_next_nonce *next = sent ? &service->next_nonces[sent->who->number] : NULL;
    if (!sent || sent->account < next->account)
        return 0;
    if (sent->account > next->account)
        *next = (struct chain_next_nonce){.account = sent->account};
    if (is_accepted && next->nonce <= sent->nonce)
        next->nonce = sent->nonce + 1;
    return next->nonce;
}

static void answer_submission(struct chain_gateway *gateway, const struct sim_message *request,
                              struct chain_rpc_submitted *submitted)
{
    struct base_buffer payload = {0};
    submitted->next_nonce =
        next_nonce(gateway->service, &submitted->hash, submitted->outcome == CHAIN_ACCEPTED);
    chain_rpc_encode_submitted(&payload, submitted);
    reply(gateway, request, &payload);
}

static void gossip_main(void *argument)
{
    struct gossip *gossip = argument;
    struct chain_service *service = gossip->gateway->service;
    const struct sim_message *request = gossip->request;
    sim_actor_sleep(service->world->engine, service->world->chain_config->gossip_delay_ns);
    bool is_held = attack_is_eclipsed_node(service->world->attack, request->from);
    struct chain_rpc_submitted submitted = {.outcome = CHAIN_ACCEPTED};
    if (is_held) {
        submitted.hash = chain_transaction_hash(request->payload, request->payload_len);
        answer_submission(gossip->gateway, request, &submitted);
        attack_await_end(service->world->attack);
    }
    while (service->is_spreading)
        sim_signal_wait(service->head, SIM_TIME_FOREVER);

    int outcome =
        chain_submit(service->chain, request->payload, request->payload_len, &submitted.hash);
    if (outcome < 0) {
        world_fail(service->world, outcome);
        return;
    }
    chain_trace_submit(service, &submitted.hash, outcome);
    const struct chain_sent *sent = base_map_get(&service->sent, &submitted.hash);
    if (outcome == CHAIN_ACCEPTED && sent)
        attack_see(service->world->attack, sent->who, request->payload, request->payload_len);
    submitted.outcome = (uint32_t)outcome;
    if (!is_held)
        answer_submission(gossip->gateway, request, &submitted);
}

/** Takes the request. */
static void start_gossip(struct chain_gateway *gateway, struct sim_message *request)
{
    struct gossip *gossip = malloc(sizeof *gossip);
    int r = BASE_E_NOMEM;
    if (gossip) {
        *gossip = (struct gossip){gateway, request};
        r = sim_actor_spawn(gateway->node, "gossip", gossip_main, gossip, gossip_free);
    } else {
        sim_message_free(request);
    }
    if (r < 0)
        world_fail(gateway->service->world, r);
}

static void answer_call(struct chain_gateway *gateway, const struct sim_message *request)
{
    struct chain_service *service = gateway->service;
    struct base_reader reader;
    base_reader_init(&reader, request->payload, request->payload_len);
    crypto_address to;
    base_reader_copy(&reader, to.bytes, sizeof to.bytes);
    if (!base_reader_ok(&reader))
        return;
    struct evm_result result;
    bool is_eclipsed = attack_is_eclipsed_node(service->world->attack, request->from);
    int r = chain_service_view(service, is_eclipsed, &to, reader.data + reader.position,
                               reader.len - reader.position, &result);
    if (r < 0) {
        world_fail(service->world, r);
        return;
    }
    struct base_buffer payload = {0};
    base_buffer_append_u8(&payload, result.status == EVM_SUCCESS);
    base_buffer_append(&payload, result.output, result.output_len);
    evm_result_deinit(&result);
    reply(gateway, request, &payload);
}

/** The last block whose transactions count as done, for who asks from there. */
static uint64_t confirmed_block(const struct chain_service *service, struct sim_address from)
{
    const struct attack *attack = service->world->attack;
    uint64_t head = attack_is_eclipsed_node(attack, from)
                        ? chain_snapshot_block(attack_old_state(attack))
                        : chain_head_number(service->chain);
    uint64_t depth = service->world->chain_config->confirmations - 1;
    return head > depth ? head - depth : 0;
}

/** What is asked for: of one contract, after a block, perhaps with one topic; and how long. */
static bool read_log_request(const struct chain_gateway *gateway, const struct sim_message *request,
                             struct chain_subscription *ret)
{
    const struct chain_service *service = gateway->service;
    struct base_reader reader;
    base_reader_init(&reader, request->payload, request->payload_len);
    *ret = (struct chain_subscription){
        .gateway = (size_t)(gateway - service->gateways), .from = request->from, .id = request->id};
    base_reader_copy(&reader, ret->contract.bytes, sizeof ret->contract.bytes);
    ret->cursor = base_reader_be64(&reader);
    uint64_t wait = request->kind == CHAIN_RPC_SUBSCRIBE ? base_reader_be64(&reader) : 0;
    ret->until = world_now(service->world) +
                 (sim_time)(wait < CHAIN_SUBSCRIPTION_NS ? wait : CHAIN_SUBSCRIPTION_NS);
    ret->has_filter = !base_reader_done(&reader);
    if (ret->has_filter) {
        ret->filter.position = base_reader_u8(&reader);
        base_reader_copy(&reader, ret->filter.topic.bytes, sizeof ret->filter.topic.bytes);
    }
    return base_reader_done(&reader);
}

static int find_logs(const struct chain_service *service, const struct chain_subscription *wanted,
                     uint64_t up_to, struct chain_rpc_log **ret_found, size_t *ret_count)
{
    return chain_logs_find(&service->logs, &wanted->contract,
                           wanted->has_filter ? &wanted->filter : NULL,
                           chain_reorg_block(service, wanted->cursor), up_to, ret_found, ret_count);
}

static void answer_logs(struct chain_gateway *gateway, const struct sim_message *request)
{
    struct chain_service *service = gateway->service;
    struct chain_subscription wanted;
    if (!read_log_request(gateway, request, &wanted))
        return;
    uint64_t after = chain_reorg_block(service, wanted.cursor);
    uint64_t up_to = confirmed_block(service, request->from);
    struct chain_rpc_log *found;
    size_t count;
    int r = find_logs(service, &wanted, up_to, &found, &count);
    wanted.cursor = chain_reorg_cursor(service, up_to);
    if (r == 0 && count == 0 && request->kind == CHAIN_RPC_SUBSCRIBE)
        r = chain_waits_subscribe(&service->waits, &wanted);
    if (r < 0) {
        world_fail(service->world, r);
        return;
    }
    struct base_buffer payload = {0};
    chain_rpc_encode_logs(&payload, wanted.cursor, found, count);
    free(found);
    uint64_t wire_bytes = 0;
    if (request->kind == CHAIN_RPC_BLOCKS)
        wire_bytes = chain_service_weight(service, after, up_to).bytes;
    reply_heavily(gateway, request, &payload, wire_bytes);
}

static int tell(void *context, const struct chain_subscription *subscription)
{
    struct chain_service *service = context;
    uint64_t up_to = confirmed_block(service, subscription->from);
    struct chain_rpc_log *found;
    size_t count;
    int r = find_logs(service, subscription, up_to, &found, &count);
    if (r < 0)
        return r;
    bool is_told = count > 0 && subscription->until > world_now(service->world);
    if (is_told) {
        struct base_buffer payload = {0};
        chain_rpc_encode_notice(&payload, subscription->id, chain_reorg_cursor(service, up_to),
                                found, count);
        r = post(&service->gateways[subscription->gateway], subscription->from, CHAIN_RPC_NOTICE, 0,
                 &payload, 0);
    }
    free(found);
    return r < 0 ? r : is_told;
}

/** Tells of a transaction whose block is confirmed. */
static int tell_of_receipt(struct chain_service *service, const struct chain_receipt *receipt)
{
    int r = 0;
    sim_signal_raise(chain_waits_of_transaction(&service->waits, &receipt->transaction_hash));
    for (size_t i = 0; r == 0 && i < receipt->log_count; i++)
        r = chain_waits_of_log(&service->waits, &receipt->logs[i], tell, service);
    return r;
}

int chain_gateway_tell(struct chain_service *service)
{
    uint64_t up_to = confirmed_block(service, (struct sim_address){0});
    sim_time now = world_now(service->world);
    int r = 0;
    if (now - service->waits_looked_over >= CHAIN_SUBSCRIPTION_NS) {
        service->waits_looked_over = now;
        chain_waits_expire(&service->waits, now);
    }
    if (!chain_service_is_plain(service))
        return chain_waits_of_all(&service->waits, tell, service);
    while (r == 0 && service->unconfirmed_first < service->unconfirmed_count &&
           service->unconfirmed[service->unconfirmed_first]->block_number <= up_to)
        r = tell_of_receipt(service, service->unconfirmed[service->unconfirmed_first++]);
    if (service->unconfirmed_first == service->unconfirmed_count)
        service->unconfirmed_first = service->unconfirmed_count = 0;
    return r;
}

static bool is_admitted(const struct chain_gateway *gateway, const struct sim_message *request)
{
    const struct chain_service *service = gateway->service;
    return !service->is_admitted ||
           service->is_admitted(service->is_admitted_context,
                                sim_node_at(service->world->engine, request->from.node - 1));
}

static void refuse(struct chain_gateway *gateway, const struct sim_message *request)
{
    struct sim_message *answer = sim_message_new(CHAIN_RPC_REPLY, NULL, 0);
    int r = BASE_E_NOMEM;
    if (answer) {
        answer->reply_to = request->id;
        r = sim_port_post(gateway->port, request->from, answer);
    }
    if (r < 0)
        world_fail(gateway->service->world, r);
}

void chain_gateway_main(void *argument)
{
    struct chain_gateway *gateway = argument;
    for (;;) {
        struct sim_message *request;
        if (sim_port_receive(gateway->port, SIM_TIME_FOREVER, &request) != SIM_DELIVERED)
            continue;
        bool admitted = is_admitted(gateway, request);
        if (admitted && request->kind == CHAIN_RPC_SUBMIT) {
            start_gossip(gateway, request);
            continue;
        }
        if (!admitted)
            refuse(gateway, request);
        else if (request->kind == CHAIN_RPC_CALL)
            answer_call(gateway, request);
        else if (request->kind == CHAIN_RPC_LOGS || request->kind == CHAIN_RPC_BLOCKS ||
                 request->kind == CHAIN_RPC_SUBSCRIBE)
            answer_logs(gateway, request);
        sim_message_free(request);
    }
}
