#include <math.h>

#include "analysis/figure/series.h"
#include "tests/analysis/figure.h"

static void make(const char *panels, struct figure_case *test, struct figure_spec *spec,
                 struct figure_data *data)
{
    figure_test_set_up(test);
    cr_assert_eq(figure_test_spec(panels, FIGURE_CLAIM, false, spec), 0, "%s", base_fail_text());
    cr_assert_eq(figure_data_make(spec, &test->points, &test->points, data), 0, "%s",
                 base_fail_text());
}

static void tear_down(struct figure_case *test, struct figure_spec *spec, struct figure_data *data)
{
    figure_data_deinit(data);
    figure_spec_deinit(spec);
    figure_test_tear_down(test);
}

static char *text_of(struct base_buffer *buffer)
{
    size_t len;
    base_buffer_append_u8(buffer, 0);
    return (char *)base_buffer_steal(buffer, &len);
}

/* 11, 12 and 13: the mean 12, with t = 4.302653 of two degrees times 1 / sqrt(3) about it. */
Test(figure_data, means_and_intervals)
{
    struct figure_case test;
    struct figure_spec spec;
    struct figure_data data;
    make(FIGURE_PANEL, &test, &spec, &data);
    cr_assert_eq(data.count, 4);
    cr_expect_eq(data.values[0].x, 10);
    cr_expect_eq(data.values[0].y.value, 12);
    cr_expect_float_eq(data.values[0].y.high - 12, 4.302653 / 1.7320508, 1e-5);
    cr_expect_eq(data.values[1].x, 100);
    cr_expect_eq(data.values[3].series, 1);
    cr_expect_eq(data.values[3].runs, 3);
    cr_expect_eq(data.values[3].y.n, 2);
    tear_down(&test, &spec, &data);
}

Test(figure_data, over_time)
{
    struct figure_case test;
    struct figure_spec spec;
    struct figure_data data;
    make("{'kind': 'time', 'x': {'label': 't', 'unit': 'min'}, 'y': {'value': '@patched / dev', "
         "'label': 'p'}, 'series': [{'label': 'a', 'where': {'system': 'cdn', 'world.devices': "
         "10}}]}",
         &test, &spec, &data);
    cr_assert_eq(data.count, 2);
    cr_expect_eq(data.values[1].x, 60);
    cr_expect_float_eq(data.values[1].y.value, 0.6, 1e-12);
    tear_down(&test, &spec, &data);
}

Test(figure_data, bars)
{
    struct figure_case test;
    struct figure_spec spec;
    struct figure_data data;
    make("{'kind': 'bars', 'x': {'value': 'set.system', 'label': 's', 'names': {'cdn': 'a_CDN'}}, "
         "'y': {'value': 'sent', 'label': 'p'}, 'series': [{'label': 'few', 'where': "
         "{'world.devices': 10}}, {'label': 'many', 'where': {'world.devices': 100}}]}",
         &test, &spec, &data);
    cr_assert_eq(data.count, 4);
    cr_expect_eq(data.values[0].x, 0);
    cr_expect_str_eq(data.values[0].cell, "server");
    cr_expect_eq(data.values[3].x, 1);
    cr_expect_str_eq(data.values[3].cell, "cdn");
    struct base_buffer script = {0};
    figure_gnuplot_script(&spec, &data, "fig01", &script);
    char *text = text_of(&script);
    cr_expect_not_null(strstr(text, "set xtics ('server' 0, 'a\\_CDN' 1) norotate"), "%s", text);
    free(text);
    tear_down(&test, &spec, &data);
}

