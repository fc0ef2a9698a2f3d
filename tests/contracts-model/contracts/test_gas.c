#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

#include "contracts-model/contracts/distribution_contract.h"
#include "world.h"

/* Gas of every operation on three forks, beside that of the authors' contracts. The table is
 * information; what is asserted are relations that hold whatever the compiler does. */

enum operation {
    DEPLOY_SUPER,
    RELEASE_LIST_1,
    RELEASE_LIST_10,
    RELEASE_LIST_100,
    RELEASE_LIST_400,
    RELEASE_ROOT,
    CLAIM_FIRST,
    CLAIM_LATER,
    CLAIM_DUPLICATE,
    CLAIM_STOLEN,
    CLAIM_FORGED,
    CLAIM_ROOT_DEPTH_0,
    CLAIM_ROOT_DEPTH_7,
    CLAIM_ROOT_DEPTH_10,
    CLAIM_ROOT_DEPTH_17,
    INSTALL_AFTER_DELIVERY,
    INSTALL_BEFORE_DELIVERY,
    INSTALL_DUPLICATE,
    WITHDRAW,
    OPEN_EXCHANGE,
    REVEAL,
    REFUND,
    CREATE_DISTRIBUTION,
    COMMIT_DEPTH_0,
    COMMIT_DEPTH_7,
    COMMIT_DEPTH_10,
    COMMIT_DEPTH_17,
    REVEAL_KEY,
    OPERATION_COUNT,
};

/* Source: measured in @ethereumjs/vm 8 from the Solidity of edoardopuggioni/crowdpatching fbd3614
 * (solc 0.5.16, optimizer 200 runs) and david-oz/IoTPC 38c01b5 (istanbul). 0: they have no such
 * operation, or it was not measured. */
static const struct {
    const char *name;
    const char *theirs;
    uint64_t istanbul_gas, cancun_gas;
} operations[OPERATION_COUNT] = {
    [DEPLOY_SUPER] = {"deploy Super contract", "SSC_deploy", 1724400, 1728284},
    [RELEASE_LIST_1] = {"release, list of 1", "deployDSC", 1031321, 1050705},
    [RELEASE_LIST_10] = {"release, list of 10", "deployDSC", 1225498, 1256588},
    [RELEASE_LIST_100] = {"release, list of 100", "deployDSC", 3167574, 3315832},
    [RELEASE_LIST_400] = {"release, list of 400", "deployDSC", 9644131, 10182917},
    [RELEASE_ROOT] = {"release by root", "", 0, 0},
    [CLAIM_FIRST] = {"claim, a distributor's first", "validateDelivery", 117824, 125024},
    [CLAIM_LATER] = {"claim, later", "validateDelivery", 84441, 90129},
    [CLAIM_DUPLICATE] = {"claim, losing duplicate", "validateDelivery", 28200, 30076},
    [CLAIM_STOLEN] = {"claim, stolen from the mempool", "", 0, 0},
    [CLAIM_FORGED] = {"claim, forged signature", "", 0, 0},
    [CLAIM_ROOT_DEPTH_0] = {"claim by root, 1 device", "", 0, 0},
    [CLAIM_ROOT_DEPTH_7] = {"claim by root, 128 devices", "", 0, 0},
    [CLAIM_ROOT_DEPTH_10] = {"claim by root, 1024 devices", "", 0, 0},
    [CLAIM_ROOT_DEPTH_17] = {"claim by root, 131072 devices", "", 0, 0},
    [INSTALL_AFTER_DELIVERY] = {"installation", "validateFinalDelivery", 47015, 46815},
    [INSTALL_BEFORE_DELIVERY] = {"installation before the claim", "validateFinalDelivery", 56996,
                                 56120},
    [INSTALL_DUPLICATE] = {"installation, duplicate", "", 0, 0},
    [WITHDRAW] = {"withdraw", "withdrawFunds", 30432, 32432},
    [OPEN_EXCHANGE] = {"open exchange", "deployESC", 412089, 418995},
    [REVEAL] = {"reveal", "validateExchange", 77098, 80598},
    [REFUND] = {"refund", "", 0, 0},
    [CREATE_DISTRIBUTION] = {"create, commit and reveal", "IoTPC createContract", 812514, 0},
    [COMMIT_DEPTH_0] = {"commit, 1 device", "IoTPC commit", 98035, 0},
    [COMMIT_DEPTH_7] = {"commit, 128 devices", "IoTPC commit", 103070, 0},
    [COMMIT_DEPTH_10] = {"commit, 1024 devices", "IoTPC commit", 105256, 0},
    [COMMIT_DEPTH_17] = {"commit, 131072 devices", "IoTPC commit", 110295, 0},
    [REVEAL_KEY] = {"reveal after a commit", "IoTPC reveal", 68705, 0},
};

