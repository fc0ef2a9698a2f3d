#ifndef CROWDPATCH_ZK_ARCH_H
#define CROWDPATCH_ZK_ARCH_H

#include <stdbool.h>

/* Private to zk/. Kernels are compiled twice: as portable C, and with ZK_ARCH_MULX, whose field
 * multiplication uses mulx, adcx and adox. Both give equal bytes. A kernel's file names what it
 * defines by ZK_ARCH(zk_...); one row of ZK_ARCH_DECLARE in a header and one of ZK_ARCH_DEFINE in a
 * file that is compiled once make the public function, which takes the build that the machine has.
 */
#ifdef ZK_ARCH_MULX
#define ZK_ARCH(name) name##_mulx
#else
#define ZK_ARCH(name) name##_portable
#endif

#define ZK_ARCH_DECLARE(type, name, params, args)                                                  \
    type name##_portable params;                                                                   \
    type name##_mulx params;

#define ZK_ARCH_DEFINE(type, name, params, args)                                                   \
    type name params                                                                               \
    {                                                                                              \
        return zk_arch_has_mulx() ? name##_mulx args : name##_portable args;                       \
    }

/* clang 14 cannot ask for adx: the portable build serves there. */
static inline bool zk_arch_has_mulx(void)
{
#if defined(__x86_64__) && !defined(__clang__)
    return __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("adx");
#else
    return false;
#endif
}

#if defined(__SANITIZE_ADDRESS__)
#define ZK_ARCH_ASAN
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ZK_ARCH_ASAN
#endif
#endif

/* Vectors of eight by AVX-512, in functions of zk/lanes.h's target, where the compiler knows them.
 * With AddressSanitizer gcc and clang take minutes for them. */
#if defined(__x86_64__) && !defined(ZK_ARCH_ASAN)
#define ZK_ARCH_IFMA "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2"
#endif

static inline bool zk_arch_has_ifma(void)
{
#ifdef ZK_ARCH_IFMA
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
           __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512ifma") &&
           __builtin_cpu_supports("avx512vbmi2");
#else
    return false;
#endif
}

#endif
