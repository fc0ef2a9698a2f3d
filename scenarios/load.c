/* From a text and options to a scenario: every key is looked up in the catalogue. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "scenarios/report.h"
#include "scenarios/state.h"
#include "scenarios/suggest.h"
#include "scenarios/tree.h"
#include "scenarios/value.h"

struct loader {
    struct scenario *scenario;
    struct scenario_report *report;
    struct scenario_mode mode;
    struct scenario_node root;
    int system; /* as in struct scenario; -1 too when its value is wrong */
    bool no_memory;
};

/* Reports a composed message where `origin` says, and releases it. */
static void report(struct loader *loader, struct scenario_origin origin,
                   struct base_buffer *message)
{
    base_buffer_append_u8(message, 0);
    if (base_buffer_failed(message))
        loader->no_memory = true;
    else if (origin.kind == SCENARIO_FROM_OPTION)
        scenario_report_option(loader->report, origin.place,
                               loader->scenario->options[origin.place], "%s",
                               (const char *)message->data);
    else
        scenario_report_at(loader->report, &loader->scenario->text, origin.place, "%s",
                           (const char *)message->data);
    base_buffer_deinit(message);
}

static struct scenario_origin from_file(size_t offset)
{
    return (struct scenario_origin){.kind = SCENARIO_FROM_FILE, .place = offset};
}

static void set_param(struct loader *loader, size_t section, size_t index,
                      const struct scenario_node *node, struct scenario_origin origin)
{
    const struct scenario_param *param =
        &loader->scenario->catalogue->sections[section]->params[index];
    struct base_buffer message = {0};
    union scenario_value value;

    if (scenario_value_read(param, node, &message, &value) != 0) {
        report(loader, origin, &message);
        return;
    }
    scenario_value_store(param, &value, loader->scenario->sections[section].values);
    loader->scenario->sections[section].origins[index] = origin;
}

static void refuse_section(struct loader *loader, const struct scenario_section *section,
                           struct scenario_origin origin)
{
    const struct scenario_param *system = scenario_catalogue_system(loader->scenario->catalogue);
    struct base_buffer message = {0};

    base_buffer_printf(&message, "section \"%s\" is for system %s; this scenario's system is %s",
                       section->name, section->only_for_system, system->choices[loader->system]);
    report(loader, origin, &message);
}

static void unknown_key(struct loader *loader, const char *section,
                        const struct scenario_member *member)
{
    struct base_buffer message = {0};
    bool is_section = section[0] == '\0' && member->value.kind == SCENARIO_NODE_OBJECT;

    base_buffer_printf(&message, "unknown %s ", is_section ? "section" : "key");
    scenario_text_quote(&message, member->key, strlen(member->key));
    if (!scenario_report_full(loader->report))
        scenario_suggest_key(loader->scenario->catalogue, loader->system, section, member->key,
                             &message);
    report(loader, from_file(member->offset), &message);
}

static void walk_section(struct loader *loader, size_t index, const struct scenario_member *member)
{
    const struct scenario_section *section = loader->scenario->catalogue->sections[index];

    loader->scenario->sections[index].origin = from_file(member->offset);
    if (!loader->mode.has_many_systems &&
        !scenario_section_allowed(loader->scenario->catalogue, section, loader->system)) {
        refuse_section(loader, section, from_file(member->offset));
        return;
    }
    if (member->value.kind != SCENARIO_NODE_OBJECT) {
        struct base_buffer message = {0};

        base_buffer_printf(&message, "\"%s\" is a section; expected an object { ... }",
                           section->name);
        report(loader, from_file(member->value.offset), &message);
        return;
    }
    for (const struct scenario_member *inner = member->value.members; inner != NULL;
         inner = inner->next) {
        size_t param = scenario_section_param(section, inner->key);

        if (param == SIZE_MAX)
            unknown_key(loader, section->name, inner);
        else
            set_param(loader, index, param, &inner->value, from_file(inner->value.offset));
    }
}

/* The keys that make a scenario an experiment. */
static void experiment_key(struct loader *loader, const struct scenario_member *member)
{
    struct base_buffer message = {0};

    if (loader->mode.is_experiment)
        return;
    base_buffer_printf(&message,
                       "\"%s\" makes this an experiment of many runs; try: crowdpatch sweep",
                       member->key);
    report(loader, from_file(member->offset), &message);
}

/* What the schemas of other files describe, a key that such a file has and no other, and who reads
 * them. */
