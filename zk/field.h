#ifndef CROWDPATCH_ZK_FIELD_H
#define CROWDPATCH_ZK_FIELD_H

#include <stdint.h>

#include "zk/arch.h"
#include "zk/constants.h"

/* Private to zk/: the arithmetic of both fields, inline. An element is four limbs, reduced. `field`
 * is FIELD_P or FIELD_R, so that its limbs become constants. */
#define FIELD_INLINE static inline __attribute__((always_inline))

/* The asm wants ten registers: too many without optimisation or with AddressSanitizer, where both
 * builds are portable C. */
#if defined(ZK_ARCH_MULX) && defined(__x86_64__) && defined(__OPTIMIZE__) &&                       \
    !defined(__SANITIZE_ADDRESS__) && !defined(__clang__)
#define FIELD_ASM
#endif

#ifdef FIELD_ASM

/* Two limbs as one operand, so that they share an address: %H[a] is the one 8 bytes further. */
#define FIELD_LIMBS(a) (*(const uint64_t(*)[2])(a))

/* t0..t4 = t0..t3 + a * b, b one limb, in two chains of carries. */
#define FIELD_ASM_ROW(b, t0, t1, t2, t3, t4)                                                       \
    "movq " b ", %%rdx\n\t"                                                                        \
    "xorl %k[" t4 "], %k[" t4 "]\n\t"                                                              \
    "mulxq %[a], %[lo], %[hi]\n\t"                                                                 \
    "adcxq %[lo], %[" t0 "]\n\t"                                                                   \
    "adoxq %[hi], %[" t1 "]\n\t"                                                                   \
    "mulxq %H[a], %[lo], %[hi]\n\t"                                                                \
    "adcxq %[lo], %[" t1 "]\n\t"                                                                   \
    "adoxq %[hi], %[" t2 "]\n\t"                                                                   \
    "mulxq %[a2], %[lo], %[hi]\n\t"                                                                \
    "adcxq %[lo], %[" t2 "]\n\t"                                                                   \
    "adoxq %[hi], %[" t3 "]\n\t"                                                                   \
    "mulxq %H[a2], %[lo], %[hi]\n\t"                                                               \
    "adcxq %[lo], %[" t3 "]\n\t"                                                                   \
    "adoxq %[hi], %[" t4 "]\n\t"                                                                   \
    "movl $0, %k[lo]\n\t"                                                                          \
    "adcxq %[lo], %[" t4 "]\n\t"

/* Adds the multiple of the modulus that makes t0 zero. */
#define FIELD_ASM_REDUCE(t0, t1, t2, t3, t4)                                                       \
    "movq %[" t0 "], %%rdx\n\t"                                                                    \
    "imulq %[inverse], %%rdx\n\t"                                                                  \
    "xorl %k[lo], %k[lo]\n\t"                                                                      \
    "mulxq %[p], %[lo], %[hi]\n\t"                                                                 \
    "adcxq %[lo], %[" t0 "]\n\t"                                                                   \
    "adoxq %[hi], %[" t1 "]\n\t"                                                                   \
    "mulxq %H[p], %[lo], %[hi]\n\t"                                                                \
    "adcxq %[lo], %[" t1 "]\n\t"                                                                   \
    "adoxq %[hi], %[" t2 "]\n\t"                                                                   \
    "mulxq %[p2], %[lo], %[hi]\n\t"                                                                \
    "adcxq %[lo], %[" t2 "]\n\t"                                                                   \
    "adoxq %[hi], %[" t3 "]\n\t"                                                                   \
    "mulxq %H[p2], %[lo], %[hi]\n\t"                                                               \
    "adcxq %[lo], %[" t3 "]\n\t"                                                                   \
    "adoxq %[hi], %[" t4 "]\n\t"                                                                   \
    "movl $0, %k[lo]\n\t"                                                                          \
    "adcxq %[lo], %[" t4 "]\n\t"

