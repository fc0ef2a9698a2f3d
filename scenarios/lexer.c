#include "scenarios/lexer.h"

#include <string.h>

#include "scenarios/text.h"

void scenario_lexer_init(struct scenario_lexer *lexer, const char *data, size_t len)
{
    *lexer = (struct scenario_lexer){.data = data, .len = len};
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_word_character(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c != '\0' && strchr("+-._$", c) != NULL);
}

static size_t skip_digits(const char *data, size_t len, size_t at)
{
    while (at < len && is_digit(data[at]))
        at++;
    return at;
}

bool scenario_is_json_number(const char *data, size_t len)
{
    size_t at = len > 0 && data[0] == '-';
    size_t from = at;

    at = skip_digits(data, len, at);
    if (at == from || (data[from] == '0' && at > from + 1))
        return false;
    if (at < len && data[at] == '.') {
        from = at + 1;
        at = skip_digits(data, len, from);
        if (at == from)
            return false;
    }
    if (at < len && (data[at] == 'e' || data[at] == 'E')) {
        from = at + 1;
        if (from < len && (data[from] == '+' || data[from] == '-'))
            from++;
        at = skip_digits(data, len, from);
        if (at == from)
            return false;
    }
    return at == len;
}

static enum scenario_token_kind word_kind(const char *word, size_t len)
{
    static const char *const words[] = {"true", "false", "null"};

    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if (strlen(words[i]) == len && memcmp(word, words[i], len) == 0)
            return SCENARIO_TOKEN_WORD;
    }
    if (scenario_is_json_number(word, len))
        return SCENARIO_TOKEN_NUMBER;
    size_t sign = word[0] == '-' || word[0] == '+' || word[0] == '.';
    return is_digit(word[0]) || (len > 1 && sign == 1 && is_digit(word[1]))
               ? SCENARIO_TOKEN_BAD_NUMBER
               : SCENARIO_TOKEN_BAD_WORD;
}

struct scenario_token scenario_lexer_next(struct scenario_lexer *lexer)
{
    const char *data = lexer->data;
    size_t at = lexer->position;
    struct scenario_token token;

    at += strspn(data + at, " \t\r\n");
    token = (struct scenario_token){.kind = SCENARIO_TOKEN_END, .offset = at};
    if (at >= lexer->len) {
        /* The end. */
    } else if (strchr("{}[]:,", data[at]) != NULL) {
        token.kind = SCENARIO_TOKEN_PUNCTUATION;
        at++;
    } else if (data[at] == '"') {
        token.kind = SCENARIO_TOKEN_BAD_STRING;
        for (at++; at < lexer->len && data[at] != '\n'; at++) {
            if (data[at] == '"') {
                token.kind = SCENARIO_TOKEN_STRING;
                at++;
                break;
            }
            if (data[at] == '\\' && at + 1 < lexer->len && data[at + 1] != '\n')
                at++;
        }
    } else if (is_word_character(data[at])) {
        while (at < lexer->len && is_word_character(data[at]))
            at++;
        token.kind = word_kind(data + token.offset, at - token.offset);
    } else {
        size_t bytes = scenario_utf8_len(data + at, lexer->len - at);

        token.kind = SCENARIO_TOKEN_BAD_CHARACTER;
        at += bytes == 0 ? 1 : bytes;
    }
    token.len = at - token.offset;
    lexer->position = at;
    return token;
}

bool scenario_lexer_is(const struct scenario_lexer *lexer, struct scenario_token token, char mark)
{
    return token.kind == SCENARIO_TOKEN_PUNCTUATION && lexer->data[token.offset] == mark;
}
