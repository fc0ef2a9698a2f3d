/* An answer as a page: one file without scripts, which fetches nothing. */
#include <math.h>
#include <string.h>

#include "cli/size_private.h"
#include "crypto/hash.h"

static const char style[] =
    "body{font:16px/1.5 sans-serif;color:#1d2733;background:#fff;max-width:60rem;margin:2rem auto;"
    "padding:0 1rem}h1{font-size:1.5rem}h2{font-size:1.1rem;margin-top:2rem}"
    ".verdict{border-left:4px solid #2e7d32;padding:.5rem 1rem;background:#f3f6f9}"
    ".none{border-color:#b3261e}table{border-collapse:collapse;width:100%}"
    "th,td{text-align:right;padding:.25rem .5rem;border-bottom:1px solid #ccd2da}"
    "th:first-child,td:first-child{text-align:left}svg{width:100%;height:auto}";

/** Base64 of a digest, which a policy names an inline style by. Source: RFC 4648. */
static void encode_base64(const uint8_t bytes[32], char ret_text[45])
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    size_t n = 0;
    for (size_t i = 0; i < 33; i += 3) {
        uint32_t group = (uint32_t)bytes[i] << 16 | (uint32_t)bytes[i + 1] << 8 |
                         (i + 2 < 32 ? bytes[i + 2] : 0);
        for (int shift = 18; shift >= 0; shift -= 6)
            ret_text[n++] = digits[group >> shift & 63];
    }
    ret_text[43] = '=';
    ret_text[44] = '\0';
}

static void print_escaped(FILE *stream, const char *text)
{
    for (; *text; text++) {
        switch (*text) {
        case '&':
            fputs("&amp;", stream);
            break;
        case '<':
            fputs("&lt;", stream);
            break;
        case '>':
            fputs("&gt;", stream);
            break;
        case '"':
            fputs("&quot;", stream);
            break;
        case '\'':
            fputs("&#39;", stream);
            break;
        default:
            fputc(*text, stream);
        }
    }
}

/** A row of a table; cells[count]. */
static void print_row(FILE *stream, const char *tag, size_t count, const char *const cells[])
{
    fputs("<tr>", stream);
    for (size_t i = 0; i < count; i++) {
        fprintf(stream, "<%s>", tag);
        print_escaped(stream, cells[i]);
        fprintf(stream, "</%s>", tag);
    }
    fputs("</tr>\n", stream);
}

#define ROW(stream, tag, ...)                                                                      \
    print_row(stream, tag, sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *),            \
              (const char *const[]){__VA_ARGS__})

static void print_head(const struct size_study *study, const struct size_answer *answer,
                       FILE *stream)
{
    char sentence[800], hash[45];
    crypto_digest digest = crypto_sha256(style, sizeof style - 1);
    encode_base64(digest.bytes, hash);
    size_sentence(study, answer, sentence, sizeof sentence);
    fprintf(stream,
            "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
            "style-src 'sha256-%s'; base-uri 'none'; form-action 'none'\">\n"
            "<meta name=\"viewport\" content=\"width=device-width\">\n<title>",
            hash);
    print_escaped(stream, study->release->top->name);
    fprintf(stream, "</title>\n<style>%s</style></head><body>\n<h1>", style);
    print_escaped(stream, study->release->top->name);
    fputs("</h1>\n<p>", stream);
    print_escaped(stream, study->release->top->description);
    fprintf(stream, "</p>\n<p class=\"verdict%s\">",
            answer->outcome == SIZE_RECOMMENDED ? "" : " none");
    print_escaped(stream, sentence);
    fputs("</p>\n", stream);
}

#define SPREAD(stream, name, spread, of)                                                           \
    ROW(stream, "td", name, of((spread).p5).text, of((spread).p50).text, of((spread).p95).text)

