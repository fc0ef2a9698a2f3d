#include <criterion/criterion.h>
#include <string.h>

#include "base/random.h"
#include "crypto/sign.h"

enum { PAIRS = 60 };

struct pair {
    crypto_digest digest;
    crypto_secp256k1_signature signature;
    crypto_address signer;
};

static void start(void)
{
    cr_assert_eq(crypto_init(), 0);
    crypto_secp256k1_memo_set(true);
}

TestSuite(sign_secp256k1_memo, .init = start);

static crypto_digest numbered(const char *what, int i)
{
    struct crypto_part parts[] = {{what, strlen(what)}, {&i, sizeof i}};
    return crypto_sha256_parts(parts, 2);
}

static void make_pairs(struct pair pairs[PAIRS])
{
    for (int i = 0; i < PAIRS; i++) {
        crypto_digest seed = numbered("seed", i / 3);
        crypto_secp256k1_secret secret;
        crypto_secp256k1_keypair(seed.bytes, &secret, &pairs[i].signer);
        pairs[i].digest = numbered("digest", i);
        crypto_secp256k1_sign(&secret, &pairs[i].digest, &pairs[i].signature);
    }
}

static void expect_counts(uint64_t found, uint64_t computed)
{
    struct crypto_secp256k1_memo_counts counts = crypto_secp256k1_memo_counts();
    cr_assert_eq(counts.found, found);
    cr_assert_eq(counts.computed, computed);
}

Test(sign_secp256k1_memo, own_signatures_are_found)
{
    struct pair pairs[PAIRS];
    crypto_address address;
    make_pairs(pairs);
    expect_counts(0, 0);
    for (int i = 0; i < PAIRS; i++) {
        cr_assert(crypto_secp256k1_recover(&pairs[i].signature, &pairs[i].digest, &address));
        cr_assert(crypto_address_equal(&address, &pairs[i].signer));
    }
    expect_counts(PAIRS, 0);
}

Test(sign_secp256k1_memo, others_are_found_the_second_time)
{
    struct pair pairs[PAIRS];
    crypto_address address;
    crypto_secp256k1_memo_set(false);
    make_pairs(pairs);
    crypto_secp256k1_memo_set(true);
    for (int round = 0; round < 2; round++) {
        for (int i = 0; i < PAIRS; i++) {
            cr_assert(crypto_secp256k1_recover(&pairs[i].signature, &pairs[i].digest, &address));
            cr_assert(crypto_address_equal(&address, &pairs[i].signer));
        }
    }
    expect_counts(PAIRS, PAIRS);
}

Test(sign_secp256k1_memo, off_is_never_found)
{
    struct pair pairs[PAIRS];
    crypto_address address;
    crypto_secp256k1_memo_set(false);
    make_pairs(pairs);
    for (int round = 0; round < 2; round++)
        cr_assert(crypto_secp256k1_recover(&pairs[0].signature, &pairs[0].digest, &address));
    expect_counts(0, 2);
    cr_assert(crypto_address_equal(&address, &pairs[0].signer));
}

/* A signature with any bit changed, its mirror in the upper half and the other recovery id are
 * other questions: their answers are those of a library that remembers nothing. */
Test(sign_secp256k1_memo, changed_questions_are_computed)
{
    struct pair pairs[PAIRS];
    struct base_random random;
    make_pairs(pairs);
    base_random_init(&random, 1, 0, "test.memo");
    struct pair changed[8 * PAIRS];
    bool with[8 * PAIRS], without[8 * PAIRS];
    crypto_address with_address[8 * PAIRS], without_address[8 * PAIRS];
    memset(with_address, 0, sizeof with_address);
    memset(without_address, 0, sizeof without_address);
    for (int i = 0; i < 8 * PAIRS; i++) {
        changed[i] = pairs[i % PAIRS];
        uint8_t bit = (uint8_t)(1 << base_random_below(&random, 8));
        size_t byte = base_random_below(&random, 32);
        switch (i / PAIRS % 4) {
        case 0:
            changed[i].signature.r[byte] ^= bit;
            break;
        case 1:
            changed[i].signature.s[byte] ^= bit;
            break;
        case 2:
            changed[i].digest.bytes[byte] ^= bit;
            break;
        default:
            changed[i].signature.recovery_id ^= 1;
        }
        with[i] =
            crypto_secp256k1_recover(&changed[i].signature, &changed[i].digest, &with_address[i]);
    }
    cr_assert_geq(crypto_secp256k1_memo_counts().computed, 6 * PAIRS);
    crypto_secp256k1_memo_set(false);
    for (int i = 0; i < 8 * PAIRS; i++) {
        without[i] = crypto_secp256k1_recover(&changed[i].signature, &changed[i].digest,
                                              &without_address[i]);
        cr_assert_eq(with[i], without[i]);
        cr_assert(crypto_address_equal(&with_address[i], &without_address[i]));
    }
}

/* More than there is room for: what is forgotten is computed again, to the same. */
Test(sign_secp256k1_memo, recoveries_of_one_digest_share_a_set)
{
    crypto_digest digest = numbered("digest", 0);
    struct pair pairs[10];
    crypto_address address;
    for (int i = 0; i < 10; i++) {
        crypto_digest seed = numbered("seed", i);
        crypto_secp256k1_secret secret;
        crypto_secp256k1_keypair(seed.bytes, &secret, &pairs[i].signer);
        crypto_secp256k1_sign(&secret, &digest, &pairs[i].signature);
    }
    for (int i = 0; i < 10; i++) {
        cr_assert(crypto_secp256k1_recover(&pairs[i].signature, &digest, &address));
        cr_assert(crypto_address_equal(&address, &pairs[i].signer));
    }
    cr_assert_geq(crypto_secp256k1_memo_counts().computed, 8);
}
