#include "models/shared/class_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/error.h"
#include "scenarios/value.h"

/* What is in a file, with what it is based on below it. */
struct figures {
    struct class_file_top top;
    struct class_file_processor processor;
    struct class_file_power power;
};

static void check(const struct scenario *file, struct scenario_report *report)
{
    const struct class_file_top *top = scenario_section_values(file, "");

    if (top->name[0] == '\0')
        scenario_report_error(report, file, "name", "the name is empty");
    if (crypto_device_class_find(top->name))
        scenario_report_error(report, file, "name",
                              "\"%s\" is the name of a built-in class; choose another", top->name);
    if (top->source[0] == '\0')
        scenario_report_error(report, file, "source",
                              "the source is empty; expected where the figures are from, or that "
                              "they are assumptions");
}

static struct class_file_processor processor_of(const struct crypto_device_class *base)
{
    struct class_file_processor processor = {
        .prover_slowdown = base->prover_slowdown,
        .active_W = base->active_W,
        .cores = base->cores,
    };
    for (int op = 0; op < CRYPTO_OP_COUNT; op++)
        processor.op_ns[op] = base->op_ns[op];
    return processor;
}

static struct class_file_power power_of(const struct crypto_power *base)
{
    return (struct class_file_power){
        .radio_tx_W = base->radio_tx_W,
        .radio_rx_W = base->radio_rx_W,
        .radio_bps = base->radio_bps,
        .frame_bytes = base->frame_bytes,
        .frame_overhead_bytes = base->frame_overhead_bytes,
        .sleep_W = base->sleep_W,
        .flash_W = base->flash_W,
        .flash_write_byte_ns = base->flash_write_ns,
        .flash_erase_page_ns = base->flash_erase_ns,
        .flash_page_bytes = base->flash_page_bytes,
    };
}

static struct crypto_device_class class_of(const struct figures *figures)
{
    const struct class_file_processor *processor = &figures->processor;
    struct crypto_device_class class = {
        .name = figures->top.name,
        .describes = figures->top.description,
        .prover_slowdown = processor->prover_slowdown,
        .active_W = processor->active_W,
        .cores = (unsigned)processor->cores,
        .source = figures->top.source,
    };
    for (int op = 0; op < CRYPTO_OP_COUNT; op++)
        class.op_ns[op] = processor->op_ns[op];
    return class;
}

static struct crypto_power row_of(const struct figures *figures)
{
    const struct class_file_power *power = &figures->power;
    return (struct crypto_power){
        .name = figures->top.name,
        .radio_tx_W = power->radio_tx_W,
        .radio_rx_W = power->radio_rx_W,
        .radio_bps = power->radio_bps,
        .frame_bytes = (uint32_t)power->frame_bytes,
        .frame_overhead_bytes = (uint32_t)power->frame_overhead_bytes,
        .sleep_W = power->sleep_W,
        .flash_W = power->flash_W,
        .flash_write_ns = power->flash_write_byte_ns,
        .flash_erase_ns = power->flash_erase_page_ns,
        .flash_page_bytes = (uint32_t)power->flash_page_bytes,
        .source = figures->top.source,
    };
}

/** Puts what the file gives of a section over the values. */
static void overlay(const struct scenario *file, const struct scenario_section *section,
                    void *values)
{
    const void *given = scenario_section_values(file, section->name);

    for (size_t i = 0; i < section->param_count; i++) {
        const struct scenario_param *param = &section->params[i];
        char key[96];
        snprintf(key, sizeof key, "%s.%s", section->name, param->key);
        if (!scenario_is_set(file, key))
            continue;
        union scenario_value value = scenario_value_load(param, given);
        scenario_value_store(param, &value, values);
    }
}

static void write_section(const struct scenario_section *section, const void *values,
                          struct base_buffer *out)
{
    bool is_top = section->name[0] == '\0';

    if (!is_top)
        base_buffer_printf(out, ",\n  \"%s\": {", section->name);
    for (size_t i = 0; i < section->param_count; i++) {
        union scenario_value value = scenario_value_load(&section->params[i], values);
        base_buffer_printf(out, "%s\n%s\"%s\": ", i > 0 ? "," : "", is_top ? "  " : "    ",
                           section->params[i].key);
        scenario_value_write(&section->params[i], &value, out);
    }
    if (!is_top)
        base_buffer_printf(out, "\n  }");
}

static void *section_of(struct figures *figures, size_t index)
{
    void *const sections[] = {&figures->top, &figures->processor, &figures->power};
    return sections[index];
}

/** All figures as a file. NULL: memory is exhausted. */
static char *text_of(struct figures *figures)
{
    const struct scenario_catalogue *catalogue = class_file_catalogue();
    struct base_buffer out = {0};

    base_buffer_printf(&out, "{");
    for (size_t i = 0; i < catalogue->section_count; i++)
        write_section(catalogue->sections[i], section_of(figures, i), &out);
    base_buffer_printf(&out, "\n}");
    base_buffer_append_u8(&out, 0);
    return (char *)base_buffer_steal(&out, &(size_t){0});
}

/** Takes the file in every case. */
static int make(struct scenario *file, const struct crypto_device_class *reference,
                struct class_file *ret_class)
{
    const struct scenario_catalogue *catalogue = class_file_catalogue();
    const struct class_file_top *top = scenario_section_values(file, "");
    const char *name = crypto_device_class_names[top->based_on];
    const struct crypto_device_class *base = crypto_device_class_find(name);
    struct figures figures = {
        .top = *top,
        .processor =
            processor_of(reference && strcmp(name, reference->name) == 0 ? reference : base),
        .power = power_of(crypto_power_find(name)),
    };

    for (size_t i = 1; i < catalogue->section_count; i++)
        overlay(file, catalogue->sections[i], section_of(&figures, i));
    char *text = text_of(&figures);
    if (!text) {
        scenario_free(file);
        return base_fail(BASE_E_NOMEM, "memory is exhausted");
    }
    const struct crypto_part parts[] = {{text, strlen(text)}, {"\n", 1}};
    *ret_class = (struct class_file){
        .device_class = class_of(&figures),
        .power = row_of(&figures),
        .text = text,
        .sha256 = crypto_sha256_parts(parts, 2),
        .file = file,
    };
    return 0;
}

/** What the loader made: takes the file, which is NULL with an error r. */
static int finish(int r, struct scenario *file, const struct crypto_device_class *reference,
                  struct scenario_report *report, struct class_file *ret_class)
{
    size_t before = scenario_report_count(report);

    if (r < 0)
        return r;
    check(file, report);
    if (scenario_report_count(report) == before)
        return make(file, reference, ret_class);
    scenario_free(file);
    return BASE_E_SCENARIO;
}

int class_file_read(const char *path, const struct crypto_device_class *reference,
                    struct scenario_report *report, struct class_file *ret_class)
{
    struct scenario *file = NULL;
    int r = scenario_load(class_file_catalogue(), path, NULL, 0, report, &file);
    return finish(r, file, reference, report, ret_class);
}

int class_file_read_text(const char *name, const char *text, size_t len,
                         const struct crypto_device_class *reference,
                         struct scenario_report *report, struct class_file *ret_class)
{
    struct scenario *file = NULL;
    int r = scenario_load_text(class_file_catalogue(), name, text, len, NULL, 0, report, &file);
    return finish(r, file, reference, report, ret_class);
}

void class_file_deinit(struct class_file *class_file)
{
    scenario_free(class_file->file);
    free(class_file->text);
    *class_file = (struct class_file){0};
}
