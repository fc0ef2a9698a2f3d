#include <errno.h>
#include <fts.h>
#include <stdio.h>
#include <string.h>

#include "base/bytes.h"
#include "base/error.h"
#include "cli/command.h"
#include "cli/evm.h"
#include "contracts-model/statetest/statetest.h"

enum { REASONS_MAX = 16, FORKS_MAX = 32 };

/** How often each thing was met, in the order of the first time. */
struct tally {
    uint64_t most_gas; /* of a transaction that is run */
    unsigned long counts[STATETEST_OUTCOME_COUNT];
    struct {
        char name[32];
        unsigned long counts[STATETEST_OUTCOME_COUNT];
    } forks[FORKS_MAX];
    size_t fork_count;
    struct {
        char text[64];
        unsigned long count;
    } reasons[REASONS_MAX];
    size_t reason_count;
};

/* Names beyond the tables' sizes are counted in the last row. */

static void count_fork(struct tally *tally, const char *name, enum statetest_outcome outcome)
{
    size_t i = 0;

    while (i < tally->fork_count && strcmp(tally->forks[i].name, name) != 0)
        i++;
    if (i == FORKS_MAX)
        i--;
    if (i == tally->fork_count) {
        snprintf(tally->forks[i].name, sizeof(tally->forks[i].name), "%s", name);
        tally->fork_count++;
    }
    tally->forks[i].counts[outcome]++;
}

static void count_reason(struct tally *tally, const char *text)
{
    size_t i = 0;

    while (i < tally->reason_count && strcmp(tally->reasons[i].text, text) != 0)
        i++;
    if (i == REASONS_MAX)
        i--;
    if (i == tally->reason_count) {
        snprintf(tally->reasons[i].text, sizeof(tally->reasons[i].text), "%s", text);
        tally->reason_count++;
    }
    tally->reasons[i].count++;
}

/** One line; the names are the file's. */
static void print_failure(const struct statetest_report *report)
{
    struct base_buffer line = {0};

    base_buffer_printf(&line, "%s: %s: %s[%zu]: %s", report->path, report->test, report->fork,
                       report->index, report->why);
    base_buffer_append_u8(&line, 0);
    if (!base_buffer_failed(&line)) {
        base_text_disarm((char *)line.data);
        puts((char *)line.data);
    }
    base_buffer_deinit(&line);
}

static void visit(void *context, const struct statetest_report *report)
{
    struct tally *tally = context;

    tally->counts[report->outcome]++;
    count_fork(tally, report->fork[0] != '\0' ? report->fork : "(none)", report->outcome);
    if (report->outcome == STATETEST_SKIP)
        count_reason(tally, report->why);
    if (report->outcome == STATETEST_FAIL)
        print_failure(report);
}

static int by_name(const FTSENT **a, const FTSENT **b)
{
    return strcmp((*a)->fts_name, (*b)->fts_name);
}

static bool ends_with(const FTSENT *entry, const char *end)
{
    size_t len = strlen(end);

    return entry->fts_namelen > len && strcmp(entry->fts_name + entry->fts_namelen - len, end) == 0;
}

/** A file is run whatever its name; in a directory the .json and .tar.gz files are. */
static int run_file(struct tally *tally, const FTSENT *entry)
{
    bool is_named = entry->fts_level == 0;

    if (!is_named && !ends_with(entry, ".json") && !ends_with(entry, ".tar.gz"))
        return 0;
    return statetest_run_file(entry->fts_path, tally->most_gas, visit, tally);
}

static int run_tree(struct tally *tally, FTS *tree)
{
    FTSENT *entry;
    int r = 0;

    errno = 0;
    while (r == 0 && (entry = fts_read(tree)) != NULL) {
        if (entry->fts_info == FTS_F)
            r = run_file(tally, entry);
        else if (entry->fts_info == FTS_NS || entry->fts_info == FTS_DNR ||
                 entry->fts_info == FTS_ERR)
            r = base_fail(BASE_E_IO, "%s: %s", entry->fts_path, strerror(entry->fts_errno));
        errno = 0;
    }
    if (r == 0 && errno != 0)
        r = base_fail(BASE_E_IO, "%s", strerror(errno));
    return r;
}

static void print_tally(struct tally *tally)
{
    for (size_t i = 0; i < tally->fork_count; i++) {
        base_text_disarm(tally->forks[i].name);
        printf("%-18s %6lu passed, %6lu failed, %6lu skipped\n", tally->forks[i].name,
               tally->forks[i].counts[STATETEST_PASS], tally->forks[i].counts[STATETEST_FAIL],
               tally->forks[i].counts[STATETEST_SKIP]);
    }
    for (size_t i = 0; i < tally->reason_count; i++)
        printf("skipped %lu: %s\n", tally->reasons[i].count, tally->reasons[i].text);
    printf("%lu passed, %lu failed, %lu skipped\n", tally->counts[STATETEST_PASS],
           tally->counts[STATETEST_FAIL], tally->counts[STATETEST_SKIP]);
}

int cli_evm_statetest(char *const paths[], size_t count, uint64_t most_gas)
{
    struct tally tally = {.most_gas = most_gas};
    FTS *tree = fts_open(paths, FTS_LOGICAL | FTS_NOCHDIR, by_name);
    int r = tree != NULL ? run_tree(&tally, tree) : base_fail(BASE_E_IO, "%s", strerror(errno));

    if (tree != NULL)
        fts_close(tree);
    if (r < 0)
        return cli_end("evm statetest", r);
    if (tally.counts[STATETEST_PASS] + tally.counts[STATETEST_FAIL] +
            tally.counts[STATETEST_SKIP] ==
        0) {
        fprintf(stderr, "crowdpatch evm statetest: no state tests in %s%s\n", paths[0],
                count > 1 ? " and the others" : "");
        return CLI_EXIT_SCENARIO;
    }
    print_tally(&tally);
    return tally.counts[STATETEST_FAIL] > 0 ? CLI_EXIT_TOLERANCE : CLI_EXIT_OK;
}