Test(figure_data, nothing_and_too_much_to_draw)
{
    struct figure_case test;
    struct figure_spec spec;
    struct figure_data data;
    figure_test_set_up(&test);
    cr_assert_eq(figure_test_spec("{'x': {'value': 'set.world.devices', 'label': 'd'}, 'y': "
                                  "{'value': 'sent', 'label': 's'}, 'series': [{'label': 'both'}]}",
                                  FIGURE_CLAIM, false, &spec),
                 0);
    cr_expect_eq(figure_data_make(&spec, &test.points, &test.points, &data), BASE_E_SCENARIO);
    cr_expect_str_eq(base_fail_text(), "panels[0]: series[0] \"both\" has two points at 10");
    figure_spec_deinit(&spec);
    cr_assert_eq(figure_test_spec("{'x': {'value': 'set.world.devices', 'label': 'd'}, 'y': "
                                  "{'value': 'sent', 'label': 's'}, 'series': [{'label': 'none', "
                                  "'where': {'system': 'x'}}]}",
                                  FIGURE_CLAIM, false, &spec),
                 0);
    cr_expect_eq(figure_data_make(&spec, &test.points, &test.points, &data), BASE_E_SCENARIO);
    cr_expect_str_eq(base_fail_text(), "panels[0]: series[0] \"none\" has no point");
    figure_spec_deinit(&spec);
    figure_test_tear_down(&test);
}

static struct figure_agreement compare(const struct figure_spec *spec,
                                       const struct figure_data *data, const char *kept_text)
{
    struct figure_agreement agreement;
    struct analysis_table kept;
    cr_assert_eq(analysis_table_parse("k", strdup(kept_text), strlen(kept_text), &kept), 0);
    cr_assert_eq(figure_data_compare(spec, data, "k", &kept, &agreement), 0, "%s",
                 base_fail_text());
    analysis_table_deinit(&kept);
    return agreement;
}

Test(figure_data, compared_with_what_is_kept)
{
    struct figure_case test;
    struct figure_spec spec;
    struct figure_data data;
    struct base_buffer out = {0};
    make(FIGURE_PANEL, &test, &spec, &data);
    figure_data_write(&spec, &data, false, &out);
    char *text = text_of(&out);
    struct figure_agreement agreement = compare(&spec, &data, text);
    cr_expect_eq(agreement.count, 4);
    cr_expect_eq(agreement.equal, 4);
    cr_expect_eq(agreement.apart + agreement.unknown, 0);
    free(text);

    /* One interval that meets, one that lies apart, one place that is gone, one that is new. */
    agreement = compare(&spec, &data,
                        "panel,series,x,cell,runs,n,mean,low,high\n"
                        "1,server,10,,3,3,14.5,14,15\n"
                        "1,server,100,,3,3,300,290,310\n"
                        "1,CDN,10,,3,3,1.2,1,1.4\n"
                        "1,CDN,1000,,3,3,1.2,1,1.4\n");
    cr_expect_eq(agreement.count, 5);
    cr_expect_eq(agreement.equal, 0);
    cr_expect_eq(agreement.apart, 1);
    cr_expect_eq(agreement.unknown, 2);
    cr_expect_float_eq(agreement.largest, 0.6, 1e-12);

    struct analysis_table wrong;
    cr_assert_eq(analysis_table_parse("k", strdup("a,b\n1,2\n"), 8, &wrong), 0);
    cr_expect_eq(figure_data_compare(&spec, &data, "k", &wrong, &agreement), BASE_E_SCENARIO);
    analysis_table_deinit(&wrong);
    tear_down(&test, &spec, &data);
}

Test(figure_data, script)
{
    struct figure_case test;
    struct figure_spec spec;
    struct figure_data data;
    struct base_buffer out = {0};
    make(FIGURE_PANEL, &test, &spec, &data);
    figure_gnuplot_script(&spec, &data, "fig01", &out);
    char *text = text_of(&out);
    cr_expect_not_null(strstr(text, "set logscale x"));
    cr_expect_not_null(strstr(text, "set ylabel 'sent\\_kB'"));
    cr_expect_not_null(strstr(text, "'fig01.dat' index 1 using 1:2:3 with filledcurves"));
    free(text);
    figure_gnuplot_data(&spec, &data, &out);
    text = text_of(&out);
    cr_expect_not_null(strstr(text, "\n\n\n# panel 1: CDN\n"));
    free(text);
    tear_down(&test, &spec, &data);
}

