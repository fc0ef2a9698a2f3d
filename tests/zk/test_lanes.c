#include "bn254_support.h"
#include "zk/lanes.h"

#ifdef ZK_ARCH_IFMA

/* Both fields have elements of four limbs, and one set of tests. */
typedef struct {
    uint64_t limb[4];
} element;

static bool below(const uint64_t a[4], const uint64_t modulus[4])
{
    for (int i = 3; i >= 0; i--) {
        if (a[i] != modulus[i])
            return a[i] < modulus[i];
    }
    return false;
}

/* Random elements, and in some rounds the edges. */
static void fill(struct base_random *random, const struct field *field, element ret[LANES])
{
    for (int i = 0; i < LANES; i++) {
        for (int j = 0; j < 4; j++)
            ret[i].limb[j] = base_random_u64(random);
        ret[i].limb[3] >>= 2;
        unsigned kind = (unsigned)(base_random_u64(random) % 12);
        if (kind == 0)
            ret[i] = (element){{0}};
        if (kind == 1)
            ret[i] = (element){{1}};
        if (kind == 2) {
            memcpy(ret[i].limb, field->modulus, 32);
            ret[i].limb[0]--;
        }
        if (kind == 3)
            memset(ret[i].limb, 0xff, 32);
        while (!below(ret[i].limb, field->modulus))
            ret[i].limb[3] >>= 1;
    }
}

static void mul(const struct field *field, const element *a, const element *b, element *ret)
{
    if (field == &FIELD_P)
        zk_fp_mul((const zk_fp *)a->limb, (const zk_fp *)b->limb, (zk_fp *)ret->limb);
    else
        zk_fr_mul((const zk_fr *)a->limb, (const zk_fr *)b->limb, (zk_fr *)ret->limb);
}

static void add(const struct field *field, const element *a, const element *b, element *ret)
{
    if (field == &FIELD_P)
        zk_fp_add((const zk_fp *)a->limb, (const zk_fp *)b->limb, (zk_fp *)ret->limb);
    else
        zk_fr_add((const zk_fr *)a->limb, (const zk_fr *)b->limb, (zk_fr *)ret->limb);
}

static void sub(const struct field *field, const element *a, const element *b, element *ret)
{
    if (field == &FIELD_P)
        zk_fp_sub((const zk_fp *)a->limb, (const zk_fp *)b->limb, (zk_fp *)ret->limb);
    else
        zk_fr_sub((const zk_fr *)a->limb, (const zk_fr *)b->limb, (zk_fr *)ret->limb);
}

LANES_TARGET static void load_times_16(const element elements[LANES], lanes *ret)
{
    const void *rows[LANES];
    __m512i column[4];
    for (int i = 0; i < LANES; i++)
        rows[i] = &elements[i];
    lanes_gather(rows, 0, column);
    lanes_split_times_16(column, ret);
}

LANES_TARGET static void check_field(const struct field *field)
{
    struct base_random random;
    base_random_init(&random, 1, 0, "test.lanes");
    for (int round = 0; round < 400; round++) {
        element a[LANES], b[LANES], got[LANES], want;
        lanes x, y, x16, y16, t;
        fill(&random, field, a);
        fill(&random, field, b);
        lanes_load(a, &x);
        lanes_load(b, &y);
        lanes_store(&x, got);
        cr_assert_eq(memcmp(got, a, sizeof a), 0);
        load_times_16(a, &x16);
        load_times_16(b, &y16);

        lanes_mul(&x, &y16, field, &t);
        lanes_canonical(&t, field);
        lanes_store(&t, got);
        for (int i = 0; i < LANES; i++) {
            mul(field, &a[i], &b[i], &want);
            cr_assert_eq(memcmp(&got[i], &want, sizeof want), 0, "mul");
        }
        lanes_mul(&x16, &y16, field, &t); /* both as large as any */
        lanes_to_256(field, &t);
        lanes_canonical(&t, field);
        lanes_store(&t, got);
        for (int i = 0; i < LANES; i++) {
            mul(field, &a[i], &b[i], &want);
            cr_assert_eq(memcmp(&got[i], &want, sizeof want), 0, "mul of 260");
        }
        lanes_square(&x16, field, &t);
        lanes_to_256(field, &t);
        lanes_canonical(&t, field);
        lanes_store(&t, got);
        for (int i = 0; i < LANES; i++) {
            mul(field, &a[i], &a[i], &want);
            cr_assert_eq(memcmp(&got[i], &want, sizeof want), 0, "square");
        }
        lanes_add(&x, &y, &t);
        lanes_add(&t, &y, &t);
        lanes_canonical(&t, field);
        lanes_store(&t, got);
        for (int i = 0; i < LANES; i++) {
            add(field, &a[i], &b[i], &want);
            add(field, &want, &b[i], &want);
            cr_assert_eq(memcmp(&got[i], &want, sizeof want), 0, "add");
        }
        lanes_sub(&x, &y, 1, field, &t);
        lanes_canonical(&t, field);
        lanes_store(&t, got);
        for (int i = 0; i < LANES; i++) {
            sub(field, &a[i], &b[i], &want);
            cr_assert_eq(memcmp(&got[i], &want, sizeof want), 0, "sub");
            cr_assert_eq(lanes_zero_mask(&t) >> i & 1, memcmp(&a[i], &b[i], sizeof want) == 0);
        }
    }
}

