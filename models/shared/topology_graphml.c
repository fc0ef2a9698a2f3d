#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/array.h"
#include "base/error.h"
#include "models/shared/topology_private.h"
#include "models/shared/xml_tags.h"

/* Source: Brandes, Eiglsperger, Lerner and Pich, "Graph Markup Language (GraphML)", 2013: <key>
 * gives a name to an id, and <data> in a node or an edge a value to that. Of its keys are read
 * Latitude, Longitude, label and share, in any case of letters; defaults are not. */

/** Elements in elements. Assumption: graphs have four, drawn ones eight. */
#define DEPTH_MAX 16

enum part { PART_OTHER, PART_ROOT, PART_GRAPH, PART_NODE, PART_EDGE, PART_DATA };
enum meaning { MEANING_LATITUDE, MEANING_LONGITUDE, MEANING_LABEL, MEANING_SHARE, MEANING_COUNT };

struct element {
    struct xml_piece name;
    enum part part;
    struct xml_piece key; /* of data */
};

/** What stands for a node, in the nodes and in the edges. */
struct ends {
    struct xml_piece from, to;
};

struct reader {
    struct xml_tags xml;
    struct topology_graph graph;
    struct xml_piece keys[MEANING_COUNT]; /* length 0: not declared */
    struct xml_piece *ids;                /* node_count */
    struct ends *ends;                    /* edge_count */
    size_t id_capacity, ends_capacity;
    struct element open[DEPTH_MAX];
    size_t depth;
    bool has_graph;
};

static int add_key(struct reader *reader, const struct xml_tag *tag)
{
    static const char *const names[] = {"latitude", "longitude", "label", "share"};
    struct xml_piece id = xml_tags_value(&reader->xml, tag, "id");
    struct xml_piece name = xml_tags_value(&reader->xml, tag, "attr.name");
    struct xml_piece owner = xml_tags_value(&reader->xml, tag, "for");
    if (id.len == 0)
        return xml_tags_refuse(&reader->xml, id, "a key with an id");
    if (!xml_tags_is(&reader->xml, owner, "node") && !xml_tags_is(&reader->xml, owner, "all"))
        return 0;
    for (size_t i = 0; i < MEANING_COUNT; i++)
        if (name.len == strlen(names[i]) &&
            strncasecmp(reader->xml.text->original + name.at, names[i], name.len) == 0)
            reader->keys[i] = id;
    return 0;
}

static int add_node(struct reader *reader, const struct xml_tag *tag)
{
    struct xml_piece id = xml_tags_value(&reader->xml, tag, "id");
    if (id.len == 0)
        return xml_tags_refuse(&reader->xml, id, "a node with an id");
    struct xml_piece *ids =
        base_array_grow(reader->ids, sizeof *ids, reader->graph.node_count, &reader->id_capacity);
    if (ids)
        reader->ids = ids;
    struct topology_node *node = ids ? topology_graph_add_node(&reader->graph) : NULL;
    if (!node)
        return base_fail(BASE_E_NOMEM, "memory is exhausted");
    size_t index = reader->graph.node_count - 1;
    ids[index] = id;
    *node = (struct topology_node){
        .id = (int64_t)index, .at = tag->name.at, .label = id.at, .label_len = id.len};
    return 0;
}

static int add_edge(struct reader *reader, const struct xml_tag *tag)
{
    struct ends both = {xml_tags_value(&reader->xml, tag, "source"),
                        xml_tags_value(&reader->xml, tag, "target")};
    if (both.from.len == 0 || both.to.len == 0)
        return xml_tags_refuse(&reader->xml, tag->name, "an edge with a source and a target");
    struct ends *ends = base_array_grow(reader->ends, sizeof *ends, reader->graph.edge_count,
                                        &reader->ends_capacity);
    if (ends)
        reader->ends = ends;
    struct topology_edge *edge = ends ? topology_graph_add_edge(&reader->graph) : NULL;
    if (!edge)
        return base_fail(BASE_E_NOMEM, "memory is exhausted");
    ends[reader->graph.edge_count - 1] = both;
    edge->at = tag->name.at;
    return 0;
}

static int set_degrees(const struct reader *reader, struct xml_piece value, double most,
                       bool *ret_has, double *ret_degrees)
{
    if (!topology_read_number(reader->xml.text, value.at, value.len, most, ret_degrees))
        return xml_tags_refuse(&reader->xml, value, "a number of degrees on the earth");
    *ret_has = true;
    return 0;
}

static int set_node(struct reader *reader, struct xml_piece key, struct xml_piece value)
{
    struct topology_node *node = &reader->graph.nodes[reader->graph.node_count - 1];
    size_t meaning = 0;
    while (meaning < MEANING_COUNT && !xml_tags_are_same(&reader->xml, reader->keys[meaning], key))
        meaning++;
    if (meaning == MEANING_LATITUDE)
        return set_degrees(reader, value, 90, &node->has_latitude, &node->latitude);
    if (meaning == MEANING_LONGITUDE)
        return set_degrees(reader, value, 180, &node->has_longitude, &node->longitude);
    if (meaning == MEANING_SHARE) {
        node->has_share = true;
        if (!topology_read_share(reader->xml.text, value.at, value.len, &node->share))
            return xml_tags_refuse(&reader->xml, value, TOPOLOGY_SHARE);
    }
    if (meaning == MEANING_LABEL && value.len > 0) {
        node->label = value.at;
        node->label_len = value.len;
    }
    return 0;
}

