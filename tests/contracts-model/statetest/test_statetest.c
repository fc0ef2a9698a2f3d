#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <criterion/criterion.h>

#include "base/error.h"
#include "contracts-model/statetest/statetest.h"
#include "crypto/hash.h"

/* A transaction that stores 7 in slot 1 under berlin's prices: 21000 + two pushes + 22100. By hand:
 * 43106 gas at 10 wei; the hash of no logs is that of the empty RLP list. */
static const char good[] =
    "{\"store\": {"
    " \"env\": {\"currentCoinbase\": \"0xcb00000000000000000000000000000000000000\","
    "  \"currentNumber\": \"0x01\", \"currentTimestamp\": \"0x03e8\","
    "  \"currentGasLimit\": \"0x989680\", \"currentDifficulty\": \"0x020000\"},"
    " \"pre\": {\"0xa000000000000000000000000000000000000001\": {\"nonce\": \"0x00\","
    "   \"balance\": \"0x989680\", \"code\": \"0x\", \"storage\": {}},"
    "  \"0xc000000000000000000000000000000000000001\": {\"nonce\": \"0x01\","
    "   \"balance\": \"0x00\", \"code\": \"0x6007600155\", \"storage\": {}}},"
    " \"transaction\": {\"nonce\": \"0x00\", \"gasPrice\": \"0x0a\", \"gasLimit\": [\"0xc350\"],"
    "  \"to\": \"0xc000000000000000000000000000000000000001\", \"value\": [\"0x00\"],"
    "  \"data\": [\"0x\"], \"sender\": \"0xa000000000000000000000000000000000000001\"},"
    " \"post\": {\"Berlin\": [{\"indexes\": {\"data\": 0, \"gas\": 0, \"value\": 0},"
    "  \"logs\": \"0x1dcc4de8dec75d7aab85b567b6ccd41ad312451b948a7413f0a142fd40d49347\","
    "  \"state\": {\"0xa000000000000000000000000000000000000001\": {\"nonce\": \"0x01\","
    "    \"balance\": \"0x9202ac\", \"code\": \"0x\", \"storage\": {}},"
    "   \"0xcb00000000000000000000000000000000000000\": {\"nonce\": \"0x00\","
    "    \"balance\": \"0x0693d4\", \"code\": \"0x\", \"storage\": {}},"
    "   \"0xc000000000000000000000000000000000000001\": {\"nonce\": \"0x01\","
    "    \"balance\": \"0x00\", \"code\": \"0x6007600155\", \"storage\": {\"0x01\": \"0x07\"}}"
    "  }}]}}}";

struct seen {
    unsigned counts[STATETEST_OUTCOME_COUNT];
    char why[256]; /* of the last */
};

static void visit(void *context, const struct statetest_report *report)
{
    struct seen *seen = context;

    seen->counts[report->outcome]++;
    snprintf(seen->why, sizeof(seen->why), "%s", report->why);
}

static int run(const char *text, struct seen *seen)
{
    cr_assert_eq(crypto_init(), 0);
    *seen = (struct seen){0};
    return statetest_run_text("a.json", text, strlen(text), UINT64_MAX, visit, seen);
}

/** The good test with its `place`th occurrence of `from` (from 0) replaced. The caller frees. */
static char *changed(const char *from, unsigned place, const char *to)
{
    const char *at = strstr(good, from);
    char *text = malloc(sizeof(good) + strlen(to) + 1);

    cr_assert_not_null(text);
    while (at && place-- > 0) {
        at = strstr(at + 1, from);
    }
    cr_assert_not_null(at, "%s", from);
    sprintf(text, "%.*s%s%s", (int)(at - good), good, to, at + strlen(from));
    return text;
}

static void expect(const char *from, unsigned place, const char *to, enum statetest_outcome outcome,
                   const char *why)
{
    struct seen seen;
    char *text = changed(from, place, to);

    cr_expect_eq(run(text, &seen), 0, "%s -> %s: %s", from, to, base_fail_text());
    cr_expect_eq(seen.counts[outcome], 1U, "%s -> %s", from, to);
    cr_expect_eq(seen.counts[0] + seen.counts[1] + seen.counts[2], 1U);
    cr_expect_str_eq(seen.why, why);
    free(text);
}

