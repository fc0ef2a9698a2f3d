#include "sim/trace.h"

#include <unistd.h>
#include <zstd.h>

#include "tests/sim/world.h"

static char directory[] = "/tmp/crowdpatch-trace-XXXXXX";
static char path[sizeof directory + 32];

static void set_up(void)
{
    cr_assert_not_null(mkdtemp(directory));
    snprintf(path, sizeof path, "%s/trace.jsonl.zst", directory);
}

static void tear_down(void)
{
    unlink(path);
    rmdir(directory);
}

TestSuite(trace, .init = set_up, .fini = tear_down);

/* The log's text; the caller frees. */
static char *read_text(void)
{
    enum { MAX = 1 << 20 };
    static unsigned char bytes[MAX];
    FILE *file = fopen(path, "rb");
    cr_assert_not_null(file);
    size_t len = fread(bytes, 1, MAX, file);
    fclose(file);
    ZSTD_DCtx *zstd = ZSTD_createDCtx();
    char *text = malloc(MAX);
    ZSTD_inBuffer in = {bytes, len, 0};
    ZSTD_outBuffer out = {text, MAX - 1, 0};
    cr_assert_eq(ZSTD_decompressStream(zstd, &out, &in), 0, "the log is whole");
    ZSTD_freeDCtx(zstd);
    text[out.pos] = '\0';
    return text;
}

static void expect_text(const char *expected)
{
    char *text = read_text();
    cr_expect_str_eq(text, expected, "the log is\n%s", text);
    free(text);
}

Test(trace, lines_are_json_objects_with_a_date_and_an_event)
{
    struct sim_trace *trace;
    u256 most;
    memset(&most, 0xff, sizeof most);
    cr_assert_eq(sim_trace_open(path, &trace), 0);
    sim_trace_begin(trace, 0, "first");
    sim_trace_text(trace, "text", "\"quoted\" \\ \n\x1f \xc3\xa9");
    sim_trace_bool(trace, "is_good", true);
    sim_trace_node(trace, "nobody", NULL);
    sim_trace_end(trace);
    sim_trace_begin(trace, 9223372036854775807, "last");
    sim_trace_u64(trace, "most", UINT64_MAX);
    sim_trace_date(trace, "least", -1);
    sim_trace_u256(trace, "wei", most);
    sim_trace_end(trace);
    cr_assert_eq(sim_trace_close(trace), 0);
    expect_text("{\"t_ns\":0,\"event\":\"first\",\"text\":\"\\\"quoted\\\" \\\\ \\u000a\\u001f "
                "\xc3\xa9\",\"is_good\":true}\n"
                "{\"t_ns\":9223372036854775807,\"event\":\"last\",\"most\":18446744073709551615,"
                "\"least\":-1,\"wei\":\"115792089237316195423570985008687907853269984665640564039"
                "457584007913129639935\"}\n");
}

Test(trace, a_log_without_lines_is_an_empty_text)
{
    struct sim_trace *trace;
    cr_assert_eq(sim_trace_open(path, &trace), 0);
    cr_assert_eq(sim_trace_close(trace), 0);
    expect_text("");
    cr_assert_eq(sim_trace_close(NULL), 0);
}

Test(trace, refused_writes_are_told_at_the_end)
{
    struct sim_trace *trace;
    cr_expect_eq(sim_trace_open("/nonexistent/log", &trace), BASE_E_IO);
    cr_assert_eq(sim_trace_open("/dev/full", &trace), 0);
    sim_trace_begin(trace, 0, "event");
    sim_trace_end(trace);
    cr_expect_eq(sim_trace_close(trace), BASE_E_IO);
    cr_expect(strstr(base_fail_text(), "/dev/full"), "%s", base_fail_text());
}

/* Two machines and a home with one device. */
struct home {
    struct sim_engine *engine;
    struct sim_node *server, *client, *hub, *device;
    struct sim_port *server_port, *client_port, *device_port;
};

static void serve(void *argument)
{
    struct home *home = argument;
    struct sim_message *request;
    sim_port_receive(home->server_port, SIM_TIME_FOREVER, &request);
    sim_node_compute(home->server, 100 * MS, "answer");
    struct sim_message *answer = world_message(8, 1000000);
    answer->reply_to = request->id;
    sim_port_post(home->server_port, request->from, answer);
    sim_message_free(request);
}

static void ask(void *argument)
{
    struct home *home = argument;
    enum sim_fate fate;
    struct sim_message *answer;
    sim_actor_set_about(home->engine, home->device);
    sim_port_send(home->client_port, sim_port_address(home->server_port), world_message(7, 1000000),
                  SIM_TIME_FOREVER, &fate);
    sim_port_receive(home->client_port, SIM_TIME_FOREVER, &answer);
    sim_message_free(answer);
    sim_actor_set_about(home->engine, NULL);
    sim_port_send(home->client_port, (struct sim_address){0}, world_message(9, 0), 1 * S, &fate);
    sim_node_fail(home->server);
    sim_node_restore(home->server);
}

