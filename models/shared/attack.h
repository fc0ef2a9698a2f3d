#ifndef CROWDPATCH_MODELS_SHARED_ATTACK_H
#define CROWDPATCH_MODELS_SHARED_ATTACK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "contracts-model/chain/chain.h"
#include "models/shared/adversary.h"
#include "sim/port.h"

/** Attacks on what any system stands on, its chain and its lines:
 *
 *  mempool_replay    outsiders send what claimants send, from accounts of their own and first
 *  block_stuffing    outsiders buy all gas of the blocks
 *  eclipse           victims' chain nodes know nothing new, and nobody learns what victims send
 *  transaction_drop  some block producers leave victims' transactions out
 *  isolation         homes have no line
 *
 *  A system that can suffer one names it in model_about.shared_attacks, and does nothing else. */
struct attack;

/** All participants and the chain stand. NULL where the scenario's kind is none of these. Returns 0
 *  or an error. */
int attack_new(struct world *world, struct attack **ret_attack);
void attack_free(struct attack *attack);
/** Starts what is nobody's. Returns 0 or an error. */
int attack_start(struct attack *attack);
/** The life of an outsider, in its actor. False: it is the system's to tell. */
bool attack_play(struct attack *attack, struct participant *self);
/** After the run: the measures. */
void attack_report(struct attack *attack);

/* The chain's side. All take NULL for an attack. */

/** A participant's transaction has come into the mempool, where attackers see it. */
void attack_see(struct attack *attack, const struct participant *sender, const uint8_t *encoded,
                size_t len);
/** A transaction of the final chain. */
void attack_book(struct attack *attack, const struct participant *sender, uint64_t nonce,
                 const struct chain_receipt *receipt);
/** The block that they stood in. */
void attack_book_block(struct attack *attack, const struct chain_block *block);

/** Outsiders are buying the blocks. */
bool attack_is_stuffing(const struct attack *attack);

/** Who asks from this machine is eclipsed. */
bool attack_is_eclipsed_node(const struct attack *attack, struct sim_address from);
bool attack_is_eclipsed(const struct attack *attack, const struct participant *who);
/** What eclipsed participants see of the chain; one is eclipsed. */
const struct chain_snapshot *attack_old_state(const struct attack *attack);
/** The last block that the participant can know. */
uint64_t attack_head(const struct attack *attack, const struct participant *who, uint64_t head);
/** From an actor: returns when the participant is eclipsed no more. */
void attack_await_end(const struct attack *attack);

#endif
