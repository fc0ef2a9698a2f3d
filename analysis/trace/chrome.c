#include <stdlib.h>
#include <string.h>

#include "analysis/trace/export.h"
#include "analysis/trace/names.h"
#include "base/array.h"
#include "base/error.h"

/* Slices of one thread nest or follow one another. What a node does at the same time goes to lanes,
 * each of which is a thread. */
enum { LANE_ATTEMPTS, LANE_FAILURES, LANE_MESSAGES, LANE_FIRST, LANES = 64 };

struct node {
    uint64_t busy;             /* a bit a lane */
    uint64_t named;            /* lanes that the viewer has a name for */
    int64_t down_ns, tried_ns; /* since when; -1: it is up, no attempt is under way */
};

struct chrome {
    struct trace_reader *reader;
    FILE *out;
    bool has_event;
    struct trace_names nodes, words;
    struct node *node; /* by number */
    size_t node_capacity;
    struct trace_tasks messages, computations, transactions;
};

static void quoted(const struct chrome *chrome, const char *text)
{
    putc('"', chrome->out);
    for (; *text; text++) {
        unsigned char c = (unsigned char)*text;
        if (c == '"' || c == '\\')
            fprintf(chrome->out, "\\%c", c);
        else if (c < ' ')
            fprintf(chrome->out, "\\u%04x", c);
        else
            putc(c, chrome->out);
    }
    putc('"', chrome->out);
}

/** Microseconds, exact. */
static void time_member(const struct chrome *chrome, const char *key, int64_t t_ns)
{
    fprintf(chrome->out, ",\"%s\":%lld.%03lld", key, (long long)(t_ns / 1000),
            (long long)(t_ns % 1000));
}

static unsigned process_of(const char *name)
{
    static const char *const roles[] = {"manufacturer-", "distributor-", "hub-", "device-",
                                        "chain-node-"};
    unsigned count = sizeof roles / sizeof roles[0];
    for (unsigned i = 0; i < count; i++)
        if (strncmp(name, roles[i], strlen(roles[i])) == 0)
            return i + 1;
    return count + 1;
}

static void begin(struct chrome *chrome, char phase, uint32_t node, unsigned lane, const char *name)
{
    fprintf(chrome->out,
            "%s{\"ph\":\"%c\",\"pid\":%u,\"tid\":%llu,\"name\":", chrome->has_event ? ",\n" : "\n",
            phase, process_of(trace_names_at(&chrome->nodes, node)),
            (unsigned long long)node * LANES + lane + 1);
    chrome->has_event = true;
    quoted(chrome, name);
}

static void end(const struct chrome *chrome)
{
    putc('}', chrome->out);
}

static void name_thread(struct chrome *chrome, uint32_t node, unsigned lane)
{
    if (chrome->node[node].named >> lane & 1)
        return;
    chrome->node[node].named |= UINT64_C(1) << lane;
    char name[TRACE_NAME_MAX + 16];
    snprintf(name, sizeof name,
             lane == LANE_ATTEMPTS   ? "%s"
             : lane == LANE_FAILURES ? "%s failures"
             : lane == LANE_MESSAGES ? "%s messages"
                                     : "%s work %u",
             trace_names_at(&chrome->nodes, node), lane - LANE_MESSAGES);
    begin(chrome, 'M', node, lane, "thread_name");
    fputs(",\"args\":{\"name\":", chrome->out);
    quoted(chrome, name);
    fputs("}}", chrome->out);
    begin(chrome, 'M', node, lane, "thread_sort_index");
    fprintf(chrome->out, ",\"args\":{\"sort_index\":%llu}}",
            (unsigned long long)node * LANES + lane);
}

/** A free lane of the node for a computation, held; LANES: there is none, and it is left out. */
static unsigned take_lane(struct chrome *chrome, uint32_t node)
{
    unsigned lane = LANE_FIRST;
    while (lane < LANES && chrome->node[node].busy >> lane & 1)
        lane++;
    if (lane == LANES)
        return lane;
    chrome->node[node].busy |= UINT64_C(1) << lane;
    name_thread(chrome, node, lane);
    return lane;
}

