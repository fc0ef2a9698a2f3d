#include "cli/gas_bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "contracts-model/chain/execute.h"
#include "contracts-model/contracts/delivery_contract.h"
#include "contracts-model/contracts/distribution_contract.h"
#include "contracts-model/contracts/exchange_contract.h"
#include "contracts-model/contracts/super_contract.h"
#include "crypto/merkle.h"

enum {
    SCORE_PERIOD_S = 3600,
    EXPIRY_S = 86400, /* over more than one score period */
    /* Assumption: any but zero; what a reward is does not change what gas is used. */
    DISTRIBUTOR_REWARD_WEI = 1000000,
    HUB_REWARD_WEI = 300000,
    LIST_MAX = 1 << 20,
};

/** A delivery's keys and the device's signature. */
struct proof {
    crypto_digest t, r, s;
    struct crypto_scheme_signature pod;
};

/** At least `count` addresses. */
static int need_addresses(struct cli_gas_bench *bench, size_t count)
{
    if (count <= bench->address_count)
        return 0;
    crypto_address *grown = realloc(bench->addresses, count * sizeof(*grown));
    if (grown == NULL)
        return base_fail(BASE_E_NOMEM, "no memory for a list of %zu devices", count);
    bench->addresses = grown;
    for (size_t i = bench->address_count; i < count; i++) {
        char name[32];
        snprintf(name, sizeof(name), "listed %zu", i);
        crypto_digest digest = cli_gas_digest_of(name);
        memcpy(grown[i].bytes, digest.bytes, sizeof(grown[i].bytes));
    }
    bench->address_count = count;
    return 0;
}

static struct contracts_release release_of(size_t device_count)
{
    return (struct contracts_release){
        .expiry_s = EXPIRY_S,
        .update_hash = cli_gas_digest_of("update"),
        .package_hash = cli_gas_digest_of("package"),
        .delivery_vk_hash = cli_gas_digest_of("delivery_vk"),
        .delivery_pk_hash = cli_gas_digest_of("delivery_pk"),
        .exchange_vk_hash = cli_gas_digest_of("exchange_vk"),
        .exchange_pk_hash = cli_gas_digest_of("exchange_pk"),
        .device_count = device_count,
        .distributor_reward_wei = u256_from_u64(DISTRIBUTOR_REWARD_WEI),
        .hub_reward_wei = u256_from_u64(HUB_REWARD_WEI),
    };
}

static int send_release(struct cli_gas_bench *bench, const struct contracts_release *release,
                        const crypto_address devices[], size_t count,
                        const struct chain_receipt **ret_receipt)
{
    struct base_buffer data = {0};

    contracts_super_encode_release(&data, release, devices, count);
    return cli_gas_send(bench, &bench->manufacturer, &bench->super,
                        release->device_count * (DISTRIBUTOR_REWARD_WEI + HUB_REWARD_WEI), &data,
                        ret_receipt);
}

/** A release that must succeed, and its contract. */
static int make_release(struct cli_gas_bench *bench, const struct contracts_release *release,
                        const crypto_address devices[], size_t count, uint64_t *ret_gas,
                        crypto_address *ret_delivery)
{
    const struct chain_receipt *receipt;
    struct contracts_released event;
    int r = send_release(bench, release, devices, count, &receipt);

    if (r < 0)
        return r;
    if (receipt == NULL || !receipt->success || receipt->log_count == 0 ||
        !contracts_super_decode_released(&receipt->logs[0], &event))
        return base_fail(BASE_E_SIM, "a release ends with \"%s\"", cli_gas_outcome_of(receipt));
    *ret_gas = receipt->gas_used;
    *ret_delivery = event.delivery;
    return 0;
}

static struct contracts_rules rules_of(const struct cli_gas_bench *bench)
{
    return (struct contracts_rules){.semantics = bench->setup->semantics,
                                    .scheme = bench->setup->scheme};
}

