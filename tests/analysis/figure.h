#ifndef CROWDPATCH_TESTS_ANALYSIS_FIGURE_H
#define CROWDPATCH_TESTS_ANALYSIS_FIGURE_H

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/figure/figure.h"
#include "base/error.h"

/** A campaign of four points and three replications: what is sent is 1.1 a device from a server,
 * and a tenth of it from a CDN, to within the replication's number. */
static const char figure_results[] =
    "run_id,index,point,replication,seed,set.system,set.world.devices,sent,dev,series.0s.patched,"
    "series.3600s.patched\n"
    "a,0,0,0,1,server,10,11,10,0,5\n"
    "b,1,1,0,1,server,100,110,100,0,50\n"
    "c,2,2,0,1,cdn,10,1.1,10,0,5\n"
    "d,3,3,0,1,cdn,100,11,100,0,50\n"
    "e,4,0,1,2,server,10,12,10,0,6\n"
    "f,5,1,1,2,server,100,120,100,0,60\n"
    "g,6,2,1,2,cdn,10,1.2,10,0,6\n"
    "h,7,3,1,2,cdn,100,12,100,0,60\n"
    "i,8,0,2,3,server,10,13,10,0,7\n"
    "j,9,1,2,3,server,100,130,100,0,70\n"
    "k,10,2,2,3,cdn,10,1.3,10,0,7\n"
    "l,11,3,2,3,cdn,100,,100,0,70\n";

struct figure_case {
    struct analysis_table table;
    struct analysis_points points;
};

__attribute__((unused)) static void figure_test_set_up(struct figure_case *test)
{
    cr_assert_eq(analysis_table_parse("results.csv", strdup(figure_results), strlen(figure_results),
                                      &test->table),
                 0);
    cr_assert_eq(analysis_points_init(&test->points, "results.csv", &test->table), 0);
}

__attribute__((unused)) static void figure_test_tear_down(struct figure_case *test)
{
    analysis_points_deinit(&test->points);
    analysis_table_deinit(&test->table);
}

/** A figure's file with these panels and claims; apostrophes stand for quotes. */
__attribute__((unused)) static int figure_test_spec(const char *panels, const char *claims,
                                                    bool is_quick, struct figure_spec *ret_spec)
{
    char text[4000];
    int len = snprintf(text, sizeof text,
                       "{'title': 't', 'experiments': [{'file': 'e.json', 'quick': {'seed': 2}}], "
                       "'panels': [%s], 'claims': [%s]}",
                       panels, claims);
    for (char *c = text; *c; c++)
        if (*c == '\'')
            *c = '"';
    return figure_spec_parse("f.json", text, (size_t)len, is_quick, ret_spec);
}

#define FIGURE_PANEL                                                                               \
    "{'x': {'value': 'set.world.devices', 'label': 'devices', 'scale': 'log'}, 'y': {'value': "    \
    "'sent', 'label': 'sent_kB'}, 'series': [{'label': 'server', 'where': {'system': 'server'}}, " \
    "{'label': 'CDN', 'where': {'system': 'cdn'}, 'style': 4}]}"
#define FIGURE_CLAIM "{'id': 'c', 'says': 's', 'value': 'sent', 'is': 'above', 'target': 1}"

#endif
