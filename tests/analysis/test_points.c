#include "analysis/points.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"

#define HEADER "run_id,index,point,replication,seed,"

struct campaign {
    struct analysis_table table;
    struct analysis_points points;
};

static void set_up(struct campaign *campaign, const char *text)
{
    cr_assert_eq(analysis_table_parse("results.csv", strdup(text), strlen(text), &campaign->table),
                 0);
    cr_assert_eq(analysis_points_init(&campaign->points, "results.csv", &campaign->table), 0);
}

static void tear_down(struct campaign *campaign)
{
    analysis_points_deinit(&campaign->points);
    analysis_table_deinit(&campaign->table);
}

/* Two points of three and two replications, of which one has no date. */
static const char text[] = HEADER "set.world.hubs,devices.patched,time_s,complete,name\n"
                                  "a,0,4,0,1,10,5,7.5,true,x\n"
                                  "b,1,2,0,1,20,9,,true,x\n"
                                  "c,2,4,1,2,10,6,8.5,false,x\n"
                                  "d,3,2,2,3,20,8,4,true,x\n"
                                  "e,4,4,2,3,10,4,,true,x\n";

Test(points, values)
{
    struct campaign campaign;
    const struct analysis_points *points = &campaign.points;
    double values[5];
    set_up(&campaign, text);
    cr_assert_eq(points->count, 2);
    cr_expect_eq(points->first_metric, 6);
    cr_expect_eq(analysis_points_first(points, 0)->point, 2);
    cr_expect_eq(analysis_points_find(points, 4), 1);
    cr_expect_eq(analysis_points_find(points, 3), 2);
    cr_expect_eq(analysis_points_runs(points, 1), 3);
    cr_assert_eq(analysis_points_values(points, 1, 6, values), 3);
    cr_expect(values[0] == 5 && values[1] == 6 && values[2] == 4);
    cr_assert_eq(analysis_points_values(points, 1, 7, values), 2);
    cr_expect(values[0] == 7.5 && values[1] == 8.5);
    cr_expect(analysis_points_varies(points, 5));
    cr_expect_not(analysis_points_varies(points, 9));
    tear_down(&campaign);
}

Test(points, kinds_of_metrics)
{
    struct campaign campaign;
    set_up(&campaign, text);
    cr_expect_eq(analysis_points_metric(&campaign.points, 6), ANALYSIS_METRIC_NUMBER);
    cr_expect_eq(analysis_points_metric(&campaign.points, 8), ANALYSIS_METRIC_YES_NO);
    cr_expect_eq(analysis_points_metric(&campaign.points, 9), ANALYSIS_METRIC_NONE);
    tear_down(&campaign);
}

/* Replications 0 and 2 stand at both points; 1 has no partner, and 0 no date at point 2. */
Test(points, differences_of_pairs)
{
    struct campaign campaign;
    double differences[3];
    set_up(&campaign, text);
    cr_assert_eq(analysis_points_differences(&campaign.points, 0, 1, 6, differences), 2);
    cr_expect(differences[0] == -4 && differences[1] == -4);
    cr_expect_eq(analysis_points_differences(&campaign.points, 0, 1, 7, differences), 0);
    cr_assert_eq(analysis_points_differences(&campaign.points, 1, 1, 7, differences), 2);
    cr_expect(differences[0] == 0 && differences[1] == 0);
    tear_down(&campaign);
}

static void expect_error(const char *csv, const char *message)
{
    struct analysis_table table;
    struct analysis_points points;
    cr_assert_eq(analysis_table_parse("r.csv", strdup(csv), strlen(csv), &table), 0);
    cr_expect_eq(analysis_points_init(&points, "r.csv", &table), BASE_E_SCENARIO);
    cr_expect_str_eq(base_fail_text(), message);
    analysis_table_deinit(&table);
}

Test(points, what_is_no_campaign)
{
    expect_error("a,b\n1,2\n", "r.csv:1: error: no results.csv of a campaign: column 1 is \"a\"; "
                               "expected \"run_id\"");
    expect_error("run_id\n1\n", "r.csv:1: error: no results.csv of a campaign: column 2 is \"the "
                                "end of the line\"; expected \"index\"");
    expect_error(HEADER "x\na,0,0,0,1,1\nb,1,-1,0,1,1\n",
                 "r.csv:3: error: \"-1\" is no point; expected a number from 0");
    expect_error(HEADER "x\na,0,0,1.5,1,1\n",
                 "r.csv:2: error: \"1.5\" is no replication; expected a number from 0");
}

Test(points, no_runs)
{
    struct campaign campaign;
    set_up(&campaign, HEADER "x\n");
    cr_expect_eq(campaign.points.count, 0);
    cr_expect_eq(analysis_points_metric(&campaign.points, 5), ANALYSIS_METRIC_NONE);
    tear_down(&campaign);
}

/* Two tables one behind the other, as of two machines that ran the same seeds. */
Test(points, a_run_counts_once)
{
    expect_error(HEADER "x\na,0,4,0,1,5\nb,1,4,1,2,5\nc,2,5,1,2,5\nb,1,4,1,2,5\n",
                 "r.csv:5: error: line 3 has replication 1 of point 4 already; a run that counts "
                 "twice would make all look surer than it is");
}