static struct contracts_signing signing_of(const struct cli_gas_bench *bench,
                                           const crypto_address *delivery)
{
    return (struct contracts_signing){.rules = rules_of(bench),
                                      .update_hash = cli_gas_digest_of("update"),
                                      .chain_id = CLI_GAS_CHAIN_ID,
                                      .contract = *delivery};
}

static int proof_of(const struct cli_gas_bench *bench, const crypto_address *delivery,
                    const struct cli_gas_device *device, const crypto_address *distributor,
                    struct proof *ret_proof)
{
    const struct contracts_signing signing = signing_of(bench, delivery);
    struct proof proof = {.t = cli_gas_digest_of("t")};

    proof.r = contracts_delivery_key(&proof.t, &device->address, distributor);
    proof.s = crypto_sha256(proof.r.bytes, sizeof proof.r.bytes);
    crypto_digest signed_digest = contracts_delivery_pod_digest(&signing, &proof.s);
    int r = crypto_scheme_sign(&device->secret, &signed_digest, &proof.pod);
    if (r == 0)
        *ret_proof = proof;
    return r;
}

static int claim(struct cli_gas_bench *bench, enum cli_gas_operation operation, const char *outcome,
                 const struct cli_gas_party *from, const crypto_address *delivery,
                 const struct cli_gas_device *device, const struct contracts_membership *membership)
{
    struct proof proof;
    struct base_buffer data = {0};
    const struct chain_receipt *receipt;
    int r = proof_of(bench, delivery, device, &from->address, &proof);

    if (r < 0)
        return r;

    contracts_delivery_encode_claim(&data, &device->address, &proof.t, &proof.r, &proof.s,
                                    &device->key, &proof.pod, membership);
    return cli_gas_send_for(bench, operation, outcome, from, delivery, 0, &data, &receipt);
}

static int install(struct cli_gas_bench *bench, enum cli_gas_operation operation,
                   const char *outcome, const crypto_address *delivery,
                   const struct cli_gas_device *device,
                   const struct contracts_membership *membership)
{
    const struct contracts_signing signing = signing_of(bench, delivery);
    crypto_digest signed_digest = contracts_delivery_pofd_digest(&signing, &bench->hub.address);
    struct crypto_scheme_signature pofd;
    struct base_buffer data = {0};
    const struct chain_receipt *receipt;
    int r = crypto_scheme_sign(&device->secret, &signed_digest, &pofd);

    if (r < 0)
        return r;
    contracts_delivery_encode_claim_installation(&data, &device->address, &device->key, &pofd,
                                                 membership);
    return cli_gas_send_for(bench, operation, outcome, &bench->hub, delivery, 0, &data, &receipt);
}

static int measure_deployment(struct cli_gas_bench *bench)
{
    struct base_buffer data = {0};
    const struct chain_receipt *receipt;

    const struct contracts_rules rules = rules_of(bench);
    contracts_super_encode_creation(&data, &rules, SCORE_PERIOD_S);
    int r = cli_gas_send_for(bench, CLI_GAS_DEPLOY, "success", &bench->manufacturer, NULL, 0, &data,
                             &receipt);
    if (r == 0)
        bench->super = receipt->to;
    return r;
}