static const struct chain_receipt *release_list(struct world *world, size_t count)
{
    crypto_address *devices = calloc(count, sizeof *devices);
    cr_assert_not_null(devices);
    for (size_t i = 0; i < count; i++) {
        char name[64];
        snprintf(name, sizeof name, "listed %zu of %zu", i, count);
        crypto_digest digest = digest_of(name);
        devices[i] = (crypto_address){{0}};
        for (int j = 0; j < 20; j++)
            devices[i].bytes[j] = digest.bytes[j];
    }
    struct contracts_release release = world_release(world, false);
    release.device_count = count;
    struct base_buffer data = {0};
    contracts_super_encode_release(&data, &release, devices, count);
    free(devices);
    const struct chain_receipt *receipt =
        world_send(world, &world->manufacturer, &world->super, world_deposit(&release), &data);
    assert_outcome(receipt, "success");
    return receipt;
}

/* The second but last of 2^depth devices (the only one of 1). */
struct member {
    size_t count;
    crypto_digest root;
    crypto_digest path[64];
    struct contracts_membership membership;
};

static void member_init(struct member *member, unsigned depth, const struct party *device)
{
    size_t count = member->count = (size_t)1 << depth;
    size_t index = count > 1 ? count - 2 : 0;
    crypto_digest *leaves = calloc(count, sizeof *leaves);
    cr_assert_not_null(leaves);
    for (size_t i = 0; i < count; i++)
        leaves[i].bytes[i % 32] = (uint8_t)(i + 1);
    leaves[index] = contracts_delivery_leaf(&device->address);
    struct crypto_merkle tree;
    cr_assert_eq(crypto_merkle_init(&tree, leaves, count), 0);
    free(leaves);
    member->root = crypto_merkle_root(&tree);
    member->membership = (struct contracts_membership){
        index, member->path, crypto_merkle_path(&tree, index, member->path)};
    crypto_merkle_deinit(&tree);
}

/* A later claim. */
static const struct chain_receipt *claim_in_tree(struct world *world, unsigned depth,
                                                 const struct chain_receipt **ret_release)
{
    const struct party *device = &world->devices[0];
    struct member member;
    member_init(&member, depth, device);
    struct contracts_release release = world_release(world, true);
    release.device_count = member.count;
    release.device_root = member.root;
    struct base_buffer data = {0};
    contracts_super_encode_release(&data, &release, NULL, 0);
    *ret_release =
        world_send(world, &world->manufacturer, &world->super, world_deposit(&release), &data);
    crypto_address delivery = world_released(world, *ret_release, &release);
    struct proof proof = proof_of(device, &world->distributor.address);
    const struct chain_receipt *receipt = world_claim(world, &world->distributor, &delivery,
                                                      &device->address, &proof, &member.membership);
    assert_outcome(receipt, "success");
    return receipt;
}

/* Create, commit and reveal in a tree of 2^depth devices; the commitment's gas. */
static uint64_t commit_in_tree(struct world *world, unsigned depth, uint64_t ret_gas[])
{
    const struct party *device = &world->devices[0], *from = &world->distributor;
    struct member member;
    member_init(&member, depth, device);
    const struct contracts_announcement announcement = {
        .expiry_s = WORLD_EXPIRY_S,
        .reveal_window_s = WORLD_EXPIRY_S,
        .device_count = member.count,
        .device_root = member.root,
        .update_hash = digest_of("update"),
        .package_hash = digest_of("package"),
        .delivery_vk_hash = digest_of("delivery_vk"),
        .delivery_pk_hash = digest_of("delivery_pk"),
        .reward_wei = u256_from_u64(WORLD_DISTRIBUTOR_REWARD_WEI),
    };
    struct proof proof = proof_of(device, &from->address);
    crypto_digest pod = contracts_distribution_pod_digest(&announcement.update_hash, &proof.s);
    crypto_secp256k1_sign(&device->secret, &pod, &proof.pod);
    struct crypto_scheme_signature signature = crypto_scheme_from_secp256k1(&proof.pod);
    struct base_buffer data = {0};
    contracts_distribution_encode_creation(&data, &announcement);
    const struct chain_receipt *receipt = world_send(
        world, &world->manufacturer, NULL, member.count * WORLD_DISTRIBUTOR_REWARD_WEI, &data);
    assert_outcome(receipt, "success");
    ret_gas[CREATE_DISTRIBUTION] = receipt->gas_used;
    crypto_address contract = receipt->to;
    contracts_distribution_encode_commit(&data, &device->address, &proof.s, &signature,
                                         &member.membership);
    receipt = world_send(world, from, &contract, 0, &data);
    assert_outcome(receipt, "success");
    uint64_t gas = receipt->gas_used;
    contracts_distribution_encode_reveal(&data, &device->address, &proof.t, &proof.r);
    receipt = world_send(world, from, &contract, 0, &data);
    assert_outcome(receipt, "success");
    ret_gas[REVEAL_KEY] = receipt->gas_used;
    return gas;
}

