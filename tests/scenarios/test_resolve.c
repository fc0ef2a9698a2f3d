#include "tests/scenarios/load_text.h"

static void expect_same_hash(const char *a, const char *b, bool same)
{
    struct scenario *x = test_load(a);
    struct scenario *y = test_load(b);
    crypto_digest hash_x = scenario_hash(x);
    crypto_digest hash_y = scenario_hash(y);

    cr_expect_eq(memcmp(&hash_x, &hash_y, sizeof(hash_x)) == 0, same, "%s\n%s", a, b);
    scenario_free(x);
    scenario_free(y);
}

Test(resolve, the_text_of_all_values)
{
    struct scenario *scenario =
        test_load("{\"world\": {\"online_share\": 0.250}, \"name\": \"a\\\"\\\\\\u0001\xc3\xa4\","
                  "\"chain\": {\"block_interval\": \"12000ms\"}}");
    char *json = scenario_resolved_json(scenario);

    cr_expect_str_eq(json, "{\n"
                           "  \"name\": \"a\\\"\\\\\\u0001\xc3\xa4\",\n"
                           "  \"seed\": 1,\n"
                           "  \"system\": \"crowdpatching\",\n"
                           "  \"duration\": \"7d\",\n"
                           "  \"chain\": {\n"
                           "    \"fork\": \"osaka\",\n"
                           "    \"block_interval\": \"12s\",\n"
                           "    \"gas_limit\": 60000000,\n"
                           "    \"priority_fee\": \"1gwei\"\n"
                           "  },\n"
                           "  \"world\": {\n"
                           "    \"devices\": 100,\n"
                           "    \"online_share\": 0.25,\n"
                           "    \"uplink\": \"10Mbps\",\n"
                           "    \"churn\": true\n"
                           "  },\n"
                           "  \"crowdpatching\": {\n"
                           "    \"update_size\": \"1MiB\",\n"
                           "    \"reward\": \"0.001ETH\"\n"
                           "  }\n"
                           "}\n");
    crypto_digest hash = scenario_hash(scenario);
    crypto_digest expected = crypto_sha256(json, strlen(json));
    cr_expect_eq(memcmp(&hash, &expected, sizeof(hash)), 0);
    free(json);
    scenario_free(scenario);
}

Test(resolve, equal_meaning_is_equal_hash)
{
    expect_same_hash("{}", "// x\n{\"seed\": 1.0, \"duration\": \"168h\", \"chain\": {}}", true);
    expect_same_hash("{\"chain\": {\"gas_limit\": 3e7, \"fork\": \"london\"}}",
                     "{\"chain\": {\"fork\": \"london\", \"gas_limit\": 30000000}}", true);
    expect_same_hash("{\"world\": {\"online_share\": 0.5}}",
                     "{\"world\": {\"online_share\": 50e-2}}", true);
    expect_same_hash("{}", "{\"seed\": 2}", false);
    expect_same_hash("{}", "{\"name\": \"x\"}", false);
    expect_same_hash("{}", "{\"system\": \"leiba\"}", false);
    expect_same_hash("{\"crowdpatching\": {\"reward\": \"1wei\"}}",
                     "{\"crowdpatching\": {\"reward\": \"2wei\"}}", false);
}

Test(resolve, loading_the_resolved_text_changes_nothing)
{
    static const char *const texts[] = {
        "{}",
        "{\"system\": \"leiba\", \"leiba\": {\"seeders\": 9}}",
        "{\"seed\": 18446744073709551615, \"duration\": \"9223372036854775807ns\"}",
        "{\"world\": {\"online_share\": 0.12345678901234567, \"uplink\": \"1234567bps\"}}",
        "{\"world\": {\"online_share\": 1e-300, \"churn\": false}, \"name\": \"\\u007f/\\/\\t\"}",
        ("{\"crowdpatching\": {\"reward\": "
         "\"115792089237316195423570985008687907853269984665640564039457584007913129639935wei\"}}"),
        "{\"world\": {\"online_share\": -0.0}}",
    };

    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        struct scenario *first = test_load(texts[i]);
        char *json = scenario_resolved_json(first);
        struct scenario *second = test_load(json);
        char *again = scenario_resolved_json(second);

        cr_expect_str_eq(again, json);
        expect_same_hash(texts[i], json, true);
        free(json);
        free(again);
        scenario_free(first);
        scenario_free(second);
    }
}
