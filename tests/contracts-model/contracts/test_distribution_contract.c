#include <criterion/criterion.h>

#include "contracts-model/contracts/distribution_contract.h"
#include "world.h"

#define REWARD_WEI 1000000
#define REVEAL_WINDOW_S 100

/** A delivery to a device: what its distributor brings. */
struct delivery {
    const struct party *from;
    size_t device;
    struct proof proof; /* pod: over the bare U_h || s */
};

static struct contracts_announcement announcement_of(const struct world *world)
{
    return (struct contracts_announcement){
        .expiry_s = WORLD_EXPIRY_S,
        .reveal_window_s = REVEAL_WINDOW_S,
        .device_count = WORLD_DEVICE_COUNT,
        .device_root = crypto_merkle_root(&world->tree),
        .update_hash = digest_of("update"),
        .package_hash = digest_of("package"),
        .delivery_vk_hash = digest_of("delivery_vk"),
        .delivery_pk_hash = digest_of("delivery_pk"),
        .reward_wei = u256_from_u64(REWARD_WEI),
    };
}

static const struct chain_receipt *
announce(struct world *world, const struct contracts_announcement *announcement, uint64_t value_wei)
{
    struct base_buffer data = {0};
    contracts_distribution_encode_creation(&data, announcement);
    return world_send(world, &world->manufacturer, NULL, value_wei, &data);
}

static crypto_address announce_all(struct world *world)
{
    struct contracts_announcement announcement = announcement_of(world);
    const struct chain_receipt *receipt =
        announce(world, &announcement, WORLD_DEVICE_COUNT * REWARD_WEI);
    assert_outcome(receipt, "success");
    return receipt->to;
}

static struct delivery delivery_of(const struct world *world, const struct party *from,
                                   size_t device)
{
    struct delivery delivery = {.from = from, .device = device};
    crypto_digest update_hash = digest_of("update");
    struct proof *proof = &delivery.proof;
    proof->t = digest_of("t");
    proof->r = contracts_delivery_key(&proof->t, &world->devices[device].address, &from->address);
    proof->s = crypto_sha256(proof->r.bytes, sizeof proof->r.bytes);
    crypto_digest pod = contracts_distribution_pod_digest(&update_hash, &proof->s);
    crypto_secp256k1_sign(&world->devices[device].secret, &pod, &proof->pod);
    return delivery;
}

static const struct chain_receipt *commit_as(struct world *world, const crypto_address *contract,
                                             const struct delivery *delivery,
                                             const struct party *from, size_t index)
{
    struct base_buffer data = {0};
    crypto_digest path[8];
    struct contracts_membership membership = {
        index, path, crypto_merkle_path(&world->tree, delivery->device, path)};
    struct crypto_scheme_signature pod = crypto_scheme_from_secp256k1(&delivery->proof.pod);
    contracts_distribution_encode_commit(&data, &world->addresses[delivery->device],
                                         &delivery->proof.s, &pod, &membership);
    return world_send(world, from, contract, 0, &data);
}

static const struct chain_receipt *commit(struct world *world, const crypto_address *contract,
                                          const struct delivery *delivery)
{
    return commit_as(world, contract, delivery, delivery->from, delivery->device);
}

static const struct chain_receipt *reveal_as(struct world *world, const crypto_address *contract,
                                             const struct delivery *delivery,
                                             const struct party *from)
{
    struct base_buffer data = {0};
    contracts_distribution_encode_reveal(&data, &world->addresses[delivery->device],
                                         &delivery->proof.t, &delivery->proof.r);
    return world_send(world, from, contract, 0, &data);
}

static const struct chain_receipt *reveal(struct world *world, const crypto_address *contract,
                                          const struct delivery *delivery)
{
    return reveal_as(world, contract, delivery, delivery->from);
}

static const struct chain_receipt *withdraw(struct world *world, const struct party *from,
                                            const crypto_address *contract)
{
    struct base_buffer data = {0};
    contracts_distribution_encode_withdraw(&data);
    return world_send(world, from, contract, 0, &data);
}

static bool is_taken(struct world *world, const crypto_address *contract, size_t device)
{
    struct base_buffer data = {0};
    contracts_distribution_encode_is_taken(&data, &world->addresses[device]);
    return world_ask_bool(world, contract, &data);
}

