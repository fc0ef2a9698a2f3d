#ifndef CROWDPATCH_ZK_BUILDER_H
#define CROWDPATCH_ZK_BUILDER_H

#include "base/arena.h"
#include "zk/r1cs.h"

/** Builds a constraint system and its assignment in one pass. A circuit is a function that calls
 *  the builder: it must make the same calls whatever the values are, so that the system recorded at
 *  set-up is the one that a proof is made for. */

/** A linear combination of wires, and its value under the assignment. A copy is as good as the
 *  original; the terms belong to the builder. */
struct zk_lc {
    const struct zk_r1cs_term
        *terms; /* [count], wires rising, no zero; NULL at ZK_BUILDER_ASSIGN */
    uint32_t count;
    bool is_constant; /* made of constants only: its value is part of the circuit */
    zk_fr value;
};

enum zk_builder_mode {
    ZK_BUILDER_ASSIGN, /* values only: for a prover who has the keys */
    ZK_BUILDER_RECORD, /* values and constraints: for set-up and export, where any values do */
};

/** Members are for reading. Exhausted memory is sticky: calls after it do nothing of use, and
 *  zk_builder_finish() tells. */
struct zk_builder {
    enum zk_builder_mode mode;
    bool failed;
    bool is_satisfied;   /* every constraint so far holds for the values */
    uint32_t broken_row; /* the first that does not */
    uint32_t wires, publics, rows;
    zk_fr *w; /* [wires], w[0] = 1; secret */
    /* Private. */
    size_t w_capacity;
    struct base_arena terms;
    struct zk_builder_matrix {
        struct zk_r1cs_matrix rows;
        size_t terms_capacity, starts_capacity;
    } a, b, c;
    struct zk_builder_slot *slots; /* [w_capacity] */
    uint32_t *touched;             /* [w_capacity] */
    struct zk_builder_block *blocks;
};

void zk_builder_init(struct zk_builder *builder, enum zk_builder_mode mode);
/** Erases the values. */
void zk_builder_deinit(struct zk_builder *builder);

/** A new wire of that value; all public ones come before the first secret one (asserted). */
struct zk_lc zk_builder_public(struct zk_builder *builder, const zk_fr *value);
struct zk_lc zk_builder_witness(struct zk_builder *builder, const zk_fr *value);
/** A constant is part of the circuit: it may not depend on public inputs or the witness. */
struct zk_lc zk_builder_constant(struct zk_builder *builder, const zk_fr *value);
struct zk_lc zk_builder_constant_u64(struct zk_builder *builder, uint64_t value);

/** These cost no constraint. */
struct zk_lc zk_builder_add(struct zk_builder *builder, struct zk_lc a, struct zk_lc b);
struct zk_lc zk_builder_sub(struct zk_builder *builder, struct zk_lc a, struct zk_lc b);
struct zk_lc zk_builder_scale(struct zk_builder *builder, const zk_fr *factor, struct zk_lc a);
/** The sum of coefficients[i] lcs[i] over i < n; of lcs[i] when coefficients is NULL. Linear in the
 *  number of terms that go in. */
struct zk_lc zk_builder_linear(struct zk_builder *builder, size_t n, const struct zk_lc lcs[],
                               const zk_fr coefficients[]);

/** A new wire and one constraint; neither when a or b is constant. */
struct zk_lc zk_builder_mul(struct zk_builder *builder, struct zk_lc a, struct zk_lc b);
/** One constraint: a b = c. */
void zk_builder_enforce(struct zk_builder *builder, struct zk_lc a, struct zk_lc b, struct zk_lc c);
/** One constraint: a = b. */
void zk_builder_enforce_equal(struct zk_builder *builder, struct zk_lc a, struct zk_lc b);

/** Room for n of them until zk_builder_deinit(), which erases it. NULL when memory is exhausted. */
struct zk_lc *zk_builder_lcs(struct zk_builder *builder, size_t n);

/** Circuits of many parts forget the terms that a part does not hand on. */
struct base_arena_mark zk_builder_mark(const struct zk_builder *builder);
/** Forgets all linear combinations made since the mark but lcs[n]. */
void zk_builder_release(struct zk_builder *builder, struct base_arena_mark mark, size_t n,
                        struct zk_lc lcs[]);

/** Ends the circuit. Returns 0 or BASE_E_NOMEM. Whether builder->w satisfies the constraints stands
 *  in builder->is_satisfied: a prover refuses otherwise.
 *  ret_r1cs: NULL at ZK_BUILDER_ASSIGN; free with zk_r1cs_deinit(). */
int zk_builder_finish(struct zk_builder *builder, struct zk_r1cs *ret_r1cs);

#endif
