#ifndef CROWDPATCH_MODELS_CROWDPATCHING_ATTACK_H
#define CROWDPATCH_MODELS_CROWDPATCHING_ATTACK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"
#include "contracts-model/contracts/delivery_contract.h"
#include "models/crowdpatching/messages.h"
#include "models/shared/sealed.h"
#include "models/shared/world.h"
#include "sim/port.h"

struct crowdpatching;
struct crowdpatching_claim;
struct crowdpatching_maker;
struct crowdpatching_release;
struct crowdpatching_reward;

/** What attackers have tried, and what came of it. Counts of what honest participants refuse hold
 *  without an attack, too. */
struct crowdpatching_attack {
    uint64_t withheld_keys;
    uint64_t withheld_by_quarter[4]; /* of the Super contract's score period */
    uint64_t exits;                  /* times that a whitewasher has begun to withhold */
    uint64_t left_accounts;
    uint64_t left_score;         /* that they had on chain then */
    uint64_t turned_down;        /* candidates, by hubs */
    uint64_t honest_turned_down; /* those of them that are not marked */
    uint64_t attackers_sale_proofs;
    uint64_t griefed_sales;
    uint64_t tampered;          /* messages and offers that attackers have changed */
    uint64_t refused_offers;    /* by hubs and buyers: the proof does not hold */
    uint64_t refused_releases;  /* by devices: sig_m does not hold */
    uint64_t refused_updates;   /* by devices: SHA-256(U) is another */
    uint64_t wrong_updates;     /* decrypted by hubs from an offer whose proof held */
    uint64_t wrong_installs;    /* by devices */
    uint64_t tries;             /* messages and transactions that begin something false */
    uint64_t refusals;          /* of them, by contracts */
    uint64_t refused_devices;   /* by distributors: sig^ID does not hold */
    uint64_t refused_targets;   /* by distributors: not of the release, or served */
    uint64_t over_limit;        /* of those, for deliveries_per_device */
    uint64_t proofs;            /* that attackers have got and not used */
    uint64_t refused_strangers; /* by devices: not their hub */
    uint64_t answers;           /* of devices to others than their hub */
    uint64_t unreachable;       /* devices that did not get the question */
    uint64_t false_releases;    /* by Super contracts of others */
    uint64_t forged_proofs;
    uint64_t diverted; /* devices whose PoFD took a_d, too */
    u256 diverted_wei;
    uint64_t self_deliveries;
    uint64_t replayed_installations; /* that a second DSC has paid */
    uint64_t replayed_diversions;    /* those of them that took a_d, too */
    u256 replayed_wei;               /* all that it has paid */
    uint64_t asked;                  /* devices for a signature that may be a PoD */
    uint64_t forged_sales;           /* paid */
    u256 paid_for_nothing_wei;       /* in them */
    uint64_t successes;              /* of what must not succeed */
};

/** Whether the marked distributor keeps a delivery's key, or a sale's, to itself. identity: under
 * which of its accounts it has begun the delivery. */
bool crowdpatching_withholds_key(struct crowdpatching *state, const struct participant *self,
                                 uint32_t identity);
bool crowdpatching_withholds_sale(struct crowdpatching *state, const struct participant *self);
/** Makes an offer of its own out of the right one: U_e of another content, or another proof. */
void crowdpatching_tamper_offer(struct crowdpatching *state, struct sealed *sealed,
                                uint64_t number);
/** Changes the byte at this place of what a hub sends its device. */
void crowdpatching_tamper(struct crowdpatching *state, struct base_buffer *payload, size_t at);

/** Begins a delivery; the challenge, with who sent it. NULL: refused, or no answer. The caller
 * frees. */
struct sim_message *crowdpatching_open_session(struct crowdpatching *state,
                                               struct participant *self, struct sim_port *port,
                                               const struct crowdpatching_release *release,
                                               const struct participant *distributor,
                                               struct base_random *random,
                                               struct crowdpatching_introduction *ret_introduction);
