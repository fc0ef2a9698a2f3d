#include <criterion/criterion.h>
#include <string.h>

#include "contracts-model/contracts/artifacts.h"
#include "world.h"

/* Sends a release with these devices and deposit. */
static const struct chain_receipt *release_with(struct world *world, const struct party *from,
                                                const struct contracts_release *release,
                                                const crypto_address devices[], size_t count,
                                                uint64_t deposit_wei)
{
    struct base_buffer data = {0};
    contracts_super_encode_release(&data, release, devices, count);
    return world_send(world, from, &world->super, deposit_wei, &data);
}

static bool is_listed(struct world *world, const crypto_address *delivery,
                      const crypto_address *device)
{
    struct base_buffer data = {0};
    contracts_delivery_encode_is_listed(&data, device);
    return world_ask_bool(world, delivery, &data);
}

static u256 ask_getter(struct world *world, const crypto_address *to, uint32_t selector)
{
    struct base_buffer data = {0};
    contracts_abi_append_selector(&data, selector);
    return world_ask_word(world, to, &data);
}

static u256 word_of(const crypto_digest *digest)
{
    return u256_from_be(digest->bytes);
}

WORLD_TEST(super_contract, a_deposit_too_small_reverts)
{
    struct contracts_release release = world_release(world, false);
    uint64_t deposit = world_deposit(&release);
    const struct chain_receipt *receipt = release_with(
        world, &world->manufacturer, &release, world->addresses, WORLD_DEVICE_COUNT, deposit - 1);
    assert_outcome(receipt, "DepositTooSmall");
    cr_assert_eq(receipt->log_count, 0);
    receipt = release_with(world, &world->manufacturer, &release, world->addresses,
                           WORLD_DEVICE_COUNT, deposit);
    crypto_address delivery = world_released(world, receipt, &release);
    cr_assert(u256_equal(chain_balance(world->chain, &delivery), u256_from_u64(deposit)));
}

WORLD_TEST(super_contract, rewards_that_overflow_revert)
{
    struct contracts_release release = world_release(world, true);
    release.distributor_reward_wei = u256_shl(u256_from_u64(1), u256_from_u64(255));
    release.hub_reward_wei = release.distributor_reward_wei;
    assert_outcome(release_with(world, &world->manufacturer, &release, NULL, 0, 0), "Panic");
    release.device_count = 2;
    release.hub_reward_wei = u256_from_u64(0);
    assert_outcome(release_with(world, &world->manufacturer, &release, NULL, 0, 0), "Panic");
    release = world_release(world, true);
    release.expiry_s = UINT64_MAX;
    assert_outcome(release_with(world, &world->manufacturer, &release, NULL, 0, 100000000),
                   "Panic");
}

WORLD_TEST(super_contract, only_the_manufacturer_releases)
{
    struct contracts_release release = world_release(world, true);
    assert_outcome(release_with(world, &world->rival, &release, NULL, 0, world_deposit(&release)),
                   "NotManufacturer");
}

WORLD_TEST(super_contract, a_release_announces_all_its_values)
{
    for (int by_root = 0; by_root < 2; by_root++) {
        struct contracts_release release = world_release(world, by_root);
        crypto_address delivery = world_release_all(world, by_root);
        const struct {
            uint32_t selector;
            u256 expected;
        } getters[] = {
            {CONTRACTS_DELIVERY_SELECTOR_UPDATE_HASH, word_of(&release.update_hash)},
            {CONTRACTS_DELIVERY_SELECTOR_PACKAGE_HASH, word_of(&release.package_hash)},
            {CONTRACTS_DELIVERY_SELECTOR_DELIVERY_VK_HASH, word_of(&release.delivery_vk_hash)},
            {CONTRACTS_DELIVERY_SELECTOR_DELIVERY_PK_HASH, word_of(&release.delivery_pk_hash)},
            {CONTRACTS_DELIVERY_SELECTOR_EXCHANGE_VK_HASH, word_of(&release.exchange_vk_hash)},
            {CONTRACTS_DELIVERY_SELECTOR_EXCHANGE_PK_HASH, word_of(&release.exchange_pk_hash)},
            {CONTRACTS_DELIVERY_SELECTOR_DEVICE_ROOT, word_of(&release.device_root)},
            {CONTRACTS_DELIVERY_SELECTOR_DEVICE_COUNT, u256_from_u64(release.device_count)},
            {CONTRACTS_DELIVERY_SELECTOR_BY_ROOT, u256_from_u64(by_root)},
            {CONTRACTS_DELIVERY_SELECTOR_DISTRIBUTOR_REWARD, release.distributor_reward_wei},
            {CONTRACTS_DELIVERY_SELECTOR_HUB_REWARD, release.hub_reward_wei},
            {CONTRACTS_DELIVERY_SELECTOR_EXPIRES_AT,
             u256_from_u64(world->now_s + release.expiry_s)},
            {CONTRACTS_DELIVERY_SELECTOR_LISTED_COUNT,
             u256_from_u64(by_root ? 0 : WORLD_DEVICE_COUNT)},
            {CONTRACTS_DELIVERY_SELECTOR_MANUFACTURER,
             u256_from_be_len(world->manufacturer.address.bytes, 20)},
            {CONTRACTS_DELIVERY_SELECTOR_SUPER_CONTRACT, u256_from_be_len(world->super.bytes, 20)},
        };
        for (size_t i = 0; i < sizeof getters / sizeof getters[0]; i++)
            cr_assert(
                u256_equal(ask_getter(world, &delivery, getters[i].selector), getters[i].expected),
                "getter %zu", i);
        for (int i = 0; i < WORLD_DEVICE_COUNT; i++)
            cr_assert_eq(is_listed(world, &delivery, &world->addresses[i]), !by_root);
        cr_assert(!is_listed(world, &delivery, &world->rival.address));
    }
}

