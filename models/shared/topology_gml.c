#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "base/error.h"
#include "models/shared/topology_private.h"

/** Lists in lists. Assumption: graphs have three. */
#define DEPTH_MAX 16

/* Source: Himsolt, "GML: A portable Graph File Format", 1997: a list of keys and values; a value is
 * a number, a text in quotes or a list in brackets; '#' begins a remark. */

enum kind { KIND_END, KIND_KEY, KIND_NUMBER, KIND_TEXT, KIND_OPEN, KIND_CLOSE, KIND_WRONG };

struct token {
    enum kind kind;
    size_t at; /* of a text: behind its quote */
    size_t len;
};

enum part { PART_OTHER, PART_GRAPH, PART_NODE, PART_EDGE };

struct reader {
    const struct scenario_text *text;
    struct scenario_report *report;
    struct topology_graph graph;
    size_t at;
    enum part parts[DEPTH_MAX]; /* lists that are open */
    size_t depth;
};

static bool is_word(char c)
{
    return isalnum((unsigned char)c) || strchr("_.+-", c);
}

static struct token next_token(struct reader *reader)
{
    const char *data = reader->text->original;
    size_t len = reader->text->len, at = reader->at;
    while (at < len && (isspace((unsigned char)data[at]) || data[at] == '#'))
        for (bool is_remark = data[at++] == '#'; is_remark && at < len && data[at] != '\n';)
            at++;
    struct token token = {KIND_END, at, 0};
    if (at == len) {
        reader->at = at;
        return token;
    }
    if (data[at] == '"') {
        const char *end = memchr(data + at + 1, '"', len - at - 1);
        token = end ? (struct token){KIND_TEXT, at + 1, (size_t)(end - data) - at - 1}
                    : (struct token){KIND_WRONG, at, 1};
        reader->at = end ? (size_t)(end - data) + 1 : len;
        return token;
    }
    if (data[at] == '[' || data[at] == ']') {
        reader->at = at + 1;
        return (struct token){data[at] == '[' ? KIND_OPEN : KIND_CLOSE, at, 1};
    }
    while (at + token.len < len && is_word(data[at + token.len]))
        token.len++;
    token.kind = token.len == 0                     ? KIND_WRONG
                 : isalpha((unsigned char)data[at]) ? KIND_KEY
                                                    : KIND_NUMBER;
    reader->at = at + (token.len > 0 ? token.len : 1);
    return token;
}

static int refuse(const struct reader *reader, const struct token *token, const char *expected)
{
    if (token->kind == KIND_END)
        scenario_report_at(reader->report, reader->text, token->at,
                           "the file ends here; expected %s", expected);
    else
        scenario_report_at(reader->report, reader->text, token->at, "found \"%.*s\"; expected %s",
                           token->len > 40 ? 40 : (int)token->len,
                           reader->text->original + token->at, expected);
    return BASE_E_SCENARIO;
}

static bool is_key(const struct reader *reader, const struct token *key, const char *name)
{
    return key->len == strlen(name) &&
           strncasecmp(reader->text->original + key->at, name, key->len) == 0;
}

static int read_number(const struct reader *reader, const struct token *value, double most,
                       double *ret_number)
{
    if (value->kind != KIND_NUMBER ||
        !topology_read_number(reader->text, value->at, value->len, most, ret_number))
        return refuse(reader, value,
                      most > 360 ? "a whole number" : "a number of degrees on the earth");
    return 0;
}

static int read_id(const struct reader *reader, const struct token *value, int64_t *ret_id)
{
    double number = 0;
    int r = read_number(reader, value, 1e15, &number);
    if (r == 0 && number != (double)(int64_t)number)
        return refuse(reader, value, "a whole number");
    if (r == 0)
        *ret_id = (int64_t)number;
    return r;
}

