#include "scenarios/number.h"

#include <assert.h>
#include <jansson.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* Beyond this every exponent means zero or too large. */
#define EXPONENT_MAX 100000000

/* The value of the digits after 'e', clamped. */
static int64_t read_exponent(const char *text, size_t len)
{
    bool negative = len > 0 && text[0] == '-';
    int64_t value = 0;

    for (size_t i = len > 0 && (text[0] == '-' || text[0] == '+'); i < len; i++) {
        if (value < EXPONENT_MAX)
            value = value * 10 + (text[i] - '0');
    }
    return negative ? -value : value;
}

int scenario_number_whole(const char *text, size_t len, uint64_t *ret_value)
{
    bool negative = len > 0 && text[0] == '-';
    uint64_t value = 0;
    int64_t scale = 0;  /* of `value`, in powers of ten */
    size_t pending = 0; /* zeros seen behind `value` */
    bool large = false; /* value does not fit, whatever follows */
    bool after_point = false;
    size_t i;

    for (i = negative; i < len && text[i] != 'e' && text[i] != 'E'; i++) {
        if (text[i] == '.') {
            after_point = true;
            continue;
        }
        if (after_point)
            scale--;
        if (text[i] == '0') {
            pending += value != 0;
            continue;
        }
        for (; pending > 0 && !large; pending--)
            large = __builtin_mul_overflow(value, 10, &value);
        large = large || __builtin_mul_overflow(value, 10, &value) ||
                __builtin_add_overflow(value, (uint64_t)(text[i] - '0'), &value);
        if (large)
            value = 1; /* not zero is all that counts from here on */
        pending = 0;
    }
    if (i < len)
        scale += read_exponent(text + i + 1, len - i - 1);
    if (value == 0) {
        *ret_value = 0;
        return 0;
    }
    if (negative)
        return SCENARIO_NUMBER_NEGATIVE;
    scale += (int64_t)pending;
    if (scale < 0)
        return SCENARIO_NUMBER_FRACTION;
    for (; scale > 0 && !large; scale--)
        large = __builtin_mul_overflow(value, 10, &value);
    if (large)
        return SCENARIO_NUMBER_TOO_LARGE;
    *ret_value = value;
    return 0;
}

int scenario_number_real(const char *text, size_t len, double *ret_value)
{
    json_error_t error;
    json_t *json = json_loadb(text, len, JSON_DECODE_ANY | JSON_DECODE_INT_AS_REAL, &error);
    double value = json_real_value(json);

    if (json == NULL || !isfinite(value)) {
        json_decref(json);
        return SCENARIO_NUMBER_TOO_LARGE;
    }
    json_decref(json);
    *ret_value = value;
    return 0;
}

void scenario_number_format(double value, char ret_text[40])
{
    assert(isfinite(value));
    if (value == 0) {
        memcpy(ret_text, "0", 2);
        return;
    }
    for (int digits = 15; digits <= 17; digits++) {
        double again;

        snprintf(ret_text, 40, "%.*g", digits, value);
        for (char *p = ret_text; *p != '\0'; p++) {
            if (*p == ',')
                *p = '.'; /* some locales */
        }
        if (scenario_number_real(ret_text, strlen(ret_text), &again) == 0 && again == value)
            return;
    }
}
