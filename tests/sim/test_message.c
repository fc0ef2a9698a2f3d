/* What a message takes, whom it overtakes, what answers it. Times by hand:
   latency = 10 ms + matrix + 10 ms, then bytes / min(1 MB/s up, 2 MB/s down). */
#include "tests/sim/world.h"

struct scene {
    struct sim_engine *engine;
    struct sim_node *a, *b, *c;
    struct sim_port *pa, *pb, *pc;
    sim_time seen[8];
    uint32_t kinds[8];
    size_t seen_count;
    enum sim_fate fate;
    sim_time fate_date;
    uint64_t bytes;
    sim_time timeout;
    struct sim_retry retry;
    unsigned requests_seen;
    struct sim_message *reply;
};

static void open_scene(struct scene *s, size_t region_b, size_t region_c)
{
    *s = (struct scene){.engine = world_new(), .timeout = SIM_TIME_FOREVER};
    s->a = world_add(s->engine, "a", 0);
    s->b = world_add(s->engine, "b", region_b);
    s->c = world_add(s->engine, "c", region_c);
    cr_assert_eq(sim_engine_seal(s->engine), 0);
    cr_assert_eq(sim_port_new(s->a, &s->pa), 0);
    cr_assert_eq(sim_port_new(s->b, &s->pb), 0);
    cr_assert_eq(sim_port_new(s->c, &s->pc), 0);
}

static void close_scene(struct scene *s)
{
    sim_port_free(s->pa);
    sim_port_free(s->pb);
    sim_port_free(s->pc);
    sim_message_free(s->reply);
    sim_engine_free(s->engine);
}

/* Notes what arrives at c, until nothing does for 100 s. */
static void note_arrivals(void *argument)
{
    struct scene *s = argument;
    struct sim_message *message;
    while (s->seen_count < 8 && sim_port_receive(s->pc, 100 * S, &message) == SIM_DELIVERED) {
        s->kinds[s->seen_count] = message->kind;
        s->seen[s->seen_count++] = sim_engine_now(s->engine);
        sim_message_free(message);
    }
}

static void send_from(struct scene *s, struct sim_port *from)
{
    sim_port_send(from, sim_port_address(s->pc), world_message(1, s->bytes), s->timeout, &s->fate);
    s->fate_date = sim_engine_now(s->engine);
}

static void send_from_a(void *argument)
{
    struct scene *s = argument;
    send_from(s, s->pa);
}

static void send_from_b(void *argument)
{
    struct scene *s = argument;
    send_from(s, s->pb);
}

Test(message, takes_latency_and_bytes)
{
    struct scene s;
    open_scene(&s, 0, 1);
    s.bytes = 1000000;
    sim_actor_spawn(s.c, "receiver", note_arrivals, &s, NULL);
    sim_actor_spawn(s.a, "sender", send_from_a, &s, NULL);
    cr_assert_eq(sim_engine_run(s.engine, SIM_TIME_FOREVER), 0);
    cr_expect_eq(s.fate, SIM_DELIVERED);
    cr_assert_eq(s.seen_count, 1);
    cr_expect_eq(s.seen[0], 70 * MS + 1 * S, "%ld", (long)s.seen[0]);
    cr_expect_eq(s.fate_date, s.seen[0]);
    cr_expect_eq(sim_node_traffic(s.a)->wan_up_bytes, 1000000);
    cr_expect_eq(sim_node_traffic(s.c)->wan_down_bytes, 1000000);
    cr_expect_eq(sim_node_traffic(s.c)->wan_up_bytes, 0);
    cr_expect_eq(sim_engine_stats(s.engine)->wan_bytes, 1000000);
    cr_expect_eq(sim_engine_stats(s.engine)->messages_delivered, 1);
    close_scene(&s);
}

/* 60 ms back from region 1 to 0, and one byte is a microsecond. */
Test(message, way_back_is_another)
{
    struct scene s;
    open_scene(&s, 1, 0);
    s.bytes = 1;
    sim_actor_spawn(s.c, "receiver", note_arrivals, &s, NULL);
    sim_actor_spawn(s.b, "sender", send_from_b, &s, NULL);
    cr_assert_eq(sim_engine_run(s.engine, SIM_TIME_FOREVER), 0);
    cr_assert_eq(s.seen_count, 1);
    cr_expect_eq(s.seen[0], 80 * MS + 1000, "%ld", (long)s.seen[0]);
    close_scene(&s);
}

/* Both fill the 2 MB/s of c for 1 s, then nothing is left: 1 MB/s each. With 3 senders' worth on
   a's own link they would share. */
