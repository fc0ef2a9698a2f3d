#ifndef CROWDPATCH_MODELS_SHARED_HOMES_H
#define CROWDPATCH_MODELS_SHARED_HOMES_H

#include "base/random.h"
#include "models/shared/config.h"
#include "models/shared/topology.h"
#include "sim/node.h"

/** What homes and lines are like: how many devices, how fast a line, which radio. */

/** Shares `devices` out over the homes, at least one each.
 *  even: the first homes have not more than one less than the last ones, nothing is drawn.
 *  geometric: each home's number is geometric from 1 on, given the sum.
 *  owners: 1 and a negative binomial number of shape 0.58, given the sum. With a mean of 7 devices,
 *  40 % of homes have six or more then.
 *  Source: Parks Associates: of US homes with Internet 45 % own a device and 18 % six or more
 * (advanced-television.com, 2024-04-18), owners have 7 in the mean (cedia.net, 2021-04-13).
 * Assumption: the years differ little; the negative binomial form. Both are Polya's urn: the next
 * of the devices beyond the first ones goes to a home with a chance that grows with its shape +
 * what it has got; given its sum, that is how independent negative binomial numbers are
 * distributed. Requires: 0 < homes <= devices (asserted). Returns 0 or BASE_E_NOMEM. */
int homes_share_out(enum config_home_sizes how, uint32_t homes, uint32_t devices,
                    struct base_random *random, uint32_t ret_sizes[]);

/** An access line, bits a second. */
struct homes_line {
    uint64_t up_bps;
    uint64_t down_bps;
};

/** The line times exp(sigma * z), both directions with the same z, a standard normal number: whose
 *  uplink is fast has a fast downlink too. At least 1 kbit/s. Nothing is drawn when sigma is 0. */
struct homes_line homes_draw_line(struct homes_line median, double sigma,
                                  struct base_random *random);
/** The median of homes in a region: the scenario's, or the topology's. */
struct homes_line homes_median_line(const struct config_network *network,
                                    const struct topology *topology, size_t region);

/** A home's radio as scenarios name its parts. */
struct homes_radio {
    uint64_t goodput_bps; /* at which it moves segments, headers included */
    int64_t latency_ns;
    uint64_t payload_bytes; /* a segment */
    uint64_t header_bytes;
    double duty_cycle;
    double loss; /* of segments, each sent again until it is there */
};

/** Sets what the preset of network.lan_technology says, but for what the scenario sets itself. */
void homes_derive(const struct scenario *scenario, struct config_network *network);
struct homes_radio homes_radio_of(const struct config_network *network);
/** A segment that is lost costs its time and is sent again: in the mean the rate is
 *  goodput * (1 - loss). */
struct sim_link_spec homes_radio_link(const struct homes_radio *radio);

#endif
