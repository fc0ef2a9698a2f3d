#include <math.h>

#include "tests/models/topology_file.h"

static const struct config_network network = {.fibre_km_per_ms = 204, .path_stretch = 1.5};

static int read_gml(struct topology *topology, const struct scenario_text *text,
                    struct scenario_report *report)
{
    return topology_read_gml(topology, text, &network, report);
}

/* A quarter of the equator, 10007.557 km: 73.585 ms; c has no place and stands at b's. */
static const char triangle[] =
    "# by hand\n"
    "Creator \"x\" graph [ directed 0\n"
    " node [ id 7 label \"a\" latitude 0 longitude -45.0 ]\n"
    " node [ id -1 label \"b\" Latitude 0 Longitude 45 extra [ id 9 ] ]\n"
    " node [ id 3 label \"c\" ]\n"
    " edge [ source 7 target -1 ] edge [ source 3 target -1 ] ]\n";

Test(topology_gml, ways_are_the_shortest_along_links)
{
    struct topology topology;
    char *errors;
    cr_assert_eq(read_topology_text(read_gml, triangle, &topology, &errors), 0, "%s", errors);
    cr_assert_eq(topology.region_count, 3);
    cr_expect_str_eq(topology.names[1], "b");
    sim_time quarter = llround(6371.0088 * M_PI / 2 * 1.5 / 204 * 1e6);
    cr_expect_eq(topology_latency(&topology, 0, 1), quarter);
    cr_expect_eq(topology_latency(&topology, 1, 0), quarter);
    cr_expect_eq(topology_latency(&topology, 0, 2), quarter);
    cr_expect_eq(topology_latency(&topology, 1, 2), 0);
    cr_expect_eq(topology_latency(&topology, 2, 2), 0);
    free(errors);
    topology_deinit(&topology);
}

Test(topology_gml, every_mistake_has_its_place)
{
    expect_refused(read_gml, "", "net:1:1: error: found 0 nodes; expected 1 to 1024");
    expect_refused(read_gml, "graph [", "net:1:8: error: the file ends here; expected a key or");
    expect_refused(read_gml, "graph 1 2", "net:1:9: error: found \"2\"; expected a key");
    expect_refused(read_gml, "graph ]", "net:1:7: error: found \"]\"; expected a number, a text");
    expect_refused(read_gml, "graph [ a \"b ]", "net:1:11: error: found");
    expect_refused(read_gml, "graph [ node [ id 1.5 ] ]", "net:1:19: error: found \"1.5\"; expec");
    expect_refused(read_gml, "graph [ node [ latitude 91 ] ]",
                   "net:1:25: error: found \"91\"; expected a number of degrees");
    expect_refused(read_gml, "graph [ node [ id 1 ] ]", "net:1:9: error: neither this node");
    expect_refused(read_gml, "graph [ node [ id 1 ] node [ id 1 ] ]",
                   "net:1:23: error: a second node has the id 1");
    expect_refused(read_gml, "graph [ node [ id 1 ] edge [ source 1 target 2 ] ]",
                   "net:1:23: error: an edge has an end at 2");
    expect_refused(read_gml,
                   "graph [ node [ id 1 label \"x\" latitude 1 longitude 1 ]\n"
                   "node [ id 2 latitude 2 longitude 2 ] ]",
                   "net:2:1: error: no way leads to this node from \"x\"");
    expect_refused(read_gml, "a[a[a[a[a[a[a[a[a[a[a[a[a[a[a[a[a[", "net:1:33: error: found \"a\"");
}

/* 1024 * 1023 / 2 edges are all that a complete graph of the most nodes has. */
Test(topology_gml, more_edges_than_pairs_of_nodes)
{
    static const char node[] = "graph [ node [ id 1 latitude 0 longitude 0 ]";
    static const char edge[] = "\nedge[source 1 target 1]";
    const size_t most = 1024 * 1023 / 2;
    char *text = malloc(sizeof node + (most + 1) * (sizeof edge - 1) + 2), *end = text;
    cr_assert_not_null(text);
    end = stpcpy(end, node);
    for (size_t i = 0; i < most; i++)
        end = stpcpy(end, edge);
    strcpy(end, "]");
    struct topology topology;
    char *errors;
    cr_assert_eq(read_topology_text(read_gml, text, &topology, &errors), 0, "%s", errors);
    free(errors);
    topology_deinit(&topology);
    end = stpcpy(end, edge);
    strcpy(end, "]");
    expect_refused(read_gml, text,
                   "net:523778:25: error: found 523777 edges; expected 523776 at the most");
    free(text);
}

Test(topology_gml, shares)
{
    struct topology topology;
    char *errors;
    static const char text[] = "graph [ node [ id 1 latitude 0 longitude 0 Share 3 ]\n"
                               "node [ id 2 ] node [ id 3 share 1.0 ]\n"
                               "edge [ source 1 target 2 ] edge [ source 2 target 3 ] ]";
    cr_assert_eq(read_topology_text(read_gml, text, &topology, &errors), 0, "%s", errors);
    cr_expect_eq(topology.share[0], 0.75);
    cr_expect_eq(topology.share[1], 0);
    cr_expect_eq(topology.share[2], 0.25);
    free(errors);
    topology_deinit(&topology);
    expect_refused(read_gml, "graph [ node [ id 1 share -1 ] ]",
                   "net:1:27: error: found \"-1\"; expected a share from 0 to 1e9");
    expect_refused(read_gml, "graph [ node [ id 1 share \"1\" ] ]", "net:1:28: error: found");
    expect_refused(read_gml, "graph [ node [ id 1 latitude 0 longitude 0 share 0 ] ]",
                   "net:1:9: error: the shares sum to 0; expected a positive one");
}

/* Known answers: distances and ways were computed in Python from the same file. */
Test(topology_gml, abilene)
{
    struct topology topology;
    char *errors, path[1024];
    snprintf(path, sizeof path, "%s/abilene.gml", TOPOLOGY_SCENARIOS);
    FILE *file = fopen(path, "r");
    cr_assert_not_null(file);
    static char text[65536];
    text[fread(text, 1, sizeof text - 1, file)] = '\0';
    fclose(file);
    cr_assert_eq(read_topology_text(read_gml, text, &topology, &errors), 0, "%s", errors);
    cr_assert_eq(topology.region_count, 11);
    size_t new_york = topology_find_region(&topology, "New York");
    size_t los_angeles = topology_find_region(&topology, "Los Angeles");
    size_t seattle = topology_find_region(&topology, "Seattle");
    size_t atlanta = topology_find_region(&topology, "Atlanta");
    cr_expect_eq(topology_latency(&topology, new_york, topology_find_region(&topology, "Chicago")),
                 8425285);
    cr_expect_eq(topology_latency(&topology, new_york, los_angeles), 33343688);
    cr_expect_eq(topology_latency(&topology, seattle, atlanta), 29052769);
    free(errors);
    topology_deinit(&topology);
}
