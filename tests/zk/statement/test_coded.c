#include "zk/statement/coded.h"

#include <criterion/criterion.h>
#include <stdlib.h>

#include "base/error.h"
#include "base/random.h"
#include "crypto/hash.h"
#include "zk/poseidon/merkle.h"
#include "zk/suite.h"

enum { LEN_MAX = 9000 };

static const uint8_t whitening[32] = {7};
static const crypto_digest r = {{9}};
static uint8_t content[LEN_MAX], opened[LEN_MAX];

static void prepare(void)
{
    struct base_random random;
    cr_assert_eq(crypto_init(), 0);
    cr_assert_eq(zk_suite_init(ZK_SUITE_POSEIDON), 0);
    base_random_init(&random, 1, 0, "test.coded");
    base_random_bytes(&random, content, sizeof content);
}

TestSuite(coded, .init = prepare);

struct masked {
    struct zk_statement_coded coded;
    uint8_t *ciphertext;
};

static struct masked mask(struct zk_threads *threads, size_t len)
{
    struct masked m;
    cr_assert_eq(zk_statement_coded_init(threads, content, len, whitening, &m.coded), 0);
    m.ciphertext = malloc(zk_statement_coded_ciphertext_len(len));
    cr_assert_eq(zk_statement_coded_mask(threads, &m.coded, &r, m.ciphertext), 0);
    return m;
}

static void unmake(struct masked *m)
{
    zk_statement_coded_deinit(&m->coded);
    free(m->ciphertext);
}

static int open_it(const struct masked *m, const crypto_digest *key)
{
    memset(opened, 0, sizeof opened);
    return zk_statement_coded_open(NULL, &m->coded.announcement, m->coded.hashes, key,
                                   m->ciphertext, opened);
}

/* Leaves first .. first + count - 1, of which every second is made no numbers below the order. */
static void damage(struct masked *m, size_t first, size_t count)
{
    for (size_t j = first; j < first + count; j++) {
        uint8_t *leaf = &m->ciphertext[512 * (j % m->coded.leaves)];
        if (j % 2 == 0)
            leaf[j % 512] ^= 1;
        else
            memset(leaf, 0xff, 32);
    }
}

Test(coded, leaves_are_as_many_as_the_content_needs)
{
    cr_expect_eq(zk_statement_coded_leaves(0), 2);
    cr_expect_eq(zk_statement_coded_leaves(464), 2);
    cr_expect_eq(zk_statement_coded_leaves(465), 4);
    cr_expect_eq(zk_statement_coded_leaves(100000000), 403226);
    cr_expect_eq(zk_statement_coded_leaves(ZK_STATEMENT_CODED_LEN_MAX), (size_t)1 << 23);
    cr_expect_eq(zk_statement_coded_ciphertext_len(465), 2048);
}

Test(coded, too_long_a_content_is_refused)
{
    struct zk_statement_coded coded;
    cr_assert_eq(
        zk_statement_coded_init(NULL, content, ZK_STATEMENT_CODED_LEN_MAX + 1, whitening, &coded),
        BASE_E_RANGE);
}

Test(coded, any_half_of_the_leaves_gives_the_content)
{
    static const size_t lens[] = {0, 1, 464, 465, 1000, 3000, 7904, LEN_MAX};
    for (size_t i = 0; i < sizeof lens / sizeof *lens; i++) {
        size_t b = zk_statement_coded_leaves(lens[i]) / 2;
        for (size_t first = 0; first < 2 * b; first += 1 + b / 3) {
            struct masked m = mask(NULL, lens[i]);
            damage(&m, first, b);
            cr_assert_eq(open_it(&m, &r), 0, "%zu bytes from leaf %zu", lens[i], first);
            cr_assert_eq(memcmp(opened, content, lens[i]), 0);
            unmake(&m);
        }
    }
}

Test(coded, less_than_half_gives_nothing)
{
    static const size_t lens[] = {0, 465, 3000};
    for (size_t i = 0; i < sizeof lens / sizeof *lens; i++) {
        struct masked m = mask(NULL, lens[i]);
        damage(&m, 1, m.coded.leaves / 2 + 1);
        cr_expect_eq(open_it(&m, &r), ZK_STATEMENT_CODED_LOST);
        unmake(&m);
    }
}

