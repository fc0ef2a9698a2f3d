#include "analysis/html.h"

#include <string.h>

static const char *entity_of(char letter)
{
    switch (letter) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    default:
        return NULL;
    }
}

void analysis_html_escape(struct base_buffer *html, const char *text)
{
    for (; *text; text++) {
        const char *entity = entity_of(*text);
        base_buffer_append(html, entity ? entity : text, entity ? strlen(entity) : 1);
    }
}

struct analysis_html_digest analysis_html_digest(const struct crypto_part parts[], size_t count)
{
    static const char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    struct analysis_html_digest ret = {"sha256-"};
    crypto_digest digest = crypto_sha256_parts(parts, count);
    char *out = ret.text + strlen(ret.text);
    for (size_t i = 0; i < sizeof digest.bytes; i += 3) {
        size_t left = sizeof digest.bytes - i;
        uint32_t bits = (uint32_t)digest.bytes[i] << 16;
        bits |= left > 1 ? (uint32_t)digest.bytes[i + 1] << 8 : 0;
        bits |= left > 2 ? digest.bytes[i + 2] : 0;
        *out++ = letters[bits >> 18];
        *out++ = letters[bits >> 12 & 63];
        *out++ = left > 1 ? letters[bits >> 6 & 63] : '=';
        *out++ = left > 2 ? letters[bits & 63] : '=';
    }
    *out = '\0';
    return ret;
}
