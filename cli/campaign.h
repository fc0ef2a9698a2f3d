#ifndef CROWDPATCH_CLI_CAMPAIGN_H
#define CROWDPATCH_CLI_CAMPAIGN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "analysis/campaign/campaign.h"
#include "analysis/campaign/record.h"
#include "analysis/campaign/state.h"
#include "cli/child.h"
#include "scenarios/experiment.h"

/** What the commands of campaigns share. */

struct cli_command;

#define CLI_SET_MAX 256

/** One command line of plan, sweep, shard, resume, status or collect. */
struct cli_campaign_request {
    const char *path; /* of the experiment, or of the campaign */
    const char *out;  /* -o */
    const char *set[CLI_SET_MAX];
    size_t set_count;
    uint64_t workers, index, shards, pilot;
    bool has_index, json, extend, partial, quiet, sqlite;
};

/** cli_parse() of a table of such options; `what` names the one word that it takes. Returns an exit
 *  code, or -1 for help. */
int cli_campaign_parse(const struct cli_command *command, int argc, char **argv, const char *what,
                       struct cli_campaign_request *ret_request);

/** What an experiment is loaded with. */
extern const struct experiment_hooks cli_campaign_hooks;
/** Loads an experiment; prints what is wrong with it. Returns 0, BASE_E_SCENARIO, or another. */
int cli_campaign_load(const struct cli_campaign_request *request,
                      struct experiment **ret_experiment);

/** campaign_read() of a campaign that this version may run: BASE_E_SCENARIO for another's. */
int cli_campaign_read(const char *directory, struct campaign *ret_campaign);

/** Plans an experiment: all runs of a new campaign (campaign_init()), or those that one lacks, at
 * its end. The runs that are new have no shard yet. `path`: of the experiment's file. Returns 0,
 *  BASE_E_SCENARIO, BASE_E_IO or BASE_E_NOMEM. */
int cli_campaign_build(const struct experiment *experiment, const char *path,
                       struct campaign *campaign);
/** Keeps an experiment's design, if it has one; numbers[] are those of its points. Returns 0 or
 *  BASE_E_NOMEM. */
int cli_campaign_keep_design(const struct experiment *experiment, const size_t numbers[],
                             struct campaign *campaign);
/** Cuts the runs that have no shard yet into shards of at most so many runs. */
int cli_campaign_cut(struct campaign *campaign, size_t runs_per_shard);
/** Makes the directory, whole or not at all, or rewrites plan and runs of an extended one. */
int cli_campaign_save(struct campaign *campaign, const struct experiment *experiment,
                      const char *directory, bool is_new);

/** Measures a few runs, `count` at the most, and keeps the longest and the largest in the campaign.
 *  Checks the metric of the experiment's target. Returns 0; BASE_E_SCENARIO, which is printed
 *  already; or another error. */
int cli_campaign_pilot(const struct experiment *experiment, struct campaign *campaign,
                       uint64_t count);

/** Texts of a campaign's experiments. */
struct cli_campaign_texts {
    char **texts;
    size_t *lens;
    size_t count;
};
int cli_campaign_texts_read(const struct campaign *campaign, struct cli_campaign_texts *ret_texts);
void cli_campaign_texts_deinit(struct cli_campaign_texts *texts);
/** All values of the first run's scenario as JSON; the caller frees. NULL: the directory is no
 *  campaign of this version, or its scenario cannot be read any more. */
char *cli_campaign_scenario_json(const char *directory);

/** A process that simulates one run. */
struct cli_worker {
    struct cli_child child; /* none: idle */
    size_t run;
    double started_s;
    struct base_buffer output;
};
/** Starts run `run` in an idle worker. Returns 0 or BASE_E_IO. */
int cli_worker_start(const struct campaign *campaign, const struct cli_campaign_texts *texts,
                     size_t run, struct cli_worker *worker);
/** Reads what there is. True: the process has closed its output. */
bool cli_worker_read(struct cli_worker *worker);
/** Waits for its end. *ret_text: the result, or the error; until the next start. False: it was
 *  ended from outside, and says nothing. */
bool cli_worker_finish(struct cli_worker *worker, const struct campaign *campaign,
                       struct campaign_record *ret_record, const char **ret_text);
/** Ends it. */
void cli_worker_stop(struct cli_worker *worker);
/** Seconds since whenever; they never go back, whatever the clock does. */
double cli_clock_s(void);

/** Runs what is wanted and not done, of one shard or of CAMPAIGN_ALL_SHARDS. *ret_stopped: a signal
 * ended it. Returns 0 or an error. */
int cli_engine_run(const struct campaign *campaign, size_t shard, unsigned workers, FILE *progress,
                   bool *ret_stopped);

/** Prints the state, and how to go on. */
void cli_campaign_print_status(const struct campaign *campaign, const struct campaign_state *state,
                               FILE *stream);
int cli_campaign_print_status_json(const struct campaign *campaign,
                                   const struct campaign_state *state, FILE *stream);
/** Names runs that failed or differ, the first ten of them. */
void cli_campaign_print_bad(const struct campaign *campaign, const struct campaign_state *state,
                            FILE *stream);
/** The exit code for a state: 5 for bad runs, 6 for missing ones. */
int cli_campaign_exit(const struct campaign_state *state);
/** Writes the collected files, and says so on `stream`. */
int cli_campaign_collect(const struct campaign *campaign, const struct campaign_state *state,
                         FILE *stream);

#endif
