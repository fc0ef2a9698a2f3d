#define _GNU_SOURCE
#include "models/shared/calibration.h"

#include <unistd.h>

#include "tests/models/run.h"

/* A calibration with numbers that are hard to write, and what a run takes from it. */
static struct calibration_values values_new(void)
{
    return (struct calibration_values){
        .header = {0, 1, "0.1.0"},
        .machine = {"a \"quoted\" CPU", "x86_64", "portable", "gcc 12.2.0"},
        .primitives = {2.5, 3.75, 0.1 + 0.2, 16000, 47500, 34100, 54700, 19300, 59000, 18.5, 2500,
                       6000, 59000, 130.0 / 3, 25},
        .setup = {ZK_COST_FIT_LINEAR, 1e6 / 3, 12345.678, 0, 1, 2, 0, 0.999, 1.5},
        .prove = {ZK_COST_FIT_X_OVER_LOG2, 5e6, 1000, 30000.25, 1, 2, 3, 0.9999, 0.5},
        .verify = {ZK_COST_FIT_LINEAR, 850000, 33000, 0, 1, 2, 0, -0.5, 1},
        .points = {{64, 1e6, -5.5, 2e6, 1e-3}, {128, 1.5e6, 0, 3e6, 0}},
        .verify_points = {{1, 883000, 0.25}},
        .point_count = 2,
        .verify_point_count = 1,
    };
}

/* A file that is there until file_free(). */
struct file {
    char path[64];
};

static struct file file_new(const char *text)
{
    struct file file = {"/tmp/crowdpatch-calibration-XXXXXX"};
    int fd = mkstemp(file.path);
    cr_assert_geq(fd, 0);
    cr_assert_eq(write(fd, text, strlen(text)), (ssize_t)strlen(text));
    close(fd);
    return file;
}

static char *written(const struct calibration_values *values)
{
    char *text;
    size_t len;
    FILE *stream = open_memstream(&text, &len);
    cr_assert_eq(calibration_write(values, stream), 0);
    fclose(stream);
    return text;
}

/* Reads a text as a file. Returns the first line of errors without the path, or "". */
static char *read_text(const char *text, struct calibration *ret_calibration)
{
    struct scenario_report *report;
    struct file file = file_new(text);
    char *errors;
    size_t len;
    cr_assert_eq(scenario_report_new(&report), 0);
    int r = calibration_read(file.path, report, ret_calibration);
    cr_assert_eq(r, scenario_report_count(report) == 0 ? 0 : BASE_E_SCENARIO);
    FILE *stream = open_memstream(&errors, &len);
    scenario_report_print(report, stream);
    fclose(stream);
    scenario_report_free(report);
    unlink(file.path);
    errors[strcspn(errors, "\n")] = '\0';
    if (strncmp(errors, file.path, strlen(file.path)) == 0)
        memmove(errors, errors + strlen(file.path), strlen(errors + strlen(file.path)) + 1);
    return errors;
}

Test(calibration, what_is_written_is_read)
{
    const struct calibration_values values = values_new();
    struct calibration calibration;
    char *text = written(&values), *errors = read_text(text, &calibration);
    cr_assert_str_eq(errors, "");
    cr_expect_eq(memcmp(&calibration.primitives, &values.primitives, sizeof values.primitives), 0);
    cr_expect_eq(calibration.timing.setup.form, ZK_COST_FIT_LINEAR);
    cr_expect_eq(calibration.timing.setup.coefficients_ns[0], 1e6 / 3);
    cr_expect_eq(calibration.timing.setup.coefficients_ns[1], 12345.678);
    cr_expect_eq(calibration.timing.prove.form, ZK_COST_FIT_X_OVER_LOG2);
    cr_expect_eq(calibration.timing.prove.coefficients_ns[2], 30000.25);
    cr_expect_eq(calibration.timing.verify.coefficients_ns[0], 850000);
    cr_expect_eq(calibration.timing.poseidon_hash_byte_ns, 130.0 / 3);
    cr_expect_eq(calibration.timing.poseidon_cipher_byte_ns, 25);
    free(errors);
    free(text);
}

