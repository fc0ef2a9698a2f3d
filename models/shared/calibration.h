#ifndef CROWDPATCH_MODELS_SHARED_CALIBRATION_H
#define CROWDPATCH_MODELS_SHARED_CALIBRATION_H

#include <stdint.h>
#include <stdio.h>

#include "crypto/cost.h"
#include "scenarios/scenario.h"
#include "zk/cost.h"

/** What one machine needs for its cryptography: the file that `crowdpatch calibrate` writes and a
 *  scenario names. It stands for the reference core. Read with the scenarios' loader. */

struct calibration_header { /* at the top */
    int format;             /* "crowdpatch-calibration" */
    uint64_t format_version;
    const char *crowdpatch_version;
};

struct calibration_machine { /* "machine": a label, which enters no result but by the hash */
    const char *cpu;
    const char *architecture;
    const char *arithmetic; /* zk_machine_arithmetic() */
    const char *compiler;
};

struct calibration_primitives { /* "primitives"; ns, one thread */
    double sha256_byte_ns, keccak256_byte_ns, chacha20_byte_ns;
    double ed25519_sign_ns, ed25519_verify_ns;
    double secp256k1_sign_ns, secp256k1_recover_ns;
    double p256_sign_ns, p256_verify_ns;
    double field_multiplication_ns, msm_g1_point_ns, msm_g2_point_ns;
    double poseidon_permutation_ns, poseidon_hash_byte_ns, poseidon_cipher_byte_ns;
};

/** "setup" and "prove", over constraints; "verify", over public inputs. */
struct calibration_fit {
    int form; /* enum zk_cost_fit_form */
    double constant_ns, linear_ns, curved_ns;
    double constant_error_ns, linear_error_ns, curved_error_ns; /* standard errors */
    double r_squared;
    double largest_residual_percent;
};

/** "point_1", ...: a circuit; residuals are measured less fitted. */
struct calibration_point {
    uint64_t constraints;
    double setup_ns, setup_residual_ns, prove_ns, prove_residual_ns;
};

/** "verify_point_1", ...: a circuit with that many public inputs. */
struct calibration_verify_point {
    uint64_t publics;
    double verify_ns, verify_residual_ns;
};

enum { CALIBRATION_POINTS_MAX = 24, CALIBRATION_VERIFY_POINTS_MAX = 8 };

struct calibration_values {
    struct calibration_header header;
    struct calibration_machine machine;
    struct calibration_primitives primitives;
    struct calibration_fit setup, prove, verify;
    struct calibration_point points[CALIBRATION_POINTS_MAX];
    struct calibration_verify_point verify_points[CALIBRATION_VERIFY_POINTS_MAX];
    size_t point_count, verify_point_count;
};

/** Writes the file; errors are the stream's. Returns 0 or BASE_E_NOMEM. */
int calibration_write(const struct calibration_values *values, FILE *stream);

/** What a run takes from it. */
struct calibration {
    struct zk_cost_timing timing;
    struct calibration_primitives primitives;
    crypto_digest sha256; /* of the values: equal for two files that mean the same */
};

/** Reads the file, which must have all but the points. Returns 0; BASE_E_SCENARIO with the report
 *  filled; or BASE_E_NOMEM. */
int calibration_read(const char *path, struct scenario_report *report,
                     struct calibration *ret_calibration);

/** The path of the scenario's calibration, which is relative to the scenario's file; NULL when it
 *  names none, or memory is exhausted. The caller frees. */
char *calibration_path(const struct scenario *scenario);

/** The class of device with the primitives of the calibrated machine, for the reference core. */
struct crypto_device_class calibration_device_class(const struct calibration_primitives *primitives,
                                                    const struct crypto_device_class *base);

#endif
