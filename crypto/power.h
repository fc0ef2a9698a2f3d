#ifndef CROWDPATCH_CRYPTO_POWER_H
#define CROWDPATCH_CRYPTO_POWER_H

#include <stdint.h>

/** What a class of device draws beside its processor: its radio, its flash memory, its sleep. One
 *  row for each class of crypto/cost.h. Each row names its source. */
struct crypto_power {
    const char *name;              /* as in crypto/cost.h */
    double radio_tx_W;             /* the whole radio, the processor not */
    double radio_rx_W;             /* the same while it receives or listens */
    double radio_bps;              /* on the air */
    uint32_t frame_bytes;          /* most payload a frame */
    uint32_t frame_overhead_bytes; /* preamble, headers, check and acknowledgement of one frame */
    double sleep_W;                /* all of the device, with a timer that wakes it */
    /* Of the memory that holds updates, the processor's own power in it where that waits. */
    double flash_W;
    double flash_write_ns; /* a byte */
    double flash_erase_ns; /* a page */
    uint32_t flash_page_bytes;
    const char *source;
};

/** The row of that class, or NULL. */
const struct crypto_power *crypto_power_find(const char *class_name);

/** How long frames that carry so many bytes in `messages` messages are on the air, their overhead
 *  too, in ns. Each message fills its own frames. */
double crypto_power_airtime_ns(const struct crypto_power *power, uint64_t bytes, uint64_t messages);

/** How long it takes to erase the pages for an update and to write it, in ns. */
double crypto_power_flash_ns(const struct crypto_power *power, uint64_t bytes);

#endif
