#include "zk/cost.h"

#include <assert.h>
#include <string.h>

#include "zk/ntt/ntt.h"

/* All arithmetic is on integers or by zk/cost_fit.h, so that every machine gets the same costs. */

__extension__ typedef __int128 wide;

/** One measured point: x is bytes of content or constraints, y is nanoseconds or bytes. */
struct point {
    uint64_t x;
    uint64_t y;
};

/** points[count], count >= 1, rising in x; points[0].x is 0. */
struct curve {
    const struct point *points;
    size_t count;
};

/** `model` stands first: a pointer to it is a pointer to the row. */
struct row {
    struct zk_cost_model model;
    uint64_t (*constraints)(
        uint64_t content_len); /* NULL: the curves serve, over bytes of content */
    struct curve setup_ns;
    struct curve prove_ns;
    struct curve verify_ns;
    struct curve verifying_key_bytes;
    struct curve proving_key_bytes;
};

static uint64_t saturate(wide value)
{
    if (value < 0)
        return 0;
    return value > (wide)INT64_MAX ? (uint64_t)INT64_MAX : (uint64_t)value;
}

static uint64_t ceil_div(uint64_t a, uint64_t b)
{
    return a / b + (a % b != 0);
}

/** Linear between points, rounded down; the last slope goes on behind the last point. */
static uint64_t curve_at(const struct curve *curve, uint64_t x)
{
    const struct point *from, *to;
    size_t i = 1;

    if (curve->count == 1)
        return curve->points[0].y;
    while (i + 1 < curve->count && x > curve->points[i].x)
        i++;
    from = &curve->points[i - 1];
    to = &curve->points[i];
    return saturate((wide)from->y +
                    ((wide)to->y - (wide)from->y) * (wide)(x - from->x) / (wide)(to->x - from->x));
}

#define CURVE(points)                                                                              \
    {                                                                                              \
        points, sizeof(points) / sizeof((points)[0])                                               \
    }

/* jsnark_2020.
 * Source: edoardopuggioni/crowdpatching, commit fbd3614,
 * zksnarks/JsnarkCircuitBuilder/fileHashesAndStatistics.txt: four sizes of U, S_D with SHA-256 and
 * Speck128-CBC; set-up is the circuit generator and libsnark's generator, proving is the circuit
 * evaluator and libsnark's prover. MB and kB are read as 10^6 and 10^3 bytes.
 * Assumption: the points at 0 bytes extend the first slope; proving, where that would be negative,
 * starts at the 1 s that the circuit evaluator takes at the least. The machine is not stated: it is
 * taken for the reference core. */
static const struct point jsnark_setup_ns[] = {
    {0, 5722133333},      {512, 47074100000},    {2048, 171130000000},
    {5120, 451716300000}, {10240, 998035400000},
};
static const struct point jsnark_prove_ns[] = {
    {0, 1000000000},      {512, 51891100000},     {2048, 218425000000},
    {5120, 535190900000}, {10240, 1823205800000},
};
static const struct point jsnark_verify_ns[] = {
    {0, 3533333}, {512, 5800000}, {2048, 12600000}, {5120, 35300000}, {10240, 63100000},
};
static const struct point jsnark_proving_key_bytes[] = {
    {0, 26933333}, {512, 270200000}, {2048, 1000000000}, {5120, 2500000000}, {10240, 4900000000},
};
static const struct point jsnark_verifying_key_bytes[] = {
    {0, 967}, {512, 3400}, {2048, 10700}, {5120, 25300}, {10240, 49900},
};

/* Source: `crowdpatch calibrate` on the machine that scenarios/calibrations/amd_epyc_zen4.json
 * names, which has the residuals; zk/groth16/ on one thread, with AVX-512 IFMA.
 * Assumption: it is the reference core. The circuits measured have wires of full size; those of a
 * statement whose wires are bits prove faster. */
const struct zk_cost_timing zk_cost_timing_reference = {
    .setup = {ZK_COST_FIT_DOMAIN, {9346360, 4140.612, 2401.409}},
    .prove = {ZK_COST_FIT_DOMAIN, {9400605, 4327.384, 1922.547}},
    .verify = {ZK_COST_FIT_LINEAR, {844657.7, 33576.82, 0}},
    .poseidon_hash_byte_ns = 133.585,
    .poseidon_cipher_byte_ns = 24.90272,
};

/** Source: Groth 2016, section 3.2: alpha in G1, beta, gamma and delta in G2, and one G1 element
 * for each public input and for 1; compressed BN254 points have 32 bytes (G1) and 64 bytes (G2). */
static uint64_t groth16_verifying_key_bytes(uint32_t publics)
{
    return ZK_COST_KEY_HEADER_BYTES + 32 + 3 * 64 + 32 * ((uint64_t)publics + 1);
}

