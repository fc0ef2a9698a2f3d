#include "models/shared/xml_tags.h"

#include <criterion/criterion.h>
#include <string.h>

#include "base/error.h"

/** Reads all tags of a text; what they are is written as "name(key=value) /end empty/ [text]". */
static void expect_tags(const char *data, bool has_text, int result, const char *expected)
{
    struct scenario_report *report;
    char out[512] = "";
    cr_assert_eq(scenario_report_new(&report), 0);
    const struct scenario_text text = {
        .name = (char *)"t", .original = (char *)data, .plain = (char *)data, .len = strlen(data)};
    struct xml_tags tags = {.text = &text, .report = report, .has_text = has_text};
    struct xml_tag tag;
    int r;
    while ((r = xml_tags_next(&tags, &tag)) == 0) {
        size_t len = strlen(out);
        len += (size_t)snprintf(out + len, sizeof out - len, "%s[%.*s]%s%.*s%s", len > 0 ? " " : "",
                                (int)tag.text.len, data + tag.text.at, tag.is_end ? "/" : "",
                                (int)tag.name.len, data + tag.name.at, tag.is_empty ? "/" : "");
        for (size_t i = 0; i < tag.count; i++)
            len += (size_t)snprintf(out + len, sizeof out - len, "(%.*s=%.*s)",
                                    (int)tag.keys[i].len, data + tag.keys[i].at,
                                    (int)tag.values[i].len, data + tag.values[i].at);
    }
    cr_expect_eq(r, result, "%s", data);
    cr_expect_eq(scenario_report_count(report), r < 0, "%s", data);
    cr_expect_str_eq(out, expected);
    scenario_report_free(report);
}

Test(xml_tags, come_one_after_another)
{
    expect_tags("", false, 1, "");
    expect_tags("<a b='1' c=\"'\"> <d/></a >", false, 1, "[]a(b=1)(c=') []d/ []/a");
    expect_tags("<?xml v='1'?><!DOCTYPE a><!-- <b> --><a>\n</a>", false, 1, "[]a []/a");
    expect_tags("<a> x y\n</a>", true, 1, "[]a [x y]/a");
    expect_tags("x<a/>y", true, 1, "[x]a/");
    expect_tags("<a>x<![CDATA[ > <b> ]]>y</a>", true, 1, "[]a [y]/a");
    expect_tags("<a>x</a>", false, BASE_E_SCENARIO, "[]a");
    expect_tags("<a", false, BASE_E_SCENARIO, "");
    expect_tags("<a b>", false, BASE_E_SCENARIO, "");
    expect_tags("<a b='", false, BASE_E_SCENARIO, "");
    expect_tags("<!-- >", false, BASE_E_SCENARIO, "");
    expect_tags("<![CDATA[ > ", true, BASE_E_SCENARIO, "");
}

static void expect_decoded(const char *text, const char *expected)
{
    char copy[64];
    snprintf(copy, sizeof copy, "%s", text);
    xml_tags_decode(copy);
    cr_expect_str_eq(copy, expected);
}

Test(xml_tags, entities_are_decoded)
{
    expect_decoded("", "");
    expect_decoded("a&lt;&gt;&amp;lt;&quot;&apos;b", "a<>&lt;\"'b");
    expect_decoded("P&#233;cs, P&#xe9;cs", "P\xc3\xa9"
                                           "cs, P\xc3\xa9"
                                           "cs");
    expect_decoded("&#8364;&#x1F600;", "\xe2\x82\xac\xf0\x9f\x98\x80");
    /* Unknown ones, and numbers of no character, stay. */
    expect_decoded("& &; &eacute; &#; &#x; &#0; &#xd800; &#x110000; &#65 &", "& &; &eacute; &#; "
                                                                             "&#x; &#0; &#xd800; "
                                                                             "&#x110000; &#65 &");
}
