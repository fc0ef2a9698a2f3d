/* What a reward claim (PoD) costs on one core, all in: the encoded transaction is decoded and its
   sender recovered (submit), then executed with the ecrecover precompile, logged and sealed in
   blocks of 60 million gas (produce). CPU time of this process. Prints, for recoveries that are all
   computed and for those that this process remembers of its own signatures (crypto/sign.h),
   claims: 5000 in 8 blocks, 45.0 us each (submit 22.0, produce 23.0), goal 50 us; of 10000
   recoveries 10000 were computed and 0 remembered
   and the memory that the chain keeps for each. Fails when a claim fails, never on time. */
#include <malloc.h>
#include <stdio.h>
#include <time.h>

#include "claims_world.h"
#include "tests/bench.h"

enum { RECOVERIES = 2000 };
#define GOAL_US 50.0

static double now_us(void)
{
    struct timespec now;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec * 1e6 + (double)now.tv_nsec * 1e-3;
}

static size_t heap_bytes(void)
{
    struct mallinfo2 info = mallinfo2();

    return info.uordblks + info.hblkhd;
}

/** A release's claims; all recoveries are computed unless they are remembered. */
static void measure_claims(struct claims_world *world, bool is_remembered)
{
    static struct base_buffer claims[CLAIMS_DEVICES];
    struct claims_release release = claims_world_release(world);

    crypto_secp256k1_memo_set(is_remembered);
    for (int i = 0; i < CLAIMS_DEVICES; i++) {
        claims[i] = claims_world_claim(world, &release, i);
    }
    size_t before_bytes = heap_bytes();
    double start_us = now_us();
    for (int i = 0; i < CLAIMS_DEVICES; i++) {
        claims_world_submit(world, &claims[i]);
    }
    double submitted_us = now_us();
    size_t pending_bytes = heap_bytes();
    double produce_us = 0;
    size_t done = 0;
    unsigned blocks = 0;
    uint64_t gas = 0;
    while (done < CLAIMS_DEVICES) {
        double block_us = now_us();
        const struct chain_block *block = claims_world_produce(world);
        produce_us += now_us() - block_us;
        gas += block->gas_used;
        done += block->receipt_count;
        blocks++;
    }
    double submit_us = (submitted_us - start_us) / CLAIMS_DEVICES;
    produce_us /= CLAIMS_DEVICES;
    struct crypto_secp256k1_memo_counts counts = crypto_secp256k1_memo_counts();
    printf("claims: %d in %u blocks, %.1f us each (submit %.1f, produce %.1f), goal %.0f us; of "
           "%llu recoveries %llu were computed and %llu remembered\n",
           CLAIMS_DEVICES, blocks, submit_us + produce_us, submit_us, produce_us, GOAL_US,
           (unsigned long long)(counts.computed + counts.found),
           (unsigned long long)counts.computed, (unsigned long long)counts.found);
    bench_limit("EVM", is_remembered ? "a claim, its signatures known" : "a claim, all in",
                submit_us + produce_us, "us", GOAL_US, "the goal");
    printf("gas: %.0f a claim, %.0f Mgas/s\n", (double)gas / CLAIMS_DEVICES,
           (double)gas / CLAIMS_DEVICES / (submit_us + produce_us));
    printf("memory: %.0f bytes a claim in the mempool, %.0f kept after its block\n",
           ((double)pending_bytes - (double)before_bytes) / CLAIMS_DEVICES,
           ((double)heap_bytes() - (double)before_bytes) / CLAIMS_DEVICES);
    for (int i = 0; i < CLAIMS_DEVICES; i++) {
        base_buffer_deinit(&claims[i]);
    }
    claims_check(chain_check_supply(world->chain) == 0, "wei is not conserved");
}

/** libsecp256k1's part of a claim: twice this. */
static void measure_recovery(const struct claims_world *world)
{
    crypto_digest digest = crypto_sha256("digest", 6);
    crypto_secp256k1_signature signature;
    crypto_address address;

    crypto_secp256k1_memo_set(false);
    crypto_secp256k1_sign(&world->devices[0].secret, &digest, &signature);
    double start_us = now_us();
    for (int i = 0; i < RECOVERIES; i++) {
        claims_check(crypto_secp256k1_recover(&signature, &digest, &address), "no signer");
    }
    printf("one recovery, computed: %.1f us\n", (now_us() - start_us) / RECOVERIES);
}

int main(void)
{
    struct claims_world *world = claims_world_new(0);

    measure_claims(world, false);
    measure_claims(world, true);
    measure_recovery(world);
    claims_world_free(world);
    return 0;
}
