#include <string.h>

#include "analysis/trace/export.h"
#include "analysis/trace/names.h"

/* Aliases: n3 is the fourth node, v5 the sixth value. */

static const char paje_head[] = "%EventDef PajeDefineContainerType 0\n"
                                "% Alias string\n"
                                "% Type string\n"
                                "% Name string\n"
                                "%EndEventDef\n"
                                "%EventDef PajeDefineEventType 1\n"
                                "% Alias string\n"
                                "% Type string\n"
                                "% Name string\n"
                                "% Color color\n"
                                "%EndEventDef\n"
                                "%EventDef PajeDefineStateType 2\n"
                                "% Alias string\n"
                                "% Type string\n"
                                "% Name string\n"
                                "%EndEventDef\n"
                                "%EventDef PajeDefineLinkType 3\n"
                                "% Alias string\n"
                                "% Type string\n"
                                "% StartContainerType string\n"
                                "% EndContainerType string\n"
                                "% Name string\n"
                                "%EndEventDef\n"
                                "%EventDef PajeDefineEntityValue 4\n"
                                "% Alias string\n"
                                "% Type string\n"
                                "% Name string\n"
                                "% Color color\n"
                                "%EndEventDef\n"
                                "%EventDef PajeCreateContainer 5\n"
                                "% Time date\n"
                                "% Alias string\n"
                                "% Type string\n"
                                "% Container string\n"
                                "% Name string\n"
                                "%EndEventDef\n"
                                "%EventDef PajeDestroyContainer 6\n"
                                "% Time date\n"
                                "% Type string\n"
                                "% Name string\n"
                                "%EndEventDef\n"
                                "%EventDef PajeSetState 7\n"
                                "% Time date\n"
                                "% Type string\n"
                                "% Container string\n"
                                "% Value string\n"
                                "%EndEventDef\n"
                                "%EventDef PajePushState 8\n"
                                "% Time date\n"
                                "% Type string\n"
                                "% Container string\n"
                                "% Value string\n"
                                "%EndEventDef\n"
                                "%EventDef PajePopState 9\n"
                                "% Time date\n"
                                "% Type string\n"
                                "% Container string\n"
                                "%EndEventDef\n"
                                "%EventDef PajeStartLink 10\n"
                                "% Time date\n"
                                "% Type string\n"
                                "% Container string\n"
                                "% Value string\n"
                                "% StartContainer string\n"
                                "% Key string\n"
                                "%EndEventDef\n"
                                "%EventDef PajeEndLink 11\n"
                                "% Time date\n"
                                "% Type string\n"
                                "% Container string\n"
                                "% Value string\n"
                                "% EndContainer string\n"
                                "% Key string\n"
                                "%EndEventDef\n"
                                "%EventDef PajeNewEvent 12\n"
                                "% Time date\n"
                                "% Type string\n"
                                "% Container string\n"
                                "% Value string\n"
                                "%EndEventDef\n"
                                "0 RUN 0 \"run\"\n"
                                "0 NODE RUN \"node\"\n"
                                "1 LOST NODE \"lost\" \"0.8 0.2 0.2\"\n"
                                "2 WORK NODE \"work\"\n"
                                "2 MACHINE NODE \"machine\"\n"
                                "2 UPDATE NODE \"update\"\n"
                                "3 MESSAGE RUN NODE NODE \"message\"\n"
                                "4 DOWN MACHINE \"down\" \"0.8 0.2 0.2\"\n"
                                "4 UP MACHINE \"up\" \"0.2 0.6 0.3\"\n"
                                "4 GONE LOST \"lost\" \"0.8 0.2 0.2\"\n"
                                "5 0.000000000 run RUN 0 \"run\"\n";

struct paje {
    struct trace_reader *reader;
    FILE *out;
    struct trace_names nodes, works, states, kinds;
    struct trace_tasks messages, computations;
};

