#include <string.h>

#include "base/error.h"
#include "tests/fuzz/fuzz.h"
#include "zk/iden3/zkey.h"

/* Input: a .zkey. What is read is written as a file that reads as the same; header and verifying
 * key can be read of every file whose whole can. */

static struct zk_iden3_file write_again(const struct zk_groth16_proving_key *key, char **ret_text)
{
    size_t len;
    FILE *stream = open_memstream(ret_text, &len);

    FUZZ_CHECK(stream);
    zk_iden3_zkey_write(key, stream);
    FUZZ_CHECK(fclose(stream) == 0);
    return (struct zk_iden3_file){.name = "again", .data = (const uint8_t *)*ret_text, .len = len};
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    struct zk_iden3_file file = {.name = "input", .data = len > 0 ? data : NULL, .len = len};
    struct zk_groth16_verifying_key verifying;
    struct zk_groth16_proving_key key, again;
    struct zk_iden3_zkey_header header;
    char *first, *second;
    int r = zk_iden3_zkey_read(&file, NULL, ZK_IDEN3_ZKEY_CHECK, &key);

    FUZZ_CHECK(r == 0 || r == BASE_E_SCENARIO || r == BASE_E_NOMEM);
    FUZZ_CHECK(r == 0 || base_fail_text()[0] != '\0');
    if (r < 0)
        return 0;
    FUZZ_CHECK(zk_iden3_zkey_read_header(&file, &header) == 0);
    FUZZ_CHECK(header.wires == key.wires && header.rows + header.publics + 1 == key.rows);
    FUZZ_CHECK(zk_iden3_zkey_read_verifying(&file, &verifying) == 0);
    file = write_again(&key, &first);
    FUZZ_CHECK(zk_iden3_zkey_read(&file, NULL, ZK_IDEN3_ZKEY_CHECK, &again) == 0);
    struct zk_iden3_file file_again = write_again(&again, &second);
    FUZZ_CHECK(file.len == file_again.len && memcmp(first, second, file.len) == 0);
    free(first);
    free(second);
    zk_groth16_verifying_key_deinit(&verifying);
    zk_groth16_proving_key_deinit(&key);
    zk_groth16_proving_key_deinit(&again);
    return 0;
}
