#include <string.h>

#include "base/error.h"
#include "tests/fuzz/fuzz.h"
#include "zk/iden3/r1cs.h"

/* Input: a .r1cs. What is read is written as a file that reads as the same. */

static struct zk_iden3_file write_again(const struct zk_r1cs *r1cs, char **ret_text)
{
    size_t len;
    FILE *stream = open_memstream(ret_text, &len);

    FUZZ_CHECK(stream);
    zk_iden3_r1cs_write(r1cs, stream);
    FUZZ_CHECK(fclose(stream) == 0);
    return (struct zk_iden3_file){.name = "again", .data = (const uint8_t *)*ret_text, .len = len};
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    struct zk_iden3_file file = {.name = "input", .data = len > 0 ? data : NULL, .len = len};
    struct zk_iden3_r1cs_header header;
    struct zk_r1cs r1cs, again;
    char *first, *second;
    int r = zk_iden3_r1cs_read(&file, &r1cs);

    FUZZ_CHECK(r == 0 || r == BASE_E_SCENARIO || r == BASE_E_NOMEM);
    FUZZ_CHECK(r == 0 || base_fail_text()[0] != '\0');
    if (r < 0)
        return 0;
    FUZZ_CHECK(zk_iden3_r1cs_read_header(&file, &header) == 0);
    FUZZ_CHECK(header.rows == r1cs.rows && header.wires == r1cs.wires);
    file = write_again(&r1cs, &first);
    FUZZ_CHECK(zk_iden3_r1cs_read(&file, &again) == 0);
    struct zk_iden3_file file_again = write_again(&again, &second);
    FUZZ_CHECK(file.len == file_again.len && memcmp(first, second, file.len) == 0);
    free(first);
    free(second);
    zk_r1cs_deinit(&r1cs);
    zk_r1cs_deinit(&again);
    return 0;
}
