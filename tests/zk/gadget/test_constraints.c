#include "gadget_support.h"
#include "zk/gadget/merkle.h"
#include "zk/gadget/poseidon.h"
#include "zk/gadget/stream.h"

/* The rows of the table that stand on Poseidon: every element is a wire. */
struct counted {
    const struct zk_gadget_poseidon *poseidon;
    enum { PERMUTATION, HASH, KEYSTREAM, LEAF, PATH } what;
    size_t content_bytes;
};

static void build(struct zk_builder *builder, void *context)
{
    const struct counted *c = context;
    static const zk_fr zero, siblings[10 * 3];
    struct zk_lc lcs[17], out[16];
    for (int i = 0; i < 17; i++)
        lcs[i] = zk_builder_witness(builder, &zero);
    switch (c->what) {
    case PERMUTATION:
        zk_gadget_poseidon(c->poseidon, builder, lcs);
        break;
    case HASH:
        zk_gadget_stream_hash(c->poseidon, builder, c->content_bytes, lcs);
        break;
    case KEYSTREAM:
        zk_gadget_stream_keystream(c->poseidon, builder, lcs, zk_builder_constant_u64(builder, 7),
                                   out);
        break;
    case LEAF:
        zk_gadget_merkle_leaf(c->poseidon, builder, lcs);
        break;
    case PATH:
        zk_gadget_merkle_root(c->poseidon, builder, 10, lcs[0], lcs[1], siblings);
    }
}

static void check(const char *gadget, unsigned width, struct counted counted)
{
    struct zk_poseidon plain;
    struct zk_gadget_poseidon poseidon;
    cr_assert_eq(zk_poseidon_init(width, &plain), 0);
    cr_assert_eq(zk_gadget_poseidon_init(&plain, &poseidon), 0);
    counted.poseidon = &poseidon;
    assert_in_table(gadget, count_constraints((struct circuit){build, &counted, 0}));
    zk_gadget_poseidon_deinit(&poseidon);
    zk_poseidon_deinit(&plain);
}

Test(constraints, of_what_stands_on_poseidon)
{
    check("Poseidon, width 3", 3, (struct counted){.what = PERMUTATION});
    check("Poseidon, width 5", 5, (struct counted){.what = PERMUTATION});
    check("Poseidon, width 17", 17, (struct counted){.what = PERMUTATION});
    check("Poseidon hash of 64 bytes of content", 17,
          (struct counted){.what = HASH, .content_bytes = 64});
    check("Poseidon hash of 496 bytes of content", 17,
          (struct counted){.what = HASH, .content_bytes = 496});
    check("Poseidon keystream, 16 elements", 17, (struct counted){.what = KEYSTREAM});
    check("Merkle leaf, 16 elements", 17, (struct counted){.what = LEAF});
    check("Merkle path, 10 levels of 4", 5, (struct counted){.what = PATH});
}
