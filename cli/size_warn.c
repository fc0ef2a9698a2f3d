#include <inttypes.h>
#include <stdarg.h>

#include "cli/size_private.h"

/* Durations end at 2^63 ns. */
#define CLOCK_MAX_S 9.2e9

static void warn(struct size_answer *answer, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static void warn(struct size_answer *answer, const char *format, ...)
{
    va_list args;
    if (answer->warning_count == SIZE_WARNINGS_MAX)
        return;
    va_start(args, format);
    vsnprintf(answer->warnings[answer->warning_count++], sizeof answer->warnings[0], format, args);
    va_end(args);
}

static void warn_of_proofs(const struct size_study *study, struct size_answer *answer)
{
    const struct size_bounds *bounds = &study->bounds;
    double window_s = (double)study->release->window_ns / 1e9;
    if (bounds->literal_proof_s > 3600)
        warn(answer,
             "the paper's literal proofs are infeasible: with the prover of 2020 one proof over "
             "this update takes %.3g h, and one over a package with its proving key %s%.3g years",
             bounds->literal_proof_s / 3600,
             bounds->literal_package_s >= CLOCK_MAX_S ? "more than " : "",
             bounds->literal_package_s / (365.25 * 86400));
    if (bounds->proof_s > 0.1 * window_s)
        warn(answer, "one proof takes %.3g h, a distributor has time for %.3g until the deadline",
             bounds->proof_s / 3600, bounds->deliveries_a_prover);
    if (answer->figures[SIZE_BUSY].p95 > 0.3)
        warn(answer, "distributors' provers are busy %.0f %% of the time; queues grow from there",
             100 * answer->figures[SIZE_BUSY].p95);
}

static void warn_of_chain(const struct size_study *study, struct size_answer *answer)
{
    const struct size_bounds *bounds = &study->bounds;
    if (bounds->release_transactions > 1)
        warn(answer,
             "the list of devices does not fit into one transaction: it takes %.0f "
             "of them and %.3g million gas; a Merkle root takes one",
             bounds->release_transactions, bounds->manufacturer_gas / 1e6);
    if (bounds->block_share > 0.05)
        warn(answer,
             "claims take %.0f %% of what blocks have room for until the deadline: fees would rise "
             "beyond the range that was reckoned with",
             100 * bounds->block_share);
}

void size_warn(const struct size_study *study, struct size_answer *answer)
{
    const struct size_release *release = study->release;
    const struct size_curve *curve = &answer->curve;
    warn_of_proofs(study, answer);
    warn_of_chain(study, answer);
    if (study->devices < release->fleet->devices)
        warn(answer,
             "%" PRIu64 " of %" PRIu64 " devices were simulated: devices a home, distributors and "
             "all rates are kept, shares vary more than the fleet's would",
             study->devices, release->fleet->devices);
    if (curve->monotone.p_value < 0.05)
        warn(answer,
             "the response may fall somewhere as the reward rises (p = %.3g): look at the curve",
             curve->monotone.p_value);
    if (curve->count > 0 && curve->doses[0].hits == curve->doses[0].tries)
        warn(answer, "the least reward that was tried serves already: less may do");
    const struct size_side *down = &answer->sides[SIZE_CROWDPATCHING][1];
    if (answer->outcome == SIZE_RECOMMENDED && down->hits < release->target->probability)
        warn(answer,
             "with the server down from %s on only %.0f of %zu rollouts reach the coverage: who "
             "hears "
             "of the release later finds nobody to get the package from; keep the server up until "
             "some have it, or pay for more distributors",
             size_text_duration((double)release->alternatives->outage_after_ns / 1e9).text,
             down->hits * (double)down->tries, down->tries);
    if (release->risk->unpatched <= 0)
        warn(answer, "unpatched devices cost nothing here, so that no outage does");
}
