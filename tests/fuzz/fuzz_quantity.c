#include <string.h>

#include "base/units.h"
#include "tests/fuzz/fuzz.h"

/* Input: a text. Whatever is read as a quantity is written as a text that reads as the same. */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    char *text = malloc(len + 1);

    FUZZ_CHECK(text);
    memcpy(text, data, len);
    text[len] = '\0';
    for (int d = BASE_DIMENSION_TIME; d <= BASE_DIMENSION_ENERGY; d++) {
        enum base_dimension dimension = (enum base_dimension)d;
        u256 value, again;
        char written[256];
        size_t written_len;

        if (base_quantity_parse(text, dimension, &value) != 0)
            continue;
        written_len = base_quantity_format(value, dimension, written, sizeof(written));
        FUZZ_CHECK(written_len < sizeof(written) && strlen(written) == written_len);
        FUZZ_CHECK(base_quantity_parse(written, dimension, &again) == 0);
        FUZZ_CHECK(u256_equal(value, again));
    }
    free(text);
    return 0;
}
