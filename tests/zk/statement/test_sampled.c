#include "zk/statement/sampled.h"

#include "../gadget/gadget_support.h"
#include "crypto/hash.h"
#include "zk/groth16/check.h"
#include "zk/suite.h"

enum { LEN = 3000, LEAVES = 14, K = 4 };

static const uint8_t whitening[32] = {7}, seed[32] = {1}, blinding[32] = {2};
static const crypto_digest r = {{9}};
static uint8_t content[LEN];

static void prepare(void)
{
    cr_assert_eq(crypto_init(), 0);
    cr_assert_eq(zk_suite_init(ZK_SUITE_POSEIDON), 0);
    for (size_t i = 0; i < LEN; i++)
        content[i] = (uint8_t)(i * i);
}

TestSuite(sampled, .init = prepare);

struct delivery {
    struct zk_statement_coded coded;
    uint8_t ciphertext[LEAVES * 512];
    struct zk_statement_sampled sampled;
    uint32_t drawn[K];
};

static void redraw(struct delivery *d)
{
    crypto_digest transcript = zk_statement_sampled_transcript(&d->sampled);
    zk_statement_sampled_draw(&transcript, K, LEAVES, d->drawn);
}

static struct delivery *new_delivery(void)
{
    struct delivery *d = calloc(1, sizeof *d);
    cr_assert_eq(zk_statement_coded_init(NULL, content, LEN, whitening, &d->coded), 0);
    cr_assert_eq(d->coded.leaves, LEAVES);
    cr_assert_eq(zk_statement_coded_mask(NULL, &d->coded, &r, d->ciphertext), 0);
    d->sampled = (struct zk_statement_sampled){
        .samples = K,
        .announcement = &d->coded.announcement,
        .hashes = d->coded.hashes,
        .s = crypto_sha256(r.bytes, sizeof r.bytes),
        .ciphertext = d->ciphertext,
        .ciphertext_len = sizeof d->ciphertext,
        .challenge = {5},
    };
    redraw(d);
    return d;
}

static void free_delivery(struct delivery *d)
{
    zk_statement_coded_deinit(&d->coded);
    free(d);
}

static bool is_drawn(const uint32_t numbers[], unsigned count, uint32_t number)
{
    for (unsigned i = 0; i < count; i++)
        if (numbers[i] == number)
            return true;
    return false;
}

/* The circuit with what a prover with r knows. */
static bool is_provable(const struct delivery *d, const crypto_digest *key)
{
    zk_fr publics[ZK_STATEMENT_SAMPLED_PUBLICS(K)], leaves[K][16];
    struct zk_builder builder;
    uint32_t drawn[K];
    crypto_digest transcript = zk_statement_sampled_transcript(&d->sampled);
    zk_statement_sampled_draw(&transcript, K, LEAVES, drawn);
    if (!zk_statement_sampled_bind(&d->sampled, publics))
        return false;
    for (int i = 0; i < K; i++)
        memcpy(leaves[i], &d->coded.elements[(size_t)16 * drawn[i]], sizeof leaves[i]);
    zk_builder_init(&builder, ZK_BUILDER_ASSIGN);
    cr_assert_eq(zk_statement_sampled_circuit(&builder, K, publics, leaves[0], key), 0);
    cr_assert_eq(zk_builder_finish(&builder, NULL), 0);
    bool satisfied = builder.is_satisfied;
    zk_builder_deinit(&builder);
    return satisfied;
}

Test(sampled, drawn_leaves_are_distinct_and_all_alike)
{
    enum { DRAWS = 3000, OF = 20 };
    uint32_t counts[OF] = {0}, numbers[K];
    for (uint32_t i = 0; i < DRAWS; i++) {
        crypto_digest transcript = crypto_sha256(&i, sizeof i);
        zk_statement_sampled_draw(&transcript, K, OF, numbers);
        for (int j = 0; j < K; j++) {
            cr_assert_lt(numbers[j], OF);
            cr_assert_not(is_drawn(numbers, (unsigned)j, numbers[j]));
            counts[numbers[j]]++;
        }
    }
    /* Each is drawn with probability 1/5: 600 times, with a deviation of 22. */
    for (int j = 0; j < OF; j++)
        cr_expect(counts[j] > 500 && counts[j] < 700, "leaf %d: %u times", j, counts[j]);
}

Test(sampled, all_leaves_are_drawn_where_there_are_few)
{
    static const uint32_t want[K] = {0, 1, 2, 0};
    uint32_t numbers[K];
    crypto_digest transcript = {{1}};
    zk_statement_sampled_draw(&transcript, K, 3, numbers);
    cr_expect_arr_eq(numbers, want, sizeof want);
    zk_statement_sampled_draw(&transcript, K, K, numbers);
    for (uint32_t j = 0; j < K; j++)
        cr_expect_eq(numbers[j], j);
}