FIELD_INLINE void field_mul(const uint64_t a[4], const uint64_t b[4], uint64_t ret[4],
                            const struct field *field)
{
    uint64_t t0, t1, t2, t3, t4, lo, hi;
    __asm__("movq %[b], %%rdx\n\t"
            "mulxq %[a], %[t0], %[t1]\n\t"
            "mulxq %H[a], %[lo], %[t2]\n\t"
            "addq %[lo], %[t1]\n\t"
            "mulxq %[a2], %[lo], %[t3]\n\t"
            "adcq %[lo], %[t2]\n\t"
            "mulxq %H[a2], %[lo], %[t4]\n\t"
            "adcq %[lo], %[t3]\n\t"
            "adcq $0, %[t4]\n\t"
            /* clang-format off */
            FIELD_ASM_REDUCE("t0", "t1", "t2", "t3", "t4")
            FIELD_ASM_ROW("%H[b]", "t1", "t2", "t3", "t4", "t0")
            FIELD_ASM_REDUCE("t1", "t2", "t3", "t4", "t0")
            FIELD_ASM_ROW("%[b2]", "t2", "t3", "t4", "t0", "t1")
            FIELD_ASM_REDUCE("t2", "t3", "t4", "t0", "t1")
            FIELD_ASM_ROW("%H[b2]", "t3", "t4", "t0", "t1", "t2")
            FIELD_ASM_REDUCE("t3", "t4", "t0", "t1", "t2")
            /* clang-format on */
            "movq %[t4], %[t3]\n\t"
            "movq %[t0], %[lo]\n\t"
            "movq %[t1], %[hi]\n\t"
            "movq %[t2], %%rdx\n\t"
            "subq %[p], %[t3]\n\t"
            "sbbq %H[p], %[lo]\n\t"
            "sbbq %[p2], %[hi]\n\t"
            "sbbq %H[p2], %%rdx\n\t"
            "cmovncq %[t3], %[t4]\n\t"
            "cmovncq %[lo], %[t0]\n\t"
            "cmovncq %[hi], %[t1]\n\t"
            "cmovncq %%rdx, %[t2]\n\t"
            : [t0] "=&r"(t0), [t1] "=&r"(t1), [t2] "=&r"(t2), [t3] "=&r"(t3), [t4] "=&r"(t4),
              [lo] "=&r"(lo), [hi] "=&r"(hi)
            : [a] "m"(FIELD_LIMBS(a)), [a2] "m"(FIELD_LIMBS(a + 2)), [b] "m"(FIELD_LIMBS(b)),
              [b2] "m"(FIELD_LIMBS(b + 2)), [p] "m"(FIELD_LIMBS(field->modulus)),
              [p2] "m"(FIELD_LIMBS(field->modulus + 2)), [inverse] "m"(field->inverse)
            : "rdx", "cc");
    ret[0] = t4;
    ret[1] = t0;
    ret[2] = t1;
    ret[3] = t2;
}

FIELD_INLINE void field_add(const uint64_t a[4], const uint64_t b[4], uint64_t ret[4],
                            const struct field *field)
{
    uint64_t r0 = a[0], r1 = a[1], r2 = a[2], r3 = a[3], s0, s1, s2, s3;
    __asm__("addq %[b], %[r0]\n\t"
            "adcq %H[b], %[r1]\n\t"
            "adcq %[b2], %[r2]\n\t"
            "adcq %H[b2], %[r3]\n\t"
            "movq %[r0], %[s0]\n\t"
            "movq %[r1], %[s1]\n\t"
            "movq %[r2], %[s2]\n\t"
            "movq %[r3], %[s3]\n\t"
            "subq %[p], %[s0]\n\t"
            "sbbq %H[p], %[s1]\n\t"
            "sbbq %[p2], %[s2]\n\t"
            "sbbq %H[p2], %[s3]\n\t"
            "cmovncq %[s0], %[r0]\n\t"
            "cmovncq %[s1], %[r1]\n\t"
            "cmovncq %[s2], %[r2]\n\t"
            "cmovncq %[s3], %[r3]\n\t"
            : [r0] "+&r"(r0), [r1] "+&r"(r1), [r2] "+&r"(r2), [r3] "+&r"(r3), [s0] "=&r"(s0),
              [s1] "=&r"(s1), [s2] "=&r"(s2), [s3] "=&r"(s3)
            : [b] "m"(FIELD_LIMBS(b)), [b2] "m"(FIELD_LIMBS(b + 2)),
              [p] "m"(FIELD_LIMBS(field->modulus)), [p2] "m"(FIELD_LIMBS(field->modulus + 2))
            : "cc");
    ret[0] = r0;
    ret[1] = r1;
    ret[2] = r2;
    ret[3] = r3;
}

