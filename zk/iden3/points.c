#define _GNU_SOURCE
#include "zk/iden3/points.h"

#include <errno.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/random.h>

#include "base/error.h"
#include "crypto/cipher.h"
#include "zk/msm/msm.h"

/* Points that one thread takes at a time. */
#define PART_POINTS 1024
/* From here on combinations are faster. */
#define COMBINED_POINTS_MIN 4096
#define COMBINATIONS 3
/* Of 13 bits: 10069 is the smallest prime that divides the curve's points over G2's, so that at
 * most one digit of a point outside makes up for the others. */
#define DIGITS (1 << 13)
#define SCRATCH_BLOCK_BYTES ((size_t)1 << 20)

struct decoding {
    const uint8_t *bytes;
    size_t n;
    zk_g1_affine *g1; /* one of them is NULL */
    zk_g2_affine *g2;
    atomic_size_t wrong; /* the first index of a point that is not on the curve; n: none */
};

static bool decode_coordinate(const uint8_t bytes[32], zk_fp *ret_coordinate)
{
    u256 value = zk_iden3_get_u256(bytes);
    memcpy(ret_coordinate->limb, value.limb, sizeof value.limb);
    return u256_compare(value, zk_iden3_p) < 0;
}

static bool decode_g1(const uint8_t *bytes, zk_g1_affine *ret_point)
{
    return decode_coordinate(bytes, &ret_point->x) &&
           decode_coordinate(bytes + 32, &ret_point->y) && zk_g1_is_on_curve(ret_point);
}

static bool decode_g2(const uint8_t *bytes, zk_g2_affine *ret_point)
{
    return decode_coordinate(bytes, &ret_point->x.c0) &&
           decode_coordinate(bytes + 32, &ret_point->x.c1) &&
           decode_coordinate(bytes + 64, &ret_point->y.c0) &&
           decode_coordinate(bytes + 96, &ret_point->y.c1) && zk_g2_is_on_curve(ret_point);
}

static void decode_part(void *context, size_t part)
{
    struct decoding *decoding = context;
    size_t end = (part + 1) * PART_POINTS < decoding->n ? (part + 1) * PART_POINTS : decoding->n;

    for (size_t i = part * PART_POINTS; i < end; i++) {
        bool is_right = decoding->g1 != NULL
                            ? decode_g1(decoding->bytes + i * ZK_IDEN3_G1_BYTES, &decoding->g1[i])
                            : decode_g2(decoding->bytes + i * ZK_IDEN3_G2_BYTES, &decoding->g2[i]);
        size_t wrong = atomic_load(&decoding->wrong);

        while (!is_right && i < wrong) {
            if (atomic_compare_exchange_weak(&decoding->wrong, &wrong, i))
                break;
        }
        if (!is_right)
            return;
    }
}

static int decode(struct zk_iden3_cursor *cursor, struct zk_threads *threads, const char *what,
                  size_t item_bytes, struct decoding *decoding)
{
    size_t n = decoding->n;
    int r = n <= SIZE_MAX / item_bytes
                ? zk_iden3_take(cursor, n * item_bytes, what, &decoding->bytes)
                : zk_iden3_fail(cursor, cursor->at, "%zu points are too many", n);

    if (r < 0)
        return r;
    atomic_init(&decoding->wrong, n);
    if (n <= PART_POINTS) {
        for (size_t part = 0; part * PART_POINTS < n; part++)
            decode_part(decoding, part);
    } else {
        zk_threads_run(threads, (n + PART_POINTS - 1) / PART_POINTS, decode_part, decoding);
    }
    size_t wrong = atomic_load(&decoding->wrong);
    if (wrong < n)
        return zk_iden3_fail(cursor, decoding->bytes + wrong * item_bytes,
                             "point %zu of %s is not on its curve", wrong, what);
    zk_iden3_file_drop(cursor->file, decoding->bytes, n * item_bytes);
    return 0;
}

int zk_iden3_take_g1(struct zk_iden3_cursor *cursor, struct zk_threads *threads, size_t n,
                     const char *what, zk_g1_affine ret_points[])
{
    struct decoding decoding = {.n = n, .g1 = ret_points};

    return decode(cursor, threads, what, ZK_IDEN3_G1_BYTES, &decoding);
}

int zk_iden3_check_subgroup(struct zk_threads *threads, size_t n, const zk_g2_affine points[],
                            const uint8_t seed[32])
{
    struct base_arena scratch;
    zk_g2 sum;
    zk_g2_affine affine;
    bool is_inside = true;
    int r = 0;

    base_arena_init(&scratch, SCRATCH_BLOCK_BYTES);
    u256 *digits = base_arena_calloc(&scratch, n, sizeof(*digits));
    uint16_t *random = base_arena_calloc(&scratch, n, COMBINATIONS * sizeof(*random));
    if (digits == NULL || random == NULL) {
        r = base_fail(BASE_E_NOMEM, "no memory to check %zu points of G2", n);
    } else {
        crypto_chacha20_xor(seed, (const uint8_t *)random, n * COMBINATIONS * sizeof(*random),
                            (uint8_t *)random);
    }
    for (size_t combination = 0; r == 0 && is_inside && combination < COMBINATIONS; combination++) {
        for (size_t i = 0; i < n; i++)
            digits[i].limb[0] = random[combination * n + i] % DIGITS;
        r = zk_msm_g2(&scratch, threads, n, points, digits, &sum);
        if (r == 0) {
            zk_g2_to_affine(&sum, &affine);
            is_inside = zk_g2_is_in_subgroup(&affine);
        }
    }
    base_arena_deinit(&scratch);
    return r < 0 ? r : !is_inside;
}

int zk_iden3_take_g2(struct zk_iden3_cursor *cursor, struct zk_threads *threads, size_t n,
                     const char *what, zk_g2_affine ret_points[])
{
    struct decoding decoding = {.n = n, .g2 = ret_points};
    uint8_t seed[32];
    int r = decode(cursor, threads, what, ZK_IDEN3_G2_BYTES, &decoding);

    if (r < 0)
        return r;
    if (n >= COMBINED_POINTS_MIN) {
        if (getrandom(seed, sizeof seed, 0) != (ssize_t)sizeof seed)
            return base_fail(BASE_E_IO, "the operating system gives no random bytes: %s",
                             strerror(errno));
        r = zk_iden3_check_subgroup(threads, n, ret_points, seed);
        if (r <= 0)
            return r;
    }
    for (size_t i = 0; i < n; i++) {
        if (!zk_g2_is_in_subgroup(&ret_points[i]))
            return zk_iden3_fail(cursor, decoding.bytes + i * ZK_IDEN3_G2_BYTES,
                                 "point %zu of %s is not in the group of order r", i, what);
    }
    return 0;
}

static void put_coordinate(FILE *stream, const zk_fp *coordinate)
{
    u256 value;
    memcpy(value.limb, coordinate->limb, sizeof value.limb);
    zk_iden3_put_u256(stream, &value);
}

void zk_iden3_put_g1(FILE *stream, size_t n, const zk_g1_affine points[])
{
    for (size_t i = 0; i < n; i++) {
        put_coordinate(stream, &points[i].x);
        put_coordinate(stream, &points[i].y);
    }
}

void zk_iden3_put_g2(FILE *stream, size_t n, const zk_g2_affine points[])
{
    for (size_t i = 0; i < n; i++) {
        put_coordinate(stream, &points[i].x.c0);
        put_coordinate(stream, &points[i].x.c1);
        put_coordinate(stream, &points[i].y.c0);
        put_coordinate(stream, &points[i].y.c1);
    }
}
