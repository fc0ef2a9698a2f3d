#ifndef CROWDPATCH_MODELS_SHARED_PRICES_H
#define CROWDPATCH_MODELS_SHARED_PRICES_H

#include "models/shared/config.h"

/** Sets what the preset of prices.profile says in sections "prices" and "chain", but for what the
 *  scenario sets itself. */
void prices_derive(const struct scenario *scenario, struct config_prices *prices,
                   struct config_chain *chain);

#endif
