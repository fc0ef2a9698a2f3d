/* ARTIFACT.md, of the figures' files and of the results that are kept. */
#define _GNU_SOURCE
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "cli/reproduce.h"

/* Claims that are named because they do not pass together with all others. */
#define TOGETHER_NAMED_MAX 10

/* What is kept of one figure in one size. */
struct kept {
    bool is_there;
    struct figure_manifest manifest;
    struct analysis_table claims;
};

static int read_kept(const struct reproduce_figure *figure, struct kept *ret_kept)
{
    char *manifest = NULL, *claims = NULL;
    *ret_kept = (struct kept){0};
    if (asprintf(&manifest, "%s/manifest.json", figure->reference) < 0 ||
        asprintf(&claims, "%s/claims.csv", figure->reference) < 0)
        return base_fail(BASE_E_NOMEM, "memory is exhausted");
    int r = 0;
    if (access(manifest, F_OK) == 0) {
        r = figure_manifest_read(manifest, &ret_kept->manifest);
        if (r == 0)
            r = analysis_table_read(claims, &ret_kept->claims);
        ret_kept->is_there = r == 0;
    }
    free(manifest);
    free(claims);
    return r;
}

static void kept_deinit(struct kept *kept)
{
    if (kept->is_there)
        analysis_table_deinit(&kept->claims);
}

static double cell_number(const struct analysis_table *table, size_t row, const char *name)
{
    double value;
    size_t column = analysis_table_find(table, name);
    return column != ANALYSIS_TABLE_NO_COLUMN && analysis_table_number(table, row, column, &value)
               ? value
               : (double)NAN;
}

/* The kept interval of a claim. *ret_passed: by what was asked then and by what is asked now.
 * False: none is kept. */
static bool find_kept(const struct kept *kept, const struct figure_claim *claim,
                      struct analysis_interval *ret_interval, bool *ret_passed)
{
    const struct analysis_table *table = &kept->claims;
    for (size_t row = 0; kept->is_there && row < table->row_count; row++) {
        if (strcmp(analysis_table_cell(table, row, 0), claim->id) != 0)
            continue;
        double n = cell_number(table, row, "n");
        *ret_interval = (struct analysis_interval){
            .n = n > 0 ? (size_t)n : 0,
            .value = cell_number(table, row, "value"),
            .low = cell_number(table, row, "low"),
            .high = cell_number(table, row, "high"),
        };
        *ret_passed = strcmp(analysis_table_cell(table, row, 1), "pass") == 0 &&
                      ret_interval->n > 1 && figure_claim_passes(claim, ret_interval);
        return true;
    }
    return false;
}

static void print_found(const struct kept *kept, const struct figure_claim *claim)
{
    struct analysis_interval found;
    bool passed;
    if (!find_kept(kept, claim, &found, &passed)) {
        printf("-");
        return;
    }
    if (isfinite(found.value))
        printf("%.4g", found.value);
    else
        printf("no value");
    if (isfinite(found.low) && isfinite(found.high) && found.low < found.high)
        printf(" [%.4g, %.4g]", found.low, found.high);
    printf("%s", passed ? "" : " **fails**");
}

static void print_effort(const struct kept *kept)
{
    if (!kept->is_there) {
        printf("not kept");
        return;
    }
    const struct figure_manifest *manifest = &kept->manifest;
    printf("%llu runs, %.1f min of one core, %.0f MB", (unsigned long long)manifest->runs,
           manifest->cpu_s / 60, (double)manifest->memory_bytes / 1e6);
}

/** NULL: the small size leaves it out. */
static const struct figure_claim *find_claim(const struct figure_spec *spec, const char *id)
{
    for (size_t i = 0; i < spec->claim_count; i++)
        if (strcmp(spec->claims[i].id, id) == 0)
            return &spec->claims[i];
    return NULL;
}

