#ifndef CROWDPATCH_MODELS_LEE_LEE_MESSAGES_H
#define CROWDPATCH_MODELS_LEE_LEE_MESSAGES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "crypto/hash.h"
#include "crypto/token.h"
#include "models/lee_lee/blockchain.h"
#include "models/shared/message_names.h"

/** Everything that travels, with its payload's length. Integers are big-endian. [ ] is what the
 *  paper encrypts for the receiver: it travels in the clear here, behind LEE_LEE_SEAL_BYTES that
 *  encryption adds, and only its receiver looks at it. Sig is Ed25519 over all that stands before
 *  it, behind a tag of the message's kind. */
enum lee_lee_message {
    LEE_LEE_REFUSAL = 1,
    LEE_LEE_REQ_VERCHK,       /* PU 32, ID 32, D 16, v 8, r 8: 96 */
    LEE_LEE_RES_VERCHK,       /* [v 8, r 8, ID 32]: 96; C2-2 [.. PU 32]: 128; C1-2 [.. M]: 96 + M */
    LEE_LEE_REQ_VERIFICATION, /* [H 32, r 8] Sig: 152 */
    LEE_LEE_RES_VERIFICATION, /* the same */
    LEE_LEE_NOTICE_DOWNLOAD,  /* ID 32, v 8, r 8, Sig: 112 */
    LEE_LEE_REQ_METADATA,     /* [ID 32, v 8, D 16, r 8] PU 32: 144 */
    LEE_LEE_RES_METADATA,     /* [r 8, M]: 56 + M */
    LEE_LEE_REQ_DOWNLOAD,     /* [ID 32, H 32, r 8] Sig: 184; C1-2 has v 8 before Sig: 192 */
    LEE_LEE_RES_DOWNLOAD,     /* [ID 32, r 8, L] Sig: 152 + L; C1-2 has v 8: 160 + L */
    LEE_LEE_JOIN_VERIFICATION, /* ID_i 32, ID_j 32, D 16, H 32: 112 */
    LEE_LEE_VERIFICATION_LOG,  /* PU 32, a block: 472 */
    LEE_LEE_VENDOR_REQUEST,    /* v 8: a verification node to the vendor */
    LEE_LEE_VENDOR_FIRMWARE,   /* Sig, the firmware: 64 + U */
    LEE_LEE_SWARM,             /* and the next SWARM_KIND_COUNT - 1 */
};

/** Their names; ends by {0, NULL, NULL}. */
extern const struct model_message lee_lee_messages[];

/** ECIES adds an ephemeral key of 32 bytes and a tag of 16. Source: RFC 7748, RFC 8439. */
#define LEE_LEE_SEAL_BYTES 48
/** Of a file and of a tracker. Assumption: as long as a digest. */
#define LEE_LEE_NAME_BYTES 32

struct lee_lee_req_verchk {
    crypto_ed25519_public key;
    crypto_digest id;
    uint8_t model[LEE_LEE_MODEL_BYTES];
    uint64_t version;
    uint64_t nonce;
};

/** M: file name 32, version 8, size 8, H 32, piece length 8, tracker URL 32, be32 count, piece
 *  hashes of 32 each: 124 + 32 pieces. */
struct lee_lee_metadata {
    uint64_t version;
    uint64_t update_bytes;
    crypto_digest verifier;
    uint64_t piece_bytes;
    uint32_t piece_count;
    const uint8_t *piece_hashes; /* 32 each; into the payload, or the caller's */
};
#define LEE_LEE_METADATA_BYTES(pieces) (124 + UINT64_C(32) * (pieces))

struct lee_lee_res_verchk {
    uint64_t version;
    uint64_t nonce;
    crypto_digest id;
    bool has_key;
    crypto_ed25519_public key;
    bool has_metadata;
    struct lee_lee_metadata metadata;
};

struct lee_lee_verification {
    crypto_digest verifier;
    uint64_t nonce;
    crypto_ed25519_signature signature;
};

struct lee_lee_notice {
    crypto_digest id;
    uint64_t version;
    uint64_t nonce;
    crypto_ed25519_signature signature;
};

struct lee_lee_req_metadata {
    crypto_digest id;
    uint64_t version;
    uint8_t model[LEE_LEE_MODEL_BYTES];
    uint64_t nonce;
    crypto_ed25519_public key;
};