static void measure_delivery(struct world *world, uint64_t ret_gas[])
{
    crypto_address delivery = world_release_all(world, false);
    const crypto_address *device = world->addresses;
    const struct party *from = &world->distributor, *hub = &world->hub;
    struct proof proofs[2];
    crypto_secp256k1_signature pofds[2];
    for (int i = 0; i < 2; i++) {
        proofs[i] = proof_of(&world->devices[i], &from->address);
        pofds[i] = installation_of(&world->devices[i], &hub->address);
    }
    const struct chain_receipt *receipt;
#define STEP(operation, expected, act)                                                             \
    receipt = act;                                                                                 \
    assert_outcome(receipt, expected);                                                             \
    ret_gas[operation] = receipt->gas_used
    STEP(CLAIM_STOLEN, "WrongKey",
         world_claim(world, &world->rival, &delivery, device, proofs, NULL));
    STEP(CLAIM_FIRST, "success", world_claim(world, from, &delivery, device, proofs, NULL));
    STEP(CLAIM_DUPLICATE, "AlreadyDelivered",
         world_claim(world, &world->rival, &delivery, device, proofs, NULL));
    STEP(INSTALL_AFTER_DELIVERY, "success",
         world_install(world, hub, &delivery, device, pofds, NULL));
    STEP(INSTALL_DUPLICATE, "AlreadyInstalled",
         world_install(world, hub, &delivery, device, pofds, NULL));
    STEP(INSTALL_BEFORE_DELIVERY, "success",
         world_install(world, hub, &delivery, device + 1, pofds + 1, NULL));
    STEP(CLAIM_LATER, "success", world_claim(world, from, &delivery, device + 1, proofs + 1, NULL));
    struct proof forged = proof_of(&world->devices[2], &from->address);
    forged.pod = proofs[0].pod;
    STEP(CLAIM_FORGED, "WrongSignature",
         world_claim(world, from, &delivery, device + 2, &forged, NULL));
    world->now_s += WORLD_EXPIRY_S;
    STEP(WITHDRAW, "success", world_withdraw(world, &world->manufacturer, &delivery));
#undef STEP
}

static void measure_exchange(struct world *world, uint64_t ret_gas[])
{
    crypto_digest t = digest_of("t");
    crypto_digest r = contracts_exchange_key(&t, &world->distributor.address);
    crypto_digest s = crypto_sha256(r.bytes, sizeof r.bytes);
    struct base_buffer data = {0};
    contracts_super_encode_open_exchange(&data, &world->distributor.address, &s, WORLD_EXPIRY_S);
    const struct chain_receipt *receipt =
        world_send(world, &world->rival, &world->super, 1000, &data);
    assert_outcome(receipt, "success");
    ret_gas[OPEN_EXCHANGE] = receipt->gas_used;
    struct contracts_exchange_opened event;
    cr_assert(contracts_super_decode_exchange_opened(&receipt->logs[0], &event));
    contracts_exchange_encode_reveal(&data, &t, &r);
    receipt = world_send(world, &world->distributor, &event.exchange, 0, &data);
    assert_outcome(receipt, "success");
    ret_gas[REVEAL] = receipt->gas_used;

    crypto_address exchange =
        world_open_exchange(world, &world->rival, &world->distributor, &s, 1000);
    world->now_s += WORLD_EXPIRY_S;
    contracts_exchange_encode_refund(&data);
    receipt = world_send(world, &world->rival, &exchange, 0, &data);
    assert_outcome(receipt, "success");
    ret_gas[REFUND] = receipt->gas_used;
}

