#ifndef CROWDPATCH_MODELS_LEE_LEE_BLOCKCHAIN_H
#define CROWDPATCH_MODELS_LEE_LEE_BLOCKCHAIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/random.h"
#include "crypto/cost.h"
#include "crypto/hash.h"
#include "crypto/token.h"

/** The blocks of section 3.2: a header and a verification field. A node's blocks follow one
 *  another, as its verification counter "is similar with the block height". */

/** Assumption: a name of this length; the paper gives none. */
#define LEE_LEE_MODEL_BYTES 16

/** Who asked, who answered, when; signed by the node that made the block. */
struct lee_lee_log {
    uint64_t timestamp_ns;
    crypto_digest request_id, response_id;
    crypto_ed25519_signature signature; /* over lee_lee_log_digest() */
};

/** What the Merkle root is over: counter, log, model name, firmware version, verifier. */
#define LEE_LEE_LEAVES 5

struct lee_lee_block {
    /* Header; the block's size in bytes stands before it and is always LEE_LEE_BLOCK_BYTES. */
    uint32_t version;
    crypto_digest previous; /* hash of the header before; zeros: there is none */
    crypto_digest merkle_root;
    uint64_t nonce; /* how many hashes were tried; 0: made without a proof of work */
    /* Verification field. */
    uint64_t counter; /* successful verifications of this node; 0 in a verification node */
    crypto_digest leaves[LEE_LEE_LEAVES]; /* the Merkle tree */
    struct lee_lee_log log;
    uint8_t model[LEE_LEE_MODEL_BYTES];
    uint64_t firmware_version;
    crypto_digest verifier; /* SHA-256 of the firmware */
};

/** size 4, version 4, previous 32, root 32, nonce 8.
 *  Source: Lee and Lee 2016, section 3.2, names them. Assumption: Bitcoin's widths, a nonce of 8.
 */
#define LEE_LEE_HEADER_BYTES 80
/** counter 8, tree 5 * 32, log 8 + 32 + 32 + 64, model 16, firmware version 8, verifier 32.
 *  Source: as the header. */
#define LEE_LEE_BLOCK_BYTES (LEE_LEE_HEADER_BYTES + 8 + 160 + 136 + 16 + 8 + 32)

/** A node's chain. */
struct lee_lee_chain {
    crypto_digest head; /* hash of its latest header; zeros at the start */
    uint64_t length;    /* blocks */
    uint64_t counter;   /* of the latest */
};

crypto_digest lee_lee_log_digest(const struct lee_lee_log *log);
crypto_digest lee_lee_header_hash(const struct lee_lee_block *block);

/** Fills previous, counter, tree and root of a block whose other fields stand, and puts it onto
 *  the chain. counts: this node's verification counter rises with it. */
void lee_lee_chain_append(struct lee_lee_chain *chain, struct lee_lee_block *block, bool counts);
/** Whether tree and root are those of the block's fields, and the maker has signed its log. */
bool lee_lee_block_check(const struct crypto_tokens *tokens, const struct lee_lee_block *block,
                         const crypto_ed25519_public *maker);

void lee_lee_encode_block(struct base_buffer *ret_payload, const struct lee_lee_block *block);
bool lee_lee_decode_block(struct base_reader *reader, struct lee_lee_block *ret_block);

/** Bytes hashed in a try: SHA-256 of the header, and of that. Source: Bitcoin's proof of work. */
#define LEE_LEE_TRY_BYTES (LEE_LEE_HEADER_BYTES + 32)
/** Tries of a proof of work: exponential with this mean, at least one. Memoryless, as independent
 *  tries are; the geometric law differs by less than one try. */
uint64_t lee_lee_draw_tries(struct base_random *random, uint64_t mean_tries);
/** Core time of so many tries on a class of device. */
int64_t lee_lee_tries_ns(const struct crypto_device_class *device_class, uint64_t tries);

#endif
