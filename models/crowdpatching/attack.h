#ifndef CROWDPATCH_MODELS_CROWDPATCHING_ATTACK_H
#define CROWDPATCH_MODELS_CROWDPATCHING_ATTACK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"
#include "models/shared/sealed.h"
#include "models/shared/world.h"

struct crowdpatching;

/** What attackers have tried, and what came of it. Counts of what honest participants refuse hold
 *  without an attack, too. */
struct crowdpatching_attack {
    uint64_t withheld_keys;
    uint64_t turned_down;        /* candidates, by hubs */
    uint64_t honest_turned_down; /* those of them that are not marked */
    uint64_t attackers_sale_proofs;
    uint64_t griefed_sales;
    uint64_t tampered;         /* messages and offers that attackers have changed */
    uint64_t refused_offers;   /* by hubs: the proof does not hold */
    uint64_t refused_releases; /* by devices: sig_m does not hold */
    uint64_t refused_updates;  /* by devices: SHA-256(U) is another */
    uint64_t wrong_updates;    /* decrypted by hubs from an offer whose proof held */
    uint64_t wrong_installs;   /* by devices */
};

/** Whether the marked distributor keeps a delivery's key, or a sale's, to itself. */
bool crowdpatching_withholds_key(struct crowdpatching *state, const struct participant *self);
bool crowdpatching_withholds_sale(struct crowdpatching *state, const struct participant *self);
/** Makes an offer of its own out of the right one: U_e of another content, or another proof. */
void crowdpatching_tamper_offer(struct crowdpatching *state, struct sealed *sealed,
                                uint64_t number);
/** Changes the byte at this place of what a hub sends its device. */
void crowdpatching_tamper(struct crowdpatching *state, struct base_buffer *payload, size_t at);

/** After the run: the measures of its kind of attack. */
void crowdpatching_attack_report(struct crowdpatching *state);

#endif
