#ifndef CROWDPATCH_CRYPTO_PRIVATE_H
#define CROWDPATCH_CRYPTO_PRIVATE_H

/* Between the files of crypto/ only. */

/** Makes the context that all of sign_secp256k1.c uses. Returns 0, or BASE_E_SIM. */
int crypto_secp256k1_init(void);

#endif
