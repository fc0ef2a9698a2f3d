#include "models/shared/fingerprint.h"

#include <string.h>

#include "models/shared/homes.h"

/** digest = SHA-256(digest, bytes). */
static void absorb(crypto_digest *digest, const void *bytes, size_t len)
{
    const crypto_digest before = *digest;
    const struct crypto_part parts[] = {{before.bytes, sizeof before.bytes}, {bytes, len}};
    *digest = crypto_sha256_parts(parts, 2);
}

static void absorb_participant(crypto_digest *digest, const struct participant *who)
{
    const uint64_t numbers[] = {who->role, who->index, who->number, who->region, who->hub};
    absorb(digest, numbers, sizeof numbers);
    absorb(digest, who->device_class->name, strlen(who->device_class->name));
    absorb(digest, who->identity.bytes, sizeof who->identity.bytes);
}

static crypto_digest digest_participants(const struct world *world)
{
    crypto_digest digest = {{0}};
    const uint64_t numbers[] = {
        world->config->flash_write_bps,
    };
    absorb(&digest, numbers, sizeof numbers);
    absorb(&digest, world->faults, sizeof *world->faults);
    if (world->timing)
        absorb(&digest, world->calibration.sha256.bytes, sizeof world->calibration.sha256.bytes);
    for (int role = 0; role < WORLD_OUTSIDER; role++) {
        const struct class_file *own = world_class_file(world, (enum world_role)role);
        if (own)
            absorb(&digest, own->sha256.bytes, sizeof own->sha256.bytes);
    }
    for (int role = 0; role < WORLD_ROLE_COUNT; role++)
        for (uint32_t i = 0; i < world->counts[role]; i++)
            absorb_participant(&digest, &world->participants[role][i]);
    return digest;
}

static void absorb_topology(crypto_digest *digest, const struct topology *topology)
{
    size_t n = topology->region_count;
    if (topology->latency)
        absorb(digest, topology->latency, n * n * sizeof *topology->latency);
    else
        absorb(digest, topology->points, n * sizeof *topology->points);
}

static crypto_digest digest_network(const struct world *world)
{
    const struct config_network *network = world->network;
    crypto_digest digest = {{0}};
    const struct homes_radio radio = homes_radio_of(world->network);
    const uint64_t numbers[] = {
        (uint64_t)network->access_latency_ns,
        radio.goodput_bps,
        (uint64_t)radio.latency_ns,
        radio.payload_bytes,
        radio.header_bytes,
    };
    const double shares[] = {radio.duty_cycle, radio.loss};
    absorb(&digest, numbers, sizeof numbers);
    absorb(&digest, shares, sizeof shares);
    for (int role = 0; role < WORLD_ROLE_COUNT; role++) {
        for (uint32_t i = 0; i < world->counts[role]; i++) {
            const struct sim_link_spec *line = &world->participants[role][i].access;
            const double rates[] = {line->up_Bps, line->down_Bps};
            absorb(&digest, rates, sizeof rates);
        }
    }
    absorb_topology(&digest, &world->topology);
    absorb(&digest, world->servers.regions, world->servers.count * sizeof *world->servers.regions);
    return digest;
}

struct fingerprint fingerprint_of_world(const struct world *world)
{
    return (struct fingerprint){
        .seed = world->run->seed,
        .participants = digest_participants(world),
        .network = digest_network(world),
    };
}
