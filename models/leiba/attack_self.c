#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "models/leiba/state.h"

/* A home that delivers to itself. Its owner has the devices and an account: one device gets U as
 * anybody does and leaves it with the hub; the others sign PoDs over keys of the hub's own without
 * a proof, and the hub commits and reveals. */

static bool is_of_attackers(const struct leiba *state, const struct participant *device)
{
    return adversary_acts(&state->world->participants[WORLD_HUB][device->hub],
                          ADVERSARY_SELF_DELIVERY);
}

/** The home's device that asks others. */
static uint32_t buyer_of(const struct leiba *state, const struct participant *device)
{
    return state->world->participants[WORLD_HUB][device->hub].first_device;
}

bool leiba_is_self_served(const struct leiba *state, const struct participant *device)
{
    uint32_t buyer = buyer_of(state, device);
    const struct outcome_device *row = &state->world->outcome.devices[buyer];
    /* When it has given up, everybody tries for itself. */
    return is_of_attackers(state, device) && device->index != buyer &&
           state->devices[device->index].step == LEIBA_TRIES &&
           (row->state == OUTCOME_PATCHED || row->attempts < state->config->attempts);
}

sim_time leiba_leave_update(struct leiba *state, struct participant *device)
{
    struct leiba_hub *hub = &state->hubs[device->hub];
    const struct participant *to = &state->world->participants[WORLD_HUB][device->hub];
    CONVERSE_BUFFER payload = {0};
    if (hub->has_update || device->index != buyer_of(state, device) ||
        !is_of_attackers(state, device) ||
        state->world->outcome.devices[device->index].state != OUTCOME_PATCHED ||
        leiba_is_expired(state, &state->devices[device->index].release))
        return SIM_TIME_FOREVER;
    base_buffer_append(&payload, state->seed.update, state->seed.update_len);
    /* Looks then whether it has come. */
    converse_send(device, device->port, sim_port_address(to->port), LEIBA_UPDATE, &payload, 0, 0,
                  state->config->device_timeout_ns);
    return world_now(state->world) + state->config->retry_pause_ns;
}

/** The device's part: an offer without a proof, a PoD, and the content as it came. */
static bool take(struct leiba *state, struct participant *self, struct sim_port *port)
{
    struct leiba_device *own = &state->devices[self->index];
    const struct participant *hub = &state->world->participants[WORLD_HUB][self->hub];
    CONVERSE_BUFFER payload = {0};
    CONVERSE_MESSAGE message = NULL;
    struct sealed_offer offer;
    crypto_secp256k1_signature signature;
    base_buffer_append(&payload, own->release.update_hash.bytes,
                       sizeof own->release.update_hash.bytes);
    if (!converse_send(self, port, sim_port_address(hub->port), LEIBA_REQUEST, &payload, 0, 0,
                       state->config->device_timeout_ns))
        return false;
    message =
        converse_expect(self, port, LEIBA_OFFER, LEIBA_REFUSAL, state->config->device_timeout_ns);
    if (!message || !leiba_decode_offer(message->payload, message->payload_len, &offer))
        return false;
    sealed_charge_hash(&state->scheme, self, offer.ciphertext_len);
    crypto_digest hash = zk_scheme_hash(&state->scheme, offer.ciphertext, offer.ciphertext_len);
    if (!crypto_digest_equal(&hash, &own->release.update_hash))
        return false;
    crypto_digest pod = contracts_distribution_pod_digest(&own->release.update_hash, &offer.s);
    participant_charge(self, CRYPTO_OP_SECP256K1_SIGN, 1);
    crypto_token_secp256k1_sign(state->world->tokens, &self->secret, &pod, &signature);
    struct crypto_scheme_signature signed_pod = crypto_scheme_from_secp256k1(&signature);
    participant_reach(self, OUTCOME_AUTHORISED);
    leiba_encode_signature(&payload, &signed_pod);
    if (!converse_send(self, port, message->from, LEIBA_POD, &payload, 0, 0,
                       state->config->device_timeout_ns))
        return false;
    participant_reach(self, OUTCOME_KEY);
    participant_install(self, offer.ciphertext_len);
    return true;
}

sim_time leiba_act_self_served(struct leiba *state, struct participant *device)
{
    struct outcome_device *row = &state->world->outcome.devices[device->index];
    CONVERSE_PORT port = NULL;
    if (row->state == OUTCOME_PATCHED)
        return SIM_TIME_FOREVER;
    if (leiba_is_expired(state, &state->devices[device->index].release)) {
        participant_settle(device, OUTCOME_EXPIRED);
        return SIM_TIME_FOREVER;
    }
    participant_settle(device, OUTCOME_IN_PROGRESS);
    if (sim_port_new(device->node, &port) < 0) {
        world_fail(state->world, BASE_E_NOMEM);
        return SIM_TIME_FOREVER;
    }
    return take(state, device, port) ? SIM_TIME_FOREVER
                                     : world_now(state->world) + state->config->retry_pause_ns;
}

