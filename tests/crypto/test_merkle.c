#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "base/hex.h"
#include "crypto/merkle.h"

static void start(void)
{
    cr_assert_eq(crypto_init(), 0);
}

TestSuite(merkle, .init = start);

#define MOST 40

static void make_leaves(crypto_digest leaves[MOST])
{
    for (int i = 0; i < MOST; i++) {
        uint8_t data = (uint8_t)i;
        leaves[i] = crypto_merkle_leaf(&data, 1);
    }
}

/* The largest power of two below n. */
static size_t split(size_t n)
{
    size_t k = 1;
    while (2 * k < n)
        k *= 2;
    return k;
}

/* RFC 9162, 2.1.1, word by word. */
static crypto_digest reference_root(const crypto_digest *leaves, size_t n)
{
    if (n == 1)
        return leaves[0];
    size_t k = split(n);
    crypto_digest left = reference_root(leaves, k), right = reference_root(leaves + k, n - k);
    uint8_t data[65] = {1};
    memcpy(data + 1, left.bytes, 32);
    memcpy(data + 33, right.bytes, 32);
    return crypto_sha256(data, 65);
}

/* RFC 9162, 2.1.3.1. */
static size_t reference_path(const crypto_digest *leaves, size_t n, size_t m, crypto_digest *path)
{
    if (n == 1)
        return 0;
    size_t k = split(n), len;
    if (m < k) {
        len = reference_path(leaves, k, m, path);
        path[len] = reference_root(leaves + k, n - k);
    } else {
        len = reference_path(leaves + k, n - k, m - k, path);
        path[len] = reference_root(leaves, k);
    }
    return len + 1;
}

Test(merkle, leaf_of_nothing)
{
    /* SHA-256 of one zero byte. */
    crypto_digest leaf = crypto_merkle_leaf(NULL, 0);
    char text[65];
    base_hex_encode(leaf.bytes, 32, text);
    cr_assert_str_eq(text, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
}

Test(merkle, agrees_with_the_recursive_definition)
{
    crypto_digest leaves[MOST];
    make_leaves(leaves);
    for (size_t n = 1; n <= MOST; n++) {
        struct crypto_merkle tree;
        cr_assert_eq(crypto_merkle_init(&tree, leaves, n), 0);
        crypto_digest root = crypto_merkle_root(&tree), expected = reference_root(leaves, n);
        cr_assert_arr_eq(root.bytes, expected.bytes, 32);
        for (size_t i = 0; i < n; i++) {
            crypto_digest path[8], expected_path[8];
            size_t len = crypto_merkle_path(&tree, i, path);
            cr_assert_leq(len, tree.level_count);
            cr_assert_eq(len, reference_path(leaves, n, i, expected_path));
            cr_assert_eq(memcmp(path, expected_path, len * sizeof *path), 0);
            cr_assert(crypto_merkle_verify(&root, n, i, &leaves[i], path, len));
        }
        crypto_merkle_deinit(&tree);
        crypto_merkle_deinit(&tree);
    }
}

Test(merkle, verify_refuses)
{
    crypto_digest leaves[MOST];
    make_leaves(leaves);
    for (size_t n = 1; n <= MOST; n++) {
        struct crypto_merkle tree;
        cr_assert_eq(crypto_merkle_init(&tree, leaves, n), 0);
        crypto_digest root = crypto_merkle_root(&tree);
        for (size_t i = 0; i < n; i++) {
            crypto_digest path[9] = {0};
            size_t len = crypto_merkle_path(&tree, i, path);
            for (size_t j = 0; j < n; j++) {
                if (j != i) {
                    cr_assert_not(crypto_merkle_verify(&root, n, j, &leaves[i], path, len));
                    cr_assert_not(crypto_merkle_verify(&root, n, i, &leaves[j], path, len));
                }
            }
            cr_assert_not(crypto_merkle_verify(&root, n, n, &leaves[i], path, len));
            cr_assert_not(crypto_merkle_verify(&root, n, SIZE_MAX, &leaves[i], path, len));
            cr_assert_not(crypto_merkle_verify(&root, 0, 0, &leaves[i], path, len));
            cr_assert_not(crypto_merkle_verify(&root, n, i, &leaves[i], path, len + 1));
            if (len > 0)
                cr_assert_not(crypto_merkle_verify(&root, n, i, &leaves[i], path, len - 1));
            for (size_t j = 0; j < len; j++) {
                path[j].bytes[31] ^= 1;
                cr_assert_not(crypto_merkle_verify(&root, n, i, &leaves[i], path, len));
                path[j].bytes[31] ^= 1;
            }
            crypto_digest other = root;
            other.bytes[0] ^= 1;
            cr_assert_not(crypto_merkle_verify(&other, n, i, &leaves[i], path, len));
        }
        crypto_merkle_deinit(&tree);
    }
}