WORLD_TEST(distribution_contract, announces_what_a_reader_needs)
{
    struct contracts_announcement announcement = announcement_of(world);
    const struct chain_receipt *receipt =
        announce(world, &announcement, WORLD_DEVICE_COUNT * REWARD_WEI);
    struct contracts_announced event;
    assert_outcome(receipt, "success");
    cr_assert_eq(receipt->log_count, 1);
    cr_assert(contracts_distribution_decode_announced(&receipt->logs[0], &event));
    cr_assert(same_digest(&event.update_hash, &announcement.update_hash));
    cr_assert(same_digest(&event.package_hash, &announcement.package_hash));
    cr_assert(same_digest(&event.delivery_vk_hash, &announcement.delivery_vk_hash));
    cr_assert(same_digest(&event.delivery_pk_hash, &announcement.delivery_pk_hash));
    cr_assert_eq(event.device_count, WORLD_DEVICE_COUNT);
    cr_assert_eq(event.expires_at_s, receipt->block_timestamp_s + WORLD_EXPIRY_S);
}

WORLD_TEST(distribution_contract, wants_a_deposit_of_all_rewards)
{
    struct contracts_announcement announcement = announcement_of(world);
    assert_outcome(announce(world, &announcement, WORLD_DEVICE_COUNT * REWARD_WEI - 1),
                   "DepositTooSmall");
    announcement.shares_balance = true;
    assert_outcome(announce(world, &announcement, 1), "success");
}

WORLD_TEST(distribution_contract, commit_and_reveal_pay_every_device_once)
{
    crypto_address contract = announce_all(world);
    for (size_t device = 0; device < WORLD_DEVICE_COUNT; device++) {
        struct delivery delivery = delivery_of(world, &world->distributor, device);
        const struct chain_receipt *receipt;
        struct contracts_committed committed;
        struct contracts_delivered revealed;
        cr_assert(!is_taken(world, &contract, device));
        assert_outcome(receipt = commit(world, &contract, &delivery), "success");
        cr_assert(contracts_distribution_decode_committed(&receipt->logs[0], &committed));
        cr_assert(same_address(&committed.device, &world->addresses[device]));
        cr_assert(same_address(&committed.distributor, &world->distributor.address));
        cr_assert(same_digest(&committed.s, &delivery.proof.s));
        cr_assert(is_taken(world, &contract, device));

        u256 before = chain_balance(world->chain, &world->distributor.address);
        assert_outcome(receipt = reveal(world, &contract, &delivery), "success");
        u256 after =
            u256_add(chain_balance(world->chain, &world->distributor.address), receipt->fee_wei);
        cr_assert(u256_equal(u256_sub(after, before), u256_from_u64(REWARD_WEI)));
        cr_assert(contracts_distribution_decode_revealed(&receipt->logs[0], &revealed));
        cr_assert(same_digest(&revealed.r, &delivery.proof.r));
        cr_assert(same_digest(&revealed.s, &delivery.proof.s));
        cr_assert(u256_equal(revealed.paid_wei, u256_from_u64(REWARD_WEI)));

        assert_outcome(reveal(world, &contract, &delivery), "AlreadyDelivered");
        struct delivery late = delivery_of(world, &world->rival, device);
        assert_outcome(commit(world, &contract, &late), "AlreadyDelivered");
        cr_assert(is_taken(world, &contract, device));
    }
    cr_assert(u256_is_zero(chain_balance(world->chain, &contract)));
}

/* balance / devices that are left: equal shares, and the last one gets what rounding left. */
WORLD_TEST(distribution_contract, a_shared_balance_is_paid_out_whole)
{
    /* 1003/5, 803/4, 603/3, 402/2, 201/1 */
    static const uint64_t shares_wei[WORLD_DEVICE_COUNT] = {200, 200, 201, 201, 201};
    struct contracts_announcement announcement = announcement_of(world);
    announcement.shares_balance = true;
    announcement.reward_wei = u256_from_u64(0);
    crypto_address contract = announce(world, &announcement, 1003)->to;
    for (size_t device = 0; device < WORLD_DEVICE_COUNT; device++) {
        struct delivery delivery = delivery_of(world, &world->distributor, device);
        assert_outcome(commit(world, &contract, &delivery), "success");
        const struct chain_receipt *receipt = reveal(world, &contract, &delivery);
        struct contracts_delivered revealed;
        cr_assert(contracts_distribution_decode_revealed(&receipt->logs[0], &revealed));
        cr_assert(u256_equal(revealed.paid_wei, u256_from_u64(shares_wei[device])));
    }
    cr_assert(u256_is_zero(chain_balance(world->chain, &contract)));
}

