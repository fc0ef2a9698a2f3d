#include <criterion/criterion.h>
#include <string.h>

#include "world.h"

#define PATH_MAX_LEN 8

static bool is_delivered(struct world *world, const crypto_address *delivery,
                         const crypto_address *device)
{
    struct base_buffer data = {0};
    contracts_delivery_encode_is_delivered(&data, device);
    return world_ask_bool(world, delivery, &data);
}

static bool is_installed(struct world *world, const crypto_address *delivery,
                         const crypto_address *device)
{
    struct base_buffer data = {0};
    contracts_delivery_encode_is_installed(&data, device);
    return world_ask_bool(world, delivery, &data);
}

/* What the sender got by this transaction, its fee aside. */
static u256 income(const struct world *world, u256 before, const struct chain_receipt *receipt)
{
    return u256_sub(u256_add(chain_balance(world->chain, &receipt->sender), receipt->fee_wei),
                    before);
}

static struct contracts_membership membership_of(const struct world *world, size_t index,
                                                 crypto_digest path[PATH_MAX_LEN])
{
    return (struct contracts_membership){
        .index = index,
        .path = path,
        .path_len = crypto_merkle_path(&world->tree, index, path),
    };
}

WORLD_TEST(delivery_contract, a_claim_pays_scores_and_publishes_the_key)
{
    for (int by_root = 0; by_root < 2; by_root++) {
        crypto_address delivery = world_release_all(world, by_root);
        for (int i = 0; i < WORLD_DEVICE_COUNT; i++) {
            crypto_digest path[PATH_MAX_LEN];
            struct contracts_membership membership = membership_of(world, i, path);
            struct proof proof = proof_of(&world->devices[i], &world->distributor.address);
            u256 before = chain_balance(world->chain, &world->distributor.address);
            cr_assert(!is_delivered(world, &delivery, &world->addresses[i]));
            const struct chain_receipt *receipt =
                world_claim(world, &world->distributor, &delivery, &world->addresses[i], &proof,
                            by_root ? &membership : NULL);
            assert_outcome(receipt, "success");
            cr_assert(u256_equal(income(world, before, receipt),
                                 u256_from_u64(WORLD_DISTRIBUTOR_REWARD_WEI)));
            cr_assert(is_delivered(world, &delivery, &world->addresses[i]));
            cr_assert(!is_installed(world, &delivery, &world->addresses[i]));
            cr_assert_eq(world_score(world, &world->distributor.address),
                         (uint64_t)(by_root * WORLD_DEVICE_COUNT + i + 1));

            cr_assert_eq(receipt->log_count, 2);
            struct contracts_delivered event;
            cr_assert(same_address(&receipt->logs[0].address, &delivery));
            cr_assert(contracts_delivery_decode_delivered(&receipt->logs[0], &event));
            cr_assert(same_address(&event.device, &world->addresses[i]));
            cr_assert(same_address(&event.distributor, &world->distributor.address));
            cr_assert(same_digest(&event.s, &proof.s));
            cr_assert(same_digest(&event.r, &proof.r));
            cr_assert(u256_equal(event.paid_wei, u256_from_u64(WORLD_DISTRIBUTOR_REWARD_WEI)));
            struct contracts_installed installed;
            struct contracts_withdrawn withdrawn;
            cr_assert(!contracts_delivery_decode_installed(&receipt->logs[0], &installed));
            cr_assert(!contracts_delivery_decode_withdrawn(&receipt->logs[0], &withdrawn));
            cr_assert(!contracts_delivery_decode_delivered(&receipt->logs[1], &event));
        }
        cr_assert(u256_equal(chain_balance(world->chain, &delivery),
                             u256_from_u64(WORLD_DEVICE_COUNT * WORLD_HUB_REWARD_WEI)));
    }
}

