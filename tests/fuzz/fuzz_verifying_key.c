#include <string.h>

#include "tests/fuzz/fuzz.h"
#include "zk/statement.h"

/* Input: an encoded verifying key, and what is to be a proof under it behind it. A key that decodes
 * encodes to the same bytes. Whether the proof holds is not asked: some keys let any pass. */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    static uint8_t again[4096];
    static const uint8_t ciphertext[64];
    struct zk_verifying_key key;
    size_t key_len = len;

    if (crypto_init() < 0)
        return 0;
    /* The key ends where one decodes: of the lengths that models have. */
    for (size_t i = 0; zk_cost_model_names[i]; i++) {
        const struct zk_cost_model *model = zk_cost_model_find(zk_cost_model_names[i]);
        uint64_t want = zk_cost_verifying_key_bytes(model, 0);

        if (want <= len && len - want == model->proof_bytes)
            key_len = (size_t)want;
    }
    if (!zk_verifying_key_decode(data, key_len, &key))
        return 0;
    if (key_len <= sizeof again) {
        FUZZ_CHECK(zk_verifying_key_encode(&key, again, sizeof again) == key_len);
        FUZZ_CHECK(memcmp(again, data, key_len) == 0);
    }
    const struct zk_public_inputs inputs = {
        .ciphertext = ciphertext,
        .ciphertext_len = key.content_len < sizeof ciphertext
                              ? zk_scheme_ciphertext_len(&key.scheme, (size_t)key.content_len)
                              : 0,
    };
    if (inputs.ciphertext_len <= sizeof ciphertext)
        zk_statement_verify(&key, &inputs, data + key_len, len - key_len);
    zk_verifying_key_deinit(&key);
    return 0;
}
