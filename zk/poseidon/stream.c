#include "zk/poseidon/stream.h"

#include <assert.h>
#include <stdatomic.h>
#include <string.h>

enum {
    WIDTH = ZK_POSEIDON_STREAM_WIDTH,
    BLOCK = ZK_POSEIDON_STREAM_BLOCK,
    PLAIN_BYTES = ZK_POSEIDON_STREAM_CONTENT_BYTES,
    CIPHER_BYTES = ZK_POSEIDON_STREAM_CIPHERTEXT_BYTES,
    PART_BLOCKS = 32, /* at a time; their states are on the stack */
    PART = PART_BLOCKS * BLOCK,
};

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Of the element that begins at content[at]. */
static size_t bytes_of(size_t len, size_t at)
{
    return smaller(len - at, PLAIN_BYTES);
}

void zk_poseidon_stream_encode(const uint8_t content[], size_t len, zk_fr ret_elements[])
{
    uint8_t padded[32];
    for (size_t at = 0; at < len; at += PLAIN_BYTES) {
        memset(padded, 0, sizeof padded);
        memcpy(&padded[1], &content[at], bytes_of(len, at));
        bool is_below_order = zk_fr_from_be(padded, &ret_elements[at / PLAIN_BYTES]);
        assert(is_below_order);
        (void)is_below_order;
    }
    explicit_bzero(padded, sizeof padded);
}

bool zk_poseidon_stream_decode(const zk_fr elements[], size_t len, uint8_t ret_content[])
{
    uint8_t padded[33] = {0}, wrong = 0;
    for (size_t at = 0; at < len; at += PLAIN_BYTES) {
        size_t bytes = bytes_of(len, at);
        zk_fr_to_be(&elements[at / PLAIN_BYTES], padded);
        wrong |= padded[0];
        for (size_t i = 1 + bytes; i <= PLAIN_BYTES; i++)
            wrong |= padded[i];
        memcpy(&ret_content[at], &padded[1], bytes);
    }
    explicit_bzero(padded, sizeof padded);
    if (wrong != 0)
        explicit_bzero(ret_content, len);
    return wrong == 0;
}

void zk_poseidon_stream_hash(const struct zk_poseidon *poseidon, const uint8_t content[],
                             size_t len, zk_fr *ret_hash)
{
    assert(poseidon->width == WIDTH);
    zk_fr state[WIDTH];
    zk_poseidon_initial_state(ZK_POSEIDON_CONTENT, len, &state[0]);
    size_t at = 0;
    do {
        size_t bytes = smaller(len - at, BLOCK * PLAIN_BYTES);
        memset(&state[1], 0, BLOCK * sizeof *state);
        zk_poseidon_stream_encode(&content[at], bytes, &state[1]);
        zk_poseidon_permute(poseidon, state);
        at += bytes;
    } while (at < len);
    *ret_hash = state[0];
    explicit_bzero(state, sizeof state);
}

void zk_poseidon_stream_key(const uint8_t key[ZK_POSEIDON_STREAM_KEY_BYTES], zk_fr ret_halves[2])
{
    uint8_t bytes[32] = {0};
    for (int i = 0; i < 2; i++) {
        memcpy(&bytes[16], &key[16 * i], 16);
        zk_fr_from_be(bytes, &ret_halves[i]);
    }
    explicit_bzero(bytes, sizeof bytes);
}

/* A run over a keystream in parts, and what to do with a part of it. */
struct run {
    const struct zk_poseidon *poseidon;
    zk_fr halves[2], initial_state;
    uint64_t first;
    size_t elements; /* in all */
    void (*use)(struct run *run, size_t at, size_t n, const zk_fr keystream[]);
    zk_fr *to;
    const uint8_t *from_bytes;
    uint8_t *to_bytes;
    size_t len;
    atomic_bool failed;
};