struct lee_lee_req_download {
    crypto_digest id;
    crypto_digest verifier;
    uint64_t nonce;
    bool has_version; /* C1-2 */
    uint64_t version;
    crypto_ed25519_signature signature;
};

/** L: H 32, be32 count, then peers of 6 bytes, as an IPv4 address and a port have (BEP 23): an
 *  index in the swarm and 2 bytes. */
struct lee_lee_res_download {
    crypto_digest id;
    uint64_t nonce;
    bool has_version;
    uint64_t version;
    crypto_digest verifier;
    uint32_t peer_count;
    const uint8_t *peers; /* 6 each; decoded: into the payload */
    crypto_ed25519_signature signature;
};
#define LEE_LEE_PEER_BYTES 6 /* Source: BEP 23 */

struct lee_lee_join {
    crypto_digest request_id, response_id;
    uint8_t model[LEE_LEE_MODEL_BYTES];
    crypto_digest verifier;
};

/* Encoders of signed messages sign with `secret` and leave their argument's signature alone. */

void lee_lee_encode_req_verchk(struct base_buffer *ret_payload, const struct lee_lee_req_verchk *m);
bool lee_lee_decode_req_verchk(const uint8_t *payload, size_t len, struct lee_lee_req_verchk *ret);
void lee_lee_encode_res_verchk(struct base_buffer *ret_payload, const struct lee_lee_res_verchk *m);
bool lee_lee_decode_res_verchk(const uint8_t *payload, size_t len, struct lee_lee_res_verchk *ret);
void lee_lee_encode_verification(const struct crypto_tokens *tokens,
                                 struct base_buffer *ret_payload,
                                 const struct lee_lee_verification *m, enum lee_lee_message kind,
                                 const crypto_ed25519_secret *secret);
bool lee_lee_decode_verification(const uint8_t *payload, size_t len,
                                 struct lee_lee_verification *ret);
void lee_lee_encode_notice(const struct crypto_tokens *tokens, struct base_buffer *ret_payload,
                           const struct lee_lee_notice *m, const crypto_ed25519_secret *secret);
bool lee_lee_decode_notice(const uint8_t *payload, size_t len, struct lee_lee_notice *ret);
void lee_lee_encode_req_metadata(struct base_buffer *ret_payload,
                                 const struct lee_lee_req_metadata *m);
bool lee_lee_decode_req_metadata(const uint8_t *payload, size_t len,
                                 struct lee_lee_req_metadata *ret);
void lee_lee_encode_res_metadata(struct base_buffer *ret_payload, uint64_t nonce,
                                 const struct lee_lee_metadata *metadata);
bool lee_lee_decode_res_metadata(const uint8_t *payload, size_t len, uint64_t *ret_nonce,
                                 struct lee_lee_metadata *ret);
void lee_lee_encode_req_download(const struct crypto_tokens *tokens,
                                 struct base_buffer *ret_payload,
                                 const struct lee_lee_req_download *m,
                                 const crypto_ed25519_secret *secret);
bool lee_lee_decode_req_download(const uint8_t *payload, size_t len,
                                 struct lee_lee_req_download *ret);
void lee_lee_encode_res_download(const struct crypto_tokens *tokens,
                                 struct base_buffer *ret_payload,
                                 const struct lee_lee_res_download *m,
                                 const crypto_ed25519_secret *secret);
/** with_version: in C1-2. */
bool lee_lee_decode_res_download(const uint8_t *payload, size_t len, bool with_version,
                                 struct lee_lee_res_download *ret);
void lee_lee_encode_join(struct base_buffer *ret_payload, const struct lee_lee_join *m);
bool lee_lee_decode_join(const uint8_t *payload, size_t len, struct lee_lee_join *ret);
void lee_lee_encode_log(struct base_buffer *ret_payload, const crypto_ed25519_public *maker,
                        const struct lee_lee_block *block);
bool lee_lee_decode_log(const uint8_t *payload, size_t len, crypto_ed25519_public *ret_maker,
                        struct lee_lee_block *ret_block);

/** Signs what stands in the buffer as a message of this kind, and appends the signature. */
void lee_lee_sign(const struct crypto_tokens *tokens, struct base_buffer *payload,
                  enum lee_lee_message kind, const crypto_ed25519_secret *secret);
/** Whether the last 64 bytes are `signer`'s signature over the others. */
bool lee_lee_is_signed(const struct crypto_tokens *tokens, const uint8_t *payload, size_t len,
                       enum lee_lee_message kind, const crypto_ed25519_public *signer);

#endif
