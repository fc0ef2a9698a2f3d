#include <math.h>

#include "tests/models/topology_file.h"

#define KEYS                                                                                       \
    "<key id='y' for='node' attr.name='Latitude'/><key id='x' for='node' attr.name='longitude'/>"  \
    "<key id='l' for='all' attr.name='label'/><key id='e' for='edge' attr.name='label'/>"
#define GRAPH(inside) "<graphml>" KEYS "<graph>" inside "</graph></graphml>"
#define PLACE(y, x) "<data key='y'>" y "</data><data key='x'> " x "\n</data>"

static const struct config_network network = {.fibre_km_per_ms = 204, .path_stretch = 1.5};

static int read_graphml(struct topology *topology, const struct scenario_text *text,
                        struct scenario_report *report)
{
    return topology_read_graphml(topology, text, &network, report);
}

/* A quarter of the equator; c has no place and stands at b's, an edge may come before its nodes. */
Test(topology_graphml, ways_are_the_shortest_along_links)
{
    struct topology topology;
    char *errors;
    cr_assert_eq(
        read_topology_text(
            read_graphml,
            "<?xml version='1.0'?><!-- by <hand> -->" GRAPH(
                "<data key='e'>x &gt; y<![CDATA[ <edge> ]]></data>"
                "<edge id='0' source='n1' target='n7'><data key='e'>z</data></edge>"
                "<node id='n7'>" PLACE(
                    "0", "-45.0") "<data key='l'>a &amp; a</data></node>"
                                  "<node id='n1'><data key='?'/>" PLACE(
                                      "0", "45") "<port name='p'/></node>"
                                                 "<node id='c'/><edge source='c' target='n1'/>"),
            &topology, &errors),
        0, "%s", errors);
    cr_assert_eq(topology.region_count, 3);
    cr_expect_str_eq(topology.names[0], "a & a");
    cr_expect_str_eq(topology.names[1], "n1");
    sim_time quarter = llround(6371.0088 * M_PI / 2 * 1.5 / 204 * 1e6);
    cr_expect_eq(topology_latency(&topology, 0, 1), quarter);
    cr_expect_eq(topology_latency(&topology, 2, 0), quarter);
    cr_expect_eq(topology_latency(&topology, 1, 2), 0);
    free(errors);
    topology_deinit(&topology);
}

Test(topology_graphml, shares)
{
#define SHARED(a, b)                                                                               \
    "<graphml>" KEYS "<key id='s' for='node' attr.name='share'/><graph>"                           \
    "<node id='a'>" PLACE("0", "0") a "</node><node id='b'>" b "</node>"                           \
                                      "<edge source='a' target='b'/></graph></graphml>"
    struct topology topology;
    char *errors;
    cr_assert_eq(read_topology_text(read_graphml,
                                    SHARED("<data key='s'>30</data>", "<data key='s'>10</data>"),
                                    &topology, &errors),
                 0, "%s", errors);
    cr_expect_eq(topology.share[0], 0.75);
    cr_expect_eq(topology.share[1], 0.25);
    free(errors);
    topology_deinit(&topology);
    cr_assert_eq(
        read_topology_text(read_graphml, SHARED("", "<data key='s'>2</data>"), &topology, &errors),
        0, "%s", errors);
    cr_expect_eq(topology.share[0], 0);
    cr_expect_eq(topology.share[1], 1);
    free(errors);
    topology_deinit(&topology);
    cr_assert_eq(read_topology_text(read_graphml, SHARED("", ""), &topology, &errors), 0, "%s",
                 errors);
    cr_expect_eq(topology.share[0], 0.5);
    free(errors);
    topology_deinit(&topology);
    expect_refused(read_graphml, SHARED("<data key='s'>many</data>", ""),
                   "net:2:22: error: found \"many\"; expected a share from 0 to 1e9");
    expect_refused(read_graphml, SHARED("<data key='s'>0</data>", ""),
                   "net:1:234: error: the shares sum to 0; expected a positive one");
}

