/* ARTIFACT.md, of the figures' files and of the results that are kept. */
#define _GNU_SOURCE
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "cli/reproduce.h"

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

/* The kept value of a claim, and whether it passed. */
static void print_found(const struct kept *kept, const char *id)
{
    const struct analysis_table *table = &kept->claims;
    for (size_t row = 0; kept->is_there && row < table->row_count; row++) {
        if (strcmp(analysis_table_cell(table, row, 0), id) != 0)
            continue;
        double value = cell_number(table, row, "value");
        double low = cell_number(table, row, "low"), high = cell_number(table, row, "high");
        if (isfinite(value))
            printf("%.4g", value);
        else
            printf("no value");
        if (isfinite(low) && isfinite(high) && low < high)
            printf(" [%.4g, %.4g]", low, high);
        printf("%s", strcmp(analysis_table_cell(table, row, 1), "pass") == 0 ? "" : " **fails**");
        return;
    }
    printf("-");
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

/** What the small size finds, and what it asks where that is something else. */
static void print_found_quick(const struct kept *kept, const struct figure_claim *claim,
                              const struct base_buffer *asked)
{
    struct base_buffer own = {0};
    if (!claim) {
        printf("not tested");
        return;
    }
    print_found(kept, claim->id);
    figure_claim_describe(claim, &own);
    if (own.len != asked->len || (own.len > 0 && memcmp(own.data, asked->data, own.len) != 0))
        printf(", asked %.*s", (int)own.len, own.data ? (const char *)own.data : "");
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
        print_found(kept, claim->id);
        printf(" | ");
        print_found_quick(kept_quick, find_claim(&quick->spec, claim->id), &asked);
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
        "A claim passes when the whole 95 %% interval of its mean over the seeds (Student's t) "
        "lies where it is asked\n"
        "to lie; seeds are common to all points, and ratios and differences are taken seed by "
        "seed. `reference` passes\n"
        "when each value's interval meets the kept one's, or the means differ by 2 %% at most.\n");
}

/* Minutes of one core that the kept figures have taken, and how many they are. */
static void print_sum(const char *size, size_t count, double cpu_s)
{
    printf("%s: %zu figures, %.0f minutes of one core.\n", size, count, cpu_s / 60);
}

int reproduce_artifact(const struct reproduce_request *request)
{
    struct reproduce_figure full[REPRODUCE_FIGURES_MAX], quick[REPRODUCE_FIGURES_MAX];
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
        struct kept kept = {0}, kept_quick = {0};
        if (r == 0)
            r = figure_spec_read(full[i].path, false, &full[i].spec);
        if (r == 0)
            r = figure_spec_read(quick[i].path, true, &quick[i].spec);
        if (r == 0)
            r = read_kept(&full[i], &kept);
        if (r == 0)
            r = read_kept(&quick[i], &kept_quick);
        if (r == 0)
            print_figure(&full[i], &quick[i], &kept, &kept_quick);
        cpu_s[0] += kept.manifest.cpu_s;
        cpu_s[1] += kept_quick.manifest.cpu_s;
        kept_count[0] += kept.is_there;
        kept_count[1] += kept_quick.is_there;
        kept_deinit(&kept);
        kept_deinit(&kept_quick);
    }
    if (r == 0) {
        printf("\n## In all\n\n");
        print_sum("Kept in full size", kept_count[0], cpu_s[0]);
        print_sum("Kept in small size", kept_count[1], cpu_s[1]);
    }
    for (size_t i = 0; i < count; i++)
        reproduce_figure_deinit(&full[i]);
    for (size_t i = 0; i < quick_count; i++)
        reproduce_figure_deinit(&quick[i]);
    return r;
}
