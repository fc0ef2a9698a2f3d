#include "models/shared/outcome.h"

#include <assert.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/error.h"
#include "models/shared/concentration.h"

const char *outcome_state_name(enum outcome_state state)
{
    static const char *const names[OUTCOME_STATE_COUNT] = {
        [OUTCOME_WAITING] = "not_reached",
        [OUTCOME_NOT_LISTED] = "not_listed",
        [OUTCOME_NO_DISTRIBUTOR] = "no_distributor",
        [OUTCOME_FAILED] = "delivery_failed",
        [OUTCOME_NO_KEY] = "key_not_published",
        [OUTCOME_IN_PROGRESS] = "in_progress",
        [OUTCOME_EXPIRED] = "expired",
        [OUTCOME_PATCHED] = "patched",
    };
    return names[state];
}

const char *outcome_step_name(enum outcome_step step)
{
    static const char *const names[OUTCOME_STEP_COUNT] = {
        [OUTCOME_DISCOVERED] = "discovered",
        [OUTCOME_REQUESTED] = "requested",
        [OUTCOME_PROVED] = "proved",
        [OUTCOME_AUTHORISED] = "authorised",
        [OUTCOME_KEY] = "key",
        [OUTCOME_REWARDED] = "rewarded",
    };
    return names[step];
}

const char *outcome_source_name(enum outcome_source source)
{
    static const char *const names[] = {
        [OUTCOME_SOURCE_NONE] = "none",
        [OUTCOME_SOURCE_FIRST_HAND] = "first_hand",
        [OUTCOME_SOURCE_SECOND_HAND] = "second_hand",
    };
    return names[source];
}

struct outcome_device outcome_device_new(void)
{
    return (struct outcome_device){
        .distributor = OUTCOME_NOBODY,
        .discovered = -1,
        .requested = -1,
        .proved = -1,
        .authorised = -1,
        .key = -1,
        .patched = -1,
        .rewarded = -1,
    };
}

bool outcome_reach(struct outcome_device *row, enum outcome_step step, sim_time now)
{
    sim_time *const dates[OUTCOME_STEP_COUNT] = {
        [OUTCOME_DISCOVERED] = &row->discovered,
        [OUTCOME_REQUESTED] = &row->requested,
        [OUTCOME_PROVED] = &row->proved,
        [OUTCOME_AUTHORISED] = &row->authorised,
        [OUTCOME_KEY] = &row->key,
        [OUTCOME_REWARDED] = &row->rewarded,
    };
    bool is_first_kept = step == OUTCOME_DISCOVERED || step == OUTCOME_REQUESTED;
    if (*dates[step] >= 0 && is_first_kept)
        return false;
    *dates[step] = now;
    return true;
}

void outcome_settle(struct outcome_device *row, enum outcome_state state, sim_time now)
{
    if (state == OUTCOME_PATCHED && row->state != OUTCOME_PATCHED)
        row->patched = now;
    row->state = state;
}

int outcome_init(struct outcome *outcome, uint32_t devices, uint32_t distributors, uint32_t hubs)
{
    *outcome = (struct outcome){
        .devices = calloc(devices + 1u, sizeof *outcome->devices),
        .device_count = devices,
        .distributors = calloc(distributors + 1u, sizeof *outcome->distributors),
        .distributor_count = distributors,
        .hubs = calloc(hubs + 1u, sizeof *outcome->hubs),
        .hub_count = hubs,
    };
    if (!outcome->devices || !outcome->distributors || !outcome->hubs) {
        outcome_deinit(outcome);
        return BASE_E_NOMEM;
    }
    for (uint32_t i = 0; i < devices; i++)
        outcome->devices[i] = outcome_device_new();
    for (uint32_t i = 0; i < distributors; i++) {
        outcome->distributors[i].bought_from = OUTCOME_NOBODY;
        outcome->distributors[i].package = outcome->distributors[i].first_delivery = -1;
        outcome->distributors[i].aware = outcome->distributors[i].entered = -1;
        outcome->distributors[i].left = -1;
        outcome->distributors[i].cost_factor = 1;
    }
    return 0;
}

