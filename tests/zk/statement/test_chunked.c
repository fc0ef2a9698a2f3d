#include "zk/statement/chunked.h"

#include "../gadget/gadget_support.h"
#include "crypto/cipher.h"
#include "crypto/hash.h"

enum { LEN = 1300, LEN_MAX = 1984, COUNT_MAX = 32 };

static const uint8_t seed[32] = {1}, blinding[32] = {2};
static const crypto_digest r = {{9}};
static uint8_t content[LEN_MAX];

static void prepare(void)
{
    cr_assert_eq(crypto_init(), 0);
    cr_assert_eq(zk_suite_init(ZK_SUITE_POSEIDON), 0);
    for (size_t i = 0; i < LEN_MAX; i++)
        content[i] = (uint8_t)(i * i + i / 256);
}

TestSuite(chunked, .init = prepare);

struct delivery {
    struct zk_statement_chunked chunked;
    struct zk_statement_chunked_inputs inputs;
    crypto_digest hashes[COUNT_MAX];
    uint8_t *ciphertext;
    uint32_t count;
};

static struct delivery *new_delivery(enum zk_suite suite, size_t len, uint32_t chunk_len)
{
    struct delivery *d = calloc(1, sizeof *d);
    d->chunked =
        (struct zk_statement_chunked){.suite = suite, .content_len = len, .chunk_len = chunk_len};
    d->count = zk_statement_chunked_count(&d->chunked);
    cr_assert(d->count <= COUNT_MAX && len <= LEN_MAX);
    size_t ciphertext_len = zk_statement_chunked_ciphertext_len(&d->chunked);
    d->ciphertext = malloc(ciphertext_len);
    cr_assert_eq(zk_statement_chunked_hashes(&d->chunked, content, d->hashes), 0);
    cr_assert_eq(zk_statement_chunked_hash(&d->chunked, d->hashes, &d->inputs.content_hash), 0);
    cr_assert_eq(zk_statement_chunked_encrypt(&d->chunked, &r, content, d->ciphertext), 0);
    d->inputs.hashes = d->hashes;
    d->inputs.s = crypto_sha256(r.bytes, sizeof r.bytes);
    d->inputs.ciphertext = d->ciphertext;
    d->inputs.ciphertext_len = ciphertext_len;
    return d;
}

static void free_delivery(struct delivery *d)
{
    free(d->ciphertext);
    free(d);
}

/* Whether who knows r and the content can prove chunk `index` by `chunk`. */
static bool is_provable(const struct delivery *d, uint32_t index, const uint8_t *chunk)
{
    zk_fr publics[ZK_STATEMENT_CHUNKED_PUBLICS_MAX];
    struct zk_builder builder;
    if (!zk_statement_chunked_bind(&d->chunked, &d->inputs, index, publics))
        return false;
    zk_builder_init(&builder, ZK_BUILDER_ASSIGN);
    cr_assert_eq(zk_statement_chunked_circuit(&builder, &d->chunked, publics, chunk, &r), 0);
    cr_assert_eq(zk_builder_finish(&builder, NULL), 0);
    bool satisfied = builder.is_satisfied;
    zk_builder_deinit(&builder);
    return satisfied;
}

static void swap_parts(struct delivery *d, uint32_t a, uint32_t b)
{
    size_t len = zk_statement_chunked_part_len(&d->chunked);
    for (size_t i = 0; i < len; i++) {
        uint8_t byte = d->ciphertext[a * len + i];
        d->ciphertext[a * len + i] = d->ciphertext[b * len + i];
        d->ciphertext[b * len + i] = byte;
    }
}

Test(chunked, counts_and_lengths)
{
    struct zk_statement_chunked chunked = {.suite = ZK_SUITE_POSEIDON, .chunk_len = 992};
    cr_expect_eq(zk_statement_chunked_count(&chunked), 1);
    chunked.content_len = 992;
    cr_expect_eq(zk_statement_chunked_count(&chunked), 1);
    chunked.content_len = 993;
    cr_expect_eq(zk_statement_chunked_count(&chunked), 2);
    cr_expect_eq(zk_statement_chunked_ciphertext_len(&chunked), 2048);
}

