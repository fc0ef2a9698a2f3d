/* Broken copies of a good file: each loads or is refused with errors, and none is read out of
 * bounds (the sanitizers see to that). What loads reads back from its resolved text. */
#include "base/random.h"
#include "tests/scenarios/load_text.h"

static const char good[] =
    "// A scenario with everything in it.\n"
    "{\n"
    "  \"$schema\": \"../schemas/scenario.schema.json\",\n"
    "  \"name\": \"m\\u00fctation \xc3\xa4 \\\" /* no comment */\", /* a\n comment */\n"
    "  \"seed\": 7,\n"
    "\t\"duration\": \"7d\",\r\n"
    "  \"system\": \"crowdpatching\",\n"
    "  \"chain\": { \"fork\": \"osaka\", \"block_interval\": \"12s\", \"gas_limit\": 3e7,\n"
    "    \"priority_fee\": \"0.5gwei\" }, // end\n"
    "  \"world\": {\"devices\": 100, \"online_share\": 0.75, \"uplink\": \"10Mbps\", "
    "\"churn\": false},\n"
    "  \"crowdpatching\": {\"update_size\": \"64KiB\", \"reward\": \"0.001ETH\"}\n"
    "}\n";

static size_t check(const char *data, size_t len)
{
    char *errors;
    struct scenario *scenario = test_load_bytes(data, len, NULL, 0, &errors);

    if (scenario != NULL) {
        char *json = scenario_resolved_json(scenario);
        struct scenario *again = test_load(json);
        crypto_digest a = scenario_hash(scenario);
        crypto_digest b = scenario_hash(again);

        cr_expect_eq(memcmp(&a, &b, sizeof(a)), 0);
        scenario_free(again);
        free(json);
    } else {
        cr_expect_neq(errors[0], '\0');
        cr_expect_not_null(strstr(errors, "error: "));
    }
    free(errors);
    scenario_free(scenario);
    return scenario != NULL;
}

Test(mutations, every_prefix)
{
    size_t loaded = 0;

    for (size_t len = 0; len < sizeof(good); len++)
        loaded += check(good, len);
    cr_expect_eq(loaded, 2); /* with and without its last newline */
}

Test(mutations, every_byte_left_out_or_replaced)
{
    static const char replacements[] = "\"\\/*{}[]:,0-.e \n\t\xff\xc3";
    char text[sizeof(good)];
    size_t len = sizeof(good) - 1;

    for (size_t i = 0; i < len; i++) {
        memcpy(text, good, i);
        memcpy(text + i, good + i + 1, len - i - 1);
        check(text, len - 1);
        memcpy(text, good, len);
        for (size_t j = 0; j < sizeof(replacements); j++) {
            text[i] = replacements[j];
            check(text, len);
        }
    }
}

Test(mutations, random_edits)
{
    static const char *const tokens[] = {
        "{",  "}",        "[",       "]",    ":",         ",",        "\"",
        "\\", "\\u0000",  "\\ud83d", "/*",   "*/",        "//",       "1e999",
        "-",  "\"seed\"", "null",    "true", "\"chain\"", "\"12MB\"", "99999999999999999999"};
    struct base_random random;
    char text[2 * sizeof(good) + 400];

    base_random_init(&random, 1, 0, "test.mutations");
    for (int round = 0; round < 4000; round++) {
        size_t len = sizeof(good) - 1;

        memcpy(text, good, len);
        for (uint64_t edits = 1 + base_random_below(&random, 6); edits > 0; edits--) {
            size_t at = base_random_below(&random, len);
            size_t span = base_random_below(&random, 8);

            if (span > len - at - 1)
                span = len - at - 1;
            switch (base_random_below(&random, 4)) {
            case 0: /* a random byte */
                text[at] = (char)base_random_below(&random, 256);
                break;
            case 1: /* some bytes left out */
                memmove(text + at, text + at + span, len - at - span);
                len -= span;
                break;
            case 2: /* some bytes twice */
                memmove(text + at + span, text + at, len - at);
                len += span;
                break;
            default: { /* a token put in */
                const char *token =
                    tokens[base_random_below(&random, sizeof(tokens) / sizeof(tokens[0]))];
                size_t token_len = strlen(token);

                memmove(text + at + token_len, text + at, len - at);
                memcpy(text + at, token, token_len);
                len += token_len;
            }
            }
        }
        check(text, len);
    }
}

Test(mutations, options)
{
    static const char alphabet[] = "chain.fork=osaka\"{}[]\\12e9.-\xff";
    struct base_random random;

    base_random_init(&random, 1, 1, "test.mutations");
    for (int round = 0; round < 4000; round++) {
        char option[40] = "chain.fork=osaka";
        const char *options[] = {option};
        size_t len = strlen(option);

        for (uint64_t edits = 1 + base_random_below(&random, 4); edits > 0; edits--)
            option[base_random_below(&random, len)] =
                alphabet[base_random_below(&random, sizeof(alphabet) - 1)];
        char *errors;
        struct scenario *scenario = test_load_bytes("{}", 2, options, 1, &errors);
        cr_expect_eq(scenario != NULL, errors[0] == '\0');
        free(errors);
        scenario_free(scenario);
    }
}