Test(message, two_share_a_link)
{
    struct scene s;
    open_scene(&s, 0, 0);
    s.bytes = 1000000;
    sim_actor_spawn(s.c, "receiver", note_arrivals, &s, NULL);
    sim_actor_spawn(s.a, "one", send_from_a, &s, NULL);
    sim_actor_spawn(s.a, "two", send_from_a, &s, NULL);
    cr_assert_eq(sim_engine_run(s.engine, SIM_TIME_FOREVER), 0);
    cr_assert_eq(s.seen_count, 2);
    cr_expect_eq(s.seen[0], 25 * MS + 2 * S, "%ld", (long)s.seen[0]);
    cr_expect_eq(s.seen[1], 25 * MS + 2 * S, "%ld", (long)s.seen[1]);
    close_scene(&s);
}

static void post_long_and_short(void *argument)
{
    struct scene *s = argument;
    sim_port_post(s->pa, sim_port_address(s->pc), world_message(7, 10000000));
    sim_actor_sleep(s->engine, 1 * S);
    sim_port_post(s->pa, sim_port_address(s->pc), world_message(8, 1000));
    sim_port_free(s->pa); /* the transfers go on */
    s->pa = NULL;
}

/* The short one shares the link while it passes: 2 ms for 1 kB, and the long one ends 1 ms late. */
Test(message, short_one_overtakes)
{
    struct scene s;
    open_scene(&s, 0, 0);
    sim_actor_spawn(s.c, "receiver", note_arrivals, &s, NULL);
    sim_actor_spawn(s.a, "sender", post_long_and_short, &s, NULL);
    cr_assert_eq(sim_engine_run(s.engine, SIM_TIME_FOREVER), 0);
    cr_assert_eq(s.seen_count, 2);
    cr_expect_eq(s.kinds[0], 8);
    cr_expect_eq(s.seen[0], 1 * S + 25 * MS + 2 * MS, "%ld", (long)s.seen[0]);
    cr_expect_eq(s.kinds[1], 7);
    cr_expect_eq(s.seen[1], 10 * S + 25 * MS + 1 * MS, "%ld", (long)s.seen[1]);
    close_scene(&s);
}

static void time_out_then_send(void *argument)
{
    struct scene *s = argument;
    enum sim_fate fate;
    sim_port_send(s->pa, sim_port_address(s->pc), world_message(1, 10000000), 525 * MS, &fate);
    s->kinds[7] = fate;
    s->seen[7] = sim_engine_now(s->engine);
    s->bytes = 1000000;
    send_from_a(s);
}

/* Half a second of 10 MB passed; then the link is free for the next one. */
Test(message, time_out_frees_the_link)
{
    struct scene s;
    open_scene(&s, 0, 0);
    sim_actor_spawn(s.c, "receiver", note_arrivals, &s, NULL);
    sim_actor_spawn(s.a, "sender", time_out_then_send, &s, NULL);
    cr_assert_eq(sim_engine_run(s.engine, SIM_TIME_FOREVER), 0);
    cr_expect_eq(s.kinds[7], SIM_TIMED_OUT);
    cr_expect_eq(s.seen[7], 525 * MS);
    cr_expect_eq(s.fate, SIM_DELIVERED);
    cr_assert_eq(s.seen_count, 1);
    cr_expect_eq(s.seen[0], 525 * MS + 25 * MS + 1 * S, "%ld", (long)s.seen[0]);
    cr_expect_eq(sim_node_traffic(s.a)->wan_up_bytes, 1500000, "%lu",
                 (unsigned long)sim_node_traffic(s.a)->wan_up_bytes);
    cr_expect_eq(sim_engine_stats(s.engine)->messages_lost, 1);
    close_scene(&s);
}

static void receive_until_arrival(void *argument)
{
    struct scene *s = argument;
    struct sim_message *message;
    s->fate = sim_port_receive(s->pc, s->timeout, &message);
    if (s->fate == SIM_TIMED_OUT)
        s->kinds[0] = sim_port_receive(s->pc, 0, &message);
    s->seen_count += message != NULL;
    s->fate_date = sim_engine_now(s->engine);
    sim_message_free(message);
}

static void post_from_a(void *argument)
{
    struct scene *s = argument;
    sim_port_post(s->pa, sim_port_address(s->pc), world_message(1, s->bytes));
}

/* Whichever comes first on that nanosecond, the message is not lost. */
Test(message, arrives_as_the_time_is_up)
{
    struct scene s;
    open_scene(&s, 0, 0);
    s.bytes = 1000000;
    s.timeout = 25 * MS + 1 * S;
    sim_actor_spawn(s.c, "receiver", receive_until_arrival, &s, NULL);
    sim_actor_spawn(s.a, "sender", post_from_a, &s, NULL);
    cr_assert_eq(sim_engine_run(s.engine, SIM_TIME_FOREVER), 0);
    cr_expect_eq(s.fate_date, s.timeout);
    cr_expect_eq(s.seen_count, 1);
    close_scene(&s);
}

