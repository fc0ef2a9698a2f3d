#include <criterion/criterion.h>
#include <string.h>

#include "world.h"

/* The Delivery contract under every signature scheme: what a device has signed is paid for, and
 * nothing else is. */

struct claim {
    crypto_digest t, r, s;
    struct crypto_scheme_public key;
    struct crypto_scheme_signature signature;
};

/** A PoD of the device for the distributor. */
static struct claim claim_of(const struct world *world, int device,
                             const crypto_address *distributor)
{
    crypto_digest update_hash = digest_of("update");
    struct claim claim = {.t = digest_of("t"), .key = world->keys[device]};
    claim.r = contracts_delivery_key(&claim.t, &world->addresses[device], distributor);
    claim.s = crypto_sha256(claim.r.bytes, sizeof claim.r.bytes);
    const struct contracts_signing signing = {.rules = world->rules, .update_hash = update_hash};
    crypto_digest digest = contracts_delivery_pod_digest(&signing, &claim.s);
    cr_assert_eq(crypto_scheme_sign(&world->secrets[device], &digest, &claim.signature), 0);
    return claim;
}

static const struct chain_receipt *claim(struct world *world, const crypto_address *delivery,
                                         int device, const struct claim *claim,
                                         const struct contracts_membership *membership)
{
    struct base_buffer data = {0};
    contracts_delivery_encode_claim(&data, &world->addresses[device], &claim->t, &claim->r,
                                    &claim->s, &claim->key, &claim->signature, membership);
    return world_send(world, &world->distributor, delivery, 0, &data);
}

static struct crypto_scheme_signature installation(const struct world *world, int device)
{
    crypto_digest update_hash = digest_of("update");
    const struct contracts_signing signing = {.rules = world->rules, .update_hash = update_hash};
    crypto_digest digest = contracts_delivery_pofd_digest(&signing, &world->hub.address);
    struct crypto_scheme_signature pofd;
    cr_assert_eq(crypto_scheme_sign(&world->secrets[device], &digest, &pofd), 0);
    return pofd;
}

static const struct chain_receipt *install(struct world *world, const crypto_address *delivery,
                                           int device, const struct crypto_scheme_public *key,
                                           const struct crypto_scheme_signature *pofd,
                                           const struct contracts_membership *membership)
{
    struct base_buffer data = {0};
    contracts_delivery_encode_claim_installation(&data, &world->addresses[device], key, pofd,
                                                 membership);
    return world_send(world, &world->hub, delivery, 0, &data);
}

