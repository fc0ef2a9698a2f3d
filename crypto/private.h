#ifndef CROWDPATCH_CRYPTO_PRIVATE_H
#define CROWDPATCH_CRYPTO_PRIVATE_H

/* Between the files of crypto/ and their tests only. */

#include <stdbool.h>
#include <stdint.h>

#include "crypto/hash.h"
#include "crypto/sign.h"

/** Keccak-f[1600] on lanes (x, y) at 5 y + x, by the fastest way that this processor has; and by
 *  the one that every processor has. */
void crypto_keccak_permute(uint64_t state[25]);
void crypto_keccak_permute_portably(uint64_t state[25]);

/** Makes the context that all of sign_secp256k1.c uses. Returns 0, or BASE_E_SIM. */
int crypto_secp256k1_init(void);

/* The memo that sign.h tells of: bounded, locked, and read by exact match of all that a recovery
 * depends on. What is kept must be true. */
bool crypto_memo_is_on(void);
bool crypto_memo_find_signer(const crypto_secp256k1_signature *signature,
                             const crypto_digest *digest, crypto_address *ret_signer);
void crypto_memo_keep_signer(const crypto_secp256k1_signature *signature,
                             const crypto_digest *digest, const crypto_address *signer);
/** The address of a secret: of the latest 16384 at the most. */
bool crypto_memo_find_address(const crypto_secp256k1_secret *secret, crypto_address *ret_address);
void crypto_memo_keep_address(const crypto_secp256k1_secret *secret, const crypto_address *address);

#endif
