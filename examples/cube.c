/* Proves that a secret x with x^3 + x + 5 = 35 is known, and verifies the proof.
 * cc cube.c $(pkg-config --static --cflags --libs crowdpatch-zk) */

#include <stdio.h>
#include <string.h>
#include <sys/random.h>

#include <zk/builder.h>
#include <zk/groth16/prove.h>
#include <zk/groth16/setup.h>
#include <zk/groth16/verify.h>

/* x x x + x + 5 = y, y public. */
static void circuit(struct zk_builder *builder, const zk_fr *x, const zk_fr *y)
{
    struct zk_lc y_lc = zk_builder_public(builder, y);
    struct zk_lc x_lc = zk_builder_witness(builder, x);
    struct zk_lc square = zk_builder_mul(builder, x_lc, x_lc);
    struct zk_lc rest = zk_builder_sub(builder, y_lc, x_lc);

    rest = zk_builder_sub(builder, rest, zk_builder_constant_u64(builder, 5));
    zk_builder_enforce(builder, square, x_lc, rest);
}

/* Who learns the seed can forge proofs. Returns 0, or an error of base/error.h. */
static int set_up(struct base_arena *scratch, const zk_fr *x, const zk_fr *y,
                  struct zk_groth16_proving_key *ret_key)
{
    uint8_t seed[32];
    struct zk_builder builder;
    struct zk_r1cs r1cs = {0};
    int r;

    if (getrandom(seed, sizeof(seed), 0) != sizeof(seed))
        return -1;
    zk_builder_init(&builder, ZK_BUILDER_RECORD);
    circuit(&builder, x, y); /* any values do */
    r = zk_builder_finish(&builder, &r1cs);
    if (r == 0) {
        r = zk_groth16_setup(scratch, NULL, &r1cs, seed, ret_key);
        zk_r1cs_deinit(&r1cs);
    }
    zk_builder_deinit(&builder);
    explicit_bzero(seed, sizeof(seed));
    return r;
}

/* Uniform: what is not below the order r of the group is drawn again. */
static int draw_blinding(zk_fr ret_blinding[2])
{
    uint8_t bytes[32];

    for (int i = 0; i < 2; i++) {
        do {
            if (getrandom(bytes, sizeof(bytes), 0) != sizeof(bytes))
                return -1;
            bytes[0] &= 0x3f; /* r has 254 bits */
        } while (!zk_fr_from_be(bytes, &ret_blinding[i]));
    }
    explicit_bzero(bytes, sizeof(bytes));
    return 0;
}

/* Returns 0, 1 when x does not satisfy the circuit, or an error. */
static int prove(struct base_arena *scratch, const struct zk_groth16_proving_key *key,
                 const zk_fr *x, const zk_fr *y, struct zk_groth16_proof *ret_proof)
{
    zk_fr blinding[2];
    struct zk_builder builder;
    int r;

    if (draw_blinding(blinding) < 0)
        return -1;
    zk_builder_init(&builder, ZK_BUILDER_ASSIGN);
    circuit(&builder, x, y);
    r = zk_builder_finish(&builder, NULL);
    if (r == 0 && !builder.is_satisfied)
        r = 1;
    if (r == 0)
        r = zk_groth16_prove(scratch, NULL, key, builder.w, blinding, ret_proof);
    zk_builder_deinit(&builder);
    explicit_bzero(blinding, sizeof(blinding));
    return r;
}

int main(void)
{
    struct zk_groth16_proving_key key;
    struct zk_groth16_proof proof;
    struct base_arena scratch;
    zk_fr x, y, other;
    int exit_code = 1;

    zk_fr_from_u64(3, &x);
    zk_fr_from_u64(35, &y);
    zk_fr_from_u64(36, &other);
    base_arena_init(&scratch, 1 << 20);
    if (set_up(&scratch, &x, &y, &key) == 0) {
        if (prove(&scratch, &key, &x, &y, &proof) == 0) {
            bool holds = zk_groth16_verify(&key.verifying, &y, &proof);
            bool holds_for_other = zk_groth16_verify(&key.verifying, &other, &proof);

            printf("35: %s\n36: %s\n", holds ? "valid" : "invalid",
                   holds_for_other ? "valid" : "invalid");
            exit_code = holds && !holds_for_other ? 0 : 1;
        }
        zk_groth16_proving_key_deinit(&key);
    }
    base_arena_deinit(&scratch);
    return exit_code;
}
