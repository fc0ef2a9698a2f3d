#include "models/crowdpatching/state.h"

/* Steps of a delivery for those who begin one and do not mean it. */

struct sim_message *crowdpatching_open_session(struct crowdpatching *state,
                                               struct participant *self, struct sim_port *port,
                                               const struct crowdpatching_release *release,
                                               const struct participant *distributor,
                                               struct base_random *random,
                                               struct crowdpatching_introduction *ret_introduction)
{
    CONVERSE_BUFFER payload = {0};
    struct crowdpatching_delivery_request request = {.update_hash = release->update_hash};
    base_random_bytes(random, request.n1.bytes, sizeof request.n1.bytes);
    crowdpatching_encode_delivery_request(&payload, &request);
    state->attack.tries++;
    if (!converse_send(self, port, sim_port_address(distributor->port),
                       CROWDPATCHING_DELIVERY_REQUEST, &payload, 0, 0,
                       state->config->answer_timeout_ns))
        return NULL;
    CONVERSE_MESSAGE answer =
        converse_expect(self, port, CROWDPATCHING_DELIVERY_CHALLENGE, CROWDPATCHING_REFUSAL,
                        state->config->answer_timeout_ns);
    if (!answer || !crowdpatching_decode_introduction(answer->payload, answer->payload_len,
                                                      state->challenge_bytes, ret_introduction))
        return NULL;
    struct sim_message *found = answer;
    answer = NULL;
    return found;
}

bool crowdpatching_get_proof(struct crowdpatching *state, struct participant *self,
                             struct sim_port *port, struct sim_address session,
                             struct base_buffer *identity)
{
    if (!converse_send(self, port, session, CROWDPATCHING_DELIVERY_IDENTITY, identity, 0, 0,
                       state->config->answer_timeout_ns))
        return false;
    CONVERSE_MESSAGE offer =
        converse_expect_from(self, port, session, CROWDPATCHING_DELIVERY_OFFER,
                             CROWDPATCHING_REFUSAL, state->config->proof_timeout_ns);
    state->attack.proofs += offer != NULL;
    return offer != NULL;
}
