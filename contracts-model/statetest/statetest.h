#ifndef CROWDPATCH_STATETEST_STATETEST_H
#define CROWDPATCH_STATETEST_STATETEST_H

#include <stddef.h>
#include <stdint.h>

/** State tests in the form that ethereum/execution-spec-tests publishes (JSON: pre-state,
 *  environment, transaction, and for every fork the post-state and the hash of the logs): how well
 *  the EVM agrees with the execution specification. */

enum statetest_outcome {
    STATETEST_PASS,
    STATETEST_FAIL,
    STATETEST_SKIP,
    STATETEST_OUTCOME_COUNT,
};

/** What one entry of a test's "post" came to. */
struct statetest_report {
    const char *path; /* of the file; in an archive, "archive.tar.gz: name" */
    const char *test; /* its name in the file */
    const char *fork; /* as the file has it: "Osaka"; "" when the whole test is skipped */
    size_t index;     /* among the fork's entries */
    enum statetest_outcome outcome;
    const char *why; /* the first difference, or why it is skipped (few texts); "" for a pass */
};

/** Runs every entry of every test of a file, in its order, or of all .json files of an archive
 * (.tar.gz, told by its first bytes), and calls visit after each; what a report points to lives
 * during the call. Everything is compared: which accounts there are, their balances, nonces, code
 * and storage, the logs, and whether the transaction is valid. Skipped are other kinds of test,
 * forks before istanbul, blob transactions and authorization lists, transactions of more gas than
 * most_gas, as nothing else bounds how long a test runs, and what fails after calling a precompile
 * that does not compute. Requires: crypto_init(). Returns 0, BASE_E_IO, BASE_E_SCENARIO
 * (no JSON, a broken test or archive; the text begins with the path), or BASE_E_NOMEM. */
int statetest_run_file(const char *path, uint64_t most_gas,
                       void (*visit)(void *context, const struct statetest_report *report),
                       void *context);
/** A file's tests from memory; `path` stands for the file in messages. */
int statetest_run_text(const char *path, const char *text, size_t len, uint64_t most_gas,
                       void (*visit)(void *context, const struct statetest_report *report),
                       void *context);

#endif
