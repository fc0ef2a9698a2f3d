#include "tests/zk/iden3/support.h"
#include "zk/iden3/wtns.h"

enum { VALUES = 24 + 40 + 12 };

static struct zk_iden3_file sample(struct written *written)
{
    zk_fr values[4] = {fr_of(1), fr_of(0), fr_of(1000), fr_of(1)};
    zk_fr_neg(&values[3], &values[3]);
    written_begin(written);
    zk_iden3_wtns_write(values, 4, written->stream);
    return written_end(written);
}

Test(zk_iden3_wtns, round_trip)
{
    struct written written, second;
    struct zk_iden3_file file = sample(&written);
    zk_fr *values, thousand = fr_of(1000);
    uint32_t wires;

    cr_assert(zk_iden3_wtns_is(&file));
    cr_assert_eq(zk_iden3_wtns_read_header(&file, &wires), 0);
    cr_assert_eq(wires, 4);
    cr_assert_eq(zk_iden3_wtns_read(&file, &values, &wires), 0);
    cr_assert(zk_fr_equal(&values[2], &thousand));
    /* in normal form */
    cr_assert_eq((uint8_t)written.data[VALUES + 64], 1000 & 0xff);
    cr_assert_eq((uint8_t)written.data[VALUES + 65], 1000 >> 8);
    written_begin(&second);
    zk_iden3_wtns_write(values, wires, second.stream);
    written_end(&second);
    cr_assert_eq(written.len, second.len);
    cr_assert_arr_eq(written.data, second.data, written.len);
    zk_iden3_wtns_free(values, wires);
    zk_iden3_wtns_free(NULL, 0);
    free(written.data);
    free(second.data);
}

static int read_changed(size_t at, uint8_t byte)
{
    struct written written;
    struct zk_iden3_file file = sample(&written);
    zk_fr *values;
    uint32_t wires;
    written.data[at] = (char)byte;
    int r = zk_iden3_wtns_read(&file, &values, &wires);
    if (r == 0)
        zk_iden3_wtns_free(values, wires);
    free(written.data);
    return r;
}

Test(zk_iden3_wtns, refuses)
{
    cr_assert_eq(read_changed(4, 1), 0);
    cr_assert_eq(read_changed(4, 3), BASE_E_SCENARIO);
    expect_text("x: offset 4: found version 3, expected 1 to 2");
    cr_assert_eq(read_changed(VALUES, 2), BASE_E_SCENARIO);
    expect_text("x: offset 76, section 2 (values): the value of wire 0 is not 1");
    cr_assert_eq(read_changed(VALUES + 63, 0x31), BASE_E_SCENARIO);
    expect_text("x: offset 108, section 2 (values): the value of wire 1 is not below r");
    cr_assert_eq(read_changed(VALUES + 96, 1), BASE_E_SCENARIO); /* r */
    cr_assert_eq(read_changed(60, 3), BASE_E_SCENARIO);
    expect_text(
        "x: offset 76, section 2 (values): found 128 bytes, expected those of 3 values with "
        "32 each");
}

Test(zk_iden3_wtns, every_shorter_file_is_refused)
{
    struct written written;
    struct zk_iden3_file file = sample(&written);
    zk_fr *values;
    uint32_t wires;

    for (size_t len = 0; len < written.len; len++) {
        file.len = len;
        cr_assert_eq(zk_iden3_wtns_read(&file, &values, &wires), BASE_E_SCENARIO, "%zu", len);
    }
    free(written.data);
}
