#include "cli/calibrate.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#include "base/output.h"
#include "cli/command.h"
#include "cli/version.h"
#include "zk/machine.h"

/* Two circuits for each power of two but one, in the table of points. */
enum { LOG2_MIN = 6, LOG2_MAX = 20, SIZES_MAX = (CALIBRATION_POINTS_MAX + 1) / 2 };

#define TEXT_OF(number) #number
#define VERSION_OF(a, b, c) TEXT_OF(a) "." TEXT_OF(b) "." TEXT_OF(c)
#if defined(__clang__)
#define COMPILER "clang " VERSION_OF(__clang_major__, __clang_minor__, __clang_patchlevel__)
#elif defined(__GNUC__)
#define COMPILER "gcc " VERSION_OF(__GNUC__, __GNUC_MINOR__, __GNUC_PATCHLEVEL__)
#else
#define COMPILER "unknown"
#endif

struct request {
    const char *out;
    struct cli_calibrate_plan plan;
    bool max_given;
    bool quick;
};

/** What the strings of a calibration point to. */
struct machine_text {
    char cpu[256];
    struct utsname system;
};

static const struct cli_option options[] = {
    {"--max-log2", "N", "measure circuits of up to 2^N rows, 8 to 20 (default: 16)"},
    {"--out", "FILE", "write it there (default: calibration.json)"},
    {"--quick", NULL, "some seconds: circuits of 2^6 to 2^9 rows, short measurements"},
    {NULL, NULL, NULL},
};

static int take(void *context, const char *name, const char *value)
{
    struct request *request = context;

    if (name == NULL) {
        fprintf(stderr, "crowdpatch calibrate: takes no argument, found \"%.60s\"\n", value);
        return 1;
    }
    if (strcmp(name, "--out") == 0) {
        request->out = value;
    } else if (strcmp(name, "--quick") == 0) {
        request->quick = true;
    } else {
        uint64_t log2;
        if (!cli_read_number("calibrate", name, value, LOG2_MIN + 2, LOG2_MAX, &log2))
            return 1;
        request->plan.log2_max = (unsigned)log2;
        request->max_given = true;
    }
    return 0;
}

static struct cli_calibrate_plan plan_of(const struct request *request)
{
    struct cli_calibrate_plan plan = {
        .log2_min = 10, .log2_max = 16, .log2_msm = 14, .budget_s = 1};

    if (request->quick)
        plan = (struct cli_calibrate_plan){
            .log2_min = LOG2_MIN, .log2_max = 9, .log2_msm = 8, .budget_s = 0.01};
    if (request->max_given)
        plan.log2_max = request->plan.log2_max;
    if (plan.log2_min + 2 > plan.log2_max)
        plan.log2_min = plan.log2_max - 2;
    if (plan.log2_max - plan.log2_min + 1 > SIZES_MAX)
        plan.log2_min = plan.log2_max + 1 - SIZES_MAX;
    return plan;
}

/** The value of "key : value" in a line of /proc/cpuinfo; NULL when it is another line. */
static const char *value_of(char *line, const char *key)
{
    size_t len = strlen(key);
    char *colon = strchr(line, ':');

    if (strncmp(line, key, len) != 0 || colon == NULL || !strchr("\t :", line[len]))
        return NULL;
    line[strcspn(line, "\n")] = '\0';
    return colon + 1 + strspn(colon + 1, " \t");
}

/** "AMD EPYC, family 25, model 17", from /proc/cpuinfo; "unknown" where there is none. */
static void describe_cpu(char *ret_text, size_t capacity)
{
    char line[512], name[128] = "unknown", family[16] = "", model[16] = "";
    FILE *file = fopen("/proc/cpuinfo", "r");

    while (file != NULL && fgets(line, sizeof line, file) != NULL && line[0] != '\n') {
        const char *value;
        if ((value = value_of(line, "model name")) != NULL)
            snprintf(name, sizeof name, "%.127s", value);
        else if ((value = value_of(line, "cpu family")) != NULL)
            snprintf(family, sizeof family, "%.15s", value);
        else if ((value = value_of(line, "model")) != NULL)
            snprintf(model, sizeof model, "%.15s", value);
    }
    if (file != NULL)
        fclose(file);
    snprintf(ret_text, capacity, "%s%s%s%s%s", name, family[0] ? ", family " : "", family,
             model[0] ? ", model " : "", model);
}

static void describe_machine(struct machine_text *text, struct calibration_values *values)
{
    describe_cpu(text->cpu, sizeof text->cpu);
    if (uname(&text->system) < 0)
        strcpy(text->system.machine, "unknown");
    values->header = (struct calibration_header){
        .format = 0, .format_version = 1, .crowdpatch_version = CLI_VERSION};
    values->machine = (struct calibration_machine){
        .cpu = text->cpu,
        .architecture = text->system.machine,
        .arithmetic = zk_machine_arithmetic(),
        .compiler = COMPILER,
    };
    printf("%s (%s), %s, %s\n", text->cpu, text->system.machine, values->machine.arithmetic,
           COMPILER);
}

