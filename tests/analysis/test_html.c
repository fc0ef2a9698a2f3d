#include "analysis/html.h"

#include <criterion/criterion.h>
#include <string.h>

static void expect_escaped(const char *text, const char *expected)
{
    struct base_buffer html = {0};
    analysis_html_escape(&html, text);
    base_buffer_append_u8(&html, 0);
    cr_assert_not(base_buffer_failed(&html));
    cr_expect_str_eq((const char *)html.data, expected);
    base_buffer_deinit(&html);
}

Test(html, what_would_be_markup_is_text)
{
    expect_escaped("", "");
    expect_escaped("1 < 2 & 3 > 2", "1 &lt; 2 &amp; 3 &gt; 2");
    expect_escaped("\"'", "&quot;&#39;");
    expect_escaped("<b title='x'>", "&lt;b title=&#39;x&#39;&gt;");
    expect_escaped("&amp; \xc3\xa9", "&amp;amp; \xc3\xa9");
}

/* Source: FIPS 180-4's examples of the empty message and of "abc". */
Test(html, a_policy_names_bytes_by_their_digest)
{
    const struct crypto_part whole = {(const uint8_t *)"abc", 3};
    const struct crypto_part parts[] = {{(const uint8_t *)"a", 1}, {(const uint8_t *)"bc", 2}};
    cr_expect_str_eq(analysis_html_digest(&whole, 0).text,
                     "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
    cr_expect_str_eq(analysis_html_digest(&whole, 1).text,
                     "sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=");
    cr_expect_str_eq(analysis_html_digest(parts, 2).text,
                     "sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=");
}
