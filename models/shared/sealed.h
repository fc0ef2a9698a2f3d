#ifndef CROWDPATCH_MODELS_SHARED_SEALED_H
#define CROWDPATCH_MODELS_SHARED_SEALED_H

#include "base/bytes.h"
#include "models/shared/world.h"
#include "zk/statement.h"

/* A ciphertext, and the proof that it is the content: what is handed over for a key that is paid
 * for on chain. */

/** The prover's side. */
struct sealed {
    uint8_t *ciphertext; /* owned */
    size_t ciphertext_len;
    uint8_t proof[ZK_PROOF_BYTES_MAX];
    size_t proof_len;
};

/** Encrypts content[len] for r and proves the key's statement of it.
 *  Returns 0; ZK_STATEMENT_UNSATISFIED, with nothing to free, when content_hash or s is not theirs;
 *  or BASE_E_NOMEM. */
int sealed_make(const struct zk_proving_key *key, const uint8_t *content, size_t len,
                const crypto_digest *content_hash, const crypto_digest *r, const crypto_digest *s,
                const uint8_t blinding[32], struct sealed *ret_sealed);
/** The same over a ciphertext of random bytes, for who knows the set-up's seed: the proof holds,
 * and what r opens is not the content. With another seed the proof does not hold. */
int sealed_forge(const struct zk_verifying_key *key, const uint8_t seed[32],
                 const crypto_digest *content_hash, const crypto_digest *r, const crypto_digest *s,
                 struct base_random *random, struct sealed *ret_sealed);
void sealed_deinit(struct sealed *sealed);

/** The same as it came from a peer; all borrowed. */
struct sealed_offer {
    crypto_digest s;
    const uint8_t *proof;
    size_t proof_len;
    const uint8_t *verifying_key;
    size_t verifying_key_len;
    const uint8_t *ciphertext;
    size_t ciphertext_len;
};

/** What a verifier has checked an offer against, and needs to open it. */
struct sealed_terms {
    struct zk_scheme scheme;
    uint64_t content_len;
};

/** Whether the offer's verifying key is the one that the chain announces, and its proof holds for
 *  the offer's s and ciphertext and the announced content. tokens: the run's. */
bool sealed_check(const struct crypto_tokens *tokens, const struct sealed_offer *offer,
                  const crypto_digest *verifying_key_hash, const crypto_digest *content_hash,
                  struct sealed_terms *ret_terms);

/** Decrypts. Returns 0 with the content, which has terms->content_len bytes and which the caller
 *  frees; 1 when there is none in the ciphertext; or BASE_E_NOMEM. */
int sealed_open(const struct sealed_terms *terms, const uint8_t *ciphertext, size_t ciphertext_len,
                const crypto_digest *r, uint8_t **ret_content);

/** What the suite's hash, and its cipher, cost `who` over a content of that many bytes. */
void sealed_charge_hash(const struct zk_scheme *scheme, struct participant *who, uint64_t bytes);
void sealed_charge_cipher(const struct zk_scheme *scheme, struct participant *who, uint64_t bytes);

/** What it costs `who` to make, or forge, a sealed content of that many bytes: the cipher, SHA-256
 * of the ciphertext, which the proof is bound to, and the proof, which a forger has for nothing. */
void sealed_charge_making(const struct zk_scheme *scheme, struct participant *who, uint64_t bytes,
                          bool forges);

/** Appends the key as it travels; the buffer has failed when memory is exhausted. */
void sealed_encode_verifying_key(const struct zk_verifying_key *key, struct base_buffer *ret_bytes);

#endif
