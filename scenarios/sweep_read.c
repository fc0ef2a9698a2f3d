/* The object "sweep": its axes become factors, of whose levels the points are made. */
#include <string.h>

#include "scenarios/sweep.h"

/* Settings of one part: its points times what each sets. Assumption: 64 keys at the most points. */
#define SETTINGS_MAX (64 * (size_t)EXPERIMENT_POINTS_MAX)

static const char *const parts[] = {"grid",   "zip",   "list",        "latin_hypercube",
                                    "morris", "sobol", "constraints", NULL};
static const struct scenario_section sweep_table = {"sweep", "", NULL, 0, 0, NULL};

/* Adds a key that the sweep sets. NULL: it is none, or another part sets it; reported.
 * `may_repeat`: the points of a list set the same keys. */
static const struct experiment_column *add_column(struct sweep_reader *reader, struct sweep *sweep,
                                                  const struct scenario_member *member,
                                                  size_t own_first)
{
    const struct scenario_section *section;
    const struct scenario_param *param =
        sweep_find_key(reader, member->key, member->offset, &section);
    struct experiment_column *columns;
    size_t *offsets, line, column;

    if (param == NULL)
        return NULL;
    if (strcmp(member->key, "seed") == 0) {
        sweep_error(reader, member->offset, "the seed is what \"replications\" change");
        return NULL;
    }
    for (size_t i = 0; i < sweep->column_count; i++) {
        if (strcmp(sweep->columns[i].key, member->key) != 0)
            continue;
        if (i >= own_first)
            return &sweep->columns[i];
        scenario_text_place(reader->text, sweep->column_offsets[i], &line, &column);
        sweep_error(reader, member->offset, "line %zu sweeps \"%s\" already", line, member->key);
        return NULL;
    }
    columns = base_arena_calloc(reader->arena, sweep->column_count + 1, sizeof(*columns));
    offsets = base_arena_calloc(reader->arena, sweep->column_count + 1, sizeof(*offsets));
    if (columns == NULL || offsets == NULL) {
        reader->no_memory = true;
        return NULL;
    }
    if (sweep->column_count > 0) {
        memcpy(columns, sweep->columns, sweep->column_count * sizeof(*columns));
        memcpy(offsets, sweep->column_offsets, sweep->column_count * sizeof(*offsets));
    }
    sweep->columns = columns;
    sweep->column_offsets = offsets;
    columns[sweep->column_count] = (struct experiment_column){member->key, param, section};
    offsets[sweep->column_count] = member->offset;
    return &columns[sweep->column_count++];
}

/* Whether so many may be asked for, which a few lines of a file can. */
static bool check_settings(struct sweep_reader *reader, size_t offset, size_t level_count,
                           size_t width)
{
    if (width == 0 || level_count <= SETTINGS_MAX / width)
        return true;
    sweep_error(reader, offset, "%zu points with %zu keys each; expected at most %zu values",
                level_count, width, SETTINGS_MAX);
    return false;
}

/* NULL: too large, or no memory. */
static struct sweep_factor *add_factor(struct sweep_reader *reader, struct sweep *sweep,
                                       size_t offset, size_t level_count, size_t width)
{
    if (!check_settings(reader, offset, level_count, width))
        return NULL;
    struct sweep_factor *factor = base_arena_calloc(reader->arena, 1, sizeof(*factor));
    struct sweep_factor **tail = &sweep->factors;

    if (factor != NULL)
        factor->settings =
            base_arena_calloc(reader->arena, level_count * width + 1, sizeof(*factor->settings));
    if (factor == NULL || factor->settings == NULL) {
        reader->no_memory = true;
        return NULL;
    }
    factor->level_count = level_count;
    factor->width = width;
    while (*tail != NULL)
        tail = &(*tail)->next;
    *tail = factor;
    return factor;
}

static bool is_filled(struct sweep_reader *reader, const struct scenario_node *node,
                      const char *what)
{
    if (node->kind == SCENARIO_NODE_OBJECT && node->members != NULL)
        return true;
    sweep_error(reader, node->offset, "\"%s\" is an object of parameters: {\"world.hubs\": [1, 2]}",
                what);
    return false;
}

static size_t count_members(const struct scenario_node *node)
{
    size_t count = 0;

    for (const struct scenario_member *member = node->members; member != NULL;
         member = member->next)
        count++;
    return count;
}

/* Every axis is a factor. Those behind too many points are not read: that is reported later. */
static void read_grid(struct sweep_reader *reader, const struct scenario_node *node,
                      struct sweep *sweep)
{
    size_t points = 1;

    if (!is_filled(reader, node, "grid"))
        return;
    for (const struct scenario_member *member = node->members;
         member != NULL && points <= EXPERIMENT_POINTS_MAX; member = member->next) {
        const struct experiment_column *column =
            add_column(reader, sweep, member, sweep->column_count);
        struct sweep_setting *settings;
        size_t count =
            column == NULL ? 0 : sweep_read_axis(reader, column, &member->value, NULL, &settings);
        struct sweep_factor *factor =
            count == 0 ? NULL : add_factor(reader, sweep, member->offset, count, 1);

        points *= count > 0 ? count : 1;
        if (factor != NULL)
            memcpy(factor->settings, settings, count * sizeof(*settings));
    }
}

