#include <math.h>

#include "tests/models/conformance.h"

/* Two runs of one smoke scenario, made smaller, whose results differ in a known way and in nothing
 * else, for every system and variant. */

static bool ends_with(const char *text, const char *end)
{
    size_t len = strlen(text), end_len = strlen(end);
    return len >= end_len && strcmp(text + len - end_len, end) == 0;
}

/** A small world in which nothing has a price off the chain. */
static void set_base(struct conformance_options *options, const char *label)
{
    if (model_has(conformance_model(label), MODEL_CHAIN)) { /* a smoke scenario's may be free */
        conformance_set(options, "chain.initial_base_fee=1gwei");
        conformance_set(options, "chain.priority_fee=0.1gwei");
    }
    conformance_set(options, "world.distributors=3");
    conformance_set(options, "world.hubs=2");
    conformance_set(options, "world.devices=4");
    conformance_set(options, "prices.egress_usd_per_gb=0");
    conformance_set(options, "prices.compute_usd_per_core_hour=0");
    if (strncmp(label, "client_server", 13) == 0)
        conformance_set(options, "client_server.cdn_usd_per_gb=0");
}

static json_t *member(const json_t *object, const char *key)
{
    json_t *value = json_object_get(object, key);
    cr_assert_not_null(value, "%s", key);
    return value;
}

/** All that ends with _usd is `factor` times as much, to the digits that are written; all else is
 *  equal. */
static void expect_scaled(const char *label, const char *key, const json_t *a, const json_t *b,
                          double factor)
{
    const char *name;
    json_t *value;
    size_t i;
    if (json_is_object(a)) {
        cr_expect_eq(json_object_size(a), json_object_size(b), "%s: %s", label, key);
        json_object_foreach((json_t *)a, name, value)
        {
            if (!ends_with(name, "sha256") && strcmp(name, "warnings") != 0)
                expect_scaled(label, name, value, json_object_get(b, name), factor);
        }
    } else if (json_is_array(a)) {
        cr_expect_eq(json_array_size(a), json_array_size(b), "%s: %s", label, key);
        json_array_foreach(a, i, value)
            expect_scaled(label, key, value, json_array_get(b, i), factor);
    } else if (json_is_number(a) && ends_with(key, "_usd")) {
        double expected = factor * json_number_value(a);
        cr_expect_float_eq(json_number_value(b), expected, 1e-13 * fabs(expected), "%s: %s", label,
                           key);
    } else {
        cr_expect(json_equal(a, b), "%s: %s", label, key);
    }
}

static void expect_same_file(const char *label, const json_t *a, const json_t *b, const char *name)
{
    cr_expect(json_equal(json_object_get(member(a, "files_sha256"), name),
                         json_object_get(member(b, "files_sha256"), name)),
              "%s: %s", label, name);
}

static void priced(const char *label)
{
    const struct scenario_section *own = conformance_model(label)->about.section;
    struct conformance_options base = {0}, other = {0};
    char parent[32];
    set_base(&base, label);
    set_base(&other, label);
    conformance_set(&other, "prices.eth_usd=6000"); /* of 3000 */
    conformance_set(&other, "duration=30d");
    for (size_t i = 0; i < own->param_count; i++)
        if (ends_with(own->params[i].key, "_timeout"))
            conformance_set(&other, "%s.%s=20h", own->name, own->params[i].key);
    conformance_make_parent(parent);
    json_t *a = conformance_result(label, base.list, parent, "a");
    json_t *b = conformance_result(label, other.list, parent, "b");
    cr_expect(json_is_true(member(a, "complete")), "%s", label);
    expect_scaled(label, "", a, b, 2);
    if (model_has(conformance_model(label), MODEL_CHAIN))
        cr_expect_gt(json_number_value(member(member(a, "welfare"), "fees_usd")), 0, "%s", label);
    static const char *const tables[] = {"deliveries.csv.gz", "timeseries.csv.gz", "gas.csv",
                                         "regions.csv", "releases.csv"};
    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++)
        expect_same_file(label, a, b, tables[i]);
    json_decref(a);
    json_decref(b);
    conformance_remove_parent(parent);
}

/* An ether of twice the price doubles all bills; time limits that nobody reaches change nothing. */
Test(relations, prices_and_limits_move_nothing_else)
{
    conformance_for_each(priced);
}

static long long chain_number(const json_t *result, const char *key)
{
    const json_t *value = member(member(result, "chain"), key);
    return json_is_string(value) ? strtoll(json_string_value(value), NULL, 10)
                                 : json_integer_value(value);
}

static void charged(const char *label)
{
    struct conformance_options base = {0}, other = {0};
    char parent[32];
    if (!model_has(conformance_model(label), MODEL_CHAIN))
        return;
    set_base(&base, label);
    set_base(&other, label);
    conformance_set(&other, "chain.data_fee=3gwei"); /* of 0 */
    conformance_make_parent(parent);
    json_t *a = conformance_result(label, base.list, parent, "a");
    json_t *b = conformance_result(label, other.list, parent, "b");
    cr_expect_gt(chain_number(a, "bytes"), 0, "%s", label);
    cr_expect_eq(chain_number(b, "fees_wei") - chain_number(a, "fees_wei"),
                 3000000000 * chain_number(a, "bytes"), "%s", label);
    cr_expect(json_equal(member(a, "devices"), member(b, "devices")), "%s", label);
    expect_same_file(label, a, b, "deliveries.csv.gz");
    json_decref(a);
    json_decref(b);
    conformance_remove_parent(parent);
}

/* Where each byte of a transaction costs 3 gwei more, so much more is paid, and no device notices.
 */
Test(relations, a_fee_for_bytes_is_paid_for_each)
{
    conformance_for_each(charged);
}
