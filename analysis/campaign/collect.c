#include "analysis/campaign/collect.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "analysis/campaign/record.h"
#include "analysis/table.h"
#include "base/array.h"
#include "base/error.h"

#define KEY_COUNT 5

struct collector {
    const struct campaign *campaign;
    const struct campaign_state *state;
    struct campaign_result_column *columns;
    size_t column_count, capacity;
    size_t first_metric;
    size_t cursor; /* where the last metric was found: runs have theirs in one order */
    char **cells;  /* of the row under way, [column_count]; NULL: empty */
    char *record;
    size_t record_capacity;
    int fd; /* of `shard`; -1: none */
    size_t shard;
    struct base_buffer out;    /* results.csv */
    struct base_buffer effort; /* effort.csv */
};

static int add_column(struct collector *collector, const char *name, const char *unit,
                      const char *role, const char *type)
{
    struct campaign_result_column *columns = base_array_grow(
        collector->columns, sizeof *columns, collector->column_count, &collector->capacity);
    if (!columns)
        return BASE_E_NOMEM;
    collector->columns = columns;
    struct campaign_result_column *column = &columns[collector->column_count];
    *column = (struct campaign_result_column){strdup(name), strdup(unit), role, type};
    collector->column_count++;
    return column->name && column->unit ? 0 : BASE_E_NOMEM;
}

/** The unit that a name ends with, and "" without. */
static const char *unit_of(const char *name)
{
    static const char *const units[] = {"s", "bytes", "wei", "gas", "usd", "uJ", "J", "bps", "Bps"};
    const char *last = strrchr(name, '.');
    const char *end = strrchr(name, '_');
    last = last ? last + 1 : name;
    end = end && end > last ? end + 1 : last;
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++)
        if (strcmp(end, units[i]) == 0)
            return units[i];
    return "";
}

static int add_fixed_columns(struct collector *collector)
{
    static const char *const keys[KEY_COUNT][2] = {{"run_id", "string"},
                                                   {"index", "integer"},
                                                   {"point", "integer"},
                                                   {"replication", "integer"},
                                                   {"seed", "integer"}};
    int r = 0;
    for (size_t i = 0; r == 0 && i < KEY_COUNT; i++)
        r = add_column(collector, keys[i][0], "", "key", keys[i][1]);
    for (size_t i = 0; r == 0 && i < collector->campaign->column_count; i++) {
        const struct campaign_column *column = &collector->campaign->columns[i];
        struct base_buffer name = {0};
        base_buffer_printf(&name, "set.%s%s%s", column->key, column->unit[0] ? "_" : "",
                           column->unit);
        base_buffer_append_u8(&name, 0);
        r = base_buffer_failed(&name)
                ? BASE_E_NOMEM
                : add_column(collector, (const char *)name.data, column->unit, "set", column->type);
        base_buffer_deinit(&name);
    }
    collector->first_metric = collector->cursor = collector->column_count;
    return r;
}

/** The column of a metric; column_count when there is none yet. */
static size_t find_metric(struct collector *collector, const char *name)
{
    size_t count = collector->column_count - collector->first_metric;
    for (size_t i = 0; i < count; i++) {
        size_t at =
            collector->first_metric + (collector->cursor - collector->first_metric + i) % count;
        if (strcmp(collector->columns[at].name, name) == 0) {
            collector->cursor = at + 1 < collector->column_count ? at + 1 : collector->first_metric;
            return at;
        }
    }
    return collector->column_count;
}

static int learn_metric(void *context, const struct campaign_metric *metric)
{
    struct collector *collector = context;
    size_t at = find_metric(collector, metric->name);
    if (at == collector->column_count)
        return add_column(collector, metric->name, unit_of(metric->name), "metric", metric->type);
    struct campaign_result_column *column = &collector->columns[at];
    if (strcmp(column->type, metric->type) != 0)
        column->type = strcmp(column->type, "boolean") == 0 || strcmp(metric->type, "boolean") == 0
                           ? "string"
                           : "number";
    return 0;
}

static int fill_metric(void *context, const struct campaign_metric *metric)
{
    struct collector *collector = context;
    size_t at = find_metric(collector, metric->name);
    if (at == collector->column_count || collector->cells[at])
        return 0;
    collector->cells[at] = strdup(metric->cell);
    return collector->cells[at] ? 0 : BASE_E_NOMEM;
}

/** Reads the record of a run again and visits its metrics. */
static int visit_run(struct collector *collector, size_t index,
                     int (*visit)(void *context, const struct campaign_metric *metric))
{
    const struct campaign_run_place *place = &collector->state->runs[index];
    size_t shard = collector->campaign->runs[index].shard;
    if (collector->fd < 0 || collector->shard != shard) {
        if (collector->fd >= 0)
            close(collector->fd);
        char *path = campaign_shard_path(collector->campaign, shard);
        if (!path)
            return BASE_E_NOMEM;
        collector->fd = open(path, O_RDONLY | O_CLOEXEC);
        collector->shard = shard;
        int r = collector->fd < 0
                    ? base_fail(BASE_E_IO, "cannot open %s: %s", path, strerror(errno))
                    : 0;
        free(path);
        if (r < 0)
            return r;
    }
    if (place->len + 1 > collector->record_capacity) {
        char *larger = realloc(collector->record, 2 * place->len + 1);
        if (!larger)
            return BASE_E_NOMEM;
        collector->record = larger;
        collector->record_capacity = 2 * place->len + 1;
    }
    ssize_t n = pread(collector->fd, collector->record, place->len, (off_t)place->offset);
    collector->record[place->len] = '\0';
    const char *result =
        n == (ssize_t)place->len ? campaign_record_result(collector->record) : NULL;
    if (!result)
        return base_fail(BASE_E_SCENARIO, "the results have changed while they were collected");
    return campaign_metrics_visit(result, strlen(result), visit, collector);
}

