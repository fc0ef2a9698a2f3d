#include "models/shared/energy.h"

#include <stdlib.h>

#include "crypto/power.h"
#include "models/shared/percentile.h"

const char *const energy_part_names[ENERGY_PART_COUNT] = {
    [ENERGY_COMPUTE] = "compute", [ENERGY_RADIO_TX] = "radio_tx", [ENERGY_RADIO_RX] = "radio_rx",
    [ENERGY_FLASH] = "flash",     [ENERGY_LISTEN] = "listen",     [ENERGY_SLEEP] = "sleep",
};

/* A poll that finds nothing: a request of 18 bytes, preamble included, and the receiver on until
 * the acknowledgement is there and turned off. Source: IEEE 802.15.4, data request between short
 * addresses: 12 bytes behind 6. Assumption: 3 ms. */
#define POLL_BYTES 18
#define POLL_LISTEN_NS 3e6

/* W * ns = nJ */
static uint64_t uJ(double watts, double ns)
{
    return ns > 0 ? (uint64_t)(watts * ns / 1e3 + 0.5) : 0;
}

/** On the chip's own radio: payload in the chip's frames, whatever headers the network counts; what
 *  the radio loses is sent again. */
static double airtime_ns(const struct participant *device, uint64_t payload_bytes,
                         uint64_t messages)
{
    return crypto_power_airtime_ns(device->world->device_power, payload_bytes, messages) /
           (1 - device->world->radio.loss);
}

struct energy energy_of_device(const struct participant *device)
{
    const struct world *world = device->world;
    const struct crypto_power *power = world->device_power;
    const struct sim_node_traffic *traffic = sim_node_traffic(device->node);
    double tx_ns = airtime_ns(device, traffic->lan_up_payload_bytes, traffic->lan_up_messages);
    double rx_ns = airtime_ns(device, traffic->lan_down_payload_bytes, traffic->lan_down_messages);
    double flash_ns = world->outcome.devices[device->index].flash_ns;
    sim_time now = world_now(world);
    double up_ns = (double)(now - faults_record_lasted(&device->machine, now));
    double interval_ns = (double)world->config->device_wake_interval_ns;
    double polls = interval_ns > 0 ? up_ns / interval_ns : 0;
    double awake_ns = interval_ns > 0 ? (double)sim_node_awake(device->node) : up_ns;
    double listen_ns = awake_ns - tx_ns - rx_ns;
    /* While frames pass at the goodput of all layers, the radio is on for its own part of it. */
    listen_ns = (listen_ns > 0 ? listen_ns : 0) + polls * POLL_LISTEN_NS;
    double poll_tx_ns = polls * POLL_BYTES * 8e9 / power->radio_bps;
    double sleep_ns = up_ns - awake_ns - polls * POLL_LISTEN_NS;
    return (struct energy){
        .uJ = {
            [ENERGY_COMPUTE] = participant_energy_uJ(device),
            [ENERGY_RADIO_TX] = uJ(power->radio_tx_W, tx_ns),
            [ENERGY_RADIO_RX] = uJ(power->radio_rx_W, rx_ns),
            [ENERGY_FLASH] = uJ(power->flash_W, flash_ns),
            [ENERGY_LISTEN] = uJ(power->radio_rx_W, listen_ns) + uJ(power->radio_tx_W, poll_tx_ns),
            [ENERGY_SLEEP] = uJ(power->sleep_W, sleep_ns),
        }};
}

uint64_t energy_of_update_uJ(const struct energy *energy)
{
    return energy->uJ[ENERGY_COMPUTE] + energy->uJ[ENERGY_RADIO_TX] + energy->uJ[ENERGY_RADIO_RX] +
           energy->uJ[ENERGY_FLASH];
}

uint64_t energy_total_uJ(const struct energy *energy)
{
    return energy_of_update_uJ(energy) + energy->uJ[ENERGY_LISTEN] + energy->uJ[ENERGY_SLEEP];
}

static int compare_values(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

struct energy_spread energy_spread_of(uint64_t values[], size_t count)
{
    if (count == 0)
        return (struct energy_spread){0};
    double sum = 0;
    qsort(values, count, sizeof *values, compare_values);
    for (size_t i = 0; i < count; i++)
        sum += (double)values[i];
    return (struct energy_spread){
        .mean_uJ = sum / (double)count,
        .p50_uJ = values[percentile_index(count, 50)],
        .p90_uJ = values[percentile_index(count, 90)],
        .p99_uJ = values[percentile_index(count, 99)],
        .max_uJ = values[count - 1],
    };
}
