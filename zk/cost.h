#ifndef CROWDPATCH_ZK_COST_H
#define CROWDPATCH_ZK_COST_H

#include <stdbool.h>
#include <stdint.h>

#include "zk/cost_fit.h"
#include "zk/suite.h"

/** What proofs cost with a proof system and circuit, on the reference core (3 GHz x86-64): by the
 *  timing of zk/groth16/, or by measured points, interpolated, and extrapolated with the last
 *  slope. */
struct zk_cost_model {
    const char *name;      /* "groth16_poseidon" */
    const char *describes; /* one line */
    const char *source;
    enum zk_suite suite; /* that its statements have here */
    uint32_t publics;    /* public inputs of its proofs; 0: zk/ does not make them */
    uint32_t proof_bytes;
};

/** NULL-terminated, for parameter tables; and the model of that name, or NULL. */
extern const char *const zk_cost_model_names[];
const struct zk_cost_model *zk_cost_model_find(const char *name);

/** How long zk/ takes on one thread of a machine. */
struct zk_cost_timing {
    struct zk_cost_fit setup;  /* over constraints */
    struct zk_cost_fit prove;  /* over constraints */
    struct zk_cost_fit verify; /* over public inputs */
    double poseidon_hash_byte_ns, poseidon_cipher_byte_ns;
};

/** That of the reference core. */
extern const struct zk_cost_timing zk_cost_timing_reference;

/** Constraints of the statement over content_len bytes; 0 when the model was measured in bytes. */
uint64_t zk_cost_constraints(const struct zk_cost_model *model, uint64_t content_len);
/** Whether such a circuit fits the largest domain, of 2^27 rows: its odd coset takes the other half
 *  of BN254's 2^28 roots of unity. True when constraints are not known. */
bool zk_cost_is_provable(const struct zk_cost_model *model, uint64_t content_len);
/** Durations on one thread, ns. timing: of the machine; NULL: of the reference core. It has no part
 *  in models that were measured in bytes. */
int64_t zk_cost_setup_ns(const struct zk_cost_model *model, const struct zk_cost_timing *timing,
                         uint64_t content_len);
int64_t zk_cost_prove_ns(const struct zk_cost_model *model, const struct zk_cost_timing *timing,
                         uint64_t content_len);
/** Of a proving key, before its first use; 0 when zk/ does not make the proofs: for other provers'
 *  keys nobody has published such a check. */
int64_t zk_cost_check_ns(const struct zk_cost_model *model, const struct zk_cost_timing *timing,
                         uint64_t content_len);
int64_t zk_cost_verify_ns(const struct zk_cost_model *model, const struct zk_cost_timing *timing,
                          uint64_t content_len);
/** The suite's hash and cipher over that many bytes, where they are Poseidon's; 0 for others. */
int64_t zk_cost_hash_ns(const struct zk_cost_model *model, const struct zk_cost_timing *timing,
                        uint64_t content_len);
int64_t zk_cost_cipher_ns(const struct zk_cost_model *model, const struct zk_cost_timing *timing,
                          uint64_t content_len);
uint64_t zk_cost_proving_key_bytes(const struct zk_cost_model *model, uint64_t content_len);
/** As it travels: a header and, when zk/ makes the proofs, the compressed points.
 *  Source: zk/verifying_key.h. */
#define ZK_COST_KEY_HEADER_BYTES 48
uint64_t zk_cost_verifying_key_bytes(const struct zk_cost_model *model, uint64_t content_len);

#endif
