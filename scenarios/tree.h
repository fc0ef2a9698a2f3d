#ifndef CROWDPATCH_SCENARIOS_TREE_H
#define CROWDPATCH_SCENARIOS_TREE_H

#include <stddef.h>

#include "base/arena.h"
#include "scenarios/text.h"

/** A JSON text as the loader walks it: every key and value with its place. */

enum scenario_node_kind {
    SCENARIO_NODE_OBJECT,
    SCENARIO_NODE_ARRAY,
    SCENARIO_NODE_STRING,
    SCENARIO_NODE_NUMBER,
    SCENARIO_NODE_TRUE,
    SCENARIO_NODE_FALSE,
    SCENARIO_NODE_NULL,
};

struct scenario_node {
    enum scenario_node_kind kind;
    size_t offset;
    /* STRING: decoded, NUL-terminated, may hold NULs before text_len. NUMBER: as it stands. */
    const char *text;
    size_t text_len;
    struct scenario_member *members; /* OBJECT: linked in the order of the file */
    struct scenario_item *items;     /* ARRAY: the same */
};

struct scenario_member {
    const char *key; /* decoded, NUL-terminated; jansson refuses NULs in keys */
    size_t offset;
    struct scenario_node value;
    struct scenario_member *next;
};

struct scenario_item {
    struct scenario_node value;
    struct scenario_item *next;
};

/** Deepest nesting that is read. Assumption: a scenario has two levels, an experiment six. */
#define SCENARIO_DEPTH_MAX 16

/** Has jansson judge the syntax. Returns 0; BASE_E_SCENARIO with the error in the report; or
 *  BASE_E_NOMEM. */
int scenario_syntax_check(const struct scenario_text *text, struct scenario_report *report);

/** Builds the tree of a text that has passed scenario_syntax_check(), in `arena`, and reports
 *  duplicate keys. Returns 0 (duplicates too), or BASE_E_NOMEM. */
int scenario_tree_build(const struct scenario_text *text, struct base_arena *arena,
                        struct scenario_report *report, struct scenario_node *ret_root);

/** Reads data[len] as one JSON value without members: for `--set`. A syntax error makes it a
 *  text as it stands. */
int scenario_tree_scalar(const char *data, size_t len, struct base_arena *arena,
                         struct scenario_node *ret_node);

/** The member with this key, the first of duplicates; NULL when there is none. */
const struct scenario_member *scenario_tree_find(const struct scenario_node *object,
                                                 const char *key);

#endif
