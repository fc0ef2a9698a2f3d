#ifndef CROWDPATCH_ZK_STATEMENT_CODED_H
#define CROWDPATCH_ZK_STATEMENT_CODED_H

#include "crypto/hash.h"
#include "zk/fr.h"
#include "zk/threads.h"

/** A content as leaves of a code of which half give back all, for zk/statement/sampled.h; suite
 *  poseidon, before which zk_suite_init() must have been called.
 *
 *  Whitening: a secret W of 32 bytes, drawn once for a content by its manufacturer, makes of U the
 *  bytes W || (U XOR ChaCha20 under W), so that nobody can guess a leaf, whose hash is public,
 *  without W.
 *  Code: those bytes as elements of zk/poseidon/stream.h fill b leaves of 16, the last with zeros.
 *  Leaves 0 .. b - 1 of zk/reed_solomon.h with n = the power of two not below b are these, leaves b
 *  .. n - 1 are 0; the code is the b and the first b of parity. It is the Reed-Solomon code,
 *  shortened and punctured: any b of the 2b leaves give the content.
 *  Tree: zk/poseidon/merkle.h over the 2b leaves, data first. */

/** What the manufacturer signs, by its hash. */
struct zk_statement_coded_announcement {
    uint64_t content_len;
    crypto_digest content_hash; /* SHA-256 of U, by which a device knows it */
    zk_fr root;
};

/** U_h: SHA-256 of a domain and the three. */
crypto_digest zk_statement_coded_hash(const struct zk_statement_coded_announcement *announcement);

/** Longest content: 2^22 leaves of data. */
#define ZK_STATEMENT_CODED_LEN_MAX ((UINT64_C(1) << 22) * 496 - 32)

/** 2b. Requires content_len <= ZK_STATEMENT_CODED_LEN_MAX (asserted), here and below. */
size_t zk_statement_coded_leaves(uint64_t content_len);
/** All leaves' elements as 32 bytes each, big-endian: 512 a leaf. */
uint64_t zk_statement_coded_ciphertext_len(uint64_t content_len);

/** What a distributor holds. Whoever has content and W can make it. */
struct zk_statement_coded {
    struct zk_statement_coded_announcement announcement;
    size_t leaves;   /* 2b */
    zk_fr *elements; /* [leaves][16] */
    zk_fr *hashes;   /* [leaves], public */
};

/** Returns 0; BASE_E_NOMEM; or BASE_E_RANGE when the content is too long (ret_coded untouched).
 *  Memory: up to about eight times the content. */
int zk_statement_coded_init(struct zk_threads *threads, const uint8_t *content, size_t len,
                            const uint8_t whitening[32], struct zk_statement_coded *ret_coded);
void zk_statement_coded_deinit(struct zk_statement_coded *coded);

enum zk_statement_coded_outcome {
    ZK_STATEMENT_CODED_FOREIGN = 1, /* hashes are not those under the root */
    ZK_STATEMENT_CODED_LOST = 2,    /* more than half of the leaves are bad */
    ZK_STATEMENT_CODED_WRONG = 3,   /* good leaves are of no content with that announcement */
};

/** Whether hashes[zk_statement_coded_leaves()], which may come from anybody, are those of the
 *  announced leaves. Returns 0, ZK_STATEMENT_CODED_FOREIGN or BASE_E_NOMEM. */
int zk_statement_coded_check(struct zk_threads *threads,
                             const struct zk_statement_coded_announcement *announcement,
                             const zk_fr hashes[]);

/** The ciphertext: leaf j plus block j of zk/poseidon/stream.h's keystream under r, which serves
 *  one content only. ret_ciphertext[zk_statement_coded_ciphertext_len()].
 *  Returns 0 or BASE_E_NOMEM. */
int zk_statement_coded_mask(struct zk_threads *threads, const struct zk_statement_coded *coded,
                            const crypto_digest *r, uint8_t *ret_ciphertext);

/** The content from its ciphertext, of which up to half of the leaves may be bad: a leaf is bad
 *  when, without its mask, its hash is not hashes[j], or an element is no number below the order.
 *  hashes[] as zk_statement_coded_check() accepts them.
 *  Returns 0; ZK_STATEMENT_CODED_LOST or _WRONG; or BASE_E_NOMEM. ret_content[content_len] is
 *  undefined but for 0. */
int zk_statement_coded_open(struct zk_threads *threads,
                            const struct zk_statement_coded_announcement *announcement,
                            const zk_fr hashes[], const crypto_digest *r, const uint8_t *ciphertext,
                            uint8_t *ret_content);

#endif
