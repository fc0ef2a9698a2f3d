#include "tests/analysis/figure.h"

static struct figure_finding find(const char *claim)
{
    struct figure_case test;
    struct figure_spec spec;
    struct figure_finding finding;
    figure_test_set_up(&test);
    cr_assert_eq(figure_test_spec(FIGURE_PANEL, claim, false, &spec), 0, "%s", base_fail_text());
    cr_assert_eq(figure_claim_test(&spec.claims[0], &test.points, &finding), 0, "%s",
                 base_fail_text());
    figure_spec_deinit(&spec);
    figure_test_tear_down(&test);
    return finding;
}

#define CLAIM(rest) "{'id': 'c', 'says': 's', 'value': 'sent', " rest "}"

/* 12 in [9.516, 14.484]. */
Test(figure_claims, whole_intervals_pass)
{
#define AT "'where': {'system': 'server', 'world.devices': 10}, "
    cr_expect_eq(find(CLAIM(AT "'is': 'above', 'target': 9.5")).verdict, FIGURE_VERDICT_PASS);
    cr_expect_eq(find(CLAIM(AT "'is': 'above', 'target': 9.6")).verdict, FIGURE_VERDICT_FAIL);
    cr_expect_eq(find(CLAIM(AT "'is': 'above', 'target': 9.6, 'tolerance': 0.1")).verdict,
                 FIGURE_VERDICT_PASS);
    cr_expect_eq(find(CLAIM(AT "'is': 'below', 'target': 14.5")).verdict, FIGURE_VERDICT_PASS);
    cr_expect_eq(find(CLAIM(AT "'is': 'below', 'target': 14.4")).verdict, FIGURE_VERDICT_FAIL);
    cr_expect_eq(find(CLAIM(AT "'is': 'near', 'target': 12, 'tolerance': 2.5")).verdict,
                 FIGURE_VERDICT_PASS);
    cr_expect_eq(find(CLAIM(AT "'is': 'near', 'target': 12, 'tolerance': 2.4")).verdict,
                 FIGURE_VERDICT_FAIL);
}

Test(figure_claims, over_points)
{
    struct figure_finding finding =
        find(CLAIM("'where': {'system': 'server'}, 'over': 'most', 'is': 'near', 'target': 1"));
    cr_expect_eq(finding.value.value, 120);
    finding = find(CLAIM("'where': {'system': 'server'}, 'over': 'least', 'is': 'near', 'target': "
                         "1"));
    cr_expect_eq(finding.value.value, 12);
    finding = find(CLAIM("'where': {'system': 'server'}, 'is': 'near', 'target': 1"));
    cr_expect_eq(finding.value.value, 66);
    finding = find(CLAIM("'where': {'system': 'server'}, 'over': 'exponent', 'x': "
                         "'set.world.devices', 'is': 'near', 'target': 1, 'tolerance': 1e-9"));
    cr_expect_eq(finding.verdict, FIGURE_VERDICT_PASS);
    finding = find(CLAIM("'where': {'system': 'server'}, 'over': 'slope', 'x': 'dev', 'is': "
                         "'near', 'target': 1"));
    cr_expect_float_eq(finding.value.value, 1.2, 1e-12);
}

/* The last replication of a CDN with 100 devices has no value: the others are no proof. */
Test(figure_claims, pairs)
{
    struct figure_finding finding =
        find(CLAIM("'where': {'system': 'server', 'world.devices': 100}, 'against': {'by': "
                   "'ratio', 'where': {'system': 'cdn', 'world.devices': 100}}, 'is': 'near', "
                   "'target': 10, 'tolerance': 1e-9"));
    cr_expect_eq(finding.verdict, FIGURE_VERDICT_FAIL);
    cr_expect_eq(finding.value.n, 2);
    cr_expect_eq(finding.without, 1);
    cr_expect_float_eq(finding.value.value, 10, 1e-9);
    finding = find(CLAIM("'where': {'system': 'server', 'world.devices': 10}, 'against': {'by': "
                         "'difference', 'value': 'dev', 'where': {'system': 'cdn', "
                         "'world.devices': 10}}, 'is': 'near', 'target': 2, 'tolerance': 3"));
    cr_expect_eq(finding.verdict, FIGURE_VERDICT_PASS);
    cr_expect_eq(finding.value.value, 2);
    cr_expect_eq(finding.value.n, 3);
    cr_expect_eq(finding.without, 0);
}

