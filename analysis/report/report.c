#include "analysis/report/report.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "analysis/report/private.h"
#include "analysis/report_files.h"
#include "base/error.h"
#include "crypto/hash.h"

/** The first of these puts nothing into the page that it does not name: no default, no network. */
#define POLICY                                                                                     \
    "default-src 'none'; script-src '%s' '%s'; style-src '%s'; base-uri 'none'; form-action "      \
    "'none'"

enum { DIGEST_TEXT_BYTES = 64 };

/** "sha256-..." in base64, as a policy names what it lets run. */
static void policy_digest(const struct crypto_part parts[], size_t count,
                          char ret_text[DIGEST_TEXT_BYTES])
{
    static const char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    crypto_digest digest = crypto_sha256_parts(parts, count);
    char *out = ret_text + sprintf(ret_text, "sha256-");
    for (size_t i = 0; i < sizeof digest.bytes; i += 3) {
        size_t left = sizeof digest.bytes - i;
        uint32_t bits = (uint32_t)digest.bytes[i] << 16;
        bits |= left > 1 ? (uint32_t)digest.bytes[i + 1] << 8 : 0;
        bits |= left > 2 ? digest.bytes[i + 2] : 0;
        *out++ = letters[bits >> 18];
        *out++ = letters[bits >> 12 & 63];
        *out++ = left > 1 ? letters[bits >> 6 & 63] : '=';
        *out++ = left > 2 ? letters[bits & 63] : '=';
    }
    *out = '\0';
}

static void append(struct base_buffer *html, const char *text)
{
    base_buffer_append(html, text, strlen(text));
}

static void append_escaped(struct base_buffer *html, const char *text)
{
    for (; *text; text++) {
        const char *entity = *text == '&'   ? "&amp;"
                             : *text == '<' ? "&lt;"
                             : *text == '>' ? "&gt;"
                             : *text == '"' ? "&quot;"
                                            : NULL;
        base_buffer_append(html, entity ? entity : text, entity ? strlen(entity) : 1);
    }
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

int report_page(const char *title, const json_t *data, struct base_buffer *ret_html)
{
    char library[DIGEST_TEXT_BYTES], script[DIGEST_TEXT_BYTES], style[DIGEST_TEXT_BYTES];
    const struct crypto_part library_part = {(const uint8_t *)report_uplot_js,
                                             strlen(report_uplot_js)};
    const struct crypto_part script_part = {(const uint8_t *)report_script, strlen(report_script)};
    const struct crypto_part style_parts[] = {
        {(const uint8_t *)report_uplot_css, strlen(report_uplot_css)},
        {(const uint8_t *)report_style, strlen(report_style)}};
    policy_digest(&library_part, 1, library);
    policy_digest(&script_part, 1, script);
    policy_digest(style_parts, 2, style);

    append(ret_html, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    base_buffer_printf(ret_html,
                       "<meta http-equiv=\"Content-Security-Policy\" content=\"" POLICY "\">\n",
                       library, script, style);
    append(ret_html, "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                     "<title>");
    append_escaped(ret_html, title);
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

int report_make(const char *directory, const char *parameters, struct base_buffer *ret_html)
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
    r = report_page(name_of(data), data, ret_html);
    json_decref(data);
    return r;
}
