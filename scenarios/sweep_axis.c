/* The values of one parameter of a sweep. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/portable_math.h"
#include "base/random.h"
#include "scenarios/sweep.h"
#include "scenarios/value.h"

/* Two to the 53: fractions of a range are this fine. */
#define FRACTION_BITS 53

/* A range of one parameter; reals are in `real`, all others in base units in `whole`. */
struct range {
    bool is_log;
    bool is_real;
    double real_from, real_to, real_step;
    u256 from, to, step;
    bool has_step;
    uint64_t count; /* 0: none was given */
};

/* The option for a value; NULL when memory is exhausted. */
static void compose(struct sweep_reader *reader, const struct experiment_column *column,
                    const union scenario_value *value, size_t offset, struct sweep_setting *setting)
{
    struct base_buffer out = {0};

    base_buffer_printf(&out, "%s=", column->key);
    scenario_value_write(column->param, value, &out);
    setting->offset = offset;
    setting->option = base_buffer_failed(&out)
                          ? NULL
                          : base_arena_strndup(reader->arena, (char *)out.data, out.len);
    reader->no_memory |= setting->option == NULL;
    base_buffer_deinit(&out);
}

bool sweep_read_setting(struct sweep_reader *reader, const struct experiment_column *column,
                        const struct scenario_node *node, struct sweep_setting *ret_setting)
{
    union scenario_value value;
    struct base_buffer message = {0};

    if (scenario_value_read(column->param, node, &message, &value) != 0) {
        sweep_report(reader, node->offset, &message);
        return false;
    }
    base_buffer_deinit(&message);
    compose(reader, column, &value, node->offset, ret_setting);
    return ret_setting->option != NULL;
}

static u256 whole_of(const struct scenario_param *param, const union scenario_value *value)
{
    if (param->type == SCENARIO_MONEY)
        return value->money_wei;
    return u256_from_u64(param->type == SCENARIO_DURATION ? (uint64_t)value->duration_ns
                                                          : value->integer);
}

static union scenario_value value_of(const struct scenario_param *param, u256 whole)
{
    union scenario_value value;
    uint64_t small = 0;

    memset(&value, 0, sizeof(value));
    if (param->type == SCENARIO_MONEY) {
        value.money_wei = whole;
        return value;
    }
    u256_to_u64(whole, &small);
    if (param->type == SCENARIO_DURATION)
        value.duration_ns = (int64_t)small;
    else
        value.integer = small;
    return value;
}

/* The nearest whole number to x >= 0. */
static u256 whole_of_double(double x)
{
    int exponent;
    double mantissa = frexp(x, &exponent);

    if (exponent <= FRACTION_BITS)
        return u256_from_u64((uint64_t)(x + 0.5));
    return u256_shl(u256_from_u64((uint64_t)ldexp(mantissa, FRACTION_BITS)),
                    u256_from_u64((uint64_t)(exponent - FRACTION_BITS)));
}

static double clamp(double x, double low, double high)
{
    return x < low ? low : x > high ? high : x;
}

/* To 12 digits, so that 3 * 0.1 is 0.3, and between 0.00005ETH and 0.0008ETH lies 0.0002ETH. */
static double rounded(double x)
{
    char text[40];

    snprintf(text, sizeof(text), "%.12g", x);
    return strtod(text, NULL);
}

/* The value at a fraction 0..1 of a range. */
static union scenario_value at_fraction(const struct range *range,
                                        const struct scenario_param *param, double fraction)
{
    double from = range->is_real ? range->real_from : u256_to_double(range->from);
    double to = range->is_real ? range->real_to : u256_to_double(range->to);
    double x = from + fraction * (to - from);
    union scenario_value value;
    u256 whole;

    if (range->is_log)
        x = base_math_exp(base_math_log(from) +
                          fraction * (base_math_log(to) - base_math_log(from)));
    memset(&value, 0, sizeof(value));
    value.real = clamp(rounded(x), from, to);
    if (range->is_real)
        return value;
    whole = whole_of_double(value.real);
    if (u256_compare(whole, range->from) < 0 || fraction <= 0)
        whole = range->from;
    if (u256_compare(whole, range->to) > 0 || fraction >= 1)
        whole = range->to;
    return value_of(param, whole);
}

