#include <fts.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <criterion/criterion.h>

#include "base/error.h"
#include "contracts-model/statetest/statetest.h"
#include "crypto/hash.h"

/** Conformance with the execution specification: state tests of ethereum/execution-spec-tests,
 *  v5.4.0, in ../shared/conformance, or where CROWDPATCH_STATETESTS says. */

struct tally {
    const char *path;
    unsigned counts[STATETEST_OUTCOME_COUNT];
};

static void visit(void *context, const struct statetest_report *report)
{
    struct tally *tally = context;

    tally->counts[report->outcome]++;
    if (report->outcome == STATETEST_FAIL) {
        fprintf(stderr, "%s: %s: %s[%zu]: %s\n", tally->path, report->test, report->fork,
                report->index, report->why);
    }
}

static int by_name(const FTSENT **a, const FTSENT **b)
{
    return strcmp((*a)->fts_name, (*b)->fts_name);
}

static void run_folder(const char *folder, struct tally *tally)
{
    char *roots[] = {(char *)folder, NULL};
    FTS *tree = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, by_name);
    FTSENT *entry;

    cr_assert_not_null(tree);
    while ((entry = fts_read(tree))) {
        if (entry->fts_info == FTS_F && entry->fts_namelen > 5 &&
            strcmp(entry->fts_name + entry->fts_namelen - 5, ".json") == 0) {
            tally->path = entry->fts_path;
            cr_assert_eq(statetest_run_file(entry->fts_path, visit, tally), 0, "%s",
                         base_fail_text());
        }
    }
    fts_close(tree);
}

static int shell(const char *format, const char *a, const char *b)
{
    char command[1024];

    snprintf(command, sizeof(command), format, a, b);
    return system(command);
}

Test(conformance, with_the_execution_specification, .timeout = 600)
{
    char folder[] = "/tmp/crowdpatch-statetests-XXXXXX";
    struct tally tally = {0};
    const char *archive = getenv("CROWDPATCH_STATETESTS");

    cr_assert_not_null(archive, "CROWDPATCH_STATETESTS names no archive");
    cr_assert_eq(crypto_init(), 0);
    cr_assert_not_null(mkdtemp(folder));
    int extracted = shell("tar -xzf '%s' -C '%s'", archive, folder);
    if (extracted == 0) {
        run_folder(folder, &tally);
    }
    shell("rm -rf '%s'%s", folder, "");
    cr_assert_eq(extracted, 0);

    printf("%u passed, %u failed, %u skipped\n", tally.counts[STATETEST_PASS],
           tally.counts[STATETEST_FAIL], tally.counts[STATETEST_SKIP]);
    cr_expect_eq(tally.counts[STATETEST_FAIL], 0U);
    /* Fewer would mean that tests slipped into another column. */
    cr_expect_geq(tally.counts[STATETEST_PASS], 7969U);
}
