#include "zk/iden3/zkey.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "zk/iden3/container.h"
#include "zk/iden3/matrix.h"
#include "zk/iden3/points.h"
#include "zk/iden3/zkey_private.h"
#include "zk/ntt/ntt.h"

bool zk_iden3_zkey_is(const struct zk_iden3_file *file)
{
    return file->len >= 4 && memcmp(file->data, ZK_IDEN3_ZKEY_MAGIC, 4) == 0;
}

/* Both header sections up to the points. */
static int read_sizes(const struct zk_iden3_container *container,
                      struct zk_iden3_cursor *ret_points, struct zk_iden3_zkey_header *ret_header)
{
    struct zk_iden3_zkey_header header = {0};
    struct zk_iden3_cursor cursor;
    uint32_t protocol, domain;
    int r = zk_iden3_container_find(container, ZKEY_PROTOCOL, "protocol", &cursor);

    r = r < 0 ? r : zk_iden3_take_u32(&cursor, "the protocol", &protocol);
    if (r == 0 && protocol != ZK_IDEN3_ZKEY_GROTH16)
        return zk_iden3_fail(&cursor, cursor.section.data,
                             "found protocol %" PRIu32 ", expected 1 (Groth16)", protocol);
    r = r < 0 ? r : zk_iden3_container_find(container, ZKEY_HEADER, "header", &cursor);
    r = r < 0 ? r : zk_iden3_take_modulus(&cursor, "the base field", &zk_iden3_p);
    r = r < 0 ? r : zk_iden3_take_modulus(&cursor, "the scalar field", &zk_iden3_r);
    r = r < 0 ? r : zk_iden3_take_u32(&cursor, "the number of wires", &header.wires);
    r = r < 0 ? r : zk_iden3_take_u32(&cursor, "the number of public wires", &header.publics);
    r = r < 0 ? r : zk_iden3_take_u32(&cursor, "the domain's size", &domain);
    if (r < 0)
        return r;
    if (header.publics >= header.wires)
        return zk_iden3_fail(&cursor, cursor.at - 8,
                             "found %" PRIu32 " public wires, expected less than the %" PRIu32
                             " of all",
                             header.publics, header.wires);
    while (header.log2_domain < ZK_NTT_LOG2_MAX && domain > UINT32_C(1) << header.log2_domain)
        header.log2_domain++;
    if (domain != UINT32_C(1) << header.log2_domain || domain <= header.publics)
        return zk_iden3_fail(&cursor, cursor.at - 4,
                             "found a domain of %" PRIu32
                             ", expected a power of two, at most 2^%d, above the %" PRIu32
                             " public wires",
                             domain, ZK_NTT_LOG2_MAX, header.publics);
    /* Rows are as many as the domain at the most, and nothing but H bears out how large it is. */
    struct zk_iden3_cursor h;
    r = zk_iden3_container_find(container, ZKEY_H, "H", &h);
    r = r < 0 ? r : zk_iden3_expect_left(&h, domain, ZK_IDEN3_G1_BYTES, "points");
    if (r < 0)
        return r;
    header.is_checkable = zk_iden3_container_has(container, ZKEY_CHECK);
    *ret_points = cursor;
    *ret_header = header;
    return 0;
}

static int take_parameter_g1(struct zk_iden3_cursor *cursor, const char *what, zk_g1_affine *ret)
{
    const uint8_t *start = cursor->at;
    int r = zk_iden3_take_g1(cursor, NULL, 1, what, ret);

    if (r == 0 && zk_g1_affine_is_infinity(ret))
        r = zk_iden3_fail(cursor, start, "%s is infinity", what);
    return r;
}

static int take_parameter_g2(struct zk_iden3_cursor *cursor, const char *what, zk_g2_affine *ret)
{
    const uint8_t *start = cursor->at;
    int r = zk_iden3_take_g2(cursor, NULL, 1, what, ret);

    if (r == 0 && zk_g2_affine_is_infinity(ret))
        r = zk_iden3_fail(cursor, start, "%s is infinity", what);
    return r;
}

/* A section of n points alone, and room for them; it is the key's, also when they turn out wrong.
 */
static int find_points(const struct zk_iden3_container *container, uint32_t type, const char *name,
                       size_t n, size_t item_bytes, size_t point_bytes,
                       struct zk_iden3_cursor *ret_cursor, void **ret_points)
{
    int r = zk_iden3_container_find(container, type, name, ret_cursor);

