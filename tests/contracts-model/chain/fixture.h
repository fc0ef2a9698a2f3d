#ifndef CROWDPATCH_TESTS_CHAIN_FIXTURE_H
#define CROWDPATCH_TESTS_CHAIN_FIXTURE_H

#include "base/bytes.h"
#include "contracts-model/chain/chain.h"

#define FIXTURE_CHAIN_ID 1337
#define GWEI ((uint64_t)1000000000)

struct account {
    crypto_secp256k1_secret secret;
    crypto_address address;
};

/** The same account for the same index. */
struct account fixture_account(uint32_t index);
u256 fixture_ether(uint64_t ether);

/** A chain of 30 million gas a block, base fee 1 gwei, coinbase 0xc0..c0, genesis at 1000 s, where
 *  accounts 0..count-1 have 100 ether each. */
struct chain *fixture_chain(enum evm_fork fork, uint32_t count);

/** Signs for account `from` on FIXTURE_CHAIN_ID; the type is the fork's newest unless it is set.
 *  The caller deinits. */
struct base_buffer fixture_sign(const struct account *from, struct chain_transaction transaction);
/** Signs and submits. Returns the outcome. */
int fixture_submit(struct chain *chain, const struct account *from,
                   struct chain_transaction transaction, crypto_digest *ret_hash);
/** A transfer of 1 wei to `to` of type 2 with these fees in gwei. */
struct chain_transaction fixture_transfer(uint64_t nonce, const crypto_address *to,
                                          uint64_t max_fee_gwei, uint64_t priority_gwei);
/** Produces the next block 12 s after the last one. */
const struct chain_block *fixture_block(struct chain *chain);

/** Creation code that deploys `runtime` (at most 255 bytes). The caller deinits. */
struct base_buffer fixture_deployer(const uint8_t *runtime, size_t len);

#endif
