/* Constraints between the values of a point: "world.hubs <= world.devices". */
#include <string.h>

#include "base/arena.h"
#include "scenarios/state.h"
#include "scenarios/sweep.h"
#include "scenarios/value.h"

/* Longer ones stand before those that begin them. */
static const char *const comparisons[] = {"<=", ">=", "==", "!=", "<", ">", NULL};

struct operand {
    const struct scenario_param *param;     /* of the key; for a literal, the other side's */
    const struct scenario_section *section; /* NULL: a literal */
    union scenario_value literal;
};

struct comparison {
    const char *sign;
    struct operand left, right;
};

/* A copy of text[len] without blanks at its ends. */
static char *trimmed(struct sweep_reader *reader, const char *text, size_t len)
{
    while (len > 0 && strchr(" \t", text[len - 1]) != NULL)
        len--;
    while (len > 0 && strchr(" \t", *text) != NULL) {
        text++;
        len--;
    }
    char *copy = base_arena_strndup(reader->arena, text, len);
    reader->no_memory |= copy == NULL;
    return copy;
}

static bool is_key(const struct sweep_reader *reader, const char *text)
{
    size_t section;

    return scenario_catalogue_param(reader->catalogue, text, &section) != SIZE_MAX;
}

static bool is_number(enum scenario_type type)
{
    return type == SCENARIO_INTEGER || type == SCENARIO_REAL;
}

static bool read_literal(struct sweep_reader *reader, size_t offset,
                         const struct scenario_param *param, const char *text,
                         struct operand *operand)
{
    struct scenario_param free_param = *param;
    struct base_buffer message = {0};
    struct scenario_node node;

    free_param.min_text = free_param.max_text = NULL;
    if (scenario_tree_scalar(text, strlen(text), reader->arena, &node) != 0) {
        reader->no_memory = true;
        return false;
    }
    operand->param = param;
    if (scenario_value_read(&free_param, &node, &message, &operand->literal) != 0) {
        sweep_report(reader, offset, &message);
        return false;
    }
    base_buffer_deinit(&message);
    return true;
}

/* False: it is wrong, and reported. */
static bool parse(struct sweep_reader *reader, const struct sweep_constraint *constraint,
                  struct comparison *ret_comparison)
{
    const char *at = strpbrk(constraint->text, "<>=!");
    struct comparison comparison = {0};
    char *left, *right;

    for (size_t i = 0; at != NULL && comparison.sign == NULL && comparisons[i] != NULL; i++) {
        if (strncmp(at, comparisons[i], strlen(comparisons[i])) == 0)
            comparison.sign = comparisons[i];
    }
    if (comparison.sign == NULL) {
        sweep_error(reader, constraint->offset,
                    "expected a comparison by <, <=, >, >=, == or !=, such as "
                    "\"world.hubs <= world.devices\"");
        return false;
    }
    left = trimmed(reader, constraint->text, (size_t)(at - constraint->text));
    at += strlen(comparison.sign);
    right = trimmed(reader, at, strlen(at));
    if (left == NULL || right == NULL)
        return false;
    bool left_is_key = is_key(reader, left), right_is_key = is_key(reader, right);
    if (left_is_key || !right_is_key)
        comparison.left.param =
            sweep_find_key(reader, left, constraint->offset, &comparison.left.section);
    if (right_is_key)
        comparison.right.param =
            sweep_find_key(reader, right, constraint->offset, &comparison.right.section);
    if ((left_is_key || !right_is_key) && comparison.left.param == NULL)
        return false;
    if (!right_is_key &&
        !read_literal(reader, constraint->offset, comparison.left.param, right, &comparison.right))
        return false;
    if (comparison.left.param == NULL &&
        !read_literal(reader, constraint->offset, comparison.right.param, left, &comparison.left))
        return false;
    enum scenario_type a = comparison.left.param->type, b = comparison.right.param->type;
    if (a != b && !(is_number(a) && is_number(b)))
        sweep_error(reader, constraint->offset, "%s and %s do not compare", scenario_type_name(a),
                    scenario_type_name(b));
    else if (!scenario_type_has_order(a) &&
             (comparison.sign[0] == '<' || comparison.sign[0] == '>'))
        sweep_error(reader, constraint->offset, "%s has no order; compare by == or !=", left);
    else {
        *ret_comparison = comparison;
        return true;
    }
    return false;
}

void sweep_check_constraint(struct sweep_reader *reader, const struct sweep_constraint *constraint)
{
    struct comparison ignored;

    parse(reader, constraint, &ignored);
}

static union scenario_value value_of(const struct operand *operand, const struct scenario *scenario)
{
    return operand->section == NULL
               ? operand->literal
               : scenario_value_load(operand->param,
                                     scenario_section_values(scenario, operand->section->name));
}

static int sign_of(double a, double b)
{
    return (a > b) - (a < b);
}

static int order(const struct comparison *comparison, const struct scenario *scenario)
{
    const struct scenario_param *a_param = comparison->left.param,
                                *b_param = comparison->right.param;
    union scenario_value a = value_of(&comparison->left, scenario),
                         b = value_of(&comparison->right, scenario);

    if (a_param->type != b_param->type)
        return sign_of(a_param->type == SCENARIO_REAL ? a.real : (double)a.integer,
                       b_param->type == SCENARIO_REAL ? b.real : (double)b.integer);
    switch (a_param->type) {
    case SCENARIO_REAL:
        return sign_of(a.real, b.real);
    case SCENARIO_BOOL:
        return a.boolean - b.boolean;
    case SCENARIO_DURATION:
        return (a.duration_ns > b.duration_ns) - (a.duration_ns < b.duration_ns);
    case SCENARIO_MONEY:
        return u256_compare(a.money_wei, b.money_wei);
    case SCENARIO_CHOICE:
        return strcmp(a_param->choices[a.choice], b_param->choices[b.choice]);
    case SCENARIO_CHOICE_OR_FILE:
    case SCENARIO_TEXT:
        return strcmp(a.text, b.text);
    default:
        return (a.integer > b.integer) - (a.integer < b.integer);
    }
}

static bool holds(const struct comparison *comparison, const struct scenario *scenario)
{
    int sign = order(comparison, scenario);

    switch (comparison->sign[0]) {
    case '<':
        return sign < 0 || (sign == 0 && comparison->sign[1] == '=');
    case '>':
        return sign > 0 || (sign == 0 && comparison->sign[1] == '=');
    case '=':
        return sign == 0;
    default:
        return sign != 0;
    }
}

bool sweep_satisfies(struct sweep_reader *reader, const struct sweep_constraint *constraint,
                     const struct scenario *scenario)
{
    /* Asked at every point: what is read for one is not kept. */
    struct base_arena_mark mark = base_arena_mark(reader->arena);
    struct comparison comparison;
    bool is_satisfied = parse(reader, constraint, &comparison) && holds(&comparison, scenario);

    base_arena_restore(reader->arena, mark);
    return is_satisfied;
}