/* With one more than half of the leaves bad, challenges miss them as often as the hypergeometric
 * distribution says: C(31, 4) / C(64, 4) = 0.0495, below 2^-4. */
Test(sampled, challenges_catch_who_spoils_more_than_half)
{
    enum { TRIES = 10000, OF = 64, BAD = 33 };
    unsigned missed = 0;
    for (uint32_t i = 0; i < TRIES; i++) {
        uint32_t numbers[K];
        crypto_digest transcript = crypto_sha256(&i, sizeof i);
        bool is_caught = false;
        zk_statement_sampled_draw(&transcript, K, OF, numbers);
        for (int j = 0; j < K; j++)
            is_caught = is_caught || numbers[j] < BAD;
        missed += !is_caught;
    }
    /* 495, with a deviation of 21.7. */
    cr_expect(missed > 390 && missed < 600, "missed %u times", missed);
}

/* Over challenges to one ciphertext with none to all of its leaves bad: when the proof can be made,
 * no drawn leaf is bad; and the content is lost only when more than half are. */
Test(sampled, a_proof_can_be_made_just_when_no_drawn_leaf_is_bad)
{
    enum { ROUNDS = 7 };
    static const unsigned bads[ROUNDS] = {0, 1, 2, 4, LEAVES / 2, LEAVES / 2 + 1, LEAVES};
    struct delivery *d = new_delivery();
    uint8_t opened[LEN];
    unsigned bad = 0, hits = 0;
    for (int round = 0; round < ROUNDS; round++) {
        for (; bad < bads[round]; bad++)
            d->ciphertext[512 * bad + 31] ^= 1;
        d->sampled.challenge[0] = (uint8_t)bad;
        redraw(d);
        bool is_hit = false;
        for (int i = 0; i < K; i++)
            is_hit = is_hit || d->drawn[i] < bad;
        hits += is_hit;
        cr_expect_eq(is_provable(d, &r), !is_hit, "%u bad", bad);
        cr_expect_eq(zk_statement_coded_open(NULL, &d->coded.announcement, d->coded.hashes, &r,
                                             d->ciphertext, opened),
                     bad <= LEAVES / 2 ? 0 : ZK_STATEMENT_CODED_LOST);
    }
    cr_expect(hits > 0 && hits < ROUNDS - 1, "%u hits", hits);
    free_delivery(d);
}

Test(sampled, public_inputs_are_of_this_statement)
{
    struct delivery *d = new_delivery();
    zk_fr good[ZK_STATEMENT_SAMPLED_PUBLICS(K)], other[ZK_STATEMENT_SAMPLED_PUBLICS(K)];
    cr_assert(zk_statement_sampled_bind(&d->sampled, good));
    cr_expect(is_provable(d, &r));
    const crypto_digest wrong = {{10}};
    cr_expect_not(is_provable(d, &wrong));
    /* Any byte of the ciphertext moves the point, a leaf that is not drawn included. */
    uint32_t number = 0;
    while (is_drawn(d->drawn, K, number))
        number++;
    d->ciphertext[512 * number + 31] ^= 1;
    cr_assert(zk_statement_sampled_bind(&d->sampled, other));
    cr_expect_not(zk_fr_equal(&good[2 * K + 2], &other[2 * K + 2]));
    d->ciphertext[512 * number + 31] ^= 1;
    d->sampled.ciphertext_len -= 512;
    cr_expect_not(zk_statement_sampled_bind(&d->sampled, other));
    d->sampled.ciphertext_len += 512;
    d->coded.announcement.content_len += 496;
    cr_expect_not(zk_statement_sampled_bind(&d->sampled, other));
    d->coded.announcement.content_len = UINT64_MAX;
    cr_expect_not(zk_statement_sampled_bind(&d->sampled, other));
    d->coded.announcement.content_len = LEN;
    /* The challenge decides whether a leaf that holds no number is looked at. */
    memset(&d->ciphertext[512 * number], 0xff, 32);
    unsigned refused = 0, hit = 0;
    for (uint8_t i = 0; i < 32; i++) {
        d->sampled.challenge[0] = i;
        redraw(d);
        hit += is_drawn(d->drawn, K, number);
        refused += !zk_statement_sampled_bind(&d->sampled, other);
    }
    cr_expect(hit == refused && hit > 0 && hit < 32);
    free_delivery(d);
}

