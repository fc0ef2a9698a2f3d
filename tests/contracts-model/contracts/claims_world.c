#include "claims_world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "contracts-model/contracts/delivery_contract.h"
#include "contracts-model/contracts/super_contract.h"

enum { LISTED_AT_ONCE = 500 };
#define BLOCK_GAS 60000000
#define BLOCK_S 12
#define CLAIM_GAS 150000
#define LARGE_GAS 16000000 /* under EIP-7825's 2^24 */
#define REWARD_WEI 1000

void claims_check(bool holds, const char *what)
{
    if (!holds) {
        fprintf(stderr, "claims: %s\n", what);
        exit(1);
    }
}

static struct claims_party party_of(const char *kind, int index)
{
    char name[64];
    struct claims_party party = {.nonce = 0};

    snprintf(name, sizeof(name), "%s %d", kind, index);
    crypto_digest seed = crypto_sha256(name, strlen(name));
    crypto_secp256k1_keypair(seed.bytes, &party.secret, &party.address);
    return party;
}

/** Takes what `data` holds and deinits it. */
static struct base_buffer sign(const struct claims_party *from, uint64_t nonce,
                               const crypto_address *to, uint64_t value_wei, uint64_t gas_limit,
                               struct base_buffer *data)
{
    struct chain_transaction transaction = {
        .type = CHAIN_TX_DYNAMIC_FEE,
        .chain_id = 1,
        .nonce = nonce,
        .max_priority_fee_wei = u256_from_u64(1),
        .max_fee_wei = u256_from_u64(1000),
        .gas_limit = gas_limit,
        .is_creation = to == NULL,
        .value_wei = u256_from_u64(value_wei),
        .data = data->data,
        .data_len = data->len,
    };
    struct base_buffer encoded = {0};

    if (to != NULL) {
        transaction.to = *to;
    }
    claims_check(!base_buffer_failed(data), "no memory");
    claims_check(chain_transaction_sign(&transaction, &from->secret, &encoded) == 0, "cannot sign");
    base_buffer_deinit(data);
    return encoded;
}

void claims_world_submit(struct claims_world *world, const struct base_buffer *claim)
{
    claims_check(chain_submit(world->chain, claim->data, claim->len, NULL) == CHAIN_ACCEPTED,
                 "a transaction is refused");
}

const struct chain_block *claims_world_produce(struct claims_world *world)
{
    const struct chain_block *block;

    world->now_s += BLOCK_S;
    claims_check(chain_produce_block(world->chain, world->now_s, &block) == 0, "no block");
    claims_check(block->receipt_count > 0, "an empty block");
    for (size_t i = 0; i < block->receipt_count; i++) {
        claims_check(block->receipts[i]->success, "a transaction fails");
    }
    return block;
}

/** Sends a large transaction of the manufacturer's and waits for it. */
static const struct chain_receipt *send(struct claims_world *world, const crypto_address *to,
                                        uint64_t value_wei, struct base_buffer *data)
{
    struct base_buffer encoded =
        sign(&world->manufacturer, world->manufacturer.nonce++, to, value_wei, LARGE_GAS, data);

    claims_world_submit(world, &encoded);
    base_buffer_deinit(&encoded);
    const struct chain_block *block = claims_world_produce(world);
    claims_check(block->receipt_count == 1, "others are in the block of a release");
    return block->receipts[0];
}

static void new_chain(struct claims_world *world, uint64_t receipts_kept_blocks)
{
    struct chain_config config = {
        .fork = EVM_FORK_OSAKA,
        .chain_id = 1,
        .genesis_timestamp_s = world->now_s,
        .gas_limit = BLOCK_GAS,
        .receipts_kept_blocks = receipts_kept_blocks,
        .initial_base_fee_wei = u256_from_u64(7),
        .coinbase = party_of("miner", 0).address,
    };
    u256 funds_wei = u256_from_u64(UINT64_C(10000000000000000000));

    claims_check(chain_new(&config, &world->chain) == 0, "no chain");
    claims_check(chain_fund(world->chain, &world->manufacturer.address, funds_wei) == 0,
                 "no funds");
    for (int i = 0; i < CLAIMS_DISTRIBUTORS; i++) {
        claims_check(chain_fund(world->chain, &world->distributors[i].address, funds_wei) == 0,
                     "no funds");
    }
}