static const struct {
    const char *schema; /* the file's name */
    const char *key;
    const char *what, *advice;
} other_files[] = {
    {"release.schema.json", "fleet", "release", "try: crowdpatch size"},
    {"figure.schema.json", "panels", "figure", "try: crowdpatch reproduce"},
    {"device-class.schema.json", "based_on", "device class",
     "a scenario names it in world.device_class"},
    {"scenario.schema.json", "world", "scenario", "try: crowdpatch run"},
    {NULL, NULL, NULL, NULL},
};

/* Whether "$schema" names this schema. */
static bool has_schema(const struct scenario_member *member, const char *schema)
{
    if (member == NULL || member->value.kind != SCENARIO_NODE_STRING)
        return false;
    const char *slash = strrchr(member->value.text, '/');
    return strcmp(slash != NULL ? slash + 1 : member->value.text, schema) == 0;
}

/* Whether "$schema", or a key, says that the file is something else; then that alone is reported.
 */
static bool is_other_file(struct loader *loader)
{
    const char *what = scenario_catalogue_what(loader->scenario->catalogue);
    const struct scenario_member *schema = scenario_tree_find(&loader->root, "$schema");

    for (size_t i = 0; other_files[i].schema != NULL; i++) {
        const struct scenario_member *key = scenario_tree_find(&loader->root, other_files[i].key);
        struct base_buffer message = {0};

        if (strcmp(other_files[i].what, what) == 0 ||
            (!has_schema(schema, other_files[i].schema) && (schema != NULL || key == NULL)))
            continue;
        base_buffer_printf(&message, "found a %s, expected a %s; %s", other_files[i].what, what,
                           other_files[i].advice);
        report(loader, from_file(schema != NULL ? schema->value.offset : key->offset), &message);
        return true;
    }
    return false;
}

static void walk_file(struct loader *loader)
{
    const struct scenario_catalogue *catalogue = loader->scenario->catalogue;
    size_t top = scenario_catalogue_section(catalogue, "");

    if (loader->root.kind != SCENARIO_NODE_OBJECT) {
        struct base_buffer message = {0};

        base_buffer_printf(&message, "found an array, expected a %s: { ... }",
                           scenario_catalogue_what(catalogue));
        report(loader, from_file(loader->root.offset), &message);
        return;
    }
    if (is_other_file(loader))
        return;
    for (const struct scenario_member *member = loader->root.members; member != NULL;
         member = member->next) {
        size_t section =
            member->key[0] == '\0' ? SIZE_MAX : scenario_catalogue_section(catalogue, member->key);
        size_t param = top == SIZE_MAX
                           ? SIZE_MAX
                           : scenario_section_param(catalogue->sections[top], member->key);

        if (section != SIZE_MAX)
            walk_section(loader, section, member);
        else if (param != SIZE_MAX)
            set_param(loader, top, param, &member->value, from_file(member->value.offset));
        else if (catalogue->what == NULL &&
                 (strcmp(member->key, "sweep") == 0 || strcmp(member->key, "replications") == 0))
            experiment_key(loader, member);
        else if (strcmp(member->key, "$schema") != 0)
            unknown_key(loader, "", member);
    }
}

/* Reads the value of an option. What is no text in JSON but wanted as one is taken as it stands. */
static int option_value(struct loader *loader, const struct scenario_param *param,
                        const char *value, struct scenario_node *ret_node)
{
    struct scenario_node node;
    int r = scenario_tree_scalar(value, strlen(value), &loader->scenario->arena, &node);

    if (r != 0)
        return r;
    if (node.kind != SCENARIO_NODE_STRING &&
        (param->type == SCENARIO_TEXT || scenario_type_has_choices(param->type))) {
        node.kind = SCENARIO_NODE_STRING;
        node.text = value;
        node.text_len = strlen(value);
    }
    *ret_node = node;
    return 0;
}

static bool is_utf8(const char *text)
{
    for (size_t left = strlen(text), bytes; left > 0; left -= bytes, text += bytes) {
        bytes = scenario_utf8_len(text, left);
        if (bytes == 0)
            return false;
    }
    return true;
}

