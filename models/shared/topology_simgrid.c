#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/error.h"
#include "base/map.h"
#include "models/shared/topology_private.h"
#include "models/shared/xml_tags.h"

/* docs/adr/0012 says which part of SimGrid's format is read. */

#define HOSTS_MAX 512
#define LINK_ID_MAX 128
struct link {
    double bandwidth_Bps, latency_s;
};

struct reader {
    struct xml_tags xml;
    struct topology *topology;
    bool has_zone, is_vivaldi;
    struct base_map links; /* char[LINK_ID_MAX] -> struct link */
    size_t host_capacity, point_capacity, up_capacity, down_capacity;
    /* The route that is open. */
    bool in_route, is_symmetrical;
    size_t from, to;
    double latency_s, bandwidth_Bps;
};

struct unit {
    const char *name;
    double factor;
};
static const struct unit bandwidths[] = {
    {"", 1},          {"Bps", 1},        {"kBps", 1e3},     {"MBps", 1e6},     {"GBps", 1e9},
    {"bps", 1.0 / 8}, {"kbps", 1e3 / 8}, {"Mbps", 1e6 / 8}, {"Gbps", 1e9 / 8}, {NULL, 0}};
static const struct unit times[] = {{"", 1},      {"s", 1},     {"ms", 1e-3},
                                    {"us", 1e-6}, {"ns", 1e-9}, {NULL, 0}};

static int read_quantity(const struct reader *reader, struct xml_piece piece,
                         const struct unit *unit, double least, double most, const char *expected,
                         double *ret_value)
{
    char text[40] = "", *stop = text;
    double value = 0;
    if (piece.len > 0 && piece.len < sizeof text) {
        memcpy(text, reader->xml.text->original + piece.at, piece.len);
        text[piece.len] = '\0';
        value = strtod(text, &stop);
    }
    while (unit->name && strcmp(stop, unit->name) != 0)
        unit++;
    value *= unit->factor;
    if (stop == text || !unit->name || !(value >= least && value <= most))
        return xml_tags_refuse(&reader->xml, piece, expected);
    *ret_value = value;
    return 0;
}

#define EXPECTED_BANDWIDTH "a bandwidth, as 1.25MBps or 10Mbps, up to 1000 Gbit/s"
#define EXPECTED_LATENCY "a latency, as 10ms or 0.01, up to 600 s"

static int read_line(const struct reader *reader, const struct xml_tag *tag, const char *bandwidth,
                     const char *latency, double *ret_Bps, double *ret_s)
{
    struct xml_piece piece = xml_tags_value(&reader->xml, tag, latency);
    int r = read_quantity(reader, xml_tags_value(&reader->xml, tag, bandwidth), bandwidths, 125,
                          1.25e11, EXPECTED_BANDWIDTH, ret_Bps);
    if (r == 0 && piece.len > 0)
        r = read_quantity(reader, piece, times, 0, 600, EXPECTED_LATENCY, ret_s);
    return r;
}

static int add_host(struct reader *reader, const struct xml_tag *tag)
{
    struct topology *topology = reader->topology;
    struct xml_piece id = xml_tags_value(&reader->xml, tag, "id");
    char name[128];
    snprintf(name, sizeof name, "%.*s", (int)(id.len < 127 ? id.len : 127),
             reader->xml.text->original + id.at);
    bool is_known = topology_find_region(topology, name) < topology->region_count;
    if (id.len == 0 || id.len > 127 || is_known || topology->region_count == HOSTS_MAX ||
        topology->latency)
        return xml_tags_refuse(&reader->xml, id,
                               "the id of one of at most 512 hosts, before all routes");
    int r = topology_add_region(topology, name, id.len, &reader->host_capacity);
    size_t count = topology->region_count - 1;
    if (r < 0)
        return r;
    void *up = base_array_grow(topology->up_bps, sizeof(uint64_t), count, &reader->up_capacity);
    if (up)
        topology->up_bps = up;
    void *down =
        base_array_grow(topology->down_bps, sizeof(uint64_t), count, &reader->down_capacity);
    if (down)
        topology->down_bps = down;
    if (!up || !down)
        return base_fail(BASE_E_NOMEM, "memory is exhausted");
    topology->up_bps[count] = topology->down_bps[count] = 0;
    return 0;
}