Test(chunked, content_comes_back_in_both_suites)
{
    static const size_t lens[] = {0, 1, 992, 993, LEN};
    for (int suite = 0; suite < 2; suite++)
        for (size_t i = 0; i < sizeof lens / sizeof *lens; i++) {
            uint8_t opened[LEN] = {0};
            uint32_t chunk_len = suite == ZK_SUITE_POSEIDON ? 992 : 64;
            struct delivery *d = new_delivery((enum zk_suite)suite, lens[i], chunk_len);
            cr_expect_eq(zk_statement_chunked_decrypt(&d->chunked, &r, d->ciphertext, opened), 0);
            cr_expect_eq(memcmp(opened, content, lens[i]), 0);
            if (lens[i] % chunk_len != 0) {
                d->ciphertext[d->inputs.ciphertext_len - 1] ^= 1;
                cr_expect_eq(zk_statement_chunked_decrypt(&d->chunked, &r, d->ciphertext, opened),
                             ZK_STATEMENT_CHUNKED_FOREIGN, "%zu bytes", lens[i]);
            }
            free_delivery(d);
        }
}

Test(chunked, the_signed_hash_depends_on_lengths_and_all_chunks)
{
    struct delivery *d = new_delivery(ZK_SUITE_POSEIDON, LEN, 496);
    struct zk_statement_chunked others[2] = {d->chunked, d->chunked};
    crypto_digest other;
    others[0].content_len--;
    others[1].suite = ZK_SUITE_SHA256_CHACHA20;
    others[1].chunk_len = 448;
    for (int i = 0; i < 2; i++) {
        cr_assert_eq(zk_statement_chunked_hash(&others[i], d->hashes, &other), 0);
        cr_expect_not(crypto_digest_equal(&other, &d->inputs.content_hash));
    }
    for (uint32_t i = 0; i < d->count; i++) {
        d->hashes[i].bytes[0] ^= 1;
        cr_assert_eq(zk_statement_chunked_hash(&d->chunked, d->hashes, &other), 0);
        cr_expect_not(crypto_digest_equal(&other, &d->inputs.content_hash));
        d->hashes[i].bytes[0] ^= 1;
    }
    free_delivery(d);
}

static void check_places(enum zk_suite suite, size_t len, uint32_t chunk_len)
{
    struct delivery *d = new_delivery(suite, len, chunk_len);
    size_t part = zk_statement_chunked_part_len(&d->chunked);
    cr_expect(is_provable(d, 0, content));
    cr_expect(is_provable(d, 1, &content[chunk_len]));
    cr_expect_not(is_provable(d, 0, &content[chunk_len]));
    /* The same chunk's ciphertext in another place. */
    swap_parts(d, 0, 1);
    cr_expect_not(is_provable(d, 0, content));
    cr_expect_not(is_provable(d, 1, content));
    swap_parts(d, 0, 1);
    memcpy(&d->ciphertext[part], d->ciphertext, part);
    cr_expect_not(is_provable(d, 1, &content[chunk_len]));
    cr_expect_not(is_provable(d, 1, content));
    free_delivery(d);
}

Test(chunked, a_chunk_has_one_place_with_poseidon)
{
    check_places(ZK_SUITE_POSEIDON, LEN, 496);
}

Test(chunked, a_chunk_has_one_place_with_chacha20)
{
    check_places(ZK_SUITE_SHA256_CHACHA20, 128, 64);
}

/* Equal chunks too: the keystream tells their places. */
Test(chunked, equal_chunks_have_different_ciphertexts_that_cannot_be_swapped)
{
    memset(content, 3, sizeof content);
    struct delivery *d = new_delivery(ZK_SUITE_POSEIDON, 992, 496);
    cr_assert(crypto_digest_equal(&d->hashes[0], &d->hashes[1]));
    cr_expect(is_provable(d, 1, content));
    swap_parts(d, 0, 1);
    cr_expect_not(is_provable(d, 0, content));
    cr_expect_not(is_provable(d, 1, content));
    free_delivery(d);
}

