/* Lines of the WAN against max-min fairness by progressive filling: who is alone, who shares one
 * line, who shares both, and who goes from one to the other. */
#include <math.h>

#include "base/random.h"
#include "tests/sim/world.h"

enum { NODES = 5, TRANSFERS = 80 };

struct transfer {
    struct scene *scene;
    size_t from, to;
    sim_time start;
    uint64_t bytes;
    enum sim_fate fate;
    sim_time end;
    long double left, rate; /* of the reference; bytes, bytes a second */
    long double over;       /* seconds; -1: not yet */
    bool is_fixed;          /* its rate is known */
};

struct scene {
    struct sim_engine *engine;
    struct sim_node *nodes[NODES];
    struct sim_port *ports[NODES];
    struct sim_link_spec lines[NODES];
    struct transfer transfers[TRANSFERS];
};

static void send_one(void *argument)
{
    struct transfer *t = argument;
    struct scene *s = t->scene;
    sim_actor_sleep_until(s->engine, t->start);
    sim_port_send(s->ports[t->from], sim_port_address(s->ports[t->to]), world_message(1, t->bytes),
                  SIM_TIME_FOREVER, &t->fate);
    t->end = sim_engine_now(s->engine);
}

static void open_scene(struct scene *s, uint64_t seed)
{
    struct base_random random;
    base_random_init(&random, seed, 0, "test.wan");
    s->engine = world_new();
    for (size_t i = 0; i < NODES; i++) {
        char name[8];
        snprintf(name, sizeof name, "n%zu", i);
        s->lines[i] = world_link;
        s->lines[i].up_Bps = 1e5 * (double)(1 + base_random_below(&random, 30));
        s->lines[i].down_Bps = 1e5 * (double)(1 + base_random_below(&random, 30));
        const struct sim_node_spec spec = {.name = name, .cores = 1, .access = s->lines[i]};
        cr_assert_eq(sim_node_add(s->engine, &spec, &s->nodes[i]), 0);
    }
    cr_assert_eq(sim_engine_seal(s->engine), 0);
    for (size_t i = 0; i < NODES; i++)
        cr_assert_eq(sim_port_new(s->nodes[i], &s->ports[i]), 0);
    for (size_t i = 0; i < TRANSFERS; i++) {
        struct transfer *t = &s->transfers[i];
        *t = (struct transfer){.scene = s, .over = -1};
        t->from = (size_t)base_random_below(&random, NODES);
        t->to = (t->from + 1 + (size_t)base_random_below(&random, NODES - 1)) % NODES;
        t->start = (sim_time)base_random_below(&random, 60 * S);
        t->bytes = 1 + base_random_below(&random, 1000000);
        t->left = (long double)t->bytes;
        sim_actor_spawn(s->nodes[t->from], "sender", send_one, t, NULL);
    }
}

/* The first bit is there after 10 + 5 + 10 ms. */
static long double begin_of(const struct transfer *t)
{
    return (long double)(t->start + 25 * MS) / 1e9L;
}

static bool is_active(const struct transfer *t, long double now)
{
    return begin_of(t) <= now && t->over < 0;
}

/* What is left of a line for each of those whose rate is not known; INFINITY: there is none. */
static long double share_of(const struct scene *s, size_t line, long double now)
{
    const struct sim_link_spec *spec = &s->lines[line / 2];
    long double left = line % 2 == 0 ? spec->up_Bps : spec->down_Bps;
    size_t open = 0;
    for (size_t i = 0; i < TRANSFERS; i++) {
        const struct transfer *t = &s->transfers[i];
        if (!is_active(t, now) || (line % 2 == 0 ? t->from : t->to) != line / 2)
            continue;
        open += !t->is_fixed;
        left -= t->is_fixed ? t->rate : 0;
    }
    return open > 0 ? left / open : INFINITY;
}

/* Source: Bertsekas and Gallager 1992, section 6.5: the scarcest line fixes its own first. */
static void fill(struct scene *s, long double now)
{
    for (size_t i = 0; i < TRANSFERS; i++)
        s->transfers[i].is_fixed = false;
    for (;;) {
        size_t scarcest = 0;
        for (size_t line = 1; line < 2 * NODES; line++)
            if (share_of(s, line, now) < share_of(s, scarcest, now))
                scarcest = line;
        long double share = share_of(s, scarcest, now);
        if (isinf(share))
            return;
        for (size_t i = 0; i < TRANSFERS; i++) {
            struct transfer *t = &s->transfers[i];
            if (!is_active(t, now) || t->is_fixed ||
                (scarcest % 2 == 0 ? t->from : t->to) != scarcest / 2)
                continue;
            t->rate = share;
            t->is_fixed = true;
        }
    }
}

static void play_reference(struct scene *s)
{
    long double now = 0;
    for (size_t ended = 0; ended < TRANSFERS;) {
        struct transfer *first = NULL;
        long double next = INFINITY;
        fill(s, now);
        for (size_t i = 0; i < TRANSFERS; i++) {
            struct transfer *t = &s->transfers[i];
            long double date = is_active(t, now) ? now + t->left / t->rate : begin_of(t);
            if (t->over >= 0 || date >= next)
                continue;
            next = date;
            first = is_active(t, now) ? t : NULL;
        }
        for (size_t i = 0; i < TRANSFERS; i++)
            if (is_active(&s->transfers[i], now))
                s->transfers[i].left -= s->transfers[i].rate * (next - now);
        now = next;
        if (first != NULL) {
            first->over = now;
            ended++;
        }
    }
}

static void expect_max_min(uint64_t seed)
{
    struct scene s;
    size_t shared = 0;
    open_scene(&s, seed);
    play_reference(&s);
    cr_assert_eq(sim_engine_run(s.engine, SIM_TIME_FOREVER), 0);
    for (size_t i = 0; i < TRANSFERS; i++) {
        const struct transfer *t = &s.transfers[i];
        double up_Bps = s.lines[t->from].up_Bps, down_Bps = s.lines[t->to].down_Bps;
        long double alone = begin_of(t) + (long double)t->bytes / fmin(up_Bps, down_Bps);
        cr_expect_eq(t->fate, SIM_DELIVERED);
        cr_expect_leq(fabsl((long double)t->end - t->over * 1e9L), 3, "%zu: %ld, not %.1Lf", i,
                      (long)t->end, t->over * 1e9L);
        shared += t->over > alone + 1e-9L;
    }
    cr_expect_gt(shared, TRANSFERS / 4);
    cr_expect_lt(shared, TRANSFERS);
    sim_engine_free(s.engine);
}

Test(transfer_wan, lines_are_shared_max_min)
{
    expect_max_min(1);
}

Test(transfer_wan, lines_of_other_rates_are_shared_max_min)
{
    expect_max_min(2);
}