FIELD_INLINE void field_sub(const uint64_t a[4], const uint64_t b[4], uint64_t ret[4],
                            const struct field *field)
{
    uint64_t r0 = a[0], r1 = a[1], r2 = a[2], r3 = a[3], s0, s1, s2, s3;
    __asm__("xorl %k[s0], %k[s0]\n\t"
            "xorl %k[s1], %k[s1]\n\t"
            "xorl %k[s2], %k[s2]\n\t"
            "xorl %k[s3], %k[s3]\n\t"
            "subq %[b], %[r0]\n\t"
            "sbbq %H[b], %[r1]\n\t"
            "sbbq %[b2], %[r2]\n\t"
            "sbbq %H[b2], %[r3]\n\t"
            "cmovcq %[p], %[s0]\n\t"
            "cmovcq %H[p], %[s1]\n\t"
            "cmovcq %[p2], %[s2]\n\t"
            "cmovcq %H[p2], %[s3]\n\t"
            "addq %[s0], %[r0]\n\t"
            "adcq %[s1], %[r1]\n\t"
            "adcq %[s2], %[r2]\n\t"
            "adcq %[s3], %[r3]\n\t"
            : [r0] "+&r"(r0), [r1] "+&r"(r1), [r2] "+&r"(r2), [r3] "+&r"(r3), [s0] "=&r"(s0),
              [s1] "=&r"(s1), [s2] "=&r"(s2), [s3] "=&r"(s3)
            : [b] "m"(FIELD_LIMBS(b)), [b2] "m"(FIELD_LIMBS(b + 2)),
              [p] "m"(FIELD_LIMBS(field->modulus)), [p2] "m"(FIELD_LIMBS(field->modulus + 2))
            : "cc");
    ret[0] = r0;
    ret[1] = r1;
    ret[2] = r2;
    ret[3] = r3;
}

#else

/* a + b*c + *carry, which fits 128 bits; the high half goes to *carry. */
FIELD_INLINE uint64_t field_mac(uint64_t a, uint64_t b, uint64_t c, uint64_t *carry)
{
    unsigned __int128 sum = (unsigned __int128)b * c + a + *carry;
    *carry = (uint64_t)(sum >> 64);
    return (uint64_t)sum;
}

/* a + b + *carry, and a - b - *borrow; the carry or borrow goes out again. */
FIELD_INLINE uint64_t field_adc(uint64_t a, uint64_t b, uint64_t *carry)
{
    unsigned __int128 sum = (unsigned __int128)a + b + *carry;
    *carry = (uint64_t)(sum >> 64);
    return (uint64_t)sum;
}

FIELD_INLINE uint64_t field_sbb(uint64_t a, uint64_t b, uint64_t *borrow)
{
    unsigned __int128 difference = (unsigned __int128)a - b - *borrow;
    *borrow = (uint64_t)(difference >> 64) & 1;
    return (uint64_t)difference;
}

FIELD_INLINE void field_sub(const uint64_t a[4], const uint64_t b[4], uint64_t ret[4],
                            const struct field *field)
{
    const uint64_t *p = field->modulus;
    uint64_t borrow = 0, carry = 0;
    uint64_t d0 = field_sbb(a[0], b[0], &borrow), d1 = field_sbb(a[1], b[1], &borrow);
    uint64_t d2 = field_sbb(a[2], b[2], &borrow), d3 = field_sbb(a[3], b[3], &borrow);
    uint64_t mask = -borrow;
    ret[0] = field_adc(d0, p[0] & mask, &carry);
    ret[1] = field_adc(d1, p[1] & mask, &carry);
    ret[2] = field_adc(d2, p[2] & mask, &carry);
    ret[3] = field_adc(d3, p[3] & mask, &carry);
}

/* Brings t < 2*modulus below the modulus. */
FIELD_INLINE void field_reduce_once(uint64_t t0, uint64_t t1, uint64_t t2, uint64_t t3,
                                    uint64_t ret[4], const struct field *field)
{
    const uint64_t *p = field->modulus;
    uint64_t borrow = 0;
    uint64_t d0 = field_sbb(t0, p[0], &borrow), d1 = field_sbb(t1, p[1], &borrow);
    uint64_t d2 = field_sbb(t2, p[2], &borrow), d3 = field_sbb(t3, p[3], &borrow);
    uint64_t keep = -borrow;
    ret[0] = (t0 & keep) | (d0 & ~keep);
    ret[1] = (t1 & keep) | (d1 & ~keep);
    ret[2] = (t2 & keep) | (d2 & ~keep);
    ret[3] = (t3 & keep) | (d3 & ~keep);
}

