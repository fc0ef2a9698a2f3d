/* The JSON Schema of a figure's file, from the table that reads it. */
#include <stdlib.h>

#include "analysis/figure/fields.h"
#include "analysis/figure/spec.h"
#include "base/error.h"

static json_t *object_schema(const struct figure_field fields[]);

static json_t *typed(const char *type)
{
    return json_pack("{s:s}", "type", type);
}

static json_t *field_schema(const struct figure_field *field)
{
    json_t *schema = NULL;
    switch (field->type) {
    case FIGURE_FIELD_TEXT:
    case FIGURE_FIELD_EXPRESSION:
        schema = typed("string");
        break;
    case FIGURE_FIELD_NUMBER:
        schema = typed("number");
        break;
    case FIGURE_FIELD_CHOICE:
        schema = json_pack("{s:[]}", "enum");
        for (size_t i = 0; field->choices[i]; i++)
            json_array_append_new(json_object_get(schema, "enum"), json_string(field->choices[i]));
        break;
    case FIGURE_FIELD_OBJECT:
        schema = object_schema(field->fields);
        break;
    case FIGURE_FIELD_OBJECTS:
        schema = json_pack("{s:s, s:i, s:o}", "type", "array", "minItems", 1, "items",
                           object_schema(field->fields));
        break;
    case FIGURE_FIELD_CONDITIONS:
        schema = json_pack("{s:s, s:{s:[s, s, s]}}", "type", "object", "additionalProperties",
                           "type", "string", "number", "boolean");
        break;
    case FIGURE_FIELD_NAMES:
        schema =
            json_pack("{s:s, s:{s:s}}", "type", "object", "additionalProperties", "type", "string");
        break;
    case FIGURE_FIELD_RANGE:
        schema = json_pack("{s:s, s:{s:s}, s:i, s:i}", "type", "array", "items", "type", "number",
                           "minItems", 2, "maxItems", 2);
        break;
    case FIGURE_FIELD_PATCH:
        schema = json_pack("{s:[s, s]}", "type", "object", "boolean");
        break;
    }
    json_object_set_new(schema, "description", json_string(field->help));
    return schema;
}

static json_t *object_schema(const struct figure_field fields[])
{
    json_t *properties = json_object(), *required = json_array();
    for (; fields->key; fields++) {
        json_object_set_new(properties, fields->key, field_schema(fields));
        if (fields->is_required)
            json_array_append_new(required, json_string(fields->key));
    }
    return json_pack("{s:s, s:b, s:o, s:o}", "type", "object", "additionalProperties", 0,
                     "required", required, "properties", properties);
}

int figure_spec_write_schema(FILE *stream)
{
    json_t *schema = object_schema(figure_fields);
    json_object_set_new(schema, "$schema",
                        json_string("https://json-schema.org/draft/2020-12/schema"));
    json_object_set_new(schema, "title", json_string("A figure of crowdpatch"));
    char *text = json_dumps(schema, JSON_INDENT(2));
    json_decref(schema);
    if (!text)
        return base_fail(BASE_E_NOMEM, "no memory for a schema");
    fprintf(stream, "%s\n", text);
    free(text);
    return 0;
}
