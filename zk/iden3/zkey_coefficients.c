#include <inttypes.h>
#include <string.h>

#include "zk/iden3/matrix.h"
#include "zk/iden3/zkey_private.h"

int zk_iden3_zkey_count_coefficients(struct zk_iden3_cursor cursor,
                                     const struct zk_iden3_zkey_header *header, uint32_t *ret_rows,
                                     size_t ret_terms[2])
{
    uint32_t count, rows = 0;
    int r = zk_iden3_take_u32(&cursor, "the number of coefficients", &count);

    r = r < 0
            ? r
            : zk_iden3_expect_left(&cursor, count, ZK_IDEN3_ZKEY_COEFFICIENT_BYTES, "coefficients");
    for (uint32_t i = 0; r == 0 && i < count; i++) {
        const uint8_t *at = cursor.at + (size_t)i * ZK_IDEN3_ZKEY_COEFFICIENT_BYTES;
        uint32_t matrix = zk_iden3_get_u32(at), row = zk_iden3_get_u32(at + 4);

        if (matrix > 1)
            return zk_iden3_fail(&cursor, at, "found matrix %" PRIu32 ", expected 0 (A) or 1 (B)",
                                 matrix);
        if (row >> header->log2_domain != 0)
            return zk_iden3_fail(&cursor, at + 4,
                                 "found constraint %" PRIu32
                                 ", expected one below the domain's %" PRIu32,
                                 row, UINT32_C(1) << header->log2_domain);
        rows = row >= rows ? row + 1 : rows;
        ret_terms[matrix]++;
    }
    if (r == 0 && rows <= header->publics)
        r = zk_iden3_fail(&cursor, cursor.section.data,
                          "found %" PRIu32 " rows, expected one for each of the %" PRIu32
                          " public wires and the one",
                          rows, header->publics);
    if (r == 0)
        *ret_rows = rows;
    return r;
}

static void add_up(struct zk_r1cs_matrix *matrix, uint32_t rows)
{
    for (uint32_t row = 0; row < rows; row++)
        matrix->starts[row + 1] += matrix->starts[row];
}

/* Terms by row: counted, then placed, with starts[row] as the place of the next one; afterwards
 * starts[row] is where the next row starts, and all move up by one. */
int zk_iden3_zkey_place_coefficients(struct zk_iden3_cursor cursor,
                                     struct zk_groth16_proving_key *key)
{
    struct zk_r1cs_matrix *matrices[2] = {&key->matrix_a, &key->matrix_b};
    uint32_t count = zk_iden3_get_u32(cursor.at), twice;
    const uint8_t *first = cursor.at + 4,
                  *end = first + (size_t)count * ZK_IDEN3_ZKEY_COEFFICIENT_BYTES;

    for (const uint8_t *at = first; at < end; at += ZK_IDEN3_ZKEY_COEFFICIENT_BYTES)
        matrices[zk_iden3_get_u32(at)]->starts[zk_iden3_get_u32(at + 4) + 1]++;
    add_up(matrices[0], key->rows);
    add_up(matrices[1], key->rows);
    for (const uint8_t *at = first; at < end; at += ZK_IDEN3_ZKEY_COEFFICIENT_BYTES) {
        struct zk_r1cs_matrix *matrix = matrices[zk_iden3_get_u32(at)];
        struct zk_r1cs_term *term = &matrix->terms[matrix->starts[zk_iden3_get_u32(at + 4)]++];
        u256 stored = zk_iden3_get_u256(at + 12), montgomery;
        zk_fr element;

        term->wire = zk_iden3_get_u32(at + 8);
        if (term->wire >= key->wires)
            return zk_iden3_fail(&cursor, at + 8,
                                 "found wire %" PRIu32 ", expected one below %" PRIu32, term->wire,
                                 key->wires);
        if (u256_compare(stored, zk_iden3_r) >= 0)
            return zk_iden3_fail(&cursor, at + 12, "a coefficient that is not below r");
        memcpy(element.limb, stored.limb, sizeof stored.limb);
        zk_fr_to_u256(&element, &montgomery); /* value * 2^512 -> value * 2^256 */
        memcpy(term->coefficient.limb, montgomery.limb, sizeof montgomery.limb);
    }
    for (int i = 0; i < 2; i++) {
        memmove(matrices[i]->starts + 1, matrices[i]->starts,
                key->rows * sizeof(*matrices[i]->starts));
        matrices[i]->starts[0] = 0;
        for (uint32_t row = 0; row < key->rows; row++) {
            if (!zk_iden3_matrix_sort_row(matrices[i], row, &twice))
                return zk_iden3_fail(&cursor, cursor.section.data,
                                     "wire %" PRIu32 " stands twice in constraint %" PRIu32
                                     " of %s",
                                     twice, row, i == 0 ? "A" : "B");
        }
    }
    return 0;
}

static void write_row(const struct zk_r1cs_matrix *matrix, uint32_t index, uint32_t row,
                      FILE *stream)
{
    for (size_t i = matrix->starts[row]; i < matrix->starts[row + 1]; i++) {
        const zk_fr *coefficient = &matrix->terms[i].coefficient;
        u256 montgomery;
        zk_fr twice;

        memcpy(montgomery.limb, coefficient->limb, sizeof montgomery.limb);
        zk_fr_from_u256(&montgomery, &twice); /* value * 2^256 -> value * 2^512 */
        memcpy(montgomery.limb, twice.limb, sizeof montgomery.limb);
        zk_iden3_put_u32(stream, index);
        zk_iden3_put_u32(stream, row);
        zk_iden3_put_u32(stream, matrix->terms[i].wire);
        zk_iden3_put_u256(stream, &montgomery);
    }
}

void zk_iden3_zkey_put_coefficients(const struct zk_groth16_proving_key *key, FILE *stream)
{
    size_t count = key->matrix_a.starts[key->rows] + key->matrix_b.starts[key->rows];

    zk_iden3_put_section(stream, ZKEY_COEFFICIENTS,
                         4 + (uint64_t)count * ZK_IDEN3_ZKEY_COEFFICIENT_BYTES);
    zk_iden3_put_u32(stream, (uint32_t)count);
    for (uint32_t row = 0; row < key->rows; row++) {
        write_row(&key->matrix_a, 0, row, stream);
        write_row(&key->matrix_b, 1, row, stream);
    }
}
