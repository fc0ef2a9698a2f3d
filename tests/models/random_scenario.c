#include "tests/models/random_scenario.h"

#include <assert.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "base/units.h"
#include "models/model.h"
#include "models/registry.h"

/** Chance that a parameter is drawn rather than left as it is. */
#define TOUCHED 0.1
#define FAULTY 0.3
/** Of distributors' choices, which only come about together. */
#define DECIDED 0.3

struct draw {
    struct random_scenario *scenario;
    struct base_random random;
};

static double uniform(struct draw *draw, double low, double high)
{
    return low + (high - low) * base_random_uniform(&draw->random);
}

static bool chance(struct draw *draw, double probability)
{
    return base_random_uniform(&draw->random) < probability;
}

__attribute__((format(printf, 2, 3))) static void set(struct draw *draw, const char *format, ...)
{
    va_list arguments;
    assert(draw->scenario->count < RANDOM_SCENARIO_OPTIONS_MAX);
    va_start(arguments, format);
    int len = vsnprintf(draw->scenario->options[draw->scenario->count++],
                        RANDOM_SCENARIO_OPTION_LEN, format, arguments);
    va_end(arguments);
    assert(len < RANDOM_SCENARIO_OPTION_LEN);
    (void)len;
}

/** A text of the table in its base unit. NULL: no bound. */
static double value_of(const struct scenario_param *param, const char *text, double otherwise)
{
    static const enum base_dimension dimensions[] = {
        [SCENARIO_DURATION] = BASE_DIMENSION_TIME,
        [SCENARIO_SIZE] = BASE_DIMENSION_SIZE,
        [SCENARIO_RATE] = BASE_DIMENSION_RATE,
        [SCENARIO_MONEY] = BASE_DIMENSION_MONEY,
    };
    u256 value;
    if (!text)
        return otherwise;
    if (param->type == SCENARIO_INTEGER || param->type == SCENARIO_REAL)
        return strtod(text, NULL);
    int r = base_quantity_parse(text, dimensions[param->type], &value);
    assert(r == 0);
    (void)r;
    return u256_to_double(value);
}

/** About the default, up to ten times less or more, within the bounds. */
static double number_near(struct draw *draw, const struct scenario_param *param)
{
    double low = value_of(param, param->min_text, 0);
    double high = value_of(param, param->max_text, 1e18);
    double middle = value_of(param, param->default_text, 0);
    if (param->type == SCENARIO_REAL && high <= 1)
        return uniform(draw, low, high);
    if (middle == 0 && param->type == SCENARIO_DURATION)
        middle = 60e9;
    double value = middle * pow(10, uniform(draw, -1, 1));
    return fmin(fmax(value, low), high);
}

static void set_param(struct draw *draw, const char *section, const struct scenario_param *param)
{
    static const char *const units[] = {
        [SCENARIO_DURATION] = "ns",
        [SCENARIO_SIZE] = "B",
        [SCENARIO_RATE] = "bps",
        [SCENARIO_MONEY] = "wei",
    };
    const char *dot = section[0] ? "." : "";
    size_t choices = 0;
    switch (param->type) {
    case SCENARIO_BOOL:
        set(draw, "%s%s%s=%s", section, dot, param->key, chance(draw, 0.5) ? "true" : "false");
        break;
    case SCENARIO_CHOICE:
    case SCENARIO_CHOICE_OR_FILE:
        while (param->choices[choices])
            choices++;
        set(draw, "%s%s%s=%s", section, dot, param->key,
            param->choices[base_random_below(&draw->random, choices)]);
        break;
    case SCENARIO_REAL:
        set(draw, "%s%s%s=%.6g", section, dot, param->key, number_near(draw, param));
        break;
    case SCENARIO_INTEGER:
        set(draw, "%s%s%s=%.0f", section, dot, param->key, number_near(draw, param));
        break;
    case SCENARIO_DURATION:
    case SCENARIO_SIZE:
    case SCENARIO_RATE:
    case SCENARIO_MONEY: {
        double value = number_near(draw, param);
        /* Many durations are whole seconds. */
        if (param->type == SCENARIO_DURATION && value > 1e9)
            value = floor(value / 1e9) * 1e9;
        set(draw, "%s%s%s=%.0f%s", section, dot, param->key, value, units[param->type]);
        break;
    }
    case SCENARIO_TEXT:
        break;
    }
}

