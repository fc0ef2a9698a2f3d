#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#include "base/error.h"
#include "sim/table.h"

static char path[64];

static void make_path(const char *suffix)
{
    snprintf(path, sizeof path, "/tmp/test-sim-table-%ld%s", (long)getpid(), suffix);
}

static size_t read_raw(char *ret_text, size_t capacity)
{
    FILE *file = fopen(path, "rb");
    cr_assert_not_null(file);
    size_t len = fread(ret_text, 1, capacity - 1, file);
    ret_text[len] = '\0';
    fclose(file);
    return len;
}

static void write_everything(void)
{
    static const char *const columns[] = {"name", "a,b", "c_s", "d", NULL};
    struct sim_table *table;
    cr_assert_eq(sim_table_open(path, columns, &table), 0);
    sim_table_text(table, "plain text");
    sim_table_u64(table, UINT64_MAX);
    sim_table_seconds(table, 1500000001);
    sim_table_real(table, 0.1);
    sim_table_end_row(table);
    sim_table_text(table, "he said \"1,2\"\nand left");
    sim_table_u64(table, 0);
    sim_table_seconds(table, -1);
    sim_table_real(table, 1.0 / 3.0);
    sim_table_end_row(table);
    sim_table_empty(table);
    sim_table_text(table, "true");
    sim_table_seconds(table, INT64_MIN);
    sim_table_u256(table, u256_sub(u256_from_u64(0), u256_from_u64(1)));
    sim_table_end_row(table);
    cr_assert_eq(sim_table_close(table), 0);
}

static const char expected[] =
    "name,\"a,b\",c_s,d\n"
    "plain text,18446744073709551615,1.500000001,0.1\n"
    "\"he said \"\"1,2\"\"\nand left\",0,-0.000000001,0.3333333333333333\n"
    ",true,-9223372036.854775808,"
    "115792089237316195423570985008687907853269984665640564039457584007913129639935\n";

Test(table, writes_rfc_4180)
{
    char text[1024];
    make_path(".csv");
    write_everything();
    read_raw(text, sizeof text);
    cr_expect_str_eq(text, expected);
    unlink(path);
}

/* Source: RFC 1952. Flags 0, date 0, level byte 0, system 255; and the same bytes twice. */
Test(table, gzip_has_no_name_and_no_date)
{
    static unsigned char first[4096], second[4096];
    char text[1024];
    make_path(".csv.gz");
    write_everything();
    size_t len = read_raw((char *)first, sizeof first);
    gzFile file = gzopen(path, "rb");
    int text_len = gzread(file, text, sizeof text - 1);
    gzclose(file);
    cr_assert_eq(text_len, (int)strlen(expected));
    text[text_len] = '\0';
    cr_expect_str_eq(text, expected);
    static const unsigned char header[10] = {0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff};
    cr_expect_eq(memcmp(first, header, sizeof header), 0);
    unlink(path);
    make_path("-other-name.csv.gz");
    write_everything();
    cr_assert_eq(read_raw((char *)second, sizeof second), len);
    cr_expect_eq(memcmp(first, second, len), 0);
    unlink(path);
}

/* Many times the buffer. */
Test(table, is_long_when_it_must_be)
{
    static const char *const columns[] = {"n", "text", NULL};
    enum { ROWS = 30000 };
    for (int is_compressed = 0; is_compressed < 2; is_compressed++) {
        make_path(is_compressed ? ".long.gz" : ".long");
        struct sim_table *table;
        cr_assert_eq(sim_table_open(path, columns, &table), 0);
        for (unsigned i = 0; i < ROWS; i++) {
            sim_table_u64(table, i);
            sim_table_text(table, "some text that fills");
            sim_table_end_row(table);
        }
        cr_assert_eq(sim_table_close(table), 0);
        gzFile file = gzopen(path, "rb"); /* reads plain files too */
        char line[64], wanted[64];
        gzgets(file, line, sizeof line);
        unsigned wrong = 0;
        for (unsigned i = 0; i < ROWS; i++) {
            snprintf(wanted, sizeof wanted, "%u,some text that fills\n", i);
            wrong += gzgets(file, line, sizeof line) == NULL || strcmp(line, wanted) != 0;
        }
        cr_expect_eq(wrong, 0);
        cr_expect_null(gzgets(file, line, sizeof line));
        gzclose(file);
        unlink(path);
    }
}

Test(table, reals_read_back)
{
    static const double values[] = {
        0, -0.0, 1, 1e300, 5e-324, 0.1 + 0.2, 1e-7, 123456.789, M_PI, INFINITY, 9007199254740993.0};
    static const char *const columns[] = {"x", NULL};
    enum { COUNT = sizeof values / sizeof values[0] };
    make_path(".reals");
    struct sim_table *table;
    cr_assert_eq(sim_table_open(path, columns, &table), 0);
    for (int i = 0; i < COUNT; i++) {
        sim_table_real(table, values[i]);
        sim_table_end_row(table);
    }
    cr_assert_eq(sim_table_close(table), 0);
    FILE *file = fopen(path, "r");
    char line[64];
    cr_assert_not_null(fgets(line, sizeof line, file));
    for (int i = 0; i < COUNT; i++) {
        cr_assert_not_null(fgets(line, sizeof line, file));
        cr_expect_eq(strtod(line, NULL), values[i], "%s", line);
        cr_expect(strlen(line) <= 25);
    }
    fclose(file);
    unlink(path);
}

Test(table, errors_come_out_at_the_end)
{
    static const char *const columns[] = {"x", NULL};
    struct sim_table *table = NULL;
    cr_expect_eq(sim_table_open("/nonexistent/table.csv", columns, &table), BASE_E_IO);
    cr_expect_null(table);
    cr_assert_eq(sim_table_open("/dev/full", columns, &table), 0);
    for (int i = 0; i < 100000; i++) {
        sim_table_u64(table, 1);
        sim_table_end_row(table);
    }
    cr_expect_eq(sim_table_close(table), BASE_E_IO);
    cr_expect_not_null(strstr(base_fail_text(), "/dev/full"));
    cr_expect_eq(sim_table_close(NULL), 0);
}

Test(table, is_read_again)
{
    static const char *const suffixes[] = {".csv", ".csv.gz"};
    for (int i = 0; i < 2; i++) {
        char *text;
        size_t len;
        make_path(suffixes[i]);
        write_everything();
        cr_assert_eq(sim_table_read(path, &text, &len), 0);
        cr_expect_eq(len, sizeof expected - 1);
        cr_expect_str_eq(text, expected);
        free(text);
        cr_assert_eq(i == 0 ? 0 : truncate(path, 30), 0);
        text = NULL;
        if (i == 1)
            cr_expect_eq(sim_table_read(path, &text, &len), BASE_E_IO);
        cr_expect_null(text);
        unlink(path);
        cr_expect_eq(sim_table_read(path, &text, &len), BASE_E_IO);
    }
}
