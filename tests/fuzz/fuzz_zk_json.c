#include <string.h>

#include "base/error.h"
#include "tests/fuzz/fuzz.h"
#include "zk/iden3/json.h"

/* Input: a text, read as a proof, as public values and as a verifying key. What is read is written
 * as a text that reads as the same. */

static struct zk_iden3_file written(FILE *stream, char *const *text, const size_t *len)
{
    FUZZ_CHECK(fclose(stream) == 0);
    return (struct zk_iden3_file){.name = "again", .data = (const uint8_t *)*text, .len = *len};
}

static bool check_result(int r)
{
    FUZZ_CHECK(r == 0 || r == BASE_E_SCENARIO || r == BASE_E_NOMEM || r == ZK_IDEN3_OUTSIDE);
    FUZZ_CHECK(r == 0 || base_fail_text()[0] != '\0');
    FUZZ_CHECK(r == 0 || strchr(base_fail_text(), '\n') == NULL);
    return r == 0;
}

static void check_proof(const struct zk_iden3_file *file)
{
    struct zk_groth16_proof proof, again;
    char *text;
    size_t len;

    if (!check_result(zk_iden3_proof_read(file, &proof)))
        return;
    FILE *stream = open_memstream(&text, &len);
    FUZZ_CHECK(stream);
    zk_iden3_proof_write(&proof, stream);
    struct zk_iden3_file file_again = written(stream, &text, &len);
    FUZZ_CHECK(zk_iden3_proof_read(&file_again, &again) == 0);
    FUZZ_CHECK(memcmp(&proof, &again, sizeof proof) == 0);
    free(text);
}

static void check_public(const struct zk_iden3_file *file)
{
    zk_fr *values, *again;
    size_t count, count_again, len;
    char *text;

    if (!check_result(zk_iden3_public_read(file, &values, &count)))
        return;
    FILE *stream = open_memstream(&text, &len);
    FUZZ_CHECK(stream);
    zk_iden3_public_write(values, count, stream);
    struct zk_iden3_file file_again = written(stream, &text, &len);
    FUZZ_CHECK(zk_iden3_public_read(&file_again, &again, &count_again) == 0);
    FUZZ_CHECK(count == count_again && memcmp(values, again, count * sizeof(*values)) == 0);
    free(values);
    free(again);
    free(text);
}

static void check_verifying_key(const struct zk_iden3_file *file)
{
    struct zk_groth16_verifying_key key, again;
    char *text;
    size_t len;
    int r = zk_iden3_verifying_key_read(file, &key);

    FUZZ_CHECK(r <= 0);
    if (!check_result(r))
        return;
    FILE *stream = open_memstream(&text, &len);
    FUZZ_CHECK(stream);
    zk_iden3_verifying_key_write(&key, stream);
    struct zk_iden3_file file_again = written(stream, &text, &len);
    FUZZ_CHECK(zk_iden3_verifying_key_read(&file_again, &again) == 0);
    FUZZ_CHECK(key.publics == again.publics &&
               memcmp(key.ic, again.ic, (key.publics + 1) * sizeof(*key.ic)) == 0);
    zk_groth16_verifying_key_deinit(&key);
    zk_groth16_verifying_key_deinit(&again);
    free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    struct zk_iden3_file file = {.name = "input", .data = len > 0 ? data : NULL, .len = len};
    enum zk_iden3_json what;

    check_result(zk_iden3_json_what(&file, &what));
    check_proof(&file);
    check_public(&file);
    check_verifying_key(&file);
    return 0;
}