/* The digest is that of the values: spaces and comments change nothing, a number does. */
Test(calibration, digest)
{
    struct calibration_values values = values_new();
    struct calibration calibration, spaced, changed;
    char *text = written(&values), *more;
    cr_assert_gt(asprintf(&more, "// a remark\n\n %s", text), 0);
    free(read_text(text, &calibration));
    free(read_text(more, &spaced));
    free(text);
    values.prove.linear_ns += 1;
    text = written(&values);
    free(read_text(text, &changed));
    cr_expect(crypto_digest_equal(&calibration.sha256, &spaced.sha256));
    cr_expect_not(crypto_digest_equal(&calibration.sha256, &changed.sha256));
    free(text);
    free(more);
}

/* Replaces the first `old` of a good file and compares the first error. */
static void expect_error(const char *old, const char *new, const char *expected)
{
    const struct calibration_values values = values_new();
    struct calibration calibration = {.timing.poseidon_hash_byte_ns = 7};
    char *text = written(&values), *changed;
    char *at = strstr(text, old);
    cr_assert_not_null(at, "%s", old);
    cr_assert_gt(asprintf(&changed, "%.*s%s%s", (int)(at - text), text, new, at + strlen(old)), 0);
    char *errors = read_text(changed, &calibration);
    cr_expect_str_eq(errors, expected);
    cr_expect_eq(calibration.timing.poseidon_hash_byte_ns, 7);
    free(errors);
    free(changed);
    free(text);
}

Test(calibration, what_is_malformed)
{
    expect_error("\"form\": \"linear\"", "\"form\": \"liner\"",
                 ":29:13: error: \"liner\" is none of linear, x_over_log2, x_log2, domain; did you "
                 "mean \"linear\"?");
    expect_error("    \"sha256_byte_ns\": 2.5,\n", "",
                 ":11:3: error: a calibration needs \"primitives.sha256_byte_ns\"");
    expect_error("\"sha256_byte_ns\": 2.5", "\"sha256_byte_ns\": 0",
                 ":12:23: error: 0 is out of range; expected a number from 0.01 to 60000000000");
    expect_error("\"sha256_byte_ns\": 2.5", "\"sha265_byte_ns\": 2.5",
                 ":12:5: error: unknown key \"sha265_byte_ns\"; did you mean \"sha256_byte_ns\"?");
    expect_error("\"linear_ns\": 1000,", "\"linear_ns\": -10000,",
                 ":39:3: error: \"prove\" gives durations that shrink as circuits grow, or none");
    expect_error("\"format_version\": 1", "\"format_version\": 2",
                 ":3:21: error: 2 is out of range; expected a whole number from 1 to 1");
    expect_error("{\n", "", ":1:3: error: found the text \"format\", expected \"{\"");
    char *errors = read_text("", &(struct calibration){{{0}}});
    cr_expect_str_eq(errors, ":1:1: error: the file is empty; expected a scenario: { ... }");
    free(errors);
    errors = read_text("{}", &(struct calibration){{{0}}});
    cr_expect_str_eq(errors, ": error: a calibration needs \"format\"");
    free(errors);
}

/* The file that is kept here is where the reference core's figures come from. */
Test(calibration, reference_core)
{
    struct scenario_report *report;
    struct calibration calibration;
    cr_assert_eq(scenario_report_new(&report), 0);
    cr_assert_eq(calibration_read(CALIBRATIONS "/amd_epyc_zen4.json", report, &calibration), 0);
    const struct zk_cost_timing *found = &calibration.timing, *ours = &zk_cost_timing_reference;
    const struct zk_cost_fit *pairs[][2] = {{&found->setup, &ours->setup},
                                            {&found->prove, &ours->prove},
                                            {&found->verify, &ours->verify}};
    for (size_t i = 0; i < 3; i++) {
        cr_expect_eq(pairs[i][0]->form, pairs[i][1]->form);
        for (size_t j = 0; j < ZK_COST_FIT_TERMS; j++)
            cr_expect_float_eq(pairs[i][0]->coefficients_ns[j], pairs[i][1]->coefficients_ns[j],
                               1e-5 * (1 + pairs[i][1]->coefficients_ns[j]));
    }
    cr_expect_float_eq(found->poseidon_hash_byte_ns, ours->poseidon_hash_byte_ns, 0.01);
    cr_expect_float_eq(found->poseidon_cipher_byte_ns, ours->poseidon_cipher_byte_ns, 0.01);
    scenario_report_free(report);
}

