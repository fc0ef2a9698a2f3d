#ifndef CROWDPATCH_MODELS_SHARED_XML_TAGS_H
#define CROWDPATCH_MODELS_SHARED_XML_TAGS_H

#include <stdbool.h>

#include "scenarios/report.h"
#include "scenarios/text.h"

/** Assumption: no format that is read here has a tag of more. */
#define XML_TAGS_ATTRIBUTES_MAX 16

/* The tags of an XML file, one after another. Comments, declarations and instructions are skipped;
 * that tags pair is the caller's to check. */

/** Bytes of the text's original. */
struct xml_piece {
    size_t at, len;
};

struct xml_tag {
    struct xml_piece name;
    bool is_end;           /* </name> */
    bool is_empty;         /* <name/> */
    struct xml_piece text; /* that ends where the tag begins, without blanks around it */
    struct xml_piece keys[XML_TAGS_ATTRIBUTES_MAX], values[XML_TAGS_ATTRIBUTES_MAX];
    size_t count;
};

struct xml_tags {
    const struct scenario_text *text;
    struct scenario_report *report;
    bool has_text; /* text between tags is allowed */
    size_t at;
};

/** The next tag. Returns 0, 1 at the end of the file, or BASE_E_SCENARIO with one line. */
int xml_tags_next(struct xml_tags *tags, struct xml_tag *ret_tag);
/** One line: what stands at the piece, and what should. Returns BASE_E_SCENARIO. */
int xml_tags_refuse(const struct xml_tags *tags, struct xml_piece found, const char *expected);
bool xml_tags_is(const struct xml_tags *tags, struct xml_piece piece, const char *word);
/** True when both have the same bytes. */
bool xml_tags_are_same(const struct xml_tags *tags, struct xml_piece a, struct xml_piece b);
/** A value of the tag; missing: a piece of length 0 at the tag's name. */
struct xml_piece xml_tags_value(const struct xml_tags *tags, const struct xml_tag *tag,
                                const char *key);

/** Writes what the five named entities and the numbers of characters (in UTF-8) stand for; others
 *  stay. The text does not grow. */
void xml_tags_decode(char *text);

#endif
