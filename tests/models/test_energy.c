#include <math.h>

#include "crypto/power.h"
#include "models/shared/costs.h"
#include "models/shared/energy.h"

#define RUN_TEXT                                                                                   \
    "{\"name\": \"energy\", \"system\": \"client_server\", \"duration\": \"3h\","                  \
    " \"world\": {\"hubs\": 2, \"devices\": 4, \"device_class\": \"nrf52840_64mhz\"},"             \
    " \"client_server\": {\"update_size\": \"4KiB\"}}"
#include "tests/models/run.h"

static struct run run;

static const struct participant *device(uint32_t index)
{
    return &run.world.participants[WORLD_DEVICE][index];
}

Test(energy, spread_by_nearest_rank)
{
    uint64_t values[100];
    for (int i = 0; i < 100; i++)
        values[i] = (uint64_t)(100 - i);
    struct energy_spread spread = energy_spread_of(values, 100);
    cr_assert_float_eq(spread.mean_uJ, 50.5, 1e-9);
    cr_assert_eq(spread.p50_uJ, 50);
    cr_assert_eq(spread.p90_uJ, 90);
    cr_assert_eq(spread.p99_uJ, 99);
    cr_assert_eq(spread.max_uJ, 100);
    uint64_t one[] = {7};
    cr_assert_eq(energy_spread_of(one, 1).p50_uJ, 7);
    cr_assert_eq(energy_spread_of(one, 1).p99_uJ, 7);
    cr_assert_eq(energy_spread_of(NULL, 0).max_uJ, 0);
}

/* One page of 85 ms and 1,024 words of 41 us at 3.3 mA and 3 V; each byte that came and went over
 * the radio; the receiver on for the rest of the run. */
Test(energy, parts_by_hand)
{
    run_set_up(&run, NULL);
    cr_assert_eq(world_run(&run.world), 0);
    cr_assert_eq(run.world.outcome.patched, 4);
    sim_time ended = run.world.outcome.ended;
    struct costs_devices costs = costs_of_devices(&run.world);
    uint64_t updates = 0, totals = 0;
    for (uint32_t i = 0; i < 4; i++) {
        struct energy energy = energy_of_device(device(i));
        const struct sim_node_traffic *traffic = sim_node_traffic(device(i)->node);
        double flash_uJ = (85e-3 + 1024 * 41e-6) * 3.3e-3 * 3 * 1e6;
        /* The update with its manifest; the device answers once. */
        cr_assert_eq(traffic->lan_down_messages, 1);
        cr_assert_eq(traffic->lan_up_messages, 1);
        double rx_s =
            ((double)traffic->lan_down_bytes + ceil((double)traffic->lan_down_bytes / 80) * 64) *
            8 / 250e3;
        double tx_s = ((double)traffic->lan_up_bytes + 64) * 8 / 250e3;
        cr_assert_float_eq((double)energy.uJ[ENERGY_FLASH], flash_uJ, 1);
        cr_assert_float_eq((double)energy.uJ[ENERGY_RADIO_RX], rx_s * 6.53e-3 * 3 * 1e6, 1);
        cr_assert_float_eq((double)energy.uJ[ENERGY_RADIO_TX], tx_s * 6.40e-3 * 3 * 1e6, 1);
        cr_assert_eq(energy.uJ[ENERGY_COMPUTE], participant_energy_uJ(device(i)));
        cr_assert_gt(energy.uJ[ENERGY_COMPUTE], 0);
        cr_assert_float_eq((double)energy.uJ[ENERGY_LISTEN],
                           ((double)ended / 1e9 - rx_s - tx_s) * 6.53e-3 * 3 * 1e6, 2);
        cr_assert_eq(energy.uJ[ENERGY_SLEEP], 0);
        updates += energy_of_update_uJ(&energy);
        totals += energy_total_uJ(&energy);
    }
    cr_assert_eq(costs.energy_uJ, updates);
    cr_assert_eq(costs.total_uJ, totals);
    run_tear_down(&run);
}

