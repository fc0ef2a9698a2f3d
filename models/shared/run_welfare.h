#ifndef CROWDPATCH_MODELS_SHARED_RUN_WELFARE_H
#define CROWDPATCH_MODELS_SHARED_RUN_WELFARE_H

#include <jansson.h>

#include "models/shared/world.h"

/** result.json's "welfare": what all together have gained, in US dollars.
 *
 *  welfare_usd = value_usd - resources_usd
 *  value_usd = prices.patched_device_value_usd * devices patched
 *  resources_usd = fees_usd + distributors_usd + manufacturer_usd
 *
 *  fees_usd: of all participants' transactions; Assumption: they are what the chain's work is
 * worth, whoever gets them. distributors_usd: computing, uploads, capital. manufacturer_usd: egress
 * and bills of others. Rewards, purchases of the package and deposits are transfers between
 *  participants and in neither. What has no price in section "prices" is in neither, too: lines and
 *  electricity of hubs and devices.
 *  Source: Kaldor 1939, Hicks 1939: gains less losses, whoever has them.
 *
 *  resources_a_patched_device_usd: null with none. NULL: no memory. */
json_t *run_welfare_json(const struct world *world);

#endif