static void print_primitives(const struct calibration_primitives *p)
{
    printf("  SHA-256 %.2f, Keccak-256 %.2f, ChaCha20 %.2f ns a byte\n", p->sha256_byte_ns,
           p->keccak256_byte_ns, p->chacha20_byte_ns);
    printf("  Ed25519: sign %.1f, verify %.1f us\n", p->ed25519_sign_ns / 1e3,
           p->ed25519_verify_ns / 1e3);
    printf("  secp256k1: sign %.1f, recover %.1f us\n", p->secp256k1_sign_ns / 1e3,
           p->secp256k1_recover_ns / 1e3);
    printf("  P-256: sign %.1f, verify %.1f us\n", p->p256_sign_ns / 1e3, p->p256_verify_ns / 1e3);
    printf("  field multiplication %.2f ns; sums of points: G1 %.0f, G2 %.0f ns a point\n",
           p->field_multiplication_ns, p->msm_g1_point_ns, p->msm_g2_point_ns);
    printf("  Poseidon: permutation %.2f us, hash %.1f, cipher %.1f ns a byte\n",
           p->poseidon_permutation_ns / 1e3, p->poseidon_hash_byte_ns, p->poseidon_cipher_byte_ns);
    fflush(stdout);
}

static void print_fit(const char *name, const char *over, const struct calibration_fit *fit)
{
    static const char *const curves[] = {
        [ZK_COST_FIT_X_OVER_LOG2] = "n/log2 n",
        [ZK_COST_FIT_X_LOG2] = "n log2 n",
        [ZK_COST_FIT_DOMAIN] = "2^ceil(log2 n)",
    };

    printf("%s of n %s, ns: %.6g (+-%.2g) + %.6g (+-%.2g) n", name, over, fit->constant_ns,
           fit->constant_error_ns, fit->linear_ns, fit->linear_error_ns);
    if (fit->form != ZK_COST_FIT_LINEAR)
        printf(" + %.6g (+-%.2g) %s", fit->curved_ns, fit->curved_error_ns, curves[fit->form]);
    printf("; R^2 %.6f, residuals up to %.1f %%\n", fit->r_squared, fit->largest_residual_percent);
}

static void print_residuals(const struct calibration_values *values)
{
    for (size_t i = 0; i < values->point_count; i++) {
        const struct calibration_point *point = &values->points[i];
        printf("  %9llu rows  residuals: set-up %+.1f %%, proof %+.1f %%\n",
               (unsigned long long)point->constraints,
               100 * point->setup_residual_ns / point->setup_ns,
               100 * point->prove_residual_ns / point->prove_ns);
    }
}

static int measure(const struct cli_calibrate_plan *plan, struct calibration_values *values)
{
    int r = cli_calibrate_primitives(plan, &values->primitives);

    if (r < 0)
        return r;
    print_primitives(&values->primitives);
    r = cli_calibrate_circuits(plan, values);
    if (r == 0)
        r = cli_calibrate_verifications(plan, values);
    if (r == 0)
        r = cli_calibrate_fits(values);
    if (r < 0)
        return r;
    print_residuals(values);
    print_fit("set-up", "constraints", &values->setup);
    print_fit("proof", "constraints", &values->prove);
    print_fit("verification", "public inputs", &values->verify);
    return 0;
}

/** Begun before the measurements: nobody should wait for a file that cannot be written. */
static int calibrate(const struct request *request)
{
    const struct cli_calibrate_plan plan = plan_of(request);
    struct calibration_values values = {0};
    struct base_output output = {0};
    struct machine_text text = {0};
    int r = base_output_begin(request->out, &output);

    if (r == 0)
        r = crypto_init();
    if (r == 0) {
        describe_machine(&text, &values);
        r = measure(&plan, &values);
    }
    if (r == 0)
        r = calibration_write(&values, output.stream);
    if (r == 0)
        r = base_output_finish(&output);
    if (r == 0)
        r = base_output_commit(&output);
    base_output_deinit(&output);
    if (r == 0)
        printf("%s: a scenario names it as \"fidelity\": {\"calibration\": \"...\"}\n",
               request->out);
    return r;
}

static int run(const struct cli_command *command, int argc, char **argv)
{
    struct request request = {.out = "calibration.json"};
    int exit_code = cli_parse(command, argc, argv, take, &request);

    if (exit_code != 0)
        return exit_code < 0 ? CLI_EXIT_OK : exit_code;
    int r = calibrate(&request);
    return cli_end("calibrate", r);
}

const struct cli_command cli_calibrate_command = {
    .name = "calibrate",
    .summary = "measure this machine's cryptography for the cost model",
    .help =
        "Measures hashes, ciphers, signatures, the arithmetic of proofs, and Groth16's set-up,\n"
        "prover and verifier on circuits of 2^10 to 2^16 rows whose wires are of full size: on\n"
        "one thread, in processor time, the least of several runs. Fits\n"
        "    duration(n) = constant + linear n + curved f(n)\n"
        "by least squares, each point weighing by its relative error; f is 0, n/log2 n, n log2 n\n"
        "or the domain 2^ceil(log2 n), whichever leaves the least. Prints what it found with\n"
        "standard errors and residuals, and writes a file that a scenario may name.\n"
        "Take a machine that does nothing else: neighbours share caches and clock.",
    .options = options,
    .run = run,
};