/* A sender and its message agree on what happened on that nanosecond. */
Test(message, is_either_delivered_or_timed_out)
{
    struct scene s;
    open_scene(&s, 0, 0);
    s.bytes = 1000000;
    s.timeout = 25 * MS + 1 * S;
    sim_actor_spawn(s.c, "receiver", note_arrivals, &s, NULL);
    sim_actor_spawn(s.a, "sender", send_from_a, &s, NULL);
    cr_assert_eq(sim_engine_run(s.engine, SIM_TIME_FOREVER), 0);
    cr_expect_eq(s.fate_date, s.timeout);
    cr_expect_eq(s.seen_count, s.fate == SIM_DELIVERED ? 1 : 0);
    cr_expect_eq(sim_engine_stats(s.engine)->messages_delivered, s.seen_count);
    close_scene(&s);
}

static void receive_nothing(void *argument)
{
    struct scene *s = argument;
    struct sim_message *message = (void *)1;
    s->fate = sim_port_receive(s->pc, 3 * S + 7, &message);
    s->fate_date = sim_engine_now(s->engine);
    s->kinds[0] = message == NULL;
    sim_port_receive(s->pc, 0, &message);
    sim_port_receive(s->pc, -5, &message);
    s->seen[0] = sim_engine_now(s->engine);
}

Test(message, receive_times_out)
{
    struct scene s;
    open_scene(&s, 0, 0);
    sim_actor_spawn(s.c, "receiver", receive_nothing, &s, NULL);
    cr_assert_eq(sim_engine_run(s.engine, SIM_TIME_FOREVER), 0);
    cr_expect_eq(s.fate, SIM_TIMED_OUT);
    cr_expect_eq(s.fate_date, 3 * S + 7);
    cr_expect_eq(s.seen[0], 3 * S + 7);
    cr_expect_eq(s.kinds[0], 1);
    close_scene(&s);
}

/* The n-th request is answered; the answer's payload is n. */
static void answer_slowly(void *argument)
{
    struct scene *s = argument;
    struct sim_message *message;
    while (sim_port_receive(s->pc, 100 * S, &message) == SIM_DELIVERED) {
        uint8_t *payload = malloc(1);
        *payload = (uint8_t)++s->requests_seen;
        struct sim_message *reply = sim_message_new(2, payload, 1);
        reply->reply_to = message->id;
        struct sim_address to = message->from;
        sim_message_free(message);
        if (s->requests_seen == 1)
            sim_actor_sleep(s->engine, s->timeout);
        sim_port_post(s->pc, to, reply);
    }
}

static void request(void *argument)
{
    struct scene *s = argument;
    static const uint8_t payload[3] = {1, 2, 3};
    sim_port_request(s->pa, sim_port_address(s->pc), 9, payload, sizeof payload, &s->retry,
                     &s->fate, &s->reply);
    s->fate_date = sim_engine_now(s->engine);
    struct sim_message *stray;
    s->kinds[7] = sim_port_receive(s->pa, 50 * S, &stray);
    sim_message_free(stray);
}

Test(message, request_is_answered)
{
    struct scene s;
    open_scene(&s, 0, 0);
    s.timeout = 0;
    s.retry = (struct sim_retry){10 * S, 3, 1 * S};
    sim_actor_spawn(s.c, "server", answer_slowly, &s, NULL);
    sim_actor_spawn(s.a, "client", request, &s, NULL);
    cr_assert_eq(sim_engine_run(s.engine, SIM_TIME_FOREVER), 0);
    cr_expect_eq(s.fate, SIM_DELIVERED);
    cr_assert_not_null(s.reply);
    cr_expect_eq(s.reply->payload[0], 1);
    cr_expect_eq(s.requests_seen, 1);
    cr_expect_eq(s.fate_date, 25 * MS + 3000 + 25 * MS + 1000, "%ld", (long)s.fate_date);
    close_scene(&s);
}

/* The first attempt is given up after 1 s, the second starts at 2 s. The server answers both from
   2.035 s on, side by side: the first answer is taken, the second is nobody's and is dropped. */
Test(message, late_answer_is_taken_by_the_retry)
{
    struct scene s;
    open_scene(&s, 0, 0);
    s.timeout = 2 * S + 10 * MS;
    s.retry = (struct sim_retry){1 * S, 3, 1 * S};
    sim_actor_spawn(s.c, "server", answer_slowly, &s, NULL);
    sim_actor_spawn(s.a, "client", request, &s, NULL);
    cr_assert_eq(sim_engine_run(s.engine, SIM_TIME_FOREVER), 0);
    cr_expect_eq(s.fate, SIM_DELIVERED);
    cr_assert_not_null(s.reply);
    cr_expect_eq(s.reply->payload[0], 1);
    cr_expect_eq(s.fate_date, 2 * S + 60 * MS + 3000 + 2000, "%ld", (long)s.fate_date);
    cr_expect_eq(s.requests_seen, 2);
    cr_expect_eq(s.kinds[7], SIM_TIMED_OUT, "the second answer stays in nobody's way");
    close_scene(&s);
}

