#define _GNU_SOURCE
#include "tests/zk/iden3/support.h"
#include "zk/iden3/zkey.h"

static struct zk_iden3_file write_key(const struct zk_groth16_proving_key *key,
                                      struct written *written)
{
    written_begin(written);
    zk_iden3_zkey_write(key, written->stream);
    return written_end(written);
}

static void expect_same_verifying(const struct zk_groth16_verifying_key *a,
                                  const struct zk_groth16_verifying_key *b)
{
    cr_assert_eq(a->publics, b->publics);
    cr_assert(zk_g1_affine_equal(&a->alpha_g1, &b->alpha_g1));
    cr_assert(zk_g2_affine_equal(&a->beta_g2, &b->beta_g2));
    cr_assert(zk_g2_affine_equal(&a->gamma_g2, &b->gamma_g2));
    cr_assert(zk_g2_affine_equal(&a->delta_g2, &b->delta_g2));
    cr_assert_arr_eq(a->ic, b->ic, (a->publics + 1) * sizeof(*a->ic));
}

static void check_round_trip(bool is_checkable)
{
    struct zk_groth16_proving_key key = key_of(10, 15, 3, is_checkable), again;
    struct zk_groth16_verifying_key verifying;
    struct zk_iden3_zkey_header header;
    struct written written, second;
    struct zk_iden3_file file = write_key(&key, &written);

    cr_assert(zk_iden3_zkey_is(&file));
    cr_assert_eq(zk_iden3_zkey_read_header(&file, &header), 0, "%s", base_fail_text());
    cr_assert_eq(header.wires, 15);
    cr_assert_eq(header.publics, 3);
    cr_assert_eq(header.rows, 10);
    cr_assert_eq(header.log2_domain, 4);
    cr_assert_eq(header.is_checkable, is_checkable);

    cr_assert_eq(zk_iden3_zkey_read(&file, NULL, ZK_IDEN3_ZKEY_CHECK, &again), 0);
    expect_same_verifying(&key.verifying, &again.verifying);
    cr_assert(zk_g1_affine_equal(&key.beta_g1, &again.beta_g1));
    cr_assert(zk_g1_affine_equal(&key.delta_g1, &again.delta_g1));
    cr_assert_eq(again.wires, 15);
    cr_assert_eq(again.rows, 14);
    cr_assert_arr_eq(key.a, again.a, 15 * sizeof(*key.a));
    cr_assert_arr_eq(key.b_g1, again.b_g1, 15 * sizeof(*key.b_g1));
    cr_assert_arr_eq(key.b_g2, again.b_g2, 15 * sizeof(*key.b_g2));
    cr_assert_arr_eq(key.c, again.c, 11 * sizeof(*key.c));
    cr_assert_arr_eq(key.h, again.h, 16 * sizeof(*key.h));
    expect_same_matrix(&key.matrix_a, &again.matrix_a, 14);
    expect_same_matrix(&key.matrix_b, &again.matrix_b, 14);
    cr_assert_eq(again.lagrange_g1 != NULL, is_checkable);
    if (is_checkable) {
        cr_assert_arr_eq(key.lagrange_g1, again.lagrange_g1, 16 * sizeof(*key.lagrange_g1));
        cr_assert(zk_g1_affine_equal(&key.vanishing_g1, &again.vanishing_g1));
        cr_assert(zk_g2_affine_equal(&key.vanishing_g2, &again.vanishing_g2));
        cr_assert(zk_g2_affine_equal(&key.tau_g2, &again.tau_g2));
    }
    write_key(&again, &second);
    cr_assert_eq(written.len, second.len);
    cr_assert_arr_eq(written.data, second.data, written.len);

    zk_groth16_proving_key_deinit(&again);
    cr_assert_eq(zk_iden3_zkey_read(&file, NULL, ZK_IDEN3_ZKEY_PROVE, &again), 0);
    cr_assert_null(again.lagrange_g1);
    cr_assert_eq(zk_iden3_zkey_read_verifying(&file, &verifying), 0);
    expect_same_verifying(&key.verifying, &verifying);
    zk_groth16_verifying_key_deinit(&verifying);
    zk_groth16_proving_key_deinit(&again);
    zk_groth16_proving_key_deinit(&key);
    free(written.data);
    free(second.data);
}

Test(zk_iden3_zkey, round_trip)
{
    check_round_trip(false);
}

Test(zk_iden3_zkey, round_trip_with_what_a_check_needs)
{
    check_round_trip(true);
}

