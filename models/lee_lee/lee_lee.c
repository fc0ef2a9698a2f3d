#include "models/lee_lee/lee_lee.h"

#include <math.h>
#include <stdlib.h>

#include "base/error.h"
#include "models/lee_lee/state.h"
#include "models/shared/costs.h"

/** The old firmware and the new one: random bytes, as compressed firmware looks. */
static int make_firmware(struct lee_lee *state)
{
    static const char *const purposes[] = {"firmware", "update"};
    size_t len = (size_t)state->config->update_bytes;
    for (int i = 0; i < 2; i++) {
        struct base_random random;
        state->firmware[i] = malloc(len);
        if (!state->firmware[i])
            return BASE_E_NOMEM;
        participant_random(&state->world->participants[WORLD_MANUFACTURER][0], purposes[i],
                           &random);
        base_random_bytes(&random, state->firmware[i], len);
        state->verifiers[i] = crypto_sha256(state->firmware[i], len);
    }
    state->firmware[1][0] ^= 1;
    state->altered_verifier = crypto_sha256(state->firmware[1], len);
    state->firmware[1][0] ^= 1;
    return 0;
}

static int make_swarm(struct lee_lee *state, struct participant *const participants[])
{
    const struct lee_lee_config *config = state->config;
    const struct swarm_terms terms = {
        .first_kind = LEE_LEE_SWARM,
        .piece_bytes = config->piece_bytes,
        .unchoke_slots = config->unchoke_slots,
        .choke_interval = config->choke_interval_ns,
        .optimistic_every = config->optimistic_every,
        .pipeline = config->pipeline,
        .connections = config->connections,
        .request_timeout = config->request_timeout_ns,
        .stay = config->seed_stay_ns,
    };
    return swarm_init(&state->swarm, state->world, &terms, state->firmware[1], config->update_bytes,
                      participants, state->device_count + state->verification_count);
}

/** Who has the latest firmware at the start is drawn for each device. */
static void make_device(struct lee_lee *state, struct lee_lee_node *node)
{
    struct base_random random;
    participant_random(node->self, "firmware", &random);
    bool is_holder = base_random_uniform(&random) < state->config->holders;
    bool is_altered = base_random_uniform(&random) < state->config->altered;
    node->version = is_holder ? LEE_LEE_NEW : LEE_LEE_OLD;
    node->is_altered = is_holder && is_altered;
}

static int make_node(struct lee_lee *state, struct lee_lee_node *node, struct participant *self)
{
    uint32_t index = (uint32_t)(node - state->nodes);
    node->self = self;
    node->peer = &state->swarm.peers[index];
    node->id = crypto_sha256(self->identity.bytes, sizeof self->identity.bytes);
    participant_random(self, "lee_lee", &node->random);
    if (self->role == WORLD_DEVICE) {
        make_device(state, node);
        return 0;
    }
    uint32_t *slot = base_map_put(&state->by_id, &node->id, NULL);
    if (!slot)
        return BASE_E_NOMEM;
    *slot = index;
    return 0;
}

static int make_nodes(struct lee_lee *state)
{
    struct world *world = state->world;
    uint32_t count = state->device_count + state->verification_count, next = 0;
    static const enum world_role roles[] = {WORLD_DEVICE, WORLD_MANUFACTURER, WORLD_DISTRIBUTOR};
    struct participant **participants = calloc(count, sizeof *participants);
    state->nodes = calloc(count, sizeof *state->nodes);
    state->listed = calloc(state->device_count + 1u, sizeof *state->listed);
    int r = participants && state->nodes && state->listed ? 0 : BASE_E_NOMEM;
    for (size_t i = 0; r == 0 && i < sizeof roles / sizeof roles[0]; i++)
        for (uint32_t j = 0; j < world->counts[roles[i]]; j++)
            participants[next++] = &world->participants[roles[i]][j];
    if (r == 0)
        r = make_swarm(state, participants);
    for (uint32_t i = 0; r == 0 && i < count; i++)
        r = make_node(state, &state->nodes[i], participants[i]);
    free(participants);
    return r;
}

/** Says beforehand that no broadcast reaches as many as must prove work. The node that asks for
 *  the check is among the devices and proves none. */
static void look_at_confirmations(const struct lee_lee *state)
{
    const struct lee_lee_config *config = state->config;
    uint64_t devices = state->device_count > 2 ? state->device_count - 2 : 0;
    uint64_t nodes = state->verification_count;
    uint64_t most = (config->reach < devices ? config->reach : devices) +
                    (config->verification_reach < nodes ? config->verification_reach : nodes);
    if (state->device_count > 1 && most < config->confirmations)
        outcome_warn(&state->world->outcome,
                     "infeasible: %llu nodes must prove work for a response node's verifier, and "
                     "its broadcast reaches %llu that may (lee_lee.reach, verification_reach)",
                     (unsigned long long)config->confirmations, (unsigned long long)most);
}

static void teardown(void *model_state)
{
    struct lee_lee *state = model_state;
    if (!state)
        return;
    for (uint32_t i = 0; state->nodes && i < state->device_count + state->verification_count; i++) {
        lee_lee_forget_jobs(&state->nodes[i]);
        lee_lee_forget_broadcasts(&state->nodes[i], NULL);
    }
    swarm_deinit(&state->swarm);
    base_map_deinit(&state->by_id);
    free(state->nodes);
    free(state->listed);
    free(state->firmware[0]);
    free(state->firmware[1]);
    free(state);
}

