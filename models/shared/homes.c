#include "models/shared/homes.h"

#include <assert.h>
#include <stdlib.h>

#include "base/error.h"

/** Assumption: nobody's line is slower. */
#define LINE_LEAST_BPS 1000.0

/** Owners' shape: 1 + NB(0.58) with a mean of 7 exceeds 5 with a chance of 0.400.
 *  Source: homes.h. */
#define OWNERS_SHAPE 0.58

/** In Polya's urn a draw picks its home afresh, or repeats an earlier draw's. */
static int draw_urn(double shape, uint32_t homes, uint32_t extra, struct base_random *random,
                    uint32_t sizes[])
{
    uint32_t *drawn = malloc((extra + 1u) * sizeof *drawn);
    if (!drawn)
        return base_fail(BASE_E_NOMEM, "no memory for %u devices", extra);
    double fresh = shape * homes;
    for (uint32_t i = 0; i < extra; i++) {
        bool is_fresh = base_random_uniform(random) * (fresh + i) < fresh;
        drawn[i] = is_fresh ? (uint32_t)base_random_below(random, homes)
                            : drawn[base_random_below(random, i)];
        sizes[drawn[i]]++;
    }
    free(drawn);
    return 0;
}

int homes_share_out(enum config_home_sizes how, uint32_t homes, uint32_t devices,
                    struct base_random *random, uint32_t ret_sizes[])
{
    assert(homes > 0 && homes <= devices);
    for (uint32_t i = 0; i < homes; i++)
        ret_sizes[i] = how == CONFIG_HOME_SIZES_EVEN
                           ? (uint32_t)((uint64_t)devices * (i + 1) / homes) -
                                 (uint32_t)((uint64_t)devices * i / homes)
                           : 1;
    if (how == CONFIG_HOME_SIZES_EVEN)
        return 0;
    double shape = how == CONFIG_HOME_SIZES_OWNERS ? OWNERS_SHAPE : 1;
    return draw_urn(shape, homes, devices - homes, random, ret_sizes);
}

static uint64_t scale(uint64_t bps, double factor)
{
    double scaled = (double)bps * factor;
    return (uint64_t)(scaled < LINE_LEAST_BPS ? LINE_LEAST_BPS : scaled);
}

struct homes_line homes_draw_line(struct homes_line median, double sigma,
                                  struct base_random *random)
{
    if (sigma == 0)
        return median;
    double factor = base_random_lognormal(random, 0, sigma);
    return (struct homes_line){scale(median.up_bps, factor), scale(median.down_bps, factor)};
}

struct homes_line homes_median_line(const struct config_network *network,
                                    const struct topology *topology, size_t region)
{
    if (network->home_rates == CONFIG_HOME_RATES_REGIONAL && topology->up_bps)
        return (struct homes_line){topology->up_bps[region], topology->down_bps[region]};
    return (struct homes_line){network->home_up_bps, network->home_down_bps};
}

/** Rates are what a segment, headers included, takes; turns, acknowledgements and gaps are in them.
 *  Assumption, of all: loss 0, for homes differ and no figure stands for them. */