WORLD_TEST(super_contract, a_list_may_come_in_parts)
{
    struct contracts_release release = world_release(world, false);
    crypto_address delivery =
        world_released(world,
                       release_with(world, &world->manufacturer, &release, world->addresses, 2,
                                    world_deposit(&release)),
                       &release);
    cr_assert(is_listed(world, &delivery, &world->addresses[1]));
    cr_assert(!is_listed(world, &delivery, &world->addresses[2]));

    const struct {
        const struct party *from;
        size_t first, count;
        const char *outcome;
    } parts[] = {
        {&world->rival, 2, 1, "NotManufacturer"},
        {&world->manufacturer, 1, 2, "DuplicateDevice"},
        {&world->manufacturer, 2, 2, "success"},
        {&world->manufacturer, 2, 1, "DuplicateDevice"},
        {&world->manufacturer, 3, 2, "TooManyDevices"},
        {&world->manufacturer, 4, 1, "success"},
        {&world->manufacturer, 0, 1, "TooManyDevices"},
        {&world->manufacturer, 0, 0, "success"},
    };
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        struct base_buffer data = {0};
        contracts_delivery_encode_add_devices(&data, world->addresses + parts[i].first,
                                              parts[i].count);
        assert_outcome(world_send(world, parts[i].from, &delivery, 0, &data), parts[i].outcome);
    }
    for (int i = 0; i < WORLD_DEVICE_COUNT; i++)
        cr_assert(is_listed(world, &delivery, &world->addresses[i]));
}

WORLD_TEST(super_contract, a_list_ends_with_the_release)
{
    struct contracts_release release = world_release(world, false);
    crypto_address delivery = world_released(
        world,
        release_with(world, &world->manufacturer, &release, NULL, 0, world_deposit(&release)),
        &release);
    world->now_s += WORLD_EXPIRY_S - WORLD_BLOCK_S;
    struct base_buffer data = {0};
    contracts_delivery_encode_add_devices(&data, world->addresses, 1);
    assert_outcome(world_send(world, &world->manufacturer, &delivery, 0, &data), "Expired");
}

WORLD_TEST(super_contract, a_list_holds_no_more_devices_than_paid_for)
{
    struct contracts_release release = world_release(world, false);
    release.device_count = WORLD_DEVICE_COUNT - 1;
    assert_outcome(release_with(world, &world->manufacturer, &release, world->addresses,
                                WORLD_DEVICE_COUNT, world_deposit(&release)),
                   "TooManyDevices");
    crypto_address twice[] = {world->addresses[0], world->addresses[0]};
    assert_outcome(
        release_with(world, &world->manufacturer, &release, twice, 2, world_deposit(&release)),
        "DuplicateDevice");
}

WORLD_TEST(super_contract, a_root_has_no_list)
{
    struct contracts_release release = world_release(world, true);
    assert_outcome(release_with(world, &world->manufacturer, &release, world->addresses, 1,
                                world_deposit(&release)),
                   "ListClosed");
    crypto_address delivery = world_release_all(world, true);
    struct base_buffer data = {0};
    contracts_delivery_encode_add_devices(&data, world->addresses, 1);
    assert_outcome(world_send(world, &world->manufacturer, &delivery, 0, &data), "ListClosed");
}

WORLD_TEST(super_contract, a_release_for_no_device_is_possible)
{
    struct contracts_release release = world_release(world, false);
    release.device_count = 0;
    crypto_address delivery = world_released(
        world, release_with(world, &world->manufacturer, &release, NULL, 0, 0), &release);
    struct proof proof = proof_of(&world->devices[0], &world->distributor.address);
    assert_outcome(
        world_claim(world, &world->distributor, &delivery, &world->addresses[0], &proof, NULL),
        "NotListed");
}

WORLD_TEST(super_contract, a_score_period_of_zero_reverts)
{
    struct base_buffer data = {0};
    contracts_super_encode_creation(&data, &world->rules, 0);
    assert_outcome(world_send(world, &world->manufacturer, NULL, 0, &data), "ZeroScorePeriod");
}

