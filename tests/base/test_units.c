#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "base/random.h"
#include "base/units.h"

#define TIME BASE_DIMENSION_TIME
#define SIZE BASE_DIMENSION_SIZE
#define RATE BASE_DIMENSION_RATE
#define MONEY BASE_DIMENSION_MONEY
#define ENERGY BASE_DIMENSION_ENERGY

static u256 parse(const char *text)
{
    u256 value;
    cr_assert_eq(u256_parse(text, &value), 0);
    return value;
}

static const char max_decimal[] =
    "115792089237316195423570985008687907853269984665640564039457584007913129639935";

Test(units, reads)
{
    static const struct {
        const char *text;
        enum base_dimension dimension;
        const char *value;
    } rows[] = {
        {"1ns", TIME, "1"},
        {"1us", TIME, "1000"},
        {"1ms", TIME, "1000000"},
        {"12s", TIME, "12000000000"},
        {"1min", TIME, "60000000000"},
        {"1.5h", TIME, "5400000000000"},
        {"7d", TIME, "604800000000000"},
        {"1w", TIME, "604800000000000"},
        {"1e3s", TIME, "1000000000000"},
        {"1E+3 s", TIME, "1000000000000"},
        {"1500e-3s", TIME, "1500000000"},
        {"0", TIME, "0"},
        {"0.00", MONEY, "0"},
        {"0e9", MONEY, "0"},
        {"0h", TIME, "0"},
        {"007s", TIME, "7000000000"},
        {"0.000000001s", TIME, "1"},
        {"64KiB", SIZE, "65536"},
        {"1B", SIZE, "1"},
        {"1kB", SIZE, "1000"},
        {"1KB", SIZE, "1000"},
        {"2MB", SIZE, "2000000"},
        {"2MiB", SIZE, "2097152"},
        {"3GB", SIZE, "3000000000"},
        {"3GiB", SIZE, "3221225472"},
        {"1TB", SIZE, "1000000000000"},
        {"1TiB", SIZE, "1099511627776"},
        {"0.5KiB", SIZE, "512"},
        {"0.0009765625KiB", SIZE, "1"},
        {"10 Mbps", RATE, "10000000"},
        {"1bps", RATE, "1"},
        {"1kbps", RATE, "1000"},
        {"1Gbps", RATE, "1000000000"},
        {"1Bps", RATE, "8"},
        {"1kBps", RATE, "8000"},
        {"1KiBps", RATE, "8192"},
        {"1MBps", RATE, "8000000"},
        {"1MiBps", RATE, "8388608"},
        {"0.125Bps", RATE, "1"},
        {"0.02ETH", MONEY, "20000000000000000"},
        {"30gwei", MONEY, "30000000000"},
        {"1ETH", MONEY, "1000000000000000000"},
        {"1e-18ETH", MONEY, "1"},
        {"0.1e1wei", MONEY, "1"},
        {"1uJ", ENERGY, "1"},
        {"1.5mJ", ENERGY, "1500"},
        {"1J", ENERGY, "1000000"},
        {"1kJ", ENERGY, "1000000000"},
        {"115792089237316195423570985008687907853269984665640564039457.584007913129639935ETH",
         MONEY, max_decimal},
        {"115792089237316195423570985008687907853269984665640564039457584007913129639935.000wei",
         MONEY, max_decimal},
        {"1000000000000000000000000000000000000000000000000000000000000000000000000000000000000000"
         "e-87s",
         TIME, "1000000000"},
        /* 2^-40 TiB, exactly. */
        {"0.0000000000009094947017729282379150390625TiB", SIZE, "1"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        u256 value;
        cr_assert_eq(base_quantity_parse(rows[i].text, rows[i].dimension, &value), 0, "%s",
                     rows[i].text);
        char text[U256_DECIMAL_MAX];
        u256_format(value, text);
        cr_assert_str_eq(text, rows[i].value, "%s: %s", rows[i].text, text);
    }
}

Test(units, refuses)
{
    static const struct {
        const char *text;
        enum base_dimension dimension;
        enum base_quantity_error error;
    } rows[] = {
        {"", TIME, BASE_QUANTITY_NOT_A_NUMBER},
        {"s", TIME, BASE_QUANTITY_NOT_A_NUMBER},
        {" 1s", TIME, BASE_QUANTITY_NOT_A_NUMBER},
        {"+1s", TIME, BASE_QUANTITY_NOT_A_NUMBER},
        {".5s", TIME, BASE_QUANTITY_NOT_A_NUMBER},
        {"1.s", TIME, BASE_QUANTITY_NOT_A_NUMBER},
        {"-", TIME, BASE_QUANTITY_NOT_A_NUMBER},
        {"--1s", TIME, BASE_QUANTITY_NOT_A_NUMBER},
        {"inf", TIME, BASE_QUANTITY_NOT_A_NUMBER},
        {"nan s", TIME, BASE_QUANTITY_NOT_A_NUMBER},
        {"1", TIME, BASE_QUANTITY_NO_UNIT},
        {"1e3", TIME, BASE_QUANTITY_NO_UNIT},
        {"1 ", TIME, BASE_QUANTITY_UNKNOWN_UNIT},
        {"1S", TIME, BASE_QUANTITY_UNKNOWN_UNIT},
        {"1s ", TIME, BASE_QUANTITY_UNKNOWN_UNIT},
        {"1e", TIME, BASE_QUANTITY_UNKNOWN_UNIT},
        {"1es", TIME, BASE_QUANTITY_UNKNOWN_UNIT},
        {"0x10s", TIME, BASE_QUANTITY_UNKNOWN_UNIT},
        {"1,5s", TIME, BASE_QUANTITY_UNKNOWN_UNIT},
        {"1eth", MONEY, BASE_QUANTITY_UNKNOWN_UNIT},
        {"1mbps", RATE, BASE_QUANTITY_UNKNOWN_UNIT},
        {"1KiB", TIME, BASE_QUANTITY_WRONG_DIMENSION},
        {"1Bps", SIZE, BASE_QUANTITY_WRONG_DIMENSION},
        {"1s", ENERGY, BASE_QUANTITY_WRONG_DIMENSION},
        {"0s", MONEY, BASE_QUANTITY_WRONG_DIMENSION},
        {"-1s", TIME, BASE_QUANTITY_NEGATIVE},
        {"-0.5ETH", MONEY, BASE_QUANTITY_NEGATIVE},
        {"1.5wei", MONEY, BASE_QUANTITY_FRACTION},
        {"0.1ns", TIME, BASE_QUANTITY_FRACTION},
        {"1e-19ETH", MONEY, BASE_QUANTITY_FRACTION},
        {"1e-999999999999999999999999s", TIME, BASE_QUANTITY_FRACTION},
        {"0.1KiB", SIZE, BASE_QUANTITY_FRACTION},
        {"0.00048828125KiB", SIZE, BASE_QUANTITY_FRACTION},
        {"115792089237316195423570985008687907853269984665640564039457584007913129639936wei", MONEY,
         BASE_QUANTITY_TOO_LARGE},
        {"1e78wei", MONEY, BASE_QUANTITY_TOO_LARGE},
        {"2e77wei", MONEY, BASE_QUANTITY_TOO_LARGE},
        {"1e999999999999999999999999s", TIME, BASE_QUANTITY_TOO_LARGE},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        u256 value = u256_from_u64(77);
        cr_assert_eq(base_quantity_parse(rows[i].text, rows[i].dimension, &value),
                     (int)rows[i].error, "%s", rows[i].text);
        cr_assert(u256_equal(value, u256_from_u64(77)), "%s", rows[i].text);
    }
}

Test(units, writes_the_shortest)
{
    static const struct {
        const char *value;
        enum base_dimension dimension;
        const char *text;
    } rows[] = {
        {"0", TIME, "0s"},
        {"0", SIZE, "0B"},
        {"1", TIME, "1ns"},
        {"604800000000000", TIME, "7d"},
        {"1209600000000000", TIME, "14d"},
        {"1500000000", TIME, "1.5s"},
        {"60000000000", TIME, "60s"},
        {"3600000000000", TIME, "1h"},
        {"65536", SIZE, "64KiB"},
        {"1000", SIZE, "1kB"},
        {"1023", SIZE, "1023B"},
        {"10000000", RATE, "10Mbps"},
        {"20000000000000000", MONEY, "0.02ETH"},
        {"500000000", MONEY, "0.5gwei"},
        {"1", MONEY, "1wei"},
        {"1000000000000000001", MONEY, "1000000000000000001wei"},
        {"100000000000000000000000000000001000", MONEY, "100000000000000000.000000000000001ETH"},
        {"1000000000000000000", MONEY, "1ETH"},
        {"2000000", ENERGY, "2J"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char text[100];
        size_t len =
            base_quantity_format(parse(rows[i].value), rows[i].dimension, text, sizeof text);
        if (strcmp(rows[i].text, "14d") == 0)
            cr_assert_str_eq(text, "2w");
        else
            cr_assert_str_eq(text, rows[i].text);
        cr_assert_eq(len, strlen(text));
    }
    char text[4] = "xyz";
    cr_assert_eq(base_quantity_format(parse("65536"), SIZE, text, sizeof text), 5);
    cr_assert_str_eq(text, "64K");
    cr_assert_eq(base_quantity_format(parse("65536"), SIZE, NULL, 0), 5);
}

Test(units, every_listed_unit_is_read)
{
    for (int dimension = TIME; dimension <= ENERGY; dimension++) {
        char list[200], *rest = list;
        cr_assert_gt(strlen(base_dimension_name(dimension)), 3);
        snprintf(list, sizeof list, "%s", base_dimension_units(dimension));
        for (char *unit; (unit = strtok_r(rest, ", ", &rest)) != NULL;) {
            char text[50];
            snprintf(text, sizeof text, "3%s", unit);
            u256 value;
            cr_assert_eq(base_quantity_parse(text, dimension, &value), 0, "%s", text);
        }
    }
}

Test(units, format_is_read_back)
{
    struct base_random random;
    base_random_init(&random, 12, 0, "test.units");
    for (int i = 0; i < 20000; i++) {
        u256 value;
        for (int j = 0; j < 4; j++)
            value.limb[j] = base_random_u64(&random);
        value = u256_shr(value, u256_from_u64(base_random_below(&random, 257)));
        u256 power = u256_exp(u256_from_u64(base_random_below(&random, 2) ? 10 : 2),
                              u256_from_u64(base_random_below(&random, 30)));
        value = u256_mul(value, power);
        enum base_dimension dimension = (enum base_dimension)base_random_below(&random, 5);
        char text[100];
        base_quantity_format(value, dimension, text, sizeof text);
        u256 back;
        cr_assert_eq(base_quantity_parse(text, dimension, &back), 0, "%s", text);
        cr_assert(u256_equal(value, back), "%s", text);
    }
}

/* Random texts of likely characters: never a crash, and what is read is read again the same. */
Test(units, random_texts)
{
    static const char alphabet[] = "0123456789..eE+-  nusmhdwkKMGTiBbpsETHgweiJ";
    static const char *const units[] = {"ns", "min", "w", "KiB", "TB", "Mbps", "ETH", "wei", "kJ"};
    struct base_random random;
    base_random_init(&random, 13, 0, "test.units");
    int read = 0;
    for (int i = 0; i < 300000; i++) {
        char text[20];
        size_t len = base_random_below(&random, 12);
        /* Half of them are number-like with a unit that exists. */
        size_t kinds = base_random_below(&random, 2) ? 16 : sizeof alphabet - 1;
        for (size_t j = 0; j < len; j++)
            text[j] = alphabet[base_random_below(&random, kinds)];
        text[len] = '\0';
        if (kinds == 16)
            strcat(text, units[base_random_below(&random, sizeof units / sizeof *units)]);
        enum base_dimension dimension = (enum base_dimension)base_random_below(&random, 5);
        u256 value, back;
        int result = base_quantity_parse(text, dimension, &value);
        cr_assert(result >= 0 && result <= BASE_QUANTITY_FRACTION);
        if (result != 0)
            continue;
        read++;
        char again[100];
        base_quantity_format(value, dimension, again, sizeof again);
        cr_assert_eq(base_quantity_parse(again, dimension, &back), 0, "%s -> %s", text, again);
        cr_assert(u256_equal(value, back), "%s -> %s", text, again);
    }
    cr_assert_gt(read, 1000);
}
