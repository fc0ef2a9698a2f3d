#include "tests/models/topology_file.h"

static const char table[] = "# by hand\n"
                            "from,a, b ,c\r\n"
                            "a,1,20,30.5\n"
                            "\n"
                            "b,22,0,4e1\n"
                            "c,33,44,0.002\n";

Test(topology_matrix, half_of_a_round_trip_is_the_way_there)
{
    struct topology topology;
    char *errors;
    cr_assert_eq(read_topology_text(topology_read_matrix, table, &topology, &errors), 0, "%s",
                 errors);
    cr_assert_eq(topology.region_count, 3);
    cr_expect_str_eq(topology.names[1], "b");
    cr_expect_eq(topology_latency(&topology, 0, 0), 500000);
    cr_expect_eq(topology_latency(&topology, 0, 2), 15250000);
    cr_expect_eq(topology_latency(&topology, 1, 0), 11000000);
    cr_expect_eq(topology_latency(&topology, 1, 2), 20000000);
    cr_expect_eq(topology_latency(&topology, 2, 2), 1000);
    cr_expect_float_eq(topology.share[2], 1.0 / 3, 1e-15);
    cr_expect_eq(topology_find_region(&topology, "c"), 2);
    cr_expect_eq(topology_find_region(&topology, "d"), 3);
    free(errors);
    topology_deinit(&topology);
}

Test(topology_matrix, shares_are_scaled)
{
    struct topology topology;
    char *errors;
    cr_assert_eq(read_topology_text(topology_read_matrix, "x,a,b\na,0,1\nb,1,0\nshare,1,3\n",
                                    &topology, &errors),
                 0, "%s", errors);
    cr_expect_eq(topology.share[0], 0.25);
    cr_expect_eq(topology.share[1], 0.75);
    free(errors);
    topology_deinit(&topology);
}

Test(topology_matrix, every_mistake_has_its_place)
{
    topology_reader *read = topology_read_matrix;
    expect_refused(read, "", "net:1:1: error: the file ends here; expected a row with the names");
    expect_refused(read, "from", "net:1:5: error: found one cell; expected the names");
    expect_refused(read, "x,a,,b\n", "net:1:5: error: found an empty cell");
    expect_refused(read, "x,a\n", "net:2:1: error: the file ends here; expected the row of \"a\"");
    expect_refused(read, "x,a\nb,1\n", "net:2:1: error: found \"b\"; expected the row of \"a\"");
    expect_refused(read, "x,a\na,1.5x\n",
                   "net:2:3: error: found \"1.5x\"; expected a round trip in milliseconds");
    expect_refused(read, "x,a\na,-1\n", "net:2:3: error: found \"-1\"");
    expect_refused(read, "x,a\na,nan\n", "net:2:3: error: found \"nan\"");
    expect_refused(read, "x,a\na,1e9\n", "net:2:3: error: found \"1e9\"");
    expect_refused(read, "x,a,b\na,1\n", "net:2:4: error: the row ends here");
    expect_refused(read, "x,a\na,1,2\n", "net:2:5: error: found one cell more");
    expect_refused(read, "x,a\na,1\nb,1\n", "net:3:1: error: found a row more");
    expect_refused(read, "x,a\na,1\nshare,0\n", "net:3:1: error: the shares sum to 0");
    expect_refused(read, "x,a\na,1\nshare,1\nz\n", "net:4:1: error: found a row behind");
}
