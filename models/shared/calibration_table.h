#ifndef CROWDPATCH_MODELS_SHARED_CALIBRATION_TABLE_H
#define CROWDPATCH_MODELS_SHARED_CALIBRATION_TABLE_H

#include "models/shared/calibration.h"

/* Between the files of the calibration only. */

/** Sections in the order of the file: header, machine, primitives, setup, prove, verify, points,
 *  points of verification. */
enum {
    CALIBRATION_HEADER,
    CALIBRATION_MACHINE,
    CALIBRATION_PRIMITIVES,
    CALIBRATION_SETUP,
    CALIBRATION_PROVE,
    CALIBRATION_VERIFY,
    CALIBRATION_POINT,
    CALIBRATION_VERIFY_POINT = CALIBRATION_POINT + CALIBRATION_POINTS_MAX,
    CALIBRATION_SECTION_COUNT = CALIBRATION_VERIFY_POINT + CALIBRATION_VERIFY_POINTS_MAX,
};

const struct scenario_catalogue *calibration_catalogue(void);

#endif
