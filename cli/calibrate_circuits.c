#include <stdio.h>
#include <stdlib.h>

#include "base/error.h"
#include "base/random.h"
#include "cli/calibrate.h"
#include "zk/groth16/prove.h"
#include "zk/groth16/setup.h"
#include "zk/groth16/verify.h"

/* Set-up, prover and verifier on circuits in which each row multiplies two sums of two wires of
 * full size and makes a new wire. A circuit of 2^k rows here has publics + 1 fewer, so that it
 * fills the domain of 2^k with the rows of its public wires. */

static const uint8_t seed[32] = {1};

/** One circuit, and what is made of it. */
struct circuit {
    struct zk_r1cs r1cs;
    zk_fr *w; /* [wires] */
    struct base_arena scratch;
    struct zk_groth16_proving_key key;
    struct zk_groth16_proof proof;
    int error;
};

static zk_fr random_element(struct base_random *random)
{
    u256 value;
    zk_fr element;

    base_random_bytes(random, &value, sizeof value);
    value.limb[3] >>= 3; /* 2^253 is below r */
    zk_fr_from_u256(&value, &element);
    return element;
}

/** Two terms of random wires below `wires`, in rising order. */
static void add_sum(struct base_random *random, uint32_t wires, struct zk_r1cs_matrix *matrix,
                    uint32_t row)
{
    struct zk_r1cs_term *terms = &matrix->terms[2 * (size_t)row];
    uint32_t half = wires / 2;

    terms[0] = (struct zk_r1cs_term){(uint32_t)base_random_below(random, half), {{0}}};
    terms[1] =
        (struct zk_r1cs_term){half + (uint32_t)base_random_below(random, wires - half), {{0}}};
    terms[0].coefficient = random_element(random);
    zk_fr_from_u64(1, &terms[1].coefficient);
    matrix->starts[row + 1] = 2 * ((size_t)row + 1);
}

static bool take(struct zk_r1cs_matrix *matrix, uint32_t rows, size_t terms)
{
    matrix->terms = calloc(rows * terms + 1, sizeof *matrix->terms);
    matrix->starts = calloc((size_t)rows + 1, sizeof *matrix->starts);
    return matrix->terms && matrix->starts;
}

static int circuit_init(struct circuit *circuit, uint32_t publics, uint32_t rows)
{
    struct zk_r1cs *r1cs = &circuit->r1cs;
    uint32_t inputs = publics + 2;
    struct base_random random;

    *circuit = (struct circuit){.r1cs = {.publics = publics, .rows = rows, .wires = inputs + rows}};
    base_arena_init(&circuit->scratch, (size_t)1 << 20);
    circuit->w = calloc(r1cs->wires, sizeof *circuit->w);
    if (!take(&r1cs->a, rows, 2) || !take(&r1cs->b, rows, 2) || !take(&r1cs->c, rows, 1) ||
        !circuit->w)
        return base_fail(BASE_E_NOMEM, "memory is exhausted");
    base_random_init(&random, 1, rows, "calibrate.circuit");
    zk_fr_from_u64(1, &circuit->w[0]);
    for (uint32_t i = 1; i < inputs; i++)
        circuit->w[i] = random_element(&random);
    for (uint32_t row = 0; row < rows; row++) {
        zk_fr a, b;
        add_sum(&random, inputs + row, &r1cs->a, row);
        add_sum(&random, inputs + row, &r1cs->b, row);
        zk_r1cs_row(&r1cs->a, row, circuit->w, &a);
        zk_r1cs_row(&r1cs->b, row, circuit->w, &b);
        zk_fr_mul(&a, &b, &circuit->w[inputs + row]);
        r1cs->c.terms[row].wire = inputs + row;
        zk_fr_from_u64(1, &r1cs->c.terms[row].coefficient);
        r1cs->c.starts[row + 1] = (size_t)row + 1;
    }
    return 0;
}

static void circuit_deinit(struct circuit *circuit)
{
    zk_groth16_proving_key_deinit(&circuit->key);
    zk_r1cs_deinit(&circuit->r1cs);
    free(circuit->w);
    base_arena_deinit(&circuit->scratch);
}

