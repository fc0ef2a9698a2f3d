#include "world.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "replay.h"

#define FUNDS_WEI UINT64_C(10000000000000000000)
#define GAS_LIMIT 15000000 /* under EIP-7825's 2^24 */
#define GAS_PRICE_WEI 100

struct party party_of(const char *name)
{
    struct party party;
    crypto_digest seed = digest_of(name);
    crypto_secp256k1_keypair(seed.bytes, &party.secret, &party.address);
    return party;
}

crypto_digest digest_of(const char *text)
{
    return crypto_sha256(text, strlen(text));
}

bool same_address(const crypto_address *a, const crypto_address *b)
{
    return memcmp(a->bytes, b->bytes, sizeof a->bytes) == 0;
}

bool same_digest(const crypto_digest *a, const crypto_digest *b)
{
    return memcmp(a->bytes, b->bytes, sizeof a->bytes) == 0;
}

void world_init(struct world *world, enum evm_fork fork)
{
    world_init_scheme(world, fork, CRYPTO_SCHEME_SECP256K1);
}

void world_init_scheme(struct world *world, enum evm_fork fork, enum crypto_scheme scheme)
{
    world_init_rules(world, fork, &(struct contracts_rules){.scheme = scheme});
}

void world_init_rules(struct world *world, enum evm_fork fork, const struct contracts_rules *rules)
{
    enum crypto_scheme scheme = rules->scheme;
    cr_assert_eq(crypto_init(), 0);
    *world = (struct world){
        .fork = fork,
        .rules = *rules,
        .now_s = 1600000000,
        .manufacturer = party_of("manufacturer"),
        .distributor = party_of("distributor"),
        .rival = party_of("rival"),
        .hub = party_of("hub"),
        .neighbour = party_of("neighbour"),
    };
    crypto_digest leaves[WORLD_DEVICE_COUNT];
    for (int i = 0; i < WORLD_DEVICE_COUNT; i++) {
        const char name[] = {'d', 'e', 'v', 'i', 'c', 'e', (char)('0' + i), 0};
        world->devices[i] = party_of(name);
        crypto_digest seed = digest_of(name);
        cr_assert_eq(crypto_scheme_keypair(scheme, seed.bytes, &world->keys[i], &world->secrets[i]),
                     0);
        world->addresses[i] = crypto_scheme_address(&world->keys[i]);
        leaves[i] = contracts_delivery_leaf(&world->addresses[i]);
    }
    cr_assert_eq(crypto_merkle_init(&world->tree, leaves, WORLD_DEVICE_COUNT), 0);

    struct chain_config config = {
        .fork = fork,
        .has_ed25519_verify = scheme == CRYPTO_SCHEME_ED25519,
        .chain_id = 1,
        .genesis_timestamp_s = world->now_s,
        .gas_limit = 30000000,
        .initial_base_fee_wei = u256_from_u64(7),
        .coinbase = party_of("miner").address,
    };
    cr_assert_eq(chain_new(&config, &world->chain), 0);
    const struct party *funded[] = {&world->manufacturer, &world->distributor, &world->rival,
                                    &world->hub, &world->neighbour};
    for (size_t i = 0; i < sizeof funded / sizeof funded[0]; i++) {
        cr_assert_eq(chain_fund(world->chain, &funded[i]->address, u256_from_u64(FUNDS_WEI)), 0);
    }

    if (getenv("CROWDPATCH_REPLAY"))
        cr_assert_eq(replay_new(world->chain, &world->replay), 0);

    struct base_buffer data = {0};
    contracts_super_encode_creation(&data, rules, WORLD_SCORE_PERIOD_S);
    world->deployment = world_send(world, &world->manufacturer, NULL, 0, &data);
    assert_outcome(world->deployment, "success");
    world->super = world->deployment->to;
}

void world_deinit(struct world *world)
{
    cr_assert_eq(chain_check_supply(world->chain), 0);
    enum replay_verdict verdict = REPLAY_AGREES;
    if (world->replay)
        cr_assert_eq(replay_check(world->replay, &verdict), 0);
    replay_free(world->replay);
    chain_free(world->chain);
    crypto_merkle_deinit(&world->tree);
    cr_assert_neq(verdict, REPLAY_DIFFERS);
    if (verdict == REPLAY_SKIPPED)
        cr_skip_test("the other EVM is not here");
}