    r = r < 0 ? r : zk_iden3_expect_left(ret_cursor, n, item_bytes, "points");
    if (r < 0)
        return r;
    *ret_points = reallocarray(NULL, n > 0 ? n : 1, point_bytes);
    return *ret_points != NULL ? 0
                               : base_fail(BASE_E_NOMEM, "no memory for %zu points of %s", n, name);
}

static int read_g1(const struct zk_iden3_container *container, struct zk_threads *threads,
                   uint32_t type, const char *name, size_t n, zk_g1_affine **ret_points)
{
    struct zk_iden3_cursor cursor;
    void *points;
    int r = find_points(container, type, name, n, ZK_IDEN3_G1_BYTES, sizeof **ret_points, &cursor,
                        &points);

    if (r < 0)
        return r;
    *ret_points = points;
    return zk_iden3_take_g1(&cursor, threads, n, name, points);
}

static int read_g2(const struct zk_iden3_container *container, struct zk_threads *threads,
                   uint32_t type, const char *name, size_t n, zk_g2_affine **ret_points)
{
    struct zk_iden3_cursor cursor;
    void *points;
    int r = find_points(container, type, name, n, ZK_IDEN3_G2_BYTES, sizeof **ret_points, &cursor,
                        &points);

    if (r < 0)
        return r;
    *ret_points = points;
    return zk_iden3_take_g2(&cursor, threads, n, name, points);
}

/* From the header's points on. */
static int read_parameters(const struct zk_iden3_container *container,
                           struct zk_iden3_cursor cursor, const struct zk_iden3_zkey_header *header,
                           struct zk_groth16_proving_key *key)
{
    struct zk_groth16_verifying_key *verifying = &key->verifying;
    int r = take_parameter_g1(&cursor, "alpha", &verifying->alpha_g1);

    verifying->publics = header->publics;
    r = r < 0 ? r : take_parameter_g1(&cursor, "beta", &key->beta_g1);
    r = r < 0 ? r : take_parameter_g2(&cursor, "beta", &verifying->beta_g2);
    r = r < 0 ? r : take_parameter_g2(&cursor, "gamma", &verifying->gamma_g2);
    r = r < 0 ? r : take_parameter_g1(&cursor, "delta", &key->delta_g1);
    r = r < 0 ? r : take_parameter_g2(&cursor, "delta", &verifying->delta_g2);
    r = r < 0 ? r : zk_iden3_expect_left(&cursor, 0, 1, "further bytes");
    return r < 0 ? r
                 : read_g1(container, NULL, ZKEY_IC, "IC", (size_t)header->publics + 1,
                           &verifying->ic);
}

static int read_coefficients(const struct zk_iden3_container *container,
                             const struct zk_iden3_zkey_header *header,
                             struct zk_groth16_proving_key *key)
{
    struct zk_iden3_cursor cursor;
    size_t terms[2] = {0};
    int r = zk_iden3_container_find(container, ZKEY_COEFFICIENTS, "coefficients", &cursor);

    r = r < 0 ? r : zk_iden3_zkey_count_coefficients(cursor, header, &key->rows, terms);
    r = r < 0 ? r : zk_iden3_matrix_init(&key->matrix_a, key->rows, terms[0]);
    r = r < 0 ? r : zk_iden3_matrix_init(&key->matrix_b, key->rows, terms[1]);
    r = r < 0 ? r : zk_iden3_zkey_place_coefficients(cursor, key);
    if (r == 0)
        zk_iden3_file_drop(container->file, cursor.section.data, cursor.section.len);
    return r;
}

static int read_check(const struct zk_iden3_container *container, struct zk_threads *threads,
                      struct zk_groth16_proving_key *key)
{
    const size_t more = ZK_IDEN3_G1_BYTES + 2 * ZK_IDEN3_G2_BYTES;
    size_t n = (size_t)1 << key->log2_domain;
    struct zk_iden3_cursor cursor;
    int r = zk_iden3_container_find(container, ZKEY_CHECK, "check", &cursor);