/** A quotation mark has no place in a text of Paje's. */
static void quoted(const struct paje *paje, const char *text)
{
    putc('"', paje->out);
    for (; *text; text++)
        putc(*text == '"' || (unsigned char)*text < ' ' ? '\'' : *text, paje->out);
    putc('"', paje->out);
}

static void begin(const struct paje *paje, int kind, int64_t t_ns)
{
    fprintf(paje->out, "%d %lld.%09lld ", kind, (long long)(t_ns / 1000000000),
            (long long)(t_ns % 1000000000));
}

/** Colours that follow from the number, so that they are the same in each log. */
static const char *colour_of(uint32_t number)
{
    static const char *const colours[] = {"0.00 0.45 0.70", "0.90 0.62 0.00", "0.00 0.62 0.45",
                                          "0.80 0.47 0.65", "0.34 0.71 0.91", "0.84 0.37 0.00",
                                          "0.94 0.89 0.26", "0.50 0.50 0.50"};
    return colours[number % (sizeof colours / sizeof colours[0])];
}

/** The number of a value, which is defined when it comes for the first time. */
static int value_of(struct paje *paje, struct trace_names *values, const char *type, char letter,
                    const struct trace_event *event, const char *key, uint32_t *ret_number)
{
    bool is_new;
    int r = trace_names_add(values, paje->reader, event, key, ret_number, &is_new);
    if (r == 0 && is_new) {
        fprintf(paje->out, "4 %c%u %s ", letter, *ret_number, type);
        quoted(paje, trace_names_at(values, *ret_number));
        fprintf(paje->out, " \"%s\"\n", colour_of(*ret_number));
    }
    return r;
}

static int on_node(struct paje *paje, const struct trace_event *event)
{
    uint32_t node;
    bool is_new;
    int r = trace_names_add(&paje->nodes, paje->reader, event, "node", &node, &is_new);
    if (r == 0 && is_new) {
        begin(paje, 5, event->t_ns);
        fprintf(paje->out, "n%u NODE run ", node);
        quoted(paje, trace_names_at(&paje->nodes, node));
        putc('\n', paje->out);
    }
    return r;
}

static int on_send(struct paje *paje, const struct trace_event *event)
{
    struct trace_task task = {.begin_ns = event->t_ns};
    int r = trace_tasks_number(paje->reader, event, "message", &task.number);
    if (r == 0)
        r = trace_names_find(&paje->nodes, paje->reader, event, "from", &task.node);
    if (r == 0)
        r = trace_names_find(&paje->nodes, paje->reader, event, "to", &task.peer);
    if (r < 0 || task.node == TRACE_NOBODY || task.peer == TRACE_NOBODY || task.node == task.peer)
        return r;
    r = value_of(paje, &paje->kinds, "MESSAGE", 'k', event, "kind", &task.what);
    if (r == 0)
        r = trace_tasks_begin(&paje->messages, &task);
    if (r == 0) {
        begin(paje, 10, event->t_ns);
        fprintf(paje->out, "MESSAGE run k%u n%u m%llu\n", task.what, task.node,
                (unsigned long long)task.number);
    }
    return r;
}

static int on_fate(struct paje *paje, const struct trace_event *event)
{
    struct trace_task task;
    uint64_t number;
    int r = trace_tasks_number(paje->reader, event, "message", &number);
    if (r < 0 || !trace_tasks_end(&paje->messages, number, &task))
        return r;
    const char *fate = trace_text(event, "fate");
    begin(paje, 11, event->t_ns);
    fprintf(paje->out, "MESSAGE run k%u n%u m%llu\n", task.what, task.peer,
            (unsigned long long)number);
    if (!fate || strcmp(fate, "delivered") != 0) {
        begin(paje, 12, event->t_ns);
        fprintf(paje->out, "LOST n%u GONE\n", task.node);
    }
    return 0;
}

