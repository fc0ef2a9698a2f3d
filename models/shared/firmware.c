#include "models/shared/firmware.h"

#include <assert.h>
#include <stddef.h>

#include "base/portable_math.h"

#define KIB 1024

/** One row a distribution.
 *  class_1_image: Source: RFC 7228, table 1: class 1 has about 100 KiB of code. Assumption: half of
 *  it, for two slots; no less than a small network stack.
 *  class_2_image: Source: the same: about 250 KiB. Assumption: half of it, for two slots; no less
 *  than a usual network stack.
 *  class_2_delta: Source: arXiv 2505.13764v2, abstract: minor revisions shrink 9 to 18 times as
 *  patches. Assumption: of images of class 2.
 *  wifi_image: Assumption: what fits one of two slots of 1 MiB, as ESP-IDF divides 4 MiB of flash.
 */
#define ROWS(ROW)                                                                                  \
    ROW(class_1_image, 8 * KIB, 50 * KIB)                                                          \
    ROW(class_2_image, 32 * KIB, 125 * KIB)                                                        \
    ROW(class_2_delta, 32 * KIB / 18, 125 * KIB / 9)                                               \
    ROW(wifi_image, 256 * KIB, 1024 * KIB)

#define SIZES(name, least, most) {least, most},
static const struct firmware_sizes rows[] = {ROWS(SIZES)};

#define NAME(name, least, most) #name,
const char *const firmware_size_names[] = {"fixed", ROWS(NAME) NULL};

const struct firmware_sizes *firmware_sizes_at(int index)
{
    assert(index >= 0 && (size_t)index <= sizeof rows / sizeof *rows);
    return index > 0 ? &rows[index - 1] : NULL;
}

uint64_t firmware_draw_bytes(const struct firmware_sizes *sizes, struct base_random *random)
{
    double least = base_math_log((double)sizes->least_bytes);
    double most = base_math_log((double)sizes->most_bytes);
    double drawn = base_math_exp(least + (most - least) * base_random_uniform(random));
    uint64_t bytes = (uint64_t)(drawn + 0.5);
    if (bytes < sizes->least_bytes)
        bytes = sizes->least_bytes;
    return bytes > sizes->most_bytes ? sizes->most_bytes : bytes;
}