/** Parameters that are drawn apart, or make a run long. */
static bool is_kept(const char *section, const struct scenario_param *param)
{
    static const char *const whole[] = {"", "world", "adversary", "fidelity"};
    static const char *const keys[] = {"update_size", "expiry", "gas_limit"};
    for (size_t i = 0; i < sizeof whole / sizeof whole[0]; i++)
        if (strcmp(section, whole[i]) == 0)
            return true;
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
        if (strcmp(param->key, keys[i]) == 0)
            return true;
    return false;
}

static void touch(struct draw *draw, const struct scenario_section *section, double probability)
{
    for (size_t i = 0; i < section->param_count; i++)
        if (!is_kept(section->name, &section->params[i]) && chance(draw, probability))
            set_param(draw, section->name, &section->params[i]);
}

static bool has_key(const struct scenario_section *section, const char *key)
{
    for (size_t i = 0; i < section->param_count; i++)
        if (strcmp(section->params[i].key, key) == 0)
            return true;
    return false;
}

static void draw_world(struct draw *draw)
{
    uint64_t hubs = base_random_below(&draw->random, 7);
    uint64_t devices = hubs == 0 ? 0 : hubs + base_random_below(&draw->random, 10);
    set(draw, "world.distributors=%d", (int)base_random_below(&draw->random, 8));
    set(draw, "world.hubs=%d", (int)hubs);
    set(draw, "world.devices=%d", (int)devices);
}

static void draw_system(struct draw *draw, const struct model_ops *model)
{
    const struct scenario_section *section = model->about.section;
    const struct scenario_param *variants = models_variants(model);
    set(draw, "system=%s", model->about.name);
    if (variants)
        set_param(draw, section->name, variants);
    set(draw, "%s.update_size=%.0fB", section->name, floor(pow(2, uniform(draw, 0, 14))));
    if (has_key(section, "expiry"))
        set(draw, "%s.expiry=%.0fs", section->name, uniform(draw, 600, 10800));
}

static void draw_attack(struct draw *draw, const struct model_ops *model)
{
    static const char *const victims[] = {"distributors", "hubs", "devices", "manufacturer"};
    int known[ADVERSARY_KIND_COUNT];
    size_t count = 0;
    for (int kind = 1; kind < ADVERSARY_KIND_COUNT; kind++)
        if (model_attacks(model) & ADVERSARY_BIT(kind))
            known[count++] = kind;
    if (count == 0 || chance(draw, 0.4))
        return;
    set(draw, "adversary.kind=%s",
        adversary_kind_names[known[base_random_below(&draw->random, count)]]);
    set(draw, "adversary.share=%.2f", uniform(draw, 0, 1));
    set(draw, "adversary.outsiders=%d", (int)base_random_below(&draw->random, 4));
    if (chance(draw, 0.5))
        set(draw, "adversary.start=%.0fs", uniform(draw, 0, 3600));
    if (chance(draw, 0.5))
        set(draw, "adversary.length=%.0fs", uniform(draw, 0, 3600));
    set(draw, "adversary.overbid=%.3f", uniform(draw, 1, 4));
    set(draw, "adversary.censors=%.2f", uniform(draw, 0, 1));
    set(draw, "adversary.victims=%s", victims[base_random_below(&draw->random, 4)]);
}

void random_scenario_draw(uint64_t number, uint32_t attempt, struct random_scenario *ret_scenario)
{
    struct draw draw = {.scenario = ret_scenario};
    int systems = 0;
    while (models_names[systems])
        systems++;
    const struct model_ops *model = models_at((int)(number % (uint64_t)systems));
    ret_scenario->count = 0;
    base_random_init(&draw.random, number, attempt, "random scenario");
    set(&draw, "seed=%d", (int)base_random_below(&draw.random, 1000000));
    set(&draw, "duration=%.0fs", 60 * pow(10, uniform(&draw, 0, 3)));
    set(&draw, "sample_interval=10min");
    /* Real proofs make a run long; real signatures do not. */
    set(&draw, "fidelity.signature=%s", chance(&draw, 0.5) ? "calibrated" : "real");
    draw_world(&draw);
    draw_system(&draw, model);
    draw_attack(&draw, model);
    bool is_faulty = chance(&draw, 0.5);
    const struct scenario_catalogue *catalogue = models_catalogue();
    for (size_t i = 0; i < catalogue->section_count; i++) {
        const struct scenario_section *section = catalogue->sections[i];
        bool is_faults = strcmp(section->name, "faults") == 0;
        bool is_choice =
            strcmp(section->name, "entry") == 0 || strcmp(section->name, "market") == 0;
        if (models_reads(model, section) && (!is_faults || is_faulty))
            touch(&draw, section, is_faults ? FAULTY : is_choice ? DECIDED : TOUCHED);
    }
}
