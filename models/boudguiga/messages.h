#ifndef CROWDPATCH_MODELS_BOUDGUIGA_MESSAGES_H
#define CROWDPATCH_MODELS_BOUDGUIGA_MESSAGES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "crypto/hash.h"
#include "crypto/sign.h"
#include "models/shared/message_names.h"

/** What travels between peers, with its payload's length. What travels to and from chain nodes is
 *  in models/shared/chain_rpc.h. */
enum boudguiga_message {
    BOUDGUIGA_REFUSAL = 1,
    BOUDGUIGA_FETCH,  /* the hash of what is carried: 32 */
    BOUDGUIGA_BINARY, /* U_bin */
};

/** Their names; ends by {0, NULL, NULL}. */
extern const struct model_message boudguiga_messages[];

/** T = (T_id, U_id, U_v, U_bin, O_type, M_id, M_sign) of section III-C without U_bin, and what
 *  several transactions for one binary need. Integers are big-endian. T_id is
 *  boudguiga_transaction_id(). */
struct boudguiga_post {
    uint64_t version;            /* U_v */
    uint32_t part;               /* which one: 0 and on */
    uint32_t parts;              /* of how many; 0: the binary is not on the chain */
    uint64_t bytes;              /* of this part; of the binary when it is not on the chain */
    crypto_digest update_id;     /* SHA-256 of U, before encryption */
    crypto_digest part_sha256;   /* of these bytes, as they travel */
    crypto_address manufacturer; /* M_id */
    const uint8_t *cover;        /* wrapped keys, in part 0: boudguiga/audience.h; borrowed */
    size_t cover_len;
    crypto_ed25519_signature signature; /* M_sign, over boudguiga_post_digest() */
};

/** With an empty cover. Assumption: fixed widths; the paper has no encoding. */
#define BOUDGUIGA_POST_BYTES 176

crypto_digest boudguiga_transaction_id(const crypto_digest *update_id, uint32_t part);
/** SHA-256 of a tag, O_type and all fields but M_sign. */
crypto_digest boudguiga_post_digest(const crypto_digest *device_type,
                                    const struct boudguiga_post *post);
void boudguiga_encode_post(struct base_buffer *ret_fields, const struct boudguiga_post *post);
bool boudguiga_decode_post(const uint8_t *fields, size_t len, struct boudguiga_post *ret_post);

/** What a checking node signs: SHA-256 of a tag, U_id, itself, its verdict and whom it accuses. */
crypto_digest boudguiga_vote_digest(const crypto_digest *update_id, const crypto_address *checker,
                                    bool is_positive, const crypto_address *accused);

void boudguiga_encode_fetch(struct base_buffer *ret_payload, const crypto_digest *carried_sha256);
bool boudguiga_decode_fetch(const uint8_t *payload, size_t len, crypto_digest *ret_carried_sha256);

#endif
