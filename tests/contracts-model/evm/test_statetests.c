#include <fts.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <criterion/criterion.h>

#include "crypto/hash.h"
#include "statetest.h"

/** Conformance with the execution specification: state tests of ethereum/execution-spec-tests,
 *  v5.4.0, in ../shared/conformance, or where CROWDPATCH_STATETESTS says. */

static const struct {
    const char *name;
    enum evm_fork fork;
} forks[] = {
    {"Istanbul", EVM_FORK_ISTANBUL}, {"Berlin", EVM_FORK_BERLIN},
    {"London", EVM_FORK_LONDON},     {"Paris", EVM_FORK_LONDON}, /* as far as the EVM can see */
    {"Shanghai", EVM_FORK_SHANGHAI}, {"Cancun", EVM_FORK_CANCUN},
    {"Prague", EVM_FORK_PRAGUE},     {"Osaka", EVM_FORK_OSAKA},
};
enum { FORK_COUNT = sizeof(forks) / sizeof(forks[0]) };

struct tally {
    unsigned passed;
    unsigned failed;
    unsigned skipped;
    unsigned in_gap; /* call a precompile that is not there */
};

static void run_entry(const char *path, const char *name, const json_t *test, const json_t *post,
                      size_t fork, struct tally *tally)
{
    char why[256];

    switch (statetest_run(test, post, forks[fork].fork, why)) {
    case STATETEST_PASS:
        tally->passed++;
        break;
    case STATETEST_GAP:
        tally->in_gap++;
        break;
    case STATETEST_SKIP:
        tally->skipped++;
        break;
    case STATETEST_FAIL:
        tally->failed++;
        fprintf(stderr, "%s: %s: %s: %s\n", path, name, forks[fork].name, why);
        break;
    }
}

static void run_file(const char *path, struct tally tallies[FORK_COUNT])
{
    json_t *file = json_load_file(path, 0, NULL), *test, *post;
    const char *name;
    size_t i;

    cr_assert_not_null(file, "%s", path);
    json_object_foreach(file, name, test)
    {
        for (size_t fork = 0; fork < FORK_COUNT; fork++) {
            json_t *posts = json_object_get(json_object_get(test, "post"), forks[fork].name);
            json_array_foreach(posts, i, post)
            {
                run_entry(path, name, test, post, fork, &tallies[fork]);
            }
        }
    }
    json_decref(file);
}

static int by_name(const FTSENT **a, const FTSENT **b)
{
    return strcmp((*a)->fts_name, (*b)->fts_name);
}

static void run_folder(const char *folder, struct tally tallies[FORK_COUNT])
{
    char *roots[] = {(char *)folder, NULL};
    FTS *tree = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, by_name);
    FTSENT *entry;

    cr_assert_not_null(tree);
    while ((entry = fts_read(tree))) {
        if (entry->fts_info == FTS_F && entry->fts_namelen > 5 &&
            strcmp(entry->fts_name + entry->fts_namelen - 5, ".json") == 0) {
            run_file(entry->fts_path, tallies);
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

Test(statetests, agree_with_the_execution_specification, .timeout = 600)
{
    char folder[] = "/tmp/crowdpatch-statetests-XXXXXX";
    struct tally tallies[FORK_COUNT] = {0};
    const char *archive = getenv("CROWDPATCH_STATETESTS");
    unsigned failed = 0, passed = 0;

    cr_assert_not_null(archive, "CROWDPATCH_STATETESTS names no archive");
    cr_assert_eq(crypto_init(), 0);
    cr_assert_not_null(mkdtemp(folder));
    int extracted = shell("tar -xzf '%s' -C '%s'", archive, folder);
    if (extracted == 0) {
        run_folder(folder, tallies);
    }
    shell("rm -rf '%s'%s", folder, "");
    cr_assert_eq(extracted, 0);

    for (size_t i = 0; i < FORK_COUNT; i++) {
        printf("%-9s passed %5u  failed %3u  without their precompile %3u  skipped %3u\n",
               forks[i].name, tallies[i].passed, tallies[i].failed, tallies[i].in_gap,
               tallies[i].skipped);
        failed += tallies[i].failed;
        passed += tallies[i].passed;
    }
    cr_expect_eq(failed, 0);
    /* Fewer would mean that tests slipped into one of the other columns. */
    cr_expect_geq(passed, 6600U);
}