static int add_peer(struct reader *reader, const struct xml_tag *tag)
{
    struct topology *topology = reader->topology;
    struct xml_piece coordinates = xml_tags_value(&reader->xml, tag, "coordinates");
    double up = 0, down = 0, latency = 0, xyh[3] = {0};
    char text[128], rest;
    snprintf(text, sizeof text, "%.*s", (int)(coordinates.len < 127 ? coordinates.len : 127),
             reader->xml.text->original + coordinates.at);
    if (!reader->is_vivaldi || coordinates.len == 0 || coordinates.len > 127 ||
        sscanf(text, "%lf %lf %lf %c", &xyh[0], &xyh[1], &xyh[2], &rest) != 3 ||
        !(fabs(xyh[0]) <= 1e5 && fabs(xyh[1]) <= 1e5 && xyh[2] >= 0 && xyh[2] <= 1e5))
        return xml_tags_refuse(
            &reader->xml, coordinates,
            "a peer's coordinates in a Vivaldi zone: x, y and height in milliseconds");
    int r = read_line(reader, tag, "bw_out", "lat", &up, &latency);
    if (r == 0)
        r = read_line(reader, tag, "bw_in", "lat", &down, &latency);
    if (r == 0)
        r = add_host(reader, tag);
    if (r < 0)
        return r;
    size_t index = topology->region_count - 1;
    struct topology_point *points =
        base_array_grow(topology->points, sizeof *points, index, &reader->point_capacity);
    if (!points)
        return base_fail(BASE_E_NOMEM, "memory is exhausted");
    topology->points = points;
    points[index] = (struct topology_point){xyh[0], xyh[1], xyh[2] + latency * 1e3};
    topology->up_bps[index] = (uint64_t)(up * 8);
    topology->down_bps[index] = (uint64_t)(down * 8);
    return 0;
}

/** Copies a link's id, with zeros behind it; false when there is none or it is too long. */
static bool read_link_id(const struct reader *reader, struct xml_piece id, char ret_id[LINK_ID_MAX])
{
    memset(ret_id, 0, LINK_ID_MAX);
    if (id.len == 0 || id.len >= LINK_ID_MAX)
        return false;
    memcpy(ret_id, reader->xml.text->original + id.at, id.len);
    return true;
}

static int add_link(struct reader *reader, const struct xml_tag *tag)
{
    struct xml_piece piece = xml_tags_value(&reader->xml, tag, "id");
    struct link link = {0}, *slot;
    char id[LINK_ID_MAX];
    bool is_new;
    if (!read_link_id(reader, piece, id))
        return xml_tags_refuse(&reader->xml, piece, "a link with an id of at most 127 bytes");
    int r = read_line(reader, tag, "bandwidth", "latency", &link.bandwidth_Bps, &link.latency_s);
    if (r < 0)
        return r;
    slot = base_map_put(&reader->links, id, &is_new);
    if (!slot)
        return base_fail(BASE_E_NOMEM, "memory is exhausted");
    if (!is_new)
        return xml_tags_refuse(&reader->xml, piece, "an id that no other link has");
    *slot = link;
    return 0;
}

static int find_host(struct reader *reader, const struct xml_tag *tag, const char *key,
                     size_t *ret_host)
{
    struct xml_piece piece = xml_tags_value(&reader->xml, tag, key);
    for (size_t i = 0; i < reader->topology->region_count; i++) {
        if (xml_tags_is(&reader->xml, piece, reader->topology->names[i])) {
            *ret_host = i;
            return 0;
        }
    }
    return xml_tags_refuse(&reader->xml, piece, "the id of a host");
}

static int open_route(struct reader *reader, const struct xml_tag *tag)
{
    if (reader->is_vivaldi || !reader->has_zone || reader->topology->region_count == 0)
        return xml_tags_refuse(&reader->xml, tag->name,
                               "routes only behind the hosts of a Full zone");
    int r = reader->topology->latency ? 0 : topology_make_room(reader->topology);
    if (r == 0)
        r = find_host(reader, tag, "src", &reader->from);
    if (r == 0)
        r = find_host(reader, tag, "dst", &reader->to);
    struct xml_piece symmetrical = xml_tags_value(&reader->xml, tag, "symmetrical");
    reader->is_symmetrical = !xml_tags_is(&reader->xml, symmetrical, "NO") &&
                             !xml_tags_is(&reader->xml, symmetrical, "no");
    reader->in_route = true;
    reader->latency_s = 0;
    reader->bandwidth_Bps = INFINITY;
    return r;
}

static int add_to_route(struct reader *reader, const struct xml_tag *tag)
{
    struct xml_piece piece = xml_tags_value(&reader->xml, tag, "id");
    char id[LINK_ID_MAX];
    const struct link *link = reader->in_route && read_link_id(reader, piece, id)
                                  ? base_map_get(&reader->links, id)
                                  : NULL;
    if (!link)
        return xml_tags_refuse(&reader->xml, piece, "in a route, the id of a link above");
    reader->latency_s += link->latency_s;
    reader->bandwidth_Bps = fmin(reader->bandwidth_Bps, link->bandwidth_Bps);
    return 0;
}