WORLD_TEST(distribution_contract, refuses_what_the_device_has_not_signed)
{
    crypto_address contract = announce_all(world);
    struct delivery delivery = delivery_of(world, &world->distributor, 1);
    struct delivery forged = delivery;
    forged.proof.pod = delivery_of(world, &world->distributor, 2).proof.pod;
    assert_outcome(commit(world, &contract, &forged), "WrongSignature");
    forged = delivery;
    forged.proof.s = digest_of("another s");
    assert_outcome(commit(world, &contract, &forged), "WrongSignature");
    /* The tagged PoD of CrowdPatching is another message. */
    forged.proof = proof_of(&world->devices[1], &world->distributor.address);
    assert_outcome(commit(world, &contract, &forged), "WrongSignature");
    assert_outcome(commit(world, &contract, &delivery), "success");
}

WORLD_TEST(distribution_contract, refuses_a_wrong_place_in_the_tree)
{
    crypto_address contract = announce_all(world);
    struct delivery delivery = delivery_of(world, &world->distributor, 1);
    assert_outcome(commit_as(world, &contract, &delivery, delivery.from, 0), "NotListed");
    assert_outcome(commit_as(world, &contract, &delivery, delivery.from, WORLD_DEVICE_COUNT),
                   "NotListed");
}

/* Who copies a commitment from the mempool holds the device for a while, and is never paid. */
WORLD_TEST(distribution_contract, a_stolen_commitment_only_delays)
{
    crypto_address contract = announce_all(world);
    struct delivery delivery = delivery_of(world, &world->distributor, 3);
    assert_outcome(commit_as(world, &contract, &delivery, &world->rival, 3), "success");
    assert_outcome(commit(world, &contract, &delivery), "AlreadyCommitted");
    assert_outcome(reveal(world, &contract, &delivery), "NotCommitted");
    assert_outcome(reveal_as(world, &contract, &delivery, &world->rival), "WrongKey");
    struct delivery guess = delivery;
    guess.proof.r =
        contracts_delivery_key(&delivery.proof.t, &world->addresses[3], &world->rival.address);
    assert_outcome(reveal_as(world, &contract, &guess, &world->rival), "WrongKeyHash");
    world->now_s += REVEAL_WINDOW_S;
    assert_outcome(reveal_as(world, &contract, &guess, &world->rival), "WindowOver");
    assert_outcome(commit(world, &contract, &delivery), "success");
    assert_outcome(reveal_as(world, &contract, &delivery, &world->rival), "NotCommitted");
    assert_outcome(reveal(world, &contract, &delivery), "success");
}

WORLD_TEST(distribution_contract, a_commitment_ends_with_its_window)
{
    crypto_address contract = announce_all(world);
    struct delivery first = delivery_of(world, &world->distributor, 0);
    struct delivery second = delivery_of(world, &world->rival, 0);
    assert_outcome(commit(world, &contract, &first), "success");
    uint64_t committed_s = world->now_s;
    /* The last second of the window is the committer's. */
    world->now_s = committed_s + REVEAL_WINDOW_S - WORLD_BLOCK_S;
    assert_outcome(commit(world, &contract, &second), "AlreadyCommitted");
    assert_outcome(reveal(world, &contract, &first), "WindowOver");
    assert_outcome(commit(world, &contract, &second), "success");
    world->now_s += REVEAL_WINDOW_S - WORLD_BLOCK_S;
    assert_outcome(reveal(world, &contract, &second), "success");
}

WORLD_TEST(distribution_contract, the_rest_goes_back_after_the_expiry_and_nothing_else_goes_on)
{
    crypto_address contract = announce_all(world);
    struct delivery delivered = delivery_of(world, &world->distributor, 0);
    struct delivery committed = delivery_of(world, &world->distributor, 1);
    struct delivery late = delivery_of(world, &world->distributor, 2);
    assert_outcome(commit(world, &contract, &delivered), "success");
    assert_outcome(reveal(world, &contract, &delivered), "success");
    assert_outcome(withdraw(world, &world->manufacturer, &contract), "NotExpired");
    assert_outcome(withdraw(world, &world->rival, &contract), "NotManufacturer");
    assert_outcome(commit(world, &contract, &committed), "success");
    world->now_s += WORLD_EXPIRY_S;
    assert_outcome(reveal(world, &contract, &committed), "Expired");
    assert_outcome(commit(world, &contract, &late), "Expired");
    const struct chain_receipt *receipt = withdraw(world, &world->manufacturer, &contract);
    struct contracts_withdrawn withdrawn;
    assert_outcome(receipt, "success");
    cr_assert(contracts_distribution_decode_returned(&receipt->logs[0], &withdrawn));
    cr_assert(
        u256_equal(withdrawn.refunded_wei, u256_from_u64((WORLD_DEVICE_COUNT - 1) * REWARD_WEI)));
    cr_assert(u256_is_zero(chain_balance(world->chain, &contract)));
}
