#ifndef CROWDPATCH_MODELS_SHARED_SESSIONS_H
#define CROWDPATCH_MODELS_SHARED_SESSIONS_H

#include "base/random.h"
#include "sim/time.h"

/** How long peers of measured networks stay: Weibull fits of session lengths.
 *  Source: Zhang, Iosup, Epema, The Peer-to-Peer Trace Archive, PDS-2010-003, table 14.
 *  Assumption: its unit is the minute, which the report's figures fit. */
struct sessions_fit {
    double lambda_min;
    double kappa;
};
/** NULL-terminated, for parameter tables: "always_on", then trace and year, "t2_2005". */
extern const char *const sessions_names[];
/** The index-th of sessions_names; NULL for "always_on". */
const struct sessions_fit *sessions_at(int index);

/** Mean length, in ns. */
double sessions_mean_ns(const struct sessions_fit *fit);
sim_time sessions_draw(const struct sessions_fit *fit, struct base_random *random);

#endif
