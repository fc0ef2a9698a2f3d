#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <criterion/criterion.h>

#include "analysis/campaign/collect.h"
#include "analysis/campaign/record.h"
#include "analysis/campaign/shard.h"
#include "analysis/campaign/state.h"
#include "analysis/file.h"
#include "base/error.h"
#include "crypto/hash.h"

/* Six runs of two points: three replications, in two shards. */
static char directory[64];
static struct campaign campaign;
static const char *cells[2][2] = {{"1", "a,b"}, {"2", ""}};

static void make_campaign(const char *metric, uint64_t batch, uint64_t maximum)
{
    static struct campaign_column columns[2] = {{"world.hubs", "", "integer"},
                                                {"name", "", "string"}};
    static struct campaign_point points[2];
    static struct campaign_experiment experiment = {"experiment-1.json", "/there/e.json"};
    static struct campaign_run runs[6];
    static struct campaign_shard shards[2] = {{0, 4}, {4, 2}};
    char path[96];

    strcpy(directory, "/tmp/campaign-XXXXXX");
    cr_assert_not_null(mkdtemp(directory));
    snprintf(path, sizeof path, "%s/shards", directory);
    cr_assert_eq(mkdir(path, 0777), 0);
    cr_assert_eq(crypto_init(), 0);
    for (size_t i = 0; i < 2; i++)
        points[i] = (struct campaign_point){.sha256 = "00", .settings = NULL, .cells = cells[i]};
    for (size_t i = 0; i < 6; i++) {
        runs[i] = (struct campaign_run){
            .point = i % 2, .replication = i / 2, .seed = 1 + i / 2, .shard = i >= 4};
        snprintf(runs[i].id, sizeof runs[i].id, "%032zx", i + 1);
    }
    campaign_init(&campaign);
    campaign.directory = directory;
    campaign.name = "Two points";
    campaign.version = "1.2";
    campaign.target = (struct campaign_target){metric, 0.1, 0.95, batch, maximum};
    campaign.experiments = &experiment;
    campaign.experiment_count = 1;
    campaign.columns = columns;
    campaign.column_count = 2;
    campaign.points = points;
    campaign.point_count = 2;
    campaign.runs = runs;
    campaign.run_count = 6;
    campaign.shards = shards;
    campaign.shard_count = 2;
}

static void remove_campaign(void)
{
    char command[128];
    snprintf(command, sizeof command, "rm -rf '%s'", directory);
    cr_assert_eq(system(command), 0);
    campaign_deinit(&campaign);
}

/* Appends what run `index` gave. */
static void append(size_t index, const char *text, bool is_ok)
{
    struct campaign_record record = {.index = index, .is_ok = is_ok, .wall_s = 0.25};
    struct campaign_shard_file file;
    struct base_buffer line = {0};

    memcpy(record.id, campaign.runs[index].id, sizeof record.id);
    campaign_record_compose(&record, text, &line);
    cr_assert_eq(campaign_shard_open(&campaign, campaign.runs[index].shard, &file), 0);
    cr_assert_eq(campaign_shard_append(&file, (char *)line.data, line.len), 0);
    campaign_shard_close(&file);
    base_buffer_deinit(&line);
}

static struct campaign_state state_now(void)
{
    struct campaign_state state;
    cr_assert_eq(campaign_state_read(&campaign, CAMPAIGN_ALL_SHARDS, &state), 0);
    return state;
}

static char *file_text(const char *name)
{
    char *path = campaign_path(&campaign, name), *text;
    size_t len;
    cr_assert_eq(analysis_file_read(path, &text, &len), 0);
    free(path);
    return text;
}

Test(campaign, a_plan_is_read_as_it_was_written)
{
    struct campaign back;
    make_campaign("a.b", 2, 3);
    cr_assert_eq(campaign_write(&campaign, directory), 0);
    cr_assert_eq(campaign_read(directory, &back), 0);
    cr_expect_str_eq(back.name, "Two points");
    cr_expect_str_eq(back.target.metric, "a.b");
    cr_expect_eq(back.target.batch, 2);
    cr_expect_eq(back.run_count, 6);
    cr_expect_eq(back.runs[5].seed, 3);
    cr_expect_eq(back.runs[5].shard, 1);
    cr_expect_str_eq(back.runs[5].id, campaign.runs[5].id);
    cr_expect_str_eq(back.points[0].cells[1], "a,b");
    cr_expect_str_eq(back.experiments[0].path, "/there/e.json");
    campaign_deinit(&back);
    remove_campaign();
}

