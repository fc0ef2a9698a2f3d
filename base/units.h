#ifndef CROWDPATCH_BASE_UNITS_H
#define CROWDPATCH_BASE_UNITS_H

#include <stddef.h>

#include "base/u256.h"

/** Quantities with their dimension: "64KiB", "7d", "12s", "10Mbps", "0.02ETH", "30gwei". Units are
 *  case-sensitive; k, K, M, G, T are powers of 1000, Ki, Mi, Gi, Ti of 1024; "10 Mbps" is fine too.
 *  The number is decimal, may have a fraction and an exponent, and is read exactly: it is scaled
 *  as a decimal, never through a double, and must come out as a whole number of the base unit. */
enum base_dimension {
    BASE_DIMENSION_TIME,  /* base unit: nanosecond.  ns us ms s min h d w */
    BASE_DIMENSION_SIZE,  /* base unit: byte.        B kB KB KiB MB MiB GB GiB TB TiB */
    BASE_DIMENSION_RATE,  /* base unit: bit/second.  bps kbps Mbps Gbps Bps kBps KiBps MBps MiBps */
    BASE_DIMENSION_MONEY, /* base unit: wei.         wei gwei ETH */
    BASE_DIMENSION_ENERGY, /* base unit: microjoule.  uJ mJ J kJ */
};

enum base_quantity_error {
    BASE_QUANTITY_NOT_A_NUMBER = 1, /* no number at the start */
    BASE_QUANTITY_NO_UNIT,          /* a bare number other than 0 */
    BASE_QUANTITY_UNKNOWN_UNIT,     /* no dimension has this unit */
    BASE_QUANTITY_WRONG_DIMENSION,  /* a unit of another dimension */
    BASE_QUANTITY_NEGATIVE,
    BASE_QUANTITY_TOO_LARGE, /* more than a u256; the caller checks its own range */
    BASE_QUANTITY_FRACTION,  /* not a whole number of base units */
};

/** Reads text as a quantity of `dimension`, in base units.
 *  Returns 0, or one of enum base_quantity_error (ret_value untouched). */
int base_quantity_parse(const char *text, enum base_dimension dimension, u256 *ret_value);

/** The dimension's name ("a duration"), and the units it knows, for messages ("ns, us, ms, ...").
 */
const char *base_dimension_name(enum base_dimension dimension);
const char *base_dimension_units(enum base_dimension dimension);

/** Writes the shortest text that base_quantity_parse() reads back to the same value ("7d", "1.5s",
 *  "0.02ETH"); of two equally short ones that of the smaller unit. Only units that are a power of
 * ten of the base unit take a fraction. Truncates to `capacity` as snprintf() does and returns the
 * full length. */
size_t base_quantity_format(u256 value, enum base_dimension dimension, char *ret_text,
                            size_t capacity);

#endif
