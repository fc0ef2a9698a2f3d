#ifndef CROWDPATCH_MODELS_BOUDGUIGA_ATTACK_H
#define CROWDPATCH_MODELS_BOUDGUIGA_ATTACK_H

#include "models/boudguiga/state.h"
#include "models/shared/adversary.h"

/* What attackers do; each does nothing in a run without it. */

#define BOUDGUIGA_ATTACKS                                                                          \
    (ADVERSARY_BIT(ADVERSARY_ISOLATION) | ADVERSARY_BIT(ADVERSARY_FALSE_VOTES) |                   \
     ADVERSARY_BIT(ADVERSARY_MALICIOUS_MANUFACTURER) | ADVERSARY_BIT(ADVERSARY_TAMPER_HUB) |       \
     ADVERSARY_BIT(ADVERSARY_TAMPER_DISTRIBUTOR) | ADVERSARY_BIT(ADVERSARY_FREE_RIDING) |          \
     ADVERSARY_BIT(ADVERSARY_IMPERSONATE_MANUFACTURER) |                                           \
     ADVERSARY_BIT(ADVERSARY_IMPERSONATE_DEVICE))

/** Before the run: the machine of those who isolate. Returns 0 or an error. */
int boudguiga_attack_init(struct boudguiga *state);
void boudguiga_attack_deinit(struct boudguiga *state);
/** Starts its actor, once: the first participant that plays does. Returns 0 or an error. */
int boudguiga_attack_start(struct boudguiga *state);

/** Whether this request of an isolated home takes the path that the attackers hold: one of
 *  boudguiga.paths. `draws`: of this home's or device's requests so far; moves on. */
bool boudguiga_is_cut_off(const struct boudguiga *state, const struct participant *who,
                          uint64_t *draws);
/** Where what takes that path ends: a chain node which shows the chain as it was when the attack
 *  began, and answers nothing else. */
struct sim_address boudguiga_false_node(const struct boudguiga *state);

/** An attacker's bytes: the first one is another. */
void boudguiga_tamper(struct boudguiga *state, const struct participant *who, uint8_t *bytes,
                      size_t len);
/** What a checking node says when it has found out what it has. */
bool boudguiga_voices(struct boudguiga *state, const struct participant *checker, bool is_positive);

void boudguiga_outsider_play(struct boudguiga *state, struct participant *self);

/** What the attack has achieved. */
void boudguiga_attack_report(const struct boudguiga *state);

#endif