static void slice(struct chrome *chrome, uint32_t node, unsigned lane, const char *name,
                  int64_t begin_ns, int64_t end_ns)
{
    begin(chrome, 'X', node, lane, name);
    time_member(chrome, "ts", begin_ns);
    time_member(chrome, "dur", end_ns - begin_ns);
}

static void text_member(const struct chrome *chrome, const char *key, const char *text)
{
    fprintf(chrome->out, ",\"%s\":", key);
    quoted(chrome, text ? text : "");
}

/** One end of a message's way: a slice without a length, and the flow that begins or ends there. */
static void way_end(struct chrome *chrome, char phase, uint32_t node, const struct trace_task *task,
                    int64_t t_ns)
{
    const char *name = trace_names_at(&chrome->words, task->what);
    name_thread(chrome, node, LANE_MESSAGES);
    slice(chrome, node, LANE_MESSAGES, name, t_ns, t_ns);
    fprintf(chrome->out, ",\"cat\":\"message\",\"args\":{\"message\":%llu",
            (unsigned long long)task->number);
    text_member(chrome, phase == 's' ? "to" : "from",
                trace_names_at(&chrome->nodes, phase == 's' ? task->peer : task->node));
    fputs("}}", chrome->out);
    begin(chrome, phase, node, LANE_MESSAGES, name);
    time_member(chrome, "ts", t_ns);
    fprintf(chrome->out, ",\"cat\":\"message\",\"id\":%llu%s}", (unsigned long long)task->number,
            phase == 'f' ? ",\"bp\":\"e\"" : "");
}

static int on_node(struct chrome *chrome, const struct trace_event *event)
{
    uint32_t node;
    bool is_new;
    int r = trace_names_add(&chrome->nodes, chrome->reader, event, "node", &node, &is_new);
    if (r < 0 || !is_new)
        return r;
    struct node *grown = base_array_grow(chrome->node, sizeof *grown, node, &chrome->node_capacity);
    if (!grown)
        return base_fail(BASE_E_NOMEM, "memory is exhausted");
    chrome->node = grown;
    grown[node] = (struct node){.down_ns = -1, .tried_ns = -1};
    return 0;
}

static int word(struct chrome *chrome, const struct trace_event *event, const char *key,
                uint32_t *ret_word)
{
    bool is_new;
    return trace_names_add(&chrome->words, chrome->reader, event, key, ret_word, &is_new);
}

static int on_send(struct chrome *chrome, const struct trace_event *event)
{
    struct trace_task task = {.begin_ns = event->t_ns};
    int r = trace_tasks_number(chrome->reader, event, "message", &task.number);
    if (r == 0)
        r = trace_names_find(&chrome->nodes, chrome->reader, event, "from", &task.node);
    if (r == 0)
        r = trace_names_find(&chrome->nodes, chrome->reader, event, "to", &task.peer);
    if (r < 0 || task.node == TRACE_NOBODY || task.peer == TRACE_NOBODY)
        return r;
    r = word(chrome, event, "kind", &task.what);
    if (r < 0)
        return r;
    return trace_tasks_begin(&chrome->messages, &task);
}

static int on_fate(struct chrome *chrome, const struct trace_event *event)
{
    struct trace_task task;
    uint64_t number;
    int r = trace_tasks_number(chrome->reader, event, "message", &number);
    if (r < 0 || !trace_tasks_end(&chrome->messages, number, &task))
        return r;
    const char *fate = trace_text(event, "fate");
    if (fate && strcmp(fate, "delivered") == 0) {
        way_end(chrome, 's', task.node, &task, task.begin_ns);
        way_end(chrome, 'f', task.peer, &task, event->t_ns);
        return 0;
    }
    name_thread(chrome, task.node, LANE_MESSAGES);
    begin(chrome, 'i', task.node, LANE_MESSAGES, trace_names_at(&chrome->words, task.what));
    time_member(chrome, "ts", event->t_ns);
    fputs(",\"cat\":\"lost\",\"s\":\"t\",\"args\":{\"fate\":", chrome->out);
    quoted(chrome, fate ? fate : "");
    fputs("}}", chrome->out);
    return 0;
}