/** What the small size finds, and what it says and asks where that is something else. */
static void print_found_quick(const struct kept *kept, const struct figure_claim *claim,
                              const char *says, const struct base_buffer *asked)
{
    struct base_buffer own = {0};
    if (!claim) {
        printf("not tested");
        return;
    }
    print_found(kept, claim);
    figure_claim_describe(claim, &own);
    if (own.len != asked->len || (own.len > 0 && memcmp(own.data, asked->data, own.len) != 0))
        printf(", asked %.*s", (int)own.len, own.data ? (const char *)own.data : "");
    if (strcmp(claim->says, says) != 0)
        printf(": %s", claim->says);
    base_buffer_deinit(&own);
}

static void print_figure(const struct reproduce_figure *full, const struct reproduce_figure *quick,
                         const struct kept *kept, const struct kept *kept_quick)
{
    printf("\n## %s: %s\n\n", full->name, full->spec.title);
    printf("`build/cli/crowdpatch reproduce %s -j 2`: ", full->name);
    print_effort(kept);
    printf(". With `--quick`: ");
    print_effort(kept_quick);
    printf(".\nData and pictures: `%s/`, `%s/`.\n\n", full->reference, quick->reference);
    printf("| claim | what it says | asked | kept | kept, quick |\n|---|---|---|---|---|\n");
    for (size_t i = 0; i < full->spec.claim_count; i++) {
        const struct figure_claim *claim = &full->spec.claims[i];
        struct base_buffer asked = {0};
        figure_claim_describe(claim, &asked);
        printf("| %s | %s", claim->id, claim->says);
        if (claim->expected[0])
            printf(" *Expected was: %s*", claim->expected);
        printf(" | %.*s | ", (int)asked.len, asked.data ? (const char *)asked.data : "");
        print_found(kept, claim);
        printf(" | ");
        print_found_quick(kept_quick, find_claim(&quick->spec, claim->id), claim->says, &asked);
        printf(" |\n");
        base_buffer_deinit(&asked);
    }
}

static void print_head(void)
{
    printf(
        "# For reviewers\n\n"
        "Written by `crowdpatch reproduce --artifact` from `scenarios/figures/` and `results/`; do "
        "not edit.\n\n"
        "On Debian 12 or 13:\n\n"
        "```sh\n"
        "./dev build\n"
        "build/cli/crowdpatch reproduce all --quick -j 2\n"
        "```\n\n"
        "`PASS` or `FAIL` stands before each claim; exit code 0 says that all passed, 7 that one "
        "failed. Without\n"
        "`--quick` the same in the size of the study, and with `fig05` in place of `all` one "
        "figure. What comes out\n"
        "stands in `runs/figures/`: `data.csv` with 95 %% intervals, `claims.csv`, "
        "`manifest.json`, and the picture as svg,\n"
        "png and pdf beside the gnuplot script that drew it. A command that was stopped goes on "
        "where it was.\n"
        "Beside each command stands what it took when its results were kept: MB is the memory of "
        "its largest run, and\n"
        "`-j 2` has two runs at a time.\n\n"
        "A claim passes when all its replications have a value, and the whole 95 %% interval of "
        "their mean (Student's t)\n"
        "lies where it is asked to lie; seeds are common to all points, and ratios and differences "
        "are taken seed by seed.\n"
        "Where all agree the interval is their value: of what none of 30 runs shows, up to 11.6 %% "
        "of runs may still have it\n"
        "(Clopper and Pearson). What is asked was written with runs of these seeds in view: a "
        "claim bounds what the model does,\n"
        "and did not foretell it; [docs/figures.md](docs/figures.md#other-seeds) has other seeds. "
        "`reference` passes when each\n"
        "value's interval meets the kept one's, or the means differ by 2 %% at most. Bands and "
        "bars of the pictures are 95 %%\n"
        "intervals of means over the seeds; a line of one run, as in fig02 (d), has none.\n");
}

/* Minutes of one core that the kept figures have taken, and how many they are. */
static void print_sum(const char *size, size_t count, double cpu_s)
{
    printf("%s: %zu figures, %.0f minutes of one core.\n", size, count, cpu_s / 60);
}