static const struct homes_radio presets[] = {
    /* Source: an ESP32-S2 moves 20 Mbit/s by TCP (ESP-IDF programming guide, Wi-Fi throughput, air
     * in lab), of 1460 bytes in 1500. Assumption: 2 ms one way. */
    [CONFIG_LAN_WIFI] = {20547945, 2000000, 1460, 40, 1, 0},
    /* Source: Bluetooth Core 5, volume 6, part B: LE 1M, data length extension, encrypted: 251
     * bytes in a packet of 265 bytes (2120 us), an empty one of 10 (80 us) back and two gaps of 150
     * us; 7 of the 251 are L2CAP's and ATT's.
     * Assumption: a connection interval of 30 ms, half of which a message waits. */
    [CONFIG_LAN_BLE] = {803200, 15000000, 244, 7, 1, 0},
    /* Source: IEEE 802.15.4, 2.4 GHz, 16 us a symbol: a frame of 127 bytes takes 4256 us with its
     * 6 before, a back-off of 3.5 times 20 symbols 1120 us in the mean, sensing 128 (8 symbols),
     * turnaround 192 (12), acknowledgement 352 (11 bytes), spacing 640 (40). Headers: 21 of the MAC
     * (short addresses, security with a code of 4 bytes), 5 of a fragment (RFC 4944, 5.3).
     * Assumption: 5 of IPv6 and UDP (RFC 6282). */
    [CONFIG_LAN_THREAD_ROUTER] = {151914, 7000000, 96, 31, 1, 0},
    /* Assumption: the same frame, one for each of the device's polls, every 2 s. */
    [CONFIG_LAN_THREAD_SLEEPY] = {508, 1000000000, 96, 31, 1, 0},
    /* Source: a worked example of a Zigbee over-the-air update (iotclass.org, zigbee-thread): 64
     * bytes every 50 ms, 1,280 B/s, to a router; every 2 s, 32 B/s, to a sleepy node. Assumption:
     * headers are in it; latencies. */
    [CONFIG_LAN_ZIGBEE_ROUTER] = {10240, 10000000, 1460, 0, 1, 0},
    [CONFIG_LAN_ZIGBEE_SLEEPY] = {256, 1000000000, 1460, 0, 1, 0},
    /* Source: ITU-T G.9959 R3: 100 kbit/s, 10 bytes of header and 2 of check, to one node
     * (tcpdump.org, LINKTYPE_ZWAVE_R3). Assumption: fragments of
     * 40 bytes; preambles, acknowledgements and turnarounds leave 40 %. */
    [CONFIG_LAN_ZWAVE] = {40000, 10000000, 40, 12, 1, 0},
    /* Source: LoRaWAN regional parameters 1.0.3, 2.2, EU863-870: DR5 (SF7, 125 kHz, 5470 bit/s),
     * 222 bytes of payload where repeaters may be, a duty cycle of 1 %, RX1 after 1 s; 13 bytes of
     * header and code. Preambles (12.25 symbols, 12.5 ms a frame) are left out. Assumption: the
     * home has a gateway of its own, and its limit is that of all its devices. */
    [CONFIG_LAN_LORAWAN] = {5470, 1000000000, 222, 13, 0.01, 0},
};

void homes_derive(const struct scenario *scenario, struct config_network *network)
{
    const struct homes_radio *preset = &presets[network->lan_technology];
    if (network->lan_technology == CONFIG_LAN_CUSTOM)
        return;
    if (!scenario_is_set(scenario, "network.lan_goodput"))
        network->lan_goodput_bps = preset->goodput_bps;
    if (!scenario_is_set(scenario, "network.lan_latency"))
        network->lan_latency_ns = preset->latency_ns;
    if (!scenario_is_set(scenario, "network.lan_payload"))
        network->lan_payload_bytes = preset->payload_bytes;
    if (!scenario_is_set(scenario, "network.lan_header"))
        network->lan_header_bytes = preset->header_bytes;
    if (!scenario_is_set(scenario, "network.lan_duty_cycle"))
        network->lan_duty_cycle = preset->duty_cycle;
    if (!scenario_is_set(scenario, "network.lan_loss"))
        network->lan_loss = preset->loss;
}

struct homes_radio homes_radio_of(const struct config_network *network)
{
    return (struct homes_radio){
        .goodput_bps = network->lan_goodput_bps,
        .latency_ns = network->lan_latency_ns,
        .payload_bytes = network->lan_payload_bytes,
        .header_bytes = network->lan_header_bytes,
        .duty_cycle = network->lan_duty_cycle,
        .loss = network->lan_loss,
    };
}

struct sim_link_spec homes_radio_link(const struct homes_radio *radio)
{
    double rate_Bps = (double)radio->goodput_bps / 8.0 * (1 - radio->loss);
    return (struct sim_link_spec){
        .up_Bps = rate_Bps,
        .down_Bps = rate_Bps,
        .latency_s = (double)radio->latency_ns / 1e9,
        .segment_payload_bytes = (uint32_t)radio->payload_bytes,
        .segment_header_bytes = (uint32_t)radio->header_bytes,
        .duty_cycle = radio->duty_cycle,
    };
}
