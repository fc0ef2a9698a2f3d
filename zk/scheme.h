#ifndef CROWDPATCH_ZK_SCHEME_H
#define CROWDPATCH_ZK_SCHEME_H

#include "zk/cost.h"

/** How much of a proof is computed. Lengths are the same at both levels. */
enum zk_level {
    /* A proof is a token that only a valid witness yields. The suite's hash and cipher, which exist
       for the proof alone, have stand-ins of SHA-256 and ChaCha20. */
    ZK_LEVEL_CALIBRATED,
    ZK_LEVEL_REAL,
};

struct crypto_tokens;

/** What a statement's parties have agreed upon beforehand. */
struct zk_scheme {
    enum zk_level level;
    const struct zk_cost_model *cost; /* its suite too */
    /* Whose tokens sign those of ZK_LEVEL_CALIBRATED (crypto/token.h); NULL: Ed25519 does. It is
     * not a part of a key as it travels. */
    const struct crypto_tokens *tokens;
};

/** Before the others, which at ZK_LEVEL_REAL need the suite's constants. Returns 0 or BASE_E_NOMEM.
 */
int zk_scheme_init(const struct zk_scheme *scheme);

/** U_h or P_h. */
crypto_digest zk_scheme_hash(const struct zk_scheme *scheme, const uint8_t *content, size_t len);

size_t zk_scheme_ciphertext_len(const struct zk_scheme *scheme, size_t len);
/** ret_ciphertext[zk_scheme_ciphertext_len()], which does not overlap content[len]. */
void zk_scheme_encrypt(const struct zk_scheme *scheme, const crypto_digest *r,
                       const uint8_t *content, size_t len, uint8_t *ret_ciphertext);
/** The content of len bytes. False when the ciphertext is none of such a content; ret_content[len]
 *  is then undefined. */
bool zk_scheme_decrypt(const struct zk_scheme *scheme, const crypto_digest *r,
                       const uint8_t *ciphertext, size_t ciphertext_len, uint8_t *ret_content,
                       size_t len);

#endif
