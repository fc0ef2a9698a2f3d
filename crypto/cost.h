#ifndef CROWDPATCH_CRYPTO_COST_H
#define CROWDPATCH_CRYPTO_COST_H

#include <stdint.h>

/** What an operation costs on a class of device: the simulated time and energy of cryptography come
 *  from here and never from the wall clock. Each row of the table names its source. */
enum crypto_operation {
    CRYPTO_OP_SECP256K1_SIGN,
    CRYPTO_OP_SECP256K1_VERIFY,
    CRYPTO_OP_P256_SIGN,
    CRYPTO_OP_P256_VERIFY,
    CRYPTO_OP_ED25519_SIGN,
    CRYPTO_OP_ED25519_VERIFY,
    CRYPTO_OP_SHA256,         /* a byte */
    CRYPTO_OP_CHACHA20,       /* a byte */
    CRYPTO_OP_GROTH16_VERIFY, /* one proof with one public input, BN254 */
    CRYPTO_OP_COUNT,
};

/** "ed25519_sign". */
extern const char *const crypto_operation_names[CRYPTO_OP_COUNT];

struct crypto_device_class {
    const char *name;              /* "cortex_m4_168mhz" */
    const char *describes;         /* "Cortex-M4 at 168 MHz (RFC 7228 class 2)" */
    double op_ns[CRYPTO_OP_COUNT]; /* per operation, or per byte where the operation says so */
    /* How much slower than the reference core (3 GHz x86-64) this one proves a statement. */
    double prover_slowdown;
    double active_W;
    unsigned cores;
    const char *source; /* of the timings; says which are assumptions */
};

/** NULL-terminated names, for parameter tables. */
extern const char *const crypto_device_class_names[];

/** The class of that name, or NULL. */
const struct crypto_device_class *crypto_device_class_find(const char *name);

/** 146 years. Assumption: no run lasts as long; a date within one has room for it. */
#define CRYPTO_COST_MAX_NS (INT64_C(1) << 62)

/** Duration in ns of `count` operations (or bytes), rounded to the nearest, CRYPTO_COST_MAX_NS at
 * the most. */
int64_t crypto_cost_ns(const struct crypto_device_class *device_class, enum crypto_operation op,
                       uint64_t count);
/** Energy in microjoules of being active for duration_ns >= 0 (asserted), rounded to the nearest.
 */
uint64_t crypto_cost_uJ(const struct crypto_device_class *device_class, int64_t duration_ns);

#endif
