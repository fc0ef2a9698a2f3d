#include "tests/models/run.h"

/* Whole runs with devices that sign by other schemes. */

/* What the device sends: pub, n2 and sig^ID; sig^PoD; sig^PoFD. */
static const uint64_t up_bytes[] = {20 + 32 + 3 * 65, 64 + 32 + 3 * 64, 32 + 32 + 3 * 64};
/* Of the default device class. */
static const int64_t sign_ns[] = {129110000, 89320000, 77360000};

static void play(enum crypto_scheme scheme, const char *device_list)
{
    char scheme_option[64], list_option[64];
    struct run run;
    snprintf(scheme_option, sizeof scheme_option, "crowdpatching.signature_scheme=%s",
             crypto_scheme_names[scheme]);
    snprintf(list_option, sizeof list_option, "crowdpatching.device_list=%s", device_list);
    run_set_up(&run, scheme_option, list_option, "chain.ed25519_verify=true",
               "world.distributors=2", "world.hubs=2", "world.devices=2", NULL);
    run_play(&run);
    const struct world *world = &run.world;
    cr_expect(world->outcome.is_complete);
    cr_expect_eq(world->outcome.patched, 2);
    cr_expect_eq(run_gas(&run, "claim_delivery").count, 2);
    cr_expect_eq(run_gas(&run, "claim_delivery").reverted, 0);
    cr_expect_eq(run_gas(&run, "claim_installation").count, 2);
    cr_expect_eq(run_gas(&run, "claim_installation").reverted, 0);
    cr_expect_eq(run_has_warning(&run, "what-if"), scheme == CRYPTO_SCHEME_ED25519);
    run_expect_books(&run);
    run_expect_order(&run);
    for (int i = 0; i < 2; i++) {
        const struct participant *device = &world->participants[WORLD_DEVICE][i];
        const struct crypto_device_class *class = device->device_class;
        /* It also checks sig_m and hashes U. */
        cr_expect_eq(sim_node_busy(device->node),
                     3 * sign_ns[scheme] + crypto_cost_ns(class, CRYPTO_OP_ED25519_VERIFY, 1) +
                         crypto_cost_ns(class, CRYPTO_OP_SHA256, 4096));
        cr_expect_eq(sim_node_traffic(device->node)->lan_up_bytes, up_bytes[scheme]);
        cr_expect_eq(world_find_by_address(world, &device->address), device);
        crypto_address named = crypto_scheme_address(&run_state(&run)->keys[i].key);
        cr_expect(crypto_address_equal(&named, &device->address));
    }
    run_tear_down(&run);
}

Test(scheme, secp256k1)
{
    play(CRYPTO_SCHEME_SECP256K1, "list");
}

Test(scheme, p256_by_list)
{
    play(CRYPTO_SCHEME_P256, "list");
}

Test(scheme, p256_by_root)
{
    play(CRYPTO_SCHEME_P256, "merkle_root");
}

Test(scheme, ed25519_by_list)
{
    play(CRYPTO_SCHEME_ED25519, "list");
}

Test(scheme, ed25519_by_root)
{
    play(CRYPTO_SCHEME_ED25519, "merkle_root");
}
