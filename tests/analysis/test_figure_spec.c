#include "analysis/figure/spec.h"

#include "tests/analysis/figure.h"

static void refuses(const char *panels, const char *claims, const char *expected)
{
    struct figure_spec spec;
    cr_expect_eq(figure_test_spec(panels, claims, false, &spec), BASE_E_SCENARIO, "%s", expected);
    cr_expect_str_eq(base_fail_text(), expected);
}

Test(figure_spec, reads_what_stands_there)
{
    struct figure_spec spec;
    cr_assert_eq(figure_test_spec(FIGURE_PANEL, FIGURE_CLAIM, false, &spec), 0, "%s",
                 base_fail_text());
    cr_expect_str_eq(spec.title, "t");
    cr_assert_eq(spec.experiment_count, 1);
    cr_expect_str_eq(spec.experiments[0].quick, "{\"seed\":2}");
    cr_assert_eq(spec.panel_count, 1);
    cr_expect_eq(spec.panels[0].kind, FIGURE_KIND_LINES);
    cr_expect(spec.panels[0].x.is_log);
    cr_assert_eq(spec.panels[0].series_count, 2);
    cr_expect_str_eq(spec.panels[0].series[0].value, "sent");
    cr_expect_eq(spec.panels[0].series[0].style, 1);
    cr_expect_eq(spec.panels[0].series[1].style, 4);
    cr_expect_eq(spec.claims[0].over, FIGURE_OVER_MEAN);
    cr_expect_eq(spec.claims[0].tolerance, 0);
    cr_expect_eq(spec.reference_tolerance, 0.02);
    figure_spec_deinit(&spec);
}

Test(figure_spec, quick_stands_above_the_rest)
{
    static const char claims[] = FIGURE_CLAIM
        ", {'id': 'd', 'says': 's', 'value': 'sent', 'is': 'near', 'target': 1, 'quick': false}"
        ", {'id': 'e', 'says': 's', 'value': 'sent', 'is': 'near', 'target': 1, 'quick': "
        "{'target': 3}}";
    struct figure_spec spec;
    cr_assert_eq(figure_test_spec(FIGURE_PANEL, claims, true, &spec), 0);
    cr_assert_eq(spec.claim_count, 2);
    cr_expect_str_eq(spec.claims[1].id, "e");
    cr_expect_eq(spec.claims[1].target, 3);
    figure_spec_deinit(&spec);
    cr_assert_eq(figure_test_spec(FIGURE_PANEL, claims, false, &spec), 0);
    cr_assert_eq(spec.claim_count, 3);
    cr_expect_eq(spec.claims[2].target, 1);
    figure_spec_deinit(&spec);
}

Test(figure_spec, says_what_is_wrong)
{
    refuses("", FIGURE_CLAIM, "f.json: \"panels\" is an array of objects, one at least");
    refuses("{'x': 1}", FIGURE_CLAIM, "f.json: panels[0]: x: expected an object");
    refuses(FIGURE_PANEL, "{'id': 'c'}", "f.json: claims[0]: needs \"says\"");
    refuses(FIGURE_PANEL, FIGURE_CLAIM "," FIGURE_CLAIM, "f.json: claims[1]: a second claim \"c\"");
    refuses(FIGURE_PANEL, "{'id': 'c', 'says': 's', 'value': 'a +', 'is': 'above', 'target': 1}",
            "f.json: claims[0]: \"value\": no expression from \"\" on");
    refuses(FIGURE_PANEL, "{'id': 'c', 'says': 's', 'value': 'a', 'is': 'abov', 'target': 1}",
            "f.json: claims[0]: \"is\" is one of above, below, near");
    refuses(FIGURE_PANEL, "{'id': 'c', 'sayz': 's'}",
            "f.json: claims[0]: unknown key \"sayz\"; there are id, says, expected, value, where, "
            "over, "
            "x, against, is, target, tolerance, quick");
    refuses(FIGURE_PANEL,
            "{'id': 'c', 'says': 's', 'value': 'a', 'is': 'near', 'target': 1, 'over': 'slope'}",
            "f.json: claims[0]: slope and exponent, and no others, are over an \"x\"");
    refuses("{'kind': 'time', 'x': {'label': 't'}, 'y': {'value': 'sent', 'label': 's'}, "
            "'series': [{'label': 'a'}]}",
            FIGURE_CLAIM,
            "f.json: panels[0]: series[0]: values over time, and no others, have "
            "@names");
    refuses("{'x': {'label': 't'}, 'y': {'value': 'sent', 'label': 's'}, 'series': [{'label': "
            "'a'}]}",
            FIGURE_CLAIM, "f.json: panels[0]: \"x\" has a \"value\", unless it is time");
}

Test(figure_spec, syntax_errors_have_a_place)
{
    struct figure_spec spec;
    cr_expect_eq(figure_spec_parse("f.json", "{\n  \"a\" 1}", 10, false, &spec), BASE_E_SCENARIO);
    cr_expect_str_eq(base_fail_text(), "f.json:2:7: error: ':' expected near '1'");
    cr_expect_eq(figure_spec_read("/nowhere/f.json", false, &spec), BASE_E_IO);
}

Test(figure_spec, has_a_schema)
{
    char *text;
    size_t len;
    FILE *stream = open_memstream(&text, &len);
    cr_assert_eq(figure_spec_write_schema(stream), 0);
    fclose(stream);
    cr_expect_not_null(strstr(text, "\"reference_tolerance\""));
    cr_expect_not_null(strstr(text, "\"exponent\""));
    free(text);
}