static int apply_option(struct loader *loader, size_t number)
{
    const struct scenario_catalogue *catalogue = loader->scenario->catalogue;
    const char *option = loader->scenario->options[number];
    const char *equals = strchr(option, '=');
    size_t place = loader->scenario->option_places[number];
    struct scenario_origin origin = place != SCENARIO_NO_PLACE
                                        ? from_file(place)
                                        : (struct scenario_origin){SCENARIO_FROM_OPTION, number};
    struct base_buffer message = {0};
    struct scenario_node node;
    size_t param = SIZE_MAX;
    int r;

    if (equals == NULL || equals == option || !is_utf8(option)) {
        base_buffer_printf(&message, "expected SECTION.KEY=VALUE%s",
                           is_utf8(option) ? "" : " in UTF-8");
        report(loader, origin, &message);
        return 0;
    }
    char *key = base_arena_strndup(&loader->scenario->arena, option, (size_t)(equals - option));
    if (key == NULL)
        return BASE_E_NOMEM;
    char *dot = strchr(key, '.');
    size_t section =
        scenario_catalogue_section_n(catalogue, key, dot == NULL ? 0 : (size_t)(dot - key));
    if (section != SIZE_MAX)
        param = scenario_section_param(catalogue->sections[section], dot == NULL ? key : dot + 1);
    if (dot == NULL && param == SIZE_MAX &&
        scenario_catalogue_section(catalogue, key) != SIZE_MAX) {
        base_buffer_printf(&message, "\"%s\" is a section; expected %s.KEY=VALUE", key, key);
        report(loader, origin, &message);
        return 0;
    }
    if (section != SIZE_MAX && !loader->mode.has_many_systems &&
        !scenario_section_allowed(catalogue, catalogue->sections[section], loader->system)) {
        refuse_section(loader, catalogue->sections[section], origin);
        return 0;
    }
    if (param == SIZE_MAX) {
        base_buffer_printf(&message, "unknown key ");
        scenario_text_quote(&message, key, strlen(key));
        scenario_suggest_dotted(catalogue, loader->system, key, &message);
        report(loader, origin, &message);
        return 0;
    }
    r = option_value(loader, &catalogue->sections[section]->params[param], equals + 1, &node);
    if (r == 0)
        set_param(loader, section, param, &node, origin);
    return r;
}

/* The system decides which sections are allowed, so it is looked at before them. A wrong one is
 * reported when its key is met; -1 until then. */
static int find_system(struct loader *loader, const struct scenario_param *param)
{
    const struct scenario *scenario = loader->scenario;
    const struct scenario_member *member = scenario_tree_find(&loader->root, param->key);
    struct scenario_node node = {.kind = SCENARIO_NODE_STRING, .text = param->default_text};

    if (member != NULL)
        node = member->value;
    for (size_t i = 0; i < scenario->option_count; i++) {
        if (strncmp(scenario->options[i], "system=", 7) == 0 &&
            option_value(loader, param, scenario->options[i] + 7, &node) != 0)
            return BASE_E_NOMEM;
    }
    loader->system =
        node.kind == SCENARIO_NODE_STRING ? scenario_choice_index(param, node.text) : -1;
    return 0;
}

/* Makes the sections' structs and fills them with the defaults. */
static int fill_defaults(struct scenario *scenario)
{
    const struct scenario_catalogue *catalogue = scenario->catalogue;

    scenario->sections = calloc(catalogue->section_count + 1, sizeof(*scenario->sections));
    if (scenario->sections == NULL)
        return BASE_E_NOMEM;
    for (size_t i = 0; i < catalogue->section_count; i++) {
        const struct scenario_section *section = catalogue->sections[i];
        struct scenario_values *filled = &scenario->sections[i];

        filled->values = calloc(1, section->struct_bytes > 0 ? section->struct_bytes : 1);
        filled->origins = calloc(section->param_count + 1, sizeof(*filled->origins));
        if (filled->values == NULL || filled->origins == NULL)
            return BASE_E_NOMEM;
        for (size_t j = 0; j < section->param_count; j++) {
            union scenario_value value;

            if (section->params[j].default_text == NULL)
                continue;
            int r = scenario_value_of_table(&section->params[j], section->params[j].default_text,
                                            &value);

            assert(r == 0 && "a default of the parameter table is wrong");
            if (r == 0)
                scenario_value_store(&section->params[j], &value, filled->values);
        }
    }
    return 0;
}

/* places: NULL when all stand on the command line. */
static int copy_options(struct scenario *scenario, const char *const options[],
                        const size_t places[], size_t count)
{
    scenario->options = calloc(count + 1, sizeof(*scenario->options));
    scenario->option_places = calloc(count + 1, sizeof(*scenario->option_places));
    if (scenario->options == NULL || scenario->option_places == NULL)
        return BASE_E_NOMEM;
    scenario->option_count = count;
    for (size_t i = 0; i < count; i++) {
        scenario->option_places[i] = places != NULL ? places[i] : SCENARIO_NO_PLACE;
        scenario->options[i] = strdup(options[i]);
        if (scenario->options[i] == NULL)
            return BASE_E_NOMEM;
    }
    return 0;
}

