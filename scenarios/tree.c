#include "scenarios/tree.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "scenarios/lexer.h"
#include "scenarios/report.h"

struct builder {
    const struct scenario_text *text;
    struct scenario_lexer lexer;
    struct base_arena *arena;
    struct scenario_report *report;
};

/* data[len] is a text in quotes. Returns 0, 1 when jansson refuses it, or BASE_E_NOMEM. */
static int decode_string(const char *data, size_t len, struct base_arena *arena,
                         const char **ret_text, size_t *ret_len)
{
    json_error_t error;
    json_t *json = json_loadb(data, len, JSON_DECODE_ANY | JSON_ALLOW_NUL, &error);
    int r = 0;

    if (json == NULL)
        return json_error_code(&error) == json_error_out_of_memory ? BASE_E_NOMEM : 1;
    if (!json_is_string(json)) {
        r = 1;
    } else {
        size_t text_len = json_string_length(json);
        char *text = base_arena_calloc(arena, text_len + 1, 1);

        if (text == NULL) {
            r = BASE_E_NOMEM;
        } else {
            memcpy(text, json_string_value(json), text_len);
            *ret_text = text;
            *ret_len = text_len;
        }
    }
    json_decref(json);
    return r;
}

static int set_scalar(const char *data, struct scenario_token token, struct base_arena *arena,
                      struct scenario_node *node)
{
    const char *start = data + token.offset;

    node->offset = token.offset;
    if (token.kind == SCENARIO_TOKEN_STRING) {
        node->kind = SCENARIO_NODE_STRING;
        return decode_string(start, token.len, arena, &node->text, &node->text_len);
    }
    if (token.kind == SCENARIO_TOKEN_NUMBER)
        node->kind = SCENARIO_NODE_NUMBER;
    else
        node->kind = *start == 't'   ? SCENARIO_NODE_TRUE
                     : *start == 'f' ? SCENARIO_NODE_FALSE
                                     : SCENARIO_NODE_NULL;
    node->text = base_arena_strndup(arena, start, token.len);
    node->text_len = token.len;
    return node->text == NULL ? BASE_E_NOMEM : 0;
}

static int build_value(struct builder *builder, struct scenario_token token,
                       struct scenario_node *node);

/* The bracket is read already. */
static int build_array(struct builder *builder, struct scenario_node *node)
{
    struct scenario_item **tail = &node->items;
    struct scenario_token token = scenario_lexer_next(&builder->lexer);

    while (!scenario_lexer_is(&builder->lexer, token, ']')) {
        struct scenario_item *item = base_arena_calloc(builder->arena, 1, sizeof(*item));
        int r;

        if (item == NULL)
            return BASE_E_NOMEM;
        r = build_value(builder, token, &item->value);
        if (r != 0)
            return r;
        *tail = item;
        tail = &item->next;
        token = scenario_lexer_next(&builder->lexer);
        if (scenario_lexer_is(&builder->lexer, token, ','))
            token = scenario_lexer_next(&builder->lexer);
    }
    return 0;
}

static int compare_members(const void *a, const void *b)
{
    const struct scenario_member *x = *(struct scenario_member *const *)a;
    const struct scenario_member *y = *(struct scenario_member *const *)b;
    int order = strcmp(x->key, y->key);

    return order != 0 ? order : (x->offset > y->offset) - (x->offset < y->offset);
}

static int report_duplicates(struct builder *builder, const struct scenario_node *object,
                             size_t count)
{
    struct scenario_member **sorted;
    const struct scenario_member *first = NULL;
    size_t n = 0;

    if (count < 2)
        return 0;
    sorted = calloc(count, sizeof(*sorted));
    if (sorted == NULL)
        return BASE_E_NOMEM;
    for (struct scenario_member *member = object->members; member != NULL; member = member->next)
        sorted[n++] = member;
    qsort(sorted, count, sizeof(*sorted), compare_members);
    for (size_t i = 0; i < count; i++) {
        if (first == NULL || strcmp(first->key, sorted[i]->key) != 0) {
            first = sorted[i];
        } else {
            struct base_buffer quoted = {0};
            size_t line = 0;
            size_t column;

            if (!scenario_report_full(builder->report))
                scenario_text_place(builder->text, first->offset, &line, &column);
            scenario_text_quote(&quoted, first->key, strlen(first->key));
            base_buffer_append_u8(&quoted, 0);
            if (!base_buffer_failed(&quoted))
                scenario_report_at(builder->report, builder->text, sorted[i]->offset,
                                   "duplicate key %s; line %zu has it already",
                                   (const char *)quoted.data, line);
            base_buffer_deinit(&quoted);
        }
    }
    free(sorted);
    return 0;
}

