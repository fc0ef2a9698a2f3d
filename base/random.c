#include "base/random.h"

#include <assert.h>
#include <math.h>

#include "base/portable_math.h"

/* Source: Salmon et al., SC 2011: the multipliers of table 2; the key is bumped by the golden
 * ratio and sqrt(3) - 1, in 32 bits. */
#define PHILOX_M0 UINT32_C(0xd2511f53)
#define PHILOX_M1 UINT32_C(0xcd9e8d57)
#define PHILOX_W0 UINT32_C(0x9e3779b9)
#define PHILOX_W1 UINT32_C(0xbb67ae85)

void base_philox4x32(const uint32_t counter[4], const uint32_t key[2], uint32_t ret_block[4])
{
    uint32_t c0 = counter[0], c1 = counter[1], c2 = counter[2], c3 = counter[3];
    uint32_t k0 = key[0], k1 = key[1];
    for (int round = 0; round < 10; round++) {
        uint64_t product0 = (uint64_t)PHILOX_M0 * c0;
        uint64_t product1 = (uint64_t)PHILOX_M1 * c2;
        c0 = (uint32_t)(product1 >> 32) ^ c1 ^ k0;
        c1 = (uint32_t)product1;
        c2 = (uint32_t)(product0 >> 32) ^ c3 ^ k1;
        c3 = (uint32_t)product0;
        k0 += PHILOX_W0;
        k1 += PHILOX_W1;
    }
    ret_block[0] = c0;
    ret_block[1] = c1;
    ret_block[2] = c2;
    ret_block[3] = c3;
}

/* FNV-1a, 32 bits. Source: Fowler, Noll, Vo (RFC 9923). */
static uint32_t hash_purpose(const char *purpose)
{
    uint32_t hash = UINT32_C(2166136261);
    for (; *purpose != '\0'; purpose++)
        hash = (hash ^ (uint8_t)*purpose) * UINT32_C(16777619);
    return hash;
}

void base_random_init(struct base_random *random, uint64_t seed, uint32_t entity,
                      const char *purpose)
{
    *random = (struct base_random){
        .seed = seed,
        .entity = entity,
        .purpose = hash_purpose(purpose),
        .used = 4,
    };
}

uint32_t base_random_u32(struct base_random *random)
{
    if (random->used == 4) {
        const uint32_t counter[4] = {(uint32_t)random->counter, (uint32_t)(random->counter >> 32),
                                     random->entity, random->purpose};
        const uint32_t key[2] = {(uint32_t)random->seed, (uint32_t)(random->seed >> 32)};
        base_philox4x32(counter, key, random->block);
        random->counter++;
        random->used = 0;
    }
    return random->block[random->used++];
}

uint64_t base_random_u64(struct base_random *random)
{
    uint64_t low = base_random_u32(random);
    return low | (uint64_t)base_random_u32(random) << 32;
}

void base_random_bytes(struct base_random *random, void *out, size_t len)
{
    uint8_t *bytes = out;
    uint32_t word = 0;
    for (size_t i = 0; i < len; i++) {
        if (i % 4 == 0)
            word = base_random_u32(random);
        bytes[i] = (uint8_t)word;
        word >>= 8;
    }
}

uint64_t base_random_below(struct base_random *random, uint64_t bound)
{
    assert(bound > 0);
    /* The high half of draw * bound, with the draws rejected that would favour some results.
     * Source: Lemire, "Fast random integer generation in an interval", TOMACS 2019. */
    uint64_t reject_below = -bound % bound;
    unsigned __int128 product;
    do {
        product = (unsigned __int128)base_random_u64(random) * bound;
    } while ((uint64_t)product < reject_below);
    return (uint64_t)(product >> 64);
}

double base_random_uniform(struct base_random *random)
{
    return (double)(base_random_u64(random) >> 11) * 0x1p-53;
}

double base_random_exponential(struct base_random *random, double mean)
{
    return -mean * base_math_log(1 - base_random_uniform(random));
}

double base_random_normal(struct base_random *random, double mean, double sd)
{
    /* Polar method; the second normal of a pair is not kept, so that a draw has no memory.
     * Source: Marsaglia and Bray, SIAM Review 1964. */
    double u, v, s;
    do {
        u = 2 * base_random_uniform(random) - 1;
        v = 2 * base_random_uniform(random) - 1;
        s = u * u + v * v;
    } while (s >= 1 || s == 0);
    return mean + sd * (u * sqrt(-2 * base_math_log(s) / s));
}

double base_random_lognormal(struct base_random *random, double mu, double sigma)
{
    return base_math_exp(base_random_normal(random, mu, sigma));
}

double base_random_weibull(struct base_random *random, double lambda, double kappa)
{
    return lambda * base_math_pow(base_random_exponential(random, 1), 1 / kappa);
}

void base_random_shuffle(struct base_random *random, uint32_t items[], size_t count)
{
    for (size_t i = count; i > 1; i--) {
        size_t j = (size_t)base_random_below(random, i);
        uint32_t item = items[i - 1];
        items[i - 1] = items[j];
        items[j] = item;
    }
}