#define SCHEME_TEST(test)                                                                          \
    static void test(struct world *world);                                                         \
    Test(scheme, test##_secp256k1)                                                                 \
    {                                                                                              \
        struct world world;                                                                        \
        world_init_scheme(&world, EVM_FORK_OSAKA, CRYPTO_SCHEME_SECP256K1);                        \
        test(&world);                                                                              \
        world_deinit(&world);                                                                      \
    }                                                                                              \
    Test(scheme, test##_p256)                                                                      \
    {                                                                                              \
        struct world world;                                                                        \
        world_init_scheme(&world, EVM_FORK_OSAKA, CRYPTO_SCHEME_P256);                             \
        test(&world);                                                                              \
        world_deinit(&world);                                                                      \
    }                                                                                              \
    Test(scheme, test##_ed25519)                                                                   \
    {                                                                                              \
        struct world world;                                                                        \
        world_init_scheme(&world, EVM_FORK_OSAKA, CRYPTO_SCHEME_ED25519);                          \
        test(&world);                                                                              \
        world_deinit(&world);                                                                      \
    }                                                                                              \
    static void test(struct world *world)

SCHEME_TEST(pays_for_both_proofs_once)
{
    for (int by_root = 0; by_root < 2; by_root++) {
        crypto_address delivery = world_release_all(world, by_root);
        crypto_digest path[8];
        struct contracts_membership membership = {3, path,
                                                  crypto_merkle_path(&world->tree, 3, path)};
        const struct contracts_membership *where = by_root ? &membership : NULL;
        struct claim good = claim_of(world, 3, &world->distributor.address);
        struct crypto_scheme_signature pofd = installation(world, 3);
        const struct chain_receipt *receipt = claim(world, &delivery, 3, &good, where);
        assert_outcome(receipt, "success");
        struct contracts_delivered event;
        cr_assert(contracts_delivery_decode_delivered(&receipt->logs[0], &event));
        cr_expect(same_address(&event.device, &world->addresses[3]));
        assert_outcome(claim(world, &delivery, 3, &good, where), "AlreadyDelivered");
        assert_outcome(install(world, &delivery, 3, &good.key, &pofd, where), "success");
        assert_outcome(install(world, &delivery, 3, &good.key, &pofd, where), "AlreadyInstalled");
        cr_expect(u256_equal(chain_balance(world->chain, &delivery),
                             u256_from_u64((WORLD_DEVICE_COUNT - 1) *
                                           (WORLD_DISTRIBUTOR_REWARD_WEI + WORLD_HUB_REWARD_WEI))));
    }
}

SCHEME_TEST(refuses_what_the_device_has_not_signed)
{
    crypto_address delivery = world_release_all(world, false);
    const struct claim good = claim_of(world, 0, &world->distributor.address);
    const struct claim other = claim_of(world, 1, &world->distributor.address);
    struct crypto_scheme_signature pofd = installation(world, 0), bad_pofd = pofd;
    struct claim bad;

    /* Any part of the signature. */
    for (size_t byte = 0; byte < 64; byte += 21) {
        bad = good;
        bad.signature.bytes[byte] ^= 1;
        assert_outcome(claim(world, &delivery, 0, &bad, NULL), "WrongSignature");
        bad_pofd = pofd;
        bad_pofd.bytes[byte] ^= 1;
        assert_outcome(install(world, &delivery, 0, &good.key, &bad_pofd, NULL), "WrongSignature");
    }
    bad = good;
    memset(bad.signature.bytes, 0, 64);
    assert_outcome(claim(world, &delivery, 0, &bad, NULL), "WrongSignature");
    /* Another device's signature, under its own key and under this one's. */
    bad = good;
    bad.signature = other.signature;
    assert_outcome(claim(world, &delivery, 0, &bad, NULL), "WrongSignature");
    bad.key = other.key;
    assert_outcome(claim(world, &delivery, 0, &bad, NULL), "WrongSignature");
    /* A signature for another purpose. */
    bad = good;
    bad.signature = pofd;
    assert_outcome(claim(world, &delivery, 0, &bad, NULL), "WrongSignature");
    assert_outcome(install(world, &delivery, 0, &good.key, &good.signature, NULL),
                   "WrongSignature");
    /* Another key with the device's signature: with secp256k1 no key is sent. */
    bad = good;
    bad.key.bytes[7] ^= 1;
    assert_outcome(claim(world, &delivery, 0, &bad, NULL),
                   world->rules.scheme == CRYPTO_SCHEME_SECP256K1 ? "success" : "WrongSignature");
    assert_outcome(claim(world, &delivery, 0, &good, NULL),
                   world->rules.scheme == CRYPTO_SCHEME_SECP256K1 ? "AlreadyDelivered" : "success");
}

/** The contract of a scheme on a chain that cannot check its signatures. */
static void expect_nothing_is_signed(enum evm_fork fork, enum crypto_scheme scheme)
{
    struct world world;
    world_init_scheme(&world, fork, scheme);
    if (scheme == CRYPTO_SCHEME_ED25519) {
        /* The chain of another world has not the what-if. */
        struct world plain;
        world_init(&plain, fork);
        memcpy(plain.keys, world.keys, sizeof plain.keys);
        memcpy(plain.secrets, world.secrets, sizeof plain.secrets);
        memcpy(plain.addresses, world.addresses, sizeof plain.addresses);
        world_deinit(&world);
        struct base_buffer data = {0};
        contracts_super_encode_creation(&data, &(struct contracts_rules){.scheme = scheme},
                                        WORLD_SCORE_PERIOD_S);
        const struct chain_receipt *receipt =
            world_send(&plain, &plain.manufacturer, NULL, 0, &data);
        assert_outcome(receipt, "success");
        plain.super = receipt->to;
        world = plain;
    }
    crypto_address delivery = world_release_all(&world, false);
    struct claim good = claim_of(&world, 0, &world.distributor.address);
    assert_outcome(claim(&world, &delivery, 0, &good, NULL), "WrongSignature");
    cr_expect_not_null(contracts_delivery_lacks(scheme, fork, false));
    world_deinit(&world);
}

Test(scheme, without_its_precompile_nothing_is_signed)
{
    expect_nothing_is_signed(EVM_FORK_PRAGUE, CRYPTO_SCHEME_P256);
    expect_nothing_is_signed(EVM_FORK_OSAKA, CRYPTO_SCHEME_ED25519);
}

Test(scheme, what_a_chain_lacks)
{
    for (int fork = EVM_FORK_ISTANBUL; fork <= EVM_FORK_OSAKA; fork++) {
        enum evm_fork rules = (enum evm_fork)fork;
        cr_expect_null(contracts_delivery_lacks(CRYPTO_SCHEME_SECP256K1, rules, false));
        cr_expect_eq(contracts_delivery_lacks(CRYPTO_SCHEME_P256, rules, true) == NULL,
                     fork == EVM_FORK_OSAKA);
        cr_expect_null(contracts_delivery_lacks(CRYPTO_SCHEME_ED25519, rules, true));
        cr_expect_not_null(contracts_delivery_lacks(CRYPTO_SCHEME_ED25519, rules, false));
    }
}