static int on_compute(struct chrome *chrome, const struct trace_event *event)
{
    struct trace_task task = {.begin_ns = event->t_ns};
    int r = trace_tasks_number(chrome->reader, event, "work", &task.number);
    if (r == 0)
        r = trace_names_find(&chrome->nodes, chrome->reader, event, "node", &task.node);
    if (r < 0 || task.node == TRACE_NOBODY)
        return r;
    r = word(chrome, event, "what", &task.what);
    if (r < 0)
        return r;
    task.lane = take_lane(chrome, task.node);
    return trace_tasks_begin(&chrome->computations, &task);
}

static int on_computed(struct chrome *chrome, const struct trace_event *event)
{
    struct trace_task task;
    uint64_t number;
    int r = trace_tasks_number(chrome->reader, event, "work", &number);
    if (r < 0 || !trace_tasks_end(&chrome->computations, number, &task))
        return r;
    if (task.lane == LANES)
        return 0;
    chrome->node[task.node].busy &= ~(UINT64_C(1) << task.lane);
    slice(chrome, task.node, task.lane, trace_names_at(&chrome->words, task.what), task.begin_ns,
          event->t_ns);
    fputs(",\"cat\":\"work\"", chrome->out);
    end(chrome);
    return 0;
}

/** Something that lasts and does not overlap with its like: a failure, or a device's attempt. What
 *  lasts to the end of the log ends there. */
static void lasting(struct chrome *chrome, uint32_t node, unsigned lane, const char *category,
                    const char *name, int64_t *since_ns, bool begins, int64_t now_ns)
{
    if (*since_ns >= 0) {
        name_thread(chrome, node, lane);
        slice(chrome, node, lane, name, *since_ns, now_ns);
        fprintf(chrome->out, ",\"cat\":\"%s\"", category);
        end(chrome);
    }
    *since_ns = begins ? now_ns : -1;
}

static void failure(struct chrome *chrome, uint32_t node, bool begins, int64_t now_ns)
{
    lasting(chrome, node, LANE_FAILURES, "failure", "down", &chrome->node[node].down_ns, begins,
            now_ns);
}

static void attempt(struct chrome *chrome, uint32_t node, const char *state, bool begins,
                    int64_t now_ns)
{
    lasting(chrome, node, LANE_ATTEMPTS, "attempt", state, &chrome->node[node].tried_ns, begins,
            now_ns);
}

static int on_machine(struct chrome *chrome, const struct trace_event *event)
{
    uint32_t node;
    int r = trace_names_find(&chrome->nodes, chrome->reader, event, "node", &node);
    if (r == 0 && node != TRACE_NOBODY)
        failure(chrome, node, trace_is(event, "down"), event->t_ns);
    return r;
}

static int on_state(struct chrome *chrome, const struct trace_event *event)
{
    uint32_t node;
    int r = trace_names_find(&chrome->nodes, chrome->reader, event, "device", &node);
    const char *state = trace_text(event, "state");
    if (r < 0 || node == TRACE_NOBODY || !state)
        return r;
    bool begins = strcmp(state, "in_progress") == 0;
    attempt(chrome, node, begins ? "attempt" : state, begins, event->t_ns);
    return 0;
}

static int on_step(struct chrome *chrome, const struct trace_event *event)
{
    uint32_t node;
    int r = trace_names_find(&chrome->nodes, chrome->reader, event, "device", &node);
    const char *step = trace_text(event, "step");
    if (r < 0 || node == TRACE_NOBODY || !step)
        return r;
    name_thread(chrome, node, LANE_ATTEMPTS);
    begin(chrome, 'i', node, LANE_ATTEMPTS, step);
    time_member(chrome, "ts", event->t_ns);
    fputs(",\"cat\":\"step\",\"s\":\"t\"}", chrome->out);
    return 0;
}

static void transaction(struct chrome *chrome, char phase, const struct trace_task *task,
                        int64_t t_ns)
{
    begin(chrome, phase, task->node, LANE_ATTEMPTS, trace_names_at(&chrome->words, task->what));
    time_member(chrome, "ts", t_ns);
    fprintf(chrome->out, ",\"cat\":\"transaction\",\"id\":%llu", (unsigned long long)task->number);
    end(chrome);
}

