#ifndef CROWDPATCH_SCENARIOS_SCENARIO_H
#define CROWDPATCH_SCENARIOS_SCENARIO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "crypto/hash.h"
#include "scenarios/param.h"

/** A scenario: the values of every section, read from a file, `--set` options and defaults. */
struct scenario;

/** What was found wrong, in the order of the file. */
struct scenario_report;

int scenario_report_new(struct scenario_report **ret_report);
void scenario_report_free(struct scenario_report *report);
size_t scenario_report_count(const struct scenario_report *report);
/** Prints each as `file:12:7: error: unknown key "rewrad"; did you mean "reward"?`, with the line
 * of the file and a caret below it; for an option, `--set chain.fork=oska: error: ...`. */
void scenario_report_print(const struct scenario_report *report, FILE *stream);

/** Reads a file: JSON with // and block comments, all errors at once.
 *  set_options[set_count]: "a.b=c", applied over the file; the value is JSON, or text without
 * quotes. Returns 0; BASE_E_SCENARIO with the report filled (unreadable and missing files too); or
 *  BASE_E_NOMEM, or BASE_E_SIM when crypto_init() fails, which is called here. */
int scenario_load(const struct scenario_catalogue *catalogue, const char *path,
                  const char *const set_options[], size_t set_count, struct scenario_report *report,
                  struct scenario **ret_scenario);
/** The same from memory; `name` stands for the file in messages. */
int scenario_load_text(const struct scenario_catalogue *catalogue, const char *name,
                       const char *text, size_t len, const char *const set_options[],
                       size_t set_count, struct scenario_report *report,
                       struct scenario **ret_scenario);
void scenario_free(struct scenario *scenario);

/** The filled struct of a section: "chain"; "" for the keys at the top. A section of another system
 *  holds its defaults. Asserts that the catalogue has it. */
const void *scenario_section_values(const struct scenario *scenario, const char *section);

/** The file that it was read from, as it was named. */
const char *scenario_file(const struct scenario *scenario);

/** True when the file or an option holds "section.key" ("key" at the top), and it is no default.
 *  Asserts that the catalogue has it. */
bool scenario_is_set(const struct scenario *scenario, const char *key);

/** Reports that the value of "section.key" ("key" at the top; "section" for one as a whole) does
 * not go with the others, at its place in the file (or at the option, or at the file's name when it
 * is a default). For checks across parameters. */
void scenario_report_error(struct scenario_report *report, const struct scenario *scenario,
                           const char *key, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/** SHA-256 of scenario_resolved_json(): equal for two files that mean the same. */
crypto_digest scenario_hash(const struct scenario *scenario);
/** All values, defaults included, as one JSON text in the catalogue's order and each in one
 *  canonical form, without sections of other systems; the caller frees.
 *  Loading it again gives the same text. NULL: no memory. */
char *scenario_resolved_json(const struct scenario *scenario);

#endif