static void set_route(struct reader *reader, size_t from, size_t to)
{
    struct topology *topology = reader->topology;
    uint64_t bps = (uint64_t)(reader->bandwidth_Bps * 8);
    double latency_s = fmin(reader->latency_s, TOPOLOGY_LATENCY_MAX_MS / 1e3);
    /* One more than it is: 0 is a route that is missing. */
    topology->latency[from * topology->region_count + to] = (sim_time)llround(latency_s * 1e9) + 1;
    if (from != to && bps > topology->up_bps[from])
        topology->up_bps[from] = bps;
    if (from != to && bps > topology->down_bps[to])
        topology->down_bps[to] = bps;
}

static int close_route(struct reader *reader, const struct xml_tag *tag)
{
    if (!reader->in_route || reader->bandwidth_Bps == INFINITY)
        return xml_tags_refuse(&reader->xml, tag->name, "a route of at least one link");
    set_route(reader, reader->from, reader->to);
    if (reader->is_symmetrical)
        set_route(reader, reader->to, reader->from);
    reader->in_route = false;
    return 0;
}

static int open_zone(struct reader *reader, const struct xml_tag *tag)
{
    struct xml_piece routing = xml_tags_value(&reader->xml, tag, "routing");
    reader->is_vivaldi = xml_tags_is(&reader->xml, routing, "Vivaldi");
    if (reader->has_zone || !(reader->is_vivaldi || xml_tags_is(&reader->xml, routing, "Full")))
        return xml_tags_refuse(&reader->xml, routing, "one zone, with the routing Full or Vivaldi");
    reader->has_zone = true;
    return 0;
}

static int read_tag(struct reader *reader, const struct xml_tag *tag)
{
    if (tag->is_end)
        return xml_tags_is(&reader->xml, tag->name, "route") ? close_route(reader, tag) : 0;
    if (xml_tags_is(&reader->xml, tag->name, "zone") || xml_tags_is(&reader->xml, tag->name, "AS"))
        return open_zone(reader, tag);
    if (xml_tags_is(&reader->xml, tag->name, "host"))
        return reader->has_zone && !reader->is_vivaldi
                   ? add_host(reader, tag)
                   : xml_tags_refuse(&reader->xml, tag->name, "hosts only in a Full zone");
    if (xml_tags_is(&reader->xml, tag->name, "peer"))
        return add_peer(reader, tag);
    if (xml_tags_is(&reader->xml, tag->name, "link"))
        return add_link(reader, tag);
    if (xml_tags_is(&reader->xml, tag->name, "route"))
        return open_route(reader, tag);
    if (xml_tags_is(&reader->xml, tag->name, "link_ctn"))
        return add_to_route(reader, tag);
    if (xml_tags_is(&reader->xml, tag->name, "platform") ||
        xml_tags_is(&reader->xml, tag->name, "prop"))
        return 0;
    return xml_tags_refuse(
        &reader->xml, tag->name,
        "platform, zone, host, link, route, link_ctn, peer or prop: docs/adr/0012");
}

/** Every pair of hosts needs its route; from a host to itself nothing is one. */
static int finish(struct reader *reader)
{
    struct topology *topology = reader->topology;
    size_t n = topology->region_count;
    if (n == 0)
        return xml_tags_refuse(&reader->xml, (struct xml_piece){reader->xml.text->len, 0},
                               "a host or a peer");
    int r = topology->share ? 0 : topology_make_room(topology);
    for (size_t i = 0; r == 0 && !topology->points && i < n * n; i++) {
        if (topology->latency[i] == 0 && i / n != i % n) {
            scenario_report_at(reader->xml.report, reader->xml.text, reader->xml.text->len,
                               "there is no route from \"%.60s\" to \"%.60s\"",
                               topology->names[i / n], topology->names[i % n]);
            return BASE_E_SCENARIO;
        }
        topology->latency[i] -= topology->latency[i] > 0;
    }
    if (n == 1 && !topology->points) { /* without a route it has no line */
        free(topology->up_bps);
        free(topology->down_bps);
        topology->up_bps = topology->down_bps = NULL;
    }
    if (r == 0)
        topology_end(topology);
    return r;
}

int topology_read_simgrid(struct topology *topology, const struct scenario_text *text,
                          struct scenario_report *report)
{
    struct reader reader = {.xml = {.text = text, .report = report}, .topology = topology};
    struct xml_tag tag;
    int r;
    base_map_init(&reader.links, LINK_ID_MAX, sizeof(struct link));
    while ((r = xml_tags_next(&reader.xml, &tag)) == 0 && (r = read_tag(&reader, &tag)) == 0)
        continue;
    if (r > 0)
        r = finish(&reader);
    base_map_deinit(&reader.links);
    return r;
}
