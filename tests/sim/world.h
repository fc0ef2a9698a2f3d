#ifndef CROWDPATCH_TESTS_SIM_WORLD_H
#define CROWDPATCH_TESTS_SIM_WORLD_H

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "sim/engine.h"
#include "sim/node.h"
#include "sim/port.h"

/** Two regions; links without headers, whose times are whole nanoseconds.
 *  Between 0 and 1: 50 ms one way and 60 ms back; inside a region 5 ms; each access link 10 ms and
 *  1 MB/s up, 2 MB/s down. Asserts are made after the run: an actor's stack is no place for them.
 */

#define MS ((sim_time)1000000)
#define S SIM_TIME_SECOND

static const sim_time world_latencies[2][2] = {{5 * MS, 50 * MS}, {60 * MS, 5 * MS}};
static const struct sim_link_spec world_link = {1e6, 2e6, 0.010, 1000, 0};

static sim_time world_latency(const void *context, size_t from, size_t to)
{
    return ((const sim_time(*)[2])context)[from][to];
}
static const struct sim_platform_spec world_platform = {2, world_latency, world_latencies};

__attribute__((unused)) static struct sim_engine *world_new(void)
{
    struct sim_engine *engine = NULL;
    cr_assert_eq(sim_engine_new(&world_platform, &engine), 0);
    return engine;
}

__attribute__((unused)) static struct sim_node *world_add(struct sim_engine *engine,
                                                          const char *name, size_t region)
{
    const struct sim_node_spec spec = {
        .name = name, .cores = 1, .region = region, .access = world_link};
    struct sim_node *node = NULL;
    cr_assert_eq(sim_node_add(engine, &spec, &node), 0);
    return node;
}

/** A message of `bytes` bytes that are charged and not carried. */
__attribute__((unused)) static struct sim_message *world_message(uint32_t kind, uint64_t bytes)
{
    struct sim_message *message = sim_message_new(kind, NULL, 0);
    message->wire_payload_bytes = bytes;
    return message;
}

#endif
