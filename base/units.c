#include "base/units.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/u256.h"

/* One unit is scale * 10^tens base units, scale not divisible by 10. */
struct unit {
    const char *name;
    uint64_t scale;
    int tens;
};

struct dimension {
    const char *name;
    const char *units; /* for messages */
    const struct unit *table;
};

#define KI (UINT64_C(1) << 10)
#define MI (UINT64_C(1) << 20)
#define GI (UINT64_C(1) << 30)
#define TI (UINT64_C(1) << 40)

/* By size; a tie between two texts of base_quantity_format() goes to the upper row. */
static const struct unit time_units[] = {
    {"ns", 1, 0},  {"us", 1, 3},   {"ms", 1, 6},    {"s", 1, 9},  {"min", 6, 10},
    {"h", 36, 11}, {"d", 864, 11}, {"w", 6048, 11}, {NULL, 0, 0},
};
static const struct unit size_units[] = {
    {"B", 1, 0},  {"kB", 1, 3},   {"KB", 1, 3},  {"KiB", KI, 0}, {"MB", 1, 6}, {"MiB", MI, 0},
    {"GB", 1, 9}, {"GiB", GI, 0}, {"TB", 1, 12}, {"TiB", TI, 0}, {NULL, 0, 0},
};
static const struct unit rate_units[] = {
    {"bps", 1, 0},  {"Bps", 8, 0},  {"kbps", 1, 3},       {"kBps", 8, 3}, {"KiBps", 8 * KI, 0},
    {"Mbps", 1, 6}, {"MBps", 8, 6}, {"MiBps", 8 * MI, 0}, {"Gbps", 1, 9}, {NULL, 0, 0},
};
static const struct unit money_units[] = {
    {"wei", 1, 0},
    {"gwei", 1, 9},
    {"ETH", 1, 18},
    {NULL, 0, 0},
};
static const struct unit energy_units[] = {
    {"uJ", 1, 0}, {"mJ", 1, 3}, {"J", 1, 6}, {"kJ", 1, 9}, {NULL, 0, 0},
};

static const struct dimension dimensions[] = {
    [BASE_DIMENSION_TIME] = {"a duration", "ns, us, ms, s, min, h, d, w", time_units},
    [BASE_DIMENSION_SIZE] = {"a size", "B, kB, KB, KiB, MB, MiB, GB, GiB, TB, TiB", size_units},
    [BASE_DIMENSION_RATE] = {"a data rate", "bps, kbps, Mbps, Gbps, Bps, kBps, KiBps, MBps, MiBps",
                             rate_units},
    [BASE_DIMENSION_MONEY] = {"an amount of money", "wei, gwei, ETH", money_units},
    [BASE_DIMENSION_ENERGY] = {"an energy", "uJ, mJ, J, kJ", energy_units},
};
#define DIMENSION_COUNT (sizeof dimensions / sizeof *dimensions)

/* Exponents beyond this one say nothing more: 256 bits are 78 digits. */
#define EXPONENT_LIMIT 1000000

/* The digits of text[0..len-1], a '.' ignored, times 10^exponent. len is 0 for zero; otherwise the
 * last digit is not 0. */