/** All that happens to one release by list, until its expiry. */
static int measure_delivery(struct cli_gas_bench *bench)
{
    struct contracts_release release = release_of(CLI_GAS_LISTED);
    crypto_address listed[CLI_GAS_LISTED], delivery;
    const struct cli_gas_device *device = bench->devices;
    const struct cli_gas_party *from = &bench->distributor;
    struct base_buffer data = {0};
    const struct chain_receipt *receipt;
    uint64_t gas;
    /* A check that fails does not revert in the authors' code. */
    const char *refusal =
        bench->setup->semantics == CONTRACTS_REFERENCE_CODE ? "success" : "AlreadyDelivered";
    const char *early = bench->setup->semantics == CONTRACTS_HARDENED ? "NotDelivered" : "success";

    for (int i = 0; i < CLI_GAS_LISTED; i++)
        listed[i] = device[i].address;
    int r = make_release(bench, &release, listed, CLI_GAS_LISTED, &gas, &delivery);
    r = r < 0 ? r : claim(bench, CLI_GAS_CLAIM_FIRST, "success", from, &delivery, device, NULL);
    r = r < 0 ? r
              : claim(bench, CLI_GAS_CLAIM_DUPLICATE, refusal, &bench->rival, &delivery, device,
                      NULL);
    r = r < 0 ? r : install(bench, CLI_GAS_INSTALLATION, "success", &delivery, device, NULL);
    r = r < 0 ? r : claim(bench, CLI_GAS_CLAIM_LATER, "success", from, &delivery, device + 1, NULL);
    r = r < 0 ? r : install(bench, CLI_GAS_INSTALLATION_FIRST, early, &delivery, device + 2, NULL);
    bench->now_s += SCORE_PERIOD_S;
    r = r < 0
            ? r
            : claim(bench, CLI_GAS_CLAIM_AFTER_RESET, "success", from, &delivery, device + 3, NULL);
    bench->now_s += EXPIRY_S;
    if (r == 0) {
        contracts_delivery_encode_withdraw(&data);
        r = cli_gas_send_for(bench, CLI_GAS_WITHDRAW, "success", &bench->manufacturer, &delivery, 0,
                             &data, &receipt);
    }
    return r;
}

/** The second but last of N devices (the only one of 1) under a root. */
struct member {
    crypto_digest root;
    crypto_digest path[64];
    struct contracts_membership membership;
};

static int member_init(struct member *member, size_t count, const crypto_address *device)
{
    size_t index = count > 1 ? count - 2 : 0;
    struct crypto_merkle tree;
    crypto_digest *leaves = calloc(count, sizeof(*leaves));

    if (leaves == NULL)
        return base_fail(BASE_E_NOMEM, "no memory for a tree of %zu devices", count);
    for (size_t i = 0; i < count; i++)
        leaves[i] = crypto_merkle_leaf(&i, sizeof(i));
    leaves[index] = contracts_delivery_leaf(device);
    int r = crypto_merkle_init(&tree, leaves, count);
    free(leaves);
    if (r < 0)
        return r;
    member->root = crypto_merkle_root(&tree);
    member->membership = (struct contracts_membership){
        index, member->path, crypto_merkle_path(&tree, index, member->path)};
    crypto_merkle_deinit(&tree);
    return 0;
}

/** Later claims in a release by root. */
static int measure_tree(struct cli_gas_bench *bench)
{
    size_t count = bench->setup->device_count;
    struct contracts_release release = release_of(count);
    const struct cli_gas_device *device = &bench->devices[0];
    struct member member;
    crypto_address delivery;

    int r = member_init(&member, count, &device->address);
    if (r < 0)
        return r;
    release.by_root = true;
    release.device_root = member.root;
    r = make_release(bench, &release, NULL, 0, &bench->table->gas[CLI_GAS_RELEASE_ROOT], &delivery);
    /* The distributor's last claim was in another window; one more makes the next a later one. */
    crypto_address other;
    uint64_t gas;
    struct contracts_release list = release_of(1);
    uint64_t after_reset = bench->table->gas[CLI_GAS_CLAIM_AFTER_RESET];
    r = r < 0 ? r : make_release(bench, &list, &device->address, 1, &gas, &other);
    r = r < 0 ? r
              : claim(bench, CLI_GAS_CLAIM_AFTER_RESET, "success", &bench->distributor, &other,
                      device, NULL);
    bench->table->gas[CLI_GAS_CLAIM_AFTER_RESET] = after_reset;
    r = r < 0 ? r
              : claim(bench, CLI_GAS_CLAIM_ROOT, "success", &bench->distributor, &delivery, device,
                      &member.membership);
    return r < 0 ? r
                 : install(bench, CLI_GAS_INSTALLATION_ROOT, "success", &delivery, device,
                           &member.membership);
}

