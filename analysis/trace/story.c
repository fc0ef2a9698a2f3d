#include "analysis/trace/story.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/trace/names.h"
#include "analysis/trace/words.h"
#include "base/array.h"
#include "base/bytes.h"
#include "base/error.h"

/** Computations that take less are not told, unless they are proofs. */
#define TOLD_NS 100000000

/** A sentence that waits for its end: what became of a message, how long a computation took. */
struct sentence {
    char *text; /* owned */
    size_t len;
    int64_t t_ns;
    bool is_quiet; /* told only when something goes wrong */
};

struct story {
    struct trace_reader *reader;
    char device[TRACE_NAME_MAX]; /* "device-3" */
    char hub[TRACE_NAME_MAX];    /* "" until the log has told */
    struct sentence *sentences;
    size_t count, capacity;
    struct base_map phrases;     /* char[TRACE_NAME_MAX] -> char * (owned) */
    struct trace_tasks messages; /* .node: its sentence */
    struct trace_tasks works;
    struct trace_tasks transactions;
    struct base_buffer end; /* the last sentences */
};

/** "hub 7" of "hub-7"; "somebody" of nothing. */
static const char *spoken(const char *name, char ret_text[TRACE_NAME_MAX])
{
    snprintf(ret_text, TRACE_NAME_MAX, "%s", name ? name : "somebody");
    base_text_disarm(ret_text);
    for (char *c = ret_text; *c; c++)
        if (*c == '-')
            *c = ' ';
    return ret_text;
}

static bool is_name(const struct trace_event *event, const char *key, const char *name)
{
    const char *text = trace_text(event, key);
    return text && strcmp(text, name) == 0;
}

/** Takes what the buffer holds as a sentence. *ret_index: its number, for what is known later. */
static int tell(struct story *story, int64_t t_ns, bool is_quiet, struct base_buffer *text,
                uint32_t *ret_index)
{
    struct sentence *grown =
        base_array_grow(story->sentences, sizeof *grown, story->count, &story->capacity);
    base_buffer_append_u8(text, '\0');
    size_t len;
    char *words = (char *)base_buffer_steal(text, &len);
    if (grown)
        story->sentences = grown;
    if (!grown || !words) {
        free(words);
        return base_fail(BASE_E_NOMEM, "memory is exhausted");
    }
    base_text_disarm(words);
    if (ret_index)
        *ret_index = (uint32_t)story->count;
    grown[story->count++] = (struct sentence){words, len - 1, t_ns, is_quiet};
    return 0;
}

/** Adds to a sentence that was told. */
static int add(struct story *story, uint32_t index, bool is_quiet, const char *more)
{
    struct sentence *sentence = &story->sentences[index];
    size_t more_len = strlen(more);
    char *longer = realloc(sentence->text, sentence->len + more_len + 1);
    if (!longer)
        return base_fail(BASE_E_NOMEM, "memory is exhausted");
    memcpy(longer + sentence->len, more, more_len + 1);
    sentence->text = longer;
    sentence->len += more_len;
    sentence->is_quiet = is_quiet;
    return 0;
}

static bool is_about(const struct story *story, const struct trace_event *event)
{
    static const char *const keys[] = {"about", "from", "to", "node", "device", "who"};
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
        if (is_name(event, keys[i], story->device))
            return true;
    return false;
}

static int on_kind(struct story *story, const struct trace_event *event)
{
    char key[TRACE_NAME_MAX] = {0};
    const char *kind = trace_text(event, "kind"), *says = trace_text(event, "says");
    if (!kind || !says || strlen(kind) >= sizeof key)
        return 0;
    memcpy(key, kind, strlen(kind));
    char **slot = base_map_put(&story->phrases, key, NULL);
    char *copy = strdup(says);
    if (!slot || !copy) {
        free(copy);
        return base_fail(BASE_E_NOMEM, "memory is exhausted");
    }
    free(*slot);
    *slot = copy;
    return 0;
}

static int on_node(struct story *story, const struct trace_event *event)
{
    const char *hub = trace_text(event, "hub");
    if (hub && is_name(event, "node", story->device))
        snprintf(story->hub, sizeof story->hub, "%s", hub);
    return 0;
}