/** A delivery of a hub to one of its devices. */
struct service {
    struct leiba *state;
    struct participant *hub;
    const struct participant *device;
    struct sim_address to;
};

/** Terms with itself: the same for a device in every attempt, so that a second PoD is the first. */
static void agree_terms(const struct leiba *state, const struct participant *hub,
                        const struct participant *device, struct leiba_claim *ret_terms)
{
    struct base_random random;
    participant_random(device, "self_delivery", &random);
    *ret_terms = (struct leiba_claim){.device = device->address};
    leiba_agree_terms(state, hub, &random, ret_terms);
}

static void service_main(void *argument)
{
    const struct service *service = argument;
    struct leiba *state = service->state;
    struct participant *hub = service->hub;
    CONVERSE_PORT port = NULL;
    CONVERSE_BUFFER payload = {0};
    struct leiba_claim terms;
    if (sim_port_new(hub->node, &port) < 0) {
        world_fail(state->world, BASE_E_NOMEM);
        return;
    }
    agree_terms(state, hub, service->device, &terms);
    const struct sealed_offer offer = {
        .s = terms.s,
        .ciphertext = state->seed.update,
        .ciphertext_len = state->seed.update_len,
    };
    leiba_encode_offer(&payload, &offer);
    if (!converse_send(hub, port, service->to, LEIBA_OFFER, &payload, 0, 0,
                       state->config->device_timeout_ns))
        return;
    CONVERSE_MESSAGE answer = converse_expect_from(hub, port, service->to, LEIBA_POD, LEIBA_REFUSAL,
                                                   state->config->device_timeout_ns);
    if (answer && leiba_decode_signature(answer->payload, answer->payload_len, &terms.pod) &&
        leiba_is_worthwhile(state, hub, port, &terms.device))
        leiba_claim(state, hub, port, &terms);
}

void leiba_serve_own(struct leiba *state, struct participant *hub,
                     const struct sim_message *request)
{
    const struct participant *device = leiba_asker(state, request);
    struct leiba_hub *own = &state->hubs[hub->index];
    if (!own->has_update || !device || device->hub != hub->index) {
        converse_refuse(hub, hub->port, request, LEIBA_REFUSAL);
        return;
    }
    struct service *service = malloc(sizeof *service);
    int r = BASE_E_NOMEM;
    if (service) {
        *service = (struct service){state, hub, device, request->from};
        r = sim_actor_spawn(hub->node, "self-delivery", service_main, service, free);
    }
    if (r < 0)
        world_fail(state->world, r);
}

int leiba_book_self_delivery(struct leiba *state, const struct participant *hub,
                             const struct contracts_delivered *revealed)
{
    struct outcome_hub *row = &state->world->outcome.hubs[hub->index];
    row->rewards_wei = u256_add(row->rewards_wei, revealed->paid_wei);
    state->self_deliveries++;
    state->payments_without_proof++;
    return 0;
}

/** Adds an operation's gas and fees to what they are. */
static void add_gas(const struct outcome *outcome, const char *operation, double *gas,
                    double *fees_wei)
{
    for (size_t i = 0; i < outcome->gas_count; i++) {
        if (strcmp(outcome->gas[i].operation, operation) != 0)
            continue;
        *gas += (double)outcome->gas[i].gas;
        *fees_wei += u256_to_double(outcome->gas[i].fees_wei);
    }
}

void leiba_report_self_delivery(struct leiba *state)
{
    const struct world *world = state->world;
    struct outcome *outcome = &state->world->outcome;
    double deliveries = (double)state->self_deliveries, gas = 0, fees_wei = 0, gain_wei = 0;
    u256 income = {{0}};
    add_gas(outcome, LEIBA_SELF_COMMIT, &gas, &fees_wei);
    add_gas(outcome, LEIBA_SELF_REVEAL, &gas, &fees_wei);
    double fees_usd = fees_wei / 1e18 * world->prices->eth_usd;
    for (uint32_t i = 0; i < outcome->hub_count; i++)
        if (world->participants[WORLD_HUB][i].is_marked)
            gain_wei += u256_to_double(outcome->hubs[i].rewards_wei) -
                        u256_to_double(outcome->hubs[i].fees_wei);
    for (uint32_t i = 0; i < outcome->distributor_count; i++)
        income = u256_add(income, outcome->distributors[i].rewards_wei);
    outcome_measure_number(outcome, "self_deliveries", deliveries);
    outcome_measure_ratio(outcome, "self_deliveries_a_dollar", deliveries, fees_usd);
    outcome_measure_ratio(outcome, "gas_a_self_delivery", gas, deliveries);
    outcome_measure_number(outcome, "net_gain_wei", gain_wei);
    outcome_measure_money(outcome, "distributors_income_wei", income);
}