static bool is_name(const struct reader *reader, const struct xml_tag *tag, const char *name)
{
    return xml_tags_is(&reader->xml, tag->name, name);
}

static int open_in_graph(struct reader *reader, const struct xml_tag *tag, struct element *element)
{
    if (is_name(reader, tag, "node")) {
        element->part = PART_NODE;
        return add_node(reader, tag);
    }
    if (is_name(reader, tag, "edge")) {
        element->part = PART_EDGE;
        return add_edge(reader, tag);
    }
    return is_name(reader, tag, "hyperedge")
               ? xml_tags_refuse(&reader->xml, tag->name, "edges of two ends")
               : 0;
}

static int open_element(struct reader *reader, const struct xml_tag *tag)
{
    enum part around = reader->depth > 0 ? reader->open[reader->depth - 1].part : PART_OTHER;
    struct element element = {.name = tag->name};
    int r = 0;
    if (reader->depth == DEPTH_MAX)
        return xml_tags_refuse(&reader->xml, tag->name, "elements in at most 16 elements");
    if (reader->depth == 0 && (reader->has_graph || !is_name(reader, tag, "graphml")))
        return xml_tags_refuse(&reader->xml, tag->name, "one graphml");
    if (reader->depth == 0) {
        element.part = PART_ROOT;
    } else if (is_name(reader, tag, "graph") && around != PART_OTHER && around != PART_DATA) {
        if (reader->has_graph || around != PART_ROOT)
            return xml_tags_refuse(&reader->xml, tag->name, "one graph, with no graph in it");
        element.part = PART_GRAPH;
        reader->has_graph = true;
    } else if (around == PART_ROOT && is_name(reader, tag, "key")) {
        r = add_key(reader, tag);
    } else if (around == PART_GRAPH) {
        r = open_in_graph(reader, tag, &element);
    } else if (around == PART_NODE && is_name(reader, tag, "data")) {
        element.part = PART_DATA;
        element.key = xml_tags_value(&reader->xml, tag, "key");
    }
    reader->open[reader->depth++] = element;
    return r;
}

/** `text` is what stands right before its end. */
static int close_element(struct reader *reader, struct xml_piece text)
{
    const struct element *element = &reader->open[--reader->depth];
    return element->part == PART_DATA ? set_node(reader, element->key, text) : 0;
}

static int read_tag(struct reader *reader, const struct xml_tag *tag)
{
    int r = 0;
    if (!tag->is_end) {
        r = open_element(reader, tag);
        return r == 0 && tag->is_empty ? close_element(reader, (struct xml_piece){tag->name.at, 0})
                                       : r;
    }
    if (reader->depth == 0)
        return xml_tags_refuse(&reader->xml, tag->name, "a tag that begins an element");
    struct xml_piece name = reader->open[reader->depth - 1].name;
    if (xml_tags_are_same(&reader->xml, name, tag->name))
        return close_element(reader, tag->text);
    char expected[64];
    snprintf(expected, sizeof expected, "the end of \"%.*s\"", name.len > 40 ? 40 : (int)name.len,
             reader->xml.text->original + name.at);
    return xml_tags_refuse(&reader->xml, tag->name, expected);
}

static size_t find_node(const struct reader *reader, struct xml_piece id)
{
    size_t i = 0;
    while (i < reader->graph.node_count && !xml_tags_are_same(&reader->xml, reader->ids[i], id))
        i++;
    return i;
}

/** Edges get the numbers of their nodes. */
static int find_ends(struct reader *reader)
{
    size_t n = reader->graph.node_count;
    for (size_t i = 0; i < n; i++)
        if (find_node(reader, reader->ids[i]) < i)
            return xml_tags_refuse(&reader->xml, reader->ids[i], "an id that no other node has");
    for (size_t i = 0; i < reader->graph.edge_count; i++) {
        struct topology_edge *edge = &reader->graph.edges[i];
        const struct ends *ends = &reader->ends[i];
        size_t from = find_node(reader, ends->from), to = find_node(reader, ends->to);
        if (from == n || to == n)
            return xml_tags_refuse(&reader->xml, from == n ? ends->from : ends->to,
                                   "the id of a node");
        edge->from = (int64_t)from;
        edge->to = (int64_t)to;
    }
    return 0;
}

static int read_graph(struct reader *reader)
{
    struct xml_tag tag;
    int r;
    while ((r = xml_tags_next(&reader->xml, &tag)) == 0 && (r = read_tag(reader, &tag)) == 0)
        continue;
    if (r < 0)
        return r;
    if (reader->depth > 0 || !reader->has_graph)
        return xml_tags_refuse(&reader->xml, (struct xml_piece){reader->xml.text->len, 0},
                               reader->depth > 0 ? "the ends of its elements" : "a graph");
    r = topology_check_size(&reader->graph, reader->xml.text, reader->xml.report);
    return r < 0 ? r : find_ends(reader);
}

int topology_read_graphml(struct topology *topology, const struct scenario_text *text,
                          const struct config_network *network, struct scenario_report *report)
{
    struct reader reader = {.xml = {.text = text, .report = report, .has_text = true}};
    int r = read_graph(&reader);
    if (r == 0)
        r = topology_of_graph(topology, &reader.graph, text, network, report);
    topology_graph_deinit(&reader.graph);
    free(reader.ids);
    free(reader.ends);
    return r;
}
