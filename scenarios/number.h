#ifndef CROWDPATCH_SCENARIOS_NUMBER_H
#define CROWDPATCH_SCENARIOS_NUMBER_H

#include <stddef.h>
#include <stdint.h>

/** JSON numbers, read exactly and whatever their size. text[len] is a number as JSON writes it. */

enum scenario_number_error {
    SCENARIO_NUMBER_NEGATIVE = 1,
    SCENARIO_NUMBER_FRACTION,
    SCENARIO_NUMBER_TOO_LARGE,
};

/** "400", "4e2" and "400.0" are 400. Returns 0 or one of enum scenario_number_error. */
int scenario_number_whole(const char *text, size_t len, uint64_t *ret_value);

/** The nearest double. Returns 0, or SCENARIO_NUMBER_TOO_LARGE, negative or not. */
int scenario_number_real(const char *text, size_t len, double *ret_value);

/** The shortest text that reads back as `value`, which must be finite; "0" for -0 too. */
void scenario_number_format(double value, char ret_text[40]);

#endif
