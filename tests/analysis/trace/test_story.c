#include "analysis/trace/story.h"

#include "tests/analysis/trace/log.h"

static void expect_story(uint64_t device, const char *lines, const char *expected)
{
    struct trace_reader *reader;
    char *text = NULL;
    size_t len;
    FILE *out = open_memstream(&text, &len);
    cr_assert_eq(log_open(lines, &reader), 0);
    cr_expect_eq(trace_story(reader, device, out), 0, "%s", base_fail_text());
    fclose(out);
    cr_expect_str_eq(text, expected, "the story is\n%s", text);
    free(text);
    trace_close(reader);
}

#define ASK                                                                                        \
    "{\"t_ns\":0,\"event\":\"kind\",\"kind\":\"ask\",\"says\":\"asked {} for it\"}\n"              \
    "{\"t_ns\":0,\"event\":\"node\",\"node\":\"device-1\",\"hub\":\"hub-7\"}\n"

Test(story, messages_and_work_about_a_device_are_told_with_their_ends)
{
    expect_story(
        1,
        LOG_HEAD ASK
        "{\"t_ns\":1000000000,\"event\":\"state\",\"device\":\"device-1\",\"state\":\"in_"
        "progress\","
        "\"attempt\":1}\n"
        "{\"t_ns\":192400000000,\"event\":\"send\",\"message\":1,\"kind\":\"ask\",\"from\":\"hub-"
        "7\","
        "\"to\":\"distributor-12\",\"bytes\":64,\"about\":\"device-1\",\"link\":\"wan\"}\n"
        "{\"t_ns\":192400000000,\"event\":\"send\",\"message\":2,\"kind\":\"ask\",\"from\":\"hub-"
        "7\","
        "\"to\":\"distributor-12\",\"bytes\":64,\"about\":\"device-0\",\"link\":\"wan\"}\n"
        "{\"t_ns\":192450000000,\"event\":\"fate\",\"message\":1,\"fate\":\"delivered\"}\n"
        "{\"t_ns\":192450000000,\"event\":\"compute\",\"work\":5,\"node\":\"distributor-12\","
        "\"what\":\"prove\",\"about\":\"device-1\"}\n"
        "{\"t_ns\":192450000000,\"event\":\"compute\",\"work\":6,\"node\":\"distributor-12\","
        "\"what\":\"sha256\",\"about\":\"device-1\"}\n"
        "{\"t_ns\":192451000000,\"event\":\"computed\",\"work\":6}\n"
        "{\"t_ns\":194450000000,\"event\":\"computed\",\"work\":5}\n"
        "{\"t_ns\":195000000000,\"event\":\"send\",\"message\":3,\"kind\":17,"
        "\"from\":\"distributor-12\",\"to\":\"device-1\",\"bytes\":0,\"link\":\"lan\"}\n"
        "{\"t_ns\":196000000000,\"event\":\"fate\",\"message\":3,\"fate\":\"timed_out\"}\n"
        "{\"t_ns\":196000000000,\"event\":\"down\",\"node\":\"hub-7\"}\n"
        "{\"t_ns\":196000000000,\"event\":\"down\",\"node\":\"hub-8\"}\n"
        "{\"t_ns\":197000000000,\"event\":\"left\",\"device\":\"device-1\","
        "\"state\":\"delivery_failed\",\"attempts\":1}\n"
        "{\"t_ns\":197000000000,\"event\":\"end\",\"complete\":false}\n",
        "At 1.0 s attempt 1 began.\n"
        "At 3 min 12.4 s hub 7 asked distributor 12 for it (64 bytes over the internet; arrived "
        "50.0 "
        "ms later).\n"
        "At 3 min 12.5 s distributor 12 computed the proof, in 2.0 s.\n"
        "At 3 min 15.0 s distributor 12 sent device 1 a message (of a kind without a name) (0 "
        "bytes "
        "over the home's radio; given up after 1.0 s, not arrived).\n"
        "At 3 min 16.0 s hub 7 failed.\n"
        "In the end device 1 was not patched, after 1 attempt: it broke off, for want of a proof "
        "or "
        "an answer, or for a wrong one.\n"
        "The run ended at 3 min 17.0 s, because its clock was up.\n");
}

Test(story, transactions_of_a_device_are_followed)
{
    expect_story(
        1,
        LOG_HEAD ASK
        "{\"t_ns\":1000000000,\"event\":\"sign\",\"transaction\":4,\"who\":\"hub-7\","
        "\"operation\":\"claim\",\"about\":\"device-1\"}\n"
        "{\"t_ns\":1000000000,\"event\":\"sign\",\"transaction\":5,\"who\":\"hub-7\","
        "\"operation\":\"claim\",\"about\":\"device-0\"}\n"
        "{\"t_ns\":2000000000,\"event\":\"submit\",\"transaction\":4,\"outcome\":\"funds\"}\n"
        "{\"t_ns\":3000000000,\"event\":\"include\",\"transaction\":4,\"block\":2,\"success\":"
        "false,"
        "\"gas\":21000}\n"
        "{\"t_ns\":3000000000,\"event\":\"include\",\"transaction\":5,\"block\":2,\"success\":true,"
        "\"gas\":21000}\n"
        "{\"t_ns\":4000000000,\"event\":\"settle\",\"transaction\":4,\"fate\":\"timed_out\"}\n"
        "{\"t_ns\":5000000000,\"event\":\"left\",\"device\":\"device-1\",\"state\":\"patched\","
        "\"attempts\":2,\"distributor\":\"distributor-3\"}\n",
        "At 1.0 s hub 7 signed transaction 4 (claim).\n"
        "At 2.0 s the mempool refused transaction 4: funds.\n"
        "At 3.0 s transaction 4 was in block 2 and reverted, for 21000 gas.\n"
        "At 4.0 s transaction 4 was given up: timed_out.\n"
        "In the end device 1 was patched with what came from distributor 3, in 2 attempts.\n");
}

/* A log may be anybody's: what it names reaches a terminal, its control characters do not. */
Test(story, control_characters_are_not_told)
{
    expect_story(
        1,
        LOG_HEAD
        "{\"t_ns\":0,\"event\":\"kind\",\"kind\":\"ask\",\"says\":\"asked\\u001b[2J {}\"}\n"
        "{\"t_ns\":1000000000,\"event\":\"send\",\"message\":1,\"kind\":\"ask\","
        "\"from\":\"hub-7\\n\",\"to\":\"device-1\",\"bytes\":64,\"link\":\"wan\"}\n"
        "{\"t_ns\":2000000000,\"event\":\"sign\",\"transaction\":4,\"who\":\"device-1\","
        "\"operation\":\"\\u009b2J\\u007f\"}\n",
        "At 1.0 s hub 7? asked?[2J device 1 (64 bytes over the internet; what became of it is not "
        "told).\n"
        "At 2.0 s device 1 signed transaction 4 (??2J?).\n");
}

Test(story, a_device_that_is_not_there_is_refused_with_the_range)
{
    struct trace_reader *reader;
    cr_assert_eq(log_open(LOG_HEAD, &reader), 0);
    cr_expect_eq(trace_story(reader, 2, stdout), BASE_E_USAGE);
    cr_expect_str_eq(base_fail_text(), "the run has the devices 0 to 1, and no 2");
    trace_close(reader);
}
