#include "analysis/trace/export.h"

#include "tests/analysis/trace/log.h"

#define LINES                                                                                      \
    LOG_HEAD                                                                                       \
    "{\"t_ns\":0,\"event\":\"node\",\"node\":\"hub-0\"}\n"                                         \
    "{\"t_ns\":0,\"event\":\"node\",\"node\":\"distributor-0\"}\n"                                 \
    "{\"t_ns\":1500,\"event\":\"send\",\"message\":1,\"kind\":\"ask\",\"from\":\"hub-0\","         \
    "\"to\":\"distributor-0\"}\n"                                                                  \
    "{\"t_ns\":2500,\"event\":\"compute\",\"work\":1,\"node\":\"hub-0\",\"what\":\"sha256\"}\n"    \
    "{\"t_ns\":3500,\"event\":\"fate\",\"message\":1,\"fate\":\"peer_lost\"}\n"                    \
    "{\"t_ns\":1000000000,\"event\":\"computed\",\"work\":1}\n"

static char *export_with(int (*write)(struct trace_reader *, FILE *), const char *lines,
                         int *ret_result)
{
    struct trace_reader *reader;
    char *text = NULL;
    size_t len;
    FILE *out = open_memstream(&text, &len);
    cr_assert_eq(log_open(lines, &reader), 0);
    *ret_result = write(reader, out);
    fclose(out);
    trace_close(reader);
    return text;
}

Test(export, text_is_the_log)
{
    int r;
    char *text = export_with(trace_export_text, LINES, &r);
    cr_expect_eq(r, 0);
    cr_expect_str_eq(text, LINES);
    free(text);
}

Test(export, paje_has_containers_states_links_and_losses)
{
    int r;
    char *text = export_with(trace_export_paje, LINES, &r);
    const char *body = strstr(text, "5 0.000000000 n0");
    cr_expect_eq(r, 0);
    cr_assert_not_null(body);
    cr_expect_str_eq(body, "5 0.000000000 n0 NODE run \"hub-0\"\n"
                           "5 0.000000000 n1 NODE run \"distributor-0\"\n"
                           "4 k0 MESSAGE \"ask\" \"0.00 0.45 0.70\"\n"
                           "10 0.000001500 MESSAGE run k0 n0 m1\n"
                           "4 w0 WORK \"sha256\" \"0.00 0.45 0.70\"\n"
                           "8 0.000002500 WORK n0 w0\n"
                           "11 0.000003500 MESSAGE run k0 n1 m1\n"
                           "12 0.000003500 LOST n0 GONE\n"
                           "9 1.000000000 WORK n0\n"
                           "6 1.000000000 NODE n0\n"
                           "6 1.000000000 NODE n1\n"
                           "6 1.000000000 RUN run\n");
    free(text);
}

Test(export, chrome_is_json_with_exact_microseconds)
{
    int r;
    char *text = export_with(trace_export_chrome, LINES, &r);
    json_error_t error;
    json_t *root = json_loads(text, 0, &error);
    cr_expect_eq(r, 0);
    cr_assert_not_null(root, "%s", error.text);
    cr_expect(strstr(text, "\"name\":\"sha256\",\"ts\":2.500,\"dur\":999997.500,\"cat\":\"work\""),
              "%s", text);
    cr_expect(strstr(text, "\"ts\":3.500,\"cat\":\"lost\""), "%s", text);
    json_decref(root);
    free(text);
}

/* What is under way when the log ends is shown up to there. */
Test(export, chrome_shows_what_has_no_end)
{
    int r;
    const char *lines =
        LOG_HEAD "{\"t_ns\":0,\"event\":\"node\",\"node\":\"device-0\"}\n"
                 "{\"t_ns\":1000,\"event\":\"state\",\"device\":\"device-0\",\"state\":"
                 "\"in_progress\",\"attempt\":1}\n"
                 "{\"t_ns\":2000,\"event\":\"down\",\"node\":\"device-0\"}\n"
                 "{\"t_ns\":9000,\"event\":\"end\",\"complete\":false}\n";
    char *text = export_with(trace_export_chrome, lines, &r);
    cr_expect_eq(r, 0);
    cr_expect(strstr(text, "\"name\":\"in_progress\",\"ts\":1.000,\"dur\":8.000,\"cat\":"
                           "\"attempt\""),
              "%s", text);
    cr_expect(strstr(text, "\"name\":\"down\",\"ts\":2.000,\"dur\":7.000,\"cat\":\"failure\""),
              "%s", text);
    free(text);
}

Test(export, a_node_that_the_head_lacks_is_refused)
{
    int r;
    const char *lines =
        LOG_HEAD "{\"t_ns\":0,\"event\":\"compute\",\"work\":1,\"node\":\"hub-0\"}\n";
    free(export_with(trace_export_paje, lines, &r));
    cr_expect_eq(r, BASE_E_SCENARIO);
    cr_expect_str_eq(base_fail_text(), "line 2 of the log: \"node\" is no node of the log's head");
    free(export_with(trace_export_chrome, lines, &r));
    cr_expect_eq(r, BASE_E_SCENARIO);
}
