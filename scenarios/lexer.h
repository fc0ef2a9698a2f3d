#ifndef CROWDPATCH_SCENARIOS_LEXER_H
#define CROWDPATCH_SCENARIOS_LEXER_H

#include <stdbool.h>
#include <stddef.h>

/** The tokens of a JSON text with their places. Escapes inside of texts are jansson's to judge. */
enum scenario_token_kind {
    SCENARIO_TOKEN_PUNCTUATION, /* one of {}[]:, */
    SCENARIO_TOKEN_STRING,      /* with its quotes */
    SCENARIO_TOKEN_NUMBER,      /* as JSON writes numbers */
    SCENARIO_TOKEN_WORD,        /* true, false, null */
    SCENARIO_TOKEN_BAD_STRING,  /* not closed on its line */
    SCENARIO_TOKEN_BAD_NUMBER,  /* begins like a number */
    SCENARIO_TOKEN_BAD_WORD,    /* another word */
    SCENARIO_TOKEN_BAD_CHARACTER,
    SCENARIO_TOKEN_END, /* of the text; len 0 */
};

struct scenario_token {
    enum scenario_token_kind kind;
    size_t offset;
    size_t len;
};

struct scenario_lexer {
    const char *data; /* NUL-terminated */
    size_t len;
    size_t position;
};

void scenario_lexer_init(struct scenario_lexer *lexer, const char *data, size_t len);
/** Blanks are skipped. After the end, SCENARIO_TOKEN_END for ever. */
struct scenario_token scenario_lexer_next(struct scenario_lexer *lexer);
/** True when the token is this punctuation mark. */
bool scenario_lexer_is(const struct scenario_lexer *lexer, struct scenario_token token, char mark);
/** True when all of data[len] is one number as JSON writes it. */
bool scenario_is_json_number(const char *data, size_t len);

#endif