/** "hub 7 asked distributor 12 to deliver the update". */
static void say_message(const struct story *story, const struct trace_event *event,
                        struct base_buffer *text)
{
    char from[TRACE_NAME_MAX], to[TRACE_NAME_MAX], key[TRACE_NAME_MAX] = {0};
    const char *kind = trace_text(event, "kind");
    spoken(trace_text(event, "from"), from);
    spoken(trace_text(event, "to"), to);
    if (kind && strlen(kind) < sizeof key)
        memcpy(key, kind, strlen(kind));
    char *const *phrase = base_map_get(&story->phrases, key);
    const char *hole = phrase ? strstr(*phrase, "{}") : NULL;
    if (hole)
        base_buffer_printf(text, "%s %.*s%s%s", from, (int)(hole - *phrase), *phrase, to, hole + 2);
    else
        base_buffer_printf(text, "%s sent %s a message (%s)", from, to,
                           kind ? kind : "of a kind without a name");
}

static bool is_prefix(const char *prefix, const char *text)
{
    return text && strncmp(text, prefix, strlen(prefix)) == 0;
}

static int on_send(struct story *story, const struct trace_event *event)
{
    struct trace_task task = {.begin_ns = event->t_ns};
    struct base_buffer text = {0};
    const char *kind = trace_text(event, "kind"), *link = trace_text(event, "link");
    int r = trace_tasks_number(story->reader, event, "message", &task.number);
    if (r < 0)
        return r;
    say_message(story, event, &text);
    if (trace_number(event, "bytes") >= 0 && link && strcmp(link, "self") != 0)
        base_buffer_printf(&text, " (%lld bytes over %s", (long long)trace_number(event, "bytes"),
                           strcmp(link, "lan") == 0 ? "the home's radio" : "the internet");
    else
        base_buffer_printf(&text, " (on its own machine");
    /* Answers of the chain and of the hash table. */
    bool is_quiet = kind && (strcmp(kind, "chain_reply") == 0 || strcmp(kind, "dht_answer") == 0);
    is_quiet |= is_prefix("swarm_", kind);
    r = tell(story, event->t_ns, is_quiet, &text, &task.node);
    return r == 0 ? trace_tasks_begin(&story->messages, &task) : r;
}

static int on_fate(struct story *story, const struct trace_event *event)
{
    struct trace_task task;
    uint64_t number;
    int r = trace_tasks_number(story->reader, event, "message", &number);
    if (r < 0 || !trace_tasks_end(&story->messages, number, &task))
        return r;
    char more[128], took[TRACE_TIME_MAX];
    bool is_delivered = is_name(event, "fate", "delivered");
    trace_time_text(event->t_ns - task.begin_ns, took);
    snprintf(more, sizeof more,
             is_delivered                          ? "; arrived %s later)"
             : is_name(event, "fate", "timed_out") ? "; given up after %s, not arrived)"
                                                   : "; found nobody there, %s later)",
             took);
    return add(story, task.node, story->sentences[task.node].is_quiet && is_delivered, more);
}

/** A message waits at its hub, or is lost without its sender's knowing. */
static int on_message_event(struct story *story, const struct trace_event *event)
{
    struct trace_task task;
    char more[128], when[TRACE_TIME_MAX];
    uint64_t number;
    int r = trace_tasks_number(story->reader, event, "message", &number);
    if (r < 0 || !trace_tasks_end(&story->messages, number, &task))
        return r;
    int64_t until = trace_number(event, "until_ns");
    trace_time_text(until > event->t_ns ? until - event->t_ns : 0, when);
    if (trace_is(event, "hold"))
        snprintf(more, sizeof more, "; held by the hub for the %s that the device sleeps", when);
    else
        snprintf(more, sizeof more,
                 is_name(event, "by", "hub") ? "; dropped by the hub, for the "
                                               "device sleeps too long"
                                             : "; lost on the radio");
    r = add(story, task.node, story->sentences[task.node].is_quiet && trace_is(event, "hold"),
            more);
    return r == 0 ? trace_tasks_begin(&story->messages, &task) : r;
}

static int on_compute(struct story *story, const struct trace_event *event)
{
    struct trace_task task = {.begin_ns = event->t_ns};
    struct base_buffer text = {0};
    char node[TRACE_NAME_MAX];
    const char *what = trace_text(event, "what");
    int r = trace_tasks_number(story->reader, event, "work", &task.number);
    if (r < 0)
        return r;
    base_buffer_printf(&text, "%s %s", spoken(trace_text(event, "node"), node),
                       trace_work_phrase(what));
    bool is_proof = what && (strcmp(what, "prove") == 0 || strcmp(what, "verify_proof") == 0);
    r = tell(story, event->t_ns, !is_proof, &text, &task.node);
    return r == 0 ? trace_tasks_begin(&story->works, &task) : r;
}