static int setup(struct world *world, void **ret_state)
{
    struct lee_lee *state = calloc(1, sizeof *state);
    if (!state)
        return BASE_E_NOMEM;
    state->world = world;
    state->config = scenario_section_values(world->scenario, lee_lee_section.name);
    state->released = -1;
    world->outcome.manufacturer.pays_uploads = true;
    state->device_count = state->unsettled = world->counts[WORLD_DEVICE];
    state->verification_count =
        world->counts[WORLD_MANUFACTURER] + world->counts[WORLD_DISTRIBUTOR];
    base_map_init(&state->by_id, sizeof(crypto_digest), sizeof(uint32_t));
    int r = make_firmware(state);
    if (r == 0)
        r = make_nodes(state);
    if (r < 0) {
        teardown(state);
        return r;
    }
    look_at_confirmations(state);
    *ret_state = state;
    return 0;
}

static void play(void *model_state, struct participant *self)
{
    struct lee_lee *state = model_state;
    lee_lee_attack_begin(state);
    if (self->role == WORLD_OUTSIDER)
        lee_lee_impostor_play(state, self);
    else if (self->role == WORLD_MANUFACTURER || self->role == WORLD_DISTRIBUTOR)
        lee_lee_verification_play(state, self);
}

static void report_swarm(const struct lee_lee *state, struct outcome *outcome)
{
    uint64_t sent[2] = {0, 0}, refused = 0;
    for (uint32_t i = 0; i < state->swarm.peer_count; i++) {
        const struct swarm_peer *peer = &state->swarm.peers[i];
        sent[peer->self->role == WORLD_DEVICE] += peer->pieces_sent;
        refused += peer->pieces_refused;
    }
    outcome_add_number(outcome, "pieces_sent_by_devices", (double)sent[1]);
    outcome_add_number(outcome, "pieces_sent_by_verification_nodes", (double)sent[0]);
    outcome_add_number(outcome, "pieces_refused", (double)refused);
    outcome_show(outcome, "pieces_sent_by_devices", "pieces from devices");
}

static int report(void *model_state, struct world *world)
{
    static const char *const cases[LEE_LEE_CASE_COUNT] = {
        [LEE_LEE_C1_1] = "cases_c1_1", [LEE_LEE_C1_2] = "cases_c1_2", [LEE_LEE_C2_1] = "cases_c2_1",
        [LEE_LEE_C2_2] = "cases_c2_2", [LEE_LEE_C2_3] = "cases_c2_3",
    };
    const struct lee_lee *state = model_state;
    struct outcome *outcome = &world->outcome;
    uint64_t rented_bytes = 0, dropped = 0;
    for (uint32_t i = 0; i < state->device_count + state->verification_count; i++)
        dropped += state->nodes[i].copies_dropped;
    for (uint32_t i = 0; i < world->counts[WORLD_DISTRIBUTOR]; i++)
        rented_bytes +=
            sim_node_traffic(world->participants[WORLD_DISTRIBUTOR][i].node)->wan_up_bytes;
    outcome->manufacturer.services_usd =
        (double)rented_bytes / 1e9 * world->prices->egress_usd_per_gb;
    outcome_add_number(outcome, "update_bytes", (double)state->config->update_bytes);
    outcome_add_number(outcome, "checks", (double)state->checks);
    for (int i = 0; i < LEE_LEE_CASE_COUNT; i++)
        outcome_add_number(outcome, cases[i], (double)state->cases[i]);
    outcome_add_number(outcome, "found_old_in_order", (double)state->verified_old);
    outcome_add_number(outcome, "broadcasts", (double)state->broadcasts);
    outcome_add_number(outcome, "broadcast_messages", (double)state->broadcast_messages);
    outcome_add_number(outcome, "broadcast_messages_dropped", (double)dropped);
    outcome_add_number(outcome, "chain_bytes", (double)outcome->chain_bytes);
    outcome_add_number(outcome, "blocks", (double)state->blocks);
    outcome_add_number(outcome, "proofs_of_work", (double)state->worked_blocks);
    outcome_add_number(outcome, "verifiers_confirmed", (double)state->confirmed);
    outcome_add_number(outcome, "verifiers_unconfirmed", (double)state->unconfirmed);
    outcome_add_number(
        outcome, "mean_confirmation_s",
        state->confirmed > 0 ? (double)state->confirming / 1e9 / (double)state->confirmed : NAN);
    outcome_show(outcome, "checks", "version checks");
    outcome_show(outcome, "chain_bytes", "bytes in blocks");
    outcome_show(outcome, "proofs_of_work", "proofs of work");
    report_swarm(state, outcome);
    lee_lee_attack_report(state, outcome);
    return 0;
}

const struct model_ops lee_lee_ops = {
    .about =
        {
            .name = "lee_lee",
            .summary = "devices ask one another and the vendor's nodes for their version, prove "
                       "work, and share the file as BitTorrent does",
            .source = "Lee and Lee, \"Blockchain-based secure firmware update for embedded devices "
                      "in an Internet of Things environment\", 2016",
            .section = &lee_lee_section,
            .messages = lee_lee_messages,
            .parts = MODEL_DISTRIBUTORS | MODEL_DEVICES_ONLINE | MODEL_DEVICES_SERVE,
            .attacks = LEE_LEE_ATTACKS,
            .shared_attacks = ADVERSARY_ON_LINES,
        },
    .setup = setup,
    .play = play,
    .act = lee_lee_device_act,
    .report = report,
    .teardown = teardown,
};