/* A coefficient is its value times 2^512. */
Test(zk_iden3_zkey, coefficients_are_twice_in_montgomery_form)
{
    struct zk_groth16_proving_key key = key_of(1, 5, 0, false);
    struct written written;

    cr_assert_gt(key.matrix_a.starts[2], 0);
    key.matrix_a.terms[0].coefficient = fr_of(1);
    struct zk_iden3_file file = write_key(&key, &written);
    /* 2^512 mod r, little-endian. Source: zk/constants.h. */
    static const uint8_t square[32] = {0xa7, 0x6d, 0x21, 0xae, 0x45, 0xe6, 0xb8, 0x1b,
                                       0xe3, 0x59, 0x5c, 0xe3, 0xb1, 0x3a, 0xfe, 0x53,
                                       0x85, 0x80, 0xbb, 0x53, 0x3d, 0x83, 0x49, 0x8c,
                                       0xa5, 0x44, 0x4e, 0x7f, 0xb1, 0xd0, 0x16, 0x02};
    cr_assert_not_null(memmem(file.data, file.len, square, 32));
    zk_groth16_proving_key_deinit(&key);
    free(written.data);
}

/* Where the byte stands that begins section `type` of a file of ours. */
static size_t section_at(const struct written *written, uint32_t type)
{
    size_t at = 12;
    for (;;) {
        uint32_t found;
        uint64_t len;
        memcpy(&found, written->data + at, 4);
        memcpy(&len, written->data + at + 4, 8);
        at += 12;
        if (found == type)
            return at;
        at += len;
        cr_assert_lt(at, written->len);
    }
}

static int read_changed(uint32_t section, size_t offset, size_t len, const char *bytes)
{
    struct zk_groth16_proving_key key = key_of(3, 5, 1, true), again;
    struct written written;
    struct zk_iden3_file file = write_key(&key, &written);
    memcpy(written.data + section_at(&written, section) + offset, bytes, len);
    int r = zk_iden3_zkey_read(&file, NULL, ZK_IDEN3_ZKEY_CHECK, &again);
    if (r == 0)
        zk_groth16_proving_key_deinit(&again);
    zk_groth16_proving_key_deinit(&key);
    free(written.data);
    return r;
}

Test(zk_iden3_zkey, refuses)
{
    static const char zeros[128];

    cr_assert_eq(read_changed(1, 0, 1, "\1"), 0);
    cr_assert_eq(read_changed(1, 0, 1, "\2"), BASE_E_SCENARIO);
    expect_text("x: offset 24, section 1 (protocol): found protocol 2, expected 1 (Groth16)");
    cr_assert_eq(read_changed(2, 76, 1, "\5"), BASE_E_SCENARIO);
    expect_text("x: offset 116, section 2 (header): found 5 public wires, expected less than the 5 "
                "of all");
    cr_assert_eq(read_changed(2, 80, 1, "\7"), BASE_E_SCENARIO);
    expect_text("x: offset 120, section 2 (header): found a domain of 7, expected a power of two, "
                "at most 2^27, above the 1 public wires");
    cr_assert_eq(read_changed(2, 80, 4, "\0\0\0\0"), BASE_E_SCENARIO);
    cr_assert_eq(read_changed(2, 80, 4, "\0\0\0\x10"), BASE_E_SCENARIO);
    cr_assert_eq(read_changed(2, 84, 64, zeros), BASE_E_SCENARIO);
    expect_text("x: offset 124, section 2 (header): alpha is infinity");
    cr_assert_eq(read_changed(2, 84 + 128, 128, zeros), BASE_E_SCENARIO);
    expect_text("x: offset 252, section 2 (header): beta is infinity");
    for (size_t at = 84; at < 84 + 3 * 64 + 3 * 128; at += 64)
        cr_assert_eq(read_changed(2, at, 1, "\x55"), BASE_E_SCENARIO);
    for (uint32_t section = 5; section <= 9; section++)
        cr_assert_eq(read_changed(section, 128, 1, "\x55"), BASE_E_SCENARIO);
    cr_assert_eq(read_changed(0x6b636863, 64, 1, "\x55"), BASE_E_SCENARIO);
    cr_assert_eq(read_changed(3, 0, 1, "\x55"), BASE_E_SCENARIO);
    cr_assert_eq(read_changed(10, 0, 1, "\x55"), 0);
}

