#include <string.h>

#include "base/error.h"
#include "tests/fuzz/fuzz.h"
#include "zk/iden3/wtns.h"

/* Input: a .wtns. What is read is written as a file that reads as the same. */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    struct zk_iden3_file file = {.name = "input", .data = len > 0 ? data : NULL, .len = len};
    zk_fr *values, *again;
    uint32_t wires, wires_again;
    char *text;
    size_t text_len;
    int r = zk_iden3_wtns_read(&file, &values, &wires);

    FUZZ_CHECK(r == 0 || r == BASE_E_SCENARIO || r == BASE_E_NOMEM);
    FUZZ_CHECK(r == 0 || base_fail_text()[0] != '\0');
    if (r < 0)
        return 0;
    FILE *stream = open_memstream(&text, &text_len);
    FUZZ_CHECK(stream);
    zk_iden3_wtns_write(values, wires, stream);
    FUZZ_CHECK(fclose(stream) == 0);
    file = (struct zk_iden3_file){.name = "again", .data = (const uint8_t *)text, .len = text_len};
    FUZZ_CHECK(zk_iden3_wtns_read(&file, &again, &wires_again) == 0);
    FUZZ_CHECK(wires == wires_again && memcmp(values, again, wires * sizeof(*values)) == 0);
    zk_iden3_wtns_free(values, wires);
    zk_iden3_wtns_free(again, wires);
    free(text);
    return 0;
}
