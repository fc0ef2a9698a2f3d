#include <assert.h>
#include <stdlib.h>

#include "base/error.h"
#include "models/shared/chain_service.h"
#include "models/shared/world_trace.h"

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

sim_time participant_first_poll(const struct participant *participant, sim_time interval)
{
    struct base_random random;
    participant_random_of_life(participant, "poll", &random);
    return world_now(participant->world) + (sim_time)base_random_below(&random, (uint64_t)interval);
}

void participant_charge(struct participant *participant, enum crypto_operation operation,
                        uint64_t count)
{
    sim_node_compute(participant->node, crypto_cost_ns(participant->device_class, operation, count),
                     crypto_operation_names[operation]);
}

/** Work of the reference core on a machine that is so many times slower. */
static sim_time slowed(sim_time reference_work, double slowdown)
{
    double ns = (double)reference_work * slowdown;
    return ns < (double)CRYPTO_COST_MAX_NS ? (sim_time)(ns + 0.5) : CRYPTO_COST_MAX_NS;
}

void participant_charge_proving(struct participant *participant, sim_time reference_work,
                                const char *what)
{
    double slowdown = participant->device_class->prover_slowdown;
    sim_node_compute(participant->node, slowed(reference_work, slowdown), what);
}

void participant_charge_verifying(struct participant *participant, sim_time reference_work)
{
    const struct crypto_device_class *reference = crypto_device_class_find("x86_server");
    double slowdown = participant->device_class->op_ns[CRYPTO_OP_GROTH16_VERIFY] /
                      reference->op_ns[CRYPTO_OP_GROTH16_VERIFY];
    sim_node_compute(participant->node, slowed(reference_work, slowdown), "verify_proof");
}

void participant_write_flash(struct participant *device, uint64_t update_bytes)
{
    struct world *world = device->world;
    struct outcome_device *row = &world->outcome.devices[device->index];
    double chip_ns = crypto_power_flash_ns(world->device_power, update_bytes);
    double flash_bps = (double)world->config->flash_write_bps;
    double flash_ns = flash_bps > 0 ? (double)update_bytes * 8e9 / flash_bps : chip_ns;
    row->flash_ns += chip_ns;
    struct sim_trace *trace = world_trace_event(world, "flash");
    if (trace) {
        sim_trace_node(trace, "device", device->node);
        sim_trace_u64(trace, "bytes", update_bytes);
        sim_trace_end(trace);
    }
    sim_actor_sleep(world->engine, (sim_time)(flash_ns + 0.5));
}

void participant_install(struct participant *device, uint64_t update_bytes)
{
    participant_write_flash(device, update_bytes);
    participant_settle(device, OUTCOME_PATCHED);
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

/** Keys of both kinds. */
struct keys {
    crypto_secp256k1_secret secret;
    crypto_address address;
    crypto_ed25519_secret identity_secret;
    crypto_ed25519_public identity;
};

static struct keys draw_keys(const struct participant *participant, uint64_t number)
{
    struct keys keys;
    struct base_random random;
    uint8_t seed[32];
    participant_random_at(participant, "account", number, &random);
    base_random_bytes(&random, seed, sizeof seed);
    crypto_token_secp256k1_keypair(participant->world->tokens, seed, &keys.secret, &keys.address);
    base_random_bytes(&random, seed, sizeof seed);
    crypto_token_ed25519_keypair(participant->world->tokens, seed, &keys.identity,
                                 &keys.identity_secret);
    return keys;
}

crypto_address participant_account(const struct participant *participant, uint64_t number)
{
    return draw_keys(participant, number).address;
}

int participant_change_account(struct participant *participant, uint64_t number)
{
    const struct keys keys = draw_keys(participant, number);
    size_t count = participant->former_count;
    assert(!sim_lock_is_held(participant->account));
    crypto_address *former =
        realloc(participant->former_addresses, (count + 1) * sizeof *participant->former_addresses);
    if (!former)
        return BASE_E_NOMEM;
    participant->former_addresses = former;
    former[count] = participant->address;
    int r = world_rename(participant->world, participant, &keys.address);
    if (r < 0)
        return r;
    participant->former_count = count + 1;
    participant->secret = keys.secret;
    participant->identity = keys.identity;
    participant->identity_secret = keys.identity_secret;
    participant->next_nonce = 0;
    return 0;
}

u256 participant_balance(const struct participant *participant)
{
    const struct chain *chain = chain_service_chain(participant->world->chain);
    u256 sum = chain_balance(chain, &participant->address);
    for (size_t i = 0; i < participant->former_count; i++)
        sum = u256_add(sum, chain_balance(chain, &participant->former_addresses[i]));
    return sum;
}

struct participant *world_find_by_address(const struct world *world, const crypto_address *address)
{
    struct participant **found = base_map_get(&world->by_address, address);
    return found ? *found : NULL;
}
