#include "tests/models/topology_file.h"

#define FULL(inside)                                                                               \
    "<platform version='4.1'><zone id='z' routing='Full'>" inside "</zone></platform>"
#define LINK "<link id='l' bandwidth='1MBps' latency='10ms'/>"
#define HOSTS "<host id='a' speed='1Gf'/><host id='b' speed='1Gf'><prop id='x' value='y'/></host>"

Test(topology_simgrid, routes_sum_up_their_links)
{
    struct topology topology;
    char *errors;
    cr_assert_eq(
        read_topology_text(
            topology_read_simgrid,
            "<?xml version='1.0'?>\n<!-- > -->" FULL(
                HOSTS LINK "<link id='m' bandwidth='4Mbps' latency='1us'/>"
                           "<route src='a' dst='b' symmetrical='NO'><link_ctn id='l'/>"
                           "<link_ctn id='m'/></route><route src=\"b\" dst=\"a\" symmetrical='NO'>"
                           "<link_ctn id='l'/></route>"),
            &topology, &errors),
        0, "%s", errors);
    cr_assert_eq(topology.region_count, 2);
    cr_expect_eq(topology_latency(&topology, 0, 1), 10001000);
    cr_expect_eq(topology_latency(&topology, 1, 0), 10000000);
    cr_expect_eq(topology_latency(&topology, 0, 0), 0);
    cr_expect_eq(topology.up_bps[0], 4000000);
    cr_expect_eq(topology.down_bps[0], 8000000);
    cr_expect_eq(topology.up_bps[1], 8000000);
    free(errors);
    topology_deinit(&topology);
}

/* 3, 4 and 5 make a triangle; 2 ms of line and 1 of height at each end. */
Test(topology_simgrid, peers_stand_at_coordinates)
{
    struct topology topology;
    char *errors;
    cr_assert_eq(
        read_topology_text(
            topology_read_simgrid,
            "<zone routing='Vivaldi'>"
            "<peer id='p' coordinates='0 0 1' bw_in='10MBps' bw_out='1MBps' lat='2ms'/>"
            "<peer id='q' coordinates='3 4 1' bw_in='10MBps' bw_out='1MBps' lat='2ms'/></zone>",
            &topology, &errors),
        0, "%s", errors);
    cr_expect_eq(topology_latency(&topology, 0, 1), 11000000);
    cr_expect_eq(topology.up_bps[1], 8000000);
    cr_expect_eq(topology.down_bps[1], 80000000);
    free(errors);
    topology_deinit(&topology);
}

/* Peers alone have coordinates: no host may stand before them. */
Test(topology_simgrid, hosts_stand_in_a_full_zone)
{
    char text[2048] = "";
    expect_refused(topology_read_simgrid, "<zone routing='Vivaldi'><host id='a'/>",
                   "net:1:26: error: found \"host\"; expected hosts only in a Full zone");
    for (int i = 0; i < 40; i++)
        sprintf(text + strlen(text), "<host id='h%d'/>", i);
    strcat(text, "<zone routing='Vivaldi'><peer id='p' coordinates='0 0 1' bw_in='10MBps' "
                 "bw_out='1MBps' lat='2ms'/></zone>");
    expect_refused(topology_read_simgrid, text,
                   "net:1:2: error: found \"host\"; expected hosts only in a Full zone");
}

Test(topology_simgrid, every_mistake_has_its_place)
{
    topology_reader *read = topology_read_simgrid;
    expect_refused(read, "", "net:1:1: error: the file ends here; expected a host or a peer");
    expect_refused(read, "x", "net:1:1: error: found \"x\"; expected a tag");
    expect_refused(read, "<!-- ", "net:1:1: error: found \"<\"; expected a tag that ends");
    expect_refused(read, "<zone routing=Full>", "net:1:14: error: found \"=\"; expected \"=\" and");
    expect_refused(read, "<zone routing='Floyd'>",
                   "net:1:16: error: found \"Floyd\"; expected one");
    expect_refused(read, FULL("<cluster/>"), "net:1:54: error: found \"cluster\"; expected platf");
    expect_refused(read, FULL("<zone routing='Full'>"),
                   "net:1:68: error: found \"Full\"; expected");
    expect_refused(read, FULL("<link id='l' bandwidth='9XBps'/>"),
                   "net:1:77: error: found \"9XBps\"; expected a bandwidth");
    expect_refused(read, FULL(LINK HOSTS "<route src='a' dst='c'>"),
                   "net:1:202: error: found \"c\"; expected the id of a host");
    expect_refused(read, FULL(HOSTS), "net:1:153: error: there is no route from \"a\" to \"b\"");
    expect_refused(read, FULL("<host id='a'/><host id='a'/>"), "net:1:77: error: found \"a\"");
    expect_refused(read, FULL(LINK "<link id='l' bandwidth='1MBps'/>"),
                   "net:1:110: error: found \"l\"; expected an id that no other link has");
    expect_refused(read, FULL("<link bandwidth='1MBps'/>"),
                   "net:1:54: error: found \"\"; expected a link with an id");
    expect_refused(read, FULL("<peer id='a'/>"), "net:1:54: error: found \"\"; expected a peer's");
}
