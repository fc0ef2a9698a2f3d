#ifndef CROWDPATCH_MODELS_REFAI_WU_ATTACK_H
#define CROWDPATCH_MODELS_REFAI_WU_ATTACK_H

#include "models/refai_wu/state.h"
#include "models/shared/adversary.h"

#define REFAI_WU_ATTACKS                                                                           \
    (ADVERSARY_BIT(ADVERSARY_TAMPER_HUB) | ADVERSARY_BIT(ADVERSARY_IMPERSONATE_MANUFACTURER) |     \
     ADVERSARY_BIT(ADVERSARY_IMPERSONATE_HUB))

/** The gateway sends other bytes than the manufacturer's, now. */
bool refai_wu_tampers(const struct participant *gateway);

/** The life of an outsider. */
void refai_wu_outsider_play(struct refai_wu *state, struct participant *self);

void refai_wu_attack_report(const struct refai_wu *state, struct outcome *outcome);

#endif
