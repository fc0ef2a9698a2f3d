#include "scenarios/json_writer.h"

#include <string.h>

#include "scenarios/value.h"

static void begin(struct scenario_json_writer *writer, const char *key)
{
    if (writer->depth > 0) {
        base_buffer_printf(&writer->out, "%s\n", writer->filled ? "," : "");
        for (unsigned i = 0; i < writer->depth; i++)
            base_buffer_append(&writer->out, "  ", 2);
    }
    if (key != NULL) {
        scenario_json_string(&writer->out, key, strlen(key));
        base_buffer_append(&writer->out, ": ", 2);
    }
    writer->filled = true;
}

void scenario_json_open(struct scenario_json_writer *writer, const char *key, char mark)
{
    begin(writer, key);
    base_buffer_append(&writer->out, &mark, 1);
    writer->depth++;
    writer->filled = false;
}

void scenario_json_close(struct scenario_json_writer *writer, char mark)
{
    writer->depth--;
    if (writer->filled) {
        base_buffer_append(&writer->out, "\n", 1);
        for (unsigned i = 0; i < writer->depth; i++)
            base_buffer_append(&writer->out, "  ", 2);
    }
    base_buffer_append(&writer->out, &mark, 1);
    writer->filled = true;
    if (writer->depth == 0)
        base_buffer_append(&writer->out, "\n", 1);
}

void scenario_json_text(struct scenario_json_writer *writer, const char *key, const char *value)
{
    begin(writer, key);
    scenario_json_string(&writer->out, value, strlen(value));
}

void scenario_json_raw(struct scenario_json_writer *writer, const char *key, const char *value)
{
    begin(writer, key);
    base_buffer_append(&writer->out, value, strlen(value));
}
