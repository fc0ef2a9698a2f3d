/* What a reward claim (PoD) costs on one core, all in: the encoded transaction is decoded and its
   sender recovered (submit), then executed with the ecrecover precompile, logged and sealed in
   blocks of 60 million gas (produce). CPU time of this process. Prints
   claims: 5000 in 8 blocks, 45.0 us each (submit 22.0, produce 23.0), goal 50 us
   and the memory that the chain keeps for each. Fails when a claim fails, never on time. */
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/arena.h"
#include "contracts-model/chain/chain.h"
#include "contracts-model/contracts/delivery_contract.h"
#include "contracts-model/contracts/super_contract.h"

enum { DEVICES = 5000, DISTRIBUTORS = 50, LISTED_AT_ONCE = 500, RECOVERIES = 2000 };
#define GOAL_US 50.0
#define BLOCK_GAS 60000000
#define BLOCK_S 12
#define CLAIM_GAS 150000
#define LARGE_GAS 16000000 /* under EIP-7825's 2^24 */
#define REWARD_WEI 1000

struct party {
    crypto_secp256k1_secret secret;
    crypto_address address;
    uint64_t nonce;
};

struct world {
    struct chain *chain;
    uint64_t now_s;
    struct party manufacturer;
    struct party distributors[DISTRIBUTORS];
    struct party devices[DEVICES];
    crypto_address addresses[DEVICES];
    crypto_digest update_hash;
    crypto_address delivery;
    struct base_buffer claims[DEVICES]; /* signed and encoded */
};

static void check(bool holds, const char *what)
{
    if (!holds) {
        fprintf(stderr, "bench_claims: %s\n", what);
        exit(1);
    }
}

static double now_us(void)
{
    struct timespec now;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec * 1e6 + (double)now.tv_nsec * 1e-3;
}

static size_t heap_bytes(void)
{
    struct mallinfo2 info = mallinfo2();

    return info.uordblks + info.hblkhd;
}

static struct party party_of(const char *kind, int index)
{
    char name[64];
    struct party party = {.nonce = 0};

    snprintf(name, sizeof(name), "%s %d", kind, index);
    crypto_digest seed = crypto_sha256(name, strlen(name));
    crypto_secp256k1_keypair(seed.bytes, &party.secret, &party.address);
    return party;
}