WORLD_TEST(delivery_contract, a_wrong_claim_reverts_for_its_own_reason)
{
    crypto_address delivery = world_release_all(world, false);
    const struct party *device = &world->devices[0];
    const struct proof good = proof_of(device, &world->distributor.address);
    const struct party *from = &world->distributor;
    struct proof bad;

    /* Taken from the mempool as it is. */
    assert_outcome(world_claim(world, &world->rival, &delivery, &device->address, &good, NULL),
                   "WrongKey");
    /* With a key of the thief's own: the device has not signed its s. */
    bad = proof_of(device, &world->rival.address);
    bad.pod = good.pod;
    assert_outcome(world_claim(world, &world->rival, &delivery, &device->address, &bad, NULL),
                   "WrongSignature");

    bad = good;
    bad.t.bytes[31] ^= 1;
    assert_outcome(world_claim(world, from, &delivery, &device->address, &bad, NULL), "WrongKey");
    bad = good;
    bad.r.bytes[0] ^= 1;
    assert_outcome(world_claim(world, from, &delivery, &device->address, &bad, NULL), "WrongKey");
    bad = good;
    bad.s.bytes[0] ^= 0x80;
    assert_outcome(world_claim(world, from, &delivery, &device->address, &bad, NULL),
                   "WrongKeyHash");
    /* The proof of one device for another. */
    assert_outcome(world_claim(world, from, &delivery, &world->addresses[1], &good, NULL),
                   "WrongKey");
    /* Signed by another device, by nobody, and for another purpose. */
    bad = good;
    bad.pod = proof_of(&world->devices[1], &from->address).pod;
    assert_outcome(world_claim(world, from, &delivery, &device->address, &bad, NULL),
                   "WrongSignature");
    bad = good;
    bad.pod.recovery_id = 9;
    assert_outcome(world_claim(world, from, &delivery, &device->address, &bad, NULL),
                   "WrongSignature");
    bad = good;
    memset(bad.pod.r, 0, sizeof bad.pod.r);
    assert_outcome(world_claim(world, from, &delivery, &device->address, &bad, NULL),
                   "WrongSignature");
    bad = good;
    bad.pod = installation_of(device, &from->address);
    assert_outcome(world_claim(world, from, &delivery, &device->address, &bad, NULL),
                   "WrongSignature");
    /* The paper's own message, which an identification challenge c = U_h || s could have been. */
    bad = good;
    uint8_t challenge[64];
    memcpy(challenge, digest_of("update").bytes, 32);
    memcpy(challenge + 32, good.s.bytes, 32);
    crypto_digest oracle = crypto_sha256(challenge, sizeof challenge);
    crypto_secp256k1_sign(&device->secret, &oracle, &bad.pod);
    assert_outcome(world_claim(world, from, &delivery, &device->address, &bad, NULL),
                   "WrongSignature");
    /* Not of L_m. */
    bad = proof_of(&world->neighbour, &from->address);
    assert_outcome(world_claim(world, from, &delivery, &world->neighbour.address, &bad, NULL),
                   "NotListed");

    cr_assert(!is_delivered(world, &delivery, &device->address));
    cr_assert_eq(world_score(world, &from->address), 0);
    assert_outcome(world_claim(world, from, &delivery, &device->address, &good, NULL), "success");
    assert_outcome(world_claim(world, from, &delivery, &device->address, &good, NULL),
                   "AlreadyDelivered");
    bad = proof_of(device, &world->rival.address);
    assert_outcome(world_claim(world, &world->rival, &delivery, &device->address, &bad, NULL),
                   "AlreadyDelivered");
    cr_assert_eq(world_score(world, &from->address), 1);
}

/* ecrecover gives 0 for a signature that nobody made; a listed 0 is still not served by it. */
WORLD_TEST(delivery_contract, the_device_zero_signs_nothing)
{
    struct contracts_release release = world_release(world, false);
    const crypto_address zero = {{0}};
    struct base_buffer data = {0};
    contracts_super_encode_release(&data, &release, &zero, 1);
    crypto_address delivery = world_released(
        world,
        world_send(world, &world->manufacturer, &world->super, world_deposit(&release), &data),
        &release);
    struct party nobody = {.secret = world->rival.secret, .address = zero};
    struct proof proof = proof_of(&nobody, &world->rival.address);
    memset(proof.pod.r, 0, sizeof proof.pod.r);
    assert_outcome(world_claim(world, &world->rival, &delivery, &zero, &proof, NULL),
                   "WrongSignature");
    assert_outcome(world_install(world, &world->rival, &delivery, &zero, &proof.pod, NULL),
                   "WrongSignature");
}