static void expect_broken(const char *from, unsigned place, const char *to, const char *message)
{
    struct seen seen;
    char *text = changed(from, place, to);

    cr_expect_eq(run(text, &seen), BASE_E_SCENARIO, "%s -> %s", from, to);
    cr_expect_str_eq(base_fail_text(), message);
    free(text);
}

#define SENDER "0xa000000000000000000000000000000000000001"
#define CONTRACT "0xc000000000000000000000000000000000000001"
#define COINBASE "0xcb00000000000000000000000000000000000000"

Test(statetest, passes)
{
    struct seen seen;

    cr_expect_eq(run(good, &seen), 0, "%s", base_fail_text());
    cr_expect_eq(seen.counts[STATETEST_PASS], 1U, "%s", seen.why);
    cr_expect_str_eq(seen.why, "");
    /* a sender without an address: that of the secret key 1 */
    expect("\"sender\": \"" SENDER "\"", 0,
           "\"secretKey\": \"0x0000000000000000000000000000000000000000000000000000000000000001\"",
           STATETEST_FAIL, "the transaction is refused and should run");
}

Test(statetest, tells_what_differs)
{
    expect("0x9202ac", 0, "0x9202ad", STATETEST_FAIL,
           SENDER ": the balance is 9568940 instead of 9568941");
    expect("\"nonce\": \"0x01\"", 1, "\"nonce\": \"0x02\"", STATETEST_FAIL,
           SENDER ": the nonce is 1 instead of 2");
    expect("0x6007600155", 1, "0x6007600156", STATETEST_FAIL,
           CONTRACT ": the code differs (5 bytes, 5 expected)");
    expect("0x6007600155", 1, "0x60076001", STATETEST_FAIL,
           CONTRACT ": the code differs (5 bytes, 4 expected)");
    expect("\"0x01\": \"0x07\"", 0, "\"0x01\": \"0x08\"", STATETEST_FAIL,
           CONTRACT ": 0x01 is 7 instead of 8");
    expect("\"0x01\": \"0x07\"", 0, "", STATETEST_FAIL, CONTRACT ": 1 slots instead of 0");
    expect(COINBASE "\": {", 0, "0xcb00000000000000000000000000000000000001\": {", STATETEST_FAIL,
           "0xcb00000000000000000000000000000000000001 does not exist");
    expect("\"" COINBASE "\": {\"nonce\": \"0x00\",    \"balance\": \"0x0693d4\", \"code\": \"0x\","
           " \"storage\": {}},",
           0, "", STATETEST_FAIL, "3 accounts instead of 2");
    expect("0x1dcc", 0, "0x1dcd", STATETEST_FAIL, "the logs differ (there are 0)");
    expect("\"indexes\"", 0, "\"expectException\": \"any\", \"indexes\"", STATETEST_FAIL,
           "the transaction runs and should be refused");
    expect("[\"0xc350\"]", 0, "[\"0x5207\"]", STATETEST_FAIL,
           "the transaction is refused and should run");
    /* a nonce and a value of more than 256 bits are valid JSON of a transaction that is not */
    expect("\"value\": [\"0x00\"]", 0,
           "\"value\": [\"0x:bigint "
           "0x10000000000000000000000000000000000000000000000000000000000000000\"]",
           STATETEST_FAIL, "the transaction is refused and should run");
}

Test(statetest, says_what_it_skips)
{
    struct seen seen;

    expect("\"Berlin\"", 0, "\"Frontier\"", STATETEST_SKIP, "a fork that is not supported");
    expect("\"data\": [", 0, "\"maxFeePerBlobGas\": \"0x01\", \"data\": [", STATETEST_SKIP,
           "a blob transaction (EIP-4844)");
    expect("\"data\": [", 0, "\"authorizationList\": [], \"data\": [", STATETEST_SKIP,
           "an authorization list (EIP-7702)");
    expect("\"state\"", 0, "\"fate\"", STATETEST_SKIP, "no post-state, only its root");
    expect("\"env\"", 0, "\"blocks\"", STATETEST_SKIP, "not a state test");
    cr_expect_eq(run("{\"a\": 1, \"b\": []}", &seen), 0);
    cr_expect_eq(seen.counts[STATETEST_SKIP], 2U);
    cr_expect_eq(run("{}", &seen), 0);
    cr_expect_eq(seen.counts[STATETEST_SKIP], 0U);
}