/* 1 s + pause 1 s + 1 s + pause 2 s + 1 s. */
Test(message, request_gives_up)
{
    struct scene s;
    open_scene(&s, 0, 0);
    s.retry = (struct sim_retry){1 * S, 3, 1 * S};
    sim_actor_spawn(s.a, "client", request, &s, NULL);
    cr_assert_eq(sim_engine_run(s.engine, SIM_TIME_FOREVER), 0);
    cr_expect_eq(s.fate, SIM_TIMED_OUT);
    cr_expect_eq(s.fate_date, 6 * S);
    cr_expect_null(s.reply);
    close_scene(&s);
}

static void receive_third(void *argument)
{
    struct scene *s = argument;
    struct sim_message *message;
    const struct sim_retry retry = {10 * S, 1, 0};
    sim_port_request(s->pc, sim_port_address(s->pa), 9, NULL, 0, &retry, &s->fate, &message);
    s->fate_date = sim_engine_now(s->engine);
    s->kinds[0] = message != NULL ? message->kind : 0;
    sim_message_free(message);
    for (size_t i = 1; i < 4; i++) {
        sim_port_receive(s->pc, 1 * S, &message);
        s->kinds[i] = message != NULL ? message->kind : 0;
        sim_message_free(message);
    }
}

static void post_three(void *argument)
{
    struct scene *s = argument;
    struct sim_message *request;
    sim_port_receive(s->pa, SIM_TIME_FOREVER, &request);
    uint64_t id = request->id;
    sim_message_free(request);
    for (uint32_t i = 1; i <= 3; i++) {
        struct sim_message *message = world_message(i, 1000);
        message->reply_to = i == 3 ? id : i == 2 ? id + 1000 : 0;
        sim_port_post(s->pa, sim_port_address(s->pc), message);
        sim_actor_sleep(s->engine, 1 * S);
    }
}

Test(message, reply_is_picked_out_of_the_queue)
{
    struct scene s;
    open_scene(&s, 0, 0);
    sim_actor_spawn(s.c, "receiver", receive_third, &s, NULL);
    sim_actor_spawn(s.a, "sender", post_three, &s, NULL);
    cr_assert_eq(sim_engine_run(s.engine, SIM_TIME_FOREVER), 0);
    cr_expect_eq(s.fate, SIM_DELIVERED);
    cr_expect_eq(s.fate_date, 25 * MS + 2 * S + 26 * MS);
    cr_expect_eq(s.kinds[0], 3);
    cr_expect_eq(s.kinds[1], 1);
    cr_expect_eq(s.kinds[2], 2);
    cr_expect_eq(s.kinds[3], 0);
    close_scene(&s);
}

static void talk_to_oneself(void *argument)
{
    struct scene *s = argument;
    sim_port_send(s->pc, sim_port_address(s->pc), world_message(5, 1000000000), 1, &s->fate);
    s->fate_date = sim_engine_now(s->engine);
    note_arrivals(s);
}

Test(message, to_oneself_costs_nothing)
{
    struct scene s;
    open_scene(&s, 0, 0);
    sim_actor_spawn(s.c, "actor", talk_to_oneself, &s, NULL);
    cr_assert_eq(sim_engine_run(s.engine, SIM_TIME_FOREVER), 0);
    cr_expect_eq(s.fate, SIM_DELIVERED);
    cr_expect_eq(s.fate_date, 0);
    cr_expect_eq(s.seen_count, 1);
    cr_expect_eq(sim_node_traffic(s.c)->wan_up_bytes, 0);
    close_scene(&s);
}

Test(message, segments_have_headers)
{
    const struct sim_link_spec link = {1, 1, 0, 1460, 40};
    cr_expect_eq(sim_link_wire_bytes(&link, 0), 40);
    cr_expect_eq(sim_link_wire_bytes(&link, 1), 41);
    cr_expect_eq(sim_link_wire_bytes(&link, 1460), 1500);
    cr_expect_eq(sim_link_wire_bytes(&link, 1461), 1541);
    cr_expect_eq(sim_link_wire_bytes(&link, 1460000), 1500000);
}

Test(message, owns_its_payload)
{
    uint8_t *payload = malloc(4);
    struct sim_message *message = sim_message_new(3, payload, 4);
    cr_expect_eq(message->payload, payload);
    cr_expect_eq(message->wire_payload_bytes, 4);
    sim_message_free(message);
    sim_message_free(NULL);
    message = sim_message_new(3, malloc(1), 0);
    cr_expect_null(message->payload);
    sim_message_free(message);
}