Test(sampled, circuit_has_the_stated_size_and_no_loose_wire)
{
    struct delivery *d = new_delivery();
    zk_fr publics[ZK_STATEMENT_SAMPLED_PUBLICS(K)], leaves[K][16];
    struct zk_builder builder;
    struct zk_r1cs r1cs;
    cr_assert(zk_statement_sampled_bind(&d->sampled, publics));
    for (int i = 0; i < K; i++)
        memcpy(leaves[i], &d->coded.elements[(size_t)16 * d->drawn[i]], sizeof leaves[i]);
    zk_builder_init(&builder, ZK_BUILDER_RECORD);
    cr_assert_eq(zk_statement_sampled_circuit(&builder, K, publics, leaves[0], &r), 0);
    cr_assert_eq(zk_builder_finish(&builder, &r1cs), 0);
    cr_expect(builder.is_satisfied);
    cr_expect_eq(r1cs.publics, ZK_STATEMENT_SAMPLED_PUBLICS(K));
    cr_expect_eq(r1cs.rows + r1cs.publics + 1, 17197 + 1198 * K, "%u", r1cs.rows);
    cr_expect_leq(17197 + 1198 * ZK_STATEMENT_SAMPLED_SAMPLES, 1 << 16);
    cr_expect_eq(loose_wires(&r1cs, builder.w, 0), 0);
    zk_r1cs_deinit(&r1cs);
    zk_builder_deinit(&builder);
    free_delivery(d);
}

/* What a distributor does before the first use of a key that it was given. */
Test(sampled, a_key_is_checked_against_the_circuit)
{
    struct zk_groth16_proving_key key;
    struct base_arena scratch;
    base_arena_init(&scratch, 1 << 20);
    cr_assert_eq(zk_statement_sampled_setup(2, NULL, seed, &key), 0);
    for (unsigned k = 1; k <= 2; k++) {
        struct zk_r1cs r1cs;
        cr_assert_eq(zk_statement_sampled_record(k, &r1cs), 0);
        cr_expect_eq(zk_groth16_check(&scratch, NULL, &key, &r1cs, seed),
                     k == 2 ? ZK_GROTH16_CHECK_PASSED : ZK_GROTH16_CHECK_SHAPE);
        zk_r1cs_deinit(&r1cs);
    }
    zk_groth16_proving_key_deinit(&key);
    base_arena_deinit(&scratch);
}

/* Each bit flip, back again, in turn. */
static void expect_refused(struct delivery *d, const struct zk_groth16_verifying_key *key,
                           const struct zk_groth16_proof *proof, uint8_t *byte, const char *what)
{
    *byte ^= 1;
    cr_expect_not(zk_statement_sampled_verify(&d->sampled, key, proof), "%s", what);
    *byte ^= 1;
}

Test(sampled, proofs_verify_for_what_they_are_about_alone)
{
    struct delivery *d = new_delivery();
    struct zk_groth16_proving_key key;
    struct zk_groth16_proof proof;
    cr_assert_eq(zk_statement_sampled_setup(K, NULL, seed, &key), 0);
    cr_assert_eq(zk_statement_sampled_prove(&d->sampled, NULL, &key, d->coded.elements, &r,
                                            blinding, &proof),
                 0);
    cr_assert(zk_statement_sampled_verify(&d->sampled, &key.verifying, &proof));
    uint32_t other = 0;
    while (is_drawn(d->drawn, K, other))
        other++;
    const struct zk_groth16_verifying_key *vk = &key.verifying;
    expect_refused(d, vk, &proof, &d->sampled.challenge[31], "challenge");
    expect_refused(d, vk, &proof, &d->sampled.s.bytes[31], "s");
    expect_refused(d, vk, &proof, &d->ciphertext[512 * d->drawn[1] + 100], "drawn leaf");
    expect_refused(d, vk, &proof, &d->ciphertext[512 * other + 100], "other leaf");
    expect_refused(d, vk, &proof, (uint8_t *)&d->coded.announcement.root, "root");
    expect_refused(d, vk, &proof, &d->coded.announcement.content_hash.bytes[0], "content");
    expect_refused(d, vk, &proof, (uint8_t *)&d->coded.announcement.content_len, "length");
    expect_refused(d, vk, &proof, (uint8_t *)&d->coded.hashes[d->drawn[2]], "hash");
    expect_refused(d, vk, &proof, (uint8_t *)&d->sampled.samples, "samples");
    struct zk_groth16_proof altered = proof;
    altered.a = proof.c;
    cr_expect_not(zk_statement_sampled_verify(&d->sampled, vk, &altered));
    /* A bad leaf stays unseen when it is not drawn; that is an erasure. */
    d->ciphertext[512 * other] ^= 1;
    redraw(d);
    cr_expect_eq(zk_statement_sampled_prove(&d->sampled, NULL, &key, d->coded.elements, &r,
                                            blinding, &proof),
                 is_drawn(d->drawn, K, other) ? ZK_STATEMENT_UNSATISFIED : 0);
    d->sampled.s.bytes[0] ^= 1;
    cr_expect_eq(zk_statement_sampled_prove(&d->sampled, NULL, &key, d->coded.elements, &r,
                                            blinding, &proof),
                 ZK_STATEMENT_UNSATISFIED);
    zk_groth16_proving_key_deinit(&key);
    free_delivery(d);
}