    r = r < 0 ? r : zk_iden3_expect_left(&cursor, n * ZK_IDEN3_G1_BYTES + more, 1, "bytes");
    if (r < 0)
        return r;
    key->lagrange_g1 = malloc(n * sizeof(*key->lagrange_g1));
    if (key->lagrange_g1 == NULL)
        return base_fail(BASE_E_NOMEM, "no memory for %zu points of G1", n);
    r = zk_iden3_take_g1(&cursor, threads, n, "the Lagrange points", key->lagrange_g1);
    r = r < 0 ? r : zk_iden3_take_g1(&cursor, NULL, 1, "tau^n - 1", &key->vanishing_g1);
    r = r < 0 ? r : zk_iden3_take_g2(&cursor, NULL, 1, "tau^n - 1", &key->vanishing_g2);
    return r < 0 ? r : zk_iden3_take_g2(&cursor, NULL, 1, "tau", &key->tau_g2);
}

int zk_iden3_zkey_read_header(const struct zk_iden3_file *file,
                              struct zk_iden3_zkey_header *ret_header)
{
    struct zk_iden3_container container;
    struct zk_iden3_zkey_header header;
    struct zk_iden3_cursor cursor;
    size_t terms[2] = {0};
    int r = zk_iden3_container_read(file, ZK_IDEN3_ZKEY_MAGIC, ZK_IDEN3_ZKEY_VERSION, &container);

    r = r < 0 ? r : read_sizes(&container, &cursor, &header);
    r = r < 0 ? r : zk_iden3_container_find(&container, ZKEY_COEFFICIENTS, "coefficients", &cursor);
    r = r < 0 ? r : zk_iden3_zkey_count_coefficients(cursor, &header, &header.rows, terms);
    if (r < 0)
        return r;
    header.rows -= header.publics + 1;
    *ret_header = header;
    return 0;
}

int zk_iden3_zkey_read_verifying(const struct zk_iden3_file *file,
                                 struct zk_groth16_verifying_key *ret_key)
{
    struct zk_iden3_container container;
    struct zk_iden3_zkey_header header;
    struct zk_iden3_cursor cursor;
    struct zk_groth16_proving_key key = {0};
    int r = zk_iden3_container_read(file, ZK_IDEN3_ZKEY_MAGIC, ZK_IDEN3_ZKEY_VERSION, &container);

    r = r < 0 ? r : read_sizes(&container, &cursor, &header);
    r = r < 0 ? r : read_parameters(&container, cursor, &header, &key);
    if (r < 0)
        zk_groth16_proving_key_deinit(&key);
    else
        *ret_key = key.verifying;
    return r;
}

int zk_iden3_zkey_read(const struct zk_iden3_file *file, struct zk_threads *threads,
                       enum zk_iden3_zkey_use use, struct zk_groth16_proving_key *ret_key)
{
    struct zk_iden3_container container;
    struct zk_iden3_zkey_header header;
    struct zk_iden3_cursor cursor;
    struct zk_groth16_proving_key key = {0};
    int r = zk_iden3_container_read(file, ZK_IDEN3_ZKEY_MAGIC, ZK_IDEN3_ZKEY_VERSION, &container);

    r = r < 0 ? r : read_sizes(&container, &cursor, &header);
    r = r < 0 ? r : read_parameters(&container, cursor, &header, &key);
    if (r == 0) {
        size_t wires = header.wires;
        key.wires = header.wires;
        key.log2_domain = header.log2_domain;
        r = read_coefficients(&container, &header, &key);
        r = r < 0 ? r : read_g1(&container, threads, ZKEY_A, "A", wires, &key.a);
        r = r < 0 ? r : read_g1(&container, threads, ZKEY_B_G1, "B in G1", wires, &key.b_g1);
        r = r < 0 ? r : read_g2(&container, threads, ZKEY_B_G2, "B in G2", wires, &key.b_g2);
        r = r < 0 ? r
                  : read_g1(&container, threads, ZKEY_C, "C", wires - header.publics - 1, &key.c);
        r = r < 0 ? r
                  : read_g1(&container, threads, ZKEY_H, "H", (size_t)1 << key.log2_domain, &key.h);
        if (r == 0 && use == ZK_IDEN3_ZKEY_CHECK && header.is_checkable)
            r = read_check(&container, threads, &key);
    }
    if (r < 0)
        zk_groth16_proving_key_deinit(&key);
    else
        *ret_key = key;
    return r;
}