/* Constraints of zk/statement/whole.h. Both suites hold s = SHA-256(r) with 17192: a bit is one,
 * the hash of 32 bytes 16934, and two hold the halves of s. Source: counts of the project's
 * circuits, zk/gadget/constraints.md. */
#define KEY_CONSTRAINTS 17192

/** Exact. An element has 31 bytes, a block 16 of them. A permutation of width 17 takes 612 for the
 *  hash and 567 for the keystream; what is constant in a hash's input saves 3: the initial state,
 *  and the last block's filling. One holds U_h, and one for each element holds y. */
static uint64_t poseidon_constraints(uint64_t content_len)
{
    wide elements = ceil_div(content_len, 31), blocks = (elements + 15) / 16;
    wide fill = 16 * blocks - elements;

    if (elements == 0)
        return KEY_CONSTRAINTS + 2;
    return saturate(KEY_CONSTRAINTS + blocks * (612 + 567) - 3 - 3 * fill + 1 + elements);
}

/* SHA-256 of 1 to 64 bytes whose bits are there already; more bytes leave less constant padding.
 * Source: counts as above. */
static const struct point sha256_constraints[] = {
    {0, 16416}, {2, 16416}, {8, 16743}, {31, 16930}, {55, 17122}, {56, 29936}, {64, 30064},
};

/** Within 2 in 1000. Each further 64 bytes take 17446 in the hash; a ChaCha20 block 21200 and one
 *  for each bit that it masks; a bit of content one. Two hold U_h, and one for each 31 bytes of
 *  ciphertext holds y. Source: counts as above. */
static uint64_t sha256_chacha20_constraints(uint64_t content_len)
{
    const struct curve last_block = CURVE(sha256_constraints);
    wide blocks = ceil_div(content_len, 64);

    if (content_len == 0)
        return KEY_CONSTRAINTS + 3;
    return saturate(KEY_CONSTRAINTS + (wide)content_len * 16 + blocks * 21200 +
                    (blocks - 1) * 17446 +
                    curve_at(&last_block, content_len - 64 * (uint64_t)(blocks - 1)) + 2 +
                    ceil_div(content_len, 31));
}

/** With a row for each public input and for 1, as a domain has to hold them. */
static wide rows_of(const struct zk_cost_model *model, uint64_t constraints)
{
    return (wide)constraints + model->publics + 1;
}

/** Bytes of a Groth16 proving key.
 *  Source: Groth 2016, section 3.2: for each wire A, B and L in G1 and B in G2; for each power of
 *  the domain H in G1; alpha, beta, delta in G1 and beta, delta in G2. For its check
 *  (zk/groth16/groth16.h): a Lagrange point in G1 for each element of the domain, the vanishing
 *  polynomial in both groups, tau in G2.
 *  Assumption: as many wires as constraints, no zero entries dropped, uncompressed points (64 and
 *  128 bytes), as provers read them. The domain is the next power of two. */
static uint64_t groth16_proving_key_bytes(const struct zk_cost_model *model, uint64_t constraints)
{
    wide domain = 1;

    while (domain < rows_of(model, constraints))
        domain *= 2;
    return saturate((wide)constraints * (3 * 64 + 128) + domain * 2 * 64 + 4 * 64 + 4 * 128);
}

static const struct row rows[] = {
    {
        .model =
            {
                .name = "groth16_poseidon",
                .describes = "Groth16 over BN254, Poseidon as hash and cipher, ciphertext bound by "
                             "an evaluation",
                .source = "Source: constraints and one-thread timings measured by the project "
                          "(`crowdpatch calibrate`); key sizes from Groth 2016.",
                .suite = ZK_SUITE_POSEIDON,
                .publics = 5,
                .proof_bytes = 2 * 32 + 64,
            },
        .constraints = poseidon_constraints,
    },
    {
        .model =
            {
                .name = "groth16_sha256_chacha20",
                .describes = "Groth16 over BN254, SHA-256 and ChaCha20 in the circuit",
                .source = "Source: constraints and one-thread timings measured by the project "
                          "(`crowdpatch calibrate`); key sizes from Groth 2016.",
                .suite = ZK_SUITE_SHA256_CHACHA20,
                .publics = 6,
                .proof_bytes = 2 * 32 + 64,
            },
        .constraints = sha256_chacha20_constraints,
    },
    {
        .model =
            {
                .name = "jsnark_2020",
                .describes = "jsnark and libsnark, SHA-256 and Speck128-CBC, as the protocol's "
                             "authors measured it",
                .source = "Source: edoardopuggioni/crowdpatching, commit fbd3614, "
                          "fileHashesAndStatistics.txt. Assumption: on the reference core.",
                .suite = ZK_SUITE_SHA256_CHACHA20,
                .proof_bytes = 304,
            },
        .setup_ns = CURVE(jsnark_setup_ns),
        .prove_ns = CURVE(jsnark_prove_ns),
        .verify_ns = CURVE(jsnark_verify_ns),
        .verifying_key_bytes = CURVE(jsnark_verifying_key_bytes),
        .proving_key_bytes = CURVE(jsnark_proving_key_bytes),
    },
};