/* Reads "from", "to" or "step". False: wrong, and reported. */
static bool read_end(struct sweep_reader *reader, const struct scenario_param *param,
                     const struct scenario_node *node, bool in_range, double *ret_real,
                     u256 *ret_whole)
{
    struct scenario_param free_param = *param;
    struct base_buffer message = {0};
    union scenario_value value;

    if (!in_range)
        free_param.min_text = free_param.max_text = NULL;
    if (scenario_value_read(&free_param, node, &message, &value) != 0) {
        sweep_report(reader, node->offset, &message);
        return false;
    }
    base_buffer_deinit(&message);
    if (param->type == SCENARIO_REAL)
        *ret_real = value.real;
    else
        *ret_whole = whole_of(param, &value);
    return true;
}

static bool is_positive(const struct range *range, double real, u256 whole)
{
    return range->is_real ? real > 0 : !u256_is_zero(whole);
}

/* What the ends and steps must be to each other. */
static bool check_range(struct sweep_reader *reader, size_t offset, bool is_sampled,
                        struct range *range)
{
    bool is_ordered = range->is_real ? range->real_from <= range->real_to
                                     : u256_compare(range->from, range->to) <= 0;

    if (!is_ordered)
        sweep_error(reader, offset, "\"from\" is above \"to\"");
    else if (range->is_log && !is_positive(range, range->real_from, range->from))
        sweep_error(reader, offset, "a logarithmic range begins above 0");
    else if (is_sampled && (range->has_step || range->count > 0))
        sweep_error(reader, offset,
                    "the points are spread over the range: only \"from\" and \"to\" stand here");
    else if (!is_sampled && range->has_step == (range->count > 0))
        sweep_error(reader, offset, "expected either \"step\" or \"count\"");
    else if (range->has_step && range->is_log)
        sweep_error(reader, offset, "a logarithmic range takes \"count\" and no \"step\"");
    else if (range->has_step && !is_positive(range, range->real_step, range->step))
        sweep_error(reader, offset, "\"step\" is 0");
    else
        return true;
    return false;
}

static bool read_range(struct sweep_reader *reader, const struct experiment_column *column,
                       const struct scenario_member *kind, bool is_sampled, struct range *range)
{
    static const char *const ends[] = {"from", "to", "step", NULL};
    const struct scenario_node *node = &kind->value;
    const struct scenario_member *from = scenario_tree_find(node, "from");
    const struct scenario_member *to = scenario_tree_find(node, "to");
    const struct scenario_member *step = scenario_tree_find(node, "step");
    struct sweep_range table;
    size_t count = scenario_report_count(reader->report);

    *range = (struct range){.is_log = strcmp(kind->key, "log") == 0,
                            .is_real = column->param->type == SCENARIO_REAL,
                            .has_step = step != NULL};
    sweep_read_table(reader, &sweep_range_table, ends, node, &table);
    range->count = table.count;
    if (scenario_report_count(reader->report) > count)
        return false;
    if (from == NULL || to == NULL) {
        sweep_error(reader, node->offset, "\"%s\" needs \"from\" and \"to\"", kind->key);
        return false;
    }
    return read_end(reader, column->param, &from->value, true, &range->real_from, &range->from) &&
           read_end(reader, column->param, &to->value, true, &range->real_to, &range->to) &&
           (step == NULL || read_end(reader, column->param, &step->value, false, &range->real_step,
                                     &range->step)) &&
           check_range(reader, node->offset, is_sampled, range);
}

/* Values of a range by steps; more than EXPERIMENT_POINTS_MAX: too many. */
static size_t count_steps(const struct range *range)
{
    uint64_t count = UINT64_MAX;

    if (range->count > 0)
        return (size_t)range->count;
    if (range->is_real) {
        /* The last step may miss the end by rounding. */
        double steps = (range->real_to - range->real_from) / range->real_step + 1e-9;

        return steps < EXPERIMENT_POINTS_MAX ? (size_t)steps + 1 : EXPERIMENT_POINTS_MAX + 1;
    }
    if (!u256_to_u64(u256_div(u256_sub(range->to, range->from), range->step), &count) ||
        count >= EXPERIMENT_POINTS_MAX)
        return EXPERIMENT_POINTS_MAX + 1;
    return (size_t)count + 1;
}

static union scenario_value at_step(const struct range *range, const struct scenario_param *param,
                                    size_t step, size_t count)
{
    union scenario_value value;

    if (!range->has_step)
        return at_fraction(range, param, count < 2 ? 0 : (double)step / (double)(count - 1));
    if (!range->is_real)
        return value_of(param, u256_add(range->from, u256_mul(range->step, u256_from_u64(step))));
    memset(&value, 0, sizeof(value));
    value.real = clamp(rounded(range->real_from + (double)step * range->real_step),
                       range->real_from, range->real_to);
    return value;
}

