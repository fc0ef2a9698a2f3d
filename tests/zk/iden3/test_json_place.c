#include "tests/zk/iden3/support.h"
#include "zk/iden3/json_place.h"

static void expect_place(const char *text, const struct zk_iden3_json_path *path, size_t line,
                         size_t column)
{
    size_t found_line, found_column;
    zk_iden3_json_place(text, strlen(text), path, &found_line, &found_column);
    cr_expect_eq(found_line, line, "%zu", found_line);
    cr_expect_eq(found_column, column, "%zu", found_column);
}

Test(zk_iden3_json_place, steps)
{
    static const char text[] = "{\"a]\": [1, {\"x\": \"}\\\"\"}, []],\n"
                               "  \"b\" : [ \"0\",\n"
                               "[\"1\", \"2\" ] ], \"c\": {} }";

    expect_place(text, &(struct zk_iden3_json_path){0}, 1, 1);
    expect_place(text, &(struct zk_iden3_json_path){1, {{"a]", 0}}}, 1, 8);
    expect_place(text, &(struct zk_iden3_json_path){2, {{"a]", 0}, {NULL, 1}}}, 1, 12);
    expect_place(text, &(struct zk_iden3_json_path){3, {{"a]", 0}, {NULL, 1}, {"x", 0}}}, 1, 18);
    expect_place(text, &(struct zk_iden3_json_path){2, {{"a]", 0}, {NULL, 2}}}, 1, 26);
    expect_place(text, &(struct zk_iden3_json_path){1, {{"b", 0}}}, 2, 9);
    expect_place(text, &(struct zk_iden3_json_path){2, {{"b", 0}, {NULL, 1}}}, 3, 1);
    expect_place(text, &(struct zk_iden3_json_path){3, {{"b", 0}, {NULL, 1}, {NULL, 1}}}, 3, 7);
    expect_place(text, &(struct zk_iden3_json_path){1, {{"c", 0}}}, 3, 21);
}

Test(zk_iden3_json_place, what_is_not_there)
{
    expect_place("  [1, 2]", &(struct zk_iden3_json_path){1, {{NULL, 2}}}, 1, 3);
    expect_place("  [1, 2]", &(struct zk_iden3_json_path){1, {{"a", 0}}}, 1, 3);
    expect_place("{\"a\": {}}", &(struct zk_iden3_json_path){2, {{"a", 0}, {"b", 0}}}, 1, 7);
    expect_place("7", &(struct zk_iden3_json_path){1, {{NULL, 0}}}, 1, 1);
    expect_place("", &(struct zk_iden3_json_path){1, {{NULL, 0}}}, 1, 1);
}
