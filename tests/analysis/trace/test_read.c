#include "tests/analysis/trace/log.h"

static void expect_error(const char *text, const char *message)
{
    struct trace_reader *reader = NULL;
    struct trace_event event;
    int r = log_open(text, &reader);
    while (r == 0 && (r = trace_next(reader, &event)) > 0)
        r = 0;
    cr_expect_eq(r, BASE_E_SCENARIO, "%.100s", text);
    cr_expect(strstr(base_fail_text(), message), "<%s> lacks <%s>", base_fail_text(), message);
    trace_close(reader);
}

Test(read, lines_come_in_order_with_their_members)
{
    struct trace_reader *reader;
    struct trace_event event;
    cr_assert_eq(log_open(LOG_HEAD
                          "{\"t_ns\":7,\"event\":\"fate\",\"message\":3,\"fate\":\"delivered\"}\n"
                          "{\"t_ns\":7,\"event\":\"odd\",\"below\":-1,\"real\":1.5}\n",
                          &reader),
                 0);
    cr_expect_eq(trace_number(trace_head(reader), "devices"), 2);
    cr_assert_eq(trace_next(reader, &event), 1);
    cr_expect_eq(event.t_ns, 7);
    cr_expect(trace_is(&event, "fate") && !trace_is(&event, "fat"));
    cr_expect_eq(trace_number(&event, "message"), 3);
    cr_expect_eq(trace_number(&event, "fate"), -1);
    cr_expect_str_eq(trace_text(&event, "fate"), "delivered");
    cr_expect_null(trace_text(&event, "message"));
    cr_expect_null(trace_text(&event, "none"));
    cr_assert_eq(trace_next(reader, &event), 1);
    cr_expect_eq(trace_number(&event, "below"), -1);
    cr_expect_eq(trace_number(&event, "real"), -1);
    cr_expect_eq(trace_line(reader), 3);
    cr_expect_eq(trace_next(reader, &event), 0);
    cr_expect_eq(trace_number(trace_head(reader), "devices"), 2);
    trace_close(reader);
}

Test(read, a_log_of_many_lines_is_read_through)
{
    enum { LINES = 20000 };
    char *text = malloc(sizeof LOG_HEAD + LINES * 64);
    size_t len = (size_t)sprintf(text, "%s", LOG_HEAD);
    for (int i = 0; i < LINES; i++)
        len += (size_t)sprintf(text + len, "{\"t_ns\":%d,\"event\":\"x\",\"n\":%d}\n", i, i);
    struct trace_reader *reader;
    struct trace_event event;
    cr_assert_eq(log_open(text, &reader), 0);
    for (int i = 0; i < LINES; i++) {
        cr_assert_eq(trace_next(reader, &event), 1);
        cr_assert_eq(trace_number(&event, "n"), i);
    }
    cr_expect_eq(trace_next(reader, &event), 0);
    trace_close(reader);
    free(text);
}

Test(read, what_is_no_log_is_refused_with_its_line)
{
    static char huge[TRACE_LINE_MAX + 2 * sizeof LOG_HEAD];
    expect_error("{\"t_ns\":0,\"event\":\"trace\",\"format\":\"other\"}\n", "is no event log");
    expect_error("{\"t_ns\":0,\"event\":\"other\",\"format\":\"crowdpatch-trace\"}\n",
                 "is no event log");
    expect_error("{\"t_ns\":0,\"event\":\"trace\",\"format\":\"crowdpatch-trace\","
                 "\"format_version\":2}\n",
                 "has version 2, and 1 is known");
    expect_error(LOG_HEAD "[]\n", "log:2: this is no object");
    expect_error(LOG_HEAD "{\"t_ns\":0}\n", "log:2: the line names no event");
    expect_error(LOG_HEAD "{\"event\":\"x\"}\n", "log:2: the line has no date");
    expect_error(LOG_HEAD "{\"t_ns\":-1,\"event\":\"x\"}\n", "log:2: the line has no date");
    expect_error(LOG_HEAD "{\"t_ns\":2,\"event\":\"x\"}\n{\"t_ns\":1,\"event\":\"x\"}\n",
                 "log:3: the line goes back in time");
    expect_error(LOG_HEAD "{\"t_ns\":2,\"event\":\"x\"}", "log:2: the last line has no end");
    expect_error(LOG_HEAD "{\"t_ns\":2,\n", "log:2: ");
    strcpy(huge, LOG_HEAD);
    memset(huge + strlen(huge), ' ', TRACE_LINE_MAX + 1);
    expect_error(huge, "log:2: the line is too long");
}

Test(read, a_file_that_is_cut_off_or_is_no_zstd_is_refused)
{
    unsigned char packed[512];
    size_t len = ZSTD_compress(packed, sizeof packed, LOG_HEAD, strlen(LOG_HEAD), 1);
    struct trace_reader *reader;
    cr_expect_eq(log_open_bytes(packed, len - 3, &reader), BASE_E_SCENARIO);
    cr_expect(strstr(base_fail_text(), "cut off"), "%s", base_fail_text());
    cr_expect_eq(log_open_bytes("plain text", 10, &reader), BASE_E_SCENARIO);
    cr_expect_eq(trace_open("/nonexistent", &reader), BASE_E_IO);
    cr_expect_eq(trace_open("/", &reader), BASE_E_IO);
    cr_expect(strstr(base_fail_text(), "run --trace"), "%s", base_fail_text());
    trace_close(NULL);
}