/* Fractions 0..1 of the samples. */
static double *copy_fractions(struct sweep_reader *reader, const struct sweep_samples *samples)
{
    double *fractions = base_arena_calloc(reader->arena, samples->count, sizeof(*fractions));

    for (size_t i = 0; fractions != NULL && i < samples->count; i++)
        fractions[i] = samples->units[i * samples->stride];
    reader->no_memory |= fractions == NULL;
    return fractions;
}

/* Fractions 0..1, one in each of `samples` equal parts, in random order. */
static double *draw_fractions(struct sweep_reader *reader, const char *key, size_t samples,
                              uint64_t seed)
{
    double *fractions = base_arena_calloc(reader->arena, samples, sizeof(*fractions));
    uint32_t *order = base_arena_calloc(reader->arena, samples, sizeof(*order));
    struct base_random random;

    if (fractions == NULL || order == NULL) {
        reader->no_memory = true;
        return NULL;
    }
    /* By the key, so that one more axis leaves the others' values as they are. */
    base_random_init(&random, seed, 0, key);
    for (size_t i = 0; i < samples; i++)
        order[i] = (uint32_t)i;
    base_random_shuffle(&random, order, samples);
    for (size_t i = 0; i < samples; i++)
        fractions[i] = ((double)order[i] + base_random_uniform(&random)) / (double)samples;
    return fractions;
}

static size_t read_list(struct sweep_reader *reader, const struct experiment_column *column,
                        const struct scenario_node *node, struct sweep_setting **ret_settings)
{
    struct sweep_setting *settings;
    bool is_right = true;
    size_t count = 0;

    for (const struct scenario_item *item = node->items; item != NULL; item = item->next)
        count++;
    if (count == 0 || count > EXPERIMENT_POINTS_MAX) {
        sweep_error(reader, node->offset, "the list of %s has %s values", column->key,
                    count == 0 ? "no" : "too many");
        return 0;
    }
    settings = base_arena_calloc(reader->arena, count, sizeof(*settings));
    if (settings == NULL) {
        reader->no_memory = true;
        return 0;
    }
    count = 0;
    for (const struct scenario_item *item = node->items; item != NULL; item = item->next)
        is_right &= sweep_read_setting(reader, column, &item->value, &settings[count++]);
    *ret_settings = settings;
    return is_right ? count : 0;
}

size_t sweep_read_axis(struct sweep_reader *reader, const struct experiment_column *column,
                       const struct scenario_node *node, const struct sweep_samples *samples,
                       struct sweep_setting **ret_settings)
{
    const struct scenario_member *kind = node->members;
    struct sweep_setting *settings, *list = NULL;
    struct range range;
    size_t count, list_count = 0;
    double *fractions = NULL;

    if (node->kind == SCENARIO_NODE_ARRAY) {
        list_count = read_list(reader, column, node, &list);
        if (list_count == 0 || samples == NULL) {
            *ret_settings = list;
            return list_count;
        }
    } else if (node->kind != SCENARIO_NODE_OBJECT || kind == NULL || kind->next != NULL ||
               (strcmp(kind->key, "range") != 0 && strcmp(kind->key, "log") != 0)) {
        sweep_error(
            reader, node->offset,
            "expected the values of %s: [ ... ], {\"range\": { ... }} or {\"log\": { ... }}",
            column->key);
        return 0;
    } else if (!scenario_type_has_order(column->param->type)) {
        sweep_error(reader, node->offset, "%s has no order; expected a list of values: [ ... ]",
                    column->key);
        return 0;
    } else if (!read_range(reader, column, kind, samples != NULL, &range)) {
        return 0;
    }
    count = samples != NULL ? samples->count : count_steps(&range);
    if (count > EXPERIMENT_POINTS_MAX) {
        sweep_error(reader, node->offset, "more than %d values", EXPERIMENT_POINTS_MAX);
        return 0;
    }
    settings = base_arena_calloc(reader->arena, count, sizeof(*settings));
    if (samples != NULL)
        fractions = samples->units != NULL
                        ? copy_fractions(reader, samples)
                        : draw_fractions(reader, column->key, samples->count, samples->seed);
    if (settings == NULL || (samples != NULL && fractions == NULL)) {
        reader->no_memory = true;
        return 0;
    }
    for (size_t i = 0; i < count; i++) {
        if (list_count > 0) {
            settings[i] = list[experiment_choice(fractions[i], list_count)];
        } else {
            union scenario_value value = samples != NULL
                                             ? at_fraction(&range, column->param, fractions[i])
                                             : at_step(&range, column->param, i, count);

            compose(reader, column, &value, node->offset, &settings[i]);
        }
    }
    *ret_settings = settings;
    return count;
}
