#include "models/shared/homes.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>

#include "models/registry.h"

enum { HOMES = 20000, DEVICES = 7 * HOMES, BINS = 21, DRAWS = 10000 };

static uint32_t *share_out(enum config_home_sizes how, uint32_t homes, uint32_t devices)
{
    uint32_t *sizes = calloc(homes, sizeof *sizes);
    struct base_random random;
    uint64_t sum = 0;
    base_random_init(&random, 11, 0, "homes");
    cr_assert_eq(homes_share_out(how, homes, devices, &random, sizes), 0);
    for (uint32_t i = 0; i < homes; i++) {
        cr_assert_geq(sizes[i], 1);
        sum += sizes[i];
    }
    cr_assert_eq(sum, devices);
    return sizes;
}

Test(homes, even_shares_differ_by_one)
{
    uint32_t *sizes = share_out(CONFIG_HOME_SIZES_EVEN, 3, 10);
    cr_expect(sizes[0] == 3 && sizes[1] == 3 && sizes[2] == 4);
    free(sizes);
}

Test(homes, all_have_one_when_there_is_no_more)
{
    uint32_t *sizes = share_out(CONFIG_HOME_SIZES_OWNERS, 50, 50);
    for (int i = 0; i < 50; i++)
        cr_expect_eq(sizes[i], 1);
    free(sizes);
}

/* 1 + a negative binomial number of this shape and a mean of 6; the last bin is all above. Returns
 * chi-squared, of 20 degrees of freedom: the 99.9 % quantile is 45.3. */
static double chi_squared(const uint32_t sizes[], double shape)
{
    double q = 6 / (shape + 6), p = pow(1 - q, shape), left = 1, sum = 0;
    size_t counts[BINS] = {0};
    for (uint32_t i = 0; i < HOMES; i++)
        counts[sizes[i] < BINS ? sizes[i] - 1 : BINS - 1]++;
    for (int k = 0; k < BINS; k++) {
        double expected = HOMES * (k + 1 < BINS ? p : left);
        sum += ((double)counts[k] - expected) * ((double)counts[k] - expected) / expected;
        left -= p;
        p *= (k + shape) / (k + 1) * q;
    }
    return sum;
}

Test(homes, geometric_sizes_fit)
{
    uint32_t *sizes = share_out(CONFIG_HOME_SIZES_GEOMETRIC, HOMES, DEVICES);
    cr_expect_lt(chi_squared(sizes, 1), 45.3);
    cr_expect_gt(chi_squared(sizes, 0.58), 45.3, "the test can tell shapes apart");
    free(sizes);
}