static void setup(void *context)
{
    struct circuit *circuit = context;

    zk_groth16_proving_key_deinit(&circuit->key);
    circuit->key = (struct zk_groth16_proving_key){0};
    if (zk_groth16_setup(&circuit->scratch, NULL, &circuit->r1cs, seed, &circuit->key) < 0)
        circuit->error = BASE_E_NOMEM;
}

static void prove(void *context)
{
    struct circuit *circuit = context;
    const zk_fr blinding[2] = {circuit->w[1], circuit->w[2]};

    if (zk_groth16_prove(&circuit->scratch, NULL, &circuit->key, circuit->w, blinding,
                         &circuit->proof) < 0)
        circuit->error = BASE_E_NOMEM;
}

static void verify(void *context)
{
    struct circuit *circuit = context;

    if (!zk_groth16_verify(&circuit->key.verifying, circuit->w + 1, &circuit->proof))
        circuit->error = BASE_E_SIM;
}

/** Durations of a circuit of rows + publics + 1 rows. */
static int measure(uint32_t publics, uint32_t rows, double budget_s, double *ret_setup_ns,
                   double *ret_prove_ns, double *ret_verify_ns)
{
    struct circuit circuit;
    int r = circuit_init(&circuit, publics, rows - publics - 1);

    if (r == 0)
        *ret_setup_ns = cli_calibrate_least_ns(budget_s, setup, &circuit);
    if (r == 0 && circuit.error == 0)
        *ret_prove_ns = cli_calibrate_least_ns(budget_s, prove, &circuit);
    if (r == 0 && circuit.error == 0)
        *ret_verify_ns = cli_calibrate_least_ns(budget_s, verify, &circuit);
    if (r == 0 && circuit.error == BASE_E_NOMEM)
        r = base_fail(circuit.error, "no memory for a circuit of %u rows", rows);
    else if (r == 0 && circuit.error != 0)
        r = base_fail(circuit.error, "a proof made here does not verify here");
    circuit_deinit(&circuit);
    return r;
}

static int add_point(const struct cli_calibrate_plan *plan, uint32_t rows,
                     struct calibration_values *values)
{
    struct calibration_point *point = &values->points[values->point_count];
    double verify_ns;
    int r = measure(1, rows, plan->budget_s, &point->setup_ns, &point->prove_ns, &verify_ns);

    if (r < 0)
        return r;
    point->constraints = rows;
    values->point_count++;
    printf("  %9u rows  set-up %10.3f ms  proof %10.3f ms  verification %.3f ms\n", rows,
           point->setup_ns / 1e6, point->prove_ns / 1e6, verify_ns / 1e6);
    fflush(stdout);
    return 0;
}

int cli_calibrate_circuits(const struct cli_calibrate_plan *plan, struct calibration_values *values)
{
    int r = 0;

    values->point_count = 0;
    for (unsigned log2 = plan->log2_min; r == 0 && log2 <= plan->log2_max; log2++) {
        if (log2 > plan->log2_min)
            r = add_point(plan, UINT32_C(3) << (log2 - 2), values);
        if (r == 0)
            r = add_point(plan, UINT32_C(1) << log2, values);
    }
    return r;
}

int cli_calibrate_verifications(const struct cli_calibrate_plan *plan,
                                struct calibration_values *values)
{
    static const uint32_t publics[] = {1, 4, 8, 16, 32};
    int r = 0;

    values->verify_point_count = 0;
    for (size_t i = 0; r == 0 && i < sizeof publics / sizeof publics[0]; i++) {
        struct calibration_verify_point *point = &values->verify_points[i];
        double setup_ns, prove_ns;
        r = measure(publics[i], 64, plan->budget_s, &setup_ns, &prove_ns, &point->verify_ns);
        if (r < 0)
            break;
        point->publics = publics[i];
        values->verify_point_count++;
        printf("  %9u public inputs  verification %.3f ms\n", publics[i], point->verify_ns / 1e6);
        fflush(stdout);
    }
    return r;
}