static void print_costs(const struct size_answer *answer, FILE *stream)
{
    if (answer->confirm_tries == 0)
        return;
    fputs("<h2>At this reward</h2>\n<table>\n", stream);
    ROW(stream, "th", "", "P5", "median", "P95");
    SPREAD(stream, "total cost", answer->usd, size_text_usd);
    SPREAD(stream, "total cost", answer->eth, size_text_eth);
    SPREAD(stream, "refund at the deadline", answer->refund_usd, size_text_usd);
    SPREAD(stream, "refund at the deadline", answer->refund_eth, size_text_eth);
    SPREAD(stream, "devices patched", answer->coverage, size_text_percent);
    SPREAD(stream, "coverage reached after", answer->reached_s, size_text_duration);
    fputs("</table>\n", stream);
}

static void print_sides(const struct size_study *study, const struct size_answer *answer,
                        FILE *stream)
{
    const char *cheaper = answer->cheaper == SIZE_CDN ? "a CDN" : "a server";
    fputs("<h2>Side by side</h2>\n<table>\n", stream);
    ROW(stream, "th", "", "patched", "cost P5", "cost P95", "patched, if the server is down");
    for (int i = 0; i < SIZE_SYSTEM_COUNT; i++) {
        const struct size_side *side = answer->sides[i];
        ROW(stream, "td", size_system_labels[i], size_text_percent(side[0].mean_coverage).text,
            size_text_usd(side[0].usd.p5).text, size_text_usd(side[0].usd.p95).text,
            size_text_percent(side[1].mean_coverage).text);
    }
    if (isinf(answer->outage_break_even))
        fprintf(stream,
                "</table>\n<p>%s is cheaper at every probability that the server goes down.</p>\n",
                cheaper);
    else
        fprintf(stream,
                "</table>\n<p>With %s for an unpatched device, CrowdPatching is cheaper than %s "
                "when the server goes down with a probability above %s.</p>\n",
                size_text_usd(study->release->risk->unpatched * study->release->usd).text, cheaper,
                size_text_percent(answer->outage_break_even).text);
}

static void print_factors(const struct size_answer *answer, FILE *stream)
{
    fputs("<h2>Inputs that matter</h2>\n<table>\n", stream);
    ROW(stream, "th", "", "devices patched", "cost", "over");
    for (size_t i = 0; i < SIZE_SHOWN_FACTORS; i++) {
        const struct size_factor *factor = &answer->factors[i];
        char range[80], usd[80], change[40];
        snprintf(range, sizeof range, "%.3g to %.3g", factor->low, factor->high);
        snprintf(change, sizeof change, "%s%.1f %%", factor->coverage_mean < 0 ? "-" : "+",
                 100 * factor->coverage);
        snprintf(usd, sizeof usd, "%s%s", factor->usd_mean < 0 ? "-" : "+",
                 size_text_usd(factor->usd).text);
        ROW(stream, "td", factor->name, change, usd, range);
    }
    fputs("</table>\n", stream);
}

static void print_range(void *context, const char *name, const char *range)
{
    ROW(context, "td", name, range);
}

void size_write_html(const struct size_study *study, const struct size_answer *answer, FILE *stream)
{
    print_head(study, answer, stream);
    print_costs(answer, stream);
    fputs("<h2>Which reward is served</h2>\n", stream);
    size_draw_curve(study, answer, stream);
    print_sides(study, answer, stream);
    print_factors(answer, stream);
    if (answer->warning_count > 0)
        fputs("<h2>Warnings</h2>\n<ul>\n", stream);
    for (size_t i = 0; i < answer->warning_count; i++) {
        fputs("<li>", stream);
        print_escaped(stream, answer->warnings[i]);
        fputs("</li>\n", stream);
    }
    if (answer->warning_count > 0)
        fputs("</ul>\n", stream);
    fputs("<h2>Holds for</h2>\n<table>\n", stream);
    size_box(study, answer, print_range, stream);
    fprintf(stream, "</table>\n<p>%zu rollouts.</p>\n</body></html>\n", answer->rollouts);
}
