#include <pthread.h>
#include <string.h>

#include "crypto/private.h"

/* Eight ways a set, the oldest of which goes first. Fixed arrays: memory is bounded, and pages that
 * are not used cost nothing. */
enum { RECOVERY_SETS = 1 << 13, SECRET_SETS = 1 << 11, WAYS = 8 };

struct recovery {
    crypto_digest digest;
    crypto_secp256k1_signature signature;
    crypto_address signer;
    bool is_set;
};

/* A secret is known by its SHA-256 alone. */
struct secret {
    crypto_digest tag;
    crypto_address address;
    bool is_set;
};

static struct {
    pthread_mutex_t mutex;
    struct recovery recoveries[RECOVERY_SETS][WAYS];
    struct secret secrets[SECRET_SETS][WAYS];
    struct crypto_secp256k1_memo_counts counts;
    bool is_off;
} memo = {.mutex = PTHREAD_MUTEX_INITIALIZER};

static size_t index_of(const uint8_t *hash, size_t sets)
{
    uint64_t word;
    memcpy(&word, hash, sizeof word);
    return (size_t)(word * UINT64_C(0x9e3779b97f4a7c15) >> 32) % sets;
}

static bool same_signature(const crypto_secp256k1_signature *a, const crypto_secp256k1_signature *b)
{
    return a->recovery_id == b->recovery_id && memcmp(a->r, b->r, sizeof a->r) == 0 &&
           memcmp(a->s, b->s, sizeof a->s) == 0;
}

static struct recovery *recovery_of(const crypto_secp256k1_signature *signature,
                                    const crypto_digest *digest)
{
    struct recovery *set = memo.recoveries[index_of(digest->bytes, RECOVERY_SETS)];
    for (int i = 0; i < WAYS; i++) {
        if (set[i].is_set && crypto_digest_equal(&set[i].digest, digest) &&
            same_signature(&set[i].signature, signature))
            return &set[i];
    }
    return NULL;
}

bool crypto_memo_find_signer(const crypto_secp256k1_signature *signature,
                             const crypto_digest *digest, crypto_address *ret_signer)
{
    pthread_mutex_lock(&memo.mutex);
    const struct recovery *known = memo.is_off ? NULL : recovery_of(signature, digest);
    if (known != NULL)
        *ret_signer = known->signer;
    memo.counts.found += known != NULL;
    memo.counts.computed += known == NULL;
    pthread_mutex_unlock(&memo.mutex);
    return known != NULL;
}

void crypto_memo_keep_signer(const crypto_secp256k1_signature *signature,
                             const crypto_digest *digest, const crypto_address *signer)
{
    pthread_mutex_lock(&memo.mutex);
    if (!memo.is_off && recovery_of(signature, digest) == NULL) {
        struct recovery *set = memo.recoveries[index_of(digest->bytes, RECOVERY_SETS)];
        memmove(set + 1, set, (WAYS - 1) * sizeof *set);
        set[0] = (struct recovery){*digest, *signature, *signer, true};
    }
    pthread_mutex_unlock(&memo.mutex);
}

bool crypto_memo_is_on(void)
{
    pthread_mutex_lock(&memo.mutex);
    bool is_on = !memo.is_off;
    pthread_mutex_unlock(&memo.mutex);
    return is_on;
}

static struct secret *secret_of(const crypto_digest *tag)
{
    struct secret *set = memo.secrets[index_of(tag->bytes, SECRET_SETS)];
    for (int i = 0; i < WAYS; i++) {
        if (set[i].is_set && crypto_digest_equal(&set[i].tag, tag))
            return &set[i];
    }
    return NULL;
}

bool crypto_memo_find_address(const crypto_secp256k1_secret *secret, crypto_address *ret_address)
{
    crypto_digest tag = crypto_sha256(secret->bytes, sizeof secret->bytes);
    pthread_mutex_lock(&memo.mutex);
    const struct secret *known = memo.is_off ? NULL : secret_of(&tag);
    if (known != NULL)
        *ret_address = known->address;
    pthread_mutex_unlock(&memo.mutex);
    return known != NULL;
}

void crypto_memo_keep_address(const crypto_secp256k1_secret *secret, const crypto_address *address)
{
    crypto_digest tag = crypto_sha256(secret->bytes, sizeof secret->bytes);
    pthread_mutex_lock(&memo.mutex);
    if (!memo.is_off && secret_of(&tag) == NULL) {
        struct secret *set = memo.secrets[index_of(tag.bytes, SECRET_SETS)];
        memmove(set + 1, set, (WAYS - 1) * sizeof *set);
        set[0] = (struct secret){tag, *address, true};
    }
    pthread_mutex_unlock(&memo.mutex);
}

void crypto_secp256k1_memo_set(bool is_on)
{
    pthread_mutex_lock(&memo.mutex);
    memset(memo.recoveries, 0, sizeof memo.recoveries);
    memset(memo.secrets, 0, sizeof memo.secrets);
    memset(&memo.counts, 0, sizeof memo.counts);
    memo.is_off = !is_on;
    pthread_mutex_unlock(&memo.mutex);
}

struct crypto_secp256k1_memo_counts crypto_secp256k1_memo_counts(void)
{
    pthread_mutex_lock(&memo.mutex);
    struct crypto_secp256k1_memo_counts counts = memo.counts;
    pthread_mutex_unlock(&memo.mutex);
    return counts;
}