static int derive(struct scenario *scenario)
{
    const struct scenario_catalogue *catalogue = scenario->catalogue;
    if (catalogue->derive == NULL)
        return 0;
    void **values = calloc(catalogue->section_count + 1, sizeof(*values));
    if (values == NULL)
        return BASE_E_NOMEM;
    for (size_t i = 0; i < catalogue->section_count; i++)
        values[i] = scenario->sections[i].values;
    catalogue->derive(scenario, values);
    free(values);
    return 0;
}

/* Reports each key that a file must have and this one lacks. */
static void look_for_missing(struct loader *loader)
{
    const struct scenario_catalogue *catalogue = loader->scenario->catalogue;

    for (size_t i = 0; i < catalogue->section_count; i++) {
        const struct scenario_section *section = catalogue->sections[i];

        for (size_t j = 0; j < section->param_count; j++) {
            struct base_buffer message = {0};

            if (!scenario_param_must_be_set(&section->params[j]) ||
                loader->scenario->sections[i].origins[j].kind != SCENARIO_FROM_DEFAULT)
                continue;
            base_buffer_printf(&message, "a %s needs \"%s%s%s\"",
                               scenario_catalogue_what(catalogue), section->name,
                               section->name[0] != '\0' ? "." : "", section->params[j].key);
            report(loader, from_file(loader->root.offset), &message);
        }
    }
}

/* scenario->text is read. */
static int load(struct scenario *scenario, const struct scenario_mode *mode,
                struct scenario_report *errors)
{
    struct loader loader = {.scenario = scenario, .report = errors, .mode = *mode, .system = -1};
    const struct scenario_param *system = scenario_catalogue_system(scenario->catalogue);
    size_t count = scenario_report_count(errors);
    int r = scenario_syntax_check(&scenario->text, errors);

    if (r == 0)
        r = scenario_tree_build(&scenario->text, &scenario->arena, errors, &loader.root);
    if (r != 0)
        return r;
    if (system != NULL)
        r = find_system(&loader, system);
    walk_file(&loader);
    for (size_t i = 0; i < scenario->option_count && r == 0; i++)
        r = apply_option(&loader, i);
    if (r == 0 && scenario_report_count(errors) == count)
        look_for_missing(&loader);
    if (r != 0 || loader.no_memory || scenario_report_failed(errors))
        return BASE_E_NOMEM;
    if (scenario_report_count(errors) > count)
        return BASE_E_SCENARIO;
    scenario->system = loader.system;
    r = derive(scenario);
    return r == 0 ? scenario_resolve(scenario) : r;
}

/* path: NULL when the text is given. */
static int load_any(const struct scenario_catalogue *catalogue, const struct scenario_mode *mode,
                    const char *path, const char *name, const char *text, size_t len,
                    const char *const options[], size_t option_count,
                    struct scenario_report *errors, struct scenario **ret_scenario)
{
    struct scenario *scenario = calloc(1, sizeof(*scenario));
    int r;

    if (scenario == NULL)
        return BASE_E_NOMEM;
    scenario->catalogue = catalogue;
    base_arena_init(&scenario->arena, 4096);
    r = crypto_init();
    if (r == 0)
        r = copy_options(scenario, options, mode->places, option_count);
    if (r == 0)
        r = fill_defaults(scenario);
    if (r == 0)
        r = path != NULL ? scenario_text_read(&scenario->text, path, errors)
                         : scenario_text_init(&scenario->text, name, text, len, errors);
    if (r == 0)
        r = load(scenario, mode, errors);
    if (scenario_report_failed(errors))
        r = BASE_E_NOMEM;
    if (r == BASE_E_NOMEM)
        base_fail(r, "memory is exhausted");
    if (r == 0)
        *ret_scenario = scenario;
    else
        scenario_free(scenario);
    return r;
}

static const struct scenario_mode plain;

int scenario_load(const struct scenario_catalogue *catalogue, const char *path,
                  const char *const set_options[], size_t set_count, struct scenario_report *errors,
                  struct scenario **ret_scenario)
{
    return load_any(catalogue, &plain, path, NULL, NULL, 0, set_options, set_count, errors,
                    ret_scenario);
}

int scenario_load_text(const struct scenario_catalogue *catalogue, const char *name,
                       const char *text, size_t len, const char *const set_options[],
                       size_t set_count, struct scenario_report *errors,
                       struct scenario **ret_scenario)
{
    return load_any(catalogue, &plain, NULL, name, text, len, set_options, set_count, errors,
                    ret_scenario);
}

int scenario_load_mode(const struct scenario_catalogue *catalogue, const struct scenario_mode *mode,
                       const char *name, const char *text, size_t len, const char *const options[],
                       size_t option_count, struct scenario_report *errors,
                       struct scenario **ret_scenario)
{
    return load_any(catalogue, mode, NULL, name, text, len, options, option_count, errors,
                    ret_scenario);
}
