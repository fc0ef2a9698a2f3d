#include "tests/zk/iden3/support.h"
#include "zk/iden3/r1cs.h"

static struct zk_iden3_file write_r1cs(const struct zk_r1cs *r1cs, struct written *written)
{
    written_begin(written);
    zk_iden3_r1cs_write(r1cs, written->stream);
    return written_end(written);
}

Test(zk_iden3_r1cs, round_trip)
{
    struct zk_r1cs r1cs = r1cs_of(11, 9, 2), again;
    struct zk_iden3_r1cs_header header;
    struct written written, second;
    struct zk_iden3_file file = write_r1cs(&r1cs, &written);

    cr_assert(zk_iden3_r1cs_is(&file));
    cr_assert_eq(zk_iden3_r1cs_read_header(&file, &header), 0);
    cr_assert_eq(header.wires, 9);
    cr_assert_eq(header.public_outputs, 0);
    cr_assert_eq(header.public_inputs, 2);
    cr_assert_eq(header.rows, 11);
    cr_assert_eq(zk_iden3_r1cs_read(&file, &again), 0);
    cr_assert_eq(again.wires, 9);
    cr_assert_eq(again.publics, 2);
    cr_assert_eq(again.rows, 11);
    expect_same_matrix(&r1cs.a, &again.a, 11);
    expect_same_matrix(&r1cs.b, &again.b, 11);
    expect_same_matrix(&r1cs.c, &again.c, 11);
    write_r1cs(&again, &second);
    cr_assert_eq(written.len, second.len);
    cr_assert_arr_eq(written.data, second.data, written.len);
    free(written.data);
    free(second.data);
    zk_r1cs_deinit(&r1cs);
    zk_r1cs_deinit(&again);
}

Test(zk_iden3_r1cs, no_constraints)
{
    struct zk_r1cs r1cs = r1cs_of(0, 5, 4), again;
    struct written written;
    struct zk_iden3_file file = write_r1cs(&r1cs, &written);

    cr_assert_eq(zk_iden3_r1cs_read(&file, &again), 0);
    cr_assert_eq(again.rows, 0);
    cr_assert_eq(again.a.starts[0], 0);
    zk_r1cs_deinit(&r1cs);
    zk_r1cs_deinit(&again);
    free(written.data);
}

/* Where things stand in a file of ours. */
enum { HEADER = 24, WIRES = HEADER + 36, OUTPUTS = WIRES + 4, ROWS = WIRES + 24, SUMS = ROWS + 16 };

/* One row: A = 2 w1 + 3 w2. */
static struct zk_iden3_file small(struct written *written)
{
    struct zk_r1cs r1cs = r1cs_of(1, 5, 1);
    free(r1cs.a.terms);
    r1cs.a.terms = calloc(2, sizeof(*r1cs.a.terms));
    r1cs.a.starts[1] = 2;
    r1cs.a.terms[0] = (struct zk_r1cs_term){1, fr_of(2)};
    r1cs.a.terms[1] = (struct zk_r1cs_term){2, fr_of(3)};
    struct zk_iden3_file file = write_r1cs(&r1cs, written);
    zk_r1cs_deinit(&r1cs);
    return file;
}

static int read_changed(size_t at, uint8_t byte)
{
    struct written written;
    struct zk_iden3_file file = small(&written);
    struct zk_r1cs r1cs;
    written.data[at] = (char)byte;
    int r = zk_iden3_r1cs_read(&file, &r1cs);
    if (r == 0)
        zk_r1cs_deinit(&r1cs);
    free(written.data);
    return r;
}

