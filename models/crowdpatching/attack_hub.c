#include "models/crowdpatching/state.h"

/* Hubs that have U from one device's delivery and serve their other devices with it. A device signs
 * a PoD before it takes U, so its hub asks for one over a key of its own: r = H(t, device, hub).
 * Who claims it has delivered to itself; who does not has only the PoFD. */

bool crowdpatching_needs_nobody(const struct crowdpatching *state, const struct participant *hub,
                                uint32_t release)
{
    return (adversary_acts(hub, ADVERSARY_POFD_FIRST) || adversary_acts(hub, ADVERSARY_HUB_CACHE) ||
            adversary_acts(hub, ADVERSARY_SELF_DELIVERY)) &&
           crowdpatching_view_of(state, hub, release)->has_update;
}

/** A request to the hub's device and its answer, a signature. */
static bool ask(struct crowdpatching *state, struct participant *hub,
                const struct participant *device, struct sim_port *port, uint32_t kind,
                uint32_t answer_kind, struct base_buffer *payload,
                struct crypto_scheme_signature *ret_signature)
{
    struct sim_address to = sim_port_address(device->port);
    sim_time timeout = state->config->device_timeout_ns;
    sim_time deadline = world_now(state->world) + timeout;
    if (!converse_send(hub, port, to, kind, payload, 0, 0, timeout))
        return false;
    CONVERSE_MESSAGE answer = converse_expect_from(
        hub, port, to, answer_kind, CROWDPATCHING_REFUSAL, deadline - world_now(state->world));
    return answer && crowdpatching_decode_signature(answer->payload, answer->payload_len,
                                                    state->rules.scheme, ret_signature);
}

/** The device's PoD for its hub. */
static bool authorise(struct crowdpatching *state, struct participant *hub,
                      const struct participant *device, struct sim_port *port,
                      struct crowdpatching_claim *terms)
{
    const struct crowdpatching_release *release =
        crowdpatching_release_of(state, hub, terms->release);
    const struct crowdpatching_update *update = &state->updates[terms->release];
    const struct crowdpatching_authorisation authorisation = {
        .update_hash = release->update_hash,
        .manufacturer_signature = update->seed.manufacturer_signature,
        .s = terms->s,
        .update_sha256 = update->update_sha256,
        .names_contract = state->rules.semantics == CONTRACTS_HARDENED,
        .contract = release->delivery,
    };
    CONVERSE_BUFFER payload = {0};
    crowdpatching_encode_authorisation(&payload, &authorisation);
    if (!ask(state, hub, device, port, CROWDPATCHING_DEVICE_AUTHORISE, CROWDPATCHING_DEVICE_POD,
             &payload, &terms->pod))
        return false;
    crowdpatching_reach(state, device, terms->release, OUTCOME_AUTHORISED);
    return true;
}

/** Terms with itself. The same for a device in every attempt: what was claimed before a failure is
 * found on chain. Assumption: attackers have L_m, which is in every P. */
static void agree_terms(const struct crowdpatching *state, const struct participant *hub,
                        const struct participant *device, struct crowdpatching_claim *ret_terms)
{
    struct base_random random;
    participant_random_at(device, "self_delivery", ret_terms->release, &random);
    ret_terms->device = device->address;
    ret_terms->key = state->keys[device->index].key;
    crowdpatching_agree_terms(state, hub, &random, ret_terms);
}

enum outcome_state crowdpatching_serve_from_cache(struct crowdpatching *state,
                                                  struct participant *hub, uint32_t release,
                                                  const struct participant *device,
                                                  struct sim_port *port)
{
    const crypto_address *delivery = &crowdpatching_release_of(state, hub, release)->delivery;
    const struct package *seed = &state->updates[release].seed;
    struct crowdpatching_claim terms = {.release = release};
    struct crypto_scheme_signature pofd;
    CONVERSE_BUFFER payload = {0};
    agree_terms(state, hub, device, &terms);
    if (!authorise(state, hub, device, port, &terms))
        return OUTCOME_FAILED;
    if (adversary_acts(hub, ADVERSARY_SELF_DELIVERY) &&
        !crowdpatching_ask_delivery(state, hub, port, delivery, &device->address,
                                    contracts_delivery_encode_is_delivered))
        crowdpatching_send_claim(state, hub, port, &terms, "self_claim", delivery);
    crowdpatching_encode_update(&payload, &hub->address, seed->update, seed->update_len);
    if (!ask(state, hub, device, port, CROWDPATCHING_DEVICE_UPDATE, CROWDPATCHING_DEVICE_POFD,
             &payload, &pofd))
        return OUTCOME_FAILED;
    const struct contracts_membership membership = {terms.member_index, terms.path, terms.path_len};
    /* One that only saves its line claims what the contract pays. */
    if (!adversary_acts(hub, ADVERSARY_HUB_CACHE) || state->rules.semantics != CONTRACTS_HARDENED)
        crowdpatching_start_reward(state, hub, release, device, &pofd, &membership);
    return OUTCOME_PATCHED;
}

int crowdpatching_book_self_delivery(struct crowdpatching *state, uint32_t release,
                                     uint32_t contract, const struct participant *hub,
                                     const struct participant *device,
                                     const struct contracts_delivered *delivered)
{
    struct outcome_hub *row = &state->world->outcome.hubs[hub->index];
    row->rewards_wei = u256_add(row->rewards_wei, delivered->paid_wei);
    state->attack.self_deliveries++;
    /* In the lemmas hubs come after the distributors. */
    return crowdpatching_lemmas_record_payment(
        &state->lemmas, world_now(state->world), release, contract,
        state->world->counts[WORLD_DISTRIBUTOR] + hub->index, device->index, true);
}

void crowdpatching_book_diversion(struct crowdpatching *state,
                                  const struct contracts_installed *installed)
{
    const u256 reward = state->config->hub_reward_wei;
    if (u256_compare(installed->paid_wei, reward) <= 0)
        return;
    state->attack.diverted++;
    state->attack.diverted_wei =
        u256_add(state->attack.diverted_wei, u256_sub(installed->paid_wei, reward));
}
