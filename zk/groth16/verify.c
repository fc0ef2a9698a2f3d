#include "zk/groth16/verify.h"

#include "zk/groth16/challenge.h"
#include "zk/pairing.h"

/* A false point of the proof is as a false proof. */
static bool are_points(const struct zk_groth16_proof *proof)
{
    return zk_g1_is_on_curve(&proof->a) && zk_g1_is_on_curve(&proof->c) &&
           zk_g2_is_on_curve(&proof->b) && zk_g2_is_in_subgroup(&proof->b);
}

/* sum += [scalar]point */
static void add_multiple(const zk_g1_affine *point, const zk_fr *scalar, zk_g1 *sum)
{
    if (zk_fr_is_zero(scalar))
        return;
    u256 wide;
    zk_g1 product;
    zk_fr_to_u256(scalar, &wide);
    zk_g1_from_affine(point, &product);
    if (!u256_equal(wide, u256_from_u64(1)))
        zk_g1_mul(&product, &wide, &product);
    zk_g1_add(sum, &product, sum);
}

/* e(A, B) = e(alpha, beta) e(sum of ic, gamma) e(C, delta) */
bool zk_groth16_verify(const struct zk_groth16_verifying_key *key, const zk_fr publics[],
                       const struct zk_groth16_proof *proof)
{
    if (!are_points(proof))
        return false;
    zk_g1 ic;
    zk_g1_from_affine(&key->ic[0], &ic);
    for (uint32_t i = 0; i < key->publics; i++)
        add_multiple(&key->ic[i + 1], &publics[i], &ic);
    zk_g1_affine g1[4] = {{{{0}}}, key->alpha_g1, {{{0}}}, proof->c};
    zk_g2_affine g2[4] = {proof->b, key->beta_g2, key->gamma_g2, key->delta_g2};
    zk_g1_affine_neg(&proof->a, &g1[0]);
    zk_g1_to_affine(&ic, &g1[2]);
    return zk_pairing_product_is_one(4, g1, g2);
}

/* The coefficients follow from the proofs, so that no proof is made for them. */
static crypto_digest digest_of(const struct zk_groth16_verifying_key *key, size_t n,
                               const zk_fr publics[], const struct zk_groth16_proof proofs[],
                               const uint8_t seed[32])
{
    static const char domain[] = "crowdpatch groth16 batch 1";
    uint64_t counts[2] = {n, key->publics};
    return crypto_sha256_parts(
        (struct crypto_part[]){
            {domain, sizeof domain},
            {seed, 32},
            {counts, sizeof counts},
            {&key->alpha_g1, sizeof key->alpha_g1},
            {&key->beta_g2, sizeof key->beta_g2},
            {&key->gamma_g2, sizeof key->gamma_g2},
            {&key->delta_g2, sizeof key->delta_g2},
            {key->ic, (key->publics + 1) * sizeof *key->ic},
            {publics, n * key->publics * sizeof *publics},
            {proofs, n * sizeof *proofs},
        },
        10);
}

/* What is not yet in `value` waits as pairs. */
struct product {
    zk_fp12 value;
    size_t pairs;
    zk_g1_affine g1[8];
    zk_g2_affine g2[8];
};

static void take_pairs(struct product *product)
{
    zk_fp12 value;
    zk_pairing_miller_loop(product->pairs, product->g1, product->g2, &value);
    zk_fp12_mul(&product->value, &value, &product->value);
    product->pairs = 0;
}

static void add_pair(const zk_g1 *p, const zk_g2_affine *q, struct product *product)
{
    zk_g1_to_affine(p, &product->g1[product->pairs]);
    product->g2[product->pairs++] = *q;
    if (product->pairs == 8)
        take_pairs(product);
}

/* The coefficients of a batch, made anew when they are asked for. */
struct coefficients {
    const crypto_digest *digest;
    u256 block[ZK_GROTH16_CHALLENGE_BLOCK];
};

static const u256 *coefficient_of(struct coefficients *coefficients, size_t i)
{
    size_t at = i % ZK_GROTH16_CHALLENGE_BLOCK;
    if (at == 0)
        zk_groth16_challenge_block(coefficients->digest, 0, i / ZK_GROTH16_CHALLENGE_BLOCK,
                                   coefficients->block);
    return &coefficients->block[at];
}

/* The sum of coefficients[i] values[i * stride] over i < n; of coefficients[i] for NULL. */
static zk_fr combine(struct coefficients *coefficients, size_t n, const zk_fr values[],
                     size_t stride)
{
    zk_fr sum = {{0}}, term;
    for (size_t i = 0; i < n; i++) {
        zk_fr_from_u256(coefficient_of(coefficients, i), &term);
        if (values)
            zk_fr_mul(&term, &values[i * stride], &term);
        zk_fr_add(&sum, &term, &sum);
    }
    return sum;
}

/* The pairs of one proof: -A with B; C goes to a sum. */
static void add_proof(const struct zk_groth16_proof *proof, const u256 *coefficient,
                      struct product *product, zk_g1 *c)
{
    zk_g1 point;
    zk_g1_from_affine(&proof->c, &point);
    zk_g1_mul(&point, coefficient, &point);
    zk_g1_add(c, &point, c);
    zk_g1_from_affine(&proof->a, &point);
    zk_g1_mul(&point, coefficient, &point);
    zk_g1_neg(&point, &point);
    add_pair(&point, &proof->b, product);
}

bool zk_groth16_verify_batch(const struct zk_groth16_verifying_key *key, size_t n,
                             const zk_fr publics[], const struct zk_groth16_proof proofs[],
                             const uint8_t seed[32])
{
    crypto_digest digest = digest_of(key, n, publics, proofs, seed);
    struct coefficients coefficients = {.digest = &digest};
    struct product product = {.pairs = 0};
    zk_fp12_one(&product.value);
    zk_g1 alpha = {0}, ic = {0}, c = {0};
    for (size_t i = 0; i < n; i++) {
        if (!are_points(&proofs[i]))
            return false;
        add_proof(&proofs[i], coefficient_of(&coefficients, i), &product, &c);
    }
    zk_fr sum = combine(&coefficients, n, NULL, 0);
    add_multiple(&key->alpha_g1, &sum, &alpha);
    add_multiple(&key->ic[0], &sum, &ic);
    for (uint32_t i = 0; i < key->publics; i++) {
        sum = combine(&coefficients, n, publics + i, key->publics);
        add_multiple(&key->ic[i + 1], &sum, &ic);
    }
    add_pair(&alpha, &key->beta_g2, &product);
    add_pair(&ic, &key->gamma_g2, &product);
    add_pair(&c, &key->delta_g2, &product);
    take_pairs(&product);
    zk_pairing_final_exponentiation(&product.value, &product.value);
    return zk_fp12_is_one(&product.value);
}