const struct chain_receipt *world_send(struct world *world, const struct party *from,
                                       const crypto_address *to, uint64_t value_wei,
                                       struct base_buffer *data)
{
    cr_assert(!base_buffer_failed(data));
    struct chain_transaction transaction = {
        .type = CHAIN_TX_LEGACY,
        .chain_id = 1,
        .nonce = chain_nonce(world->chain, &from->address),
        .max_fee_wei = u256_from_u64(GAS_PRICE_WEI),
        .gas_limit = GAS_LIMIT,
        .is_creation = to == NULL,
        .value_wei = u256_from_u64(value_wei),
        .data = data->data,
        .data_len = data->len,
    };
    if (to)
        transaction.to = *to;
    struct base_buffer encoded = {0};
    cr_assert_eq(chain_transaction_sign(&transaction, &from->secret, &encoded), 0);
    crypto_digest hash;
    int outcome = chain_submit(world->chain, encoded.data, encoded.len, &hash);
    cr_assert_eq(outcome, CHAIN_ACCEPTED, "%s", chain_submit_outcome_name(outcome));
    base_buffer_deinit(&encoded);
    base_buffer_deinit(data);

    const struct chain_block *block;
    world->now_s += WORLD_BLOCK_S;
    cr_assert_eq(chain_produce_block(world->chain, world->now_s, &block), 0);
    cr_assert_eq(block->receipt_count, 1);
    const struct chain_receipt *receipt = chain_receipt_find(world->chain, &hash);
    cr_assert_not_null(receipt);
    return receipt;
}

const char *world_outcome(const struct chain_receipt *receipt)
{
    if (receipt->success)
        return "success";
    const char *name = receipt->status == EVM_REVERT
                           ? contracts_error_name(receipt->output, receipt->output_len)
                           : NULL;
    return name ? name : evm_status_name(receipt->status);
}

/* Returns the view's output; the caller deinits it. */
static struct evm_result ask(struct world *world, const crypto_address *to,
                             struct base_buffer *data)
{
    struct evm_result result;
    cr_assert(!base_buffer_failed(data));
    cr_assert_eq(chain_call(world->chain, &world->neighbour.address, to, data->data, data->len,
                            world->now_s, &result),
                 0);
    cr_assert_eq(result.status, EVM_SUCCESS);
    base_buffer_deinit(data);
    return result;
}

bool world_ask_bool(struct world *world, const crypto_address *to, struct base_buffer *data)
{
    struct evm_result result = ask(world, to, data);
    bool value;
    cr_assert(contracts_delivery_decode_bool(result.output, result.output_len, &value));
    evm_result_deinit(&result);
    return value;
}

u256 world_ask_word(struct world *world, const crypto_address *to, struct base_buffer *data)
{
    struct evm_result result = ask(world, to, data);
    cr_assert_eq(result.output_len, 32);
    u256 word = u256_from_be(result.output);
    evm_result_deinit(&result);
    return word;
}

uint64_t world_score(struct world *world, const crypto_address *distributor)
{
    struct base_buffer data = {0};
    contracts_super_encode_score(&data, distributor);
    struct evm_result result = ask(world, &world->super, &data);
    uint64_t score;
    cr_assert(contracts_super_decode_score(result.output, result.output_len, &score));
    evm_result_deinit(&result);
    return score;
}

struct contracts_release world_release(const struct world *world, bool by_root)
{
    return (struct contracts_release){
        .expiry_s = WORLD_EXPIRY_S,
        .update_hash = digest_of("update"),
        .package_hash = digest_of("package"),
        .delivery_vk_hash = digest_of("delivery_vk"),
        .delivery_pk_hash = digest_of("delivery_pk"),
        .exchange_vk_hash = digest_of("exchange_vk"),
        .exchange_pk_hash = digest_of("exchange_pk"),
        .device_count = WORLD_DEVICE_COUNT,
        .by_root = by_root,
        .device_root = by_root ? crypto_merkle_root(&world->tree) : (crypto_digest){{0}},
        .distributor_reward_wei = u256_from_u64(WORLD_DISTRIBUTOR_REWARD_WEI),
        .hub_reward_wei = u256_from_u64(WORLD_HUB_REWARD_WEI),
    };
}

uint64_t world_deposit(const struct contracts_release *release)
{
    return release->device_count * (WORLD_DISTRIBUTOR_REWARD_WEI + WORLD_HUB_REWARD_WEI);
}

crypto_address world_released(const struct world *world, const struct chain_receipt *receipt,
                              const struct contracts_release *release)
{
    assert_outcome(receipt, "success");
    cr_assert_geq(receipt->log_count, 1);
    struct contracts_released event;
    cr_assert(same_address(&receipt->logs[0].address, &world->super));
    cr_assert(contracts_super_decode_released(&receipt->logs[0], &event));
    cr_assert(same_digest(&event.update_hash, &release->update_hash));
    cr_assert(same_digest(&event.package_hash, &release->package_hash));
    cr_assert_eq(event.expires_at_s, receipt->block_timestamp_s + release->expiry_s);
    return event.delivery;
}

