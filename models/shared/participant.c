#include "base/error.h"
#include "crypto/power.h"
#include "models/shared/world.h"

void participant_random(const struct participant *participant, const char *purpose,
                        struct base_random *ret_random)
{
    base_random_init(ret_random, participant->world->run->seed, participant->number, purpose);
}

void participant_random_at(const struct participant *participant, const char *purpose,
                           uint64_t index, struct base_random *ret_random)
{
    participant_random(participant, purpose, ret_random);
    ret_random->counter = index << 18; /* blocks of four draws */
}

void participant_random_of_life(const struct participant *participant, const char *purpose,
                                struct base_random *ret_random)
{
    participant_random_at(participant, purpose, participant->machine.failures, ret_random);
}

void participant_charge(struct participant *participant, enum crypto_operation operation,
                        uint64_t count)
{
    sim_node_compute(participant->node,
                     crypto_cost_ns(participant->device_class, operation, count));
}

void participant_charge_proving(struct participant *participant, sim_time reference_work)
{
    double slowdown = participant->device_class->prover_slowdown;
    sim_node_compute(participant->node, (sim_time)((double)reference_work * slowdown + 0.5));
}

void participant_charge_verifying(struct participant *participant, sim_time reference_work)
{
    const struct crypto_device_class *reference = crypto_device_class_find("x86_server");
    double slowdown = participant->device_class->op_ns[CRYPTO_OP_GROTH16_VERIFY] /
                      reference->op_ns[CRYPTO_OP_GROTH16_VERIFY];
    sim_node_compute(participant->node, (sim_time)((double)reference_work * slowdown + 0.5));
}

void participant_install(struct participant *device, uint64_t update_bytes)
{
    struct world *world = device->world;
    struct outcome_device *row = &world->outcome.devices[device->index];
    double flash_bps = (double)world->config->flash_write_bps;
    double flash_ns =
        flash_bps > 0
            ? (double)update_bytes * 8e9 / flash_bps
            : crypto_power_flash_ns(crypto_power_find(device->device_class->name), update_bytes);
    row->flash_bytes += update_bytes;
    sim_actor_sleep(world->engine, (sim_time)(flash_ns + 0.5));
    if (row->state == OUTCOME_PATCHED)
        return;
    row->state = OUTCOME_PATCHED;
    row->patched = world_now(world);
    world->outcome.patched++;
}

void participant_disconnect(struct participant *participant)
{
    if (faults_record_begin(&participant->line, world_now(participant->world)))
        sim_node_disconnect(participant->node);
}

void participant_reconnect(struct participant *participant)
{
    if (faults_record_end(&participant->line, world_now(participant->world)))
        sim_node_reconnect(participant->node);
}

uint64_t participant_energy_uJ(const struct participant *participant)
{
    return crypto_cost_uJ(participant->device_class, sim_node_busy(participant->node));
}

int world_rename(struct world *world, struct participant *participant,
                 const crypto_address *address)
{
    struct participant **slot = base_map_put(&world->by_address, address, NULL);
    if (!slot)
        return base_fail(BASE_E_NOMEM, "no memory for an address");
    *slot = participant;
    participant->address = *address;
    return 0;
}

struct participant *world_find_by_address(const struct world *world, const crypto_address *address)
{
    struct participant **found = base_map_get(&world->by_address, address);
    return found ? *found : NULL;
}