LANES_TARGET static void check_multiples(const struct field *field)
{
    lanes modulus, zero, t;
    lanes_broadcast(field->modulus, &modulus);
    lanes_sub(&modulus, &modulus, 0, field, &zero);
    cr_assert_eq(lanes_zero_mask(&zero), 0xff);
    for (unsigned times = 0; times < 8; times++) {
        element got[LANES];
        lanes_sub(&zero, &zero, times, field, &t);
        lanes_canonical(&t, field);
        cr_assert_eq(lanes_zero_mask(&t), 0xff, "%u p is 0", times);
        if (times == 0)
            continue;
        lanes one = zero;
        one.limb[0] = _mm512_set1_epi64(1);
        lanes_sub(&zero, &one, times, field, &t);
        lanes_canonical(&t, field);
        lanes_store(&t, got);
        for (int i = 0; i < LANES; i++) {
            cr_assert_eq(got[i].limb[0], field->modulus[0] - 1);
            cr_assert_eq(got[i].limb[3], field->modulus[3]);
        }
    }
}

/* The largest values that a product takes: all limbs full. */
LANES_TARGET static void check_full_limbs(const struct field *field)
{
    lanes full, t, want;
    element one, x, bytes[LANES];
    for (int i = 0; i < LANES_LIMBS; i++)
        full.limb[i] = _mm512_set1_epi64((long long)LANES_MASK);
    /* 2^260 - 1, of which the product by 1 in form 260 is the value itself. */
    lanes factor;
    lanes_broadcast(field->one, &factor);
    lanes_mul(&full, &factor, field, &t); /* (2^260 - 1) 2^256 / 2^260 */
    lanes_canonical(&t, field);
    /* 2^256 - 2^-4, the latter as (2^252 / 2^256). */
    memset(&one, 0, sizeof one);
    one.limb[3] = UINT64_C(1) << 60; /* 2^252, not canonical */
    lanes_broadcast(one.limb, &factor);
    lanes unit = factor;
    for (int i = 0; i < LANES_LIMBS; i++)
        unit.limb[i] = _mm512_setzero_si512();
    unit.limb[0] = _mm512_set1_epi64(1);
    lanes_mul(&factor, &unit, field, &want); /* 2^252 / 2^260 = 2^-8 */
    for (int i = 0; i < 4; i++) {
        lanes_add(&want, &want, &want);
        lanes_shrink(&want, field);
    } /* 2^-4 */
    lanes_broadcast(field->one, &factor);
    lanes_sub(&factor, &want, 2, field, &want);
    lanes_canonical(&want, field);
    lanes_store(&t, bytes);
    x = bytes[0];
    lanes_store(&want, bytes);
    cr_assert_eq(memcmp(&x, &bytes[7], sizeof x), 0);
}

Test(lanes, arithmetic_is_that_of_fp_and_fr)
{
    if (!zk_arch_has_ifma())
        cr_skip("no AVX-512 IFMA here");
    check_field(&FIELD_P);
    check_field(&FIELD_R);
}

Test(lanes, bounds)
{
    if (!zk_arch_has_ifma())
        cr_skip("no AVX-512 IFMA here");
    check_multiples(&FIELD_P);
    check_multiples(&FIELD_R);
    check_full_limbs(&FIELD_P);
    check_full_limbs(&FIELD_R);
}

#else

Test(lanes, none)
{
    cr_skip("no AVX-512 IFMA in this build");
}

#endif