Test(coded, another_key_makes_all_leaves_bad)
{
    struct masked m = mask(NULL, 3000);
    const crypto_digest other = {{8}};
    cr_expect_eq(open_it(&m, &r), 0);
    cr_expect_eq(open_it(&m, &other), ZK_STATEMENT_CODED_LOST);
    unmake(&m);
}

Test(coded, no_thread_changes_a_byte)
{
    struct zk_threads *threads;
    cr_assert_eq(zk_threads_new(3, &threads), 0);
    struct masked a = mask(NULL, LEN_MAX), b = mask(threads, LEN_MAX);
    cr_expect_eq(memcmp(a.ciphertext, b.ciphertext, zk_statement_coded_ciphertext_len(LEN_MAX)), 0);
    cr_expect(zk_fr_equal(&a.coded.announcement.root, &b.coded.announcement.root));
    unmake(&a);
    unmake(&b);
    zk_threads_free(threads);
}

Test(coded, hashes_are_held_to_the_announced_root)
{
    struct masked m = mask(NULL, 3000);
    struct zk_statement_coded_announcement announcement = m.coded.announcement;
    cr_expect_eq(zk_statement_coded_check(NULL, &announcement, m.coded.hashes), 0);
    for (size_t j = 0; j < m.coded.leaves; j++) {
        zk_fr good = m.coded.hashes[j];
        zk_fr_add(&good, &good, &m.coded.hashes[j]);
        cr_expect_eq(zk_statement_coded_check(NULL, &announcement, m.coded.hashes),
                     ZK_STATEMENT_CODED_FOREIGN);
        m.coded.hashes[j] = good;
    }
    zk_fr_add(&announcement.root, &announcement.root, &announcement.root);
    cr_expect_eq(zk_statement_coded_check(NULL, &announcement, m.coded.hashes),
                 ZK_STATEMENT_CODED_FOREIGN);
    unmake(&m);
}

Test(coded, the_signed_hash_depends_on_all_that_is_announced)
{
    struct masked m = mask(NULL, 100);
    struct zk_statement_coded_announcement others[3] = {m.coded.announcement, m.coded.announcement,
                                                        m.coded.announcement};
    crypto_digest hash = zk_statement_coded_hash(&m.coded.announcement);
    others[0].content_len++;
    others[1].content_hash.bytes[31] ^= 1;
    zk_fr_add(&others[2].root, &others[2].root, &others[2].root);
    for (int i = 0; i < 3; i++) {
        crypto_digest other = zk_statement_coded_hash(&others[i]);
        cr_expect_not(crypto_digest_equal(&hash, &other));
    }
    unmake(&m);
}

/* Contents that differ in one byte, or not at all, have no leaf in common. */
Test(coded, whitening_leaves_no_leaf_to_guess)
{
    static const uint8_t other[32] = {8};
    struct masked m = mask(NULL, 3000);
    struct zk_statement_coded again;
    cr_assert_eq(zk_statement_coded_init(NULL, content, 3000, other, &again), 0);
    for (size_t j = 0; j < again.leaves; j++)
        cr_expect_not(zk_fr_equal(&again.hashes[j], &m.coded.hashes[j]));
    zk_statement_coded_deinit(&again);
    unmake(&m);
}

/* An announcement that no honest manufacturer makes. */
Test(coded, leaves_of_no_code_and_contents_of_another_hash_are_wrong)
{
    struct masked m = mask(NULL, 3000);
    size_t last = m.coded.leaves - 1;
    m.coded.announcement.content_hash.bytes[0] ^= 1;
    cr_expect_eq(open_it(&m, &r), ZK_STATEMENT_CODED_WRONG);
    m.coded.announcement.content_hash.bytes[0] ^= 1;
    zk_fr *leaf = &m.coded.elements[16 * last];
    zk_fr_add(leaf, &m.coded.elements[0], leaf);
    zk_poseidon_merkle_leaves(zk_suite_poseidon(), NULL, 1, leaf, &m.coded.hashes[last]);
    cr_assert_eq(zk_statement_coded_mask(NULL, &m.coded, &r, m.ciphertext), 0);
    cr_expect_eq(open_it(&m, &r), 0, "data alone is enough");
    damage(&m, 0, 1);
    cr_expect_eq(open_it(&m, &r), ZK_STATEMENT_CODED_WRONG);
    unmake(&m);
}
