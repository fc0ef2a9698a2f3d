#include "base/error.h"
#include "models/lee_lee/state.h"

/* What attackers do beside what honest code leaves out or says otherwise (response.c). */

/** The version that an impostor offers. */
#define FORGED (LEE_LEE_NEW + 1)

static void act(struct lee_lee *state, struct participant *self)
{
    switch (self->world->adversary->kind) {
    case ADVERSARY_FREE_RIDING:
    case ADVERSARY_FREE_RIDING_DEVICE:
        lee_lee_node_of(state, self)->peer->is_free_rider = true;
        break;
    case ADVERSARY_TAMPER_DISTRIBUTOR:
    case ADVERSARY_TAMPER_DEVICE:
        lee_lee_node_of(state, self)->peer->is_tampering = true;
        break;
    default:
        break;
    }
}

static void begin_main(void *argument)
{
    struct lee_lee *state = argument;
    struct world *world = state->world;
    sim_actor_sleep_until(world->engine, world->adversary->start_ns);
    for (int role = 0; role < WORLD_ROLE_COUNT; role++)
        for (uint32_t i = 0; i < world->counts[role]; i++)
            if (world->participants[role][i].is_marked)
                act(state, &world->participants[role][i]);
}

void lee_lee_attack_begin(struct lee_lee *state)
{
    if (state->is_attacked || state->world->adversary->kind == ADVERSARY_NONE)
        return;
    state->is_attacked = true;
    /* On the monitor: it happens to machines that are down, too, and once. */
    int r = sim_actor_spawn(state->world->monitor, "attack", begin_main, state, NULL);
    if (r < 0)
        world_fail(state->world, r);
}

void lee_lee_tell_impostors(struct lee_lee *state, struct lee_lee_node *own, struct sim_port *port,
                            const struct base_buffer *payload)
{
    for (uint32_t i = 0; i < state->world->counts[WORLD_OUTSIDER]; i++) {
        const struct participant *impostor = &state->world->participants[WORLD_OUTSIDER][i];
        CONVERSE_BUFFER copy = {0};
        if (!adversary_acts(impostor, ADVERSARY_IMPERSONATE_MANUFACTURER))
            continue;
        base_buffer_append(&copy, payload->data, payload->len);
        converse_post(own->self, port, sim_port_address(impostor->port), LEE_LEE_REQ_VERCHK, &copy,
                      0);
    }
}

/** As C1-2's step 3, of a file of its own: nothing in it is signed. */
static void forge_answer(struct lee_lee *state, struct participant *self,
                         const struct sim_message *message)
{
    CONVERSE_BUFFER payload = {0};
    struct lee_lee_req_verchk request;
    crypto_digest evil = crypto_sha256("evil", 4);
    if (!lee_lee_decode_req_verchk(message->payload, message->payload_len, &request))
        return;
    const struct lee_lee_res_verchk answer = {
        .version = FORGED,
        .nonce = request.nonce + 1,
        .id = state->nodes[state->device_count].id,
        .has_metadata = true,
        .metadata = {.version = FORGED,
                     .update_bytes = state->config->update_bytes,
                     .verifier = evil,
                     .piece_bytes = state->config->piece_bytes,
                     .piece_count = 1,
                     .piece_hashes = evil.bytes},
    };
    lee_lee_charge_seal(self);
    lee_lee_encode_res_verchk(&payload, &answer);
    converse_post(self, self->port, message->from, LEE_LEE_RES_VERCHK, &payload, 0);
}

/** As C1-2's step 7. It cannot read the request, which is encrypted for the verification node, but
 *  it has heard r; the signature is its own. */
static void forge_list(struct lee_lee *state, struct participant *self,
                       const struct sim_message *message)
{
    CONVERSE_BUFFER payload = {0};
    static const uint8_t peer[LEE_LEE_PEER_BYTES];
    struct lee_lee_req_download request;
    if (!lee_lee_decode_req_download(message->payload, message->payload_len, &request))
        return;
    const struct lee_lee_res_download answer = {
        .id = state->nodes[state->device_count].id,
        .nonce = request.nonce + 1,
        .has_version = true,
        .version = FORGED,
        .verifier = crypto_sha256("evil", 4),
        .peer_count = 1,
        .peers = peer,
    };
    lee_lee_charge_seal(self);
    lee_lee_charge_sign(self);
    lee_lee_encode_res_download(self->world->tokens, &payload, &answer, &self->identity_secret);
    state->forged_lists++;
    converse_post(self, self->port, message->from, LEE_LEE_RES_DOWNLOAD, &payload, message->id);
}

void lee_lee_impostor_play(struct lee_lee *state, struct participant *self)
{
    for (;;) {
        CONVERSE_MESSAGE message = NULL;
        if (sim_port_receive(self->port, SIM_TIME_FOREVER, &message) != SIM_DELIVERED)
            continue;
        if (message->kind == LEE_LEE_REQ_VERCHK)
            forge_answer(state, self, message);
        else if (message->kind == LEE_LEE_REQ_DOWNLOAD)
            forge_list(state, self, message);
    }
}

/** Mean time from request to patch of devices that are marked, or not. */
static void measure_mean_update(const struct lee_lee *state, const char *key, bool is_marked)
{
    double sum_s = 0;
    uint32_t count = 0;
    for (uint32_t i = 0; i < state->device_count; i++) {
        const struct outcome_device *row = &state->world->outcome.devices[i];
        if (row->patched < 0 || row->requested < 0 || state->nodes[i].self->is_marked != is_marked)
            continue;
        sum_s += (double)(row->patched - row->requested) / 1e9;
        count++;
    }
    outcome_measure_ratio(&state->world->outcome, key, sum_s, count);
}

static void report_peers(const struct lee_lee *state, struct outcome *outcome)
{
    uint64_t sent = 0, refused = 0;
    for (uint32_t i = 0; i < state->swarm.peer_count; i++) {
        const struct swarm_peer *peer = &state->swarm.peers[i];
        sent += peer->self->is_marked ? peer->pieces_sent : 0;
        refused += peer->pieces_refused;
    }
    outcome_measure_number(outcome, "pieces_sent_by_attackers", (double)sent);
    outcome_measure_number(outcome, "pieces_refused", (double)refused);
    measure_mean_update(state, "mean_update_of_attackers_s", true);
    measure_mean_update(state, "mean_update_of_others_s", false);
}

void lee_lee_attack_report(const struct lee_lee *state, struct outcome *outcome)
{
    uint32_t forged = 0;
    for (uint32_t i = 0; i < state->device_count; i++)
        forged += state->nodes[i].version == FORGED;
    switch (state->world->adversary->kind) {
    case ADVERSARY_FREE_RIDING:
    case ADVERSARY_FREE_RIDING_DEVICE:
    case ADVERSARY_TAMPER_DISTRIBUTOR:
    case ADVERSARY_TAMPER_DEVICE:
        report_peers(state, outcome);
        break;
    case ADVERSARY_IMPERSONATE_MANUFACTURER:
        outcome_measure_number(outcome, "forged_lists", (double)state->forged_lists);
        outcome_measure_number(outcome, "forged_lists_refused",
                               (double)state->forged_lists_refused);
        outcome_measure_number(outcome, "forged_installs", forged);
        break;
    case ADVERSARY_FALSE_ANSWERS:
        outcome_measure_number(outcome, "lies_believed", (double)state->lies_believed);
        break;
    default:
        break;
    }
}