Test(zk_iden3_zkey, refuses_coefficients)
{
    cr_assert_eq(read_changed(4, 0, 1, "\x55"), BASE_E_SCENARIO);
    cr_assert_eq(read_changed(4, 4, 1, "\2"), BASE_E_SCENARIO);
    cr_assert_neq(strstr(base_fail_text(), "found matrix 2, expected 0 (A) or 1 (B)"), NULL);
    cr_assert_eq(read_changed(4, 8, 1, "\x8"), BASE_E_SCENARIO);
    cr_assert_neq(strstr(base_fail_text(), "found constraint 8, expected one below the domain's 8"),
                  NULL);
    cr_assert_eq(read_changed(4, 12, 1, "\5"), BASE_E_SCENARIO);
    cr_assert_neq(strstr(base_fail_text(), "found wire 5, expected one below 5"), NULL);
    cr_assert_eq(read_changed(4, 16 + 31, 1, "\x31"), BASE_E_SCENARIO);
    cr_assert_neq(strstr(base_fail_text(), "a coefficient that is not below r"), NULL);
}

/* A file of kilobytes whose header and a coefficient tell of 2^27 rows: memory is asked for only
 * when H has as many points. */
Test(zk_iden3_zkey, a_large_domain_is_borne_out_by_h)
{
    static const char domain[4] = {0, 0, 0, 8}, row[4] = {-1, -1, -1, 7};
    struct zk_groth16_proving_key key = key_of(3, 5, 1, true), again;
    struct zk_groth16_verifying_key verifying;
    struct zk_iden3_zkey_header header;
    struct written written;
    struct zk_iden3_file file = write_key(&key, &written);

    memcpy(written.data + section_at(&written, 2) + 80, domain, sizeof domain);
    memcpy(written.data + section_at(&written, 4) + 8, row, sizeof row);
    cr_assert_eq(zk_iden3_zkey_read(&file, NULL, ZK_IDEN3_ZKEY_PROVE, &again), BASE_E_SCENARIO);
    cr_assert_neq(strstr(base_fail_text(), "section 9 (H): found 512 bytes, expected those of "
                                           "134217728 points with 64 each"),
                  NULL, "%s", base_fail_text());
    cr_assert_eq(zk_iden3_zkey_read_header(&file, &header), BASE_E_SCENARIO);
    cr_assert_eq(zk_iden3_zkey_read_verifying(&file, &verifying), BASE_E_SCENARIO);
    zk_groth16_proving_key_deinit(&key);
    free(written.data);
}

/* Sections and coefficients come in any order. */
Test(zk_iden3_zkey, order)
{
    struct zk_groth16_proving_key key = key_of(6, 8, 1, false), again;
    struct written written, second;
    struct zk_iden3_file file = write_key(&key, &written);
    size_t coefficients = section_at(&written, 4);
    uint32_t count;

    /* the coefficients backwards */
    memcpy(&count, written.data + coefficients, 4);
    for (uint32_t i = 0; i < count / 2; i++) {
        char swap[44], *low = written.data + coefficients + 4 + (size_t)i * 44;
        char *high = written.data + coefficients + 4 + (size_t)(count - 1 - i) * 44;
        memcpy(swap, low, 44);
        memcpy(low, high, 44);
        memcpy(high, swap, 44);
    }
    /* and the first section at the end */
    char first[16];
    memcpy(first, written.data + 12, 16);
    memmove(written.data + 12, written.data + 28, written.len - 28);
    memcpy(written.data + written.len - 16, first, 16);
    cr_assert_eq(zk_iden3_zkey_read(&file, NULL, ZK_IDEN3_ZKEY_PROVE, &again), 0, "%s",
                 base_fail_text());
    expect_same_matrix(&key.matrix_a, &again.matrix_a, key.rows);
    expect_same_matrix(&key.matrix_b, &again.matrix_b, key.rows);
    free(written.data);
    write_key(&key, &written);
    write_key(&again, &second);
    cr_assert_arr_eq(written.data, second.data, written.len);
    zk_groth16_proving_key_deinit(&again);
    zk_groth16_proving_key_deinit(&key);
    free(written.data);
    free(second.data);
}

Test(zk_iden3_zkey, shorter_files_are_refused)
{
    struct zk_groth16_proving_key key = key_of(2, 5, 1, true), again;
    struct written written;
    struct zk_iden3_file file = write_key(&key, &written);

    for (size_t len = 0; len < written.len; len += len < 400 ? 1 : 97) {
        file.len = len;
        cr_assert_eq(zk_iden3_zkey_read(&file, NULL, ZK_IDEN3_ZKEY_CHECK, &again), BASE_E_SCENARIO);
    }
    zk_groth16_proving_key_deinit(&key);
    free(written.data);
}
