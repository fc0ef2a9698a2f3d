/* The swarm by its parts, in the world of a system that has one. */

#define RUN_TEXT                                                                                   \
    "{\"name\": \"swarm\", \"system\": \"lee_lee\", \"seed\": 3, \"duration\": \"3h\","            \
    " \"world\": {\"distributors\": 0, \"hubs\": 4, \"devices\": 8},"                              \
    " \"network\": {\"topology\": \"simblock_2019\"},"                                             \
    " \"lee_lee\": {\"update_size\": \"4KiB\", \"piece_size\": \"512B\", \"reach\": 0,"            \
    " \"check_interval\": \"10s\"}}"

#include "models/lee_lee/state.h"
#include "tests/models/run.h"

static struct run run;
static bool found[64];
static uint64_t drawn[8];

static struct swarm_peer *peer_at(uint32_t index)
{
    struct lee_lee *state = run.world.model_state;
    return &state->swarm.peers[index];
}

/** A peer with so many open links, all interested, that lead nowhere. */
static struct swarm_peer *with_links(size_t count)
{
    struct swarm_peer *peer = peer_at(0);
    peer->links = calloc(count, sizeof *peer->links);
    peer->link_count = peer->link_capacity = count;
    sim_port_new(peer->self->node, &peer->port);
    for (size_t i = 0; i < count; i++)
        peer->links[i] = (struct swarm_link){
            .is_open = true,
            .is_choked = true,
            .is_choking = true,
            .is_interested = true,
            .has = calloc(peer->swarm->piece_count, sizeof(bool)),
        };
    return peer;
}

/** Runs body in an actor, before anything else happens. */
static void play(void (*body)(void *))
{
    run_set_up(&run, NULL);
    cr_assert_eq(sim_actor_spawn(run.world.monitor, "test", body, NULL, NULL), 0);
    run_play(&run);
}

/* Of pieces that 3, 1, 2 and 1 others have, 1 and 3 are the rarest; 3 is there already. */
static void rarest(void *argument)
{
    struct swarm_peer *peer = with_links(1);
    const uint32_t holders[] = {3, 1, 2, 1};
    (void)argument;
    for (uint32_t piece = 0; piece < 4; piece++) {
        peer->links[0].has[piece] = true;
        peer->holders[piece] = holders[piece];
    }
    peer->has[3] = true;
    peer->has_count = 1;
    for (int i = 0; i < 100; i++)
        drawn[swarm_next_piece(peer, &peer->links[0])]++;
    peer->asked[1] = 1; /* it is on its way */
    found[0] = swarm_next_piece(peer, &peer->links[0]) == 2;
    peer->asked[2] = 1;
    found[1] = swarm_next_piece(peer, &peer->links[0]) == 0;
    peer->links[0].has[0] = false;
    found[2] = swarm_next_piece(peer, &peer->links[0]) == peer->swarm->piece_count;
    peer->asked[1] = peer->asked[2] = 0;
    world_finish(&run.world);
}

Test(swarm, rarest_first)
{
    play(rarest);
    cr_expect_eq(drawn[1], 100);
    cr_expect(found[0], "the next rarest");
    cr_expect(found[1], "the last one");
    cr_expect(found[2], "none");
    run_tear_down(&run);
}

static void first_piece(void *argument)
{
    struct swarm_peer *peer = with_links(1);
    (void)argument;
    for (uint32_t piece = 0; piece < 8; piece++) {
        peer->links[0].has[piece] = true;
        peer->holders[piece] = piece;
    }
    for (int i = 0; i < 8000; i++)
        drawn[swarm_next_piece(peer, &peer->links[0])]++;
    world_finish(&run.world);
}

/* The first is drawn evenly, however rare: 1000 each, with a deviation of sqrt(1000 * 7/8). */
Test(swarm, random_first_piece)
{
    play(first_piece);
    for (int piece = 0; piece < 8; piece++)
        cr_expect_float_eq((double)drawn[piece], 1000, 4 * 29.6, "piece %d", piece);
    run_tear_down(&run);
}

/* Ten peers that gave 100, 200, ... bytes: the best four, and one of the others by chance. */
static void tit_for_tat(void *argument)
{
    struct swarm_peer *peer = with_links(10);
    (void)argument;
    for (size_t i = 0; i < 10; i++)
        peer->links[i].received[i % 2] = 100 * (i + 1);
    swarm_choose(peer);
    for (size_t i = 0; i < 10; i++)
        found[i] = !peer->links[i].is_choked;
    for (size_t i = 0; i < 10; i++)
        found[10 + i] = peer->links[i].is_optimistic;
    /* Those that gave in the interval before the last still count; older ones do not. */
    swarm_choose(peer);
    found[20] = !peer->links[8].is_choked;
    world_finish(&run.world);
}

Test(swarm, best_uploaders_are_unchoked)
{
    int unchoked = 0, optimistic = 0;
    play(tit_for_tat);
    for (int i = 0; i < 10; i++) {
        unchoked += found[i];
        optimistic += found[10 + i];
        cr_expect(!found[10 + i] || found[i]);
        cr_expect(i < 6 || (found[i] && !found[10 + i]), "peer %d is one of the best", i);
    }
    cr_expect_eq(unchoked, 5);
    cr_expect_eq(optimistic, 1);
    cr_expect(found[20]);
    run_tear_down(&run);
}

