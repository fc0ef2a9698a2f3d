#ifndef CROWDPATCH_MODELS_CROWDPATCHING_OFFER_H
#define CROWDPATCH_MODELS_CROWDPATCHING_OFFER_H

#include "models/crowdpatching/messages.h"
#include "models/shared/sealed.h"

/** sealed_check() of both kinds of offers. */
bool crowdpatching_offer_check(const struct crypto_tokens *tokens,
                               const struct crowdpatching_offer *offer,
                               const crypto_digest *verifying_key_hash,
                               const crypto_digest *content_hash, struct sealed_terms *ret_terms);

#endif
