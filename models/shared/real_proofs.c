#include "models/shared/real_proofs.h"

#include "models/shared/config.h"

/* Assumption: a circuit of 2^21 constraints needs some 8 GB, and nobody means to wait for more than
 * six hours. */
#define CONSTRAINTS_MAX (UINT64_C(1) << 21)
#define NS_MAX (INT64_C(6) * 3600 * 1000000000)

void real_proofs_check(const struct scenario *scenario, struct scenario_report *report,
                       const struct zk_cost_model *cost, const char *content,
                       uint64_t content_bytes, const char *provees, uint64_t count,
                       int64_t total_ns)
{
    if (cost->publics == 0) {
        scenario_report_error(report, scenario, "fidelity.proof",
                              "%s has no real prover here: groth16_poseidon and "
                              "groth16_sha256_chacha20 have one",
                              cost->name);
        return;
    }
    uint64_t constraints = zk_cost_constraints(cost, content_bytes);
    if (constraints > CONSTRAINTS_MAX)
        scenario_report_error(report, scenario, "fidelity.proof",
                              "a real proof over %s of %llu bytes has %llu constraints "
                              "with %s, and at most %llu are computed",
                              content, (unsigned long long)content_bytes,
                              (unsigned long long)constraints, cost->name,
                              (unsigned long long)CONSTRAINTS_MAX);
    else if (total_ns > NS_MAX)
        scenario_report_error(report, scenario, "fidelity.proof",
                              "real proofs of %llu %s would take about %.0f hours to compute, and "
                              "at most %.0f are accepted",
                              (unsigned long long)count, provees, (double)total_ns / 3.6e12,
                              (double)NS_MAX / 3.6e12);
}

void real_proofs_check_calibration(const struct scenario *scenario, struct scenario_report *report,
                                   const struct zk_cost_model *cost)
{
    const struct config_fidelity *fidelity = scenario_section_values(scenario, "fidelity");
    if (fidelity->calibration[0] != '\0' && cost->publics == 0)
        scenario_report_error(report, scenario, "fidelity.calibration",
                              "%s has the timings of its authors: a calibration is for "
                              "groth16_poseidon and groth16_sha256_chacha20",
                              cost->name);
}