Test(homes, owners_fit_and_two_in_five_have_six)
{
    uint32_t *sizes = share_out(CONFIG_HOME_SIZES_OWNERS, HOMES, DEVICES);
    uint32_t six = 0;
    for (uint32_t i = 0; i < HOMES; i++)
        six += sizes[i] >= 6;
    cr_expect_lt(chi_squared(sizes, 0.58), 45.3);
    cr_expect_gt(chi_squared(sizes, 1), 45.3, "the test can tell shapes apart");
    /* 18 % of all homes, among 45 % that are owners; five standard deviations. */
    cr_expect_float_eq((double)six / HOMES, 0.18 / 0.45, 5 * sqrt(0.4 * 0.6 / HOMES));
    free(sizes);
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Kolmogorov and Smirnov: the greatest distance from the normal distribution, whose 99.9 % quantile
 * is 1.95 / sqrt(n). */
Test(homes, lines_are_lognormal)
{
    const struct homes_line median = {20000000, 50000000};
    double *logs = malloc(DRAWS * sizeof *logs), distance = 0;
    for (uint32_t i = 0; i < DRAWS; i++) {
        struct base_random random;
        base_random_init(&random, 3, i, "line");
        struct homes_line line = homes_draw_line(median, 0.5, &random);
        logs[i] = log((double)line.down_bps / 5e7) / 0.5;
        /* The same factor on both. */
        cr_assert_float_eq((double)line.up_bps / 2e7, (double)line.down_bps / 5e7, 1e-6);
    }
    qsort(logs, DRAWS, sizeof *logs, compare);
    for (int i = 0; i < DRAWS; i++) {
        double expected = 0.5 * erfc(-logs[i] / sqrt(2));
        distance = fmax(distance, fabs(expected - (double)i / DRAWS));
        distance = fmax(distance, fabs(expected - (i + 1.0) / DRAWS));
    }
    cr_expect_lt(distance, 1.95 / sqrt(DRAWS));
    free(logs);
}

Test(homes, lines_without_spread_are_not_drawn)
{
    const struct homes_line median = {1, 2};
    struct base_random random = {0};
    struct homes_line line = homes_draw_line(median, 0, &random);
    cr_expect(line.up_bps == 1 && line.down_bps == 2 && random.counter == 0);
}

Test(homes, a_slow_line_still_has_a_kilobit)
{
    const struct homes_line median = {10, 20};
    struct base_random random;
    base_random_init(&random, 1, 1, "line");
    cr_expect_eq(homes_draw_line(median, 0.1, &random).up_bps, 1000);
}

Test(homes, regions_have_their_own_lines)
{
    struct topology topology;
    struct config_network network = {.home_up_bps = 1, .home_down_bps = 2};
    cr_assert_eq(topology_init(&topology, CONFIG_TOPOLOGY_SIMBLOCK_2019), 0);
    size_t japan = topology_find_region(&topology, "JAPAN");
    cr_expect_eq(homes_median_line(&network, &topology, japan).up_bps, 1);
    network.home_rates = CONFIG_HOME_RATES_REGIONAL;
    cr_expect_eq(homes_median_line(&network, &topology, japan).up_bps, 10200000);
    cr_expect_eq(homes_median_line(&network, &topology, japan).down_bps, 22800000);
    topology_deinit(&topology);
}

static struct homes_radio radio_of(const char *const options[], size_t count)
{
    static const char text[] = "{}";
    struct scenario_report *report;
    struct scenario *scenario;
    cr_assert_eq(scenario_report_new(&report), 0);
    int r = scenario_load_text(models_catalogue(), "x", text, sizeof text - 1, options, count,
                               report, &scenario);
    cr_assert_eq(r, 0);
    struct homes_radio radio = homes_radio_of(scenario_section_values(scenario, "network"));
    scenario_report_free(report);
    scenario_free(scenario);
    return radio;
}

/* Written out, as in a run's scenario.json, it means the same, though some values are defaults. */
Test(homes, a_resolved_scenario_has_the_same_radio)
{
    const char *const options[] = {"network.lan_technology=wifi", "network.lan_goodput=10.24kbps"};
    struct scenario_report *report;
    struct scenario *scenario, *again;
    cr_assert_eq(scenario_report_new(&report), 0);
    cr_assert_eq(
        scenario_load_text(models_catalogue(), "x", "{}", 2, options, 2, report, &scenario), 0);
    char *text = scenario_resolved_json(scenario);
    cr_assert_not_null(text);
    cr_assert_eq(scenario_load_text(models_catalogue(), "again", text, strlen(text), NULL, 0,
                                    report, &again),
                 0);
    const struct homes_radio radio = homes_radio_of(scenario_section_values(again, "network"));
    const struct homes_radio wifi = radio_of((const char *const[]){options[0]}, 1);
    cr_expect_eq(radio.goodput_bps, 10240);
    cr_expect_eq(radio.latency_ns, wifi.latency_ns);
    cr_expect_eq(radio.payload_bytes, wifi.payload_bytes);
    scenario_free(again);
    scenario_free(scenario);
    scenario_report_free(report);
    free(text);
}

Test(homes, the_default_radio_is_what_the_parameters_say)
{
    struct homes_radio radio = radio_of(NULL, 0);
    struct sim_link_spec link = homes_radio_link(&radio);
    cr_expect_eq(link.up_Bps, 1280);
    cr_expect_eq(link.latency_s, 0.01);
    cr_expect_eq(link.segment_payload_bytes, 1460);
    cr_expect_eq(link.segment_header_bytes, 0);
    cr_expect_eq(link.duty_cycle, 1);
}

/* Payload a second, in whole segments. */
static double goodput_Bps(const struct homes_radio *radio)
{
    struct sim_link_spec link = homes_radio_link(radio);
    double bytes = (double)sim_link_wire_bytes(&link, 1000 * radio->payload_bytes);
    return 1000.0 * (double)radio->payload_bytes / (bytes / link.up_Bps) * link.duty_cycle;
}

Test(homes, presets_by_hand)
{
    static const struct {
        const char *option;
        double goodput_Bps;
    } cases[] = {
        {"network.lan_technology=wifi", 2.5e6},
        {"network.lan_technology=ble", 244 / 2500e-6},
        {"network.lan_technology=thread_router", 96 / 6688e-6},
        {"network.lan_technology=thread_sleepy", 48},
        {"network.lan_technology=zigbee_router", 1280},
        {"network.lan_technology=zigbee_sleepy", 32},
        {"network.lan_technology=zwave", 5000 * 40 / 52.0},
        {"network.lan_technology=lorawan", 5470 / 8.0 * 222 / 235 * 0.01},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct homes_radio radio = radio_of(&cases[i].option, 1);
        cr_expect_float_eq(goodput_Bps(&radio) / cases[i].goodput_Bps, 1, 1e-3, "%s: %g",
                           cases[i].option, goodput_Bps(&radio));
    }
}

Test(homes, what_the_scenario_says_stands_above_the_preset)
{
    static const char *const options[] = {
        "network.lan_technology=lorawan", "network.lan_goodput=250bps", "network.lan_payload=51B",
        "network.lan_header=14B",         "network.lan_duty_cycle=0.1", "network.lan_loss=0.2",
        "network.lan_latency=2s",
    };
    struct homes_radio radio = radio_of(options, sizeof options / sizeof options[0]);
    cr_expect_eq(radio.latency_ns, 2000000000);
    cr_expect_eq(radio.header_bytes, 14);
    /* Each segment takes 65 bytes / (250 / 8 B/s), 1.25 times in the mean, and ten times as long
     * with its silence. */
    cr_expect_float_eq(goodput_Bps(&radio), 51 / (65 * 8 / 250.0 * 1.25 * 10), 1e-9);
}
