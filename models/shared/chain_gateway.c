#include <stdlib.h>

#include "base/error.h"
#include "models/shared/chain_rpc.h"
#include "models/shared/chain_service_private.h"

static void reply(struct chain_gateway *gateway, const struct sim_message *request,
                  struct base_buffer *payload)
{
    size_t len;
    uint8_t *data = base_buffer_steal(payload, &len);
    struct sim_message *answer = data ? sim_message_new(CHAIN_RPC_REPLY, data, len) : NULL;
    int r = BASE_E_NOMEM;
    if (answer) {
        answer->reply_to = request->id;
        r = sim_port_post(gateway->port, request->from, answer);
    }
    if (r < 0)
        world_fail(gateway->service->world, r);
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

/** The mempool's next nonce for the sender of a transaction, after it was accepted or not. A
 *  replacement takes no further nonce. */
static uint64_t pending_nonce(struct chain_service *service, const crypto_digest *hash,
                              bool is_accepted)
{
    const struct chain_sent *sent = base_map_get(&service->sent, hash);
    if (!sent)
        return 0;
    uint64_t *pending = &service->pending_nonce[sent->who->number];
    if (is_accepted && *pending <= sent->nonce)
        *pending = sent->nonce + 1;
    return *pending;
}

static void gossip_main(void *argument)
{
    struct gossip *gossip = argument;
    struct chain_service *service = gossip->gateway->service;
    const struct sim_message *request = gossip->request;
    sim_actor_sleep(service->world->engine, service->world->chain_config->gossip_delay_ns);
    while (service->is_spreading)
        sim_signal_wait(service->head, SIM_TIME_FOREVER);

    struct chain_rpc_submitted submitted = {0};
    int outcome =
        chain_submit(service->chain, request->payload, request->payload_len, &submitted.hash);
    if (outcome < 0) {
        world_fail(service->world, outcome);
        return;
    }
    submitted.outcome = (uint32_t)outcome;
    submitted.next_nonce = pending_nonce(service, &submitted.hash, outcome == CHAIN_ACCEPTED);
    struct base_buffer payload = {0};
    chain_rpc_encode_submitted(&payload, &submitted);
    reply(gossip->gateway, request, &payload);
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
    const crypto_address nobody = {{0}};
    struct evm_result result;
    int r = chain_call(service->chain, &nobody, &to, reader.data + reader.position,
                       reader.len - reader.position,
                       chain_service_timestamp_s(service, world_now(service->world)), &result);
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

/** The last block whose transactions count as done. */
static uint64_t confirmed_block(const struct chain_service *service)
{
    uint64_t head = chain_head_number(service->chain);
    uint64_t depth = service->world->chain_config->confirmations - 1;
    return head > depth ? head - depth : 0;
}

static void answer_logs(struct chain_gateway *gateway, const struct sim_message *request)
{
    struct chain_service *service = gateway->service;
    struct base_reader reader;
    base_reader_init(&reader, request->payload, request->payload_len);
    crypto_address contract;
    base_reader_copy(&reader, contract.bytes, sizeof contract.bytes);
    uint64_t after = base_reader_be64(&reader);
    if (!base_reader_done(&reader))
        return;
    uint64_t up_to = confirmed_block(service);
    const struct chain_contract_logs *list = base_map_get(&service->logs, &contract);
    size_t first = list ? list->count : 0, end = first;
    while (end > 0 && list->items[end - 1].block > up_to)
        end--;
    for (first = end; first > 0 && list->items[first - 1].block > after;)
        first--;
    struct base_buffer payload = {0};
    chain_rpc_encode_logs(&payload, up_to, list ? &list->items[first] : NULL, end - first);
    reply(gateway, request, &payload);
}

void chain_gateway_main(void *argument)
{
    struct chain_gateway *gateway = argument;
    for (;;) {
        struct sim_message *request;
        if (sim_port_receive(gateway->port, SIM_TIME_FOREVER, &request) != SIM_DELIVERED)
            continue;
        if (request->kind == CHAIN_RPC_SUBMIT) {
            start_gossip(gateway, request);
            continue;
        }
        if (request->kind == CHAIN_RPC_CALL)
            answer_call(gateway, request);
        else if (request->kind == CHAIN_RPC_LOGS)
            answer_logs(gateway, request);
        sim_message_free(request);
    }
}
