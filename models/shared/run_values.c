#include "models/shared/run_values.h"

#include "base/hex.h"

json_t *run_values_money(u256 wei)
{
    char text[U256_DECIMAL_MAX];
    u256_format(wei, text);
    return json_string(text);
}

json_t *run_values_seconds(sim_time time)
{
    return time < 0 ? json_null() : json_real((double)time / 1e9);
}

json_t *run_values_digest(const crypto_digest *digest)
{
    char text[65];
    base_hex_encode(digest->bytes, sizeof digest->bytes, text);
    return json_string(text);
}

json_t *run_values_if_has(const struct world *world, enum model_part part, json_t *value)
{
    if (model_has(world->model, part))
        return value;
    json_decref(value);
    return json_null();
}

char *run_values_dump(const json_t *value)
{
    return json_dumps(value, JSON_INDENT(2) | JSON_REAL_PRECISION(15));
}