/** Takes what `data` holds and deinits it. */
static struct base_buffer sign(struct party *from, const crypto_address *to, uint64_t value_wei,
                               uint64_t gas_limit, struct base_buffer *data)
{
    struct chain_transaction transaction = {
        .type = CHAIN_TX_DYNAMIC_FEE,
        .chain_id = 1,
        .nonce = from->nonce++,
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
    check(!base_buffer_failed(data), "no memory");
    check(chain_transaction_sign(&transaction, &from->secret, &encoded) == 0, "cannot sign");
    base_buffer_deinit(data);
    return encoded;
}

static const struct chain_block *produce(struct world *world)
{
    const struct chain_block *block;

    world->now_s += BLOCK_S;
    check(chain_produce_block(world->chain, world->now_s, &block) == 0, "no block");
    return block;
}

/** Sends a large transaction of the manufacturer's and waits for it. */
static const struct chain_receipt *send(struct world *world, const crypto_address *to,
                                        uint64_t value_wei, struct base_buffer *data)
{
    struct base_buffer encoded = sign(&world->manufacturer, to, value_wei, LARGE_GAS, data);
    crypto_digest hash;

    check(chain_submit(world->chain, encoded.data, encoded.len, &hash) == CHAIN_ACCEPTED,
          "a transaction of the set-up is refused");
    base_buffer_deinit(&encoded);
    produce(world);
    const struct chain_receipt *receipt = chain_receipt_find(world->chain, &hash);
    check(receipt != NULL && receipt->success, "a transaction of the set-up fails");
    return receipt;
}

static void new_chain(struct world *world)
{
    struct chain_config config = {
        .fork = EVM_FORK_OSAKA,
        .chain_id = 1,
        .genesis_timestamp_s = world->now_s,
        .gas_limit = BLOCK_GAS,
        .initial_base_fee_wei = u256_from_u64(7),
        .coinbase = party_of("miner", 0).address,
    };
    u256 funds_wei = u256_from_u64(UINT64_C(10000000000000000000));

    check(chain_new(&config, &world->chain) == 0, "no chain");
    check(chain_fund(world->chain, &world->manufacturer.address, funds_wei) == 0, "no funds");
    for (int i = 0; i < DISTRIBUTORS; i++) {
        check(chain_fund(world->chain, &world->distributors[i].address, funds_wei) == 0,
              "no funds");
    }
}

/** A Super contract, and a release by list for all devices. */
static void release(struct world *world)
{
    struct contracts_release announced = {
        .expiry_s = 1000000,
        .update_hash = world->update_hash,
        .device_count = DEVICES,
        .distributor_reward_wei = u256_from_u64(REWARD_WEI),
        .hub_reward_wei = u256_from_u64(REWARD_WEI),
    };
    struct contracts_released event;
    struct base_buffer data = {0};

    contracts_super_encode_creation(&data, CRYPTO_SCHEME_SECP256K1, 3600);
    crypto_address super = send(world, NULL, 0, &data)->to;
    contracts_super_encode_release(&data, &announced, world->addresses, LISTED_AT_ONCE);
    const struct chain_receipt *receipt = send(world, &super, 2 * DEVICES * REWARD_WEI, &data);
    check(receipt->log_count > 0 && contracts_super_decode_released(&receipt->logs[0], &event),
          "there is no release");
    world->delivery = event.delivery;
    for (int i = LISTED_AT_ONCE; i < DEVICES; i += LISTED_AT_ONCE) {
        contracts_delivery_encode_add_devices(&data, world->addresses + i, LISTED_AT_ONCE);
        send(world, &world->delivery, 0, &data);
    }
}

/** Device i's claim, by distributor i % DISTRIBUTORS. */
static struct base_buffer claim(struct world *world, int i)
{
    struct party *distributor = &world->distributors[i % DISTRIBUTORS];
    const struct party *device = &world->devices[i];
    crypto_digest t = crypto_sha256(&i, sizeof(i));
    crypto_digest r = contracts_delivery_key(&t, &device->address, &distributor->address);
    crypto_digest s = crypto_sha256(r.bytes, sizeof(r.bytes));
    crypto_digest signed_digest = contracts_delivery_pod_digest(&world->update_hash, &s);
    crypto_secp256k1_signature pod;
    struct base_buffer data = {0};

    crypto_secp256k1_sign(&device->secret, &signed_digest, &pod);
    struct crypto_scheme_signature signature = crypto_scheme_from_secp256k1(&pod);
    contracts_delivery_encode_claim(&data, &device->address, &t, &r, &s, NULL, &signature, NULL);
    return sign(distributor, &world->delivery, 0, CLAIM_GAS, &data);
}

static void measure_claims(struct world *world)
{
    size_t before_bytes = heap_bytes();
    double start_us = now_us();
    for (int i = 0; i < DEVICES; i++) {
        crypto_digest hash;
        check(chain_submit(world->chain, world->claims[i].data, world->claims[i].len, &hash) ==
                  CHAIN_ACCEPTED,
              "a claim is refused");
    }
    double submitted_us = now_us();
    size_t pending_bytes = heap_bytes();
    double produce_us = 0;
    size_t done = 0;
    unsigned blocks = 0;
    uint64_t gas = 0;
    while (done < DEVICES) {
        double block_us = now_us();
        const struct chain_block *block = produce(world);
        produce_us += now_us() - block_us;
        check(block->receipt_count > 0, "an empty block");
        for (size_t i = 0; i < block->receipt_count; i++) {
            check(block->receipts[i]->success, "a claim fails");
        }
        gas += block->gas_used;
        done += block->receipt_count;
        blocks++;
    }
    double submit_us = (submitted_us - start_us) / DEVICES;
    produce_us /= DEVICES;
    printf("claims: %d in %u blocks, %.1f us each (submit %.1f, produce %.1f), goal %.0f us\n",
           DEVICES, blocks, submit_us + produce_us, submit_us, produce_us, GOAL_US);
    printf("gas: %.0f a claim, %.0f Mgas/s\n", (double)gas / DEVICES,
           (double)gas / DEVICES / (submit_us + produce_us));
    printf("memory: %.0f bytes a claim in the mempool, %.0f kept after its block\n",
           ((double)pending_bytes - (double)before_bytes) / DEVICES,
           ((double)heap_bytes() - (double)before_bytes) / DEVICES);
    check(chain_check_supply(world->chain) == 0, "wei is not conserved");
}

/** The two parts of a claim that are libsecp256k1's and the decoder's. */
static void measure_parts(const struct world *world)
{
    struct base_arena arena;
    struct chain_signed_transaction transaction;
    crypto_digest digest = crypto_sha256("digest", 6);
    crypto_secp256k1_signature signature;
    crypto_address address;

    base_arena_init(&arena, 4096);
    double start_us = now_us();
    for (int i = 0; i < RECOVERIES; i++) {
        struct base_arena_mark mark = base_arena_mark(&arena);
        check(chain_transaction_decode(world->claims[i].data, world->claims[i].len, 1, &arena,
                                       &transaction) == 0,
              "a claim cannot be decoded");
        base_arena_restore(&arena, mark);
    }
    double decode_us = (now_us() - start_us) / RECOVERIES;
    base_arena_deinit(&arena);

    crypto_secp256k1_sign(&world->devices[0].secret, &digest, &signature);
    start_us = now_us();
    for (int i = 0; i < RECOVERIES; i++) {
        check(crypto_secp256k1_recover(&signature, &digest, &address), "no signer");
    }
    printf("parts: decode and sender recovery %.1f us, of it one recovery %.1f us\n", decode_us,
           (now_us() - start_us) / RECOVERIES);
}

int main(void)
{
    check(crypto_init() == 0, "no crypto");
    struct world *world = calloc(1, sizeof(*world));
    check(world != NULL, "no memory");
    world->now_s = 1600000000;
    world->manufacturer = party_of("manufacturer", 0);
    world->update_hash = crypto_sha256("update", 6);
    for (int i = 0; i < DISTRIBUTORS; i++) {
        world->distributors[i] = party_of("distributor", i);
    }
    for (int i = 0; i < DEVICES; i++) {
        world->devices[i] = party_of("device", i);
        world->addresses[i] = world->devices[i].address;
    }
    new_chain(world);
    release(world);
    for (int i = 0; i < DEVICES; i++) {
        world->claims[i] = claim(world, i);
    }
    measure_claims(world);
    measure_parts(world);
    for (int i = 0; i < DEVICES; i++) {
        base_buffer_deinit(&world->claims[i]);
    }
    chain_free(world->chain);
    free(world);
    return 0;
}
