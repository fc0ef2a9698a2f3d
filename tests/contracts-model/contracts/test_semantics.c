#include <criterion/criterion.h>
#include <string.h>

#include "contracts-model/contracts/artifacts.h"
#include "world.h"

/* Where the three semantics differ, each executed: a PoFD before the PoD, one delivery in two
 * releases of one update, checks that fail, and windows of scores. */

static const struct contracts_rules all_rules[] = {
    {CONTRACTS_PAPER, CONTRACTS_TAGGED, CRYPTO_SCHEME_SECP256K1, false},
    {CONTRACTS_REFERENCE_CODE, CONTRACTS_TAGGED, CRYPTO_SCHEME_SECP256K1, false},
    {CONTRACTS_HARDENED, CONTRACTS_TAGGED, CRYPTO_SCHEME_SECP256K1, false},
    {CONTRACTS_PAPER, CONTRACTS_RAW, CRYPTO_SCHEME_SECP256K1, false},
    {CONTRACTS_REFERENCE_CODE, CONTRACTS_RAW, CRYPTO_SCHEME_SECP256K1, false},
    {CONTRACTS_PAPER, CONTRACTS_TAGGED, CRYPTO_SCHEME_SECP256K1, true},
};
#define EVERY_RULES (sizeof all_rules / sizeof all_rules[0])

/** Runs `test` under each rules, on this fork. */
static void under_each(enum evm_fork fork, void (*test)(struct world *world))
{
    for (size_t i = 0; i < EVERY_RULES; i++) {
        struct world world;
        world_init_rules(&world, fork, &all_rules[i]);
        test(&world);
        world_deinit(&world);
    }
}

static void under(enum evm_fork fork, enum contracts_semantics semantics,
                  void (*test)(struct world *world))
{
    struct world world;
    const struct contracts_rules rules = {.semantics = semantics};
    world_init_rules(&world, fork, &rules);
    test(&world);
    world_deinit(&world);
}

