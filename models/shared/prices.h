#ifndef CROWDPATCH_MODELS_SHARED_PRICES_H
#define CROWDPATCH_MODELS_SHARED_PRICES_H

#include "models/shared/config.h"

/** Sections "prices" and "chain" with the preset of prices.profile, and in its stead what the
 *  scenario has that is not the parameter's default. */
struct config_prices prices_of(const struct scenario *scenario);
struct config_chain prices_chain_of(const struct scenario *scenario);

#endif