static void build(struct home *home)
{
    static const struct sim_link_spec radio = {1e6, 1e6, 0, 1000, 0};
    home->engine = world_new();
    home->server = world_add(home->engine, "server", 0);
    home->client = world_add(home->engine, "client", 0);
    const struct sim_node_spec hub = {
        .name = "hub", .cores = 1, .access = world_link, .radio = &radio, .routes = true};
    cr_assert_eq(sim_node_add(home->engine, &hub, &home->hub), 0);
    const struct sim_node_spec device = {.name = "device", .cores = 1, .lan_of = home->hub};
    cr_assert_eq(sim_node_add(home->engine, &device, &home->device), 0);
    cr_assert_eq(sim_engine_seal(home->engine), 0);
    cr_assert_eq(sim_port_new(home->server, &home->server_port), 0);
    cr_assert_eq(sim_port_new(home->client, &home->client_port), 0);
    cr_assert_eq(sim_port_new(home->device, &home->device_port), 0);
}

static void run(struct home *home)
{
    struct sim_trace *trace;
    cr_assert_eq(sim_trace_open(path, &trace), 0);
    cr_assert_eq(sim_trace_name_kind(trace, 7, "question"), 0);
    sim_engine_set_trace(home->engine, trace);
    cr_assert_eq(sim_engine_run(home->engine, SIM_TIME_FOREVER), 0);
    cr_assert_eq(sim_trace_close(trace), 0);
    sim_engine_free(home->engine);
}

/* A way is 10 + 5 + 10 ms; a megabyte takes 1 s over the sender's line. What the server does is
   about the device, because the request is. */
Test(trace, engine_tells_messages_work_and_failures)
{
    struct home home;
    build(&home);
    sim_actor_spawn(home.server, "serve", serve, &home, NULL);
    sim_actor_spawn(home.client, "ask", ask, &home, NULL);
    run(&home);
    expect_text(
        "{\"t_ns\":0,\"event\":\"send\",\"message\":1,\"kind\":\"question\",\"from\":\"client\","
        "\"to\":\"server\",\"bytes\":1000000,\"about\":\"device\",\"link\":\"wan\","
        "\"wire_bytes\":1000000}\n"
        "{\"t_ns\":1025000000,\"event\":\"fate\",\"message\":1,\"fate\":\"delivered\"}\n"
        "{\"t_ns\":1025000000,\"event\":\"compute\",\"work\":1,\"node\":\"server\","
        "\"what\":\"answer\",\"about\":\"device\"}\n"
        "{\"t_ns\":1125000000,\"event\":\"computed\",\"work\":1,\"node\":\"server\"}\n"
        "{\"t_ns\":1125000000,\"event\":\"send\",\"message\":2,\"kind\":8,\"from\":\"server\","
        "\"to\":\"client\",\"bytes\":1000000,\"reply_to\":1,\"about\":\"device\",\"link\":\"wan\","
        "\"wire_bytes\":1000000}\n"
        "{\"t_ns\":2150000000,\"event\":\"fate\",\"message\":2,\"fate\":\"delivered\"}\n"
        "{\"t_ns\":2150000000,\"event\":\"send\",\"message\":3,\"kind\":9,\"from\":\"client\","
        "\"bytes\":0,\"link\":\"none\"}\n"
        "{\"t_ns\":2150000000,\"event\":\"fate\",\"message\":3,\"fate\":\"peer_lost\"}\n"
        "{\"t_ns\":2150000000,\"event\":\"down\",\"node\":\"server\"}\n"
        "{\"t_ns\":2150000000,\"event\":\"up\",\"node\":\"server\"}\n");
}

static void call_out(void *argument)
{
    struct home *home = argument;
    enum sim_fate fate;
    sim_port_send(home->device_port, sim_port_address(home->server_port), world_message(7, 1000000),
                  SIM_TIME_FOREVER, &fate);
}

/* 1 s on the radio, and 1 s on the hub's line after 25 ms. A device's own doings are about it. It
   wakes for its message and may sleep 2 s after it has left its radio. */
Test(trace, each_hop_of_a_routed_message_is_told)
{
    struct home home;
    build(&home);
    const struct sim_sleep_spec sleep = {.interval = 60 * S, .phase = 30 * S, .window = 2 * S};
    cr_assert_eq(sim_node_set_sleep(home.device, &sleep), 0);
    sim_actor_spawn(home.device, "call", call_out, &home, NULL);
    run(&home);
    expect_text(
        "{\"t_ns\":0,\"event\":\"send\",\"message\":1,\"kind\":\"question\",\"from\":\"device\","
        "\"to\":\"server\",\"bytes\":1000000,\"about\":\"device\",\"link\":\"lan\","
        "\"wire_bytes\":1000000}\n"
        "{\"t_ns\":0,\"event\":\"wake\",\"node\":\"device\"}\n"
        "{\"t_ns\":1000000000,\"event\":\"rest\",\"node\":\"device\","
        "\"awake_until_ns\":3000000000}\n"
        "{\"t_ns\":1000000000,\"event\":\"hop\",\"message\":1,\"from\":\"hub\",\"to\":\"server\","
        "\"link\":\"wan\",\"wire_bytes\":1000000}\n"
        "{\"t_ns\":2025000000,\"event\":\"fate\",\"message\":1,\"fate\":\"delivered\"}\n");
}
