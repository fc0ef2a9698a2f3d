#include "models/shared/xml_tags.h"

#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"

int xml_tags_refuse(const struct xml_tags *tags, struct xml_piece found, const char *expected)
{
    if (found.at >= tags->text->len)
        scenario_report_at(tags->report, tags->text, tags->text->len,
                           "the file ends here; expected %s", expected);
    else
        scenario_report_at(tags->report, tags->text, found.at, "found \"%.*s\"; expected %s",
                           found.len > 40 ? 40 : (int)found.len, tags->text->original + found.at,
                           expected);
    return BASE_E_SCENARIO;
}

bool xml_tags_is(const struct xml_tags *tags, struct xml_piece piece, const char *word)
{
    return piece.len == strlen(word) &&
           memcmp(tags->text->original + piece.at, word, piece.len) == 0;
}

bool xml_tags_are_same(const struct xml_tags *tags, struct xml_piece a, struct xml_piece b)
{
    const char *data = tags->text->original;
    return a.len == b.len && memcmp(data + a.at, data + b.at, a.len) == 0;
}

static struct xml_piece take_name(struct xml_tags *tags)
{
    const char *data = tags->text->original;
    struct xml_piece name = {tags->at, 0};
    while (isalnum((unsigned char)data[tags->at]) ||
           (data[tags->at] && strchr("_-:.", data[tags->at])))
        tags->at++;
    name.len = tags->at - name.at;
    return name;
}

static void skip_blanks(struct xml_tags *tags)
{
    while (isspace((unsigned char)tags->text->original[tags->at]))
        tags->at++;
}

static int take_attributes(struct xml_tags *tags, struct xml_tag *tag)
{
    const char *data = tags->text->original;
    for (skip_blanks(tags); data[tags->at] != '>'; skip_blanks(tags)) {
        if (data[tags->at] == '/') {
            tag->is_empty = data[++tags->at] == '>';
            continue;
        }
        struct xml_piece here = {tags->at, 1}, key = take_name(tags);
        if (key.len == 0 || tag->count == XML_TAGS_ATTRIBUTES_MAX)
            return xml_tags_refuse(tags, here, "an attribute or \">\"");
        char quote = data[tags->at] == '=' ? data[tags->at + 1] : '\0';
        here.at = tags->at;
        const char *end = quote == '"' || quote == '\'' ? strchr(data + tags->at + 2, quote) : NULL;
        if (!end)
            return xml_tags_refuse(tags, here, "\"=\" and a value in quotes");
        tag->keys[tag->count] = key;
        tag->values[tag->count++] =
            (struct xml_piece){tags->at + 2, (size_t)(end - data) - tags->at - 2};
        tags->at = (size_t)(end - data) + 1;
    }
    tags->at++;
    return 0;
}

/** Up to a tag or the end of the file. */
static struct xml_piece take_text(struct xml_tags *tags)
{
    const char *data = tags->text->original;
    skip_blanks(tags);
    struct xml_piece piece = {tags->at, 0};
    if (!tags->has_text)
        return piece;
    tags->at += strcspn(data + tags->at, "<");
    piece.len = tags->at - piece.at;
    while (piece.len > 0 && isspace((unsigned char)data[piece.at + piece.len - 1]))
        piece.len--;
    return piece;
}

/** Behind what begins with "<!" or "<?"; NULL when it does not end. */
static const char *end_of_aside(const char *aside)
{
    const char *stop = strncmp(aside, "<!--", 4) == 0        ? "-->"
                       : strncmp(aside, "<![CDATA[", 9) == 0 ? "]]>"
                                                             : ">";
    const char *end = strstr(aside, stop);
    return end ? end + strlen(stop) : NULL;
}

int xml_tags_next(struct xml_tags *tags, struct xml_tag *ret_tag)
{
    const char *data = tags->text->original;
    struct xml_tag tag = {0};
    for (;;) {
        tag.text = take_text(tags);
        struct xml_piece here = {tags->at, 1};
        if (data[tags->at] == '\0')
            return 1;
        if (data[tags->at] != '<')
            return xml_tags_refuse(tags, here, "a tag");
        if (data[tags->at + 1] != '!' && data[tags->at + 1] != '?')
            break;
        const char *end = end_of_aside(data + tags->at);
        if (!end)
            return xml_tags_refuse(tags, here, "a tag that ends");
        tags->at = (size_t)(end - data);
    }
    tag.is_end = data[++tags->at] == '/';
    tags->at += tag.is_end;
    tag.name = take_name(tags);
    int r = take_attributes(tags, &tag);
    if (r == 0)
        *ret_tag = tag;
    return r;
}

struct xml_piece xml_tags_value(const struct xml_tags *tags, const struct xml_tag *tag,
                                const char *key)
{
    for (size_t i = 0; i < tag->count; i++)
        if (xml_tags_is(tags, tag->keys[i], key))
            return tag->values[i];
    return (struct xml_piece){tag->name.at, 0};
}

/** Returns its bytes, 1 to 4, each written to `out`. */
static size_t write_utf8(uint32_t c, char *out)
{
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    size_t len = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    for (size_t i = len - 1; i > 0; i--, c >>= 6)
        out[i] = (char)(0x80 | (c & 0x3f));
    out[0] = (char)((0xf00 >> len) | c);
    return len;
}

/** The character of an entity, and its length with '&' and ';'; 0: none that is known. */
static uint32_t read_entity(const char *text, size_t *ret_len)
{
    static const struct {
        const char *name;
        char c;
    } named[] = {{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&apos;", '\''}};
    for (size_t i = 0; i < sizeof named / sizeof named[0]; i++) {
        *ret_len = strlen(named[i].name);
        if (strncmp(text, named[i].name, *ret_len) == 0)
            return (uint32_t)named[i].c;
    }
    bool is_hex = text[1] == '#' && text[2] == 'x';
    const char *digits = text + 2 + is_hex;
    if (text[1] != '#' || !isxdigit((unsigned char)*digits))
        return 0;
    char *end;
    unsigned long c = strtoul(digits, &end, is_hex ? 16 : 10);
    *ret_len = (size_t)(end - text) + 1;
    bool is_character = c >= ' ' && c <= 0x10ffff && (c < 0xd800 || c > 0xdfff);
    return *end == ';' && is_character ? (uint32_t)c : 0;
}

void xml_tags_decode(char *text)
{
    char *out = text;
    while (*text) {
        size_t len = 1;
        uint32_t c = *text == '&' ? read_entity(text, &len) : 0;
        if (c) {
            text += len;
            out += write_utf8(c, out);
        } else {
            *out++ = *text++;
        }
    }
    *out = '\0';
}
