#ifndef CROWDPATCH_MODELS_CROWDPATCHING_MESSAGES_H
#define CROWDPATCH_MODELS_CROWDPATCHING_MESSAGES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/u256.h"
#include "contracts-model/contracts/abi.h"
#include "crypto/hash.h"
#include "crypto/scheme.h"
#include "crypto/sign.h"
#include "models/shared/message_names.h"

/** Everything that travels between participants, with its encoding. Integers are big-endian, blocks
 *  carry their length. Sections are those of Puggioni et al. 2020. */
enum crowdpatching_message {
    CROWDPATCHING_REFUSAL = 1,
    /* IV-B2, seeding */
    CROWDPATCHING_PACKAGE_REQUEST, /* P_h */
    CROWDPATCHING_PACKAGE,         /* P */
    /* IV-B2, exchange between distributors */
    CROWDPATCHING_EXCHANGE_REQUEST,   /* P_h; where the price is open, the bid */
    CROWDPATCHING_EXCHANGE_CHALLENGE, /* c; likewise, the price */
    CROWDPATCHING_EXCHANGE_IDENTITY,  /* pub^ds, sig_ds */
    CROWDPATCHING_EXCHANGE_OFFER,     /* proof, s, vk^E, P_e */
    CROWDPATCHING_EXCHANGE_OPENED,    /* ESC */
    /* IV-B3, delivery: hub and distributor */
    CROWDPATCHING_DELIVERY_REQUEST,   /* U_h, n1 */
    CROWDPATCHING_DELIVERY_CHALLENGE, /* pub^d, sig_d, c */
    CROWDPATCHING_DELIVERY_IDENTITY,  /* pub^om, n2, sig^ID */
    CROWDPATCHING_DELIVERY_OFFER,     /* proof, s, vk^D, sig_m, SHA-256(U), U_e */
    CROWDPATCHING_DELIVERY_POD,       /* sig^PoD */
    /* IV-B3 and B4: hub and device */
    CROWDPATCHING_DEVICE_CHALLENGE, /* c -> n2, sig^ID */
    CROWDPATCHING_DEVICE_IDENTITY,
    CROWDPATCHING_DEVICE_AUTHORISE, /* U_h, sig_m, s, SHA-256(U), DSC -> sig^PoD */
    CROWDPATCHING_DEVICE_POD,
    CROWDPATCHING_DEVICE_UPDATE, /* pub^h, U -> sig^PoFD */
    CROWDPATCHING_DEVICE_POFD,
    /* A device that is its own hub, and peers in the hash table */
    CROWDPATCHING_LOOKUP,
    CROWDPATCHING_LOOKUP_ANSWER,
};

/** Their names; ends by {0, NULL, NULL}. */
extern const struct model_message crowdpatching_messages[];

/* What is signed. Every purpose has its own tag, and all fields have a fixed length, so that no
 * signature serves a second purpose (section III-B tells what happens otherwise). PoD and PoFD are
 * in contracts-model/contracts/delivery_contract.h. */

/** n1, and a seller's c: fresh random numbers. */
typedef struct {
    uint8_t bytes[32];
} crowdpatching_nonce;

#define CROWDPATCHING_NONCE_BYTES sizeof(crowdpatching_nonce)
/** What PoD, U_h || s, and a raw c || n2 are long. */
#define CROWDPATCHING_RAW_BYTES (2 * sizeof(crypto_digest))

/** What a device signs to say who it is: the distributor's c and its own n2. Tagged, c has 32
 * bytes; raw, c || n2 has the 64 bytes of a PoD's U_h || s. */
struct crowdpatching_challenge {
    uint8_t bytes[CROWDPATCHING_RAW_BYTES - 1];
    uint8_t len;
};
/** Length of c by that of n2. */
size_t crowdpatching_challenge_bytes(enum contracts_tagging tagging, size_t n2_len);

/** A distributor's Ed25519 key is bound to its account by a signature of the account. */
crypto_digest crowdpatching_binding_digest(const crypto_ed25519_public *identity);
/** sig_d covers the hub's n1; sig_ds covers the seller's c. */
crypto_digest crowdpatching_distributor_digest(const crowdpatching_nonce *n1);
crypto_digest crowdpatching_buyer_digest(const crowdpatching_nonce *c);
/** sig^ID covers c and n2. Raw: SHA-256(c || n2), which is a PoD where c || n2 is U_h || s. */
crypto_digest crowdpatching_device_digest(enum contracts_tagging tagging,
                                          const struct crowdpatching_challenge *c,
                                          const struct crowdpatching_challenge *n2);
/** sig_m covers U_h and SHA-256(U), so that a device need not compute the hash of the proofs. */
crypto_digest crowdpatching_update_digest(const crypto_digest *update_hash,
                                          const crypto_digest *update_sha256);

/** pub^d: who a distributor is, for people and for contracts. */
struct crowdpatching_identity {
    crypto_ed25519_public key;
    crypto_address account;
    crypto_secp256k1_signature binding; /* by the account */
};

/** P_h, U_h: a request that holds one hash. */

