#define _GNU_SOURCE
#include <stdlib.h>
#include <time.h>

#include "base/error.h"
#include "base/random.h"
#include "cli/calibrate.h"
#include "crypto/cipher.h"
#include "crypto/sign.h"
#include "zk/msm/msm.h"
#include "zk/poseidon/stream.h"

/* Calls or bytes of one body. */
enum { SIGNATURES = 8, MULTIPLICATIONS = 1000, BYTES = 1 << 16, STREAM_BYTES = 31 * 16 * 32 };

/** What the bodies work on. */
struct bench {
    uint8_t input[BYTES], output[BYTES * 2];
    crypto_digest digest;
    crypto_ed25519_public ed25519_public;
    crypto_ed25519_secret ed25519_secret;
    crypto_ed25519_signature ed25519_signature;
    crypto_secp256k1_secret secp256k1_secret;
    crypto_secp256k1_signature secp256k1_signature;
    crypto_address address;
    crypto_p256_public p256_public;
    crypto_p256_secret p256_secret;
    crypto_p256_signature p256_signature;
    struct zk_poseidon poseidon;
    zk_fr elements[ZK_POSEIDON_STREAM_WIDTH];
    struct base_arena scratch;
    size_t msm_count;
    u256 *scalars;          /* [msm_count] */
    zk_g1_affine *points_1; /* [msm_count] */
    zk_g2_affine *points_2; /* [msm_count] */
    int error;
};

static double now_ns(void)
{
    struct timespec now;

    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (double)now.tv_sec * 1e9 + (double)now.tv_nsec;
}

double cli_calibrate_least_ns(double budget_s, void (*body)(void *context), void *context)
{
    double start = now_ns(), before = start, least = 0;

    for (int call = 0; call < 3 || before - start < budget_s * 1e9; call++) {
        body(context);
        double now = now_ns();
        if (call == 0 || now - before < least)
            least = now - before;
        before = now;
    }
    return least;
}

static void sha256(void *context)
{
    struct bench *bench = context;
    bench->digest = crypto_sha256(bench->input, BYTES);
}

static void keccak256(void *context)
{
    struct bench *bench = context;
    bench->digest = crypto_keccak256(bench->input, BYTES);
}

static void chacha20(void *context)
{
    struct bench *bench = context;
    crypto_chacha20_xor(bench->digest.bytes, bench->input, BYTES, bench->output);
}

static void ed25519_sign(void *context)
{
    struct bench *bench = context;
    for (int i = 0; i < SIGNATURES; i++)
        crypto_ed25519_sign(&bench->ed25519_secret, &bench->digest, sizeof bench->digest,
                            &bench->ed25519_signature);
}

static void ed25519_verify(void *context)
{
    struct bench *bench = context;
    for (int i = 0; i < SIGNATURES; i++)
        if (!crypto_ed25519_verify(&bench->ed25519_public, &bench->digest, sizeof bench->digest,
                                   &bench->ed25519_signature))
            bench->error = BASE_E_SIM;
}

static void secp256k1_sign(void *context)
{
    struct bench *bench = context;
    for (int i = 0; i < SIGNATURES; i++)
        crypto_secp256k1_sign(&bench->secp256k1_secret, &bench->digest,
                              &bench->secp256k1_signature);
}

static void secp256k1_recover(void *context)
{
    struct bench *bench = context;
    crypto_address signer;
    for (int i = 0; i < SIGNATURES; i++)
        if (!crypto_secp256k1_recover(&bench->secp256k1_signature, &bench->digest, &signer) ||
            !crypto_address_equal(&signer, &bench->address))
            bench->error = BASE_E_SIM;
}

static void p256_sign(void *context)
{
    struct bench *bench = context;
    for (int i = 0; i < SIGNATURES; i++)
        if (crypto_p256_sign(&bench->p256_secret, &bench->digest, &bench->p256_signature) < 0)
            bench->error = BASE_E_NOMEM;
}

static void p256_verify(void *context)
{
    struct bench *bench = context;
    for (int i = 0; i < SIGNATURES; i++)
        if (crypto_p256_verify(&bench->p256_public, &bench->p256_signature, &bench->digest) != 0)
            bench->error = BASE_E_SIM;
}

static void field_multiplication(void *context)
{
    struct bench *bench = context;
    for (int i = 0; i < MULTIPLICATIONS; i++)
        zk_fr_mul(&bench->elements[0], &bench->elements[1], &bench->elements[0]);
}

static void msm_g1(void *context)
{
    struct bench *bench = context;
    zk_g1 sum;
    if (zk_msm_g1(&bench->scratch, NULL, bench->msm_count, bench->points_1, bench->scalars, &sum) <
        0)
        bench->error = BASE_E_NOMEM;
}

static void msm_g2(void *context)
{
    struct bench *bench = context;
    zk_g2 sum;
    if (zk_msm_g2(&bench->scratch, NULL, bench->msm_count, bench->points_2, bench->scalars, &sum) <
        0)
        bench->error = BASE_E_NOMEM;
}

static void poseidon_permutation(void *context)
{
    struct bench *bench = context;
    zk_poseidon_permute(&bench->poseidon, bench->elements);
}

