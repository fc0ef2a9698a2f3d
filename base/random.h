#ifndef CROWDPATCH_BASE_RANDOM_H
#define CROWDPATCH_BASE_RANDOM_H

#include <stddef.h>
#include <stdint.h>

/** A counter-based random stream, Philox4x32-10, keyed by (seed, entity, purpose), so that a new
 *  draw in one place shifts nobody else's.
 *  Source: Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011. */
struct base_random {
    uint64_t seed;
    uint32_t entity;
    uint32_t purpose;
    uint64_t counter;
    uint32_t block[4];
    unsigned used; /* words of block already handed out, 0..4 */
};

/** One block of the generator: ret_block = Philox4x32-10 of counter under key. */
void base_philox4x32(const uint32_t counter[4], const uint32_t key[2], uint32_t ret_block[4]);

/** The key is seed's low and high half; the counter is (counter low, counter high, entity,
 *  hash of purpose).
 *  entity: an index that the caller keeps stable (a node's number). purpose: a literal such as
 *  "hub.nonce"; it is hashed (FNV-1a) to 32 bits. */
void base_random_init(struct base_random *random, uint64_t seed, uint32_t entity,
                      const char *purpose);

uint32_t base_random_u32(struct base_random *random);
uint64_t base_random_u64(struct base_random *random);
void base_random_bytes(struct base_random *random, void *out, size_t len);
/** Uniform on 0..bound-1 without bias. Requires: bound > 0 (asserted). */
uint64_t base_random_below(struct base_random *random, uint64_t bound);
/** Uniform on [0, 1), 53 bits. */
double base_random_uniform(struct base_random *random);

/* The following use only +, -, *, / and sqrt (base/portable_math.h), so that every machine draws
 * the same numbers. */
double base_random_exponential(struct base_random *random, double mean);
double base_random_normal(struct base_random *random, double mean, double sd);
/** exp(normal(mu, sigma)). */
double base_random_lognormal(struct base_random *random, double mu, double sigma);
/** Scale lambda, shape kappa. */
double base_random_weibull(struct base_random *random, double lambda, double kappa);

/** Fisher-Yates over items[count]. */
void base_random_shuffle(struct base_random *random, uint32_t items[], size_t count);

#endif
