#include "analysis/report/report.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "analysis/html.h"
#include "analysis/report/private.h"
#include "analysis/report_files.h"
#include "base/error.h"

/** The first of these puts nothing into the page that it does not name: no default, no network. */
#define POLICY                                                                                     \
    "default-src 'none'; script-src '%s' '%s'; style-src '%s'; base-uri 'none'; form-action "      \
    "'none'"

static void append(struct base_buffer *html, const char *text)
{
    base_buffer_append(html, text, strlen(text));
}

/** JSON where HTML stands around it: no "<" that could end the script. */
static int append_data(struct base_buffer *html, const json_t *data)
{
    char *text = json_dumps(data, JSON_COMPACT | JSON_REAL_PRECISION(15));
    if (!text)
        return base_fail(BASE_E_NOMEM, "memory is exhausted");
    for (const char *at = text; *at;) {
        size_t len = strcspn(at, "<");
        base_buffer_append(html, at, len);
        at += len;
        if (*at == '<') {
            append(html, "\\u003c");
            at++;
        }
    }
    free(text);
    return 0;
}

/** The page around the data. Returns 0 or BASE_E_NOMEM. */
static int page_of(const char *title, const json_t *data, struct base_buffer *ret_html)
{
    const struct crypto_part library_part = {(const uint8_t *)report_uplot_js,
                                             strlen(report_uplot_js)};
    const struct crypto_part script_part = {(const uint8_t *)report_script, strlen(report_script)};
    const struct crypto_part style_parts[] = {
        {(const uint8_t *)report_uplot_css, strlen(report_uplot_css)},
        {(const uint8_t *)report_style, strlen(report_style)}};
    append(ret_html, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    base_buffer_printf(
        ret_html, "<meta http-equiv=\"Content-Security-Policy\" content=\"" POLICY "\">\n",
        analysis_html_digest(&library_part, 1).text, analysis_html_digest(&script_part, 1).text,
        analysis_html_digest(style_parts, 2).text);
    append(ret_html, "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                     "<title>");
    analysis_html_escape(ret_html, title);
    append(ret_html, "</title>\n<!-- The charts are drawn by uPlot 1.6.32.\n");
    append(ret_html, report_uplot_licence);
    append(ret_html, "-->\n<style>");
    append(ret_html, report_uplot_css);
    append(ret_html, report_style);
    append(ret_html, "</style>\n</head>\n<body>\n<main id=\"page\"><noscript>This report draws its "
                     "data with JavaScript.</noscript></main>\n"
                     "<script type=\"application/json\" id=\"data\">");
    int r = append_data(ret_html, data);
    append(ret_html, "</script>\n<script>");
    append(ret_html, report_uplot_js);
    append(ret_html, "</script>\n<script>");
    append(ret_html, report_script);
    append(ret_html, "</script>\n</body>\n</html>\n");
    if (r == 0 && base_buffer_failed(ret_html))
        r = base_fail(BASE_E_NOMEM, "memory is exhausted");
    return r;
}

static bool has_file(const char *directory, const char *name)
{
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s/%s", directory, name);
    return access(path, F_OK) == 0;
}

/** What a page is called: the run's or the campaign's name. */
static const char *name_of(const json_t *data)
{
    const json_t *result = json_object_get(data, "result");
    const char *name = json_string_value(json_object_get(result ? result : data, "name"));
    return name ? name : "report";
}

int report_make(const char *directory, const char *parameters, const char *scenario,
                struct base_buffer *ret_html)
{
    json_t *data = NULL;
    json_error_t error;
    int r;
    if (has_file(directory, "result.json"))
        r = report_run_data(directory, &data);
    else if (has_file(directory, "plan.json"))
        r = report_campaign_data(directory, &data);
    else
        r = base_fail(BASE_E_IO,
                      "%s is no directory of a run (result.json) or a campaign "
                      "(plan.json)",
                      directory);
    if (r < 0)
        return r;
    json_t *known = json_loads(parameters, 0, &error);
    json_object_set_new(data, "parameters", known ? known : json_array());
    if (scenario)
        json_object_set_new(data, "scenario", json_loads(scenario, 0, &error));
    r = page_of(name_of(data), data, ret_html);
    json_decref(data);
    return r;
}