static int on_computed(struct story *story, const struct trace_event *event)
{
    struct trace_task task;
    uint64_t number;
    int r = trace_tasks_number(story->reader, event, "work", &number);
    if (r < 0 || !trace_tasks_end(&story->works, number, &task))
        return r;
    char more[96], took[TRACE_TIME_MAX];
    trace_time_text(event->t_ns - task.begin_ns, took);
    snprintf(more, sizeof more, ", in %s", took);
    bool is_short = event->t_ns - task.begin_ns < TOLD_NS;
    return add(story, task.node, story->sentences[task.node].is_quiet && is_short, more);
}

static int say(struct story *story, int64_t t_ns, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
static int say(struct story *story, int64_t t_ns, const char *format, ...)
{
    char words[512];
    struct base_buffer text = {0};
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(words, sizeof words, format, arguments);
    va_end(arguments);
    base_buffer_printf(&text, "%s", words);
    return tell(story, t_ns, false, &text, NULL);
}

static int on_step(struct story *story, const struct trace_event *event)
{
    const char *step = trace_text(event, "step");
    return say(story, event->t_ns, "%s", trace_step_phrase(step ? step : ""));
}

static int on_state(struct story *story, const struct trace_event *event)
{
    char device[TRACE_NAME_MAX];
    const char *state = trace_text(event, "state");
    long long attempt = trace_number(event, "attempt");
    if (!state)
        return 0;
    if (strcmp(state, "in_progress") == 0)
        return say(story, event->t_ns, "attempt %lld began", attempt);
    if (strcmp(state, "patched") == 0)
        return say(story, event->t_ns, "%s had checked and stored the update: it is patched",
                   spoken(story->device, device));
    return say(story, event->t_ns, "attempt %lld ended: %s", attempt, trace_state_phrase(state));
}

static int on_flash(struct story *story, const struct trace_event *event)
{
    char device[TRACE_NAME_MAX];
    return say(story, event->t_ns, "%s began to write %lld bytes to its flash memory",
               spoken(story->device, device), (long long)trace_number(event, "bytes"));
}

static int on_earn(struct story *story, const struct trace_event *event)
{
    char who[TRACE_NAME_MAX], reward[TRACE_TIME_MAX];
    trace_ether_text(trace_text(event, "reward_wei"), reward);
    return say(story, event->t_ns, "%s was paid %s for the delivery",
               spoken(trace_text(event, "who"), who), reward);
}

static int on_sign(struct story *story, const struct trace_event *event)
{
    char who[TRACE_NAME_MAX];
    const char *operation = trace_text(event, "operation");
    struct trace_task task = {.begin_ns = event->t_ns};
    int r = trace_tasks_number(story->reader, event, "transaction", &task.number);
    if (r == 0)
        r = trace_tasks_begin(&story->transactions, &task);
    return r < 0 ? r
                 : say(story, event->t_ns, "%s signed transaction %llu (%s)",
                       spoken(trace_text(event, "who"), who), (unsigned long long)task.number,
                       operation ? operation : "?");
}

/** What became of a transaction of this story; it stays in it, for it may come again. */
static int on_transaction(struct story *story, const struct trace_event *event)
{
    struct trace_task task;
    uint64_t number;
    int r = trace_tasks_number(story->reader, event, "transaction", &number);
    if (r < 0 || !trace_tasks_end(&story->transactions, number, &task))
        return r;
    r = trace_tasks_begin(&story->transactions, &task);
    const char *outcome = trace_text(event, "outcome"), *fate = trace_text(event, "fate");
    if (r == 0 && trace_is(event, "include"))
        return say(story, event->t_ns, "transaction %llu was in block %lld and %s, for %lld gas",
                   (unsigned long long)number, (long long)trace_number(event, "block"),
                   json_is_true(json_object_get(event->line, "success")) ? "succeeded" : "reverted",
                   (long long)trace_number(event, "gas"));
    if (r == 0 && outcome && strcmp(outcome, "accepted") != 0)
        return say(story, event->t_ns, "the mempool refused transaction %llu: %.60s",
                   (unsigned long long)number, outcome);
    if (r == 0 && fate && strcmp(fate, "done") != 0)
        return say(story, event->t_ns, "transaction %llu was given up: %.60s",
                   (unsigned long long)number, fate);
    return r;
}

static int on_machine(struct story *story, const struct trace_event *event)
{
    static const char *const phrases[][2] = {
        {"down", "failed"},
        {"up", "was up again"},
        {"disconnect", "lost its line"},
        {"reconnect", "had its line again"},
        {"wake", "woke for a message"},
    };
    char node[TRACE_NAME_MAX];
    spoken(trace_text(event, "node"), node);
    for (size_t i = 0; i < sizeof phrases / sizeof phrases[0]; i++)
        if (trace_is(event, phrases[i][0]))
            return say(story, event->t_ns, "%s %s", node, phrases[i][1]);
    return 0;
}

/** How it was left: the story's last sentences. */
static int on_left(struct story *story, const struct trace_event *event)
{
    char device[TRACE_NAME_MAX], distributor[TRACE_NAME_MAX];
    const char *state = trace_text(event, "state"), *by = trace_text(event, "distributor");
    long long attempts = trace_number(event, "attempts");
    spoken(story->device, device);
    if (state && strcmp(state, "patched") == 0)
        base_buffer_printf(&story->end, "In the end %s was patched%s%s, in %lld attempt%s.\n",
                           device, by ? " with what came from " : "",
                           by ? spoken(by, distributor) : "", attempts, attempts == 1 ? "" : "s");
    else
        base_buffer_printf(
            &story->end, "In the end %s was not patched, after %lld attempt%s: %s.\n", device,
            attempts, attempts == 1 ? "" : "s", trace_state_phrase(state ? state : ""));
    return 0;
}

static int on_end(struct story *story, const struct trace_event *event)
{
    char when[TRACE_TIME_MAX];
    trace_time_text(event->t_ns, when);
    base_buffer_printf(&story->end, "The run ended at %s, %s.\n", when,
                       json_is_true(json_object_get(event->line, "complete"))
                           ? "by its work"
                           : "because its clock was up");
    return 0;
}

static int on_event(struct story *story, const struct trace_event *event)
{
    static const struct {
        const char *name;
        bool is_device_only; /* of events about the device; others look by themselves */
        int (*take)(struct story *story, const struct trace_event *event);
    } rows[] = {
        {"send", true, on_send},           {"fate", false, on_fate},
        {"compute", true, on_compute},     {"computed", false, on_computed},
        {"hold", false, on_message_event}, {"vanish", false, on_message_event},
        {"step", true, on_step},           {"state", true, on_state},
        {"flash", true, on_flash},         {"sign", true, on_sign},
        {"submit", false, on_transaction}, {"include", false, on_transaction},
        {"settle", false, on_transaction}, {"earn", true, on_earn},
        {"left", true, on_left},           {"end", false, on_end},
        {"kind", false, on_kind},          {"node", true, on_node},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (trace_is(event, rows[i].name))
            return !rows[i].is_device_only || is_about(story, event) ? rows[i].take(story, event)
                                                                     : 0;
    bool is_home = is_name(event, "node", story->device) ||
                   (story->hub[0] && is_name(event, "node", story->hub));
    return is_home ? on_machine(story, event) : 0;
}

static void print(struct story *story, FILE *out)
{
    for (size_t i = 0; i < story->messages.capacity; i++)
        if (story->messages.slots[i].number != 0)
            add(story, story->messages.slots[i].node, false, "; what became of it is not told)");
    for (size_t i = 0; i < story->count; i++) {
        char when[TRACE_TIME_MAX];
        if (story->sentences[i].is_quiet)
            continue;
        trace_time_text(story->sentences[i].t_ns, when);
        fprintf(out, "At %s %s.\n", when, story->sentences[i].text);
    }
    if (story->end.len > 0)
        fwrite(story->end.data, 1, story->end.len, out);
}

static void deinit(struct story *story)
{
    for (size_t i = 0; i < story->count; i++)
        free(story->sentences[i].text);
    free(story->sentences);
    for (size_t i = 0; i < story->phrases.count; i++)
        free(*(char **)base_map_value_at(&story->phrases, i));
    base_map_deinit(&story->phrases);
    trace_tasks_deinit(&story->messages);
    trace_tasks_deinit(&story->works);
    trace_tasks_deinit(&story->transactions);
    base_buffer_deinit(&story->end);
}

int trace_story(struct trace_reader *reader, uint64_t device, FILE *out)
{
    struct story story = {.reader = reader};
    struct trace_event event;
    int64_t devices = trace_number(trace_head(reader), "devices");
    if (devices <= 0)
        return base_fail(BASE_E_USAGE, "the run has no devices");
    if (device >= (uint64_t)devices)
        return base_fail(BASE_E_USAGE, "the run has the devices 0 to %lld, and no %llu",
                         (long long)devices - 1, (unsigned long long)device);
    snprintf(story.device, sizeof story.device, "device-%llu", (unsigned long long)device);
    base_map_init(&story.phrases, TRACE_NAME_MAX, sizeof(char *));
    int r;
    while ((r = trace_next(reader, &event)) > 0)
        if ((r = on_event(&story, &event)) < 0)
            break;
    if (r == 0)
        print(&story, out);
    deinit(&story);
    return r;
}