/** The cells of a row up to the metrics. */
static void append_keys(const struct collector *collector, size_t index, struct base_buffer *out)
{
    const struct campaign_run *run = &collector->campaign->runs[index];
    const struct campaign_point *point = &collector->campaign->points[run->point];
    base_buffer_printf(out, "%s,%zu,%zu,%" PRIu64 ",%" PRIu64, run->id, index, run->point,
                       run->replication, run->seed);
    for (size_t i = KEY_COUNT; i < collector->first_metric; i++) {
        base_buffer_append(out, ",", 1);
        analysis_table_append_cell(out,
                                   point->cells[i - KEY_COUNT] ? point->cells[i - KEY_COUNT] : "");
    }
}

/** Of the record that was read last. */
static void append_effort(struct collector *collector, size_t index)
{
    struct campaign_record record;
    if (!campaign_record_parse(collector->record, &record))
        return;
    append_keys(collector, index, &collector->effort);
    base_buffer_printf(&collector->effort, ",%g,%g,%" PRIu64 "\n", record.wall_s, record.cpu_s,
                       record.memory_bytes);
}

static int write_row(struct collector *collector, size_t index)
{
    collector->cursor = collector->first_metric;
    int r = visit_run(collector, index, fill_metric);
    if (r == 0) {
        append_keys(collector, index, &collector->out);
        for (size_t i = collector->first_metric; i < collector->column_count; i++) {
            base_buffer_append(&collector->out, ",", 1);
            analysis_table_append_cell(&collector->out,
                                       collector->cells[i] ? collector->cells[i] : "");
        }
        base_buffer_append(&collector->out, "\n", 1);
        append_effort(collector, index);
    }
    for (size_t i = 0; i < collector->column_count; i++) {
        free(collector->cells[i]);
        collector->cells[i] = NULL;
    }
    return r;
}

static bool is_collected(const struct collector *collector, size_t index)
{
    const struct campaign_run_place *place = &collector->state->runs[index];
    return place->is_wanted && place->state == CAMPAIGN_RUN_DONE;
}

static int write_table(struct collector *collector, size_t *ret_rows)
{
    int r = 0;
    size_t rows = 0, run_count = collector->campaign->run_count;
    for (size_t i = 0; r == 0 && i < run_count; i++)
        if (is_collected(collector, i)) {
            collector->cursor = collector->first_metric;
            r = visit_run(collector, i, learn_metric);
        }
    collector->cells = calloc(collector->column_count + 1, sizeof *collector->cells);
    if (r == 0 && !collector->cells)
        r = BASE_E_NOMEM;
    for (size_t i = 0; r == 0 && i < collector->column_count; i++) {
        base_buffer_append(&collector->out, ",", i > 0);
        analysis_table_append_cell(&collector->out, collector->columns[i].name);
        if (i >= collector->first_metric)
            continue;
        analysis_table_append_cell(&collector->effort, collector->columns[i].name);
        base_buffer_append(&collector->effort, ",", 1);
    }
    base_buffer_append(&collector->out, "\n", 1);
    base_buffer_printf(&collector->effort, "wall_s,cpu_s,memory_bytes\n");
    for (size_t i = 0; r == 0 && i < run_count; i++)
        if (is_collected(collector, i)) {
            r = write_row(collector, i);
            rows++;
        }
    *ret_rows = rows;
    return r == 0 && base_buffer_failed(&collector->out) ? BASE_E_NOMEM : r;
}

static int write_buffer(const struct campaign *campaign, const char *name,
                        const struct base_buffer *buffer)
{
    return base_buffer_failed(buffer)
               ? BASE_E_NOMEM
               : campaign_write_file(campaign->directory, name, buffer->data, buffer->len);
}

static int write_files(const struct collector *collector)
{
    struct base_buffer package = {0}, crate = {0};
    campaign_datapackage(collector->campaign, collector->columns, collector->column_count,
                         &collector->out, &package);
    campaign_ro_crate(collector->campaign, &collector->out, &crate);
    int r = write_buffer(collector->campaign, "results.csv", &collector->out);
    if (r == 0)
        r = write_buffer(collector->campaign, "effort.csv", &collector->effort);
    if (r == 0)
        r = write_buffer(collector->campaign, "datapackage.json", &package);
    if (r == 0)
        r = write_buffer(collector->campaign, "ro-crate-metadata.json", &crate);
    base_buffer_deinit(&package);
    base_buffer_deinit(&crate);
    return r;
}

int campaign_collect(const struct campaign *campaign, const struct campaign_state *state,
                     size_t *ret_rows)
{
    struct collector collector = {.campaign = campaign, .state = state, .fd = -1};
    int r = add_fixed_columns(&collector);
    if (r == 0)
        r = write_table(&collector, ret_rows);
    if (r == 0)
        r = write_files(&collector);
    for (size_t i = 0; i < collector.column_count; i++) {
        free(collector.columns[i].name);
        free(collector.columns[i].unit);
    }
    free(collector.columns);
    free(collector.cells);
    free(collector.record);
    base_buffer_deinit(&collector.out);
    base_buffer_deinit(&collector.effort);
    if (collector.fd >= 0)
        close(collector.fd);
    return r;
}