Test(statetest, refuses_what_is_broken)
{
    struct seen seen;

    cr_expect_eq(run("", &seen), BASE_E_SCENARIO);
    cr_expect_eq(run("[]", &seen), BASE_E_SCENARIO);
    cr_expect_str_eq(base_fail_text(), "a.json: no state tests: { \"name\": { ... } }");
    cr_expect_eq(run("{\"a\": 1,\n  !}", &seen), BASE_E_SCENARIO);
    cr_expect_str_eq(base_fail_text(), "a.json:2:3: string or '}' expected near '!'");
#define BROKEN(key) "a.json: store: Berlin[0]: \"" key "\" is missing or no such value"
    expect_broken("\"currentNumber\"", 0, "\"number\"", BROKEN("currentNumber"));
    expect_broken("\"0x03e8\"", 0, "1000", BROKEN("currentTimestamp"));
    expect_broken("\"0x03e8\"", 0, "\"0x03g8\"", BROKEN("currentTimestamp"));
    expect_broken("\"0x03e8\"", 0, "\"0x10000000000000000\"", BROKEN("currentTimestamp"));
    expect_broken(COINBASE, 0, "0xcb", BROKEN("currentCoinbase"));
    expect_broken("\"0x6007600155\"", 0, "\"0x600760015\"", BROKEN("code"));
    expect_broken("\"0x6007600155\"", 0, "\"6007600155\"", BROKEN("code"));
    expect_broken("\"0x6007600155\"", 0, "null", BROKEN("code"));
    expect_broken("\"data\": 0", 0, "\"data\": 1", BROKEN("data"));
    expect_broken("\"data\": 0", 0, "\"data\": -1", BROKEN("data"));
    expect_broken("\"sender\"", 0, "\"from\"", BROKEN("sender"));
    expect_broken("\"indexes\"", 0, "\"i\"", BROKEN("gasLimit"));
    expect_broken("0x1dcc", 0, "0x1d", BROKEN("logs"));
    expect_broken("\"0x9202ac\"", 0, "{}", BROKEN("balance"));
    expect_broken("\"0x07\"", 0, "7", BROKEN("storage"));
}

Test(statetest, reads_files)
{
    char path[] = "/tmp/crowdpatch-statetest-XXXXXX";
    struct seen seen = {0};
    int fd = mkstemp(path);

    cr_assert_eq(crypto_init(), 0);
    cr_assert_geq(fd, 0);
    cr_assert_eq(write(fd, good, sizeof(good) - 1), (ssize_t)(sizeof(good) - 1));
    close(fd);
    cr_expect_eq(statetest_run_file(path, UINT64_MAX, visit, &seen), 0);
    cr_expect_eq(seen.counts[STATETEST_PASS], 1U);
    unlink(path);
    cr_expect_eq(statetest_run_file(path, UINT64_MAX, visit, &seen), BASE_E_IO);
    cr_expect_eq(statetest_run_file("/", UINT64_MAX, visit, &seen), BASE_E_IO);
}

/* The transaction asks for 50000 gas. */
Test(statetest, more_gas_than_allowed)
{
    struct seen seen = {0};

    cr_assert_eq(crypto_init(), 0);
    cr_expect_eq(statetest_run_text("a.json", good, strlen(good), 50000, visit, &seen), 0);
    cr_expect_eq(seen.counts[STATETEST_PASS], 1);
    cr_expect_eq(statetest_run_text("a.json", good, strlen(good), 49999, visit, &seen), 0);
    cr_expect_eq(seen.counts[STATETEST_SKIP], 1);
    cr_expect_str_eq(seen.why, "more gas than is allowed");
}