Test(campaign, a_design_is_read_as_it_was_written)
{
    static const char *axes[2] = {"world.hubs", "name"};
    static size_t choices[2] = {0, 3};
    static size_t points[6] = {0, 1, 1, 0, 0, 1};
    struct campaign back;
    make_campaign("", 10, 100);
    campaign.design = (struct campaign_design){"morris", axes, choices, 2, 2, 4, 9, points, 6};
    cr_assert_eq(campaign_write(&campaign, directory), 0);
    cr_assert_eq(campaign_read(directory, &back), 0);
    cr_expect_str_eq(back.design.kind, "morris");
    cr_assert_eq(back.design.axis_count, 2);
    cr_expect_str_eq(back.design.axes[1], "name");
    cr_expect_arr_eq(back.design.choices, choices, sizeof choices);
    cr_expect_eq(back.design.trajectories, 2);
    cr_expect_eq(back.design.levels, 4);
    cr_expect_eq(back.design.seed, 9);
    cr_assert_eq(back.design.row_count, 6);
    cr_expect_arr_eq(back.design.points, points, sizeof points);
    campaign_deinit(&back);

    points[5] = 2; /* there are two points */
    cr_assert_eq(campaign_write(&campaign, directory), 0);
    cr_expect_eq(campaign_read(directory, &back), BASE_E_SCENARIO);
    campaign_deinit(&back);
    remove_campaign();
}

Test(campaign, a_damaged_plan_is_refused)
{
    struct campaign back;
    char path[96];
    make_campaign("", 10, 100);
    cr_expect_eq(campaign_read(directory, &back), BASE_E_SCENARIO);
    campaign_deinit(&back);
    cr_assert_eq(campaign_write(&campaign, directory), 0);
    snprintf(path, sizeof path, "%s/runs.csv", directory);
    cr_assert_eq(truncate(path, 150), 0);
    cr_expect_eq(campaign_read(directory, &back), BASE_E_SCENARIO);
    campaign_deinit(&back);
    snprintf(path, sizeof path, "%s/plan.json", directory);
    cr_assert_eq(truncate(path, 30), 0);
    cr_expect_eq(campaign_read(directory, &back), BASE_E_SCENARIO);
    cr_expect_not_null(strstr(base_fail_text(), "/plan.json:2:28: error: "), "%s",
                       base_fail_text());
    campaign_deinit(&back);
    remove_campaign();
}

Test(campaign, cut_changed_and_foreign_lines_are_no_runs)
{
    char path[96];
    make_campaign("", 10, 100);
    append(0, "{\"x\": 1}", true);
    append(1, "{\"x\": 2}", true);
    snprintf(path, sizeof path, "%s/shards/0000.jsonl", directory);
    struct stat status;
    cr_assert_eq(stat(path, &status), 0);
    cr_assert_eq(truncate(path, status.st_size - 5), 0);
    append(2, "{\"x\": 3}", true); /* on a line of its own, behind what was cut */
    FILE *file = fopen(path, "r+");
    cr_assert_eq(fseek(file, 100, SEEK_SET), 0);
    fputc('!', file);
    fclose(file);
    file = fopen(path, "a");
    fputs("hello\n", file);
    fclose(file);
    struct campaign_state state = state_now();
    cr_expect_eq(state.done, 1);
    cr_expect_eq(state.runs[2].state, CAMPAIGN_RUN_DONE);
    cr_expect_eq(state.missing, 5);
    cr_expect_eq(state.invalid_lines, 3);
    cr_expect_not(campaign_state_complete(&state));
    campaign_state_deinit(&state);
    remove_campaign();
}

Test(campaign, a_failure_is_kept_until_the_run_is_done)
{
    make_campaign("", 10, 100);
    append(3, "it said \"no\"\n", false);
    struct campaign_state state = state_now();
    cr_expect_eq(state.failed, 1);
    cr_expect_str_eq(state.runs[3].error, "it said \"no\"\n");
    campaign_state_deinit(&state);
    append(3, "{\"x\": 1}", true);
    append(3, "no", false);
    state = state_now();
    cr_expect_eq(state.failed, 0);
    cr_expect_eq(state.done, 1);
    campaign_state_deinit(&state);
    remove_campaign();
}

Test(campaign, two_results_of_one_run_are_bad_when_they_differ)
{
    make_campaign("", 10, 100);
    append(0, "{\"x\": 1}", true);
    append(0, "{\"x\": 1}", true);
    append(1, "{\"x\": 1}", true);
    append(1, "{\"x\": 2}", true);
    struct campaign_state state = state_now();
    cr_expect_eq(state.done, 1);
    cr_expect_eq(state.unequal, 1);
    cr_expect_eq(state.runs[1].state, CAMPAIGN_RUN_UNEQUAL);
    campaign_state_deinit(&state);
    remove_campaign();
}

Test(campaign, a_shard_has_one_writer)
{
    struct campaign_shard_file one, two;
    make_campaign("", 10, 100);
    cr_assert_eq(campaign_shard_open(&campaign, 0, &one), 0);
    cr_expect_eq(campaign_shard_open(&campaign, 0, &two), BASE_E_IO);
    campaign_shard_close(&one);
    cr_expect_eq(campaign_shard_open(&campaign, 0, &two), 0);
    campaign_shard_close(&two);
    remove_campaign();
}

