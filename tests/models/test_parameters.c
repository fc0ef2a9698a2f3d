#include <criterion/criterion.h>

#include "base/units.h"
#include "models/lacks.h"
#include "tests/models/conformance.h"

/* No parameter is without effect: for every system each one is given other values, on the system's
 * smoke scenario or on one in which it matters, until something that a run writes differs, other
 * than names and checksums of the scenario itself. What concerns a part that the system has not is
 * told by a warning. */

#include "tests/models/parameters_table.h"

#define OPTIONS_MAX 24
#define VALUES_MAX 20

/** What a run has written. */
struct writing {
    char outcome; /* 'w': written; 'r': refused by the checks; 'f': failed */
    bool warns;   /* that something has no effect */
    crypto_digest digest;
};

static bool warns(const struct outcome *outcome)
{
    for (size_t i = 0; i < outcome->warning_count; i++)
        if (strstr(outcome->warnings[i], "has no effect"))
            return true;
    return false;
}

/** What stands in result.json but what only echoes the scenario. */
static bool digest_result(const char *directory, crypto_digest *ret_digest)
{
    static const char *const echoes[] = {"name", "seed", "scenario_sha256", "checksum_sha256",
                                         "warnings"};
    char path[300];
    snprintf(path, sizeof path, "%s/result.json", directory);
    json_t *result = json_load_file(path, 0, NULL);
    for (size_t i = 0; result && i < sizeof echoes / sizeof echoes[0]; i++)
        json_object_del(result, echoes[i]);
    char *text = result ? json_dumps(result, JSON_SORT_KEYS) : NULL;
    json_decref(result);
    if (text)
        *ret_digest = crypto_sha256(text, strlen(text));
    free(text);
    return text != NULL;
}

static void play(const char *path, const char *const options[], const char *directory,
                 struct writing *writing)
{
    char *no_arguments[] = {NULL};
    const struct run_files_context context = {
        .version = "test", .argv = no_arguments, .scenario_path = path};
    struct scenario_report *report;
    struct scenario *scenario;
    struct world world;
    size_t count = 0;
    while (options[count])
        count++;
    writing->outcome = 'f';
    if (scenario_report_new(&report) < 0)
        return;
    int r = scenario_load(models_catalogue(), path, options, count, report, &scenario);
    if (r == 0)
        r = models_check(scenario, report);
    if (r < 0) {
        writing->outcome = 'r';
        return;
    }
    const struct config_run *settings = scenario_section_values(scenario, "");
    if (world_init(&world, scenario, models_at(settings->system)) < 0 || world_run(&world) < 0) {
        fprintf(stderr, "%s: %s\n", path, base_fail_text());
        return;
    }
    writing->warns = warns(&world.outcome);
    if (run_files_write(&world, &context, directory) == 0 &&
        digest_result(directory, &writing->digest))
        writing->outcome = 'w';
}

/** SimGrid allows one world a process. */
static struct writing play_in_child(const char *path, const char *const options[],
                                    const char *directory)
{
    struct writing writing = {.outcome = 'f'};
    static unsigned number;
    char out[200];
    int ends[2];
    cr_assert_eq(pipe(ends), 0);
    snprintf(out, sizeof out, "%s/%u", directory, number++);
    fflush(NULL);
    pid_t child = fork();
    cr_assert_geq(child, 0);
    if (child == 0) {
        play(path, options, out, &writing);
        _exit(write(ends[1], &writing, sizeof writing) == sizeof writing ? 0 : 1);
    }
    close(ends[1]);
    if (read(ends[0], &writing, sizeof writing) != sizeof writing)
        writing.outcome = 'f';
    close(ends[0]);
    waitpid(child, NULL, 0);
    return writing;
}

struct values {
    char text[VALUES_MAX][80];
    size_t count;
};

static void add_number(struct values *values, const struct scenario_param *param, double value)
{
    static const char *const units[] = {
        [SCENARIO_DURATION] = "ns",
        [SCENARIO_SIZE] = "B",
        [SCENARIO_RATE] = "bps",
        [SCENARIO_MONEY] = "wei",
    };
    char *text = values->text[values->count++];
    if (param->type == SCENARIO_REAL)
        snprintf(text, sizeof values->text[0], "%.6g", value);
    else if (param->type == SCENARIO_INTEGER)
        snprintf(text, sizeof values->text[0], "%.0f", value);
    else
        snprintf(text, sizeof values->text[0], "%.0f%s", value, units[param->type]);
}

static double number_of(const struct scenario_param *param, const char *text)
{
    static const enum base_dimension dimensions[] = {
        [SCENARIO_DURATION] = BASE_DIMENSION_TIME,
        [SCENARIO_SIZE] = BASE_DIMENSION_SIZE,
        [SCENARIO_RATE] = BASE_DIMENSION_RATE,
        [SCENARIO_MONEY] = BASE_DIMENSION_MONEY,
    };
    u256 value;
    if (param->type == SCENARIO_INTEGER || param->type == SCENARIO_REAL)
        return strtod(text, NULL);
    cr_assert_eq(base_quantity_parse(text, dimensions[param->type], &value), 0);
    return u256_to_double(value);
}