/* A logarithmic axis ends at powers of ten about the means, and a band below it at its foot. */
Test(figure_data, logarithmic_axis)
{
    struct figure_case test;
    struct figure_spec spec;
    struct figure_data data;
    struct base_buffer out = {0};
    make("{'x': {'value': 'set.world.devices', 'label': 'n'}, 'y': {'value': 'sent', 'label': 's', "
         "'scale': 'log'}, 'series': [{'label': 'all', 'where': {'system': 'server'}}]}",
         &test, &spec, &data);
    cr_assert_eq(data.count, 2);
    data.values[0].y.value = 30;
    data.values[0].y.low = 20;
    data.values[1].y.value = 40000;
    data.values[1].y.low = -5;
    figure_gnuplot_script(&spec, &data, "fig01", &out);
    char *text = text_of(&out);
    cr_expect_not_null(strstr(text, "set logscale y"));
    cr_expect_not_null(strstr(text, "set yrange [10:100000]"));
    free(text);
    figure_gnuplot_data(&spec, &data, &out);
    text = text_of(&out);
    cr_expect_not_null(strstr(text, "\n10 20 "));
    cr_expect_not_null(strstr(text, "\n100 10 "));
    free(text);
    tear_down(&test, &spec, &data);
}

/* What is measured goes into a table of its own, and is compared with nothing. */
Test(figure_data, measured_panels_stand_apart)
{
    struct figure_case test;
    struct figure_spec spec;
    struct figure_data data;
    struct figure_agreement agreement;
    struct analysis_table kept;
    struct base_buffer out = {0};
    make(FIGURE_PANEL ", {'of': 'effort', 'x': {'value': 'set.world.devices', 'label': 'n'}, 'y': "
                      "{'value': 'dev', 'label': 'd'}, 'series': [{'label': 'twice', 'where': "
                      "{'system': 'cdn'}}]}",
         &test, &spec, &data);
    cr_expect(figure_has_measured(&spec));
    figure_data_write(&spec, &data, true, &out);
    char *text = text_of(&out);
    cr_expect_str_eq(text, "panel,series,x,cell,runs,n,mean,low,high\n"
                           "2,twice,10,,3,3,10,10,10\n2,twice,100,,3,3,100,100,100\n");
    free(text);
    figure_data_write(&spec, &data, false, &out);
    text = text_of(&out);
    cr_expect_null(strstr(text, "twice"));
    cr_assert_eq(analysis_table_parse("kept", text, strlen(text), &kept), 0);
    cr_assert_eq(figure_data_compare(&spec, &data, "kept", &kept, &agreement), 0);
    cr_expect_eq(agreement.count, 4);
    cr_expect_eq(agreement.equal, 4);
    analysis_table_deinit(&kept);
    tear_down(&test, &spec, &data);
}

/* 100 / (1 + e^(-(t - 8))) is found again, and early on 100 e^(t - 8), up to a fifth of 100. */
Test(figure_data, fitted_curves)
{
    double t_h[21], y[21], early[21];
    for (int i = 0; i <= 20; i++) {
        t_h[i] = i;
        y[i] = early[i] = 100 / (1 + exp(8 - (double)i));
    }
    cr_assert_eq(figure_series_fit("logistic", 21, t_h, 0, y), 0);
    cr_assert_eq(figure_series_fit("early", 21, t_h, 0, early), 0);
    for (int i = 0; i <= 20; i++)
        cr_expect_float_eq(y[i], 100 / (1 + exp(8 - (double)i)), 1e-3);
    cr_expect_float_eq(early[6], 100 * exp(-2.), 2);
    cr_expect(isnan(early[20]));
    cr_assert_eq(figure_series_fit("si", 21, t_h, 0, y), 0);
    cr_expect(isnan(y[3]), "of a population of nobody");
}