/** The contract after Leiba et al., with one device of N that is delivered to. */
static int measure_distribution(struct cli_gas_bench *bench)
{
    size_t count = bench->setup->device_count;
    const struct cli_gas_party *from = &bench->distributor;
    struct cli_gas_device device;
    struct member member;
    struct proof proof = {.t = cli_gas_digest_of("t")};
    struct base_buffer data = {0};
    const struct chain_receipt *receipt;

    int r = cli_gas_device_of(CRYPTO_SCHEME_SECP256K1, "device of commit and reveal", &device);
    r = r < 0 ? r : member_init(&member, count, &device.address);
    if (r < 0)
        return r;
    const struct contracts_announcement announcement = {
        .expiry_s = EXPIRY_S,
        .reveal_window_s = EXPIRY_S,
        .device_count = count,
        .device_root = member.root,
        .update_hash = cli_gas_digest_of("update"),
        .package_hash = cli_gas_digest_of("package"),
        .delivery_vk_hash = cli_gas_digest_of("delivery_vk"),
        .delivery_pk_hash = cli_gas_digest_of("delivery_pk"),
        .reward_wei = u256_from_u64(DISTRIBUTOR_REWARD_WEI),
    };
    contracts_distribution_encode_creation(&data, &announcement);
    r = cli_gas_send_for(bench, CLI_GAS_CREATE, "success", &bench->manufacturer, NULL,
                         count * DISTRIBUTOR_REWARD_WEI, &data, &receipt);
    if (r < 0)
        return r;
    crypto_address contract = receipt->to;
    proof.r = contracts_delivery_key(&proof.t, &device.address, &from->address);
    proof.s = crypto_sha256(proof.r.bytes, sizeof proof.r.bytes);
    crypto_digest pod = contracts_distribution_pod_digest(&announcement.update_hash, &proof.s);
    r = crypto_scheme_sign(&device.secret, &pod, &proof.pod);
    if (r < 0)
        return r;
    contracts_distribution_encode_commit(&data, &device.address, &proof.s, &proof.pod,
                                         &member.membership);
    r = cli_gas_send_for(bench, CLI_GAS_COMMIT, "success", from, &contract, 0, &data, &receipt);
    if (r < 0)
        return r;
    contracts_distribution_encode_reveal(&data, &device.address, &proof.t, &proof.r);
    return cli_gas_send_for(bench, CLI_GAS_REVEAL_KEY, "success", from, &contract, 0, &data,
                            &receipt);
}

static int measure_exchange(struct cli_gas_bench *bench)
{
    crypto_digest t = cli_gas_digest_of("t");
    crypto_digest key = contracts_exchange_key(&t, &bench->distributor.address);
    crypto_digest s = crypto_sha256(key.bytes, sizeof key.bytes);
    crypto_address exchanges[2];
    struct base_buffer data = {0};
    const struct chain_receipt *receipt;
    struct contracts_exchange_opened event;

    for (int i = 0; i < 2; i++) {
        contracts_super_encode_open_exchange(&data, &bench->distributor.address, &s, EXPIRY_S);
        int r = cli_gas_send_for(bench, CLI_GAS_OPEN_EXCHANGE, "success", &bench->rival,
                                 &bench->super, 1000, &data, &receipt);
        if (r < 0)
            return r;
        if (receipt->log_count == 0 ||
            !contracts_super_decode_exchange_opened(&receipt->logs[0], &event))
            return base_fail(BASE_E_SIM, "an exchange opens without its event");
        exchanges[i] = event.exchange;
    }
    contracts_exchange_encode_reveal(&data, &t, &key);
    int r = cli_gas_send_for(bench, CLI_GAS_REVEAL, "success", &bench->distributor, &exchanges[0],
                             0, &data, &receipt);
    if (r < 0)
        return r;
    bench->now_s += EXPIRY_S;
    contracts_exchange_encode_refund(&data);
    return cli_gas_send_for(bench, CLI_GAS_REFUND, "success", &bench->rival, &exchanges[1], 0,
                            &data, &receipt);
}