Test(topology_graphml, every_mistake_has_its_place)
{
    topology_reader *read = read_graphml;
    expect_refused(read, "", "net:1:1: error: the file ends here; expected a graph");
    expect_refused(read, "<gml>", "net:1:2: error: found \"gml\"; expected one graphml");
    expect_refused(read, "<graphml><graph>", "net:1:17: error: the file ends here; expected the");
    expect_refused(read, "</graphml>", "net:1:3: error: found \"graphml\"; expected a tag that");
    expect_refused(read, "<graphml>\n<graph></graphml>",
                   "net:2:10: error: found \"graphml\"; expected the end of \"graph\"");
    expect_refused(read, "<graphml><graph/><graph/></graphml>",
                   "net:1:19: error: found \"graph\"; expected one graph, with no graph in it");
    expect_refused(read, "<graphml><graph/></graphml><graphml/>",
                   "net:1:29: error: found \"graphml\"; expected one graphml");
    expect_refused(read, "<graphml><graph/></graphml>",
                   "net:1:28: error: found 0 nodes; expected 1 to 1024");
    expect_refused(read, "<graphml><key for='node'/></graphml>",
                   "net:1:11: error: found \"\"; expected a key with an id");
    expect_refused(read, "<graphml><graph><node/></graph></graphml>",
                   "net:1:18: error: found \"\"; expected a node with an id");
    expect_refused(read, "<graphml><graph><edge source='a'/></graph></graphml>",
                   "net:1:18: error: found \"edge\"; expected an edge with a source and a target");
    expect_refused(read, "<graphml><graph><hyperedge/></graph></graphml>",
                   "net:1:18: error: found \"hyperedge\"; expected edges of two ends");
    expect_refused(read, "<graphml><graph><node id='a'><graph/></node></graph></graphml>",
                   "net:1:31: error: found \"graph\"; expected one graph, with no graph in it");
    expect_refused(read, "<graphml><graph>\n<node id='a'/><node id='a'/></graph></graphml>",
                   "net:2:25: error: found \"a\"; expected an id that no other node has");
    expect_refused(read,
                   "<graphml><graph><node id='a'/>\n<edge source='a' target='b'/>"
                   "</graph></graphml>",
                   "net:2:26: error: found \"b\"; expected the id of a node");
    expect_refused(read, GRAPH("\n<node id='a'><data key='y'>91</data></node>"),
                   "net:2:28: error: found \"91\"; expected a number of degrees on the earth");
    expect_refused(read, GRAPH("\n<node id='a'><data key='x'/></node>"),
                   "net:2:15: error: found \"\"; expected a number of degrees on the earth");
    expect_refused(read, GRAPH("\n<node id='a'/>"), "net:2:2: error: neither this node");
    expect_refused(
        read,
        GRAPH("<node id='a'>" PLACE("1", "1") "</node>\n<node id='b'>" PLACE("1", "1") "</node>"),
        "net:3:2: error: no way leads to this node from \"a\"");
    expect_refused(read, "<graphml><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a>",
                   "net:1:56: error");
}

static void read_abilene(topology_reader *read, const char *name, struct topology *ret_topology)
{
    char *errors, path[1024];
    snprintf(path, sizeof path, "%s/%s", TOPOLOGY_SCENARIOS, name);
    FILE *file = fopen(path, "r");
    cr_assert_not_null(file);
    static char text[65536];
    text[fread(text, 1, sizeof text - 1, file)] = '\0';
    fclose(file);
    cr_assert_eq(read_topology_text(read, text, ret_topology, &errors), 0, "%s", errors);
    free(errors);
}

static int read_gml(struct topology *topology, const struct scenario_text *text,
                    struct scenario_report *report)
{
    return topology_read_gml(topology, text, &network, report);
}

Test(topology_graphml, abilene_is_the_same_as_in_gml)
{
    struct topology topology, other;
    read_abilene(read_graphml, "abilene.graphml", &topology);
    read_abilene(read_gml, "abilene.gml", &other);
    size_t n = topology.region_count;
    cr_assert_eq(n, 11);
    cr_assert_eq(other.region_count, n);
    for (size_t i = 0; i < n; i++)
        cr_expect_str_eq(topology.names[i], other.names[i]);
    cr_expect_arr_eq(topology.latency, other.latency, n * n * sizeof *topology.latency);
    topology_deinit(&topology);
    topology_deinit(&other);
}
