#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "models/shared/package.h"

enum { UPDATE = 700, KEY = 352, DEVICES = 5 };

static uint8_t update[UPDATE], key[KEY];
static crypto_digest pk_hash;
static crypto_ed25519_signature signature;
static crypto_address devices[DEVICES];

static void build(size_t device_count, struct package *ret_package)
{
    struct base_random random;
    base_random_init(&random, 1, 0, "package");
    base_random_bytes(&random, update, sizeof update);
    base_random_bytes(&random, key, sizeof key);
    base_random_bytes(&random, pk_hash.bytes, sizeof pk_hash.bytes);
    base_random_bytes(&random, signature.bytes, sizeof signature.bytes);
    base_random_bytes(&random, devices, sizeof devices);
    cr_assert_eq(package_build(update, UPDATE, key, KEY, &pk_hash, &signature, devices,
                               device_count, ret_package),
                 0);
}

static void expect_content(const struct package *package, size_t device_count)
{
    cr_expect_eq(package->update_len, UPDATE);
    cr_expect_eq(memcmp(package->update, update, UPDATE), 0);
    cr_expect_eq(package->verifying_key_len, KEY);
    cr_expect_eq(memcmp(package->verifying_key, key, KEY), 0);
    cr_expect(crypto_digest_equal(&package->proving_key_hash, &pk_hash));
    cr_expect_eq(memcmp(&package->manufacturer_signature, &signature, sizeof signature), 0);
    cr_expect_eq(package->device_count, device_count);
    if (device_count)
        cr_expect_eq(memcmp(package->devices, devices, device_count * sizeof *devices), 0);
}

static uint8_t *copy_of(const struct package *package, size_t len)
{
    uint8_t *copy = calloc(1, len ? len : 1);
    cr_assert_not_null(copy);
    memcpy(copy, package->bytes, len < package->len ? len : package->len);
    return copy;
}

Test(package, holds_what_it_was_built_of)
{
    struct package package, opened;
    build(DEVICES, &package);
    cr_expect_eq(package.len, 4 + UPDATE + 4 + KEY + 32 + 64 + 4 + DEVICES * 20);
    expect_content(&package, DEVICES);
    cr_assert(package_open(copy_of(&package, package.len), package.len, &opened));
    package_deinit(&package);
    expect_content(&opened, DEVICES);
    package_deinit(&opened);
    cr_expect_null(opened.bytes);
}

Test(package, without_devices)
{
    struct package package;
    build(0, &package);
    expect_content(&package, 0);
    package_deinit(&package);
}

Test(package, other_lengths_are_refused)
{
    struct package package, opened;
    build(DEVICES, &package);
    for (size_t len = 0; len < package.len; len++)
        cr_assert_not(package_open(copy_of(&package, len), len, &opened), "%zu", len);
    size_t longer = package.len + 1;
    cr_expect_not(package_open(copy_of(&package, longer), longer, &opened));
    package_deinit(&package);
}

/* A change is refused, or opens as other content of the same bytes; never is anything outside of
   them pointed to. */
Test(package, changed_bits)
{
    struct package package;
    build(DEVICES, &package);
    for (size_t bit = 0; bit < 8 * package.len; bit++) {
        struct package opened;
        uint8_t *bytes = copy_of(&package, package.len);
        bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
        if (!package_open(bytes, package.len, &opened))
            continue;
        cr_assert_eq(4 + opened.update_len + 4 + opened.verifying_key_len + 32 + 64 + 4 +
                         20 * opened.device_count,
                     package.len);
        cr_assert(opened.update == opened.bytes + 4);
        cr_assert(opened.devices + 20 * opened.device_count == opened.bytes + opened.len);
        package_deinit(&opened);
    }
    package_deinit(&package);
}

/* Twenty bytes a device, no fewer. */
Test(package, part_of_a_device_is_refused)
{
    struct package package, opened;
    build(0, &package);
    size_t len = package.len + 7;
    uint8_t *bytes = copy_of(&package, len);
    bytes[package.len - 1] = 7;
    cr_expect_not(package_open(bytes, len, &opened));
    package_deinit(&package);
}
