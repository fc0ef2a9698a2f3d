#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "cli/command.h"
#include "cli/terminal.h"
#include "models/model.h"
#include "models/registry.h"
#include "scenarios/json_writer.h"
#include "scenarios/nearest.h"

struct request {
    const char *name;
    bool json;
};

static const struct cli_option options[] = {
    {"--json", NULL, "as JSON, with every parameter of each"},
    {NULL, NULL, NULL},
};

/** What a system may have, as the JSON calls it. */
static const struct {
    enum model_part part;
    const char *name;
} parts[] = {
    {MODEL_CHAIN, "chain"},     {MODEL_REWARDS, "rewards"}, {MODEL_DISTRIBUTORS, "distributors"},
    {MODEL_LOOKUPS, "lookups"}, {MODEL_PROOFS, "proofs"},   {MODEL_ENCRYPTION, "encryption"},
};

static int take(void *context, const char *name, const char *value)
{
    struct request *request = context;
    if (name) {
        request->json = true;
        return 0;
    }
    if (request->name) {
        fprintf(stderr, "crowdpatch models: one system at a time: \"%s\" is a second one\n", value);
        return 1;
    }
    request->name = value;
    return 0;
}

static void print_attacks(const struct model_ops *model, FILE *stream)
{
    fprintf(stream, "\n  attacks  ");
    for (int kind = 1; kind < ADVERSARY_KIND_COUNT; kind++)
        if (model_attacks(model) & ADVERSARY_BIT(kind))
            fprintf(stream, " %s", adversary_kind_names[kind]);
    if (model_attacks(model) == 0)
        fprintf(stream, " none");
}

static void print_system(const struct model_ops *model, FILE *stream)
{
    const struct scenario_catalogue *catalogue = models_catalogue();
    const struct scenario_param *variants = models_variants(model);
    fprintf(stream, "%s: %s\n  source    %s\n  variants ", model->about.name, model->about.summary,
            model->about.source);
    for (size_t i = 0; variants && variants->choices[i]; i++)
        fprintf(stream, " %s", variants->choices[i]);
    if (variants)
        fprintf(stream, ", by %s.%s", model->about.name, variants->key);
    fprintf(stream, "%s\n  sections ", variants ? "" : " none");
    for (size_t i = 0; i < catalogue->section_count; i++)
        if (catalogue->sections[i]->name[0] && models_reads(model, catalogue->sections[i]))
            fprintf(stream, " %s", catalogue->sections[i]->name);
    print_attacks(model, stream);
    fprintf(stream, "\n  keys      %zu of its own\n", model->about.section->param_count);
}

static void print_params(const struct scenario_section *section, FILE *stream)
{
    for (size_t i = 0; i < section->param_count; i++) {
        const struct scenario_param *param = &section->params[i];
        fprintf(stream, "\n%s.%s = %s\n  %s\n  %s\n", section->name, param->key,
                param->default_text, param->help, param->source);
    }
}

static void write_params(struct scenario_json_writer *writer,
                         const struct scenario_section *section)
{
    scenario_json_open(writer, "params", '[');
    for (size_t i = 0; i < section->param_count; i++) {
        const struct scenario_param *param = &section->params[i];
        scenario_json_open(writer, NULL, '{');
        scenario_json_text(writer, "key", param->key);
        scenario_json_text(writer, "default", param->default_text);
        scenario_json_text(writer, "help", param->help);
        scenario_json_text(writer, "source", param->source);
        scenario_json_close(writer, '}');
    }
    scenario_json_close(writer, ']');
}