static int on_compute(struct paje *paje, const struct trace_event *event)
{
    struct trace_task task = {.begin_ns = event->t_ns};
    int r = trace_tasks_number(paje->reader, event, "work", &task.number);
    if (r == 0)
        r = trace_names_find(&paje->nodes, paje->reader, event, "node", &task.node);
    if (r < 0 || task.node == TRACE_NOBODY)
        return r;
    r = value_of(paje, &paje->works, "WORK", 'w', event, "what", &task.what);
    if (r == 0)
        r = trace_tasks_begin(&paje->computations, &task);
    if (r == 0) {
        begin(paje, 8, event->t_ns);
        fprintf(paje->out, "WORK n%u w%u\n", task.node, task.what);
    }
    return r;
}

static int on_computed(struct paje *paje, const struct trace_event *event)
{
    struct trace_task task;
    uint64_t number;
    int r = trace_tasks_number(paje->reader, event, "work", &number);
    if (r == 0 && trace_tasks_end(&paje->computations, number, &task)) {
        begin(paje, 9, event->t_ns);
        fprintf(paje->out, "WORK n%u\n", task.node);
    }
    return r;
}

static int on_machine(struct paje *paje, const struct trace_event *event)
{
    uint32_t node;
    int r = trace_names_find(&paje->nodes, paje->reader, event, "node", &node);
    if (r == 0 && node != TRACE_NOBODY) {
        begin(paje, 7, event->t_ns);
        fprintf(paje->out, "MACHINE n%u %s\n", node, trace_is(event, "up") ? "UP" : "DOWN");
    }
    return r;
}

static int on_state(struct paje *paje, const struct trace_event *event)
{
    uint32_t node, state;
    int r = trace_names_find(&paje->nodes, paje->reader, event, "device", &node);
    if (r < 0 || node == TRACE_NOBODY)
        return r;
    r = value_of(paje, &paje->states, "UPDATE", 's', event, "state", &state);
    if (r == 0) {
        begin(paje, 7, event->t_ns);
        fprintf(paje->out, "UPDATE n%u s%u\n", node, state);
    }
    return r;
}

static int on_event(struct paje *paje, const struct trace_event *event)
{
    static const struct {
        const char *name;
        int (*take)(struct paje *paje, const struct trace_event *event);
    } rows[] = {
        {"send", on_send},         {"fate", on_fate},    {"compute", on_compute},
        {"computed", on_computed}, {"down", on_machine}, {"up", on_machine},
        {"state", on_state},       {"node", on_node},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (trace_is(event, rows[i].name))
            return rows[i].take(paje, event);
    return 0;
}

int trace_export_paje(struct trace_reader *reader, FILE *out)
{
    struct paje paje = {.reader = reader, .out = out};
    struct trace_event event;
    int64_t end_ns = 0;
    int r;
    trace_names_init(&paje.nodes);
    trace_names_init(&paje.works);
    trace_names_init(&paje.states);
    trace_names_init(&paje.kinds);
    fputs(paje_head, out);
    while ((r = trace_next(reader, &event)) > 0) {
        end_ns = event.t_ns;
        r = on_event(&paje, &event);
        if (r < 0)
            break;
    }
    for (uint32_t i = 0; r == 0 && i < paje.nodes.map.count; i++) {
        begin(&paje, 6, end_ns);
        fprintf(out, "NODE n%u\n", i);
    }
    if (r == 0) {
        begin(&paje, 6, end_ns);
        fputs("RUN run\n", out);
    }
    trace_names_deinit(&paje.nodes);
    trace_names_deinit(&paje.works);
    trace_names_deinit(&paje.states);
    trace_names_deinit(&paje.kinds);
    trace_tasks_deinit(&paje.messages);
    trace_tasks_deinit(&paje.computations);
    return r;
}

int trace_export_text(struct trace_reader *reader, FILE *out)
{
    struct trace_event event = *trace_head(reader);
    int r;
    do {
        json_dumpf(event.line, out, JSON_COMPACT);
        putc('\n', out);
    } while ((r = trace_next(reader, &event)) > 0);
    return r;
}
