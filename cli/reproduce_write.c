/* What a figure leaves: data, claims, manifest, and pictures. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "analysis/file.h"
#include "base/directories.h"
#include "base/error.h"
#include "base/hex.h"
#include "cli/reproduce.h"
#include "cli/results.h"
#include "crypto/hash.h"

static int write_buffer(const char *directory, const char *name, struct base_buffer *text)
{
    int r = base_buffer_failed(text) ? base_fail(BASE_E_NOMEM, "memory is exhausted")
                                     : campaign_write_file(directory, name, text->data, text->len);
    base_buffer_clear(text);
    return r;
}

/* gnuplot in the figure's directory. Its words go to standard error. 0 where there is none, which
 * one line says. */
static int draw(const struct reproduce_figure *figure)
{
    char script[32];
    int status = 0;
    snprintf(script, sizeof script, "%s.gp", figure->name);
    fflush(NULL);
    pid_t child = fork();
    if (child < 0)
        return base_fail(BASE_E_IO, "cannot start gnuplot: %s", strerror(errno));
    if (child == 0) {
        if (chdir(figure->directory) == 0)
            execlp("gnuplot", "gnuplot", script, (char *)NULL);
        _exit(errno == ENOENT ? 127 : 126);
    }
    while (waitpid(child, &status, 0) < 0 && errno == EINTR)
        ;
    if (WIFEXITED(status) && WEXITSTATUS(status) == 127)
        fprintf(stderr,
                "crowdpatch reproduce: there is no gnuplot here; %s/%s draws the data where there "
                "is\n",
                figure->directory, script);
    else if (status != 0)
        return base_fail(BASE_E_IO, "gnuplot cannot draw %s/%s", figure->directory, script);
    return 0;
}

/* Tests the claims and makes the data. */
static int evaluate(struct reproduce_figure *figure, const struct analysis_points *points,
                    const struct analysis_points *effort)
{
    const struct figure_spec *spec = &figure->spec;
    figure->findings = calloc(spec->claim_count + 1, sizeof *figure->findings);
    if (!figure->findings)
        return base_fail(BASE_E_NOMEM, "memory is exhausted");
    int r = figure_data_make(spec, points, effort, &figure->data);
    for (size_t i = 0; r == 0 && i < spec->claim_count; i++)
        r = figure_claim_test(&spec->claims[i], points, &figure->findings[i]);
    return r < 0 ? base_fail_context(r, "%s", figure->path) : 0;
}

static int write_files(struct reproduce_figure *figure)
{
    const struct figure_spec *spec = &figure->spec;
    struct base_buffer text = {0};
    char name[32];
    figure_data_write(spec, &figure->data, false, &text);
    if (!base_buffer_failed(&text)) {
        crypto_digest digest = crypto_sha256(text.data, text.len);
        base_hex_encode(digest.bytes, sizeof digest.bytes, figure->manifest.data_sha256);
    }
    int r = write_buffer(figure->directory, "data.csv", &text);
    if (r == 0 && figure_has_measured(spec)) {
        figure_data_write(spec, &figure->data, true, &text);
        r = write_buffer(figure->directory, "measured.csv", &text);
    }
    figure_findings_write(spec, figure->findings, &text);
    if (r == 0)
        r = write_buffer(figure->directory, "claims.csv", &text);
    figure_manifest_write(&figure->manifest, &text);
    if (r == 0)
        r = write_buffer(figure->directory, "manifest.json", &text);
    figure_gnuplot_data(spec, &figure->data, &text);
    snprintf(name, sizeof name, "%s.dat", figure->name);
    if (r == 0)
        r = write_buffer(figure->directory, name, &text);
    figure_gnuplot_script(spec, &figure->data, figure->name, &text);
    snprintf(name, sizeof name, "%s.gp", figure->name);
    if (r == 0)
        r = write_buffer(figure->directory, name, &text);
    base_buffer_deinit(&text);
    return r;
}

int reproduce_write(const struct reproduce_request *request, struct reproduce_figure *figure)
{
    struct cli_results results = {0}, effort = {0};
    char *campaign, *took;
    if (asprintf(&campaign, "%s/campaign", figure->directory) < 0)
        return base_fail(BASE_E_NOMEM, "memory is exhausted");
    if (asprintf(&took, "%s/effort.csv", campaign) < 0) {
        free(campaign);
        return base_fail(BASE_E_NOMEM, "memory is exhausted");
    }
    int r = cli_results_open(campaign, &results);
    if (r == 0)
        r = cli_results_open(took, &effort);
    free(campaign);
    free(took);
    if (r < 0) {
        cli_results_close(&results);
        return r;
    }
    snprintf(figure->manifest.name, sizeof figure->manifest.name, "%s", figure->name);
    figure->manifest.is_quick = request->is_quick;
    r = evaluate(figure, &results.points, &effort.points);
    if (r == 0)
        r = write_files(figure);
    /* Cells of the data are those of the table. */
    if (r == 0)
        r = draw(figure);
    for (size_t i = 0; r == 0 && i < figure->data.count; i++) {
        const char *cell = figure->data.values[i].cell;
        figure->data.values[i].cell = cell[0] ? strdup(cell) : "";
        if (!figure->data.values[i].cell)
            r = base_fail(BASE_E_NOMEM, "memory is exhausted");
    }
    figure->has_own_cells = r == 0;
    cli_results_close(&results);
    cli_results_close(&effort);
    return r;
}

