#ifndef CROWDPATCH_MODELS_LEIBA_MESSAGES_H
#define CROWDPATCH_MODELS_LEIBA_MESSAGES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "crypto/hash.h"
#include "crypto/token.h"
#include "models/leiba/config.h"
#include "models/shared/message_names.h"
#include "models/shared/sealed.h"

/** Everything that travels between participants, with its encoding. Blocks carry their length.
 *  Sections are those of Puggioni et al. 2020. */
enum leiba_message {
    LEIBA_REFUSAL = 1,
    /* III-A2, seeding */
    LEIBA_PACKAGE_REQUEST, /* P_h */
    LEIBA_PACKAGE,         /* P */
    /* III-A3, device and distributor */
    LEIBA_REQUEST,   /* U_h */
    LEIBA_CHALLENGE, /* c */
    LEIBA_IDENTITY,  /* pub^om, its signature */
    LEIBA_OFFER,     /* proof, s, vk^D, U_e */
    LEIBA_POD,       /* the device's signature over U_h || s */
    /* A device's queries in the hash table, and the answers: bytes on its radio. */
    LEIBA_LOOKUP,
    LEIBA_LOOKUP_ANSWER,
    /* A device of a home that delivers to itself, to its hub. */
    LEIBA_UPDATE, /* U */
};

/** Their names; ends by {0, NULL, NULL}. */
extern const struct model_message leiba_messages[];

/** What an honest distributor asks a device to sign, and most that a device signs.
 *  Assumption: a nonce as wide as a digest. */
#define LEIBA_CHALLENGE_BYTES 32
#define LEIBA_CHALLENGE_BYTES_MAX 128

/** What a device signs for a challenge c.
 *  raw: SHA-256(c). Equal to the digest of a PoD when c = U_h || s (section III-B).
 *  tagged: SHA-256(tag || c), with c of LEIBA_CHALLENGE_BYTES: 49 bytes are hashed and never the 64
 *  of a PoD. False for a c that this mode does not sign. */
bool leiba_identity_digest(enum leiba_challenge mode, const uint8_t *c, size_t len,
                           crypto_digest *ret_digest);
/** What the manufacturer signs for P: U_h and SHA-256(U). */
crypto_digest leiba_update_digest(const crypto_digest *update_hash,
                                  const crypto_digest *update_sha256);

/** P_h, U_h: a request that holds one hash. */

/** Who a device says it is. Keys and signatures are secp256k1's. */
struct leiba_identity {
    crypto_address device;
    struct crypto_scheme_signature signature;
};
void leiba_encode_identity(struct base_buffer *ret_payload, const struct leiba_identity *identity);
bool leiba_decode_identity(const uint8_t *payload, size_t len, struct leiba_identity *ret_identity);
/** Whether the device has signed the digest. */
bool leiba_check_signature(const struct crypto_tokens *tokens, const crypto_address *device,
                           const struct crypto_scheme_signature *signature,
                           const crypto_digest *digest);

/** Decoded, all pointers are into the payload. */
void leiba_encode_offer(struct base_buffer *ret_payload, const struct sealed_offer *offer);
bool leiba_decode_offer(const uint8_t *payload, size_t len, struct sealed_offer *ret_offer);

/** The PoD. */
void leiba_encode_signature(struct base_buffer *ret_payload,
                            const struct crypto_scheme_signature *signature);
bool leiba_decode_signature(const uint8_t *payload, size_t len,
                            struct crypto_scheme_signature *ret_signature);

#endif