static int build_object(struct builder *builder, struct scenario_node *node)
{
    struct scenario_member **tail = &node->members;
    struct scenario_token token = scenario_lexer_next(&builder->lexer);
    size_t count = 0;

    while (!scenario_lexer_is(&builder->lexer, token, '}')) {
        struct scenario_member *member = base_arena_calloc(builder->arena, 1, sizeof(*member));
        size_t key_len;
        int r;

        if (member == NULL)
            return BASE_E_NOMEM;
        member->offset = token.offset;
        r = decode_string(builder->text->plain + token.offset, token.len, builder->arena,
                          &member->key, &key_len);
        if (r != 0)
            return r;
        scenario_lexer_next(&builder->lexer); /* ':' */
        r = build_value(builder, scenario_lexer_next(&builder->lexer), &member->value);
        if (r != 0)
            return r;
        *tail = member;
        tail = &member->next;
        count++;
        token = scenario_lexer_next(&builder->lexer);
        if (scenario_lexer_is(&builder->lexer, token, ','))
            token = scenario_lexer_next(&builder->lexer);
    }
    return report_duplicates(builder, node, count);
}

static int build_value(struct builder *builder, struct scenario_token token,
                       struct scenario_node *node)
{
    node->offset = token.offset;
    if (scenario_lexer_is(&builder->lexer, token, '{')) {
        node->kind = SCENARIO_NODE_OBJECT;
        return build_object(builder, node);
    }
    if (scenario_lexer_is(&builder->lexer, token, '[')) {
        node->kind = SCENARIO_NODE_ARRAY;
        return build_array(builder, node);
    }
    return set_scalar(builder->text->plain, token, builder->arena, node);
}

int scenario_tree_build(const struct scenario_text *text, struct base_arena *arena,
                        struct scenario_report *report, struct scenario_node *ret_root)
{
    struct builder builder = {.text = text, .arena = arena, .report = report};
    struct scenario_node root = {0};
    int r;

    scenario_lexer_init(&builder.lexer, text->plain, text->len);
    r = build_value(&builder, scenario_lexer_next(&builder.lexer), &root);
    if (r == 0)
        *ret_root = root;
    else if (r != BASE_E_NOMEM)
        r = BASE_E_SIM; /* jansson and the lexer disagree: a bug */
    return r;
}

int scenario_tree_scalar(const char *data, size_t len, struct base_arena *arena,
                         struct scenario_node *ret_node)
{
    struct scenario_node node = {0};
    struct scenario_lexer lexer;
    struct scenario_token token;

    scenario_lexer_init(&lexer, data, len);
    token = scenario_lexer_next(&lexer);
    if (lexer.position + strspn(data + lexer.position, " \t\r\n") == len) {
        int r = 1;

        if (token.kind == SCENARIO_TOKEN_STRING || token.kind == SCENARIO_TOKEN_NUMBER ||
            token.kind == SCENARIO_TOKEN_WORD)
            r = set_scalar(data, token, arena, &node);
        if (r <= 0) {
            if (r == 0)
                *ret_node = node;
            return r;
        }
    }
    node = (struct scenario_node){.kind = SCENARIO_NODE_STRING, .text_len = len};
    node.text = base_arena_strndup(arena, data, len);
    if (node.text == NULL)
        return BASE_E_NOMEM;
    *ret_node = node;
    return 0;
}

const struct scenario_member *scenario_tree_find(const struct scenario_node *object,
                                                 const char *key)
{
    if (object->kind != SCENARIO_NODE_OBJECT)
        return NULL;
    for (const struct scenario_member *member = object->members; member != NULL;
         member = member->next) {
        if (strcmp(member->key, key) == 0)
            return member;
    }
    return NULL;
}
