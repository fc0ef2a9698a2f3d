#ifndef CROWDPATCH_CLI_CALIBRATE_H
#define CROWDPATCH_CLI_CALIBRATE_H

#include "models/shared/calibration.h"

/* Between the files of `crowdpatch calibrate` only. */

/** How much is measured. */
struct cli_calibrate_plan {
    unsigned log2_min, log2_max; /* circuits have 2^log2_min to 2^log2_max rows */
    unsigned log2_msm;           /* points of a sum */
    double budget_s;             /* of each measurement, if its shortest repetitions allow */
};

/** Processor time of one call of body(context), ns: the least of at least three calls, and of more
 *  until budget_s is spent. What other programs take is not counted. */
double cli_calibrate_least_ns(double budget_s, void (*body)(void *context), void *context);

/** Each returns 0 or BASE_E_NOMEM. */
int cli_calibrate_primitives(const struct cli_calibrate_plan *plan,
                             struct calibration_primitives *ret_primitives);
/** Measures circuits, one after the other, and prints a line for each: values->points without
 *  residuals. */
int cli_calibrate_circuits(const struct cli_calibrate_plan *plan,
                           struct calibration_values *values);
/** The same of verifications: values->verify_points. */
int cli_calibrate_verifications(const struct cli_calibrate_plan *plan,
                                struct calibration_values *values);
/** Fits the points: values->setup, prove and verify, and the residuals. Returns 0; BASE_E_NOMEM; or
 *  BASE_E_RANGE when no form gives durations that rise. */
int cli_calibrate_fits(struct calibration_values *values);

#endif