static void run_part(void *context, size_t part)
{
    struct run *run = context;
    size_t at = part * PART, n = smaller(run->elements - at, PART);
    size_t blocks = zk_poseidon_stream_blocks(n);
    zk_fr states[PART_BLOCKS][WIDTH], keystream[PART];
    memset(states, 0, blocks * sizeof *states);
    for (size_t i = 0; i < blocks; i++) {
        states[i][0] = run->initial_state;
        states[i][1] = run->halves[0];
        states[i][2] = run->halves[1];
        zk_fr_from_u64(run->first + at / BLOCK + i, &states[i][3]);
    }
    zk_poseidon_permute_many(run->poseidon, NULL, blocks, states[0]);
    for (size_t i = 0; i < blocks; i++)
        memcpy(&keystream[i * BLOCK], &states[i][1], BLOCK * sizeof(zk_fr));
    run->use(run, at, n, keystream);
    explicit_bzero(states, sizeof states);
    explicit_bzero(keystream, sizeof keystream);
}

static void start(struct run *run, struct zk_threads *threads, const uint8_t key[])
{
    assert(run->poseidon->width == WIDTH);
    zk_poseidon_stream_key(key, run->halves);
    zk_poseidon_initial_state(ZK_POSEIDON_KEYSTREAM, 0, &run->initial_state);
    zk_threads_run(threads, (run->elements + PART - 1) / PART, run_part, run);
    explicit_bzero(run->halves, sizeof run->halves);
}

static void copy(struct run *run, size_t at, size_t n, const zk_fr keystream[])
{
    memcpy(&run->to[at], keystream, n * sizeof *keystream);
}

static void encrypt(struct run *run, size_t at, size_t n, const zk_fr keystream[])
{
    zk_fr elements[PART];
    size_t first = at * PLAIN_BYTES, bytes = smaller(run->len - first, n * PLAIN_BYTES);
    zk_poseidon_stream_encode(&run->from_bytes[first], bytes, elements);
    for (size_t i = 0; i < n; i++) {
        zk_fr_add(&elements[i], &keystream[i], &elements[i]);
        zk_fr_to_be(&elements[i], &run->to_bytes[(at + i) * CIPHER_BYTES]);
    }
    explicit_bzero(elements, sizeof elements);
}

static void decrypt(struct run *run, size_t at, size_t n, const zk_fr keystream[])
{
    zk_fr elements[PART];
    size_t first = at * PLAIN_BYTES, bytes = smaller(run->len - first, n * PLAIN_BYTES);
    bool is_good = true;
    for (size_t i = 0; i < n && is_good; i++) {
        is_good = zk_fr_from_be(&run->from_bytes[(at + i) * CIPHER_BYTES], &elements[i]);
        if (is_good)
            zk_fr_sub(&elements[i], &keystream[i], &elements[i]);
    }
    is_good = is_good && zk_poseidon_stream_decode(elements, bytes, &run->to_bytes[first]);
    if (!is_good)
        run->failed = true;
    explicit_bzero(elements, sizeof elements);
}

void zk_poseidon_stream_keystream(const struct zk_poseidon *poseidon, struct zk_threads *threads,
                                  const uint8_t key[ZK_POSEIDON_STREAM_KEY_BYTES], uint64_t first,
                                  size_t blocks, zk_fr ret_elements[])
{
    struct run run = {
        .poseidon = poseidon, .first = first, .elements = blocks * BLOCK, .use = copy};
    run.to = ret_elements;
    start(&run, threads, key);
}

void zk_poseidon_stream_encrypt(const struct zk_poseidon *poseidon, struct zk_threads *threads,
                                const uint8_t key[ZK_POSEIDON_STREAM_KEY_BYTES],
                                const uint8_t content[], size_t len, uint8_t ret_ciphertext[])
{
    struct run run = {.poseidon = poseidon,
                      .elements = zk_poseidon_stream_elements(len),
                      .use = encrypt,
                      .from_bytes = content,
                      .to_bytes = ret_ciphertext,
                      .len = len};
    start(&run, threads, key);
}

bool zk_poseidon_stream_decrypt(const struct zk_poseidon *poseidon, struct zk_threads *threads,
                                const uint8_t key[ZK_POSEIDON_STREAM_KEY_BYTES],
                                const uint8_t ciphertext[], size_t len, uint8_t ret_content[])
{
    struct run run = {.poseidon = poseidon,
                      .elements = zk_poseidon_stream_elements(len),
                      .use = decrypt,
                      .from_bytes = ciphertext,
                      .to_bytes = ret_content,
                      .len = len};
    start(&run, threads, key);
    if (run.failed)
        explicit_bzero(ret_content, len);
    return !run.failed;
}
