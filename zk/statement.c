#include "zk/statement.h"

#include <string.h>

#include "zk/token.h"

int zk_statement_setup(enum zk_statement statement, uint64_t content_len,
                       const struct zk_scheme *scheme, const uint8_t seed[32],
                       struct zk_proving_key *ret_key)
{
    struct zk_proving_key key = {
        .verifying = {.statement = statement, .content_len = content_len, .scheme = *scheme},
    };

    zk_token_setup(seed, &key);
    *ret_key = key;
    return 0;
}

int zk_statement_prove(const struct zk_proving_key *key, const uint8_t *content, size_t len,
                       const crypto_digest *r, const struct zk_public_inputs *inputs,
                       const uint8_t blinding[32], uint8_t ret_proof[ZK_PROOF_BYTES_MAX],
                       size_t *ret_len)
{
    int result = zk_token_prove(key, content, len, r, inputs, ret_proof);

    if (result == 0)
        *ret_len = key->verifying.scheme.cost->proof_bytes;
    return result;
}

bool zk_statement_verify(const struct zk_verifying_key *key, const struct zk_public_inputs *inputs,
                         const uint8_t *proof, size_t proof_len)
{
    return proof_len == key->scheme.cost->proof_bytes &&
           zk_token_verify(key, inputs, proof, proof_len);
}