static void poseidon_hash(void *context)
{
    struct bench *bench = context;
    zk_poseidon_stream_hash(&bench->poseidon, bench->input, STREAM_BYTES, &bench->elements[0]);
}

static void poseidon_cipher(void *context)
{
    struct bench *bench = context;
    zk_poseidon_stream_encrypt(&bench->poseidon, NULL, bench->digest.bytes, bench->input,
                               STREAM_BYTES, bench->output);
}

static int make_points(struct bench *bench, struct base_random *random)
{
    size_t n = bench->msm_count;

    bench->scalars = calloc(n, sizeof *bench->scalars);
    bench->points_1 = calloc(n, sizeof *bench->points_1);
    bench->points_2 = calloc(n, sizeof *bench->points_2);
    if (!bench->scalars || !bench->points_1 || !bench->points_2)
        return BASE_E_NOMEM;
    for (size_t i = 0; i < n; i++) {
        base_random_bytes(random, &bench->scalars[i], sizeof bench->scalars[i]);
        bench->scalars[i].limb[3] >>= 3; /* 2^253 is below r */
    }
    int r = zk_msm_fixed_g1(&bench->scratch, NULL, &zk_g1_generator, n, bench->scalars,
                            bench->points_1);
    return r < 0 ? r
                 : zk_msm_fixed_g2(&bench->scratch, NULL, &zk_g2_generator, n, bench->scalars,
                                   bench->points_2);
}

static int init(struct bench *bench, size_t msm_count)
{
    struct base_random random;

    base_random_init(&random, 1, 0, "calibrate");
    base_random_bytes(&random, bench->input, sizeof bench->input);
    bench->digest = crypto_sha256(bench->input, sizeof bench->input);
    bench->msm_count = msm_count;
    base_arena_init(&bench->scratch, (size_t)1 << 20);
    crypto_ed25519_keypair(bench->input, &bench->ed25519_public, &bench->ed25519_secret);
    crypto_secp256k1_keypair(bench->input, &bench->secp256k1_secret, &bench->address);
    int r = crypto_p256_keypair(bench->input, &bench->p256_public, &bench->p256_secret);
    if (r == 0)
        r = zk_poseidon_init(ZK_POSEIDON_STREAM_WIDTH, &bench->poseidon);
    for (size_t i = 0; i < ZK_POSEIDON_STREAM_WIDTH; i++)
        zk_fr_from_u64(base_random_u64(&random), &bench->elements[i]);
    return r < 0 ? r : make_points(bench, &random);
}

static void deinit(struct bench *bench)
{
    zk_poseidon_deinit(&bench->poseidon);
    base_arena_deinit(&bench->scratch);
    free(bench->scalars);
    free(bench->points_1);
    free(bench->points_2);
    free(bench);
}

/** Signing comes before verifying, which needs a signature of the digest that stands then. */
static void measure(struct bench *bench, double budget_s, struct calibration_primitives *ret)
{
    const double points = (double)bench->msm_count;
    const struct {
        void (*body)(void *context);
        double calls;
        double *ret_ns;
    } rows[] = {
        {sha256, BYTES, &ret->sha256_byte_ns},
        {keccak256, BYTES, &ret->keccak256_byte_ns},
        {chacha20, BYTES, &ret->chacha20_byte_ns},
        {ed25519_sign, SIGNATURES, &ret->ed25519_sign_ns},
        {ed25519_verify, SIGNATURES, &ret->ed25519_verify_ns},
        {secp256k1_sign, SIGNATURES, &ret->secp256k1_sign_ns},
        {secp256k1_recover, SIGNATURES, &ret->secp256k1_recover_ns},
        {p256_sign, SIGNATURES, &ret->p256_sign_ns},
        {p256_verify, SIGNATURES, &ret->p256_verify_ns},
        {field_multiplication, MULTIPLICATIONS, &ret->field_multiplication_ns},
        {msm_g1, points, &ret->msm_g1_point_ns},
        {msm_g2, points, &ret->msm_g2_point_ns},
        {poseidon_permutation, 1, &ret->poseidon_permutation_ns},
        {poseidon_hash, STREAM_BYTES, &ret->poseidon_hash_byte_ns},
        {poseidon_cipher, STREAM_BYTES, &ret->poseidon_cipher_byte_ns},
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        *rows[i].ret_ns = cli_calibrate_least_ns(budget_s, rows[i].body, bench) / rows[i].calls;
}

int cli_calibrate_primitives(const struct cli_calibrate_plan *plan,
                             struct calibration_primitives *ret_primitives)
{
    struct bench *bench = calloc(1, sizeof *bench);

    if (!bench)
        return base_fail(BASE_E_NOMEM, "memory is exhausted");
    int r = init(bench, (size_t)1 << plan->log2_msm);
    if (r == 0) {
        /* A signature that is remembered is recovered without the curve. */
        crypto_secp256k1_memo_set(false);
        measure(bench, plan->budget_s, ret_primitives);
        crypto_secp256k1_memo_set(true);
        r = bench->error;
    }
    deinit(bench);
    if (r == BASE_E_SIM)
        return base_fail(r, "a signature made here does not verify here");
    return r < 0 ? base_fail(r, "memory is exhausted") : 0;
}
