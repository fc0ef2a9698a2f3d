/* Descriptions of results.csv for other programs. Neither has dates or names of machines.
 * Source: Frictionless Data, Tabular Data Package; RO-Crate 1.1. */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/campaign/collect.h"
#include "base/hex.h"
#include "crypto/hash.h"

static void digest_of(const void *data, size_t len, char ret_text[65])
{
    crypto_digest digest = crypto_sha256(data, len);
    base_hex_encode(digest.bytes, sizeof digest.bytes, ret_text);
}

static void dump(json_t *json, struct base_buffer *out)
{
    char *text = json_dumps(json, JSON_INDENT(2));
    if (text)
        base_buffer_printf(out, "%s\n", text);
    else
        out->failed = true;
    free(text);
    json_decref(json);
}

/** Lower case, digits, '.', '_' and '-', as names of packages are. */
static json_t *package_name(const char *name)
{
    struct base_buffer text = {0};
    for (; *name; name++) {
        bool is_upper = *name >= 'A' && *name <= 'Z';
        bool is_plain = (*name >= 'a' && *name <= 'z') || (*name >= '0' && *name <= '9') ||
                        strchr("._-", *name);
        base_buffer_append_u8(&text, (uint8_t)(is_upper   ? *name - 'A' + 'a'
                                               : is_plain ? *name
                                                          : '-'));
    }
    json_t *json = json_stringn((const char *)text.data, text.len);
    base_buffer_deinit(&text);
    return json;
}

static json_t *field_json(const struct campaign_result_column *column)
{
    json_t *field = json_object();
    json_object_set_new(field, "name", json_string(column->name));
    json_object_set_new(field, "type", json_string(column->type));
    if (column->unit[0])
        json_object_set_new(field, "unit", json_string(column->unit));
    json_object_set_new(field, "role", json_string(column->role));
    return field;
}

void campaign_datapackage(const struct campaign *campaign,
                          const struct campaign_result_column columns[], size_t column_count,
                          const struct base_buffer *results, struct base_buffer *out)
{
    char digest[65];
    json_t *fields = json_array(), *schema = json_object(), *resource = json_object();
    for (size_t i = 0; i < column_count; i++)
        json_array_append_new(fields, field_json(&columns[i]));
    json_object_set_new(schema, "fields", fields);
    json_object_set_new(schema, "missingValues", json_pack("[s]", ""));
    json_object_set_new(schema, "primaryKey", json_string("run_id"));

    digest_of(results->data, results->len, digest);
    json_object_set_new(resource, "name", json_string("results"));
    json_object_set_new(resource, "path", json_string("results.csv"));
    json_object_set_new(resource, "profile", json_string("tabular-data-resource"));
    json_object_set_new(resource, "format", json_string("csv"));
    json_object_set_new(resource, "mediatype", json_string("text/csv"));
    json_object_set_new(resource, "encoding", json_string("utf-8"));
    json_object_set_new(resource, "bytes", json_integer((json_int_t)results->len));
    json_object_set_new(resource, "hash", json_sprintf("sha256:%s", digest));
    json_object_set_new(resource, "schema", schema);

    json_t *package = json_object();
    json_object_set_new(package, "profile", json_string("tabular-data-package"));
    json_object_set_new(package, "name", package_name(campaign->name));
    json_object_set_new(package, "title", json_string(campaign->name));
    json_object_set_new(package, "crowdpatch_version", json_string(campaign->version));
    json_object_set_new(package, "resources", json_pack("[o]", resource));
    dump(package, out);
}

static json_t *file_json(const char *id, const char *name, const char *format)
{
    return json_pack("{s:s, s:s, s:s, s:s}", "@id", id, "@type", "File", "name", name,
                     "encodingFormat", format);
}

void campaign_ro_crate(const struct campaign *campaign, const struct base_buffer *results,
                       struct base_buffer *out)
{
    char digest[65];
    json_t *parts = json_array(), *objects = json_array(), *graph = json_array();
    json_array_append_new(graph,
                          json_pack("{s:s, s:s, s:{s:s}, s:{s:s}}", "@id", "ro-crate-metadata.json",
                                    "@type", "CreativeWork", "conformsTo", "@id",
                                    "https://w3id.org/ro/crate/1.1", "about", "@id", "./"));
    json_t *files = json_array();
    digest_of(results->data, results->len, digest);
    json_t *table = file_json("results.csv", "A row a run", "text/csv");
    json_object_set_new(table, "contentSize", json_sprintf("%zu", results->len));
    json_object_set_new(table, "sha256", json_string(digest));
    json_array_append_new(files, table);
    json_array_append_new(files, file_json("datapackage.json", "Its columns", "application/json"));
    for (size_t i = 0; i < campaign->experiment_count; i++) {
        const char *file = campaign->experiments[i].file;
        json_array_append_new(files, file_json(file, "The experiment", "application/json"));
        json_array_append_new(objects, json_pack("{s:s}", "@id", file));
    }
    size_t at;
    json_t *file;
    json_array_foreach(files, at, file)
        json_array_append_new(parts, json_pack("{s:O}", "@id", json_object_get(file, "@id")));

    json_array_append_new(graph, json_pack("{s:s, s:s, s:s, s:s, s:o}", "@id", "./", "@type",
                                           "Dataset", "name", campaign->name, "description",
                                           "Simulated deliveries of firmware updates: one row of "
                                           "results.csv for each run.",
                                           "hasPart", parts));
    json_array_extend(graph, files);
    json_decref(files);
    json_array_append_new(graph, json_pack("{s:s, s:s, s:s, s:s}", "@id", "#crowdpatch", "@type",
                                           "SoftwareApplication", "name", "crowdpatch",
                                           "softwareVersion", campaign->version));
    json_array_append_new(graph, json_pack("{s:s, s:s, s:s, s:{s:s}, s:o, s:{s:s}}", "@id", "#runs",
                                           "@type", "CreateAction", "name", "The runs",
                                           "instrument", "@id", "#crowdpatch", "object", objects,
                                           "result", "@id", "results.csv"));
    dump(json_pack("{s:s, s:o}", "@context", "https://w3id.org/ro/crate/1.1/context", "@graph",
                   graph),
         out);
}
