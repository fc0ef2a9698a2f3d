#ifndef CROWDPATCH_STATETEST_READ_H
#define CROWDPATCH_STATETEST_READ_H

#include <jansson.h>
#include <stdbool.h>

#include "contracts-model/chain/transaction.h"
#include "contracts-model/evm/evm.h"

/* Between the files of statetest/ only: values out of JSON. */

/** The first thing that went wrong sticks; whatever is read afterwards is zeros. */
struct statetest_reader {
    const char *wrong_key; /* which member is missing or no such value; NULL: none */
    bool no_memory;
    bool is_strict; /* a number of more than 256 bits is none */
};

/** 0, BASE_E_NOMEM, or BASE_E_SCENARIO with the text that names the wrong member. */
int statetest_reader_result(const struct statetest_reader *reader);

/** The whole file; the caller frees *ret_text, which is NULL when it is empty. Returns 0, BASE_E_IO
 *  or BASE_E_NOMEM. */
int statetest_read_file(const char *path, char **ret_text, size_t *ret_len);
/** A JSON value without duplicate members; flags are jansson's; the caller drops its reference.
 * `path` stands for the text in messages. Returns 0 or BASE_E_SCENARIO. */
int statetest_parse(const char *path, const char *text, size_t len, size_t flags,
                    json_t **ret_json);

struct statetest_transaction {
    enum chain_transaction_type type;
    crypto_address sender;
    crypto_address to;
    bool is_creation;
    u256 nonce, gas_limit, value_wei, max_fee_wei, priority_fee_wei;
    uint8_t *data; /* owned */
    size_t data_len;
    struct evm_access *access_list; /* owned, with its keys */
    size_t access_count;
};

/** A number as a text, "0x" and digits; one of more than 256 bits is read as the largest word. */
u256 statetest_read_number(struct statetest_reader *reader, const json_t *object, const char *key);
uint64_t statetest_read_u64(struct statetest_reader *reader, const json_t *object, const char *key);
/** A text that stands for a number, as number. */
u256 statetest_read_word(struct statetest_reader *reader, const char *text, const char *key);
crypto_address statetest_read_address(struct statetest_reader *reader, const char *text,
                                      const char *key);
/** The caller frees; NULL when nothing could be read. */
uint8_t *statetest_read_bytes(struct statetest_reader *reader, const json_t *value, const char *key,
                              size_t *ret_len);

/** The part of a transaction that an entry of "post" picks by its indexes. */
void statetest_read_transaction(struct statetest_reader *reader, const json_t *test,
                                const json_t *post, struct statetest_transaction *ret_transaction);
/** Sets access_list and access_count. */
void statetest_read_access_list(struct statetest_reader *reader, const json_t *list,
                                struct statetest_transaction *transaction);
void statetest_transaction_deinit(struct statetest_transaction *transaction);

/** What "env" says of a block of environment->fork: no chain and no block hashes. */
void statetest_read_block(struct statetest_reader *reader, const json_t *env,
                          struct evm_environment *environment);
void statetest_read_environment(struct statetest_reader *reader, const json_t *test,
                                struct evm_environment *environment);
/** Puts the accounts of "pre" into an empty state; nonce, code and storage may be missing. */
void statetest_read_state(struct statetest_reader *reader, const json_t *accounts,
                          struct evm_state *state);

#endif
