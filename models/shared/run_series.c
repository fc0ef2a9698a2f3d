#include "models/shared/run_series.h"

#include <stdio.h>

#include "models/shared/run_values.h"

static json_t *value_json(const struct world *world, const struct outcome_sample *sample)
{
    json_t *distributors = json_integer((json_int_t)sample->first_hand + sample->second_hand);
    json_t *value = json_object();
    json_object_set_new(value, "patched", json_integer(sample->patched));
    json_object_set_new(value, "distributors",
                        run_values_if_has(world, MODEL_DISTRIBUTORS, distributors));
    json_object_set_new(value, "seeds",
                        world->outcome.has_seeds ? json_integer(sample->seeds) : json_null());
    return value;
}

json_t *run_series_json(const struct world *world)
{
    const struct outcome *outcome = &world->outcome;
    int64_t interval = world->run->series_interval_ns;
    if (interval == 0 || outcome->sample_count == 0)
        return json_null();
    json_t *series = json_object();
    size_t last = 0;
    for (int64_t time = 0; time <= world->run->duration_ns; time += interval) {
        char key[32];
        while (last + 1 < outcome->sample_count && outcome->samples[last + 1].time <= time)
            last++;
        snprintf(key, sizeof key, "%llds", (long long)(time / 1000000000));
        json_object_set_new(series, key, value_json(world, &outcome->samples[last]));
    }
    return series;
}
