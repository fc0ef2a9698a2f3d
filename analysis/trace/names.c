#include "analysis/trace/names.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"

void trace_names_init(struct trace_names *names)
{
    base_map_init(&names->map, TRACE_NAME_MAX, sizeof(uint32_t));
}

void trace_names_deinit(struct trace_names *names)
{
    base_map_deinit(&names->map);
}

static int wrong(const struct trace_reader *reader, const char *key, const char *what)
{
    return base_fail(BASE_E_SCENARIO, "line %llu of the log: \"%s\" %s",
                     (unsigned long long)trace_line(reader), key, what);
}

/** Copies the member, with zeros behind it. A number, as a message's kind without a name is, is
 *  written out. */
static int read_name(const struct trace_reader *reader, const struct trace_event *event,
                     const char *key, char ret_name[TRACE_NAME_MAX])
{
    char digits[32];
    const char *text = trace_text(event, key);
    if (!text && trace_number(event, key) >= 0) {
        snprintf(digits, sizeof digits, "%lld", (long long)trace_number(event, key));
        text = digits;
    }
    if (!text)
        return wrong(reader, key, "is missing");
    if (strlen(text) >= TRACE_NAME_MAX)
        return wrong(reader, key, "is too long");
    memset(ret_name, 0, TRACE_NAME_MAX);
    memcpy(ret_name, text, strlen(text));
    return 0;
}

int trace_names_add(struct trace_names *names, const struct trace_reader *reader,
                    const struct trace_event *event, const char *key, uint32_t *ret_number,
                    bool *ret_is_new)
{
    char name[TRACE_NAME_MAX];
    int r = read_name(reader, event, key, name);
    if (r < 0)
        return r;
    uint32_t *slot = base_map_put(&names->map, name, ret_is_new);
    if (!slot)
        return base_fail(BASE_E_NOMEM, "memory is exhausted");
    if (*ret_is_new)
        *slot = (uint32_t)names->map.count - 1;
    *ret_number = *slot;
    return 0;
}

int trace_names_find(const struct trace_names *names, const struct trace_reader *reader,
                     const struct trace_event *event, const char *key, uint32_t *ret_number)
{
    char name[TRACE_NAME_MAX];
    if (!trace_text(event, key)) {
        *ret_number = TRACE_NOBODY;
        return 0;
    }
    int r = read_name(reader, event, key, name);
    const uint32_t *found = r == 0 ? base_map_get(&names->map, name) : NULL;
    if (r == 0 && !found)
        r = wrong(reader, key, "is no node of the log's head");
    if (r == 0)
        *ret_number = *found;
    return r;
}

const char *trace_names_at(const struct trace_names *names, uint32_t number)
{
    return base_map_key_at(&names->map, number);
}

void trace_tasks_deinit(struct trace_tasks *tasks)
{
    free(tasks->slots);
}

int trace_tasks_number(const struct trace_reader *reader, const struct trace_event *event,
                       const char *key, uint64_t *ret_number)
{
    int64_t number = trace_number(event, key);
    if (number < 1)
        return wrong(reader, key, "is no number");
    *ret_number = (uint64_t)number;
    return 0;
}

/** Where the number stands, or the empty slot where it would. */
static size_t find(const struct trace_tasks *tasks, uint64_t number)
{
    size_t mask = tasks->capacity - 1;
    size_t at = (size_t)(number * UINT64_C(0x9e3779b97f4a7c15) >> 20) & mask;
    while (tasks->slots[at].number != 0 && tasks->slots[at].number != number)
        at = (at + 1) & mask;
    return at;
}

static int grow(struct trace_tasks *tasks)
{
    if (2 * (tasks->count + 1) <= tasks->capacity)
        return 0;
    struct trace_tasks larger = {.capacity = tasks->capacity > 0 ? 2 * tasks->capacity : 64};
    larger.slots = calloc(larger.capacity, sizeof *larger.slots);
    if (!larger.slots)
        return base_fail(BASE_E_NOMEM, "memory is exhausted");
    for (size_t i = 0; i < tasks->capacity; i++)
        if (tasks->slots[i].number != 0)
            larger.slots[find(&larger, tasks->slots[i].number)] = tasks->slots[i];
    larger.count = tasks->count;
    free(tasks->slots);
    *tasks = larger;
    return 0;
}

int trace_tasks_begin(struct trace_tasks *tasks, const struct trace_task *task)
{
    int r = grow(tasks);
    if (r < 0)
        return r;
    size_t at = find(tasks, task->number);
    tasks->count += tasks->slots[at].number == 0;
    tasks->slots[at] = *task;
    return 0;
}

bool trace_tasks_end(struct trace_tasks *tasks, uint64_t number, struct trace_task *ret_task)
{
    size_t mask = tasks->capacity - 1;
    size_t at = tasks->capacity > 0 ? find(tasks, number) : 0;
    if (tasks->capacity == 0 || tasks->slots[at].number == 0)
        return false;
    *ret_task = tasks->slots[at];
    tasks->slots[at].number = 0;
    tasks->count--;
    /* Those behind it may stand there only because it did. */
    for (size_t next = (at + 1) & mask; tasks->slots[next].number != 0; next = (next + 1) & mask) {
        struct trace_task moved = tasks->slots[next];
        tasks->slots[next].number = 0;
        tasks->slots[find(tasks, moved.number)] = moved;
    }
    return true;
}