static void optimistic(void *argument)
{
    struct swarm_peer *peer = with_links(10);
    (void)argument;
    for (int round = 0; round < 300; round++) {
        for (size_t i = 0; i < 4; i++)
            peer->links[i].received[0] = 1000;
        swarm_choose(peer);
        for (size_t i = 4; i < 10; i++)
            found[i] |= !peer->links[i].is_choked;
        for (size_t i = 0; i < 4; i++)
            found[20 + i] |= peer->links[i].is_choked;
    }
    world_finish(&run.world);
}

Test(swarm, everybody_gets_an_optimistic_unchoke)
{
    play(optimistic);
    for (int i = 4; i < 10; i++)
        cr_expect(found[i], "peer %d", i);
    for (int i = 0; i < 4; i++)
        cr_expect_not(found[20 + i], "peer %d is always among the best", i);
    run_tear_down(&run);
}

/* A seed goes by what it sends; a free rider unchokes nobody; who is not interested is left out. */
static void others(void *argument)
{
    struct swarm_peer *peer = with_links(6);
    (void)argument;
    peer->links[0].received[0] = 1000000;
    for (size_t i = 1; i < 6; i++)
        peer->links[i].sent[0] = 100 * i;
    peer->links[5].is_interested = false;
    peer->has_count = peer->swarm->piece_count;
    peer->choices = 1; /* none by chance */
    swarm_choose(peer);
    found[0] = peer->links[0].is_choked;
    for (size_t i = 1; i < 6; i++)
        found[i] = peer->links[i].is_choked;
    peer->is_free_rider = true;
    swarm_choose(peer);
    swarm_fill_slots(peer);
    for (size_t i = 0; i < 6; i++)
        found[10 + i] = peer->links[i].is_choked;
    peer->has_count = 0;
    world_finish(&run.world);
}

Test(swarm, seeds_and_free_riders)
{
    play(others);
    cr_expect(found[0]);
    for (int i = 1; i < 5; i++)
        cr_expect_not(found[i], "peer %d", i);
    cr_expect(found[5]);
    for (int i = 0; i < 6; i++)
        cr_expect(found[10 + i]);
    run_tear_down(&run);
}

/* Every piece comes once to each; what is sent is received. */
Test(swarm, all_get_all)
{
    uint64_t sent = 0, received = 0, by_devices = 0;
    run_set_up(&run, NULL);
    run_play(&run);
    const struct lee_lee *state = run.world.model_state;
    for (uint32_t i = 0; i < state->swarm.peer_count; i++) {
        const struct swarm_peer *peer = &state->swarm.peers[i];
        sent += peer->pieces_sent;
        received += peer->pieces_received;
        by_devices += peer->self->role == WORLD_DEVICE ? peer->pieces_sent : 0;
        cr_expect(swarm_has_all(peer));
        cr_expect_eq(peer->asked_count, 0);
    }
    cr_expect_eq(run.world.outcome.patched, 8);
    cr_expect_eq(received, 8 * 8);
    cr_expect_eq(sent, 8 * 8);
    cr_expect_gt(by_devices, 0);
    run_tear_down(&run);
}

/* What a peer has changed is noticed by the hash of the piece; others are asked. */
Test(swarm, a_tampered_piece)
{
    uint64_t refused = 0;
    run_set_up(&run, NULL);
    for (uint32_t i = 0; i < 4; i++)
        peer_at(i)->is_tampering = true;
    run_play(&run);
    for (uint32_t i = 0; i < 8; i++)
        refused += peer_at(i)->pieces_refused;
    cr_expect_eq(run.world.outcome.patched, 8);
    cr_expect_gt(refused, 0);
    run_tear_down(&run);
}

Test(swarm, the_only_seed_tampers)
{
    run_set_up(&run, "lee_lee.attempts=2", "lee_lee.download_timeout=2min", NULL);
    peer_at(8)->is_tampering = true;
    run_play(&run);
    cr_expect_eq(run.world.outcome.patched, 0);
    cr_expect_eq(outcome_count_state(&run.world.outcome, OUTCOME_FAILED), 8);
    cr_expect(run.world.outcome.is_complete);
    run_tear_down(&run);
}

/* The only seed talks to one peer at a time, and devices come one after the other. */
Test(swarm, connections_of_those_who_have_all_are_replaced)
{
    run_set_up(&run, "lee_lee.connections=1", "lee_lee.check_interval=1h", NULL);
    run_play(&run);
    cr_expect_eq(run.world.outcome.patched, 8);
    cr_expect_eq(run.world.outcome.seeds, 8);
    run_tear_down(&run);
}

/* Who has all leaves: trackers do not name it, and it serves nobody. */
Test(swarm, seeds_leave)
{
    uint32_t left = 0, early = 0;
    run_set_up(&run, "lee_lee.seed_stay=1s", "lee_lee.check_interval=1h", NULL);
    run_play(&run);
    for (uint32_t i = 0; i < 8; i++) {
        left += peer_at(i)->has_left;
        early += peer_at(i)->has_left && peer_at(i)->pieces_sent == 0;
    }
    cr_expect_eq(run.world.outcome.patched, 8);
    cr_expect_geq(left, 6);
    cr_expect_geq(early, 4);
    cr_expect_eq(run.world.outcome.seeds, 8 - left);
    cr_expect_not(peer_at(8)->has_left, "the manufacturer's stays");
    run_tear_down(&run);
}