Test(zk_iden3_r1cs, refuses)
{
    cr_assert_eq(read_changed(0, 'r'), 0);
    cr_assert_eq(read_changed(SUMS + 4, 5), BASE_E_SCENARIO);
    expect_text("x: offset 104, section 2 (constraints): found wire 5, expected one below 5");
    cr_assert_eq(read_changed(SUMS + 4, 2), BASE_E_SCENARIO);
    expect_text("x: offset 100, section 2 (constraints): wire 2 stands twice in a sum");
    cr_assert_eq(read_changed(SUMS + 8 + 31, 0x80), BASE_E_SCENARIO);
    expect_text("x: offset 108, section 2 (constraints): a coefficient that is not below r");
    cr_assert_eq(read_changed(SUMS, 3), BASE_E_SCENARIO);
    expect_text(
        "x: offset 104, section 2 (constraints): found 80 bytes, expected the 108 of a sum's "
        "terms");
    cr_assert_eq(read_changed(SUMS + 3, 0xff), BASE_E_SCENARIO);
    cr_assert_eq(read_changed(ROWS, 2), BASE_E_SCENARIO);
    expect_text("x: offset 184, section 2 (constraints): found 0 bytes, expected the 4 of a sum's "
                "number of terms");
    cr_assert_eq(read_changed(ROWS, 0), BASE_E_SCENARIO);
    cr_assert_eq(read_changed(OUTPUTS, 4), BASE_E_SCENARIO);
    expect_text("x: offset 60, section 1 (header): found 5 wires, expected at least 6: the one, "
                "outputs and inputs");
    cr_assert_eq(read_changed(184, 4), BASE_E_SCENARIO);
    expect_text("x: there is no section 3 (labels)");
    cr_assert_eq(read_changed(WIRES + 2, 1), BASE_E_SCENARIO);
    expect_text("x: offset 196, section 3 (labels): found 40 bytes, expected those of 65541 labels "
                "of wires with 8 each");
}

/* Terms come in any order. */
Test(zk_iden3_r1cs, order_of_terms)
{
    struct written written;
    struct zk_iden3_file file = small(&written);
    struct zk_r1cs r1cs, swapped;
    char term[36];

    cr_assert_eq(zk_iden3_r1cs_read(&file, &r1cs), 0);
    memcpy(term, written.data + SUMS + 4, 36);
    memmove(written.data + SUMS + 4, written.data + SUMS + 40, 36);
    memcpy(written.data + SUMS + 40, term, 36);
    cr_assert_eq(zk_iden3_r1cs_read(&file, &swapped), 0);
    expect_same_matrix(&r1cs.a, &swapped.a, 1);
    zk_r1cs_deinit(&r1cs);
    zk_r1cs_deinit(&swapped);
    free(written.data);
}

/* A section 4 with a number of gates at the end of the file. */
Test(zk_iden3_r1cs, custom_gates)
{
    static const char section[16] = {4, 0, 0, 0, 4};
    struct written written;
    struct zk_iden3_file file = small(&written);
    char *longer = calloc(1, file.len + sizeof section);
    struct zk_r1cs r1cs;

    memcpy(longer, file.data, file.len);
    memcpy(longer + file.len, section, sizeof section);
    longer[8] = 4;
    file.data = (const uint8_t *)longer;
    file.len += sizeof section;
    cr_assert_eq(zk_iden3_r1cs_read(&file, &r1cs), 0);
    zk_r1cs_deinit(&r1cs);
    longer[file.len - 4] = 1;
    cr_assert_eq(zk_iden3_r1cs_read(&file, &r1cs), BASE_E_SCENARIO);
    expect_text("x: offset 248, section 4 (custom gates): found 1 custom gates, expected none");
    free(longer);
    free(written.data);
}

Test(zk_iden3_r1cs, every_shorter_file_is_refused)
{
    struct written written;
    struct zk_iden3_file file = small(&written);
    struct zk_r1cs r1cs;

    for (size_t len = 0; len < written.len; len++) {
        file.len = len;
        cr_assert_eq(zk_iden3_r1cs_read(&file, &r1cs), BASE_E_SCENARIO, "%zu bytes", len);
    }
    free(written.data);
}