const char *const zk_cost_model_names[] = {
    "groth16_poseidon",
    "groth16_sha256_chacha20",
    "jsnark_2020",
    NULL,
};

const struct zk_cost_model *zk_cost_model_find(const char *name)
{
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        if (strcmp(rows[i].model.name, name) == 0)
            return &rows[i].model;
    return NULL;
}

static const struct row *row_of(const struct zk_cost_model *model)
{
    const struct row *row = (const struct row *)model;

    assert(row >= rows && row < rows + sizeof(rows) / sizeof(rows[0]));
    return row;
}

uint64_t zk_cost_constraints(const struct zk_cost_model *model, uint64_t content_len)
{
    const struct row *row = row_of(model);

    return row->constraints ? row->constraints(content_len) : 0;
}

bool zk_cost_is_provable(const struct zk_cost_model *model, uint64_t content_len)
{
    return rows_of(model, zk_cost_constraints(model, content_len)) <= (wide)1 << ZK_NTT_LOG2_MAX;
}

static const struct zk_cost_timing *timing_of(const struct zk_cost_timing *timing)
{
    return timing ? timing : &zk_cost_timing_reference;
}

int64_t zk_cost_setup_ns(const struct zk_cost_model *model, const struct zk_cost_timing *timing,
                         uint64_t content_len)
{
    const struct row *row = row_of(model);

    if (row->constraints)
        return zk_cost_fit_ns(&timing_of(timing)->setup, row->constraints(content_len));
    return (int64_t)curve_at(&row->setup_ns, content_len);
}

int64_t zk_cost_prove_ns(const struct zk_cost_model *model, const struct zk_cost_timing *timing,
                         uint64_t content_len)
{
    const struct row *row = row_of(model);

    if (row->constraints)
        return zk_cost_fit_ns(&timing_of(timing)->prove, row->constraints(content_len));
    return (int64_t)curve_at(&row->prove_ns, content_len);
}

/* Source: zk_groth16_check() and zk_groth16_prove() on one thread of an idle AMD EPYC core, wires
 * of full size (bench_groth16): the check takes 1.17 of the proof's time at 2^14 constraints, 0.99
 * at 2^16. */
int64_t zk_cost_check_ns(const struct zk_cost_model *model, const struct zk_cost_timing *timing,
                         uint64_t content_len)
{
    return model->publics > 0 ? zk_cost_prove_ns(model, timing, content_len) : 0;
}

int64_t zk_cost_verify_ns(const struct zk_cost_model *model, const struct zk_cost_timing *timing,
                          uint64_t content_len)
{
    const struct row *row = row_of(model);

    if (row->constraints)
        return zk_cost_fit_ns(&timing_of(timing)->verify, model->publics);
    return (int64_t)curve_at(&row->verify_ns, content_len);
}

/** The product as a duration. */
static int64_t bytes_ns(uint64_t bytes, double byte_ns)
{
    const struct zk_cost_fit fit = {ZK_COST_FIT_LINEAR, {0, byte_ns, 0}};

    return zk_cost_fit_ns(&fit, bytes);
}

int64_t zk_cost_hash_ns(const struct zk_cost_model *model, const struct zk_cost_timing *timing,
                        uint64_t content_len)
{
    if (model->suite != ZK_SUITE_POSEIDON)
        return 0;
    return bytes_ns(content_len, timing_of(timing)->poseidon_hash_byte_ns);
}

int64_t zk_cost_cipher_ns(const struct zk_cost_model *model, const struct zk_cost_timing *timing,
                          uint64_t content_len)
{
    if (model->suite != ZK_SUITE_POSEIDON)
        return 0;
    return bytes_ns(content_len, timing_of(timing)->poseidon_cipher_byte_ns);
}

uint64_t zk_cost_proving_key_bytes(const struct zk_cost_model *model, uint64_t content_len)
{
    const struct row *row = row_of(model);

    if (row->constraints)
        return groth16_proving_key_bytes(model, row->constraints(content_len));
    return curve_at(&row->proving_key_bytes, content_len);
}

uint64_t zk_cost_verifying_key_bytes(const struct zk_cost_model *model, uint64_t content_len)
{
    const struct row *row = row_of(model);

    if (row->constraints)
        return groth16_verifying_key_bytes(model->publics);
    return curve_at(&row->verifying_key_bytes, content_len);
}