/* A picture that was not drawn is not kept, nor is an older one in its place. */
static int copy(const char *from, const char *to, const char *name)
{
    char *path, *kept, *text;
    size_t len;
    int r = 0;
    if (asprintf(&path, "%s/%s", from, name) < 0)
        return base_fail(BASE_E_NOMEM, "memory is exhausted");
    if (asprintf(&kept, "%s/%s", to, name) < 0) {
        free(path);
        return base_fail(BASE_E_NOMEM, "memory is exhausted");
    }
    if (access(path, F_OK) == 0) {
        r = analysis_file_read(path, &text, &len);
        if (r == 0) {
            r = campaign_write_file(to, name, text, len);
            free(text);
        }
    } else if (unlink(kept) < 0 && errno != ENOENT) {
        r = base_fail(BASE_E_IO, "cannot remove %s: %s", kept, strerror(errno));
    }
    free(path);
    free(kept);
    return r;
}

int reproduce_accept(const struct reproduce_figure *figure)
{
    static const char *const fixed[] = {"data.csv", "measured.csv", "claims.csv", "manifest.json"};
    static const char *const drawn[] = {"gp", "dat", "svg", "png", "pdf"};
    char name[40];
    int r = base_directories_make(figure->reference);
    for (size_t i = 0; r == 0 && i < sizeof fixed / sizeof fixed[0]; i++)
        r = copy(figure->directory, figure->reference, fixed[i]);
    for (size_t i = 0; r == 0 && i < sizeof drawn / sizeof drawn[0]; i++) {
        snprintf(name, sizeof name, "%s.%s", figure->name, drawn[i]);
        r = copy(figure->directory, figure->reference, name);
    }
    if (r == 0)
        printf("  kept in %s\n", figure->reference);
    return r;
}

/* The column of the claims' names. */
static int name_width(const struct figure_spec *spec)
{
    size_t width = 14;
    for (size_t i = 0; i < spec->claim_count; i++) {
        size_t len = strlen(spec->claims[i].id);
        width = len > width ? len : width;
    }
    return (int)width;
}

static void print_claim(const struct figure_claim *claim, const struct figure_finding *finding,
                        int width)
{
    struct base_buffer asked = {0};
    figure_claim_describe(claim, &asked);
    printf("  %s  %-*s %s\n", finding->verdict == FIGURE_VERDICT_PASS ? "PASS" : "FAIL", width,
           claim->id, claim->says);
    if (claim->expected[0])
        printf("        %*s expected was: %s\n", width, "", claim->expected);
    if (finding->value.n == 0)
        printf("        %*s no run has a value%s%s", width, "",
               finding->lacking[0] ? ": results.csv has no column " : "", finding->lacking);
    else if (finding->value.n == 1)
        printf("        %*s %.5g of one run, which has no interval", width, "",
               finding->value.value);
    else
        printf("        %*s %.5g [%.5g, %.5g] of %zu", width, "", finding->value.value,
               finding->value.low, finding->value.high, finding->value.n);
    if (finding->value.n > 0 && finding->without > 0)
        printf("; %zu of %zu replications have no value", finding->without,
               finding->value.n + finding->without);
    printf("; %.*s\n", (int)asked.len, asked.data ? (const char *)asked.data : "");
    base_buffer_deinit(&asked);
}

/* 0, 1 when the kept data say something else, or an error. */
static int tell_reference(const struct reproduce_figure *figure, int width)
{
    struct figure_agreement agreement;
    struct analysis_table kept;
    char *path;
    if (asprintf(&path, "%s/data.csv", figure->reference) < 0)
        return base_fail(BASE_E_NOMEM, "memory is exhausted");
    if (access(path, F_OK) < 0) {
        printf("  ----  %-*s none is kept in %s\n", width, "reference", figure->reference);
        free(path);
        return 0;
    }
    int r = analysis_table_read(path, &kept);
    if (r == 0) {
        r = figure_data_compare(&figure->spec, &figure->data, path, &kept, &agreement);
        analysis_table_deinit(&kept);
    }
    if (r == 0) {
        bool agrees = agreement.apart + agreement.unknown == 0;
        printf("  %s  %-*s %zu of %zu values are those of %s", agrees ? "PASS" : "FAIL", width,
               "reference", agreement.equal, agreement.count, path);
        if (agreement.equal < agreement.count)
            printf("; %zu lie apart, %zu are in one only; means differ by up to %.3g %%",
                   agreement.apart, agreement.unknown, 100 * agreement.largest);
        printf("\n");
        r = agrees ? 0 : 1;
    }
    free(path);
    return r;
}

int reproduce_tell(const struct reproduce_request *request, const struct reproduce_figure *figure,
                   size_t *ret_missed)
{
    size_t missed = 0;
    const struct figure_manifest *manifest = &figure->manifest;
    printf("%s%s  %s\n", figure->name, manifest->is_quick ? " (quick)" : "", figure->spec.title);
    printf("  %llu runs, %.0f s of processor, %.0f MB at most; %s\n",
           (unsigned long long)manifest->runs, manifest->cpu_s,
           (double)manifest->memory_bytes / 1e6, figure->directory);
    int width = name_width(&figure->spec);
    for (size_t i = 0; i < figure->spec.claim_count; i++) {
        print_claim(&figure->spec.claims[i], &figure->findings[i], width);
        missed += figure->findings[i].verdict != FIGURE_VERDICT_PASS;
    }
    int r = tell_reference(figure, width);
    if (r < 0)
        return r;
    fflush(stdout);
    *ret_missed = missed + (request->accepts ? 0 : (size_t)r);
    return 0;
}
