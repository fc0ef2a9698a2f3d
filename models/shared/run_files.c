#include "models/shared/run_files.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "models/shared/run_result.h"
#include "models/shared/run_tables.h"
#include "models/shared/run_values.h"

/** By key: file and hash of each class that is not built in. NULL: all are. */
static json_t *class_files_json(const struct world *world)
{
    json_t *object = NULL;
    for (int role = 0; role < WORLD_OUTSIDER; role++) {
        const struct class_file *own = world_class_file(world, (enum world_role)role);
        if (!own)
            continue;
        json_t *entry = json_object();
        json_object_set_new(entry, "file",
                            json_string(world_class_name(world, (enum world_role)role)));
        json_object_set_new(entry, "sha256", run_values_digest(&own->sha256));
        object = object ? object : json_object();
        json_object_set_new(object, world_class_key((enum world_role)role), entry);
    }
    return object;
}

static char *manifest_json(const struct world *world, const struct run_files_context *context)
{
    crypto_digest hash = scenario_hash(world->scenario);
    char started[32];
    struct tm utc;
    gmtime_r(&context->started_at, &utc);
    strftime(started, sizeof started, "%Y-%m-%dT%H:%M:%SZ", &utc);
    json_t *argv = json_array();
    for (int i = 0; i < context->argc; i++)
        json_array_append_new(argv, json_string(context->argv[i]));
    json_t *libraries = json_object();
    json_object_set_new(libraries, "simgrid", json_string(sim_engine_version()));
    json_object_set_new(libraries, "crypto", json_string(crypto_version()));
    json_object_set_new(libraries, "jansson", json_string(jansson_version_str()));
    json_t *manifest = json_object();
    json_object_set_new(manifest, "format", json_string("crowdpatch-manifest"));
    json_object_set_new(manifest, "format_version", json_integer(RUN_VALUES_FORMAT_VERSION));
    json_object_set_new(manifest, "crowdpatch_version", json_string(context->version));
    json_object_set_new(manifest, "libraries", libraries);
    json_object_set_new(manifest, "argv", argv);
    json_object_set_new(manifest, "scenario_file", json_string(context->scenario_path));
    json_object_set_new(manifest, "scenario_sha256", run_values_digest(&hash));
    if (world->timing) {
        json_object_set_new(manifest, "calibration_file",
                            json_string(world->fidelity->calibration));
        json_object_set_new(manifest, "calibration_sha256",
                            run_values_digest(&world->calibration.sha256));
    }
    json_t *classes = class_files_json(world);
    if (classes)
        json_object_set_new(manifest, "class_files", classes);
    json_object_set_new(manifest, "seed", json_integer((json_int_t)world->run->seed));
    json_object_set_new(manifest, "started_at", json_string(started));
    json_object_set_new(manifest, "wall_s", json_real(context->wall_s));
    char *text = run_values_dump(manifest);
    json_decref(manifest);
    return text;
}

/** Writes text and a line end; frees the text. NULL text is no memory. */
static int write_text(const struct base_staging *staging, const char *name, char *text)
{
    char *path = base_staging_path(staging, name);
    int r = text && path ? 0 : BASE_E_NOMEM;
    if (r == 0) {
        FILE *file = fopen(path, "wb");
        bool ok = file && fputs(text, file) >= 0 && fputc('\n', file) != EOF;
        if ((file && fclose(file) != 0) || !ok)
            r = base_fail(BASE_E_IO, "cannot write %s: %s", path, strerror(errno));
    }
    free(path);
    free(text);
    return r;
}

/** What was read of classes that are not built in: device_class.json, ... */
static int write_classes(const struct world *world, const struct base_staging *staging)
{
    int r = 0;
    for (int role = 0; r == 0 && role < WORLD_OUTSIDER; role++) {
        const struct class_file *own = world_class_file(world, (enum world_role)role);
        char name[40];
        snprintf(name, sizeof name, "%s.json", world_class_key((enum world_role)role));
        if (own)
            r = write_text(staging, name, strdup(own->text));
    }
    return r;
}

int run_files_write_into(const struct world *world, const struct run_files_context *context,
                         struct base_staging *staging)
{
    int r = 0;
    for (const struct run_table *table = run_tables; r == 0 && table->file_name; table++) {
        char *path = base_staging_path(staging, table->file_name);
        r = path ? table->write(world, path) : BASE_E_NOMEM;
        free(path);
    }
    if (r == 0)
        r = write_text(staging, "result.json",
                       run_result_json(world, context->version, staging->partial_path));
    if (r == 0)
        r = write_text(staging, "scenario.json", scenario_resolved_json(world->scenario));
    if (r == 0)
        r = write_classes(world, staging);
    if (r == 0)
        r = write_text(staging, "manifest.json", manifest_json(world, context));
    return r == 0 ? base_staging_commit(staging) : r;
}

int run_files_write(const struct world *world, const struct run_files_context *context,
                    const char *directory)
{
    struct base_staging staging = {0};
    int r = base_staging_begin(&staging, directory);
    if (r == 0)
        r = run_files_write_into(world, context, &staging);
    base_staging_deinit(&staging);
    return r;
}