FIELD_INLINE void field_add(const uint64_t a[4], const uint64_t b[4], uint64_t ret[4],
                            const struct field *field)
{
    uint64_t carry = 0;
    uint64_t t0 = field_adc(a[0], b[0], &carry), t1 = field_adc(a[1], b[1], &carry);
    uint64_t t2 = field_adc(a[2], b[2], &carry), t3 = field_adc(a[3], b[3], &carry);
    field_reduce_once(t0, t1, t2, t3, ret, field);
}

/* t = (t + a*digit + m*modulus) / 2^64, with the m that makes it whole. Stays below 2*modulus, so
 * that no fifth limb is needed: the modulus is below 2^254. Source: CIOS of Koc, Acar, Kaliski
 * 1996. */
#define FIELD_ROW(digit)                                                                           \
    do {                                                                                           \
        uint64_t product = 0, reduced = 0;                                                         \
        t0 = field_mac(t0, a[0], digit, &product);                                                 \
        uint64_t m = t0 * field->inverse;                                                          \
        field_mac(t0, m, p[0], &reduced);                                                          \
        t1 = field_mac(t1, a[1], digit, &product);                                                 \
        t0 = field_mac(t1, m, p[1], &reduced);                                                     \
        t2 = field_mac(t2, a[2], digit, &product);                                                 \
        t1 = field_mac(t2, m, p[2], &reduced);                                                     \
        t3 = field_mac(t3, a[3], digit, &product);                                                 \
        t2 = field_mac(t3, m, p[3], &reduced);                                                     \
        t3 = product + reduced;                                                                    \
    } while (0)

FIELD_INLINE void field_mul(const uint64_t a[4], const uint64_t b[4], uint64_t ret[4],
                            const struct field *field)
{
    const uint64_t *p = field->modulus;
    uint64_t t0 = 0, t1 = 0, t2 = 0, t3 = 0;
    uint64_t b0 = b[0], b1 = b[1], b2 = b[2], b3 = b[3];
    FIELD_ROW(b0);
    FIELD_ROW(b1);
    FIELD_ROW(b2);
    FIELD_ROW(b3);
    field_reduce_once(t0, t1, t2, t3, ret, field);
}

#endif

FIELD_INLINE void field_neg(const uint64_t a[4], uint64_t ret[4], const struct field *field)
{
    static const uint64_t zero[4] = {0};
    field_sub(zero, a, ret, field);
}

/* The names kernels use: fp_mul(&a, &b, &ret), fr_mul(...). */
#define FIELD_NAMES(fx, zk_fx, FIELD)                                                              \
    FIELD_INLINE void fx##_add(const zk_fx *a, const zk_fx *b, zk_fx *ret)                         \
    {                                                                                              \
        field_add(a->limb, b->limb, ret->limb, &FIELD);                                            \
    }                                                                                              \
    FIELD_INLINE void fx##_sub(const zk_fx *a, const zk_fx *b, zk_fx *ret)                         \
    {                                                                                              \
        field_sub(a->limb, b->limb, ret->limb, &FIELD);                                            \
    }                                                                                              \
    FIELD_INLINE void fx##_double(const zk_fx *a, zk_fx *ret)                                      \
    {                                                                                              \
        field_add(a->limb, a->limb, ret->limb, &FIELD);                                            \
    }                                                                                              \
    FIELD_INLINE void fx##_neg(const zk_fx *a, zk_fx *ret)                                         \
    {                                                                                              \
        field_neg(a->limb, ret->limb, &FIELD);                                                     \
    }                                                                                              \
    FIELD_INLINE void fx##_mul(const zk_fx *a, const zk_fx *b, zk_fx *ret)                         \
    {                                                                                              \
        field_mul(a->limb, b->limb, ret->limb, &FIELD);                                            \
    }                                                                                              \
    FIELD_INLINE void fx##_square(const zk_fx *a, zk_fx *ret)                                      \
    {                                                                                              \
        field_mul(a->limb, a->limb, ret->limb, &FIELD);                                            \
    }                                                                                              \
    FIELD_INLINE void fx##_one(zk_fx *ret)                                                         \
    {                                                                                              \
        for (int i = 0; i < 4; i++)                                                                \
            ret->limb[i] = FIELD.one[i];                                                           \
    }

FIELD_NAMES(fp, zk_fp, FIELD_P)
FIELD_NAMES(fr, zk_fr, FIELD_R)

#endif
