#include <stdio.h>
#include <stdlib.h>

#include <criterion/criterion.h>

#include "base/error.h"
#include "contracts-model/statetest/statetest.h"
#include "crypto/hash.h"

/** Conformance with the execution specification: state tests of ethereum/execution-spec-tests,
 *  v5.4.0, in ../shared/conformance, or where CROWDPATCH_STATETESTS says. */

struct tally {
    unsigned counts[STATETEST_OUTCOME_COUNT];
};

static void visit(void *context, const struct statetest_report *report)
{
    struct tally *tally = context;

    tally->counts[report->outcome]++;
    if (report->outcome == STATETEST_FAIL) {
        fprintf(stderr, "%s: %s: %s[%zu]: %s\n", report->path, report->test, report->fork,
                report->index, report->why);
    }
}

Test(conformance, with_the_execution_specification)
{
    struct tally tally = {0};
    const char *archive = getenv("CROWDPATCH_STATETESTS");

    cr_assert_not_null(archive, "CROWDPATCH_STATETESTS names no archive");
    cr_assert_eq(crypto_init(), 0);
    cr_assert_eq(statetest_run_file(archive, UINT64_MAX, visit, &tally), 0, "%s", base_fail_text());

    printf("%u passed, %u failed, %u skipped\n", tally.counts[STATETEST_PASS],
           tally.counts[STATETEST_FAIL], tally.counts[STATETEST_SKIP]);
    cr_expect_eq(tally.counts[STATETEST_FAIL], 0U);
    /* Fewer would mean that tests slipped into another column. */
    cr_expect_geq(tally.counts[STATETEST_PASS], 7969U);
}