/* How many claims pass with intervals that hold all together, and up to ten that do not.
 * Source: Bonferroni's inequality. */
static void print_together(const char *size, size_t count, const struct reproduce_figure figures[],
                           const struct kept kept[])
{
    struct base_buffer others = {0};
    size_t claims = 0, together = 0, named = 0;
    struct analysis_interval found;
    bool passed;
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < figures[i].spec.claim_count; j++)
            claims += find_kept(&kept[i], &figures[i].spec.claims[j], &found, &passed);
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < figures[i].spec.claim_count; j++) {
            const struct figure_claim *claim = &figures[i].spec.claims[j];
            if (!find_kept(&kept[i], claim, &found, &passed))
                continue;
            if (passed)
                found = analysis_mean_interval_at(found, FIGURE_CONFIDENCE,
                                                  1 - (1 - FIGURE_CONFIDENCE) / (double)claims);
            if (passed && figure_claim_passes(claim, &found))
                together++;
            else if (named++ < TOGETHER_NAMED_MAX)
                base_buffer_printf(&others, "%s %s %s", named > 1 ? "," : "; not", figures[i].name,
                                   claim->id);
        }
    if (claims > 0)
        printf("%s: %zu of %zu claims%.*s.\n", size, together, claims,
               named <= TOGETHER_NAMED_MAX ? (int)others.len : 0,
               others.data ? (const char *)others.data : "");
    base_buffer_deinit(&others);
}

int reproduce_artifact(const struct reproduce_request *request)
{
    struct reproduce_figure full[REPRODUCE_FIGURES_MAX], quick[REPRODUCE_FIGURES_MAX];
    struct kept kept[REPRODUCE_FIGURES_MAX] = {0}, kept_quick[REPRODUCE_FIGURES_MAX] = {0};
    struct reproduce_request small = *request;
    size_t count = 0, quick_count = 0, kept_count[2] = {0, 0};
    double cpu_s[2] = {0, 0};
    small.is_quick = true;
    int r = reproduce_find(request, full, &count);
    if (r == 0)
        r = reproduce_find(&small, quick, &quick_count);
    if (r == 0)
        print_head();
    for (size_t i = 0; i < count && i < quick_count; i++) {
        if (r == 0)
            r = figure_spec_read(full[i].path, false, &full[i].spec);
        if (r == 0)
            r = figure_spec_read(quick[i].path, true, &quick[i].spec);
        if (r == 0)
            r = read_kept(&full[i], &kept[i]);
        if (r == 0)
            r = read_kept(&quick[i], &kept_quick[i]);
        if (r == 0)
            print_figure(&full[i], &quick[i], &kept[i], &kept_quick[i]);
        cpu_s[0] += kept[i].manifest.cpu_s;
        cpu_s[1] += kept_quick[i].manifest.cpu_s;
        kept_count[0] += kept[i].is_there;
        kept_count[1] += kept_quick[i].is_there;
    }
    if (r == 0) {
        printf("\n## In all\n\n");
        print_sum("Kept in full size", kept_count[0], cpu_s[0]);
        print_sum("Kept in small size", kept_count[1], cpu_s[1]);
        printf("\nA claim that is false passes by chance in one of forty studies. With intervals "
               "so much wider that all hold together\nat 95 %% (Bonferroni) there pass\n\n");
        print_together("- in full size", count, full, kept);
        print_together("- in small size", quick_count, quick, kept_quick);
    }
    for (size_t i = 0; i < REPRODUCE_FIGURES_MAX; i++) {
        kept_deinit(&kept[i]);
        kept_deinit(&kept_quick[i]);
    }
    for (size_t i = 0; i < count; i++)
        reproduce_figure_deinit(&full[i]);
    for (size_t i = 0; i < quick_count; i++)
        reproduce_figure_deinit(&quick[i]);
    return r;
}