Test(campaign, batches_are_wanted_one_after_the_other)
{
    make_campaign("x", 2, 3);
    struct campaign_state state = state_now();
    cr_expect_eq(state.wanted, 4); /* a batch of two at each point */
    cr_expect_eq(state.undecided, 2);
    campaign_state_deinit(&state);
    /* Point 0 knows its mean at once; point 1 does not. */
    append(0, "{\"x\": 10}", true);
    append(2, "{\"x\": 10.0}", true);
    append(1, "{\"x\": 10}", true);
    append(3, "{\"x\": 20}", true);
    state = state_now();
    cr_expect_eq(state.wanted, 5);
    cr_expect_eq(state.undecided, 0); /* three is the maximum */
    cr_expect(state.runs[5].is_wanted);
    cr_expect_not(state.runs[4].is_wanted);
    cr_expect_not(campaign_state_complete(&state));
    campaign_state_deinit(&state);
    /* What nobody wants is not counted. */
    append(4, "{\"x\": 11}", true);
    append(5, "{\"x\": 30}", true);
    state = state_now();
    cr_expect_eq(state.done, 5);
    cr_expect(campaign_state_complete(&state));
    campaign_state_deinit(&state);
    remove_campaign();
}

/* Two runs that both say yes have no spread, and are no proof that all do. */
Test(campaign, a_share_is_known_by_its_own_interval)
{
    make_campaign("x", 2, 3);
    append(0, "{\"x\": true}", true);
    append(2, "{\"x\": true}", true);
    append(1, "{\"x\": 10}", true);
    append(3, "{\"x\": 10}", true);
    struct campaign_state state = state_now();
    cr_expect_eq(state.wanted, 5);
    cr_expect(state.runs[4].is_wanted); /* the third of point 0 */
    campaign_state_deinit(&state);
    /* By Clopper and Pearson it is from 0.158 on. */
    campaign.target.relative_half_width = 0.85;
    state = state_now();
    cr_expect_eq(state.wanted, 4);
    cr_expect(campaign_state_complete(&state));
    campaign_state_deinit(&state);
    remove_campaign();
}

/* A replication is below the number of its point's runs, however large it is in the file. */
Test(campaign, replications_that_are_none_are_refused)
{
    static const uint64_t wrong[] = {3, UINT64_MAX, UINT64_MAX - 2};

    make_campaign("x", 2, 3);
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        struct campaign_state state;
        campaign.runs[5].replication = wrong[i]; /* of point 1, whose runs stand behind three */
        cr_expect_eq(campaign_state_read(&campaign, CAMPAIGN_ALL_SHARDS, &state), BASE_E_SCENARIO);
        campaign_state_deinit(&state);
    }
    remove_campaign();
}

Test(campaign, results_are_a_row_a_run_whatever_the_order)
{
    size_t rows;
    make_campaign("", 10, 100);
    append(5, "{\"y\": null, \"b_wei\": \"123456789012345678901\"}", true);
    append(0,
           "{\n  \"format_version\": 1,\n  \"seed\": 1,\n  \"name\": \"n\",\n  \"done\": true,\n  "
           "\"a\": {\"time_s\": 0.1, \"n\": 7, \"empty\": null}\n}",
           true);
    append(2, "{\"done\": false, \"a\": {\"time_s\": 2, \"n\": 8}}", true);
    struct campaign_state state = state_now();
    cr_assert_eq(campaign_collect(&campaign, &state, &rows), 0);
    cr_expect_eq(rows, 3);
    char *text = file_text("results.csv");
    cr_expect_str_eq(text,
                     "run_id,index,point,replication,seed,set.world.hubs,set.name,done,a.time_s,"
                     "a.n,b_wei\n"
                     "00000000000000000000000000000001,0,0,0,1,1,\"a,b\",true,0.1,7,\n"
                     "00000000000000000000000000000003,2,0,1,2,1,\"a,b\",false,2,8,\n"
                     "00000000000000000000000000000006,5,1,2,3,2,,,,,123456789012345678901\n");
    free(text);
    text = file_text("datapackage.json");
    cr_expect_not_null(strstr(text, "\"name\": \"two-points\""));
    cr_expect_not_null(strstr(text, "\"name\": \"a.time_s\",\n            \"type\": \"number\",\n"
                                    "            \"unit\": \"s\",\n            \"role\": "
                                    "\"metric\""));
    free(text);
    text = file_text("ro-crate-metadata.json");
    cr_expect_not_null(strstr(text, "\"softwareVersion\": \"1.2\""));
    cr_expect_not_null(strstr(text, "experiment-1.json"));
    cr_expect_null(strstr(text, "/there"));
    free(text);
    campaign_state_deinit(&state);
    remove_campaign();
}