static void check_wires(enum zk_suite suite, uint32_t chunk_len, uint32_t rows)
{
    struct delivery *d = new_delivery(suite, 2 * (size_t)chunk_len, chunk_len);
    zk_fr publics[ZK_STATEMENT_CHUNKED_PUBLICS_MAX];
    struct zk_builder builder;
    struct zk_r1cs r1cs;
    cr_assert(zk_statement_chunked_bind(&d->chunked, &d->inputs, 1, publics));
    zk_builder_init(&builder, ZK_BUILDER_RECORD);
    cr_assert_eq(
        zk_statement_chunked_circuit(&builder, &d->chunked, publics, &content[chunk_len], &r), 0);
    cr_assert_eq(zk_builder_finish(&builder, &r1cs), 0);
    cr_expect(builder.is_satisfied);
    cr_expect_eq(r1cs.publics, zk_statement_chunked_publics(suite));
    cr_expect_eq(r1cs.rows, rows, "%u", r1cs.rows);
    cr_expect_eq(loose_wires(&r1cs, builder.w, 0), 0);
    zk_r1cs_deinit(&r1cs);
    zk_builder_deinit(&builder);
    free_delivery(d);
}

Test(chunked, circuits_have_no_loose_wire)
{
    /* Key; hash, its equality, keystream; evaluation and its equality. */
    check_wires(ZK_SUITE_POSEIDON, 992, 17192 + 609 + 612 + 1 + 2 * 570 + 31 + 1);
    check_wires(ZK_SUITE_SHA256_CHACHA20, 64, 17192 + 512 + 30064 + 2 + 32 + 21232 + 512 + 2 + 1);
}

Test(chunked, proofs_verify_for_what_they_are_about_alone)
{
    struct delivery *d = new_delivery(ZK_SUITE_POSEIDON, LEN, 496);
    struct zk_groth16_proving_key key;
    struct zk_groth16_proof proofs[3], swapped;
    cr_assert_eq(d->count, 3);
    cr_assert_eq(zk_statement_chunked_setup(&d->chunked, NULL, seed, &key), 0);
    for (uint32_t i = 0; i < d->count; i++)
        cr_assert_eq(zk_statement_chunked_prove(&d->chunked, NULL, &key, content, &r, &d->inputs, i,
                                                blinding, &proofs[i]),
                     0);
    const struct zk_groth16_verifying_key *vk = &key.verifying;
    cr_assert(zk_statement_chunked_verify(&d->chunked, vk, &d->inputs, proofs, seed));
    uint8_t *bytes[] = {&d->inputs.s.bytes[0],
                        &d->inputs.content_hash.bytes[0],
                        &d->hashes[1].bytes[31],
                        &d->ciphertext[600],
                        (uint8_t *)&d->chunked.content_len,
                        (uint8_t *)&d->chunked.statement};
    for (size_t i = 0; i < sizeof bytes / sizeof *bytes; i++) {
        *bytes[i] ^= 1;
        cr_expect_not(zk_statement_chunked_verify(&d->chunked, vk, &d->inputs, proofs, seed),
                      "alteration %zu", i);
        *bytes[i] ^= 1;
    }
    swap_parts(d, 0, 1);
    cr_expect_not(zk_statement_chunked_verify(&d->chunked, vk, &d->inputs, proofs, seed));
    swap_parts(d, 0, 1);
    swapped = proofs[0];
    proofs[0] = proofs[1];
    cr_expect_not(zk_statement_chunked_verify(&d->chunked, vk, &d->inputs, proofs, seed));
    proofs[1] = swapped;
    cr_expect_not(zk_statement_chunked_verify(&d->chunked, vk, &d->inputs, proofs, seed));
    d->inputs.ciphertext_len -= 512;
    cr_expect_not(zk_statement_chunked_verify(&d->chunked, vk, &d->inputs, proofs, seed));
    zk_groth16_proving_key_deinit(&key);
    free_delivery(d);
}
