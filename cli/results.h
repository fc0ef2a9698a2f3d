#ifndef CROWDPATCH_CLI_RESULTS_H
#define CROWDPATCH_CLI_RESULTS_H

#include <stdbool.h>

#include "analysis/points.h"
#include "analysis/summary.h"
#include "base/bytes.h"
#include "scenarios/json_writer.h"

/** A campaign's results.csv, as the commands that read it have it. */
struct cli_results {
    char *path; /* of the file */
    struct analysis_table table;
    struct analysis_points points;
};

enum cli_results_format { CLI_RESULTS_TEXT, CLI_RESULTS_CSV, CLI_RESULTS_JSON };

/** What is asked of one campaign. */
struct cli_results_request {
    const char *path;     /* NULL: not named yet */
    const char **metrics; /* words of cli_results_choose(): room for all of argv */
    size_t metric_count;
    double confidence;
    enum cli_results_format format;
};
/** An argument: the campaign, --csv, --json, --metric or --confidence. Prints one line and returns
 * 1 when it is wrong. */
int cli_results_take(const char *command, const char *name, const char *value,
                     struct cli_results_request *request);

/** Whether a path is a directory or ends by ".csv", and so is no scenario. */
bool cli_results_is_campaign(const char *path);

/** path: a campaign's directory, or the file itself. Returns 0, or an error with its text. */
int cli_results_open(const char *path, struct cli_results *ret_results);
void cli_results_close(struct cli_results *results);
/** Says in a line when the campaign in the directory `path` has more runs than the table: those
 *  that take long are missing first. */
void cli_results_tell_missing(const struct cli_results *results, const char *command,
                              const char *path);

/** Marks in chosen[column_count] the metrics that a word names: one column, or with a star at its
 *  end all that begin so. Prints one line and returns false when there is none. */
bool cli_results_choose(const struct cli_results *results, const char *command, const char *word,
                        bool chosen[]);
/** Marks those that most questions are about, as far as they are there. */
void cli_results_choose_usual(const struct cli_results *results, bool chosen[]);

/** "point 3  world.hubs=20 network.topology=aws_p50": what the sweep sets differently from point to
 *  point. */
void cli_results_label(const struct cli_results *results, size_t index,
                       struct base_buffer *ret_text);

/** "0.95" and the like, the value of `option`. Prints one line and returns false when it is no
 * share between 0 and 1. */
bool cli_results_share(const char *command, const char *option, const char *text,
                       double *ret_share);
/** "t" or "bca". */
bool cli_results_method(const char *command, const char *text, enum analysis_method *ret_method);

/** Whether the column is of a parameter that the sweep sets. */
bool cli_results_is_set(const struct cli_results *results, size_t column);

/** A number that is not finite is null. */
void cli_results_write_number(struct scenario_json_writer *writer, const char *key, double value);
/** {"value", "low", "high"}; null for NULL. */
void cli_results_write_interval(struct scenario_json_writer *writer, const char *key,
                                const struct analysis_interval *interval);

#endif
