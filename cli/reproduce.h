#ifndef CROWDPATCH_CLI_REPRODUCE_H
#define CROWDPATCH_CLI_REPRODUCE_H

#include <stdbool.h>

#include "analysis/figure/figure.h"
#include "analysis/figure/manifest.h"
#include "cli/campaign.h"

/** What the files of `crowdpatch reproduce` share. */

#define REPRODUCE_FIGURES_MAX 100

struct reproduce_request {
    const char *which;     /* "fig07"; "all" */
    const char *figures;   /* directory of figNN-*.figure.json */
    const char *reference; /* directory of what is kept */
    const char *out;
    uint64_t workers;
    bool is_quick, accepts, quiet;
    bool plans_only;
};

/** One figure on its way. Paths are heap texts; NULL until they are known. */
struct reproduce_figure {
    char name[16];   /* "fig05" */
    char *path;      /* of its file */
    char *directory; /* what comes out: OUT/fig05, OUT/fig05-quick */
    char *reference; /* what is kept: REFERENCE/fig05, REFERENCE/fig05/quick */
    struct figure_spec spec;
    struct figure_data data;
    struct figure_finding *findings; /* [claim_count] */
    struct figure_manifest manifest;
    bool is_planned;    /* and no more is asked for */
    bool has_own_cells; /* texts of the data are heap texts */
    bool stopped;       /* by a signal */
};

/** The figures that are asked for, by name. *ret_figures[ret_count] have name and path; each is
 *  released by reproduce_figure_deinit(). Returns 0, BASE_E_IO or BASE_E_USAGE. */
int reproduce_find(const struct reproduce_request *request, struct reproduce_figure ret_figures[],
                   size_t *ret_count);
void reproduce_figure_deinit(struct reproduce_figure *figure);

/** Plans the figure's campaign or goes on with it, runs and collects it. *ret_exit_code other than
 *  0: it is not whole, and why is printed. Returns 0; BASE_E_SCENARIO, printed already when
 *  *ret_is_printed; or another error. */
int reproduce_campaign(const struct reproduce_request *request, struct reproduce_figure *figure,
                       bool *ret_is_printed, int *ret_exit_code);

/** Writes data.csv, measured.csv where a panel is of it, claims.csv, manifest.json, NAME.dat and
 * NAME.gp, and draws. */
int reproduce_write(const struct reproduce_request *request, struct reproduce_figure *figure);
/** Copies all of them to what is kept, and says so. */
int reproduce_accept(const struct reproduce_figure *figure);
/** Prints two lines a claim and one for the kept data. *ret_missed: what failed; of the kept data
 *  only when what comes out is not kept instead. */
int reproduce_tell(const struct reproduce_request *request, const struct reproduce_figure *figure,
                   size_t *ret_missed);

/** Prints ARTIFACT.md: what is claimed by all figures, and what the kept results say. */
int reproduce_artifact(const struct reproduce_request *request);

#endif