static void measure(enum evm_fork fork, uint64_t ret_gas[OPERATION_COUNT])
{
    struct world world;
    world_init(&world, fork);
    ret_gas[DEPLOY_SUPER] = world.deployment->gas_used;
    ret_gas[RELEASE_LIST_1] = release_list(&world, 1)->gas_used;
    ret_gas[RELEASE_LIST_10] = release_list(&world, 10)->gas_used;
    ret_gas[RELEASE_LIST_100] = release_list(&world, 100)->gas_used;
    ret_gas[RELEASE_LIST_400] = release_list(&world, 400)->gas_used;
    measure_delivery(&world, ret_gas);
    static const unsigned depths[] = {0, 7, 10, 17};
    for (int i = 0; i < 4; i++) {
        const struct chain_receipt *release;
        ret_gas[CLAIM_ROOT_DEPTH_0 + i] = claim_in_tree(&world, depths[i], &release)->gas_used;
        ret_gas[RELEASE_ROOT] = release->gas_used;
    }
    for (int i = 0; i < 4; i++)
        ret_gas[COMMIT_DEPTH_0 + i] = commit_in_tree(&world, depths[i], ret_gas);
    measure_exchange(&world, ret_gas);
    world_deinit(&world);
}

static void print_ratio(uint64_t ours, uint64_t theirs)
{
    if (theirs)
        printf(" %9llu %5.2f", (unsigned long long)theirs, (double)ours / (double)theirs);
    else
        printf(" %9s %5s", "-", "-");
}

Test(gas, the_table_and_its_relations)
{
    uint64_t istanbul[OPERATION_COUNT], cancun[OPERATION_COUNT], osaka[OPERATION_COUNT];
    measure(EVM_FORK_ISTANBUL, istanbul);
    measure(EVM_FORK_CANCUN, cancun);
    measure(EVM_FORK_OSAKA, osaka);

    printf("%-32s %9s %9s %5s %9s %9s %5s %9s  %s\n", "operation", "istanbul", "theirs", "ratio",
           "cancun", "theirs", "ratio", "osaka", "their name");
    for (int i = 0; i < OPERATION_COUNT; i++) {
        printf("%-32s %9llu", operations[i].name, (unsigned long long)istanbul[i]);
        print_ratio(istanbul[i], operations[i].istanbul_gas);
        printf(" %9llu", (unsigned long long)cancun[i]);
        print_ratio(cancun[i], operations[i].cancun_gas);
        printf(" %9llu  %s\n", (unsigned long long)osaka[i], operations[i].theirs);
    }
    fflush(stdout);

    const uint64_t *forks[] = {istanbul, cancun, osaka};
    for (int i = 0; i < 3; i++) {
        const uint64_t *gas = forks[i];
        /* A device in a list: a fresh storage slot (20,000, from berlin on 22,100) and 20 bytes and
         * 12 zeros of call data (16 and 4 a byte). */
        uint64_t device_gas = (gas[RELEASE_LIST_400] - gas[RELEASE_LIST_100]) / 300;
        cr_assert_geq(device_gas, 20000 + 20 * 16 + 12 * 4);
        cr_assert_leq(device_gas, 24500);
        cr_assert_lt(gas[RELEASE_ROOT], gas[RELEASE_LIST_1]);
        /* A new score entry instead of a changed one: 20,000 against 5,000, the rest being equal.
         */
        cr_assert_geq(gas[CLAIM_FIRST], gas[CLAIM_LATER] + 14000);
        cr_assert_leq(gas[CLAIM_FIRST], gas[CLAIM_LATER] + 18000);
        /* The loser of a race is told before any cryptography. */
        cr_assert_lt(gas[CLAIM_DUPLICATE], gas[CLAIM_STOLEN] + 100);
        cr_assert_lt(gas[CLAIM_STOLEN], gas[CLAIM_FORGED]);
        /* A level of the tree: one hash and 32 bytes of call data. */
        uint64_t level_gas = (gas[CLAIM_ROOT_DEPTH_17] - gas[CLAIM_ROOT_DEPTH_10]) / 7;
        cr_assert_geq(level_gas, 32 * 4 + 60 + 3 * 12);
        cr_assert_leq(level_gas, 3000);
        uint64_t commit_level_gas = (gas[COMMIT_DEPTH_17] - gas[COMMIT_DEPTH_10]) / 7;
        cr_assert_geq(commit_level_gas, 32 * 4 + 60 + 3 * 12);
        cr_assert_leq(commit_level_gas, 3000);
        /* Two fresh slots, and what every transaction costs. */
        cr_assert_geq(gas[COMMIT_DEPTH_0], 21000 + 2 * 20000);
    }
}
