#include "scenarios/report.h"

#include <assert.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/error.h"
#include "scenarios/text.h"

/* Errors with a place come first, then those about the file as a whole, then options. */
enum rank { RANK_PLACE, RANK_FILE, RANK_OPTION };

struct entry {
    enum rank rank;
    size_t position; /* offset in the file, or the option's index */
    size_t number;   /* order of arrival: settles ties */
    char *text;      /* all its lines */
};

struct scenario_report {
    struct entry entries[SCENARIO_REPORT_MAX];
    size_t kept;
    size_t count;
    size_t repeated; /* of count: they stand among the kept already */
    bool failed;
};

int scenario_report_new(struct scenario_report **ret_report)
{
    struct scenario_report *report = calloc(1, sizeof(*report));

    if (report == NULL)
        return BASE_E_NOMEM;
    *ret_report = report;
    return 0;
}

void scenario_report_free(struct scenario_report *report)
{
    if (report == NULL)
        return;
    for (size_t i = 0; i < report->kept; i++)
        free(report->entries[i].text);
    free(report);
}

size_t scenario_report_count(const struct scenario_report *report)
{
    return report->count;
}

bool scenario_report_failed(const struct scenario_report *report)
{
    return report->failed;
}

bool scenario_report_full(const struct scenario_report *report)
{
    return report->kept == SCENARIO_REPORT_MAX;
}

static bool comes_before(const struct entry *a, const struct entry *b)
{
    if (a->rank != b->rank)
        return a->rank < b->rank;
    if (a->position != b->position)
        return a->position < b->position;
    return a->number < b->number;
}

/* What is wrong at many points of a sweep is told once. */
static bool is_there(const struct scenario_report *report, const char *text)
{
    for (size_t i = 0; i < report->kept; i++) {
        if (strcmp(report->entries[i].text, text) == 0)
            return true;
    }
    return false;
}

/* Takes ownership of `lines`. Entries stay sorted. */
static void insert(struct scenario_report *report, enum rank rank, size_t position,
                   struct base_buffer *lines)
{
    struct entry entry = {.rank = rank, .position = position, .number = report->count};
    size_t at = report->kept;

    base_buffer_append_u8(lines, 0);
    entry.text = (char *)base_buffer_steal(lines, &(size_t){0});
    report->count++;
    if (entry.text == NULL) {
        report->failed = true;
        return;
    }
    if (is_there(report, entry.text)) {
        report->repeated++;
        free(entry.text);
        return;
    }
    while (at > 0 && comes_before(&entry, &report->entries[at - 1])) {
        report->entries[at] = report->entries[at - 1];
        at--;
    }
    report->entries[at] = entry;
    report->kept++;
}

static void append_message(struct base_buffer *lines, const char *format, va_list args)
{
    va_list again;
    va_copy(again, args);
    int len = vsnprintf(NULL, 0, format, args);
    char *message = len < 0 ? NULL : malloc((size_t)len + 1);

    if (message == NULL) {
        lines->failed = true;
    } else {
        vsnprintf(message, (size_t)len + 1, format, again);
        base_text_disarm(message); /* it may quote a file */
        base_buffer_printf(lines, "error: ");
        base_buffer_append(lines, message, (size_t)len);
        base_buffer_append(lines, "\n", 1);
    }
    free(message);
    va_end(again);
}

/* Paths and options are shown whole, but a control character in them must not reach a terminal. */
static void append_name(struct base_buffer *lines, const char *name)
{
    for (; *name != '\0'; name++)
        base_buffer_append(lines, (unsigned char)*name < 0x20 || *name == 0x7f ? "?" : name, 1);
}

void scenario_report_plain(struct scenario_report *report, const char *name, size_t line,
                           size_t column, const char *format, ...)
{
    struct base_buffer lines = {0};
    va_list args;

    if (scenario_report_full(report)) {
        report->count++;
        return;
    }
    append_name(&lines, name);
    if (line > 0)
        base_buffer_printf(&lines, ":%zu:%zu", line, column);
    base_buffer_printf(&lines, ": ");
    va_start(args, format);
    append_message(&lines, format, args);
    va_end(args);
    insert(report, RANK_FILE, 0, &lines);
}

void scenario_report_at(struct scenario_report *report, const struct scenario_text *text,
                        size_t offset, const char *format, ...)
{
    struct base_buffer lines = {0};
    size_t line;
    size_t column;
    va_list args;

    assert(offset <= text->len);
    if (scenario_report_full(report)) {
        report->count++;
        return;
    }
    scenario_text_place(text, offset, &line, &column);
    append_name(&lines, text->name);
    base_buffer_printf(&lines, ":%zu:%zu: ", line, column);
    va_start(args, format);
    append_message(&lines, format, args);
    va_end(args);
    scenario_text_excerpt(text, offset, &lines);
    insert(report, RANK_PLACE, offset, &lines);
}

void scenario_report_option(struct scenario_report *report, size_t index, const char *option,
                            const char *format, ...)
{
    struct base_buffer lines = {0};
    va_list args;

    if (scenario_report_full(report)) {
        report->count++;
        return;
    }
    base_buffer_printf(&lines, "--set ");
    append_name(&lines, option);
    base_buffer_printf(&lines, ": ");
    va_start(args, format);
    append_message(&lines, format, args);
    va_end(args);
    insert(report, RANK_OPTION, index, &lines);
}

void scenario_report_print(const struct scenario_report *report, FILE *stream)
{
    for (size_t i = 0; i < report->kept; i++)
        fputs(report->entries[i].text, stream);
    size_t distinct = report->count - report->repeated;
    if (distinct > report->kept)
        fprintf(stream, "error: %zu more errors are not shown\n", distinct - report->kept);
}