static void write_system(struct scenario_json_writer *writer, const struct model_ops *model)
{
    const struct scenario_catalogue *catalogue = models_catalogue();
    const struct scenario_param *variants = models_variants(model);
    scenario_json_open(writer, NULL, '{');
    scenario_json_text(writer, "name", model->about.name);
    scenario_json_text(writer, "summary", model->about.summary);
    scenario_json_text(writer, "source", model->about.source);
    if (variants)
        scenario_json_text(writer, "variant_key", variants->key);
    else
        scenario_json_raw(writer, "variant_key", "null");
    scenario_json_open(writer, "variants", '[');
    for (size_t i = 0; variants && variants->choices[i]; i++)
        scenario_json_text(writer, NULL, variants->choices[i]);
    scenario_json_close(writer, ']');
    scenario_json_open(writer, "has", '[');
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        if (model_has(model, parts[i].part))
            scenario_json_text(writer, NULL, parts[i].name);
    scenario_json_close(writer, ']');
    scenario_json_open(writer, "attacks", '[');
    for (int kind = 1; kind < ADVERSARY_KIND_COUNT; kind++)
        if (model_attacks(model) & ADVERSARY_BIT(kind))
            scenario_json_text(writer, NULL, adversary_kind_names[kind]);
    scenario_json_close(writer, ']');
    scenario_json_open(writer, "sections", '[');
    for (size_t i = 0; i < catalogue->section_count; i++)
        if (models_reads(model, catalogue->sections[i]))
            scenario_json_text(writer, NULL, catalogue->sections[i]->name);
    scenario_json_close(writer, ']');
    write_params(writer, model->about.section);
    scenario_json_close(writer, '}');
}

static int print_json(const struct model_ops *only)
{
    struct scenario_json_writer writer = {0};
    scenario_json_open(&writer, NULL, '{');
    scenario_json_open(&writer, "systems", '[');
    for (int i = 0; models_names[i]; i++)
        if (!only || only == models_at(i))
            write_system(&writer, models_at(i));
    scenario_json_close(&writer, ']');
    scenario_json_close(&writer, '}');
    bool failed = base_buffer_failed(&writer.out);
    if (!failed)
        fwrite(writer.out.data, 1, writer.out.len, stdout);
    base_buffer_deinit(&writer.out);
    return failed ? CLI_EXIT_IO : CLI_EXIT_OK;
}

/** NULL after one line that names the nearest. */
static const struct model_ops *find(const char *name)
{
    struct scenario_nearest nearest;
    scenario_nearest_init(&nearest, name);
    for (int i = 0; models_names[i]; i++) {
        if (strcmp(models_names[i], name) == 0)
            return models_at(i);
        scenario_nearest_offer(&nearest, models_names[i]);
    }
    if (nearest.best)
        fprintf(stderr, "crowdpatch models: unknown system \"%.60s\"; did you mean \"%s\"?\n", name,
                nearest.best);
    else
        fprintf(stderr,
                "crowdpatch models: unknown system \"%.60s\"; crowdpatch models lists them\n",
                name);
    return NULL;
}

static int run(const struct cli_command *command, int argc, char **argv)
{
    struct request request = {0};
    const struct model_ops *only = NULL;
    int exit_code = cli_parse(command, argc, argv, take, &request);
    if (exit_code != 0)
        return exit_code < 0 ? CLI_EXIT_OK : exit_code;
    if (request.name && !(only = find(request.name)))
        return CLI_EXIT_USAGE;
    if (request.json)
        return print_json(only);
    struct cli_page page;
    FILE *stream = cli_page_begin(&page, stdout);
    for (int i = 0; models_names[i]; i++) {
        if (only && only != models_at(i))
            continue;
        if (i > 0 && !only)
            fputc('\n', stream);
        print_system(models_at(i), stream);
    }
    if (only)
        print_params(only->about.section, stream);
    cli_page_end(&page);
    return CLI_EXIT_OK;
}

const struct cli_command cli_models_command = {
    .name = "models",
    .arguments = "[SYSTEM]",
    .summary = "list the delivery systems with their variants and sources",
    .help = "With SYSTEM, its parameters too, with defaults and sources. The sections are those of "
            "a scenario that it reads.",
    .options = options,
    .run = run,
};