void outcome_deinit(struct outcome *outcome)
{
    free(outcome->devices);
    free(outcome->distributors);
    free(outcome->hubs);
    free(outcome->releases);
    free(outcome->samples);
    for (size_t i = 0; i < outcome->warning_count; i++)
        free(outcome->warnings[i]);
    *outcome = (struct outcome){0};
}

void outcome_book_delivery(struct outcome *outcome, uint32_t distributor, sim_time now,
                           u256 reward_wei)
{
    struct outcome_distributor *row = &outcome->distributors[distributor];
    if (row->deliveries == 0)
        row->first_delivery = now;
    row->deliveries++;
    row->rewards_wei = u256_add(row->rewards_wei, reward_wei);
    outcome->delivered++;
}

void outcome_book_gas(struct outcome *outcome, const char *operation, bool reverted, uint64_t gas,
                      u256 fee_wei)
{
    struct outcome_gas *row = NULL;
    for (size_t i = 0; i < outcome->gas_count && !row; i++)
        if (strcmp(outcome->gas[i].operation, operation) == 0)
            row = &outcome->gas[i];
    if (!row) {
        assert(outcome->gas_count < OUTCOME_GAS_MAX && "sums would lack what has no row");
        row = &outcome->gas[outcome->gas_count++];
        *row = (struct outcome_gas){.operation = operation, .least_gas = UINT64_MAX};
    }
    row->count++;
    row->reverted += reverted;
    row->gas += gas;
    row->least_gas = gas < row->least_gas ? gas : row->least_gas;
    row->most_gas = gas > row->most_gas ? gas : row->most_gas;
    row->fees_wei = u256_add(row->fees_wei, fee_wei);
}

static void add_extra(struct outcome *outcome, struct outcome_extra extra)
{
    assert(outcome->extra_count < OUTCOME_EXTRA_MAX);
    outcome->extra[outcome->extra_count++] = extra;
}

void outcome_add_number(struct outcome *outcome, const char *key, double value)
{
    add_extra(outcome, (struct outcome_extra){.key = key, .value = value});
}

void outcome_add_money(struct outcome *outcome, const char *key, u256 value_wei)
{
    add_extra(outcome,
              (struct outcome_extra){.key = key, .is_money = true, .value_wei = value_wei});
}

void outcome_add_date(struct outcome *outcome, const char *key, sim_time date)
{
    outcome_add_number(outcome, key, date < 0 ? NAN : (double)date / 1e9);
}

static void add_measure(struct outcome *outcome, struct outcome_extra measure)
{
    assert(outcome->measure_count < OUTCOME_EXTRA_MAX);
    outcome->measures[outcome->measure_count++] = measure;
}

void outcome_measure_number(struct outcome *outcome, const char *key, double value)
{
    add_measure(outcome, (struct outcome_extra){.key = key, .label = key, .value = value});
}

void outcome_measure_ratio(struct outcome *outcome, const char *key, double part, double whole)
{
    outcome_measure_number(outcome, key, whole > 0 ? part / whole : NAN);
}

void outcome_measure_money(struct outcome *outcome, const char *key, u256 value_wei)
{
    add_measure(outcome, (struct outcome_extra){
                             .key = key, .label = key, .is_money = true, .value_wei = value_wei});
}

void outcome_show(struct outcome *outcome, const char *key, const char *label)
{
    for (size_t i = 0; i < outcome->extra_count; i++)
        if (strcmp(outcome->extra[i].key, key) == 0)
            outcome->extra[i].label = label;
}

void outcome_warn(struct outcome *outcome, const char *format, ...)
{
    if (outcome->warning_count == OUTCOME_WARNING_MAX)
        return;
    char text[512];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    char *copy = strdup(text);
    if (copy)
        outcome->warnings[outcome->warning_count++] = copy;
}