struct claims_world *claims_world_new(uint64_t receipts_kept_blocks)
{
    claims_check(crypto_init() == 0, "no crypto");
    struct claims_world *world = calloc(1, sizeof(*world));
    claims_check(world != NULL, "no memory");
    world->now_s = 1600000000;
    world->manufacturer = party_of("manufacturer", 0);
    for (int i = 0; i < CLAIMS_DISTRIBUTORS; i++) {
        world->distributors[i] = party_of("distributor", i);
    }
    for (int i = 0; i < CLAIMS_DEVICES; i++) {
        world->devices[i] = party_of("device", i);
        world->addresses[i] = world->devices[i].address;
    }
    new_chain(world, receipts_kept_blocks);
    struct base_buffer data = {0};
    contracts_super_encode_creation(
        &data, &(struct contracts_rules){.scheme = CRYPTO_SCHEME_SECP256K1}, 3600);
    world->super = send(world, NULL, 0, &data)->to;
    return world;
}

void claims_world_free(struct claims_world *world)
{
    chain_free(world->chain);
    free(world);
}

struct claims_release claims_world_release(struct claims_world *world)
{
    struct claims_release release = {.number = world->release_count++};
    release.update_hash = crypto_sha256(&release.number, sizeof(release.number));
    struct contracts_release announced = {
        .expiry_s = 1000000,
        .update_hash = release.update_hash,
        .device_count = CLAIMS_DEVICES,
        .distributor_reward_wei = u256_from_u64(REWARD_WEI),
        .hub_reward_wei = u256_from_u64(REWARD_WEI),
    };
    struct contracts_released event;
    struct base_buffer data = {0};

    contracts_super_encode_release(&data, &announced, world->addresses, LISTED_AT_ONCE);
    const struct chain_receipt *receipt =
        send(world, &world->super, 2 * CLAIMS_DEVICES * REWARD_WEI, &data);
    claims_check(receipt->log_count > 0 &&
                     contracts_super_decode_released(&receipt->logs[0], &event),
                 "there is no release");
    release.delivery = event.delivery;
    for (int i = LISTED_AT_ONCE; i < CLAIMS_DEVICES; i += LISTED_AT_ONCE) {
        contracts_delivery_encode_add_devices(&data, world->addresses + i, LISTED_AT_ONCE);
        send(world, &release.delivery, 0, &data);
    }
    return release;
}

struct base_buffer claims_world_claim(const struct claims_world *world,
                                      const struct claims_release *release, int i)
{
    const struct claims_party *distributor = &world->distributors[i % CLAIMS_DISTRIBUTORS];
    const struct claims_party *device = &world->devices[i];
    uint64_t nonce = release->number * (CLAIMS_DEVICES / CLAIMS_DISTRIBUTORS) +
                     (uint64_t)(i / CLAIMS_DISTRIBUTORS);
    uint64_t seed[2] = {release->number, (uint64_t)i};
    crypto_digest t = crypto_sha256(seed, sizeof(seed));
    crypto_digest r = contracts_delivery_key(&t, &device->address, &distributor->address);
    crypto_digest s = crypto_sha256(r.bytes, sizeof(r.bytes));
    const struct contracts_signing signing = {.update_hash = release->update_hash};
    crypto_digest signed_digest = contracts_delivery_pod_digest(&signing, &s);
    crypto_secp256k1_signature pod;
    struct base_buffer data = {0};

    crypto_secp256k1_sign(&device->secret, &signed_digest, &pod);
    struct crypto_scheme_signature signature = crypto_scheme_from_secp256k1(&pod);
    contracts_delivery_encode_claim(&data, &device->address, &t, &r, &s, NULL, &signature, NULL);
    return sign(distributor, nonce, &release->delivery, 0, CLAIM_GAS, &data);
}
