/* Jansson judges the syntax; its message becomes one line that says what was found, where, and
 * what was expected there. */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "scenarios/lexer.h"
#include "scenarios/report.h"
#include "scenarios/tree.h"

/* A copy in which every number is 0, so that jansson accepts numbers of any size: their range is
 * the parameter's business. Offsets agree with the text. */
static char *copy_without_numbers(const struct scenario_text *text)
{
    struct scenario_lexer lexer;
    struct scenario_token token;
    char *copy = malloc(text->len + 1);

    if (copy == NULL)
        return NULL;
    memcpy(copy, text->plain, text->len + 1);
    scenario_lexer_init(&lexer, text->plain, text->len);
    while ((token = scenario_lexer_next(&lexer)).kind != SCENARIO_TOKEN_END) {
        if (token.kind == SCENARIO_TOKEN_NUMBER) {
            memset(copy + token.offset, ' ', token.len);
            copy[token.offset] = '0';
        }
    }
    return copy;
}

/* Depth is checked before jansson sees the text, with our limit and our place. */
static bool too_deep(const struct scenario_text *text, struct scenario_report *report)
{
    struct scenario_lexer lexer;
    struct scenario_token token;
    size_t depth = 0;

    scenario_lexer_init(&lexer, text->plain, text->len);
    while ((token = scenario_lexer_next(&lexer)).kind != SCENARIO_TOKEN_END) {
        if (token.kind != SCENARIO_TOKEN_PUNCTUATION)
            continue;
        if (strchr("{[", text->plain[token.offset]) != NULL)
            depth++;
        else if (strchr("}]", text->plain[token.offset]) != NULL && depth > 0)
            depth--;
        if (depth > SCENARIO_DEPTH_MAX) {
            scenario_report_at(report, text, token.offset, "nesting is deeper than %d levels",
                               SCENARIO_DEPTH_MAX);
            return true;
        }
    }
    return false;
}

struct surroundings {
    struct scenario_token before; /* the token before the wrong one; END: there is none */
    struct scenario_token wrong;
    size_t open; /* offset of the innermost bracket still open before it */
    size_t depth;
};

/* The token that jansson stopped in or behind: the last that begins before `position`, or the end.
 * A bad token further ahead cannot be: jansson would have gone on. */
static struct surroundings look_around(const struct scenario_text *text, size_t position,
                                       bool at_end)
{
    struct surroundings around = {.before.kind = SCENARIO_TOKEN_END};
    size_t opened[SCENARIO_DEPTH_MAX + 1] = {0};
    struct scenario_lexer lexer;

    scenario_lexer_init(&lexer, text->plain, text->len);
    around.wrong = scenario_lexer_next(&lexer);
    while (around.wrong.kind != SCENARIO_TOKEN_END &&
           (at_end || around.wrong.offset + around.wrong.len < position)) {
        if (around.wrong.kind >= SCENARIO_TOKEN_BAD_STRING)
            break;
        if (around.wrong.kind == SCENARIO_TOKEN_PUNCTUATION) {
            char mark = text->plain[around.wrong.offset];

            if (mark == '{' || mark == '[')
                opened[around.depth++] = around.wrong.offset;
            else if ((mark == '}' || mark == ']') && around.depth > 0)
                around.depth--;
        }
        around.before = around.wrong;
        around.wrong = scenario_lexer_next(&lexer);
    }
    around.open = around.depth > 0 ? opened[around.depth - 1] : 0;
    return around;
}

static void append_found(struct base_buffer *line, const struct scenario_text *text,
                         struct scenario_token token)
{
    if (token.kind == SCENARIO_TOKEN_END) {
        base_buffer_printf(line, "found the end of the file");
        return;
    }
    base_buffer_printf(line, "found ");
    if (token.kind == SCENARIO_TOKEN_NUMBER) {
        base_buffer_printf(line, "the number ");
        base_buffer_append(line, text->plain + token.offset, token.len < 40 ? token.len : 40);
    } else if (token.kind == SCENARIO_TOKEN_STRING) {
        base_buffer_printf(line, "the text ");
        scenario_text_quote(line, text->plain + token.offset + 1, token.len - 2);
    } else {
        scenario_text_quote(line, text->plain + token.offset, token.len);
    }
}

static bool begins_with(const char *text, const char *start)
{
    return strncmp(text, start, strlen(start)) == 0;
}

/* What is wrong inside of a text, by jansson's message; NULL when that is not it. */
static const char *text_trouble(const char *message)
{
    if (begins_with(message, "invalid escape"))
        return "unknown escape; JSON has \\\" \\\\ \\/ \\b \\f \\n \\r \\t and \\u with four "
               "hexadecimal digits";
    if (begins_with(message, "invalid Unicode"))
        return "a \\u escape is not a character";
    if (begins_with(message, "control character"))
        return "a control character stands in it; write it as an escape (\\t, \\n, \\u001b)";
    if (begins_with(message, "NUL byte in object key"))
        return "a key may not hold the NUL character";
    return NULL;
}

