#include "analysis/figure/manifest.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/file.h"
#include "base/error.h"

#define FORMAT "crowdpatch-figure"

void figure_manifest_write(const struct figure_manifest *manifest, struct base_buffer *out)
{
    base_buffer_printf(out,
                       "{\n"
                       "  \"format\": \"%s\",\n"
                       "  \"figure\": \"%s\",\n"
                       "  \"size\": \"%s\",\n"
                       "  \"crowdpatch_version\": \"%s\",\n"
                       "  \"experiments_sha256\": \"%s\",\n"
                       "  \"scenarios_sha256\": \"%s\",\n"
                       "  \"data_sha256\": \"%s\",\n"
                       "  \"points\": %llu,\n"
                       "  \"runs\": %llu,\n"
                       "  \"seeds\": [%llu, %llu],\n"
                       "  \"cpu_s\": %.1f,\n"
                       "  \"memory_bytes\": %llu\n"
                       "}\n",
                       FORMAT, manifest->name, manifest->is_quick ? "quick" : "full",
                       manifest->version, manifest->experiments_sha256, manifest->scenarios_sha256,
                       manifest->data_sha256, (unsigned long long)manifest->points,
                       (unsigned long long)manifest->runs, (unsigned long long)manifest->first_seed,
                       (unsigned long long)manifest->last_seed, manifest->cpu_s,
                       (unsigned long long)manifest->memory_bytes);
}

static void take_text(const json_t *root, const char *key, char *ret_text, size_t capacity)
{
    const char *text = json_string_value(json_object_get(root, key));
    snprintf(ret_text, capacity, "%s", text ? text : "");
}

static uint64_t number_of(const json_t *value)
{
    return (uint64_t)json_integer_value(value);
}

int figure_manifest_read(const char *path, struct figure_manifest *ret_manifest)
{
    struct figure_manifest manifest = {0};
    char *text, format[40], size[8];
    size_t len;
    int r = analysis_file_read(path, &text, &len);
    if (r < 0)
        return r;
    json_t *root = json_loadb(text, len, 0, NULL);
    const json_t *seeds = json_object_get(root, "seeds");
    free(text);
    take_text(root, "format", format, sizeof format);
    take_text(root, "size", size, sizeof size);
    take_text(root, "figure", manifest.name, sizeof manifest.name);
    take_text(root, "crowdpatch_version", manifest.version, sizeof manifest.version);
    take_text(root, "experiments_sha256", manifest.experiments_sha256,
              sizeof manifest.experiments_sha256);
    take_text(root, "scenarios_sha256", manifest.scenarios_sha256,
              sizeof manifest.scenarios_sha256);
    take_text(root, "data_sha256", manifest.data_sha256, sizeof manifest.data_sha256);
    manifest.is_quick = strcmp(size, "quick") == 0;
    manifest.points = number_of(json_object_get(root, "points"));
    manifest.runs = number_of(json_object_get(root, "runs"));
    manifest.first_seed = number_of(json_array_get(seeds, 0));
    manifest.last_seed = number_of(json_array_get(seeds, 1));
    manifest.cpu_s = json_number_value(json_object_get(root, "cpu_s"));
    manifest.memory_bytes = number_of(json_object_get(root, "memory_bytes"));
    json_decref(root);
    if (strcmp(format, FORMAT) != 0)
        return base_fail(BASE_E_SCENARIO, "%s: error: no manifest of a figure", path);
    *ret_manifest = manifest;
    return 0;
}