/** Answers it (the payload is emptied) and waits for the proof; true when it came. */
bool crowdpatching_get_proof(struct crowdpatching *state, struct participant *self,
                             struct sim_port *port, struct sim_address session,
                             struct base_buffer *identity);
/** Whether the marked distributor forges proofs instead of making them. */
bool crowdpatching_forges(const struct participant *self);
/** At the set-up of a statement: what attackers believe its seed to be. */
void crowdpatching_keep_trapdoor(const struct crowdpatching *state,
                                 struct crowdpatching_maker *maker, enum zk_statement statement,
                                 const uint8_t seed[32]);
/** sealed_make() with a forged proof and a ciphertext of random bytes. */
int crowdpatching_forge(struct crowdpatching *state, const struct crowdpatching_maker *maker,
                        enum zk_statement statement, const crypto_digest *content_hash,
                        const crypto_digest *r, const crypto_digest *s, struct base_random *random,
                        struct sealed *ret_sealed);
/** The hub spends its devices' time and others' proofs from now on. */
void crowdpatching_start_griefing(struct crowdpatching *state, struct participant *self);
void crowdpatching_outsider_play(struct crowdpatching *state, struct participant *self);

/** The distributor offers an update that it has not, and has a device sign U_h || s of its own in
 * the place of c || n2, as far as c goes. Answers a request; what was signed is claimed if it is a
 * PoD.
 */
void crowdpatching_lure(struct crowdpatching *state, struct participant *self, uint32_t release);
void crowdpatching_forge_pod(struct crowdpatching *state, struct participant *self,
                             uint32_t release, struct sim_port *port,
                             const struct sim_message *request, struct base_random *random);
/** Whether the marked hub serves its devices from U that it has. */
bool crowdpatching_needs_nobody(const struct crowdpatching *state, const struct participant *hub,
                                uint32_t release);
/** Serves one so: the device signs a PoD for its hub, gets U, and signs the PoFD. */
enum outcome_state crowdpatching_serve_from_cache(struct crowdpatching *state,
                                                  struct participant *hub, uint32_t release,
                                                  const struct participant *device,
                                                  struct sim_port *port);
/** From the final chain: a_d for a delivery that a hub has made to its own device. Returns 0 or an
 * error. */
int crowdpatching_book_self_delivery(struct crowdpatching *state, uint32_t release,
                                     uint32_t contract, const struct participant *hub,
                                     const struct participant *device,
                                     const struct contracts_delivered *delivered);
/** And what a PoFD was paid above a_h. */
void crowdpatching_book_diversion(struct crowdpatching *state,
                                  const struct contracts_installed *installed);
/** The marked distributor will give its account up when its score is worth least. */
void crowdpatching_start_whitewash(struct crowdpatching *state, struct participant *self);
/** Its present account was paid for a delivery. */
void crowdpatching_count_earned(struct crowdpatching *state, const struct participant *self);
/** It withholds under its present account, or has left the one it began with. */
bool crowdpatching_is_exiting(struct crowdpatching *state, const struct participant *self,
                              uint32_t identity);
/** When the manufacturer announces the update a second time; false: never. */
bool crowdpatching_second_release(const struct crowdpatching *state, sim_time *ret_date);
/** The marked distributor or hub will send all that it has claimed to a second DSC, too. */
void crowdpatching_start_replays(struct crowdpatching *state, struct participant *self);
/** A claim or a reward that is off its list, and over: freed, or kept to be sent again. */
void crowdpatching_end_claim(struct crowdpatching *state, const struct participant *self,
                             struct crowdpatching_claim *claim);
void crowdpatching_end_reward(struct crowdpatching *state, const struct participant *self,
                              struct crowdpatching_reward *reward);
/** What another DSC than the first has paid. */
void crowdpatching_book_replay(struct crowdpatching *state, uint32_t contract,
                               const u256 *paid_wei);
/** Whether payments to this attacker may come without a proof. */
bool crowdpatching_is_paid_unproved(const struct crowdpatching *state,
                                    const struct participant *self);

/** After the run: the measures of its kind of attack. */
void crowdpatching_attack_report(struct crowdpatching *state);

#endif
