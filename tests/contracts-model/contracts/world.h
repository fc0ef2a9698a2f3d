#ifndef CROWDPATCH_TESTS_CONTRACTS_WORLD_H
#define CROWDPATCH_TESTS_CONTRACTS_WORLD_H

#include "contracts-model/chain/chain.h"
#include "contracts-model/contracts/delivery_contract.h"
#include "contracts-model/contracts/exchange_contract.h"
#include "contracts-model/contracts/super_contract.h"
#include "crypto/merkle.h"
#include "crypto/scheme.h"

/* One manufacturer's world on one chain, for the tests of the contracts. A failure of the world
 * itself ends the test. */

#define WORLD_SCORE_PERIOD_S 3600
#define WORLD_EXPIRY_S 1000
#define WORLD_DEVICE_COUNT 5
#define WORLD_DISTRIBUTOR_REWARD_WEI 1000000
#define WORLD_HUB_REWARD_WEI 300000
#define WORLD_BLOCK_S 12

struct party {
    crypto_secp256k1_secret secret;
    crypto_address address;
};

struct world {
    struct chain *chain;
    struct replay *replay; /* NULL without CROWDPATCH_REPLAY */
    enum evm_fork fork;
    uint64_t now_s; /* of the last block */
    struct party manufacturer, distributor, rival, hub, neighbour;
    struct contracts_rules rules;
    struct crypto_scheme_public keys[WORLD_DEVICE_COUNT];
    struct crypto_scheme_secret secrets[WORLD_DEVICE_COUNT];
    struct party devices[WORLD_DEVICE_COUNT];
    crypto_address addresses[WORLD_DEVICE_COUNT]; /* of the devices */
    struct crypto_merkle tree;                    /* of the devices */
    crypto_address super;
    const struct chain_receipt *deployment; /* of the Super contract */
};

/** A funded chain with a Super contract on it. With CROWDPATCH_REPLAY in the environment all that
 *  happens on it is recorded. */
void world_init(struct world *world, enum evm_fork fork);
/** The same with devices that sign otherwise, and a contract that checks it: the devices' keys are
 *  keys[], devices[] stand for nobody. */
void world_init_scheme(struct world *world, enum evm_fork fork, enum crypto_scheme scheme);
/** The same under other rules; rules.scheme decides over the devices' keys. */
void world_init_rules(struct world *world, enum evm_fork fork, const struct contracts_rules *rules);
/** Also checks that wei were conserved. What was recorded must have the same gas, outputs, logs,
 *  storage and balances in the other EVM (tests/oracles); without one the test is skipped. */
void world_deinit(struct world *world);

/** The party of this name; not funded. */
struct party party_of(const char *name);
/** A digest that stands for something: SHA-256 of the text. */
crypto_digest digest_of(const char *text);
bool same_address(const crypto_address *a, const crypto_address *b);
bool same_digest(const crypto_digest *a, const crypto_digest *b);

/** Sends one transaction (to NULL: a creation) and produces a block with it, WORLD_BLOCK_S after
 *  the last one. Takes what `data` holds and deinits it. */
const struct chain_receipt *world_send(struct world *world, const struct party *from,
                                       const crypto_address *to, uint64_t value_wei,
                                       struct base_buffer *data);
/** The name of the error that the transaction reverted with; "success" when it did not; the EVM's
 *  status when there is no name. */
const char *world_outcome(const struct chain_receipt *receipt);
#define assert_outcome(receipt, name) cr_assert_str_eq(world_outcome(receipt), (name))

/** Calls a view; takes `data`. */
bool world_ask_bool(struct world *world, const crypto_address *to, struct base_buffer *data);
u256 world_ask_word(struct world *world, const crypto_address *to, struct base_buffer *data);
uint64_t world_score(struct world *world, const crypto_address *distributor);

/** What the tests announce: U_h = digest_of("update"), all the devices. */
struct contracts_release world_release(const struct world *world, bool by_root);
/** N (a_d + a_h). */
uint64_t world_deposit(const struct contracts_release *release);
/** Releases with the exact deposit and the whole list; the new Delivery contract. */
crypto_address world_release_all(struct world *world, bool by_root);
/** The contract that a release made, by its event; checks the event. */
crypto_address world_released(const struct world *world, const struct chain_receipt *receipt,
                              const struct contracts_release *release);

/** What a distributor brings to the contract. */
struct proof {
    crypto_digest t, r, s;
    crypto_secp256k1_signature pod;
};
struct proof proof_of(const struct party *device, const crypto_address *distributor);
/** What this world's devices sign for this contract, and what they sign as in the paper's semantics
 *  (proof_of(), installation_of()). Devices of secp256k1. */
struct contracts_signing world_signing(const struct world *world, const crypto_address *delivery);
struct proof world_proof(const struct world *world, const crypto_address *delivery,
                         const struct party *device, const crypto_address *distributor);
crypto_secp256k1_signature world_installation(const struct world *world,
                                              const crypto_address *delivery,
                                              const struct party *device,
                                              const crypto_address *hub);
const struct chain_receipt *world_claim(struct world *world, const struct party *from,
                                        const crypto_address *delivery,
                                        const crypto_address *device, const struct proof *proof,
                                        const struct contracts_membership *membership);
crypto_secp256k1_signature installation_of(const struct party *device, const crypto_address *hub);
const struct chain_receipt *world_install(struct world *world, const struct party *from,
                                          const crypto_address *delivery,
                                          const crypto_address *device,
                                          const crypto_secp256k1_signature *pofd,
                                          const struct contracts_membership *membership);
const struct chain_receipt *world_withdraw(struct world *world, const struct party *from,
                                           const crypto_address *delivery);
/** A sale's contract; checks the event. */
crypto_address world_open_exchange(struct world *world, const struct party *buyer,
                                   const struct party *seller, const crypto_digest *s,
                                   uint64_t offer_wei);

/** The test runs on the paper's era, on London and on the newest fork. */
#define WORLD_TEST(suite, test)                                                                    \
    static void test(struct world *world);                                                         \
    Test(suite, test##_istanbul)                                                                   \
    {                                                                                              \
        struct world world;                                                                        \
        world_init(&world, EVM_FORK_ISTANBUL);                                                     \
        test(&world);                                                                              \
        world_deinit(&world);                                                                      \
    }                                                                                              \
    Test(suite, test##_london)                                                                     \
    {                                                                                              \
        struct world world;                                                                        \
        world_init(&world, EVM_FORK_LONDON);                                                       \
        test(&world);                                                                              \
        world_deinit(&world);                                                                      \
    }                                                                                              \
    Test(suite, test##_osaka)                                                                      \
    {                                                                                              \
        struct world world;                                                                        \
        world_init(&world, EVM_FORK_OSAKA);                                                        \
        test(&world);                                                                              \
        world_deinit(&world);                                                                      \
    }                                                                                              \
    static void test(struct world *world)

#endif