/** Of how many all deliveries are, and how evenly they lie with the distributors. */
static int measure_shares(const struct outcome *outcome, struct outcome_sample *sample)
{
    uint32_t count = outcome->distributor_count;
    double *deliveries = calloc(count + 1u, sizeof *deliveries);
    if (!deliveries)
        return BASE_E_NOMEM;
    sample->serving = 0;
    for (uint32_t i = 0; i < count; i++) {
        deliveries[i] = (double)outcome->distributors[i].deliveries;
        sample->serving += deliveries[i] > 0;
    }
    sample->has_concentration = concentration_hhi(deliveries, count, &sample->deliveries_hhi) &&
                                concentration_gini(deliveries, count, &sample->deliveries_gini);
    free(deliveries);
    return 0;
}

/** The shares are those of the row before where nothing was delivered in between. */
static int complete_sample(const struct outcome *outcome, struct outcome_sample *sample)
{
    const struct outcome_sample *last =
        outcome->sample_count > 0 ? &outcome->samples[outcome->sample_count - 1] : NULL;
    if (!last || last->delivered != sample->delivered)
        return measure_shares(outcome, sample);
    sample->serving = last->serving;
    sample->has_concentration = last->has_concentration;
    sample->deliveries_gini = last->deliveries_gini;
    sample->deliveries_hhi = last->deliveries_hhi;
    return 0;
}

int outcome_sample(struct outcome *outcome, const struct outcome_sample *sample)
{
    struct outcome_sample complete = *sample;
    int r = complete_sample(outcome, &complete);
    if (r < 0)
        return r;
    if (outcome->sample_count > 0 &&
        outcome->samples[outcome->sample_count - 1].time == sample->time)
        outcome->sample_count--;
    struct outcome_sample *grown =
        base_array_grow(outcome->samples, sizeof *outcome->samples, outcome->sample_count,
                        &outcome->sample_capacity);
    if (!grown)
        return BASE_E_NOMEM;
    outcome->samples = grown;
    outcome->samples[outcome->sample_count++] = complete;
    return 0;
}

uint32_t outcome_count_state(const struct outcome *outcome, enum outcome_state state)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < outcome->device_count; i++)
        count += outcome->devices[i].state == state;
    return count;
}

void outcome_break_off(struct outcome *outcome)
{
    for (uint32_t i = 0; i < outcome->device_count; i++)
        if (outcome->devices[i].state == OUTCOME_IN_PROGRESS)
            outcome->devices[i].state = OUTCOME_FAILED;
}

uint64_t outcome_updates(const struct outcome *outcome)
{
    uint64_t sum = 0;
    if (outcome->release_count == 0)
        return outcome->patched;
    for (uint32_t i = 0; i < outcome->release_count; i++)
        sum += outcome->releases[i].patched;
    return sum;
}

static int compare_times(const void *a, const void *b)
{
    sim_time x = *(const sim_time *)a, y = *(const sim_time *)b;
    return (x > y) - (x < y);
}

sim_time outcome_time_to_share(const struct outcome *outcome, double share)
{
    /* A product that is whole but for its rounding is whole. */
    uint32_t needed = (uint32_t)ceil(share * outcome->device_count - 1e-9);
    if (needed == 0)
        needed = 1;
    if (outcome->patched < needed)
        return -1;
    sim_time *times = malloc(outcome->device_count * sizeof *times);
    if (!times)
        return -1;
    uint32_t count = 0;
    for (uint32_t i = 0; i < outcome->device_count; i++)
        if (outcome->devices[i].state == OUTCOME_PATCHED)
            times[count++] = outcome->devices[i].patched;
    qsort(times, count, sizeof *times, compare_times);
    sim_time result = count >= needed ? times[needed - 1] : -1;
    free(times);
    return result;
}
