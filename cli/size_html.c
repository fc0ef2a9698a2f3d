
#include "analysis/html.h"
#include "cli/size_private.h"

static const char style[] =
    "body{font:16px/1.5 sans-serif;color:#1d2733;background:#fff;max-width:60rem;margin:2rem auto;"
    "padding:0 1rem}h1{font-size:1.5rem}h2{font-size:1.1rem;margin-top:2rem}"
    "h2::first-letter{text-transform:uppercase}"
    ".verdict{border-left:4px solid #2e7d32;padding:.5rem 1rem;background:#f3f6f9}"
    ".none{border-color:#b3261e}table{border-collapse:collapse;width:100%}"
    "th,td{text-align:right;padding:.25rem .5rem;border-bottom:1px solid #ccd2da}"
    "th:first-child,td:first-child{text-align:left}svg{width:100%;height:auto}";

static void append_element(struct base_buffer *html, const char *tag, const char *text)
{
    base_buffer_printf(html, "<%s>", tag);
    analysis_html_escape(html, text);
    base_buffer_printf(html, "</%s>", tag);
}

static void append_head(const struct size_study *study, const struct size_answer *answer,
                        struct base_buffer *html)
{
    const struct crypto_part part = {(const uint8_t *)style, sizeof style - 1};
    char sentence[800];
    size_sentence(study, answer, sentence, sizeof sentence);
    base_buffer_printf(html,
                       "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
                       "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                       "style-src '%s'; base-uri 'none'; form-action 'none'\">\n"
                       "<meta name=\"viewport\" content=\"width=device-width\">\n",
                       analysis_html_digest(&part, 1).text);
    append_element(html, "title", study->release->top->name);
    base_buffer_printf(html, "\n<style>");
    base_buffer_append(html, style, sizeof style - 1);
    base_buffer_printf(html, "</style></head><body>\n");
    append_element(html, "h1", study->release->top->name);
    append_element(html, "p", study->release->top->description);
    base_buffer_printf(html, "\n<p class=\"verdict%s\">",
                       answer->outcome == SIZE_RECOMMENDED ? "" : " none");
    analysis_html_escape(html, sentence);
    base_buffer_printf(html, "</p>\n");
}

static void append_row(struct base_buffer *html, const struct size_table *table, size_t row)
{
    base_buffer_printf(html, "<tr>");
    for (size_t i = 0; i < table->columns; i++)
        append_element(html, row == 0 ? "th" : "td", table->cells[row][i]);
    base_buffer_printf(html, "</tr>\n");
}

static bool has_heads(const struct size_table *table)
{
    for (size_t i = 0; i < table->columns; i++)
        if (table->cells[0][i][0])
            return true;
    return false;
}

static void append_part(const struct size_study *study, const struct size_answer *answer,
                        enum size_part part, struct base_buffer *html)
{
    struct size_table table;
    size_table_make(study, answer, part, &table);
    if (table.rows == 1)
        return;
    append_element(html, "h2", table.title);
    base_buffer_printf(html, "\n");
    if (part == SIZE_PART_CURVE)
        size_draw_curve(study, answer, html);
    base_buffer_printf(html, "<table>\n");
    for (size_t row = has_heads(&table) ? 0 : 1; row < table.rows; row++)
        append_row(html, &table, row);
    base_buffer_printf(html, "</table>\n");
    for (size_t i = 0; i < 2; i++)
        if (table.notes[i][0])
            append_element(html, "p", table.notes[i]);
}

static void append_warnings(const struct size_answer *answer, struct base_buffer *html)
{
    if (answer->warning_count == 0)
        return;
    base_buffer_printf(html, "<h2>warnings</h2>\n<ul>\n");
    for (size_t i = 0; i < answer->warning_count; i++)
        append_element(html, "li", answer->warnings[i]);
    base_buffer_printf(html, "\n</ul>\n");
}

void size_write_html(const struct size_study *study, const struct size_answer *answer,
                     struct base_buffer *html)
{
    append_head(study, answer, html);
    for (int part = 0; part < SIZE_PART_COUNT; part++) {
        if (part == SIZE_PART_BOX)
            append_warnings(answer, html);
        append_part(study, answer, (enum size_part)part, html);
    }
    base_buffer_printf(html, "</body></html>\n");
}