/* (r, n - s, v ^ 1) is as good as (r, s, v), and no second payment. */
WORLD_TEST(delivery_contract, a_mirrored_signature_is_worth_nothing_more)
{
    crypto_address delivery = world_release_all(world, false);
    struct proof proof = proof_of(&world->devices[0], &world->distributor.address);
    struct proof mirrored = proof;
    u256 order;
    cr_assert_eq(
        u256_parse("0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", &order),
        0);
    u256_to_be(u256_sub(order, u256_from_be(proof.pod.s)), mirrored.pod.s);
    mirrored.pod.recovery_id ^= 1;
    const struct party *from = &world->distributor;
    assert_outcome(world_claim(world, from, &delivery, &world->addresses[0], &mirrored, NULL),
                   "success");
    assert_outcome(world_claim(world, from, &delivery, &world->addresses[0], &proof, NULL),
                   "AlreadyDelivered");
}

WORLD_TEST(delivery_contract, a_path_must_lead_from_the_place_to_the_root)
{
    crypto_address delivery = world_release_all(world, true);
    crypto_digest path[PATH_MAX_LEN];
    /* The last of five devices: its path is one node long. */
    const struct party *last = &world->devices[WORLD_DEVICE_COUNT - 1];
    struct proof proof = proof_of(last, &world->distributor.address);
    const struct contracts_membership good = membership_of(world, WORLD_DEVICE_COUNT - 1, path);
    cr_assert_eq(good.path_len, 1);
    struct contracts_membership bad[] = {good, good, good, good, good, {0}};
    bad[0].index = 0;
    bad[1].index = WORLD_DEVICE_COUNT;
    bad[2].index = UINT64_MAX;
    bad[3].path_len = 0;
    bad[4].path_len = 2;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_outcome(
            world_claim(world, &world->distributor, &delivery, &last->address, &proof, &bad[i]),
            "NotListed");
    assert_outcome(world_claim(world, &world->distributor, &delivery, &last->address, &proof, NULL),
                   "NotListed");
    path[0].bytes[5] ^= 1;
    assert_outcome(
        world_claim(world, &world->distributor, &delivery, &last->address, &proof, &good),
        "NotListed");
    path[0].bytes[5] ^= 1;
    /* A stranger at the device's place. */
    struct proof strange = proof_of(&world->neighbour, &world->distributor.address);
    assert_outcome(world_claim(world, &world->distributor, &delivery, &world->neighbour.address,
                               &strange, &good),
                   "NotListed");
    crypto_secp256k1_signature pofd = installation_of(last, &world->hub.address);
    assert_outcome(world_install(world, &world->hub, &delivery, &last->address, &pofd, &bad[0]),
                   "NotListed");
    assert_outcome(
        world_claim(world, &world->distributor, &delivery, &last->address, &proof, &good),
        "success");
    assert_outcome(world_install(world, &world->hub, &delivery, &last->address, &pofd, &good),
                   "success");
    assert_outcome(
        world_claim(world, &world->distributor, &delivery, &last->address, &proof, &good),
        "AlreadyDelivered");
}

/* Trees of other shapes than five leaves: each leaf at its place, and no place but its own. */
Test(delivery_contract, every_place_of_every_small_tree_is_found)
{
    for (uint64_t count = 1; count <= 9; count++) {
        struct world world;
        world_init(&world, EVM_FORK_OSAKA);
        struct party devices[9];
        crypto_digest leaves[9];
        for (uint64_t i = 0; i < count; i++) {
            const char name[] = {'x', (char)('0' + i), 0};
            devices[i] = party_of(name);
            leaves[i] = contracts_delivery_leaf(&devices[i].address);
        }
        struct crypto_merkle tree;
        cr_assert_eq(crypto_merkle_init(&tree, leaves, count), 0);
        struct contracts_release release = world_release(&world, true);
        release.device_count = count;
        release.device_root = crypto_merkle_root(&tree);
        struct base_buffer data = {0};
        contracts_super_encode_release(&data, &release, NULL, 0);
        crypto_address delivery = world_released(
            &world,
            world_send(&world, &world.manufacturer, &world.super, world_deposit(&release), &data),
            &release);
        for (uint64_t i = 0; i < count; i++) {
            crypto_digest path[PATH_MAX_LEN];
            struct contracts_membership membership = {i, path, crypto_merkle_path(&tree, i, path)};
            struct proof proof = proof_of(&devices[i], &world.distributor.address);
            membership.index = i + 1; /* another's place, and for the last one no place at all */
            assert_outcome(world_claim(&world, &world.distributor, &delivery, &devices[i].address,
                                       &proof, &membership),
                           "NotListed");
            membership.index = i;
            assert_outcome(world_claim(&world, &world.distributor, &delivery, &devices[i].address,
                                       &proof, &membership),
                           "success");
        }
        crypto_merkle_deinit(&tree);
        world_deinit(&world);
    }
}