struct decimal {
    const char *text;
    size_t len;
    int64_t exponent;
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Reads digits ["." digits] [("e"|"E") [sign] digits]. An e without digits belongs to the unit.
 * Returns what follows; NULL when there is no number. */
static const char *scan_decimal(const char *text, struct decimal *ret_decimal)
{
    const char *at = text;
    int64_t exponent = 0;
    while (is_digit(*at))
        at++;
    if (at == text)
        return NULL;
    if (*at == '.') {
        const char *fraction = ++at;
        while (is_digit(*at))
            at++;
        if (at == fraction)
            return NULL;
        exponent = -(int64_t)(at - fraction);
    }
    /* Zeros at the end are powers of ten; of a zero nothing stays. */
    size_t len = (size_t)(at - text);
    while (len > 0 && (text[len - 1] == '0' || text[len - 1] == '.')) {
        exponent += text[len - 1] == '0';
        len--;
    }

    if (*at == 'e' || *at == 'E') {
        const char *digit = at + 1;
        bool negative = *digit == '-';
        if (*digit == '-' || *digit == '+')
            digit++;
        if (is_digit(*digit)) {
            int64_t power = 0;
            for (; is_digit(*digit); digit++) {
                if (power < EXPONENT_LIMIT)
                    power = power * 10 + (*digit - '0');
            }
            exponent += negative ? -power : power;
            at = digit;
        }
    }
    *ret_decimal = (struct decimal){text, len, exponent};
    return at;
}

static const struct unit *find_unit(const struct unit *table, const char *name)
{
    for (; table->name != NULL; table++) {
        if (strcmp(table->name, name) == 0)
            return table;
    }
    return NULL;
}

/* decimal * unit, exactly. */
static int scale_decimal(const struct decimal *decimal, const struct unit *unit, u256 *ret_value)
{
    if (decimal->len == 0) {
        *ret_value = (u256){{0}};
        return 0;
    }
    /* No scale has a factor 5. So for each missing power of ten the digits must give the 5; they
     * are then odd, since their last one is not 0, and scale must give the 2. */
    uint64_t scale = unit->scale;
    int64_t tens = decimal->exponent + unit->tens;
    unsigned __int128 fives = 1;
    for (; tens < 0; tens++) {
        if (scale % 2 != 0)
            return BASE_QUANTITY_FRACTION;
        scale /= 2;
        fives *= 5; /* at most 43 times, since scale has at most 43 twos */
    }

    /* Long division of the digits by 5^k, from the left. */
    unsigned __int128 rest = 0;
    bool too_large = tens > 77;
    u256 value = {{0}};
    const u256 ten = u256_from_u64(10);
    for (size_t i = 0; i < decimal->len; i++) {
        if (decimal->text[i] == '.')
            continue;
        rest = rest * 10 + (unsigned)(decimal->text[i] - '0');
        too_large |= u256_mul_overflow(value, ten, &value);
        too_large |= u256_add_overflow(value, u256_from_u64((uint64_t)(rest / fives)), &value);
        rest %= fives;
    }
    if (rest != 0)
        return BASE_QUANTITY_FRACTION;
    too_large |= u256_mul_overflow(value, u256_from_u64(scale), &value);
    for (; tens > 0 && !too_large; tens--)
        too_large |= u256_mul_overflow(value, ten, &value);
    if (too_large)
        return BASE_QUANTITY_TOO_LARGE;
    *ret_value = value;
    return 0;
}

int base_quantity_parse(const char *text, enum base_dimension dimension, u256 *ret_value)
{
    bool negative = *text == '-';
    struct decimal decimal;
    const char *name = scan_decimal(text + negative, &decimal);
    if (name == NULL)
        return BASE_QUANTITY_NOT_A_NUMBER;
    if (negative)
        return BASE_QUANTITY_NEGATIVE;
    if (*name == '\0') {
        if (decimal.len != 0)
            return BASE_QUANTITY_NO_UNIT;
        *ret_value = (u256){{0}};
        return 0;
    }
    while (*name == ' ')
        name++;

    const struct unit *unit = find_unit(dimensions[dimension].table, name);
    if (unit != NULL)
        return scale_decimal(&decimal, unit, ret_value);
    for (size_t i = 0; i < DIMENSION_COUNT; i++) {
        if (find_unit(dimensions[i].table, name) != NULL)
            return BASE_QUANTITY_WRONG_DIMENSION;
    }
    return BASE_QUANTITY_UNKNOWN_UNIT;
}

const char *base_dimension_name(enum base_dimension dimension)
{
    return dimensions[dimension].name;
}

const char *base_dimension_units(enum base_dimension dimension)
{
    return dimensions[dimension].units;
}

/* A count of units and, of a unit that is a power of ten, the fraction that is left: "0.02ETH". */
#define FORMAT_MAX (U256_DECIMAL_MAX + 32)

/* Writes value in this unit. False when it takes a fraction of a unit that is no power of ten. */
static bool format_in(u256 value, const struct unit *unit, char ret_text[FORMAT_MAX])
{
    u256 size = u256_from_u64(unit->scale);
    for (int i = 0; i < unit->tens; i++)
        size = u256_mul(size, u256_from_u64(10));
    u256 count, rest;
    u256_divmod(value, size, &count, &rest);
    u256_format(count, ret_text);
    if (!u256_is_zero(rest)) {
        if (unit->scale != 1)
            return false;
        char digits[U256_DECIMAL_MAX];
        u256_format(rest, digits);
        size_t len = strlen(digits);
        size_t zeros = (size_t)unit->tens - len;
        while (len > 0 && digits[len - 1] == '0')
            len--;
        size_t at = strlen(ret_text);
        snprintf(ret_text + at, FORMAT_MAX - at, ".%.*s%.*s", (int)zeros, "000000000000000000",
                 (int)len, digits);
    }
    strcat(ret_text, unit->name);
    return true;
}

size_t base_quantity_format(u256 value, enum base_dimension dimension, char *ret_text,
                            size_t capacity)
{
    char best[FORMAT_MAX] = "";
    for (const struct unit *unit = dimensions[dimension].table; unit->name != NULL; unit++) {
        char text[FORMAT_MAX];
        if (format_in(value, unit, text) && (best[0] == '\0' || strlen(text) < strlen(best)))
            strcpy(best, text);
    }
    return (size_t)snprintf(ret_text, capacity, "%s", best);
}