/* What could stand there, by jansson's message; NULL when it says nothing that we know. */
static const char *expectation(const char *message, const struct scenario_text *text,
                               const struct surroundings *around)
{
    if (begins_with(message, "'[' or '{' expected"))
        return "\"{\"";
    if (begins_with(message, "string or '}' expected"))
        return around->before.kind == SCENARIO_TOKEN_PUNCTUATION &&
                       text->plain[around->before.offset] == ','
                   ? "a key in double quotes"
                   : "a key in double quotes or \"}\"";
    if (begins_with(message, "':' expected"))
        return "\":\" after the key";
    if (begins_with(message, "'}' expected"))
        return "\",\" or \"}\"";
    if (begins_with(message, "']' expected"))
        return "\",\" or \"]\"";
    if (begins_with(message, "end of file expected"))
        return "the end of the file";
    if (begins_with(message, "unexpected token"))
        return "a value";
    if (around->before.kind == SCENARIO_TOKEN_END)
        return "\"{\"";
    /* A token that is none: what stands before it tells. */
    if (around->before.kind == SCENARIO_TOKEN_PUNCTUATION) {
        char mark = text->plain[around->before.offset];
        bool in_object = around->depth > 0 && text->plain[around->open] == '{';

        if (in_object && mark == '{')
            return "a key in double quotes or \"}\"";
        if (in_object && mark == ',')
            return "a key in double quotes";
        if (mark == ':' || mark == '[' || mark == ',')
            return "a value";
    }
    return NULL;
}

static void report_error(const struct scenario_text *text, const json_error_t *error,
                         struct scenario_report *report)
{
    bool at_end = json_error_code(error) == json_error_premature_end_of_input;
    struct surroundings around =
        look_around(text, error->position < 0 ? 0 : (size_t)error->position, at_end);
    const char *trouble = text_trouble(error->text);
    const char *expected = expectation(error->text, text, &around);
    struct base_buffer line = {0};

    if (around.wrong.kind == SCENARIO_TOKEN_BAD_STRING) {
        base_buffer_printf(&line, "the text is not closed; expected '\"' before the line's end");
    } else if (around.wrong.kind == SCENARIO_TOKEN_STRING && trouble != NULL) {
        append_found(&line, text, around.wrong);
        base_buffer_printf(&line, ": %s", trouble);
    } else {
        append_found(&line, text, around.wrong);
        if (around.wrong.kind == SCENARIO_TOKEN_BAD_NUMBER)
            base_buffer_printf(&line, ", which is not a number as JSON writes it");
        else if (expected != NULL)
            base_buffer_printf(&line, ", expected %s", expected);
        else if (around.wrong.kind == SCENARIO_TOKEN_END)
            base_buffer_printf(&line, ", expected more");
        else
            base_buffer_printf(&line, ": %s", error->text);
        if (around.wrong.kind == SCENARIO_TOKEN_BAD_WORD && expected != NULL &&
            strcmp(expected, "a value") == 0)
            base_buffer_printf(&line, " (a text stands in double quotes)");
        if (around.before.kind == SCENARIO_TOKEN_PUNCTUATION &&
            text->plain[around.before.offset] == ',' &&
            around.wrong.kind == SCENARIO_TOKEN_PUNCTUATION)
            base_buffer_printf(&line, "; is the comma before it one too many?");
        if (around.wrong.kind == SCENARIO_TOKEN_END && around.depth > 0) {
            size_t open_line;
            size_t open_column;

            scenario_text_place(text, around.open, &open_line, &open_column);
            base_buffer_printf(&line, "; the \"%c\" at %zu:%zu is not closed",
                               text->plain[around.open], open_line, open_column);
        }
    }
    base_buffer_append_u8(&line, 0);
    if (base_buffer_failed(&line))
        scenario_report_at(report, text, around.wrong.offset, "this is not JSON");
    else
        scenario_report_at(report, text, around.wrong.offset, "%s", (const char *)line.data);
    base_buffer_deinit(&line);
}

int scenario_syntax_check(const struct scenario_text *text, struct scenario_report *report)
{
    json_error_t error;
    json_t *json;
    char *copy;

    if (too_deep(text, report))
        return BASE_E_SCENARIO;
    copy = copy_without_numbers(text);
    if (copy == NULL)
        return BASE_E_NOMEM;
    json = json_loadb(copy, text->len, JSON_ALLOW_NUL, &error);
    free(copy);
    if (json == NULL && json_error_code(&error) == json_error_out_of_memory)
        return BASE_E_NOMEM;
    if (json == NULL) {
        report_error(text, &error, report);
        return BASE_E_SCENARIO;
    }
    json_decref(json);
    return 0;
}
