#include "zk/iden3/r1cs.h"

#include <inttypes.h>
#include <string.h>

#include "zk/iden3/container.h"
#include "zk/iden3/matrix.h"

#define MAGIC "r1cs"
#define VERSION 1
#define TERM_BYTES 36

enum { HEADER = 1, CONSTRAINTS, LABELS, GATES, GATE_USES };

bool zk_iden3_r1cs_is(const struct zk_iden3_file *file)
{
    return file->len >= 4 && memcmp(file->data, MAGIC, 4) == 0;
}

static int read_header(const struct zk_iden3_container *container,
                       struct zk_iden3_r1cs_header *ret_header)
{
    struct zk_iden3_r1cs_header header;
    struct zk_iden3_cursor cursor;
    int r = zk_iden3_container_find(container, HEADER, "header", &cursor);

    r = r < 0 ? r : zk_iden3_take_modulus(&cursor, "the field", &zk_iden3_r);
    const uint8_t *start = cursor.at;
    r = r < 0 ? r : zk_iden3_take_u32(&cursor, "the number of wires", &header.wires);
    r = r < 0 ? r : zk_iden3_take_u32(&cursor, "the number of outputs", &header.public_outputs);
    r = r < 0 ? r
              : zk_iden3_take_u32(&cursor, "the number of public inputs", &header.public_inputs);
    r = r < 0 ? r
              : zk_iden3_take_u32(&cursor, "the number of secret inputs", &header.secret_inputs);
    r = r < 0 ? r : zk_iden3_take_u64(&cursor, "the number of labels", &header.labels);
    r = r < 0 ? r : zk_iden3_take_u32(&cursor, "the number of constraints", &header.rows);
    r = r < 0 ? r : zk_iden3_expect_left(&cursor, 0, 1, "further bytes");
    if (r < 0)
        return r;
    uint64_t named =
        1 + (uint64_t)header.public_outputs + header.public_inputs + header.secret_inputs;
    if (named > header.wires)
        return zk_iden3_fail(&cursor, start,
                             "found %" PRIu32 " wires, expected at least %" PRIu64
                             ": the one, outputs and inputs",
                             header.wires, named);
    /* Nothing else in the file bears out how many wires there are. */
    struct zk_iden3_cursor labels;
    r = zk_iden3_container_find(container, LABELS, "labels", &labels);
    r = r < 0 ? r : zk_iden3_expect_left(&labels, header.wires, 8, "labels of wires");
    if (r == 0 && zk_iden3_container_has(container, GATES)) {
        struct zk_iden3_cursor gates;
        uint32_t count;

        r = zk_iden3_container_find(container, GATES, "custom gates", &gates);
        r = r < 0 ? r : zk_iden3_take_u32(&gates, "the number of custom gates", &count);
        if (r == 0 && count > 0)
            r = zk_iden3_fail(&gates, gates.section.data,
                              "found %" PRIu32 " custom gates, expected none", count);
    }
    if (r == 0)
        *ret_header = header;
    return r;
}

int zk_iden3_r1cs_read_header(const struct zk_iden3_file *file,
                              struct zk_iden3_r1cs_header *ret_header)
{
    struct zk_iden3_container container;
    int r = zk_iden3_container_read(file, MAGIC, VERSION, &container);

    return r < 0 ? r : read_header(&container, ret_header);
}

/* How many terms the constraints have in A, B and C. */
static int count_terms(struct zk_iden3_cursor cursor, uint32_t rows, size_t ret_terms[3])
{
    for (uint64_t i = 0; i < UINT64_C(3) * rows; i++) {
        const uint8_t *bytes;
        uint32_t count;
        int r = zk_iden3_take_u32(&cursor, "a sum's number of terms", &count);

        r = r < 0 ? r : zk_iden3_take(&cursor, (size_t)count * TERM_BYTES, "a sum's terms", &bytes);
        if (r < 0)
            return r;
        ret_terms[i % 3] += count;
    }
    return zk_iden3_expect_left(&cursor, 0, 1, "further bytes");
}

/* The cursor's bytes have been counted. */
static int read_sum(struct zk_iden3_cursor *cursor, uint32_t wires, uint32_t row,
                    struct zk_r1cs_matrix *matrix)
{
    const uint8_t *start = cursor->at;
    uint32_t count = zk_iden3_get_u32(start), twice;