/* All axes are one factor: their values go together. samples: of the first axis; NULL: each has as
 * many values as stand there. */
static void read_together(struct sweep_reader *reader, const struct scenario_node *node,
                          const char *what, const struct sweep_samples *samples,
                          struct sweep *sweep)
{
    struct sweep_factor *factor = NULL;
    const char *first_key = NULL;
    size_t width, at = 0;

    if (!is_filled(reader, node, what))
        return;
    width = count_members(node);
    for (const struct scenario_member *member = node->members; member != NULL;
         member = member->next, at++) {
        const struct experiment_column *column =
            add_column(reader, sweep, member, sweep->column_count);
        struct sweep_samples own = samples != NULL ? *samples : (struct sweep_samples){0};
        struct sweep_setting *settings;

        if (own.units != NULL)
            own.units += at;
        size_t count = column == NULL ? 0
                                      : sweep_read_axis(reader, column, &member->value,
                                                        samples != NULL ? &own : NULL, &settings);

        if (count == 0)
            continue;
        if (first_key == NULL) {
            first_key = member->key;
            factor = add_factor(reader, sweep, node->offset, count, width);
        }
        if (factor == NULL)
            return;
        if (factor->level_count != count) {
            sweep_error(reader, member->value.offset,
                        "%zu values of \"%s\" do not pair with %zu of \"%s\"", count, member->key,
                        factor->level_count, first_key);
            continue;
        }
        for (size_t i = 0; i < count; i++)
            factor->settings[i * width + at] = settings[i];
    }
}

/* One point a line. */
static void read_points(struct sweep_reader *reader, const struct scenario_node *node,
                        struct sweep *sweep)
{
    size_t own_first = sweep->column_count, count = 0, width = 0, level = 0;
    struct sweep_factor *factor;

    if (node->kind != SCENARIO_NODE_ARRAY || node->items == NULL) {
        sweep_error(reader, node->offset,
                    "\"list\" is an array of points: [{\"world.hubs\": 1}, {\"world.hubs\": 2}]");
        return;
    }
    for (const struct scenario_item *item = node->items; item != NULL; item = item->next) {
        size_t members = count_members(&item->value);

        if (item->value.kind != SCENARIO_NODE_OBJECT)
            sweep_error(reader, item->value.offset, "a point is an object: {\"world.hubs\": 1}");
        width = members > width ? members : width;
        count++;
    }
    factor = add_factor(reader, sweep, node->offset, count, width);
    for (const struct scenario_item *item = node->items; item != NULL && factor != NULL;
         item = item->next, level++) {
        size_t at = 0;

        for (const struct scenario_member *member = item->value.members; member != NULL;
             member = member->next) {
            const struct experiment_column *column = add_column(reader, sweep, member, own_first);

            if (column != NULL)
                sweep_read_setting(reader, column, &member->value,
                                   &factor->settings[level * width + at++]);
        }
    }
}

static void read_hypercube(struct sweep_reader *reader, const struct scenario_node *node,
                           struct sweep *sweep)
{
    static const char *const others[] = {"axes", NULL};
    const struct scenario_member *axes = scenario_tree_find(node, "axes");
    size_t errors = scenario_report_count(reader->report);
    struct sweep_hypercube table;

    sweep_read_table(reader, &sweep_hypercube_table, others, node, &table);
    if (scenario_report_count(reader->report) > errors)
        return;
    if (axes == NULL)
        sweep_error(reader, node->offset, "\"latin_hypercube\" needs \"axes\"");
    else
        read_together(reader, &axes->value, "axes",
                      &(struct sweep_samples){.count = (size_t)table.points, .seed = table.seed},
                      sweep);
}

/* Counts the rows of a design. False: it is none, and reported. */
static bool count_rows(struct sweep_reader *reader, const struct scenario_node *node,
                       struct experiment_design *design)
{
    uint64_t rows = design->kind == EXPERIMENT_DESIGN_MORRIS
                        ? design->trajectories * (design->axis_count + 1)
                        : design->samples * (design->axis_count + 2);

    design->row_count = (size_t)rows;
    if (design->kind == EXPERIMENT_DESIGN_MORRIS && design->levels % 2 != 0)
        sweep_error(reader, node->offset, "\"levels\" is an even number");
    else if (design->kind == EXPERIMENT_DESIGN_SOBOL &&
             design->axis_count > EXPERIMENT_SOBOL_AXES_MAX)
        sweep_error(reader, node->offset, "%zu axes; Sobol's sequence serves at most %d",
                    design->axis_count, EXPERIMENT_SOBOL_AXES_MAX);
    else if (rows > EXPERIMENT_POINTS_MAX)
        sweep_error(reader, node->offset, "more than %d points", EXPERIMENT_POINTS_MAX);
    else
        return true;
    return false;
}

/* Counts the values of the axes that are lists. False: one has no choice, and that is reported. */
static bool count_choices(struct sweep_reader *reader, const struct scenario_node *axes,
                          struct experiment_design *design)
{
    size_t *choices = base_arena_calloc(reader->arena, design->axis_count, sizeof(*choices));
    size_t axis = 0;

