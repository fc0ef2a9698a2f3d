#include "tests/zk/iden3/support.h"
#include "zk/iden3/points.h"

static zk_g2_affine outside(void)
{
    static const char *coordinates[3] = {
        "2", "7292567877523311580221095596750716176434782432868683424513645834767876293070",
        "19659275751359636165940301690575149581329631496732780143538578556285923319774"};
    zk_fp elements[3], one;
    for (int i = 0; i < 3; i++) {
        u256 value;
        cr_assert_eq(u256_parse(coordinates[i], &value), 0);
        cr_assert(zk_fp_from_u256(&value, &elements[i]));
    }
    zk_fp_from_u64(1, &one);
    return (zk_g2_affine){{elements[0], one}, {elements[1], elements[2]}};
}

static struct zk_iden3_cursor cursor_of(const struct zk_iden3_file *file)
{
    return (struct zk_iden3_cursor){
        .file = file,
        .section = {.type = 5, .name = "points", .data = file->data, .len = file->len},
        .at = file->data};
}

Test(zk_iden3_points, g1)
{
    zk_g1_affine points[3] = {g1_of(1), g1_of(0), g1_of(77)}, again[3];
    struct written written;

    written_begin(&written);
    zk_iden3_put_g1(written.stream, 3, points);
    struct zk_iden3_file file = written_end(&written);
    struct zk_iden3_cursor cursor = cursor_of(&file);
    cr_assert_eq(file.len, 3 * 64);
    cr_assert_eq(zk_iden3_take_g1(&cursor, NULL, 3, "A", again), 0);
    cr_assert_arr_eq(points, again, sizeof points);
    cr_assert_eq(zk_iden3_take_g1(&cursor, NULL, 1, "B", again), BASE_E_SCENARIO);
    expect_text("x: offset 192, section 5 (points): found 0 bytes, expected the 64 of B");

    written.data[128] ^= 1;
    cursor = cursor_of(&file);
    cr_assert_eq(zk_iden3_take_g1(&cursor, NULL, 3, "A", again), BASE_E_SCENARIO);
    expect_text("x: offset 128, section 5 (points): point 2 of A is not on its curve");
    written.data[128] ^= 1;

    /* An unreduced coordinate is refused, also one whose point would be on the curve: 0 as p. */
    memset(written.data, 0, 64);
    for (int i = 0; i < 32; i++)
        written.data[i] = (char)(zk_iden3_p.limb[i / 8] >> i % 8 * 8);
    cursor = cursor_of(&file);
    cr_assert_eq(zk_iden3_take_g1(&cursor, NULL, 3, "A", again), BASE_E_SCENARIO);
    expect_text("x: offset 0, section 5 (points): point 0 of A is not on its curve");
    free(written.data);
}

/* With threads and many points, the first one that is wrong is named. */
Test(zk_iden3_points, many)
{
    enum { N = 10000 };
    zk_g1_affine *points = calloc(N, sizeof(*points)), *again = calloc(N, sizeof(*again));
    struct zk_threads *threads;
    struct written written;

    cr_assert_eq(zk_threads_new(3, &threads), 0);
    for (size_t i = 0; i < N; i++)
        points[i] = i < 50 ? g1_of(i) : points[i % 50];
    written_begin(&written);
    zk_iden3_put_g1(written.stream, N, points);
    struct zk_iden3_file file = written_end(&written);
    struct zk_iden3_cursor cursor = cursor_of(&file);
    cr_assert_eq(zk_iden3_take_g1(&cursor, threads, N, "A", again), 0);
    cr_assert_arr_eq(points, again, N * sizeof(*points));
    written.data[9000 * 64] ^= 4;
    written.data[2500 * 64] ^= 4;
    written.data[2501 * 64] ^= 4;
    cursor = cursor_of(&file);
    cr_assert_eq(zk_iden3_take_g1(&cursor, threads, N, "A", again), BASE_E_SCENARIO);
    expect_text("x: offset 160000, section 5 (points): point 2500 of A is not on its curve");
    zk_threads_free(threads);
    free(points);
    free(again);
    free(written.data);
}

Test(zk_iden3_points, g2)
{
    zk_g2_affine points[3] = {g2_of(1), g2_of(0), outside()}, again[3];
    struct written written;

    written_begin(&written);
    zk_iden3_put_g2(written.stream, 3, points);
    struct zk_iden3_file file = written_end(&written);
    struct zk_iden3_cursor cursor = cursor_of(&file);
    cr_assert_eq(zk_iden3_take_g2(&cursor, NULL, 2, "B", again), 0);
    cr_assert_arr_eq(points, again, 2 * sizeof(*points));
    cr_assert_eq(zk_iden3_take_g2(&cursor, NULL, 1, "B", again), BASE_E_SCENARIO);
    expect_text("x: offset 256, section 5 (points): point 0 of B is not in the group of order r");
    written.data[0] ^= 1;
    cursor = cursor_of(&file);
    cr_assert_eq(zk_iden3_take_g2(&cursor, NULL, 2, "B", again), BASE_E_SCENARIO);
    expect_text("x: offset 0, section 5 (points): point 0 of B is not on its curve");
    free(written.data);
}

/* One point outside is found among many, also one that differs by a point of the smallest order
 * that there is outside, 10069, and also two that make up for one another. */
Test(zk_iden3_points, combinations)
{
    enum { N = 500 };
    static zk_g2_affine points[N];
    static const uint8_t seed[32] = "seed";
    zk_g2_affine other = outside(), small;
    zk_g2 point;
    u256 wide;

    for (size_t i = 0; i < N; i++)
        points[i] = i < 20 ? g2_of(i) : points[i % 20];
    cr_assert_eq(zk_iden3_check_subgroup(NULL, N, points, seed), 0);
    cr_assert_eq(zk_iden3_check_subgroup(NULL, 0, points, seed), 0);
    zk_g2_affine inside = points[123];
    points[123] = other;
    cr_assert_eq(zk_iden3_check_subgroup(NULL, N, points, seed), 1);
    zk_g2_affine_neg(&other, &points[321]);
    cr_assert_eq(zk_iden3_check_subgroup(NULL, N, points, seed), 1);

    /* [r (2p - r) / 10069] of it; the cofactor is 2p - r */
    wide = u256_sub(u256_add(zk_iden3_p, zk_iden3_p), zk_iden3_r);
    cr_assert(u256_is_zero(u256_mod(wide, u256_from_u64(10069))));
    wide = u256_div(wide, u256_from_u64(10069));
    zk_g2_from_affine(&other, &point);
    zk_g2_mul(&point, &zk_iden3_r, &point);
    zk_g2_mul(&point, &wide, &point);
    cr_assert_not(zk_g2_is_infinity(&point));
    zk_g2_to_affine(&point, &small);
    wide = u256_from_u64(10069);
    zk_g2_mul(&point, &wide, &point);
    cr_assert(zk_g2_is_infinity(&point));
    points[321] = inside;
    zk_g2_from_affine(&inside, &point);
    zk_g2_add_affine(&point, &small, &point);
    zk_g2_to_affine(&point, &points[123]);
    cr_assert_eq(zk_iden3_check_subgroup(NULL, N, points, seed), 1);
}
