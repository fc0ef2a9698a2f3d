#ifndef CROWDPATCH_CONTRACTS_ABI_H
#define CROWDPATCH_CONTRACTS_ABI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/u256.h"
#include "contracts-model/evm/evm.h"
#include "crypto/hash.h"
#include "crypto/scheme.h"
#include "crypto/sign.h"

/** A contract's creation code, compiled from the Solidity source of the same name by the program
 *  beside it (compile.mjs). */
struct contracts_artifact {
    const char *name;
    const uint8_t *creation_code;
    size_t creation_code_len;
};

/** How a manufacturer's contracts behave where the paper, its authors' code and prudence differ.
 *  The sources say it in detail. */
enum contracts_semantics {
    CONTRACTS_PAPER,          /* SuperContract.sol, DeliveryContract.sol */
    CONTRACTS_REFERENCE_CODE, /* Reference*.sol */
    CONTRACTS_HARDENED,       /* Hardened*.sol */
    CONTRACTS_SEMANTICS_COUNT,
};
/** "paper", "reference-code", "hardened", NULL. */
extern const char *const contracts_semantics_names[CONTRACTS_SEMANTICS_COUNT + 1];

/** What comes before what a device signs. */
enum contracts_tagging {
    CONTRACTS_TAGGED, /* a tag of its purpose */
    CONTRACTS_RAW,    /* nothing: Raw*.sol; not with CONTRACTS_HARDENED */
    CONTRACTS_TAGGING_COUNT,
};

/** What decides over a manufacturer's contracts. */
struct contracts_rules {
    enum contracts_semantics semantics;
    enum contracts_tagging tagging;
    enum crypto_scheme scheme; /* that devices sign with */
    /* DecayingSuperContract.sol; with CONTRACTS_PAPER and CONTRACTS_TAGGED alone. */
    bool halves_scores;
};

/** What differs by the scheme that devices sign with, by enum crypto_scheme: the two selectors of
 *  functions that take a signature, and the code (NULL: hardened and raw). */
struct contracts_variant {
    uint32_t claim_delivery, claim_installation;
    const struct contracts_artifact
        *super_contract[CONTRACTS_SEMANTICS_COUNT][CONTRACTS_TAGGING_COUNT];
    const struct contracts_artifact *decaying_super_contract; /* of rules.halves_scores */
};
extern const struct contracts_variant contracts_variants[CRYPTO_SCHEME_COUNT];

/** What a name of the contracts is on the chain: the Keccak-256 of `text`, of which a function and
 *  an error have only the first 4 bytes (the rest is zero here). As the compiler gave it. */
enum contracts_signature_kind {
    CONTRACTS_FUNCTION,
    CONTRACTS_EVENT,
    CONTRACTS_ERROR,
};
struct contracts_signature {
    enum contracts_signature_kind kind;
    const char *contract; /* "DeliveryContract" */
    const char *name;     /* "claimDelivery" */
    const char *text;     /* "withdraw()" */
    unsigned indexed;     /* of an event: how many of its values are topics */
    crypto_digest hash;
};
extern const struct contracts_signature contracts_signatures[];
extern const size_t contracts_signature_count;

/** The name of the custom error that a revert's output starts with: "AlreadyDelivered". "Panic" and
 *  "Error" for the language's own two. NULL for anything else. Static text. */
const char *contracts_error_name(const uint8_t *output, size_t len);

/* Encoding. Source: Solidity's Contract ABI Specification. Every value is a word of 32 bytes; all
 * functions append. A dynamic array has the offset of its tail, counted from the first argument, in
 * its place, and its tail is the length and then the elements. */

#define CONTRACTS_ABI_WORD_BYTES 32

/** A function's selector, big-endian in 4 bytes. */
void contracts_abi_append_selector(struct base_buffer *buffer, uint32_t selector);
void contracts_abi_append_u64(struct base_buffer *buffer, uint64_t value);
void contracts_abi_append_u256(struct base_buffer *buffer, u256 value);
void contracts_abi_append_bool(struct base_buffer *buffer, bool value);
void contracts_abi_append_address(struct base_buffer *buffer, const crypto_address *address);
void contracts_abi_append_digest(struct base_buffer *buffer, const crypto_digest *digest);
/** Where the tail of a dynamic argument stands, when it comes after `words` words. */
void contracts_abi_append_offset(struct base_buffer *buffer, size_t words);
/** The tails of address[] and bytes32[]: addresses[count], digests[count]. */
void contracts_abi_append_addresses(struct base_buffer *buffer, const crypto_address addresses[],
                                    size_t count);
void contracts_abi_append_digests(struct base_buffer *buffer, const crypto_digest digests[],
                                  size_t count);
/** The tail of a `bytes`: its length, and its content in whole words, of which it has
 *  contracts_abi_words(len). */
void contracts_abi_append_bytes(struct base_buffer *buffer, const uint8_t *bytes, size_t len);
size_t contracts_abi_words(size_t len);
/** A signature with what checks it: tuple(bytes32 r, bytes32 s, uint8 v), v = 27 + recovery id,
 * with secp256k1; (r, s, x, y) with p256; (R, S, key) with ed25519. key: not read with secp256k1,
 * and may be NULL then. */
void contracts_abi_append_signature(struct base_buffer *buffer,
                                    const struct crypto_scheme_public *key,
                                    const struct crypto_scheme_signature *signature);
/** How many words that is. */
size_t contracts_abi_signature_words(enum crypto_scheme scheme);

/* Decoding of static words. A word that does not fit its type makes the reader fail, as one that is
 * missing does; the value is then zero. */

uint64_t contracts_abi_read_u64(struct base_reader *reader);
u256 contracts_abi_read_u256(struct base_reader *reader);
bool contracts_abi_read_bool(struct base_reader *reader);
crypto_address contracts_abi_read_address(struct base_reader *reader);
crypto_digest contracts_abi_read_digest(struct base_reader *reader);

/** The only value of data[len], a `bytes`: points into the data. False: malformed (*ret_*
 * untouched).
 */
bool contracts_abi_read_bytes(const uint8_t *data, size_t len, const uint8_t **ret_bytes,
                              size_t *ret_len);

/** Opens an event: true when the log has this topic, `indexed` (0 to 3) further ones and `words`
 *  words of data. *ret_topics then yields the indexed values and *ret_data the others, in order;
 *  both borrow from the log. Which contract the log is from is for the caller to ask
 *  (log->address). */
bool contracts_abi_log_open(const struct evm_log *log, const crypto_digest *topic, unsigned indexed,
                            size_t words, struct base_reader *ret_topics,
                            struct base_reader *ret_data);

#endif