    reader->no_memory |= choices == NULL;
    design->choices = choices;
    for (const struct scenario_member *member = axes->members; choices != NULL && member != NULL;
         member = member->next, axis++) {
        if (member->value.kind != SCENARIO_NODE_ARRAY)
            continue;
        for (const struct scenario_item *item = member->value.items; item != NULL;
             item = item->next)
            choices[axis]++;
        if (choices[axis] == 1) {
            sweep_error(reader, member->value.offset, "an axis of one value moves nothing");
            return false;
        }
    }
    return choices != NULL;
}

/* A design of a sensitivity analysis: the whole sweep. */
static void read_design(struct sweep_reader *reader, const struct scenario_member *part,
                        const struct scenario_section *table, int kind, struct sweep *sweep)
{
    static const char *const others[] = {"axes", NULL};
    const struct scenario_node *node = &part->value;
    const struct scenario_member *axes = scenario_tree_find(node, "axes");
    struct experiment_design *design = &sweep->design;
    size_t errors = scenario_report_count(reader->report);
    double *units;

    sweep_read_table(reader, table, others, node, design);
    if (scenario_report_count(reader->report) > errors)
        return;
    if (axes == NULL) {
        sweep_error(reader, node->offset, "\"%s\" needs \"axes\"", part->key);
        return;
    }
    if (!is_filled(reader, &axes->value, "axes"))
        return;
    design->kind = kind;
    design->axis_count = count_members(&axes->value);
    if (!count_rows(reader, node, design) ||
        !check_settings(reader, node->offset, design->row_count, design->axis_count) ||
        !count_choices(reader, &axes->value, design))
        return;
    units =
        base_arena_calloc(reader->arena, design->row_count * design->axis_count, sizeof(*units));
    if (units == NULL || reader->place(design, units) != 0) {
        reader->no_memory = true;
        return;
    }
    read_together(reader, &axes->value, "axes",
                  &(struct sweep_samples){
                      .count = design->row_count, .units = units, .stride = design->axis_count},
                  sweep);
}

/* Whether all parts may stand together. */
static bool check_parts(struct sweep_reader *reader, const struct scenario_node *node)
{
    const struct scenario_member *design = scenario_tree_find(node, "morris");

    if (design == NULL)
        design = scenario_tree_find(node, "sobol");
    if (design == NULL)
        return true;
    for (const struct scenario_member *member = node->members; member != NULL;
         member = member->next) {
        if (member == design)
            continue;
        sweep_error(reader, member->offset,
                    "\"%s\" is a whole design; \"%.60s\" cannot stand beside it", design->key,
                    member->key);
        return false;
    }
    return true;
}

static void read_constraints(struct sweep_reader *reader, const struct scenario_node *node,
                             struct sweep *sweep)
{
    struct sweep_constraint **tail = &sweep->constraints;

    if (node->kind != SCENARIO_NODE_ARRAY)
        sweep_error(reader, node->offset,
                    "\"constraints\" is an array of texts: [\"world.hubs <= world.devices\"]");
    for (const struct scenario_item *item = node->items; item != NULL; item = item->next) {
        struct sweep_constraint *constraint =
            base_arena_calloc(reader->arena, 1, sizeof(*constraint));

        if (constraint == NULL) {
            reader->no_memory = true;
            return;
        }
        if (item->value.kind != SCENARIO_NODE_STRING) {
            sweep_error(reader, item->value.offset,
                        "a constraint is a text: \"world.hubs <= world.devices\"");
            continue;
        }
        constraint->text = item->value.text;
        constraint->offset = item->value.offset;
        sweep_check_constraint(reader, constraint);
        *tail = constraint;
        tail = &constraint->next;
    }
}

void sweep_read(struct sweep_reader *reader, const struct scenario_node *node, struct sweep *sweep)
{
    sweep_read_table(reader, &sweep_table, parts, node, NULL);
    if (node->kind != SCENARIO_NODE_OBJECT || !check_parts(reader, node))
        return;
    for (const struct scenario_member *member = node->members; member != NULL;
         member = member->next) {
        const struct scenario_node *value = &member->value;

        if (strcmp(member->key, "grid") == 0)
            read_grid(reader, value, sweep);
        else if (strcmp(member->key, "zip") == 0)
            read_together(reader, value, "zip", NULL, sweep);
        else if (strcmp(member->key, "list") == 0)
            read_points(reader, value, sweep);
        else if (strcmp(member->key, "latin_hypercube") == 0)
            read_hypercube(reader, value, sweep);
        else if (strcmp(member->key, "morris") == 0)
            read_design(reader, member, &sweep_morris_table, EXPERIMENT_DESIGN_MORRIS, sweep);
        else if (strcmp(member->key, "sobol") == 0)
            read_design(reader, member, &sweep_sobol_table, EXPERIMENT_DESIGN_SOBOL, sweep);
        else if (strcmp(member->key, "constraints") == 0)
            read_constraints(reader, value, sweep);
    }
}