static void set_up_with_file(struct run *run, const struct file *file, char option[96])
{
    snprintf(option, 96, "fidelity.calibration=%s", file->path);
    run_set_up(run, option, NULL);
}

/* A prover that is a thousand times slower shows in what the distributors computed, and signatures
 * of a second each in what the manufacturer did. */
Test(calibration, a_run_takes_its_times_from_it)
{
    struct calibration_values values = values_new();
    values.prove.constant_ns = 20e9;
    values.primitives.secp256k1_sign_ns = 1e9;
    char *text = written(&values), option[96];
    struct file file = file_new(text);
    struct run run;
    set_up_with_file(&run, &file, option);
    unlink(file.path);
    run_play(&run);
    const struct world *world = &run.world;
    cr_assert_not_null(world->timing);
    cr_expect_eq(world->outcome.patched, 8);
    for (uint32_t i = 0; i < 6; i++)
        cr_expect_geq(sim_node_busy(world->participants[WORLD_DISTRIBUTOR][i].node),
                      (sim_time)world->outcome.distributors[i].proofs * 20000000000);
    cr_expect_eq(world->participants[WORLD_DISTRIBUTOR][0].device_class->op_ns[CRYPTO_OP_SHA256],
                 2.5);
    cr_expect_eq(world->participants[WORLD_HUB][0].device_class,
                 crypto_device_class_find("raspberry_pi_4"));
    cr_expect_geq(sim_node_busy(world->participants[WORLD_MANUFACTURER][0].node), 1000000000);
    run_tear_down(&run);
    free(text);
}

Test(calibration, not_for_other_provers)
{
    const struct calibration_values values = values_new();
    char *text = written(&values), option[96], expected[512], *errors;
    struct file file = file_new(text);
    snprintf(option, sizeof option, "fidelity.calibration=%s", file.path);
    const char *const options[] = {option, "crowdpatching.proof_system=jsnark_2020", NULL};
    cr_expect_null(run_load(options, &errors));
    snprintf(expected, sizeof expected,
             "--set %s: error: jsnark_2020 has the timings of its authors: a calibration is for "
             "groth16_poseidon and groth16_sha256_chacha20\n",
             option);
    cr_expect_str_eq(errors, expected);
    unlink(file.path);
    free(errors);
    free(text);
}

Test(calibration, path_is_relative_to_the_scenario)
{
    static const struct {
        const char *scenario, *option, *expected;
    } cases[] = {
        {"a/b/small.json", "fidelity.calibration=c.json", "a/b/c.json"},
        {"a/b/small.json", "fidelity.calibration=../c.json", "a/b/../c.json"},
        {"small.json", "fidelity.calibration=d/c.json", "d/c.json"},
        {"/small.json", "fidelity.calibration=c.json", "//c.json"},
        {"a/small.json", "fidelity.calibration=/d/c.json", "/d/c.json"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct scenario_report *report;
        struct scenario *scenario;
        cr_assert_eq(scenario_report_new(&report), 0);
        cr_assert_eq(scenario_load_text(models_catalogue(), cases[i].scenario, "{}", 2,
                                        &cases[i].option, 1, report, &scenario),
                     0);
        char *path = calibration_path(scenario);
        cr_expect_str_eq(path, cases[i].expected);
        free(path);
        scenario_free(scenario);
        scenario_report_free(report);
    }
}