WORLD_TEST(delivery_contract, an_installation_pays_its_hub_once)
{
    crypto_address delivery = world_release_all(world, false);
    const struct party *device = &world->devices[0];
    struct proof proof = proof_of(device, &world->distributor.address);
    assert_outcome(
        world_claim(world, &world->distributor, &delivery, &device->address, &proof, NULL),
        "success");
    crypto_secp256k1_signature pofd = installation_of(device, &world->hub.address);

    assert_outcome(
        world_install(world, &world->neighbour, &delivery, &device->address, &pofd, NULL),
        "WrongSignature");
    assert_outcome(world_install(world, &world->hub, &delivery, &world->addresses[1], &pofd, NULL),
                   "WrongSignature");
    assert_outcome(world_install(world, &world->hub, &delivery, &device->address, &proof.pod, NULL),
                   "WrongSignature");
    crypto_secp256k1_signature strange = installation_of(&world->neighbour, &world->hub.address);
    assert_outcome(
        world_install(world, &world->hub, &delivery, &world->neighbour.address, &strange, NULL),
        "NotListed");

    u256 before = chain_balance(world->chain, &world->hub.address);
    const struct chain_receipt *receipt =
        world_install(world, &world->hub, &delivery, &device->address, &pofd, NULL);
    assert_outcome(receipt, "success");
    cr_assert(u256_equal(income(world, before, receipt), u256_from_u64(WORLD_HUB_REWARD_WEI)));
    cr_assert(is_installed(world, &delivery, &device->address));
    cr_assert_eq(receipt->log_count, 1);
    struct contracts_installed event;
    cr_assert(contracts_delivery_decode_installed(&receipt->logs[0], &event));
    cr_assert(same_address(&event.device, &device->address));
    cr_assert(same_address(&event.hub, &world->hub.address));
    cr_assert(u256_equal(event.paid_wei, u256_from_u64(WORLD_HUB_REWARD_WEI)));
    cr_assert_eq(world_score(world, &world->hub.address), 0);

    assert_outcome(world_install(world, &world->hub, &delivery, &device->address, &pofd, NULL),
                   "AlreadyInstalled");
    crypto_secp256k1_signature again = installation_of(device, &world->neighbour.address);
    assert_outcome(
        world_install(world, &world->neighbour, &delivery, &device->address, &again, NULL),
        "AlreadyInstalled");
}

/* Section IV-B asks for no order; in the authors' code this hub takes a_d too. */
WORLD_TEST(delivery_contract, an_installation_before_the_delivery_pays_the_hub_only)
{
    crypto_address delivery = world_release_all(world, false);
    const struct party *device = &world->devices[0];
    crypto_secp256k1_signature pofd = installation_of(device, &world->hub.address);
    u256 before = chain_balance(world->chain, &world->hub.address);
    const struct chain_receipt *receipt =
        world_install(world, &world->hub, &delivery, &device->address, &pofd, NULL);
    assert_outcome(receipt, "success");
    cr_assert(u256_equal(income(world, before, receipt), u256_from_u64(WORLD_HUB_REWARD_WEI)));
    cr_assert(!is_delivered(world, &delivery, &device->address));

    struct proof proof = proof_of(device, &world->distributor.address);
    before = chain_balance(world->chain, &world->distributor.address);
    receipt = world_claim(world, &world->distributor, &delivery, &device->address, &proof, NULL);
    assert_outcome(receipt, "success");
    cr_assert(
        u256_equal(income(world, before, receipt), u256_from_u64(WORLD_DISTRIBUTOR_REWARD_WEI)));
}

/* Open in the paper's semantics: what a device signs names U_h and no contract. */
WORLD_TEST(delivery_contract, a_second_contract_with_an_equal_update_pays_for_one_delivery_again)
{
    crypto_address first = world_release_all(world, false);
    crypto_address second = world_release_all(world, true);
    const struct party *device = &world->devices[3];
    crypto_digest path[PATH_MAX_LEN];
    struct contracts_membership membership = membership_of(world, 3, path);
    struct proof proof = proof_of(device, &world->distributor.address);
    crypto_secp256k1_signature pofd = installation_of(device, &world->hub.address);
    const struct party *from = &world->distributor, *hub = &world->hub;
    assert_outcome(world_claim(world, from, &first, &device->address, &proof, NULL), "success");
    assert_outcome(world_claim(world, from, &second, &device->address, &proof, &membership),
                   "success");
    assert_outcome(world_install(world, hub, &first, &device->address, &pofd, NULL), "success");
    assert_outcome(world_install(world, hub, &second, &device->address, &pofd, &membership),
                   "success");
    cr_assert_eq(world_score(world, &from->address), 2);
}

