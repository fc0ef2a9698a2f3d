#include "models/shared/firmware.h"

#include <assert.h>
#include <stddef.h>

#include "base/portable_math.h"

#define KIB 1024

static const struct firmware_sizes rows[] = {
    {"class_1_image", 8 * KIB, 50 * KIB,
     "Source: RFC 7228, table 1, class 1 has about 100 KiB of code. Assumption: half of it, for "
     "two slots; "
     "no less than a small network stack."},
    {"class_2_image", 32 * KIB, 125 * KIB,
     "Source: RFC 7228, table 1, class 2 has about 250 KiB of code. Assumption: half of it, for "
     "two slots; "
     "no less than a usual network stack."},
    {"class_2_delta", 32 * KIB / 18, 125 * KIB / 9,
     "Source: arXiv 2505.13764v2, abstract, minor revisions shrink 9 to 18 times as patches. "
     "Assumption: of "
     "images of class 2."},
    {"wifi_image", 256 * KIB, 1024 * KIB,
     "Assumption: what fits one of two slots of 1 MiB, as ESP-IDF divides 4 MiB of flash."},
};

const char *const firmware_size_names[] = {
    "fixed", "class_1_image", "class_2_image", "class_2_delta", "wifi_image", NULL,
};

_Static_assert(sizeof firmware_size_names / sizeof *firmware_size_names ==
                   sizeof rows / sizeof *rows + 2,
               "one name a row, \"fixed\" and NULL");

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