crypto_address world_release_all(struct world *world, bool by_root)
{
    struct contracts_release release = world_release(world, by_root);
    struct base_buffer data = {0};
    contracts_super_encode_release(&data, &release, world->addresses,
                                   by_root ? 0 : WORLD_DEVICE_COUNT);
    return world_released(
        world,
        world_send(world, &world->manufacturer, &world->super, world_deposit(&release), &data),
        &release);
}

static struct proof prove(const struct contracts_signing *signing, const struct party *device,
                          const crypto_address *distributor)
{
    struct proof proof = {.t = digest_of("t")};
    proof.r = contracts_delivery_key(&proof.t, &device->address, distributor);
    proof.s = crypto_sha256(proof.r.bytes, sizeof proof.r.bytes);
    crypto_digest signed_digest = contracts_delivery_pod_digest(signing, &proof.s);
    crypto_secp256k1_sign(&device->secret, &signed_digest, &proof.pod);
    return proof;
}

struct proof proof_of(const struct party *device, const crypto_address *distributor)
{
    const struct contracts_signing signing = {.update_hash = digest_of("update")};
    return prove(&signing, device, distributor);
}

struct contracts_signing world_signing(const struct world *world, const crypto_address *delivery)
{
    return (struct contracts_signing){
        .rules = world->rules,
        .update_hash = digest_of("update"),
        .chain_id = 1,
        .contract = *delivery,
    };
}

struct proof world_proof(const struct world *world, const crypto_address *delivery,
                         const struct party *device, const crypto_address *distributor)
{
    const struct contracts_signing signing = world_signing(world, delivery);
    return prove(&signing, device, distributor);
}

const struct chain_receipt *world_claim(struct world *world, const struct party *from,
                                        const crypto_address *delivery,
                                        const crypto_address *device, const struct proof *proof,
                                        const struct contracts_membership *membership)
{
    struct base_buffer data = {0};
    struct crypto_scheme_signature pod = crypto_scheme_from_secp256k1(&proof->pod);
    contracts_delivery_encode_claim(&data, device, &proof->t, &proof->r, &proof->s, NULL, &pod,
                                    membership);
    return world_send(world, from, delivery, 0, &data);
}

static crypto_secp256k1_signature confirm(const struct contracts_signing *signing,
                                          const struct party *device, const crypto_address *hub)
{
    crypto_digest signed_digest = contracts_delivery_pofd_digest(signing, hub);
    crypto_secp256k1_signature pofd;
    crypto_secp256k1_sign(&device->secret, &signed_digest, &pofd);
    return pofd;
}

crypto_secp256k1_signature installation_of(const struct party *device, const crypto_address *hub)
{
    const struct contracts_signing signing = {.update_hash = digest_of("update")};
    return confirm(&signing, device, hub);
}

crypto_secp256k1_signature world_installation(const struct world *world,
                                              const crypto_address *delivery,
                                              const struct party *device, const crypto_address *hub)
{
    const struct contracts_signing signing = world_signing(world, delivery);
    return confirm(&signing, device, hub);
}

const struct chain_receipt *world_install(struct world *world, const struct party *from,
                                          const crypto_address *delivery,
                                          const crypto_address *device,
                                          const crypto_secp256k1_signature *pofd,
                                          const struct contracts_membership *membership)
{
    struct base_buffer data = {0};
    struct crypto_scheme_signature signature = crypto_scheme_from_secp256k1(pofd);
    contracts_delivery_encode_claim_installation(&data, device, NULL, &signature, membership);
    return world_send(world, from, delivery, 0, &data);
}

const struct chain_receipt *world_withdraw(struct world *world, const struct party *from,
                                           const crypto_address *delivery)
{
    struct base_buffer data = {0};
    contracts_delivery_encode_withdraw(&data);
    return world_send(world, from, delivery, 0, &data);
}

crypto_address world_open_exchange(struct world *world, const struct party *buyer,
                                   const struct party *seller, const crypto_digest *s,
                                   uint64_t offer_wei)
{
    struct base_buffer data = {0};
    contracts_super_encode_open_exchange(&data, &seller->address, s, WORLD_EXPIRY_S);
    const struct chain_receipt *receipt = world_send(world, buyer, &world->super, offer_wei, &data);
    assert_outcome(receipt, "success");
    struct contracts_exchange_opened event;
    cr_assert_eq(receipt->log_count, 1);
    cr_assert(same_address(&receipt->logs[0].address, &world->super));
    cr_assert(contracts_super_decode_exchange_opened(&receipt->logs[0], &event));
    cr_assert(same_address(&event.seller, &seller->address));
    cr_assert(same_address(&event.buyer, &buyer->address));
    cr_assert(same_digest(&event.s, s));
    cr_assert(u256_equal(event.offer_wei, u256_from_u64(offer_wei)));
    cr_assert_eq(event.expires_at_s, receipt->block_timestamp_s + WORLD_EXPIRY_S);
    return event.exchange;
}