WORLD_TEST(delivery_contract, the_expiry_parts_claims_from_the_withdrawal)
{
    crypto_address delivery = world_release_all(world, false);
    uint64_t expires_at = world->now_s + WORLD_EXPIRY_S;
    struct proof proofs[2];
    crypto_secp256k1_signature pofds[2];
    for (int i = 0; i < 2; i++) {
        proofs[i] = proof_of(&world->devices[i], &world->distributor.address);
        pofds[i] = installation_of(&world->devices[i], &world->hub.address);
    }
    const struct party *from = &world->distributor, *hub = &world->hub;

    world->now_s = expires_at - 1 - 3 * WORLD_BLOCK_S;
    assert_outcome(world_install(world, hub, &delivery, &world->addresses[0], &pofds[0], NULL),
                   "success");
    assert_outcome(world_withdraw(world, &world->manufacturer, &delivery), "NotExpired");
    assert_outcome(world_claim(world, from, &delivery, &world->addresses[0], &proofs[0], NULL),
                   "success");
    cr_assert_eq(world->now_s, expires_at - 1);

    world->now_s = expires_at - WORLD_BLOCK_S;
    assert_outcome(world_claim(world, from, &delivery, &world->addresses[1], &proofs[1], NULL),
                   "Expired");
    cr_assert_eq(world->now_s, expires_at);
    assert_outcome(world_install(world, hub, &delivery, &world->addresses[1], &pofds[1], NULL),
                   "Expired");
    assert_outcome(world_withdraw(world, from, &delivery), "NotManufacturer");
}

WORLD_TEST(delivery_contract, the_rest_goes_back_from_the_expiry_on)
{
    crypto_address delivery = world_release_all(world, false);
    uint64_t expires_at = world->now_s + WORLD_EXPIRY_S;
    struct proof proof = proof_of(&world->devices[0], &world->distributor.address);
    assert_outcome(
        world_claim(world, &world->distributor, &delivery, &world->addresses[0], &proof, NULL),
        "success");
    uint64_t rest =
        (uint64_t)WORLD_DEVICE_COUNT * (WORLD_DISTRIBUTOR_REWARD_WEI + WORLD_HUB_REWARD_WEI) -
        WORLD_DISTRIBUTOR_REWARD_WEI;
    world->now_s = expires_at - WORLD_BLOCK_S;
    for (int round = 0; round < 2; round++) {
        u256 before = chain_balance(world->chain, &world->manufacturer.address);
        const struct chain_receipt *receipt =
            world_withdraw(world, &world->manufacturer, &delivery);
        assert_outcome(receipt, "success");
        cr_assert_eq(world->now_s, expires_at + (uint64_t)round * WORLD_BLOCK_S);
        cr_assert(u256_equal(income(world, before, receipt), u256_from_u64(rest)));
        struct contracts_withdrawn event;
        cr_assert_eq(receipt->log_count, 1);
        cr_assert(contracts_delivery_decode_withdrawn(&receipt->logs[0], &event));
        cr_assert(u256_equal(event.refunded_wei, u256_from_u64(rest)));
        cr_assert(u256_is_zero(chain_balance(world->chain, &delivery)));
        rest = 0;
    }
}

/* A contract that is a distributor: called without wei it sends `payload` to `target`; when it is
 * paid it either refuses, or does the same again and keeps 1 + its success in slot 0. */
