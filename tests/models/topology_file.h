#ifndef CROWDPATCH_TESTS_MODELS_TOPOLOGY_FILE_H
#define CROWDPATCH_TESTS_MODELS_TOPOLOGY_FILE_H

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "models/shared/topology_private.h"

typedef int topology_reader(struct topology *topology, const struct scenario_text *text,
                            struct scenario_report *report);

/** Reads a text as the file "net"; the caller releases the topology. Returns what the reader does;
 *  *ret_errors (freed by the caller) is the report as it is printed, "" when there is none. */
__attribute__((unused)) static int read_topology_text(topology_reader *read, const char *data,
                                                      struct topology *ret_topology,
                                                      char **ret_errors)
{
    struct scenario_report *report;
    size_t len;
    char *copy = strdup(data);
    const struct scenario_text text = {
        .name = (char *)"net", .original = copy, .plain = copy, .len = strlen(copy)};
    *ret_topology = (struct topology){0};
    cr_assert_eq(scenario_report_new(&report), 0);
    int r = read(ret_topology, &text, report);
    cr_assert_eq(scenario_report_count(report), r == BASE_E_SCENARIO);
    FILE *stream = open_memstream(ret_errors, &len);
    scenario_report_print(report, stream);
    fclose(stream);
    scenario_report_free(report);
    free(copy);
    return r;
}

/** The text is refused with one line that begins as `start` says. */
__attribute__((unused)) static void expect_refused(topology_reader *read, const char *data,
                                                   const char *start)
{
    struct topology topology;
    char *errors;
    cr_expect_eq(read_topology_text(read, data, &topology, &errors), BASE_E_SCENARIO, "%s", data);
    cr_expect_eq(strncmp(errors, start, strlen(start)), 0, "%s\nis not\n%s", errors, start);
    free(errors);
    topology_deinit(&topology);
}

#endif