/* Delivers to device i; the score that the event tells. */
static uint64_t deliver(struct world *world, const struct party *distributor,
                        const crypto_address *delivery, int i)
{
    struct proof proof = proof_of(&world->devices[i], &distributor->address);
    const struct chain_receipt *receipt =
        world_claim(world, distributor, delivery, &world->addresses[i], &proof, NULL);
    assert_outcome(receipt, "success");
    for (size_t j = 0; j < receipt->log_count; j++) {
        struct contracts_scored event;
        if (contracts_super_decode_scored(&receipt->logs[j], &event)) {
            cr_assert(same_address(&receipt->logs[j].address, &world->super));
            cr_assert(same_address(&event.distributor, &distributor->address));
            return event.score;
        }
    }
    cr_assert_fail("no Scored");
    return 0;
}

WORLD_TEST(super_contract, scores_count_and_are_reset_at_the_same_moment_for_all)
{
    uint64_t deployed_at = world->deployment->block_timestamp_s;
    uint64_t reset_at = deployed_at + WORLD_SCORE_PERIOD_S;
    struct party *first = &world->distributor, *second = &world->rival;

    world->now_s = reset_at - 200;
    crypto_address delivery = world_release_all(world, false);
    cr_assert_eq(world_score(world, &first->address), 0);
    cr_assert_eq(deliver(world, first, &delivery, 0), 1);
    cr_assert_eq(deliver(world, first, &delivery, 1), 2);
    cr_assert_eq(world_score(world, &first->address), 2);
    cr_assert_eq(world_score(world, &second->address), 0);

    /* The last second of the window: one is old in it and the other is new, and both lose all. */
    world->now_s = reset_at - 1 - WORLD_BLOCK_S;
    cr_assert_eq(deliver(world, second, &delivery, 2), 1);
    cr_assert_eq(world->now_s, reset_at - 1);
    cr_assert_eq(world_score(world, &first->address), 2);
    cr_assert_eq(world_score(world, &second->address), 1);
    world->now_s = reset_at;
    cr_assert_eq(world_score(world, &first->address), 0);
    cr_assert_eq(world_score(world, &second->address), 0);

    cr_assert_eq(deliver(world, first, &delivery, 3), 1);
    cr_assert_eq(deliver(world, first, &delivery, 4), 2);
    cr_assert_eq(world_score(world, &first->address), 2);
    cr_assert_eq(world_score(world, &second->address), 0);

    /* Two windows later. */
    world->now_s = reset_at + 2 * WORLD_SCORE_PERIOD_S;
    cr_assert_eq(world_score(world, &first->address), 0);
    delivery = world_release_all(world, false);
    cr_assert_eq(deliver(world, first, &delivery, 0), 1);
}

WORLD_TEST(super_contract, a_stranger_credits_nobody)
{
    const struct party *strangers[] = {&world->rival, &world->manufacturer};
    for (int i = 0; i < 2; i++) {
        struct base_buffer data = {0};
        contracts_abi_append_selector(&data, CONTRACTS_SUPER_SELECTOR_CREDIT_DELIVERY);
        contracts_abi_append_address(&data, &world->rival.address);
        assert_outcome(world_send(world, strangers[i], &world->super, 0, &data), "NotDelivery");
    }
    cr_assert_eq(world_score(world, &world->rival.address), 0);
}

/* A Delivery contract of one's own has the right code and the wrong parent. */
WORLD_TEST(super_contract, a_delivery_contract_of_ones_own_credits_nobody)
{
    struct contracts_release release = world_release(world, false);
    struct base_buffer creation = {0};
    contracts_super_encode_creation(&creation, &world->rules, WORLD_SCORE_PERIOD_S);
    crypto_address other = world_send(world, &world->rival, NULL, 0, &creation)->to;
    struct base_buffer data = {0};
    contracts_super_encode_release(&data, &release, world->addresses, WORLD_DEVICE_COUNT);
    const struct chain_receipt *receipt =
        world_send(world, &world->rival, &other, world_deposit(&release), &data);
    assert_outcome(receipt, "success");
    struct contracts_released event;
    cr_assert(contracts_super_decode_released(&receipt->logs[0], &event));
    struct proof proof = proof_of(&world->devices[0], &world->rival.address);
    assert_outcome(
        world_claim(world, &world->rival, &event.delivery, &world->addresses[0], &proof, NULL),
        "success");
    cr_assert_eq(world_score(world, &world->rival.address), 0);
}

WORLD_TEST(super_contract, no_contract_takes_a_plain_payment)
{
    crypto_address delivery = world_release_all(world, false);
    crypto_digest s = digest_of("s");
    crypto_address exchange = world_open_exchange(world, &world->rival, &world->distributor, &s, 5);
    const crypto_address *contracts[] = {&world->super, &delivery, &exchange};
    for (int i = 0; i < 3; i++) {
        struct base_buffer data = {0};
        cr_assert(!world_send(world, &world->rival, contracts[i], 1, &data)->success);
    }
}
