#include "zk/iden3/json.h"

#include <ctype.h>
#include <jansson.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "zk/iden3/container.h"
#include "zk/iden3/json_place.h"

#define PUBLICS_MAX (UINT32_C(1) << 28)

/* A text being read: the first failure stays. */
struct reader {
    const struct zk_iden3_file *file;
    json_t *root;
    struct zk_iden3_json_path path;
    int result;
};

static int fail(struct reader *reader, int code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static int fail(struct reader *reader, int code, const char *format, ...)
{
    char what[160], place[128] = "";
    size_t line, column, used = 0;
    va_list arguments;

    if (reader->result != 0)
        return reader->result;
    va_start(arguments, format);
    vsnprintf(what, sizeof what, format, arguments);
    va_end(arguments);
    for (unsigned i = 0; i < reader->path.depth && used < sizeof place; i++) {
        const char *key = reader->path.steps[i].key;
        used += key != NULL ? (size_t)snprintf(place + used, sizeof place - used, "%s", key)
                            : (size_t)snprintf(place + used, sizeof place - used, "[%zu]",
                                               reader->path.steps[i].index);
    }
    zk_iden3_json_place((const char *)reader->file->data, reader->file->len, &reader->path, &line,
                        &column);
    reader->result = base_fail(code, "%s:%zu:%zu: %s%s%s", reader->file->name, line, column, place,
                               place[0] != '\0' ? ": " : "", what);
    return reader->result;
}

static const char *kind_of(const json_t *json)
{
    switch (json != NULL ? json_typeof(json) : JSON_NULL) {
    case JSON_OBJECT:
        return "an object";
    case JSON_ARRAY:
        return "an array";
    case JSON_STRING:
        return "a text";
    case JSON_INTEGER:
    case JSON_REAL:
        return "a number";
    default:
        return json == NULL ? "nothing" : "a constant";
    }
}

static int reader_init(struct reader *reader, const struct zk_iden3_file *file)
{
    json_error_t error;
    size_t len = 0;

    *reader = (struct reader){.file = file};
    /* jansson's messages name the token that it met, which may hold anything. */
    reader->root = json_loadb(file->data != NULL ? (const char *)file->data : "", file->len,
                              JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &error);
    if (reader->root != NULL)
        return 0;
    while (error.text[len] != '\0' && isprint((unsigned char)error.text[len]))
        len++;
    return base_fail(json_error_code(&error) == json_error_out_of_memory ? BASE_E_NOMEM
                                                                         : BASE_E_SCENARIO,
                     "%s:%d:%d: %.*s", file->name, error.line > 0 ? error.line : 1,
                     error.column > 0 ? error.column : 1, (int)len, error.text);
}

static void enter(struct reader *reader, const char *key, size_t index)
{
    reader->path.steps[reader->path.depth].key = key;
    reader->path.steps[reader->path.depth].index = index;
    reader->path.depth++;
}

static void leave(struct reader *reader)
{
    reader->path.depth--;
}

/* Leaves the number 0 after a failure. */
static void read_number(struct reader *reader, const json_t *json, const char *modulus_name,
                        const u256 *modulus, u256 *ret_value)
{
    const char *text = json_string_value(json);

    *ret_value = (u256){0};
    if (text == NULL) {
        fail(reader, BASE_E_SCENARIO, "found %s, expected a decimal number as a text",
             kind_of(json));
        return;
    }
    size_t len = json_string_length(json);
    if (len == 0 || strspn(text, "0123456789") != len || (text[0] == '0' && len > 1)) {
        fail(reader, BASE_E_SCENARIO,
             "found a text that is no decimal number without leading zeros");
        return;
    }
    if (u256_parse(text, ret_value) < 0 || u256_compare(*ret_value, *modulus) >= 0) {
        *ret_value = (u256){0};
        fail(reader, ZK_IDEN3_OUTSIDE, "found a number that is not below %s", modulus_name);
    }
}

static void read_fp(struct reader *reader, const json_t *json, zk_fp *ret_element)
{
    u256 value;

    read_number(reader, json, "p", &zk_iden3_p, &value);
    zk_fp_from_u256(&value, ret_element);
}

static bool expect_array(struct reader *reader, const json_t *json, size_t len)
{
    if (json_is_array(json) && json_array_size(json) == len)
        return true;
    if (json_is_array(json))
        fail(reader, BASE_E_SCENARIO, "found %zu elements, expected %zu", json_array_size(json),
             len);
    else
        fail(reader, BASE_E_SCENARIO, "found %s, expected an array of %zu", kind_of(json), len);
    return false;
}

static void read_fp2(struct reader *reader, const json_t *json, size_t index, zk_fp2 *ret_element)
{
    const json_t *pair = json_array_get(json, index);

    enter(reader, NULL, index);
    *ret_element = (zk_fp2){0};
    if (expect_array(reader, pair, 2)) {
        enter(reader, NULL, 0);
        read_fp(reader, json_array_get(pair, 0), &ret_element->c0);
        leave(reader);
        enter(reader, NULL, 1);
        read_fp(reader, json_array_get(pair, 1), &ret_element->c1);
        leave(reader);
    }
    leave(reader);
}

/* z is 1, or 0 for infinity. */
static void read_g1(struct reader *reader, const json_t *json, zk_g1_affine *ret_point)
{
    zk_fp coordinates[3], one;

    *ret_point = (zk_g1_affine){0};
    if (!expect_array(reader, json, 3))
        return;
    for (size_t i = 0; i < 3; i++) {
        enter(reader, NULL, i);
        read_fp(reader, json_array_get(json, i), &coordinates[i]);
        leave(reader);
    }
    zk_fp_from_u64(1, &one);
    if (reader->result != 0 || zk_fp_is_zero(&coordinates[2]))
        return;
    if (!zk_fp_equal(&coordinates[2], &one)) {
        fail(reader, BASE_E_SCENARIO, "found a z that is neither \"1\" nor \"0\"");
        return;
    }
    *ret_point = (zk_g1_affine){coordinates[0], coordinates[1]};
    if (zk_g1_affine_is_infinity(ret_point) || !zk_g1_is_on_curve(ret_point))
        fail(reader, ZK_IDEN3_OUTSIDE, "the point is not on its curve");
}

static void read_g2(struct reader *reader, const json_t *json, zk_g2_affine *ret_point)
{
    zk_fp2 coordinates[3], one = {0};

    *ret_point = (zk_g2_affine){0};
    if (!expect_array(reader, json, 3))
        return;
    for (size_t i = 0; i < 3; i++)
        read_fp2(reader, json, i, &coordinates[i]);
    zk_fp_from_u64(1, &one.c0);
    if (reader->result != 0 || zk_fp2_is_zero(&coordinates[2]))
        return;
    if (!zk_fp2_equal(&coordinates[2], &one)) {
        fail(reader, BASE_E_SCENARIO,
             "found a z that is neither [\"1\", \"0\"] nor [\"0\", \"0\"]");
        return;
    }
    *ret_point = (zk_g2_affine){coordinates[0], coordinates[1]};
    if (zk_g2_affine_is_infinity(ret_point) || !zk_g2_is_on_curve(ret_point))
        fail(reader, ZK_IDEN3_OUTSIDE, "the point is not on its curve");
}

static const json_t *member(struct reader *reader, const char *key)
{
    const json_t *value = json_object_get(reader->root, key);

    if (!json_is_object(reader->root))
        fail(reader, BASE_E_SCENARIO, "found %s, expected an object", kind_of(reader->root));
    else if (value == NULL)
        fail(reader, BASE_E_SCENARIO, "there is no member \"%s\"", key);
    return value;
}

static void member_g1(struct reader *reader, const char *key, zk_g1_affine *ret_point)
{
    const json_t *json = member(reader, key);

    enter(reader, key, 0);
    read_g1(reader, json, ret_point);
    leave(reader);
}

static void member_g2(struct reader *reader, const char *key, zk_g2_affine *ret_point)
{
    const json_t *json = member(reader, key);

    enter(reader, key, 0);
    read_g2(reader, json, ret_point);
    leave(reader);
}

/* Both may be left out: some tools write points alone. */
static void expect_member(struct reader *reader, const char *key, const char *expected,
                          const char *other)
{
    const json_t *json = json_object_get(reader->root, key);
    const char *text = json_string_value(json);

    if (json == NULL || (text != NULL && (strcmp(text, expected) == 0 || strcmp(text, other) == 0)))
        return;
    enter(reader, key, 0);
    fail(reader, BASE_E_SCENARIO, "expected \"%s\"", expected);
    leave(reader);
}

static void expect_groth16(struct reader *reader)
{
    expect_member(reader, "protocol", "groth16", "groth16");
    expect_member(reader, "curve", "bn128", "bn254");
}

int zk_iden3_json_what(const struct zk_iden3_file *file, enum zk_iden3_json *ret_what)
{
    struct reader reader;
    int r = reader_init(&reader, file);

    if (r < 0)
        return r;
    if (json_is_array(reader.root))
        *ret_what = ZK_IDEN3_JSON_PUBLIC;
    else if (json_object_get(reader.root, "pi_a") != NULL)
        *ret_what = ZK_IDEN3_JSON_PROOF;
    else if (json_object_get(reader.root, "vk_alpha_1") != NULL)
        *ret_what = ZK_IDEN3_JSON_VERIFYING_KEY;
    else
        fail(&reader, BASE_E_SCENARIO,
             "found %s that is no proof (\"pi_a\"), verifying key (\"vk_alpha_1\") or array of "
             "public values",
             kind_of(reader.root));
    json_decref(reader.root);
    return reader.result;
}

int zk_iden3_proof_read(const struct zk_iden3_file *file, struct zk_groth16_proof *ret_proof)
{
    struct zk_groth16_proof proof;
    struct reader reader;
    int r = reader_init(&reader, file);

    if (r < 0)
        return r;
    /* Its form first, wherever a value is outside. */
    expect_groth16(&reader);
    member_g1(&reader, "pi_a", &proof.a);
    member_g2(&reader, "pi_b", &proof.b);
    member_g1(&reader, "pi_c", &proof.c);
    if (reader.result == 0)
        *ret_proof = proof;
    json_decref(reader.root);
    return reader.result;
}

int zk_iden3_public_read(const struct zk_iden3_file *file, zk_fr **ret_values, size_t *ret_count)
{
    struct reader reader;
    int r = reader_init(&reader, file);

    if (r < 0)
        return r;
    size_t count = json_array_size(reader.root);
    zk_fr *values = calloc(count + 1, sizeof(*values));
    if (!json_is_array(reader.root))
        fail(&reader, BASE_E_SCENARIO, "found %s, expected an array of public values",
             kind_of(reader.root));
    else if (values == NULL)
        fail(&reader, BASE_E_NOMEM, "no memory for %zu public values", count);
    for (size_t i = 0; reader.result == 0 && i < count; i++) {
        u256 value;
        enter(&reader, NULL, i);
        read_number(&reader, json_array_get(reader.root, i), "r", &zk_iden3_r, &value);
        leave(&reader);
        zk_fr_from_u256(&value, &values[i]);
    }
    json_decref(reader.root);
    if (reader.result != 0) {
        free(values);
        return reader.result;
    }
    *ret_values = values;
    *ret_count = count;
    return 0;
}

static void read_ic(struct reader *reader, struct zk_groth16_verifying_key *key)
{
    const json_t *count = member(reader, "nPublic"), *ic = member(reader, "IC");

    if (reader->result != 0)
        return;
    enter(reader, "nPublic", 0);
    if (!json_is_integer(count) || json_integer_value(count) < 0 ||
        json_integer_value(count) > PUBLICS_MAX)
        fail(reader, BASE_E_SCENARIO, "found %s, expected a whole number of public values",
             kind_of(count));
    leave(reader);
    if (reader->result != 0)
        return;
    key->publics = (uint32_t)json_integer_value(count);
    enter(reader, "IC", 0);
    if (expect_array(reader, ic, (size_t)key->publics + 1)) {
        key->ic = calloc((size_t)key->publics + 1, sizeof(*key->ic));
        if (key->ic == NULL)
            fail(reader, BASE_E_NOMEM, "no memory for %zu points", (size_t)key->publics + 1);
        for (size_t i = 0; reader->result == 0 && i <= key->publics; i++) {
            enter(reader, NULL, i);
            read_g1(reader, json_array_get(ic, i), &key->ic[i]);
            leave(reader);
        }
    }
    leave(reader);
}

static void refuse_weak(struct reader *reader, const char *name, bool is_infinity,
                        const zk_g2_affine *point)
{
    enter(reader, name, 0);
    if (is_infinity)
        fail(reader, BASE_E_SCENARIO, "the point is infinity");
    else if (point != NULL && reader->result == 0 && !zk_g2_is_in_subgroup(point))
        fail(reader, BASE_E_SCENARIO, "the point is not in the group of order r");
    leave(reader);
}

int zk_iden3_verifying_key_read(const struct zk_iden3_file *file,
                                struct zk_groth16_verifying_key *ret_key)
{
    struct zk_groth16_verifying_key key = {0};
    struct reader reader;
    int r = reader_init(&reader, file);

    if (r < 0)
        return r;
    expect_groth16(&reader);
    member_g1(&reader, "vk_alpha_1", &key.alpha_g1);
    member_g2(&reader, "vk_beta_2", &key.beta_g2);
    member_g2(&reader, "vk_gamma_2", &key.gamma_g2);
    member_g2(&reader, "vk_delta_2", &key.delta_g2);
    refuse_weak(&reader, "vk_alpha_1", zk_g1_affine_is_infinity(&key.alpha_g1), NULL);
    refuse_weak(&reader, "vk_beta_2", zk_g2_affine_is_infinity(&key.beta_g2), &key.beta_g2);
    refuse_weak(&reader, "vk_gamma_2", zk_g2_affine_is_infinity(&key.gamma_g2), &key.gamma_g2);
    refuse_weak(&reader, "vk_delta_2", zk_g2_affine_is_infinity(&key.delta_g2), &key.delta_g2);
    if (reader.result == 0 && zk_groth16_is_forgeable(&key))
        fail(&reader, BASE_E_SCENARIO,
             "two of beta, gamma and delta are one point or opposite ones, as in a key that nobody "
             "has contributed to: anybody can prove what is false");
    read_ic(&reader, &key);
    json_decref(reader.root);
    if (reader.result != 0) {
        free(key.ic);
        return reader.result == ZK_IDEN3_OUTSIDE ? BASE_E_SCENARIO : reader.result;
    }
    *ret_key = key;
    return 0;
}
