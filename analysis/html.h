#ifndef CROWDPATCH_ANALYSIS_HTML_H
#define CROWDPATCH_ANALYSIS_HTML_H

#include "base/bytes.h"
#include "crypto/hash.h"

/** What pages share: text of others in them, and the policy that names what they may run. */

/** Appends text so that a page shows it as it is, between tags and within quoted attributes. */
void analysis_html_escape(struct base_buffer *html, const char *text);

/** "sha256-..." in base64. Source: RFC 4648; Content Security Policy Level 3. */
struct analysis_html_digest {
    char text[52];
};
/** How a policy names a script or style that stands in the page: the parts' bytes together. */
struct analysis_html_digest analysis_html_digest(const struct crypto_part parts[], size_t count);

#endif
