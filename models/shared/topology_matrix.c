#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "models/shared/topology_private.h"

/** A place in the text. */
struct cursor {
    const struct scenario_text *text;
    struct scenario_report *report;
    size_t at;
    size_t line_end;
};

/** To the next line that is no remark and not empty; false at the end. */
static bool next_line(struct cursor *cursor)
{
    const char *data = cursor->text->original;
    size_t len = cursor->text->len;
    for (size_t at = cursor->line_end; at < len;) {
        at += data[at] == '\n';
        const char *end = memchr(data + at, '\n', len - at);
        cursor->line_end = end ? (size_t)(end - data) : len;
        cursor->at = at;
        size_t stop = cursor->line_end;
        if (stop > at && data[stop - 1] == '\r')
            stop--;
        if (stop > at && data[at] != '#')
            return true;
        at = cursor->line_end;
    }
    cursor->at = len;
    return false;
}

/** The next cell as text[*ret_start .. + *ret_len), without blanks around it; false at the end of
 * the line. */
static bool take_cell(struct cursor *cursor, size_t *ret_start, size_t *ret_len)
{
    const char *data = cursor->text->original;
    if (cursor->at > cursor->line_end)
        return false;
    size_t start = cursor->at;
    const char *comma = memchr(data + start, ',', cursor->line_end - start);
    size_t end = comma ? (size_t)(comma - data) : cursor->line_end;
    cursor->at = end + 1;
    while (start < end && strchr(" \t", data[start]))
        start++;
    while (end > start && strchr(" \t\r", data[end - 1]))
        end--;
    *ret_start = start;
    *ret_len = end - start;
    return true;
}

static int take_number(struct cursor *cursor, const char *what, double most, double *ret_value)
{
    char number[32], *stop = number;
    size_t start = cursor->line_end, len = 0;
    bool is_there = take_cell(cursor, &start, &len);
    double value = 0;
    if (is_there && len > 0 && len < sizeof number) {
        memcpy(number, cursor->text->original + start, len);
        number[len] = '\0';
        value = strtod(number, &stop);
    }
    if (stop == number || *stop || !(value >= 0 && value <= most)) {
        if (!is_there)
            scenario_report_at(cursor->report, cursor->text, start,
                               "the row ends here; expected %s", what);
        else
            scenario_report_at(cursor->report, cursor->text, start,
                               "found \"%.*s\"; expected %s, 0 to %g", len > 40 ? 40 : (int)len,
                               cursor->text->original + start, what, most);
        return BASE_E_SCENARIO;
    }
    *ret_value = value;
    return 0;
}

/** The first row: a cell of any text, then a name a region. */
static int read_names(struct topology *topology, struct cursor *cursor)
{
    size_t start, len, capacity = 0;
    int r = 0;
    if (!next_line(cursor)) {
        scenario_report_at(cursor->report, cursor->text, cursor->text->len,
                           "the file ends here; expected a row with the names of the regions");
        return BASE_E_SCENARIO;
    }
    take_cell(cursor, &start, &len);
    while (r == 0 && take_cell(cursor, &start, &len)) {
        const char *problem = len == 0 ? "found an empty cell; expected the name of a region"
                              : topology->region_count == TOPOLOGY_REGIONS_MAX
                                  ? "found one region more than the most, 4096"
                                  : NULL;
        if (problem) {
            scenario_report_at(cursor->report, cursor->text, start, "%s", problem);
            return BASE_E_SCENARIO;
        }
        r = topology_add_region(topology, cursor->text->original + start, len, &capacity);
    }
    if (r == 0 && topology->region_count == 0) {
        scenario_report_at(cursor->report, cursor->text, cursor->line_end,
                           "found one cell; expected the names of the regions behind it");
        r = BASE_E_SCENARIO;
    }
    return r;
}

static int check_row_ends(struct cursor *cursor)
{
    size_t start, len;
    if (!take_cell(cursor, &start, &len))
        return 0;
    scenario_report_at(cursor->report, cursor->text, start,
                       "found one cell more than there are regions");
    return BASE_E_SCENARIO;
}

static int read_row(struct topology *topology, struct cursor *cursor, size_t from)
{
    const char *name = topology->names[from];
    size_t start = cursor->text->len, len = 0, n = topology->region_count;
    if (!next_line(cursor) || !take_cell(cursor, &start, &len)) {
        scenario_report_at(cursor->report, cursor->text, start,
                           "the file ends here; expected the row of \"%.60s\"", name);
        return BASE_E_SCENARIO;
    }
    if (len != strlen(name) || memcmp(cursor->text->original + start, name, len) != 0) {
        scenario_report_at(cursor->report, cursor->text, start,
                           "found \"%.*s\"; expected the row of \"%.60s\"",
                           len > 60 ? 60 : (int)len, cursor->text->original + start, name);
        return BASE_E_SCENARIO;
    }
    for (size_t to = 0; to < n; to++) {
        double rtt_ms;
        int r =
            take_number(cursor, "a round trip in milliseconds", TOPOLOGY_LATENCY_MAX_MS, &rtt_ms);
        if (r < 0)
            return r;
        topology->latency[from * n + to] = (sim_time)llround(rtt_ms / 2.0 / 1000.0 * 1e9);
    }
    return check_row_ends(cursor);
}

/** A row "share", or nothing. */
static int read_shares(struct topology *topology, struct cursor *cursor)
{
    size_t start, len;
    double sum = 0;
    if (!next_line(cursor))
        return 0;
    take_cell(cursor, &start, &len);
    if (len != 5 || memcmp(cursor->text->original + start, "share", 5) != 0) {
        scenario_report_at(cursor->report, cursor->text, start,
                           "found a row more than there are regions; expected \"share\" or the "
                           "end of the file");
        return BASE_E_SCENARIO;
    }
    for (size_t i = 0; i < topology->region_count; i++) {
        int r = take_number(cursor, "a share", 1e9, &topology->share[i]);
        if (r < 0)
            return r;
        sum += topology->share[i];
    }
    int r = check_row_ends(cursor);
    if (r == 0 && !(sum > 0)) {
        scenario_report_at(cursor->report, cursor->text, start,
                           "the shares sum to 0; expected a positive one");
        r = BASE_E_SCENARIO;
    }
    if (r == 0 && next_line(cursor)) {
        scenario_report_at(cursor->report, cursor->text, cursor->at,
                           "found a row behind the shares; expected the end of the file");
        r = BASE_E_SCENARIO;
    }
    return r;
}

int topology_read_matrix(struct topology *topology, const struct scenario_text *text,
                         struct scenario_report *report)
{
    struct cursor cursor = {.text = text, .report = report};
    int r = read_names(topology, &cursor);
    if (r == 0)
        r = topology_make_room(topology);
    for (size_t from = 0; r == 0 && from < topology->region_count; from++)
        r = read_row(topology, &cursor, from);
    if (r == 0)
        r = read_shares(topology, &cursor);
    if (r == 0)
        topology_end(topology);
    return r;
}