#define EACH_TEST(test)                                                                            \
    static void test(struct world *world);                                                         \
    Test(semantics, test##_istanbul)                                                               \
    {                                                                                              \
        under_each(EVM_FORK_ISTANBUL, test);                                                       \
    }                                                                                              \
    Test(semantics, test##_osaka)                                                                  \
    {                                                                                              \
        under_each(EVM_FORK_OSAKA, test);                                                          \
    }                                                                                              \
    static void test(struct world *world)

#define ONE_TEST(its_semantics, test)                                                              \
    static void test(struct world *world);                                                         \
    Test(semantics, test##_istanbul)                                                               \
    {                                                                                              \
        under(EVM_FORK_ISTANBUL, its_semantics, test);                                             \
    }                                                                                              \
    Test(semantics, test##_osaka)                                                                  \
    {                                                                                              \
        under(EVM_FORK_OSAKA, its_semantics, test);                                                \
    }                                                                                              \
    static void test(struct world *world)

static bool is_silent(const struct world *world)
{
    return world->rules.semantics == CONTRACTS_REFERENCE_CODE;
}

/** What the sender got by this transaction, its fee aside. */
static u256 income(const struct world *world, u256 before, const struct chain_receipt *receipt)
{
    return u256_sub(u256_add(chain_balance(world->chain, &receipt->sender), receipt->fee_wei),
                    before);
}

/** A check has failed, by this name: reverted with it, or returned it and changed nothing. */
static void assert_refused(const struct world *world, const struct chain_receipt *receipt,
                           const char *name)
{
    cr_assert_eq(receipt->log_count, 0);
    if (!is_silent(world)) {
        assert_outcome(receipt, name);
        return;
    }
    /* A string of the ABI: offset, length, bytes. */
    assert_outcome(receipt, "success");
    cr_assert_geq(receipt->output_len, 96U);
    cr_assert_eq(receipt->output[63], strlen(name), "%s", (const char *)receipt->output + 64);
    cr_assert_eq(memcmp(receipt->output + 64, name, strlen(name)), 0, "%s instead of %s",
                 (const char *)receipt->output + 64, name);
}

static bool view(struct world *world, const crypto_address *delivery, int device,
                 void (*encode)(struct base_buffer *ret_data, const crypto_address *device))
{
    struct base_buffer data = {0};
    encode(&data, &world->addresses[device]);
    return world_ask_bool(world, delivery, &data);
}

static bool is_delivered(struct world *world, const crypto_address *delivery, int device)
{
    return view(world, delivery, device, contracts_delivery_encode_is_delivered);
}

static bool is_installed(struct world *world, const crypto_address *delivery, int device)
{
    return view(world, delivery, device, contracts_delivery_encode_is_installed);
}

static const struct chain_receipt *deliver(struct world *world, const struct party *distributor,
                                           const crypto_address *delivery, int device)
{
    struct proof proof =
        world_proof(world, delivery, &world->devices[device], &distributor->address);
    return world_claim(world, distributor, delivery, &world->addresses[device], &proof, NULL);
}

static const struct chain_receipt *install(struct world *world, const struct party *hub,
                                           const crypto_address *delivery, int device)
{
    crypto_secp256k1_signature pofd =
        world_installation(world, delivery, &world->devices[device], &hub->address);
    return world_install(world, hub, delivery, &world->addresses[device], &pofd, NULL);
}

static void expect_income(struct world *world, u256 before, const struct chain_receipt *receipt,
                          uint64_t wei)
{
    assert_outcome(receipt, "success");
    cr_expect(u256_equal(income(world, before, receipt), u256_from_u64(wei)));
}

EACH_TEST(the_usual_order_pays_both)
{
    crypto_address delivery = world_release_all(world, false);
    u256 before = chain_balance(world->chain, &world->distributor.address);
    const struct chain_receipt *receipt = deliver(world, &world->distributor, &delivery, 0);
    expect_income(world, before, receipt, WORLD_DISTRIBUTOR_REWARD_WEI);
    struct contracts_delivered delivered;
    cr_assert_eq(receipt->log_count, 2);
    cr_expect(contracts_delivery_decode_delivered(&receipt->logs[0], &delivered));
    cr_expect_eq(world_score(world, &world->distributor.address), 1);

    before = chain_balance(world->chain, &world->hub.address);
    receipt = install(world, &world->hub, &delivery, 0);
    expect_income(world, before, receipt, WORLD_HUB_REWARD_WEI);
    cr_expect(is_delivered(world, &delivery, 0) && is_installed(world, &delivery, 0));

    assert_refused(world, deliver(world, &world->rival, &delivery, 0), "AlreadyDelivered");
    assert_refused(world, install(world, &world->hub, &delivery, 0), "AlreadyInstalled");
}

/* a_h for the paper, a_d + a_h for the authors' code, nothing when hardened. */
EACH_TEST(a_confirmation_before_the_delivery)
{
    crypto_address delivery = world_release_all(world, false);
    enum contracts_semantics semantics = world->rules.semantics;
    u256 before = chain_balance(world->chain, &world->hub.address);
    const struct chain_receipt *receipt = install(world, &world->hub, &delivery, 0);
    struct contracts_installed installed;
    if (semantics == CONTRACTS_HARDENED) {
        assert_refused(world, receipt, "NotDelivered");
        cr_expect_not(is_installed(world, &delivery, 0));
    } else {
        uint64_t paid = WORLD_HUB_REWARD_WEI +
                        (semantics == CONTRACTS_PAPER ? 0 : WORLD_DISTRIBUTOR_REWARD_WEI);
        expect_income(world, before, receipt, paid);
        cr_assert_eq(receipt->log_count, 1);
        cr_assert(contracts_delivery_decode_installed(&receipt->logs[0], &installed));
        cr_expect(u256_equal(installed.paid_wei, u256_from_u64(paid)));
        cr_expect(is_installed(world, &delivery, 0));
    }
    cr_expect_eq(is_delivered(world, &delivery, 0), semantics == CONTRACTS_REFERENCE_CODE);

    before = chain_balance(world->chain, &world->distributor.address);
    receipt = deliver(world, &world->distributor, &delivery, 0);
    if (semantics == CONTRACTS_REFERENCE_CODE) {
        assert_refused(world, receipt, "AlreadyDelivered");
        cr_expect(u256_is_zero(income(world, before, receipt)));
        cr_expect_eq(world_score(world, &world->distributor.address), 0);
        return;
    }
    expect_income(world, before, receipt, WORLD_DISTRIBUTOR_REWARD_WEI);
    if (semantics == CONTRACTS_HARDENED) {
        before = chain_balance(world->chain, &world->hub.address);
        receipt = install(world, &world->hub, &delivery, 0);
        expect_income(world, before, receipt, WORLD_HUB_REWARD_WEI);
    }
}

/* One delivery, two releases of one update. */
EACH_TEST(a_proof_of_delivery_in_a_second_release)
{
    crypto_address first = world_release_all(world, false);
    crypto_address second = world_release_all(world, false);
    const struct party *from = &world->distributor, *hub = &world->hub;
    const crypto_address *device = &world->addresses[0];
    struct proof proof = world_proof(world, &first, &world->devices[0], &from->address);
    crypto_secp256k1_signature pofd =
        world_installation(world, &first, &world->devices[0], &hub->address);
    assert_outcome(world_claim(world, from, &first, device, &proof, NULL), "success");
    assert_outcome(world_install(world, hub, &first, device, &pofd, NULL), "success");

    u256 before = chain_balance(world->chain, &from->address);
    const struct chain_receipt *receipt = world_claim(world, from, &second, device, &proof, NULL);
    if (world->rules.semantics == CONTRACTS_HARDENED) {
        assert_refused(world, receipt, "WrongSignature");
        cr_expect_eq(world_score(world, &from->address), 1);
        cr_expect_not(is_delivered(world, &second, 0));
        /* What the device signs for the second is paid there. */
        assert_outcome(deliver(world, from, &second, 0), "success");
        assert_refused(world, world_install(world, hub, &second, device, &pofd, NULL),
                       "WrongSignature");
        assert_outcome(install(world, hub, &second, 0), "success");
        return;
    }
    expect_income(world, before, receipt, WORLD_DISTRIBUTOR_REWARD_WEI);
    cr_expect_eq(world_score(world, &from->address), 2);
    before = chain_balance(world->chain, &hub->address);
    receipt = world_install(world, hub, &second, device, &pofd, NULL);
    expect_income(world, before, receipt, WORLD_HUB_REWARD_WEI);
}

/* On another chain with the same addresses. */
ONE_TEST(CONTRACTS_HARDENED, a_signature_for_another_chain_is_worth_nothing)
{
    crypto_address delivery = world_release_all(world, false);
    struct proof proof =
        world_proof(world, &delivery, &world->devices[0], &world->distributor.address);
    struct contracts_signing signing = world_signing(world, &delivery);
    signing.chain_id = 2;
    crypto_digest digest = contracts_delivery_pod_digest(&signing, &proof.s);
    crypto_secp256k1_sign(&world->devices[0].secret, &digest, &proof.pod);
    assert_outcome(
        world_claim(world, &world->distributor, &delivery, &world->addresses[0], &proof, NULL),
        "WrongSignature");
}

EACH_TEST(a_check_that_fails_pays_nothing_and_says_why)
{
    crypto_address delivery = world_release_all(world, false);
    const struct party *from = &world->distributor;
    const crypto_address *device = &world->addresses[0];
    const struct proof good = world_proof(world, &delivery, &world->devices[0], &from->address);
    u256 deposit = chain_balance(world->chain, &delivery);

    assert_refused(world, world_claim(world, &world->rival, &delivery, device, &good, NULL),
                   "WrongKey");
    struct proof bad = good;
    bad.s.bytes[0] ^= 1;
    assert_refused(world, world_claim(world, from, &delivery, device, &bad, NULL), "WrongKeyHash");
    bad = good;
    bad.pod = world_proof(world, &delivery, &world->devices[1], &from->address).pod;
    assert_refused(world, world_claim(world, from, &delivery, device, &bad, NULL),
                   "WrongSignature");
    bad = world_proof(world, &delivery, &world->neighbour, &from->address);
    assert_refused(world,
                   world_claim(world, from, &delivery, &world->neighbour.address, &bad, NULL),
                   "NotListed");
    crypto_secp256k1_signature pofd =
        world_installation(world, &delivery, &world->neighbour, &world->hub.address);
    if (world->rules.semantics != CONTRACTS_HARDENED)
        assert_refused(
            world,
            world_install(world, &world->hub, &delivery, &world->neighbour.address, &pofd, NULL),
            "NotListed");
    pofd = world_installation(world, &delivery, &world->devices[0], &world->rival.address);
    if (world->rules.semantics != CONTRACTS_HARDENED)
        assert_refused(world, world_install(world, &world->hub, &delivery, device, &pofd, NULL),
                       "WrongSignature");
    assert_refused(world, world_withdraw(world, from, &delivery), "NotManufacturer");
    assert_refused(world, world_withdraw(world, &world->manufacturer, &delivery), "NotExpired");

    cr_expect(u256_equal(chain_balance(world->chain, &delivery), deposit));
    cr_expect_not(is_delivered(world, &delivery, 0));
    cr_expect_eq(world_score(world, &from->address), 0);
    assert_outcome(world_claim(world, from, &delivery, device, &good, NULL), "success");
    cr_expect(is_delivered(world, &delivery, 0));
}

EACH_TEST(claims_that_come_too_late)
{
    crypto_address delivery = world_release_all(world, false);
    uint64_t expires_at = world->now_s + WORLD_EXPIRY_S;
    assert_outcome(deliver(world, &world->distributor, &delivery, 1), "success");
    uint64_t rest = WORLD_DEVICE_COUNT * (WORLD_DISTRIBUTOR_REWARD_WEI + WORLD_HUB_REWARD_WEI) -
                    WORLD_DISTRIBUTOR_REWARD_WEI;
    world->now_s = expires_at - WORLD_BLOCK_S;
    assert_refused(world, deliver(world, &world->distributor, &delivery, 0), "Expired");
    cr_assert_eq(world->now_s, expires_at);
    assert_refused(world, install(world, &world->hub, &delivery, 1), "Expired");
    u256 before = chain_balance(world->chain, &world->manufacturer.address);
    const struct chain_receipt *receipt = world_withdraw(world, &world->manufacturer, &delivery);
    expect_income(world, before, receipt, rest);
    struct contracts_withdrawn event;
    cr_assert_eq(receipt->log_count, 1);
    cr_expect(contracts_delivery_decode_withdrawn(&receipt->logs[0], &event));
}

/* The list is made in full or not at all, whatever the semantics. */
EACH_TEST(a_list_always_reverts)
{
    crypto_address delivery = world_release_all(world, false);
    struct base_buffer data = {0};
    contracts_delivery_encode_add_devices(&data, world->addresses, 1);
    assert_outcome(world_send(world, &world->manufacturer, &delivery, 0, &data), "TooManyDevices");
}

EACH_TEST(an_exchange_pays_one_of_the_two)
{
    crypto_digest t = digest_of("t");
    crypto_digest r = contracts_exchange_key(&t, &world->distributor.address);
    crypto_digest s = crypto_sha256(r.bytes, sizeof r.bytes);
    for (int late = 0; late < 2; late++) {
        crypto_address exchange =
            world_open_exchange(world, &world->rival, &world->distributor, &s, 77);
        struct base_buffer data = {0};
        contracts_exchange_encode_refund(&data);
        assert_refused(world, world_send(world, &world->rival, &exchange, 0, &data), "NotExpired");
        contracts_exchange_encode_reveal(&data, &t, &r);
        assert_refused(world, world_send(world, &world->rival, &exchange, 0, &data), "NotSeller");
        contracts_exchange_encode_reveal(&data, &s, &r);
        assert_refused(world, world_send(world, &world->distributor, &exchange, 0, &data),
                       "WrongKey");
        if (late)
            world->now_s += WORLD_EXPIRY_S;
        contracts_exchange_encode_reveal(&data, &t, &r);
        u256 before = chain_balance(world->chain, &world->distributor.address);
        const struct chain_receipt *receipt =
            world_send(world, &world->distributor, &exchange, 0, &data);
        if (!late) {
            expect_income(world, before, receipt, 77);
            contracts_exchange_encode_reveal(&data, &t, &r);
            assert_refused(world, world_send(world, &world->distributor, &exchange, 0, &data),
                           "Closed");
            continue;
        }
        assert_refused(world, receipt, "Expired");
        contracts_exchange_encode_refund(&data);
        before = chain_balance(world->chain, &world->rival.address);
        receipt = world_send(world, &world->rival, &exchange, 0, &data);
        expect_income(world, before, receipt, 77);
        contracts_exchange_encode_refund(&data);
        assert_refused(world, world_send(world, &world->rival, &exchange, 0, &data), "Closed");
    }
}

/** Delivers to device i in a block of this date, and tells the score. */
static uint64_t deliver_at(struct world *world, const struct party *distributor,
                           const crypto_address *delivery, int device, uint64_t date_s)
{
    world->now_s = date_s - WORLD_BLOCK_S;
    assert_outcome(deliver(world, distributor, delivery, device), "success");
    cr_assert_eq(world->now_s, date_s);
    return world_score(world, &distributor->address);
}

/* Each window is opened by its distributor's first delivery after the one before has run out, and a
 * score stands until then. */
ONE_TEST(CONTRACTS_REFERENCE_CODE, windows_are_lazy_and_each_distributors_own)
{
    struct party *first = &world->distributor, *second = &world->rival;
    uint64_t start = world->deployment->block_timestamp_s + 3 * WORLD_SCORE_PERIOD_S / 2;
    world->now_s = start - 2 * WORLD_BLOCK_S;
    crypto_address delivery = world_release_all(world, false);
    cr_expect_eq(deliver_at(world, first, &delivery, 0, start), 1);
    cr_expect_eq(deliver_at(world, second, &delivery, 1, start + 600), 1);
    /* A common window would have ended between these two. */
    cr_expect_eq(deliver_at(world, first, &delivery, 2, start + 800), 2);

    /* The last second of the first one's window, and the first one after. */
    world->now_s = start + WORLD_SCORE_PERIOD_S - 100;
    delivery = world_release_all(world, false);
    cr_expect_eq(deliver_at(world, first, &delivery, 0, start + WORLD_SCORE_PERIOD_S - 1), 3);
    world->now_s = start + WORLD_SCORE_PERIOD_S;
    cr_expect_eq(world_score(world, &first->address), 3);
    cr_expect_eq(world_score(world, &second->address), 1);
    cr_expect_eq(deliver_at(world, second, &delivery, 1, start + WORLD_SCORE_PERIOD_S + 30), 2);
    cr_expect_eq(deliver_at(world, first, &delivery, 2, start + WORLD_SCORE_PERIOD_S + 60), 1);

    /* Who does nothing keeps its score. */
    world->now_s = start + 100 * WORLD_SCORE_PERIOD_S;
    cr_expect_eq(world_score(world, &second->address), 2);
    delivery = world_release_all(world, false);
    assert_outcome(deliver(world, second, &delivery, 0), "success");
    cr_expect_eq(world_score(world, &second->address), 1);
}

/* score = count + floor(count before * part of the window that is left); a period has 3600 s. */
ONE_TEST(CONTRACTS_HARDENED, a_score_fades_and_never_ends_at_a_moment)
{
    struct party *first = &world->distributor;
    uint64_t window = world->deployment->block_timestamp_s + WORLD_SCORE_PERIOD_S;
    world->now_s = window - 200;
    crypto_address delivery = world_release_all(world, false);
    for (int i = 0; i < 4; i++)
        cr_expect_eq(deliver_at(world, first, &delivery, i, window - 100 + 12 * (uint64_t)i),
                     (uint64_t)i + 1);
    static const struct {
        uint64_t after_s, score;
    } faded[] = {{0, 4}, {1, 3}, {900, 3}, {901, 2}, {1800, 2}, {2700, 1}, {2701, 0}, {3599, 0}};
    for (size_t i = 0; i < sizeof faded / sizeof faded[0]; i++) {
        world->now_s = window + faded[i].after_s;
        cr_expect_eq(world_score(world, &first->address), faded[i].score, "%lu s",
                     (unsigned long)faded[i].after_s);
    }
    world->now_s = window + 800;
    delivery = world_release_all(world, false);
    /* 4 * 2700 / 3600 = 3, and this one. */
    cr_expect_eq(deliver_at(world, first, &delivery, 0, window + 900), 4);
    world->now_s = window + WORLD_SCORE_PERIOD_S;
    cr_expect_eq(world_score(world, &first->address), 1);
    world->now_s = window + 2 * WORLD_SCORE_PERIOD_S;
    cr_expect_eq(world_score(world, &first->address), 0);
}

/* Without tags a challenge c || n2 = U_h || s is a PoD (section III-B); with tags it is none. */
EACH_TEST(an_identification_as_a_proof_of_delivery)
{
    crypto_address delivery = world_release_all(world, false);
    struct proof proof = world_proof(world, &delivery, &world->devices[0], &world->rival.address);
    uint8_t challenge[64];
    memcpy(challenge, digest_of("update").bytes, 32);
    memcpy(challenge + 32, proof.s.bytes, 32);
    crypto_digest oracle = crypto_sha256(challenge, sizeof challenge);
    crypto_secp256k1_sign(&world->devices[0].secret, &oracle, &proof.pod);
    const struct chain_receipt *receipt =
        world_claim(world, &world->rival, &delivery, &world->addresses[0], &proof, NULL);
    if (world->rules.tagging == CONTRACTS_RAW)
        assert_outcome(receipt, "success");
    else
        assert_refused(world, receipt, "WrongSignature");
    cr_expect_eq(is_delivered(world, &delivery, 0), world->rules.tagging == CONTRACTS_RAW);
}

/* Every code that there is differs from every other one, and fits a contract with room. */
Test(semantics, every_rules_have_code_of_their_own)
{
    const struct contracts_artifact *seen[CRYPTO_SCHEME_COUNT * EVERY_RULES];
    size_t count = 0;
    for (int scheme = 0; scheme < CRYPTO_SCHEME_COUNT; scheme++) {
        cr_expect_null(
            contracts_variants[scheme].super_contract[CONTRACTS_HARDENED][CONTRACTS_RAW]);
        for (size_t i = 0; i < EVERY_RULES; i++) {
            const struct contracts_variant *variant = &contracts_variants[scheme];
            const struct contracts_artifact *code =
                all_rules[i].halves_scores
                    ? variant->decaying_super_contract
                    : variant->super_contract[all_rules[i].semantics][all_rules[i].tagging];
            cr_assert_not_null(code);
            for (size_t j = 0; j < count; j++)
                cr_expect_not(code->creation_code_len == seen[j]->creation_code_len &&
                              memcmp(code->creation_code, seen[j]->creation_code,
                                     code->creation_code_len) == 0);
            seen[count++] = code;
            cr_expect_lt(code->creation_code_len, 24576U); /* EIP-170 */
        }
    }
    cr_expect_eq(contracts_variants[0].super_contract[0][0], &contracts_super_contract);
}
