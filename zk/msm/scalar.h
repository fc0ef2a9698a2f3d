#ifndef CROWDPATCH_ZK_MSM_SCALAR_H
#define CROWDPATCH_ZK_MSM_SCALAR_H

#include "base/u256.h"
#include "zk/msm/group.h"

/* Private to zk/: scalars in two halves and their digits. */

/* A magnitude below 0.61 * 2^127, never 0, and the point that it multiplies. */
struct zk_msm_half {
    uint64_t low, high;
    uint32_t ref;
};

/* Digits of so many bits, the top one unsigned and at most 2^(bits - 1) too. */
#define ZK_MSM_WINDOW_MIN 4
#define ZK_MSM_WINDOW_MAX 16

struct zk_msm_window {
    unsigned bits, windows;
    uint32_t buckets;       /* 2^(bits - 1) */
    unsigned __int128 bias; /* 2^(bits - 1) in every digit but the top one */
};

/* Of all magnitudes. */
#define ZK_MSM_LENGTH_MAX 127

/* For magnitudes below 2^length. */
static inline struct zk_msm_window zk_msm_window(unsigned bits, unsigned length)
{
    struct zk_msm_window window = {bits, (length + bits) / bits, UINT32_C(1) << (bits - 1), 0};
    for (unsigned i = 0; i + 1 < window.windows; i++)
        window.bias |= (unsigned __int128)window.buckets << i * bits;
    return window;
}

/* The digit's magnitude, at most window->buckets; *ret_sign is ZK_MSM_NEGATIVE or 0. */
static inline uint32_t zk_msm_digit(const struct zk_msm_window *window,
                                    const struct zk_msm_half *half, unsigned i, uint32_t *ret_sign)
{
    unsigned __int128 magnitude = (unsigned __int128)half->high << 64 | half->low;
    uint32_t digit = (uint32_t)((magnitude + window->bias) >> i * window->bits);
    *ret_sign = 0;
    if (i + 1 == window->windows)
        return digit;
    int32_t value = (int32_t)(digit & (2 * window->buckets - 1)) - (int32_t)window->buckets;
    *ret_sign = (uint32_t)value & ZK_MSM_NEGATIVE;
    return (uint32_t)(value < 0 ? -value : value);
}

/* scalar = half + half lambda mod r, scalar < r: writes those that are not 0, at most two, with the
 * references of the point and its image; returns how many. */
uint32_t zk_msm_split(const u256 *scalar, uint32_t ref, uint32_t image_ref,
                      struct zk_msm_half ret_halves[2]);

#endif