/** Gas of a list of `count` devices in the release, or in the part that follows it; 0 when it does
 *  not fit into one transaction. */
static int try_list(struct cli_gas_bench *bench, bool follows, size_t count, uint64_t *ret_gas)
{
    struct contracts_release release = release_of(count);
    const struct chain_receipt *receipt;
    struct base_buffer data = {0};
    crypto_address delivery;
    uint64_t gas;
    int r = need_addresses(bench, count);

    if (r < 0)
        return r;
    if (!follows) {
        r = send_release(bench, &release, bench->addresses, count, &receipt);
    } else {
        r = make_release(bench, &release, NULL, 0, &gas, &delivery);
        if (r < 0)
            return r;
        contracts_delivery_encode_add_devices(&data, bench->addresses, count);
        r = cli_gas_send(bench, &bench->manufacturer, &delivery, 0, &data, &receipt);
    }
    if (r == 0)
        *ret_gas = receipt != NULL && receipt->success ? receipt->gas_used : 0;
    return r;
}

/** Doubles until a list does not fit, and halves the interval. */
static int find_most(struct cli_gas_bench *bench, bool follows, size_t *ret_count,
                     uint64_t *ret_gas)
{
    size_t fits = 0, too_many = 1;
    uint64_t gas = 1;

    while (gas > 0 && too_many < LIST_MAX) {
        int r = try_list(bench, follows, too_many, &gas);
        if (r < 0)
            return r;
        if (gas > 0) {
            *ret_gas = gas;
            fits = too_many;
            too_many *= 2;
        }
    }
    while (too_many - fits > 1) {
        size_t middle = fits + (too_many - fits) / 2;
        int r = try_list(bench, follows, middle, &gas);
        if (r < 0)
            return r;
        if (gas > 0) {
            *ret_gas = gas;
            fits = middle;
        } else {
            too_many = middle;
        }
    }
    *ret_count = fits;
    return 0;
}

static int measure(struct cli_gas_bench *bench)
{
    struct cli_gas_table *table = bench->table;
    size_t count = bench->setup->device_count;
    int r = cli_gas_bench_set_up(bench);

    r = r < 0 ? r : measure_deployment(bench);
    r = r < 0 ? r : measure_delivery(bench);
    r = r < 0 ? r : measure_tree(bench);
    r = r < 0 ? r : measure_exchange(bench);
    r = r < 0 ? r : measure_distribution(bench);
    r = r < 0 ? r : cli_gas_measure_update_log(bench);
    r = r < 0 ? r : cli_gas_measure_firmware(bench);
    r = r < 0 ? r : try_list(bench, false, count, &table->gas[CLI_GAS_RELEASE_LIST]);
    r = r < 0 ? r : try_list(bench, true, count, &table->gas[CLI_GAS_ADD_DEVICES]);
    r = r < 0 ? r : find_most(bench, false, &table->release_most, &table->release_most_gas);
    r = r < 0 ? r : find_most(bench, true, &table->add_most, &table->add_most_gas);
    return r < 0 ? r : chain_check_supply(bench->chain);
}

int cli_gas_measure(const struct cli_gas_setup *setup, struct cli_gas_table *ret_table)
{
    struct cli_gas_table table = {.transaction_gas = setup->block_gas};
    struct cli_gas_bench bench = {.setup = setup, .table = &table, .now_s = 1600000000};

    if (setup->fork >= EVM_FORK_OSAKA && table.transaction_gas > CHAIN_TRANSACTION_GAS_CAP)
        table.transaction_gas = CHAIN_TRANSACTION_GAS_CAP;
    int r = measure(&bench);
    chain_free(bench.chain);
    free(bench.addresses);
    if (r == 0)
        *ret_table = table;
    return r;
}
