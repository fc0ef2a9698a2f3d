/* How long many deliveries take, from the signatures of their devices and distributors to sealed
   blocks of 60 million gas, on two cores: bench_deliveries [DELIVERIES], 20000 by default. A fleet
   of 5000 devices gets one release after the other; while the chain takes the claims of one, the
   second thread signs those of the next, and both sign what is left. Which thread signs changes
   nothing: nonces are given by number. Prints
   deliveries: 1000000 in 50.0 s on 2 threads (goal 60 s for 1000000), ...
   with the peak of memory, and fails when a claim fails, never on time. */
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

#include "claims_world.h"
#include "tests/bench.h"

enum { RECEIPTS_KEPT_BLOCKS = 64 };
#define GOAL_S 60.0

/** The claims of a release, of which threads take the next one that nobody has signed. */
struct batch {
    const struct claims_world *world;
    struct claims_release release;
    atomic_int next;
    struct base_buffer claims[CLAIMS_DEVICES];
};

static double now_s(clockid_t clock)
{
    struct timespec now;

    clock_gettime(clock, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static void *sign_batch(void *context)
{
    struct batch *batch = context;
    int i;

    while ((i = atomic_fetch_add(&batch->next, 1)) < CLAIMS_DEVICES) {
        batch->claims[i] = claims_world_claim(batch->world, &batch->release, i);
    }
    return NULL;
}

static void announce(struct claims_world *world, struct batch *batch)
{
    batch->world = world;
    batch->release = claims_world_release(world);
    atomic_store(&batch->next, 0);
}

/** Sends a batch's claims and frees them; returns the gas of their blocks. */
static uint64_t deliver(struct claims_world *world, struct batch *batch, unsigned *blocks)
{
    uint64_t gas = 0;

    for (int i = 0; i < CLAIMS_DEVICES; i++) {
        claims_world_submit(world, &batch->claims[i]);
        base_buffer_deinit(&batch->claims[i]);
    }
    while (chain_mempool_count(world->chain) > 0) {
        gas += claims_world_produce(world)->gas_used;
        ++*blocks;
    }
    return gas;
}

int main(int argc, char **argv)
{
    long wanted = argc > 1 ? strtol(argv[1], NULL, 10) : 20000;
    long releases = (wanted + CLAIMS_DEVICES - 1) / CLAIMS_DEVICES;
    struct batch *batches = calloc(2, sizeof(*batches));
    struct rusage usage;
    uint64_t gas = 0;
    unsigned blocks = 0;

    claims_check(batches != NULL && wanted > 0, "bench_deliveries [DELIVERIES]");
    double start_s = now_s(CLOCK_MONOTONIC);
    struct claims_world *world = claims_world_new(RECEIPTS_KEPT_BLOCKS);
    double ready_s = now_s(CLOCK_MONOTONIC), ready_cpu_s = now_s(CLOCK_PROCESS_CPUTIME_ID);
    announce(world, &batches[0]);
    sign_batch(&batches[0]);
    for (long k = 0; k < releases; k++) {
        struct batch *next = &batches[(k + 1) % 2];
        pthread_t signer;
        bool is_last = k + 1 == releases;
        if (!is_last) {
            announce(world, next);
            claims_check(pthread_create(&signer, NULL, sign_batch, next) == 0, "no thread");
        }
        gas += deliver(world, &batches[k % 2], &blocks);
        if (!is_last) {
            sign_batch(next);
            claims_check(pthread_join(signer, NULL) == 0, "no thread");
        }
    }
    double end_s = now_s(CLOCK_MONOTONIC);
    double cpu_s = now_s(CLOCK_PROCESS_CPUTIME_ID) - ready_cpu_s;
    claims_check(chain_check_supply(world->chain) == 0, "wei is not conserved");
    getrusage(RUSAGE_SELF, &usage);
    struct crypto_secp256k1_memo_counts counts = crypto_secp256k1_memo_counts();
    printf("deliveries: %ld in %.2f s (%.2f s of CPU) on 2 threads, signatures and %ld releases "
           "with them (goal %.0f s for 1000000); keys before it %.2f s\n",
           releases * CLAIMS_DEVICES, end_s - ready_s, cpu_s, releases, GOAL_S, ready_s - start_s);
    bench_limit("EVM", "a million deliveries, two threads",
                (end_s - ready_s) * 1e6 / (double)(releases * CLAIMS_DEVICES), "s", GOAL_S,
                "the goal");
    printf("gas: %.2f Ggas in %u blocks of claims, %.0f a claim; base fee %llu wei at the end\n",
           (double)gas * 1e-9, blocks, (double)gas / (double)(releases * CLAIMS_DEVICES),
           (unsigned long long)chain_base_fee(world->chain).limb[0]);
    printf("recoveries: %llu computed, %llu remembered since this process signed them\n",
           (unsigned long long)counts.computed, (unsigned long long)counts.found);
    printf("memory: at most %.0f MB, with the receipts of the last %d to %d blocks\n",
           (double)usage.ru_maxrss / 1024, RECEIPTS_KEPT_BLOCKS, 2 * RECEIPTS_KEPT_BLOCKS - 1);
    claims_world_free(world);
    free(batches);
    return 0;
}