static int on_sign(struct chrome *chrome, const struct trace_event *event)
{
    struct trace_task task = {.begin_ns = event->t_ns};
    int r = trace_tasks_number(chrome->reader, event, "transaction", &task.number);
    if (r == 0)
        r = trace_names_find(&chrome->nodes, chrome->reader, event, "who", &task.node);
    if (r < 0 || task.node == TRACE_NOBODY)
        return r;
    r = word(chrome, event, "operation", &task.what);
    if (r == 0)
        r = trace_tasks_begin(&chrome->transactions, &task);
    if (r == 0)
        transaction(chrome, 'b', &task, event->t_ns);
    return r;
}

static int on_include(struct chrome *chrome, const struct trace_event *event)
{
    struct trace_task task;
    uint64_t number;
    int r = trace_tasks_number(chrome->reader, event, "transaction", &number);
    if (r == 0 && trace_tasks_end(&chrome->transactions, number, &task))
        transaction(chrome, 'e', &task, event->t_ns);
    return r;
}

static int on_block(struct chrome *chrome, const struct trace_event *event)
{
    int64_t count = trace_number(event, "transactions"), gas = trace_number(event, "gas");
    if (count < 0 || gas < 0)
        return 0;
    fprintf(chrome->out, "%s{\"ph\":\"C\",\"pid\":0,\"name\":\"blocks\"",
            chrome->has_event ? ",\n" : "\n");
    chrome->has_event = true;
    time_member(chrome, "ts", event->t_ns);
    fprintf(chrome->out, ",\"args\":{\"transactions\":%lld,\"gas\":%lld}}", (long long)count,
            (long long)gas);
    return 0;
}

static int on_event(struct chrome *chrome, const struct trace_event *event)
{
    static const struct {
        const char *name;
        int (*take)(struct chrome *chrome, const struct trace_event *event);
    } rows[] = {
        {"send", on_send},         {"fate", on_fate},    {"compute", on_compute},
        {"computed", on_computed}, {"down", on_machine}, {"up", on_machine},
        {"state", on_state},       {"step", on_step},    {"sign", on_sign},
        {"include", on_include},   {"block", on_block},  {"node", on_node},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (trace_is(event, rows[i].name))
            return rows[i].take(chrome, event);
    return 0;
}

static void name_processes(struct chrome *chrome)
{
    static const char *const names[] = {"chain",   "manufacturers", "distributors", "hubs",
                                        "devices", "chain nodes",   "others"};
    for (unsigned i = 0; i < sizeof names / sizeof names[0]; i++)
        fprintf(chrome->out,
                "%s{\"ph\":\"M\",\"pid\":%u,\"name\":\"process_name\",\"args\":{\"name\":\"%s\"}}",
                i > 0 ? ",\n" : "\n", i, names[i]);
    chrome->has_event = true;
}

int trace_export_chrome(struct trace_reader *reader, FILE *out)
{
    struct chrome chrome = {.reader = reader, .out = out};
    struct trace_event event;
    int64_t end_ns = 0;
    int r;
    trace_names_init(&chrome.nodes);
    trace_names_init(&chrome.words);
    fputs("{\"displayTimeUnit\":\"ms\",\"traceEvents\":[", out);
    name_processes(&chrome);
    while ((r = trace_next(reader, &event)) > 0) {
        end_ns = event.t_ns;
        if ((r = on_event(&chrome, &event)) < 0)
            break;
    }
    for (uint32_t i = 0; r == 0 && i < chrome.nodes.map.count; i++) {
        attempt(&chrome, i, "in_progress", false, end_ns);
        failure(&chrome, i, false, end_ns);
    }
    fputs("\n]}\n", out);
    trace_names_deinit(&chrome.nodes);
    trace_names_deinit(&chrome.words);
    trace_tasks_deinit(&chrome.messages);
    trace_tasks_deinit(&chrome.computations);
    trace_tasks_deinit(&chrome.transactions);
    free(chrome.node);
    return r;
}