/* A page of 128 KiB is erased in 1.1 s, 128 blocks of 32 bytes take 290 us each; all else of the
 * delivery is some tens of milliseconds over this radio. */
Test(energy, flash_time_by_the_data_sheet)
{
    run_set_up(&run, "world.device_class=stm32h753_400mhz", "world.flash_write=0bps",
               "network.lan_goodput=10Mbps", NULL);
    cr_assert_eq(world_run(&run.world), 0);
    const struct outcome_device *row = &run.world.outcome.devices[0];
    cr_assert_eq(row->state, OUTCOME_PATCHED);
    cr_assert_float_eq(row->flash_ns, 1.1e9 + 128 * 290e3, 1e-3);
    double work_s = (double)sim_node_busy(device(0)->node) / 1e9;
    double write_s = 1.1 + 128 * 290e-6;
    double took_s = (double)(row->patched - row->requested) / 1e9;
    cr_assert_geq(took_s, write_s + work_s);
    cr_assert_leq(took_s, write_s + work_s + 1);
    run_tear_down(&run);
}

/* Awake for its messages, 3 ms a poll, asleep for the rest. */
Test(energy, a_device_that_sleeps)
{
    run_set_up(&run, "world.device_wake_interval=10s", NULL);
    cr_assert_eq(world_run(&run.world), 0);
    double ended_s = (double)run.world.outcome.ended / 1e9;
    for (uint32_t i = 0; i < 4; i++) {
        struct energy energy = energy_of_device(device(i));
        double awake_s = (double)sim_node_awake(device(i)->node) / 1e9;
        double sleep_s = ended_s - awake_s - ended_s / 10 * 3e-3;
        cr_assert_gt(awake_s, 3.2); /* 4 KiB at 1,280 B/s */
        cr_assert_lt(awake_s, 5);
        cr_assert_float_eq((double)energy.uJ[ENERGY_SLEEP], sleep_s * 3.16 * 3, 2);
        cr_assert_lt((double)energy.uJ[ENERGY_LISTEN],
                     (awake_s + ended_s / 10 * 4e-3) * 6.53e-3 * 3 * 1e6);
        cr_assert_gt(energy.uJ[ENERGY_LISTEN], 0);
    }
    run_tear_down(&run);
}

/* 96 of 127 bytes of a segment are payload; a tenth of the frames is sent twice: a radio of 4-KiB
 * updates is on for as long as without headers, divided by 0.9. */
Test(energy, headers_are_those_of_the_chip)
{
    run_set_up(&run, "network.lan_payload=96B", "network.lan_header=31B", "network.lan_loss=0.1",
               NULL);
    cr_assert_eq(world_run(&run.world), 0);
    const struct sim_node_traffic *traffic = sim_node_traffic(device(0)->node);
    struct energy energy = energy_of_device(device(0));
    uint64_t segments = (traffic->lan_down_bytes + 126) / 127;
    double payload = (double)(traffic->lan_down_bytes - 31 * segments);
    double rx_s = (payload + ceil(payload / 80) * 64) * 8 / 250e3 / 0.9;
    /* The answer is one segment, and not three quarters of what it weighs. */
    cr_assert_eq(traffic->lan_up_messages, 1);
    cr_assert_leq(traffic->lan_up_bytes, 127);
    double tx_s = ((double)traffic->lan_up_bytes - 31 + 64) * 8 / 250e3 / 0.9;
    cr_assert_gt(segments, 40);
    cr_assert_float_eq((double)energy.uJ[ENERGY_RADIO_RX], rx_s * 6.53e-3 * 3 * 1e6, 1);
    cr_assert_float_eq((double)energy.uJ[ENERGY_RADIO_TX], tx_s * 6.40e-3 * 3 * 1e6, 1);
    run_tear_down(&run);
}