static int set_node(struct reader *reader, const struct token *key, const struct token *value)
{
    struct topology_node *node = &reader->graph.nodes[reader->graph.node_count - 1];
    if (is_key(reader, key, "id"))
        return read_id(reader, value, &node->id);
    if (is_key(reader, key, "label") && value->kind == KIND_TEXT) {
        node->label = value->at;
        node->label_len = value->len;
    }
    if (is_key(reader, key, "latitude")) {
        node->has_latitude = true;
        return read_number(reader, value, 90, &node->latitude);
    }
    if (is_key(reader, key, "longitude")) {
        node->has_longitude = true;
        return read_number(reader, value, 180, &node->longitude);
    }
    if (is_key(reader, key, "share")) {
        node->has_share = true;
        if (value->kind != KIND_NUMBER ||
            !topology_read_share(reader->text, value->at, value->len, &node->share))
            return refuse(reader, value, TOPOLOGY_SHARE);
    }
    return 0;
}

static int set_edge(struct reader *reader, const struct token *key, const struct token *value)
{
    struct topology_edge *edge = &reader->graph.edges[reader->graph.edge_count - 1];
    if (is_key(reader, key, "source"))
        return read_id(reader, value, &edge->from);
    if (is_key(reader, key, "target"))
        return read_id(reader, value, &edge->to);
    return 0;
}

static int open_list(struct reader *reader, const struct token *key)
{
    enum part around = reader->depth > 0 ? reader->parts[reader->depth - 1] : PART_OTHER;
    enum part part = PART_OTHER;
    if (reader->depth == DEPTH_MAX)
        return refuse(reader, key, "lists in at most 16 lists");
    if (reader->depth == 0 && is_key(reader, key, "graph"))
        part = PART_GRAPH;
    if (around == PART_GRAPH && is_key(reader, key, "node")) {
        struct topology_node *node = topology_graph_add_node(&reader->graph);
        if (!node)
            return base_fail(BASE_E_NOMEM, "memory is exhausted");
        *node = (struct topology_node){.id = -1, .at = key->at};
        part = PART_NODE;
    }
    if (around == PART_GRAPH && is_key(reader, key, "edge")) {
        struct topology_edge *edge = topology_graph_add_edge(&reader->graph);
        if (!edge)
            return base_fail(BASE_E_NOMEM, "memory is exhausted");
        *edge = (struct topology_edge){.from = -1, .to = -1, .at = key->at};
        part = PART_EDGE;
    }
    reader->parts[reader->depth++] = part;
    return 0;
}

static int read_graph(struct reader *reader)
{
    for (;;) {
        struct token key = next_token(reader);
        if (key.kind == KIND_END && reader->depth == 0)
            return 0;
        if (key.kind == KIND_CLOSE && reader->depth > 0) {
            reader->depth--;
            continue;
        }
        if (key.kind != KIND_KEY)
            return refuse(reader, &key, reader->depth > 0 ? "a key or \"]\"" : "a key");
        struct token value = next_token(reader);
        enum part part = reader->depth > 0 ? reader->parts[reader->depth - 1] : PART_OTHER;
        int r = 0;
        if (value.kind == KIND_OPEN)
            r = open_list(reader, &key);
        else if (value.kind == KIND_END || value.kind == KIND_CLOSE || value.kind == KIND_WRONG)
            r = refuse(reader, &value, "a number, a text in quotes or \"[\"");
        else if (part == PART_NODE)
            r = set_node(reader, &key, &value);
        else if (part == PART_EDGE)
            r = set_edge(reader, &key, &value);
        if (r < 0)
            return r;
    }
}

int topology_read_gml(struct topology *topology, const struct scenario_text *text,
                      const struct config_network *network, struct scenario_report *report)
{
    struct reader reader = {.text = text, .report = report};
    int r = read_graph(&reader);
    if (r == 0)
        r = topology_of_graph(topology, &reader.graph, text, network, report);
    topology_graph_deinit(&reader.graph);
    return r;
}