/** A hash or a nonce, and wei where the price of P is open: what a buyer pays at the most, or what
 *  the seller asks. A byte more says that the buyer has the manufacturer's keys. */
struct crowdpatching_quote {
    uint8_t subject[32];
    bool has_price;
    bool has_keys;
    u256 price_wei; /* has_price */
};
void crowdpatching_encode_quote(struct base_buffer *ret_payload,
                                const struct crowdpatching_quote *quote);
/** Whether there is a price both know. */
bool crowdpatching_decode_quote(const uint8_t *payload, size_t len, bool has_price,
                                struct crowdpatching_quote *ret_quote);

struct crowdpatching_delivery_request {
    crypto_digest update_hash;
    crowdpatching_nonce n1;
};
void crowdpatching_encode_delivery_request(struct base_buffer *ret_payload,
                                           const struct crowdpatching_delivery_request *request);
bool crowdpatching_decode_delivery_request(const uint8_t *payload, size_t len,
                                           struct crowdpatching_delivery_request *ret_request);

/** A signed answer to a challenge, with a challenge of one's own: pub^d, sig_d, c; or pub^ds and
 *  sig_ds with c zero. */
struct crowdpatching_introduction {
    struct crowdpatching_identity identity;
    crypto_ed25519_signature signature;
    struct crowdpatching_challenge challenge;
};
void crowdpatching_encode_introduction(struct base_buffer *ret_payload,
                                       const struct crowdpatching_introduction *introduction);
bool crowdpatching_decode_introduction(const uint8_t *payload, size_t len, size_t challenge_len,
                                       struct crowdpatching_introduction *ret_introduction);

/** c on its way to the device. */
void crowdpatching_encode_challenge(struct base_buffer *ret_payload,
                                    const struct crowdpatching_challenge *challenge);
bool crowdpatching_decode_challenge(const uint8_t *payload, size_t len, size_t challenge_len,
                                    struct crowdpatching_challenge *ret_challenge);

/** pub^om, n2, sig^ID; key and signature of the release's scheme. */
struct crowdpatching_device_identity {
    struct crypto_scheme_public key;
    struct crowdpatching_challenge n2;
    struct crypto_scheme_signature signature;
};
void crowdpatching_encode_device_identity(struct base_buffer *ret_payload,
                                          const struct crowdpatching_device_identity *identity);
bool crowdpatching_decode_device_identity(const uint8_t *payload, size_t len,
                                          enum crypto_scheme scheme, size_t n2_len,
                                          struct crowdpatching_device_identity *ret_identity);

/** A proof with the ciphertext that it is about. Decoded, all pointers are into the payload. */
struct crowdpatching_offer {
    crypto_digest s;
    crypto_ed25519_signature
        manufacturer_signature; /* sig_m; zero in an exchange, where P holds it */
    const uint8_t
        *update_sha256; /* SHA-256(U), 32 bytes; NULL where it is U_h, or in an exchange */
    const uint8_t *proof;
    size_t proof_len;
    const uint8_t *verifying_key;
    size_t verifying_key_len;
    const uint8_t *ciphertext; /* U_e or P_e */
    size_t ciphertext_len;
    uint64_t member_index;      /* the device's place in the Merkle tree; no path with a list */
    const uint8_t *member_path; /* member_path_len digests of 32 bytes */
    size_t member_path_len;
};
void crowdpatching_encode_offer(struct base_buffer *ret_payload,
                                const struct crowdpatching_offer *offer);
bool crowdpatching_decode_offer(const uint8_t *payload, size_t len,
                                struct crowdpatching_offer *ret_offer);

void crowdpatching_encode_address(struct base_buffer *ret_payload, const crypto_address *address);
bool crowdpatching_decode_address(const uint8_t *payload, size_t len, crypto_address *ret_address);

/** sig^PoD, sig^PoFD. */
void crowdpatching_encode_signature(struct base_buffer *ret_payload,
                                    const struct crypto_scheme_signature *signature);
bool crowdpatching_decode_signature(const uint8_t *payload, size_t len, enum crypto_scheme scheme,
                                    struct crypto_scheme_signature *ret_signature);

/** U_h, sig_m, s, SHA-256(U): what the device checks before it signs the PoD. The last travels only
 *  where it is not U_h. Then the DSC, where the device signs for it (hardened semantics). */
struct crowdpatching_authorisation {
    crypto_digest update_hash;
    crypto_ed25519_signature manufacturer_signature;
    crypto_digest s;
    crypto_digest update_sha256;
    bool names_contract;
    crypto_address contract;
};
void crowdpatching_encode_authorisation(struct base_buffer *ret_payload,
                                        const struct crowdpatching_authorisation *authorisation);
bool crowdpatching_decode_authorisation(const uint8_t *payload, size_t len,
                                        struct crowdpatching_authorisation *ret_authorisation);

/** pub^h and U; the update points into the payload. */
void crowdpatching_encode_update(struct base_buffer *ret_payload, const crypto_address *hub,
                                 const uint8_t *update, size_t update_len);
bool crowdpatching_decode_update(const uint8_t *payload, size_t len, crypto_address *ret_hub,
                                 const uint8_t **ret_update, size_t *ret_update_len);

#endif