    cursor->at += 4;
    for (uint32_t i = 0; i < count; i++, cursor->at += TERM_BYTES) {
        struct zk_r1cs_term *term = &matrix->terms[matrix->starts[row] + i];

        term->wire = zk_iden3_get_u32(cursor->at);
        if (term->wire >= wires)
            return zk_iden3_fail(cursor, cursor->at,
                                 "found wire %" PRIu32 ", expected one below %" PRIu32, term->wire,
                                 wires);
        if (!zk_iden3_get_fr(cursor->at + 4, &term->coefficient))
            return zk_iden3_fail(cursor, cursor->at + 4, "a coefficient that is not below r");
    }
    matrix->starts[row + 1] = matrix->starts[row] + count;
    if (!zk_iden3_matrix_sort_row(matrix, row, &twice))
        return zk_iden3_fail(cursor, start, "wire %" PRIu32 " stands twice in a sum", twice);
    return 0;
}

static int read_constraints(struct zk_iden3_cursor cursor, struct zk_r1cs *r1cs)
{
    struct zk_r1cs_matrix *matrices[3] = {&r1cs->a, &r1cs->b, &r1cs->c};
    size_t terms[3] = {0};
    int r = count_terms(cursor, r1cs->rows, terms);

    for (int i = 0; r == 0 && i < 3; i++)
        r = zk_iden3_matrix_init(matrices[i], r1cs->rows, terms[i]);
    for (uint32_t row = 0; r == 0 && row < r1cs->rows; row++) {
        for (int i = 0; r == 0 && i < 3; i++)
            r = read_sum(&cursor, r1cs->wires, row, matrices[i]);
    }
    return r;
}

int zk_iden3_r1cs_read(const struct zk_iden3_file *file, struct zk_r1cs *ret_r1cs)
{
    struct zk_iden3_container container;
    struct zk_iden3_r1cs_header header;
    struct zk_iden3_cursor cursor;
    int r = zk_iden3_container_read(file, MAGIC, VERSION, &container);

    r = r < 0 ? r : read_header(&container, &header);
    r = r < 0 ? r : zk_iden3_container_find(&container, CONSTRAINTS, "constraints", &cursor);
    if (r < 0)
        return r;
    struct zk_r1cs r1cs = {.wires = header.wires,
                           .publics = header.public_outputs + header.public_inputs,
                           .rows = header.rows};
    r = read_constraints(cursor, &r1cs);
    if (r < 0) {
        zk_r1cs_deinit(&r1cs);
        return r;
    }
    zk_iden3_file_drop(file, cursor.section.data, cursor.section.len);
    *ret_r1cs = r1cs;
    return 0;
}

static void write_sum(const struct zk_r1cs_matrix *matrix, uint32_t row, FILE *stream)
{
    zk_iden3_put_u32(stream, (uint32_t)(matrix->starts[row + 1] - matrix->starts[row]));
    for (size_t i = matrix->starts[row]; i < matrix->starts[row + 1]; i++) {
        zk_iden3_put_u32(stream, matrix->terms[i].wire);
        zk_iden3_put_fr(stream, &matrix->terms[i].coefficient);
    }
}

void zk_iden3_r1cs_write(const struct zk_r1cs *r1cs, FILE *stream)
{
    uint64_t terms =
        r1cs->a.starts[r1cs->rows] + r1cs->b.starts[r1cs->rows] + r1cs->c.starts[r1cs->rows];

    zk_iden3_put_header(stream, MAGIC, VERSION, 3);
    zk_iden3_put_section(stream, HEADER, 4 + 32 + 4 * 4 + 8 + 4);
    zk_iden3_put_u32(stream, 32);
    zk_iden3_put_u256(stream, &zk_iden3_r);
    zk_iden3_put_u32(stream, r1cs->wires);
    zk_iden3_put_u32(stream, 0);
    zk_iden3_put_u32(stream, r1cs->publics);
    zk_iden3_put_u32(stream, 0);
    zk_iden3_put_u64(stream, r1cs->wires);
    zk_iden3_put_u32(stream, r1cs->rows);
    zk_iden3_put_section(stream, CONSTRAINTS, UINT64_C(12) * r1cs->rows + TERM_BYTES * terms);
    for (uint32_t row = 0; row < r1cs->rows; row++) {
        write_sum(&r1cs->a, row, stream);
        write_sum(&r1cs->b, row, stream);
        write_sum(&r1cs->c, row, stream);
    }
    zk_iden3_put_section(stream, LABELS, UINT64_C(8) * r1cs->wires);
    for (uint32_t wire = 0; wire < r1cs->wires; wire++)
        zk_iden3_put_u64(stream, wire);
}
