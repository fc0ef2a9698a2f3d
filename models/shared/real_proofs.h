#ifndef CROWDPATCH_MODELS_SHARED_REAL_PROOFS_H
#define CROWDPATCH_MODELS_SHARED_REAL_PROOFS_H

#include <stdint.h>

#include "scenarios/scenario.h"
#include "zk/cost.h"

/** Reports where nobody would wait for fidelity.proof: real.
 *  content: what the longest statement is over ("a package"), of content_bytes.
 *  provees: what is proved to whom ("devices"), of whom there are `count`; total_ns for all. */
void real_proofs_check(const struct scenario *scenario, struct scenario_report *report,
                       const struct zk_cost_model *cost, const char *content,
                       uint64_t content_bytes, const char *provees, uint64_t count,
                       int64_t total_ns);

/** Reports a fidelity.calibration that says nothing of the proof system. */
void real_proofs_check_calibration(const struct scenario *scenario, struct scenario_report *report,
                                   const struct zk_cost_model *cost);

#endif