/** Others than the default; the checks refuse what is out of bounds. */
static void other_values(const struct scenario_param *param, struct values *ret)
{
    static const double factors[] = {0.5, 2, 0.1, 10, 0.01, 100};
    ret->count = 0;
    if (param->choices) {
        for (size_t i = 0; param->choices[i] && ret->count < VALUES_MAX; i++)
            if (strcmp(param->choices[i], param->default_text) != 0)
                snprintf(ret->text[ret->count++], sizeof ret->text[0], "%s", param->choices[i]);
    } else if (param->type == SCENARIO_BOOL) {
        strcpy(ret->text[ret->count++],
               strcmp(param->default_text, "true") == 0 ? "false" : "true");
    } else if (param->type != SCENARIO_TEXT) {
        double value = number_of(param, param->default_text);
        for (size_t i = 0; value != 0 && i < sizeof factors / sizeof factors[0]; i++)
            add_number(ret, param, value * factors[i]);
        static const double seconds[] = {600e9, 60e9, 3600e9};
        static const double counts[] = {1, 3, 1000, 1e6, 1e15};
        for (size_t i = 0; value == 0 && param->type == SCENARIO_DURATION && i < 3; i++)
            add_number(ret, param, seconds[i]);
        for (size_t i = 0; value == 0 && param->type != SCENARIO_DURATION && i < 5; i++)
            add_number(ret, param, param->type == SCENARIO_REAL && i == 0 ? 0.5 : counts[i]);
    }
}

struct subject {
    const struct model_ops *model;
    const char *path, *directory;
    struct writing plain; /* of the smoke scenario as it is */
};

static const struct parameters_row *row_of(const struct subject *subject, const char *name)
{
    for (const struct parameters_row *row = parameters_table; row->name; row++)
        if (strcmp(row->name, name) == 0 &&
            (!row->system || strcmp(row->system, subject->model->about.name) == 0))
            return row;
    return NULL;
}

/** The row's options, or none, and "name=value". */
static struct writing play_with(const struct subject *subject, const struct parameters_row *row,
                                const char *name, const char *value)
{
    const char *options[OPTIONS_MAX] = {NULL};
    char option[200];
    size_t count = 0;
    for (; row && count < PARAMETERS_OPTIONS_MAX && row->options[count]; count++)
        options[count] = row->options[count];
    snprintf(option, sizeof option, "%s=%s", name, value ? value : "");
    if (value)
        options[count] = option;
    return play_in_child(subject->path, options, subject->directory);
}

static void expect_effect(const struct subject *subject, const char *section,
                          const struct scenario_param *param)
{
    char name[100];
    struct values values;
    size_t refused = 0, failed = 0;
    snprintf(name, sizeof name, "%s%s%s", section, section[0] ? "." : "", param->key);
    const struct parameters_row *row = row_of(subject, name);
    if (row && row->is_exempt)
        return;
    bool is_lacking = models_lacks(subject->model, name) != NULL;
    if (is_lacking)
        row = NULL;
    struct writing before = subject->plain;
    if (row && row->options[0])
        before = play_with(subject, row, name, NULL);
    cr_expect_eq(before.outcome, 'w', "%s, %s: base", subject->model->about.name, name);
    other_values(param, &values);
    if (row && row->value) {
        values.count = 1;
        snprintf(values.text[0], sizeof values.text[0], "%s", row->value);
    }
    for (size_t i = 0; i < values.count; i++) {
        struct writing after = play_with(subject, row, name, values.text[i]);
        refused += after.outcome == 'r';
        failed += after.outcome == 'f';
        bool differs = memcmp(&after.digest, &before.digest, sizeof after.digest) != 0;
        if (after.outcome == 'w' && (is_lacking ? after.warns && !differs : differs))
            return;
    }
    cr_expect(failed == 0 && refused > 0 && refused == values.count,
              "%s: %s has no effect (%zu values, %zu refused, %zu failed)",
              subject->model->about.name, name, values.count, refused, failed);
}

static void expect_effects(int system)
{
    const struct model_ops *model = models_at(system);
    const struct scenario_param *variants = models_variants(model);
    const struct scenario_catalogue *catalogue = models_catalogue();
    char parent[32], path[300];
    conformance_make_parent(parent);
    snprintf(path, sizeof path, "%s/%s%s%s.json", SMOKE_SCENARIOS, model->about.name,
             variants ? "-" : "", variants ? variants->choices[0] : "");
    struct subject subject = {.model = model, .path = path, .directory = parent};
    subject.plain = play_in_child(path, (const char *const[]){NULL}, parent);
    cr_assert_eq(subject.plain.outcome, 'w', "%s", path);
    for (size_t i = 0; i < catalogue->section_count; i++) {
        const struct scenario_section *section = catalogue->sections[i];
        if (!models_reads(model, section))
            continue;
        for (size_t j = 0; j < section->param_count; j++)
            expect_effect(&subject, section->name, &section->params[j]);
    }
    conformance_remove_parent(parent);
}

Test(parameters, crowdpatching)
{
    expect_effects(0);
}

Test(parameters, client_server)
{
    expect_effects(1);
}

Test(parameters, leiba)
{
    expect_effects(2);
}

Test(parameters, lee_lee)
{
    expect_effects(3);
}

Test(parameters, boudguiga)
{
    expect_effects(4);
}

Test(parameters, refai_wu)
{
    expect_effects(5);
}