static crypto_address deploy_receiver(struct world *world, const struct party *from, bool refuses,
                                      const crypto_address *target,
                                      const struct base_buffer *payload)
{
    uint8_t len[2] = {(uint8_t)(payload->len >> 8), (uint8_t)payload->len};
    struct base_buffer code = {0};
    const uint8_t copy[] = {0x61, len[0], len[1], 0x60, 0x4b, 0x60, 0x00, 0x39};
    const uint8_t arguments[] = {0x60,   0x00, 0x60, 0x00, 0x61, len[0],
                                 len[1], 0x60, 0x00, 0x60, 0x00, 0x73};
    /* GAS CALL, CALLVALUE ? 0x33 : ISZERO ? 0x40 : STOP */
    const uint8_t branch[] = {0x5a, 0xf1, 0x34, 0x60, 0x33, 0x57, 0x15, 0x60, 0x40, 0x57, 0x00};
    const uint8_t again[] = {0x5b, 0x60, 0x01, 0x01, 0x60, 0x00, 0x55,
                             0x00, 0x00, 0x00, 0x00, 0x00, 0x00};
    const uint8_t refuse[] = {0x5b, 0x60, 0x00, 0x80, 0xfd, 0x00, 0x00,
                              0x00, 0x00, 0x00, 0x00, 0x00, 0x00};
    const uint8_t fail[] = {0x5b, 0x3d, 0x60, 0x00, 0x60, 0x00, 0x3e, 0x3d, 0x60, 0x00, 0xfd};
    base_buffer_append(&code, copy, sizeof copy);
    base_buffer_append(&code, arguments, sizeof arguments);
    base_buffer_append(&code, target->bytes, sizeof target->bytes);
    base_buffer_append(&code, branch, sizeof branch);
    cr_assert_eq(code.len, 0x33);
    base_buffer_append(&code, refuses ? refuse : again, sizeof again);
    cr_assert_eq(code.len, 0x40);
    base_buffer_append(&code, fail, sizeof fail);
    cr_assert_eq(code.len, 0x4b);
    base_buffer_append(&code, payload->data, payload->len);

    uint8_t size[2] = {(uint8_t)(code.len >> 8), (uint8_t)code.len};
    const uint8_t init[] = {0x61, size[0], size[1], 0x60,    0x0e, 0x60, 0x00,
                            0x39, 0x61,    size[0], size[1], 0x60, 0x00, 0xf3};
    struct base_buffer creation = {0};
    base_buffer_append(&creation, init, sizeof init);
    base_buffer_append(&creation, code.data, code.len);
    base_buffer_deinit(&code);
    const struct chain_receipt *receipt = world_send(world, from, NULL, 0, &creation);
    assert_outcome(receipt, "success");
    return receipt->to;
}

/* Source: Yellow Paper, section 7: Keccak-256 of rlp([sender, nonce]), for nonces below 128. */
static crypto_address next_contract(const struct world *world, const struct party *from)
{
    uint8_t rlp[23] = {0xd6, 0x94};
    memcpy(rlp + 2, from->address.bytes, 20);
    uint64_t nonce = chain_nonce(world->chain, &from->address);
    cr_assert(nonce < 128);
    rlp[22] = nonce ? (uint8_t)nonce : 0x80;
    crypto_digest digest = crypto_keccak256(rlp, sizeof rlp);
    crypto_address address;
    memcpy(address.bytes, digest.bytes + 12, sizeof address.bytes);
    return address;
}

WORLD_TEST(delivery_contract, a_payment_cannot_be_entered_again_and_a_refusal_reverts)
{
    for (int refuses = 0; refuses < 2; refuses++) {
        crypto_address delivery = world_release_all(world, false);
        crypto_address receiver = next_contract(world, &world->rival);
        struct proof proof = proof_of(&world->devices[0], &receiver);
        struct base_buffer payload = {0};
        struct crypto_scheme_signature pod = crypto_scheme_from_secp256k1(&proof.pod);
        contracts_delivery_encode_claim(&payload, &world->addresses[0], &proof.t, &proof.r,
                                        &proof.s, NULL, &pod, NULL);
        crypto_address deployed =
            deploy_receiver(world, &world->rival, refuses, &delivery, &payload);
        cr_assert(same_address(&deployed, &receiver));
        base_buffer_deinit(&payload);
        struct base_buffer nothing = {0};
        const struct chain_receipt *receipt =
            world_send(world, &world->rival, &receiver, 0, &nothing);
        if (refuses) {
            assert_outcome(receipt, "PaymentFailed");
            cr_assert(!is_delivered(world, &delivery, &world->addresses[0]));
            cr_assert_eq(world_score(world, &receiver), 0);
        } else {
            assert_outcome(receipt, "success");
            cr_assert(u256_equal(chain_balance(world->chain, &receiver),
                                 u256_from_u64(WORLD_DISTRIBUTOR_REWARD_WEI)));
            /* Entered again, and that call failed. */
            cr_assert(u256_equal(
                evm_state_storage(chain_state(world->chain), &receiver, u256_from_u64(0)),
                u256_from_u64(1)));
            cr_assert_eq(world_score(world, &receiver), 1);
        }
    }
}
