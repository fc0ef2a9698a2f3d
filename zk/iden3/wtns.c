#define _GNU_SOURCE
#include "zk/iden3/wtns.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "zk/iden3/container.h"

#define MAGIC "wtns"
#define VERSION 2

enum { HEADER = 1, VALUES };

bool zk_iden3_wtns_is(const struct zk_iden3_file *file)
{
    return file->len >= 4 && memcmp(file->data, MAGIC, 4) == 0;
}

static int read_header(const struct zk_iden3_file *file, struct zk_iden3_cursor *ret_values,
                       uint32_t *ret_wires)
{
    struct zk_iden3_container container;
    struct zk_iden3_cursor cursor;
    uint32_t wires;
    int r = zk_iden3_container_read(file, MAGIC, VERSION, &container);

    r = r < 0 ? r : zk_iden3_container_find(&container, HEADER, "header", &cursor);
    r = r < 0 ? r : zk_iden3_take_modulus(&cursor, "the field", &zk_iden3_r);
    r = r < 0 ? r : zk_iden3_take_u32(&cursor, "the number of values", &wires);
    r = r < 0 ? r : zk_iden3_expect_left(&cursor, 0, 1, "further bytes");
    r = r < 0 ? r : zk_iden3_container_find(&container, VALUES, "values", ret_values);
    r = r < 0 ? r : zk_iden3_expect_left(ret_values, wires, 32, "values");
    if (r == 0 && wires == 0)
        r = zk_iden3_fail(&cursor, cursor.at - 4, "found no values, expected the one at least");
    if (r == 0)
        *ret_wires = wires;
    return r;
}

int zk_iden3_wtns_read_header(const struct zk_iden3_file *file, uint32_t *ret_wires)
{
    struct zk_iden3_cursor values;

    return read_header(file, &values, ret_wires);
}

static int read_values(const struct zk_iden3_cursor *cursor, uint32_t wires, zk_fr *values)
{
    for (uint32_t i = 0; i < wires; i++) {
        if (!zk_iden3_get_fr(cursor->at + (size_t)i * 32, &values[i]))
            return zk_iden3_fail(cursor, cursor->at + (size_t)i * 32,
                                 "the value of wire %" PRIu32 " is not below r", i);
    }
    zk_fr one;
    zk_fr_from_u64(1, &one);
    if (!zk_fr_equal(&values[0], &one))
        return zk_iden3_fail(cursor, cursor->at, "the value of wire 0 is not 1");
    return 0;
}

int zk_iden3_wtns_read(const struct zk_iden3_file *file, zk_fr **ret_values, uint32_t *ret_wires)
{
    struct zk_iden3_cursor cursor;
    uint32_t wires;
    int r = read_header(file, &cursor, &wires);

    if (r < 0)
        return r;
    zk_fr *values = calloc(wires, sizeof(*values));
    if (values == NULL)
        return base_fail(BASE_E_NOMEM, "%s: no memory for %" PRIu32 " values", file->name, wires);
    r = read_values(&cursor, wires, values);
    if (r < 0) {
        zk_iden3_wtns_free(values, wires);
        return r;
    }
    *ret_values = values;
    *ret_wires = wires;
    return 0;
}

void zk_iden3_wtns_free(zk_fr *values, uint32_t wires)
{
    if (values != NULL)
        explicit_bzero(values, wires * sizeof(*values));
    free(values);
}

void zk_iden3_wtns_write(const zk_fr values[], uint32_t wires, FILE *stream)
{
    zk_iden3_put_header(stream, MAGIC, VERSION, 2);
    zk_iden3_put_section(stream, HEADER, 4 + 32 + 4);
    zk_iden3_put_u32(stream, 32);
    zk_iden3_put_u256(stream, &zk_iden3_r);
    zk_iden3_put_u32(stream, wires);
    zk_iden3_put_section(stream, VALUES, UINT64_C(32) * wires);
    for (uint32_t i = 0; i < wires; i++)
        zk_iden3_put_fr(stream, &values[i]);
}
