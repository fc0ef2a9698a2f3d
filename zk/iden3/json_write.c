#include <inttypes.h>

#include "zk/iden3/json.h"

static void put_fp(FILE *stream, const char *indent, const zk_fp *element, const char *end)
{
    char text[U256_DECIMAL_MAX];
    u256 value;

    zk_fp_to_u256(element, &value);
    u256_format(value, text);
    fprintf(stream, "%s\"%s\"%s", indent, text, end);
}

static void put_fp2(FILE *stream, const zk_fp2 *element, const char *end)
{
    fputs("  [\n", stream);
    put_fp(stream, "   ", &element->c0, ",\n");
    put_fp(stream, "   ", &element->c1, "\n");
    fprintf(stream, "  ]%s", end);
}

/* Infinity is (0, 1, 0). */
static void put_g1(FILE *stream, const char *indent, const zk_g1_affine *point)
{
    zk_fp one, zero = {0};
    bool is_infinity = zk_g1_affine_is_infinity(point);
    char inner[8];

    snprintf(inner, sizeof inner, "%s ", indent);
    zk_fp_from_u64(1, &one);
    fputs("[\n", stream);
    put_fp(stream, inner, &point->x, ",\n");
    put_fp(stream, inner, is_infinity ? &one : &point->y, ",\n");
    put_fp(stream, inner, is_infinity ? &zero : &one, "\n");
    fprintf(stream, "%s]", indent);
}

static void put_g2(FILE *stream, const zk_g2_affine *point)
{
    zk_fp2 one = {0}, zero = {0};
    bool is_infinity = zk_g2_affine_is_infinity(point);

    zk_fp_from_u64(1, &one.c0);
    fputs("[\n", stream);
    put_fp2(stream, &point->x, ",\n");
    put_fp2(stream, is_infinity ? &one : &point->y, ",\n");
    put_fp2(stream, is_infinity ? &zero : &one, "\n");
    fputs(" ]", stream);
}

static void member_g1(FILE *stream, const char *key, const zk_g1_affine *point)
{
    fprintf(stream, " \"%s\": ", key);
    put_g1(stream, " ", point);
    fputs(",\n", stream);
}

static void member_g2(FILE *stream, const char *key, const zk_g2_affine *point)
{
    fprintf(stream, " \"%s\": ", key);
    put_g2(stream, point);
    fputs(",\n", stream);
}

void zk_iden3_proof_write(const struct zk_groth16_proof *proof, FILE *stream)
{
    fputs("{\n", stream);
    member_g1(stream, "pi_a", &proof->a);
    member_g2(stream, "pi_b", &proof->b);
    member_g1(stream, "pi_c", &proof->c);
    fputs(" \"protocol\": \"groth16\",\n \"curve\": \"bn128\"\n}\n", stream);
}

void zk_iden3_public_write(const zk_fr values[], size_t count, FILE *stream)
{
    fputs(count > 0 ? "[\n" : "[", stream);
    for (size_t i = 0; i < count; i++) {
        char text[U256_DECIMAL_MAX];
        u256 value;

        zk_fr_to_u256(&values[i], &value);
        u256_format(value, text);
        fprintf(stream, " \"%s\"%s\n", text, i + 1 < count ? "," : "");
    }
    fputs("]\n", stream);
}

void zk_iden3_verifying_key_write(const struct zk_groth16_verifying_key *key, FILE *stream)
{
    fprintf(stream,
            "{\n \"protocol\": \"groth16\",\n \"curve\": \"bn128\",\n \"nPublic\": %" PRIu32 ",\n",
            key->publics);
    member_g1(stream, "vk_alpha_1", &key->alpha_g1);
    member_g2(stream, "vk_beta_2", &key->beta_g2);
    member_g2(stream, "vk_gamma_2", &key->gamma_g2);
    member_g2(stream, "vk_delta_2", &key->delta_g2);
    fputs(" \"IC\": [\n", stream);
    for (size_t i = 0; i <= key->publics; i++) {
        fputs("  ", stream);
        put_g1(stream, "  ", &key->ic[i]);
        fputs(i < key->publics ? ",\n" : "\n", stream);
    }
    fputs(" ]\n}\n", stream);
}
