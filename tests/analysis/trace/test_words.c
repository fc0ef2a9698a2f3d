#include "analysis/trace/words.h"

#include <criterion/criterion.h>

static void expect_time(int64_t t_ns, const char *expected)
{
    char text[TRACE_TIME_MAX];
    trace_time_text(t_ns, text);
    cr_expect_str_eq(text, expected);
}

Test(words, times_are_said_as_people_say_them)
{
    const int64_t s = 1000000000;
    expect_time(0, "0.0 s");
    expect_time(49999, "0.0 ms");
    expect_time(50250000, "50.3 ms");
    expect_time(999949999, "999.9 ms");
    expect_time(999950000, "1.0 s");
    expect_time(12 * s + 449999999, "12.4 s");
    expect_time(59 * s + 950000000, "1 min 0.0 s");
    expect_time(192 * s + 400000000, "3 min 12.4 s");
    expect_time(3600 * s, "1 h 0 min 0.0 s");
    expect_time(93784 * s, "1 d 2 h 3 min");
    expect_time(INT64_MAX / 2, "53375 d 23 h 53 min");
    expect_time(INT64_MAX, "106751 d 23 h 47 min");
}

static void expect_ether(const char *wei, const char *expected)
{
    char text[TRACE_TIME_MAX];
    trace_ether_text(wei, text);
    cr_expect_str_eq(text, expected);
}

Test(words, wei_are_said_as_ether_and_exact)
{
    expect_ether("2000000000000000", "0.002 ETH");
    expect_ether("0", "0 ETH");
    expect_ether("1", "0.000000000000000001 ETH");
    expect_ether("1000000000000000000", "1 ETH");
    expect_ether("1234500000000000000000", "1234.5 ETH");
    expect_ether("", "some ETH");
    expect_ether("12x", "some ETH");
    expect_ether(NULL, "some ETH");
    expect_ether("11111111111111111111111111111111111111111", "some ETH");
}

Test(words, unknown_words_have_a_phrase_too)
{
    cr_expect_str_eq(trace_work_phrase("prove"), "computed the proof");
    cr_expect_str_eq(trace_work_phrase(NULL), "computed");
    cr_expect_str_eq(trace_state_phrase("expired"), "the release had expired");
    cr_expect(trace_state_phrase("odd") && trace_step_phrase("odd"));
}