/* Least and most would do with what is there. */
Test(figure_claims, a_replication_without_a_value_fails)
{
    static const char *const over[] = {"mean', ", "least', ", "most', ", "slope', 'x': 'dev', ",
                                       "exponent', 'x': 'dev', "};
    char claim[200];
    for (size_t i = 0; i < sizeof over / sizeof *over; i++) {
        snprintf(claim, sizeof claim,
                 CLAIM("'where': {'system': 'cdn'}, 'over': '%s'is': 'above', 'target': -1e9"),
                 over[i]);
        struct figure_finding finding = find(claim);
        cr_expect_eq(finding.verdict, FIGURE_VERDICT_FAIL, "%s", over[i]);
        cr_expect_eq(finding.value.n, 2, "%s", over[i]);
        cr_expect_eq(finding.without, 1, "%s", over[i]);
    }
}

/* What is divided by tries that nobody made has no value. */
Test(figure_claims, nothing_of_nothing_is_no_proof)
{
    struct figure_finding finding =
        find("{'id': 'c', 'says': 's', 'value': '0 / series.0s.patched', 'where': {'system': "
             "'server', 'world.devices': 10}, 'is': 'below', 'target': 1}");
    cr_expect_eq(finding.verdict, FIGURE_VERDICT_NO_VALUE);
    cr_expect_eq(finding.without, 3);
}

Test(figure_claims, without_values_nothing_passes)
{
    struct figure_finding finding =
        find("{'id': 'c', 'says': 's', 'value': 'nothing', 'is': 'above', 'target': 0}");
    cr_expect_eq(finding.verdict, FIGURE_VERDICT_NO_VALUE);
    cr_expect_eq(finding.value.n, 0);
}

Test(figure_claims, nothing_matches)
{
    struct figure_case test;
    struct figure_spec spec;
    struct figure_finding finding;
    figure_test_set_up(&test);
    cr_assert_eq(figure_test_spec(FIGURE_PANEL,
                                  CLAIM("'where': {'system': 'x'}, 'is': 'near', 'target': 1"),
                                  false, &spec),
                 0);
    cr_expect_eq(figure_claim_test(&spec.claims[0], &test.points, &finding), BASE_E_SCENARIO);
    cr_expect_str_eq(base_fail_text(), "claim \"c\": no point is as \"where\" says");
    figure_spec_deinit(&spec);
    figure_test_tear_down(&test);
}

Test(figure_claims, what_is_not_in_the_table_is_named)
{
    struct figure_case test;
    struct figure_spec spec;
    struct figure_finding finding;
    figure_test_set_up(&test);
    cr_assert_eq(figure_test_spec(FIGURE_PANEL,
                                  CLAIM("'where': {'gone': 1}, 'is': 'near', 'target': 1"), false,
                                  &spec),
                 0);
    cr_expect_eq(figure_claim_test(&spec.claims[0], &test.points, &finding), BASE_E_SCENARIO);
    cr_expect_str_eq(base_fail_text(),
                     "claim \"c\": no point is as \"where\" says: results.csv has no set.gone");
    figure_spec_deinit(&spec);
    cr_assert_eq(figure_test_spec(FIGURE_PANEL,
                                  "{'id': 'c', 'says': 's', 'value': 'away', 'is': 'near', "
                                  "'target': 1}",
                                  false, &spec),
                 0);
    cr_expect_eq(figure_claim_test(&spec.claims[0], &test.points, &finding), 0);
    cr_expect_eq(finding.value.n, 0);
    cr_expect_str_eq(finding.lacking, "away");
    figure_spec_deinit(&spec);
    figure_test_tear_down(&test);
}

Test(figure_claims, written)
{
    struct figure_spec spec;
    struct figure_finding finding = {.verdict = FIGURE_VERDICT_FAIL, .value = {3, 1.5, 1, 2}};
    struct base_buffer out = {0};
    cr_assert_eq(figure_test_spec(FIGURE_PANEL, FIGURE_CLAIM, false, &spec), 0);
    figure_findings_write(&spec, &finding, &out);
    base_buffer_append_u8(&out, 0);
    cr_expect_str_eq((const char *)out.data, "id,verdict,n,value,low,high,is,target,tolerance\n"
                                             "c,fail,3,1.5,1,2,above,1,0\n");
    base_buffer_clear(&out);
    figure_claim_describe(&spec.claims[0], &out);
    base_buffer_append_u8(&out, 0);
    cr_expect_str_eq((const char *)out.data, "above 1");
    base_buffer_deinit(&out);
    figure_spec_deinit(&spec);
}
