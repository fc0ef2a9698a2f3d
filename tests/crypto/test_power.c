#include <criterion/criterion.h>
#include <string.h>

#include "crypto/cost.h"
#include "crypto/power.h"

Test(power, every_class_has_a_whole_row)
{
    for (size_t i = 0; crypto_device_class_names[i]; i++) {
        const struct crypto_power *row = crypto_power_find(crypto_device_class_names[i]);
        cr_assert_not_null(row, "%s", crypto_device_class_names[i]);
        cr_assert_gt(row->radio_tx_W, 0, "%s", row->name);
        cr_assert_gt(row->radio_rx_W, 0, "%s", row->name);
        cr_assert_gt(row->radio_bps, 1e4, "%s", row->name);
        cr_assert_gt(row->frame_bytes, 0, "%s", row->name);
        cr_assert_gt(row->sleep_W, 0, "%s", row->name);
        cr_assert_gt(row->flash_W, 0, "%s", row->name);
        cr_assert_gt(row->flash_write_ns, 0, "%s", row->name);
        cr_assert_geq(row->flash_erase_ns, 0, "%s", row->name);
        cr_assert_gt(row->flash_page_bytes, 0, "%s", row->name);
        cr_assert_gt(strlen(row->source), 40, "%s", row->name);
        /* What is asleep draws less than what listens or computes. */
        if (row->sleep_W < 0.5)
            cr_assert_lt(row->sleep_W, row->radio_rx_W, "%s", row->name);
    }
    cr_assert_null(crypto_power_find("cortex_m9"));
}

/* By hand: 160 bytes are two frames of 80 bytes and 64 more each at 250 kbit/s, 9.216 ms; 161 are
 * three, of 353 bytes; three messages of 10 bytes each are three frames. */
Test(power, airtime_counts_frames)
{
    const struct crypto_power *chip = crypto_power_find("nrf52840_64mhz");
    cr_assert_float_eq(crypto_power_airtime_ns(chip, 160, 1), 9.216e6, 1);
    cr_assert_float_eq(crypto_power_airtime_ns(chip, 161, 1), 353 * 32e3, 1);
    cr_assert_float_eq(crypto_power_airtime_ns(chip, 30, 3), 222 * 32e3, 1);
    cr_assert_eq(crypto_power_airtime_ns(chip, 0, 0), 0);
}

/* By hand: 4,100 bytes are 1,025 words of 41 us and two pages of 85 ms. */
Test(power, flash_counts_pages)
{
    const struct crypto_power *chip = crypto_power_find("nrf52840_64mhz");
    cr_assert_float_eq(crypto_power_flash_ns(chip, 4100), 1025 * 41e3 + 2 * 85e6, 1);
    cr_assert_eq(crypto_power_flash_ns(chip, 0), 0);
}
