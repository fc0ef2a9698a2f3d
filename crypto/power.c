#include "crypto/power.h"

#include <stddef.h>
#include <string.h>

/* The sources that several rows share.
 * AT86RF233: Atmel 8351B, features: RX_ON 11.8 mA, BUSY_TX 13.8 mA at +4 dBm, DEEP_SLEEP 0.02 uA.
 * Assumption: stands, at 3.3 V, for the radio of the microcontrollers that have none.
 * IEEE 802.15.4-2020: 250 kbit/s; 6 bytes of preamble and length; frames of up to 127 bytes;
 * an acknowledgement of 11 bytes with its preamble.
 * ESP32: Espressif, ESP32-PICO-ZERO user manual, table 6, and ESP32-S2-WROOM user manual, table 7:
 * transmitting 802.11n MCS7 at 20 MHz, receiving, at 3.3 V with the processor idle. What they draw
 * while they transmit is the table's peak: its average has them transmit half of the time.
 * ESP-IDF: its programming guide, low power mode in Wi-Fi scenarios: automatic light sleep, DTIM3.
 * nRF52840: Nordic, product specification, electrical parameters: I_RADIO_TX5 and RX2 (250 kbit/s,
 * 0 dBm), I_CPU0 (64 MHz from flash), I_ON_RAMON_RTC; with its DC/DC regulator at 3 V. */

/* 127 bytes a frame, of which about 80 carry payload behind MAC, 6LoWPAN or Zigbee headers and
 * their integrity codes; 47 of those, 6 before and 11 of the acknowledgement are overhead.
 * Assumption: 80. */
#define ZIGBEE_FRAME .radio_bps = 250e3, .frame_bytes = 80, .frame_overhead_bytes = 47 + 6 + 11

/* 802.11n at 20 MHz, MCS7 with a long guard interval: 65 Mbit/s. Assumption: a TCP segment behind
 * 76 bytes of MAC and IP headers; preamble, spacing and acknowledgement are worth 100 us, 812 bytes
 * at that rate. */
#define WIFI_FRAME .radio_bps = 65e6, .frame_bytes = 1460, .frame_overhead_bytes = 76 + 812

/* Source: the data sheet above. */
#define AT86RF233 .radio_tx_W = 13.8e-3 * 3.3, .radio_rx_W = 11.8e-3 * 3.3, ZIGBEE_FRAME

#define AT86RF233_SOURCE "Radio: AT86RF233 (Atmel 8351B), 13.8/11.8 mA at 3.3 V, IEEE 802.15.4. "

/* Serial NOR flash, as beside chips that have none inside. Assumption: 256 bytes in 0.7 ms, 4 KiB
 * erased in 45 ms, 20 mA in both at 3.3 V: the order of typical values (a Winbond W25Q512JV says of
 * itself 0.70 and 64 ms, in its SFDP; the current is not checked). */
#define SERIAL_NOR_SOURCE                                                                          \
    "Assumption: serial NOR flash, 256 bytes in 0.7 ms, 4 KiB erased in 45 ms, 20 mA, typical "    \
    "values' order; "
/* Assumption: the same; meanwhile the processor draws waiting_W. */
#define SERIAL_NOR(waiting_W)                                                                      \
    .flash_W = 20e-3 * 3.3 + (waiting_W), .flash_write_ns = 0.7e6 / 256, .flash_erase_ns = 45e6,   \
    .flash_page_bytes = 4096

#define H7_FLASH_SOURCE                                                                            \
    "Flash: 128 KiB erased in 1.1 s, typical, 32 bits at a time (STMicroelectronics, community "   \
    "thread 734674 on the STM32H743). Assumption: 32 bytes in 290 us, not checked; "

/* A memory card or a disk: what counts is that the machine is on. */
#define BLOCK_DEVICE(watts, bytes_per_s)                                                           \
    .flash_W = (watts), .flash_write_ns = 1e9 / (bytes_per_s), .flash_erase_ns = 0,                \
    .flash_page_bytes = 4096

static const struct crypto_power rows[] = {
    {.name = "atmega328p_16mhz",
     AT86RF233,
     .sleep_W = 4.2e-6 * 5,
     .flash_W = 9e-3 * 5,
     .flash_write_ns = 4.5e6 / 128,
     .flash_erase_ns = 4.5e6,
     .flash_page_bytes = 128,
     .source = AT86RF233_SOURCE
     "Flash: a page of 128 bytes in 4.5 ms (Atmel 7810C, table 27-16, tWD_FLASH); asleep with its "
     "watchdog 4.2 uA at 3 V (Atmel 8271D, table 29-8). Assumption: as long to erase a page, the "
     "same current at 5 V, 9 mA while the processor waits."},
    {.name = "r7fs124_24mhz",
     AT86RF233,
     .sleep_W = 2e-6 * 3.3,
     .flash_W = 8e-3 * 3.3,
     .flash_write_ns = 86e3 / 4,
     .flash_erase_ns = 8.7e6,
     .flash_page_bytes = 1024,
     .source = AT86RF233_SOURCE
     "Assumption: 4 bytes in 86 us, 1 KiB erased in 8.7 ms, 8 mA meanwhile, 2 uA asleep, as of "
     "microcontrollers of its kind."},
    {.name = "cortex_m0_48mhz",
     AT86RF233,
     .sleep_W = 5e-6 * 3.3,
     .flash_W = 21e-3 * 3.3,
     .flash_write_ns = 53.5e3 / 2,
     .flash_erase_ns = 30e6,
     .flash_page_bytes = 2048,
     .source = AT86RF233_SOURCE
     "Flash: pages of 2 KiB (ST RM0091, 3.2.1), erased in 40 ms at most (Zephyr, stm32f0.dtsi). "
     "Assumption: 30 ms; 16 bits in 53.5 us, the order of the data sheet's typical value, not "
     "checked; the active 21 mA while it waits, 5 uA in Stop mode with its clock."},
    {.name = "cortex_m4_168mhz",
     AT86RF233,
     .sleep_W = 6e-6 * 3.3,
     .flash_W = 45e-3 * 3.3,
     .flash_write_ns = 90e3 / 8,
     .flash_erase_ns = 14e6,
     .flash_page_bytes = 4096,
     .source = AT86RF233_SOURCE
     "Assumption: 8 bytes in 90 us, 4 KiB erased in 14 ms (Kinetis flash of 4 KiB sectors), the "
     "active 45 mA meanwhile, 6 uA asleep with its timer."},
    {.name = "cortex_m7_200mhz",
     AT86RF233,
     .sleep_W = 10e-6 * 3.3,
     .flash_W = 90e-3 * 3.3,
     .flash_write_ns = 16e3 / 4,
     .flash_erase_ns = 250e6,
     .flash_page_bytes = 32768,
     .source = AT86RF233_SOURCE
     "Assumption: 32 bits in 16 us, 32 KiB erased in 250 ms, the order of the STM32F746 data "
     "sheet's typical values, not checked; the active 90 mA meanwhile, 10 uA in Standby with clock "
     "and backup memory."},
    {.name = "cortex_m7_480mhz_asm",
     AT86RF233,
     .sleep_W = 10e-6 * 3.3,
     .flash_W = 150e-3 * 3.3,
     .flash_write_ns = 290e3 / 32,
     .flash_erase_ns = 1.1e9,
     .flash_page_bytes = 131072,
     .source = AT86RF233_SOURCE H7_FLASH_SOURCE "the active 150 mA meanwhile, 10 uA in Standby."},
    {.name = "cortex_m33_150mhz",
     AT86RF233,
     .sleep_W = 0.4e-3 * 3.3,
     SERIAL_NOR(25e-3 * 3.3),
     .source = AT86RF233_SOURCE SERIAL_NOR_SOURCE
     "25 mA of the processor that waits; 0.4 mA asleep with memory (RP2350, "
     "dormant modes are lower)."},
    {.name = "nrf52840_64mhz",
     .radio_tx_W = 6.40e-3 * 3,
     .radio_rx_W = 6.53e-3 * 3,
     ZIGBEE_FRAME,
     .sleep_W = 3.16e-6 * 3,
     .flash_W = 3.3e-3 * 3,
     .flash_write_ns = 41e3 / 4,
     .flash_erase_ns = 85e6,
     .flash_page_bytes = 4096,
     .source =
         "Nordic, nRF52840 product specification: 6.40/6.53 mA for 250 kbit/s at 0 dBm, 3.16 uA "
         "asleep with memory and clock (I_ON_RAMON_RTC), 3 V with DC/DC; a page erased in 85 ms "
         "(nrfx, NVMC_PAGE_ERASE_DURATION_MS). Assumption: a word in 41 us, as in the nRF52810 "
         "(S112 SoftDevice specification, flash memory API); the processor's 3.3 mA meanwhile."},
    {.name = "esp32_c3_160mhz",
     .radio_tx_W = 200e-3 * 3.3,
     .radio_rx_W = 63e-3 * 3.3,
     WIFI_FRAME,
     .sleep_W = 0.62e-3 * 3.3,
     SERIAL_NOR(20e-3 * 3.3),
     .source = "ESP-IDF programming guide, ESP32-C3, low power mode in Wi-Fi scenarios: 0.62 mA on "
               "average in light sleep that hears every third beacon. " SERIAL_NOR_SOURCE
               "20 mA of the processor that waits; the ESP32-S2's radio stands for its own: 200 "
               "mA while it transmits 802.11n MCS7, 63 mA receiving (Espressif, ESP32-S2-WROOM "
               "user manual, table 7)."},
    {.name = "esp32_240mhz",
     .radio_tx_W = 248e-3 * 3.3,
     .radio_rx_W = 110e-3 * 3.3,
     WIFI_FRAME,
     .sleep_W = 2.33e-3 * 3.3,
     SERIAL_NOR(50e-3 * 3.3),
     .source = "Espressif, ESP32-PICO-ZERO user manual, table 6: 248 mA while it transmits 802.11n "
               "MCS7, 110 mA receiving; ESP-IDF programming guide, ESP32, low power mode in Wi-Fi "
               "scenarios: 2.33 mA on average in light sleep that hears every third beacon (the "
               "ESP-WROOM-32 user manual, table 5, promises 0.9). " SERIAL_NOR_SOURCE
               "50 mA of the processor that waits."},
    {.name = "stm32h753_400mhz",
     AT86RF233,
     .sleep_W = 10e-6 * 3.3,
     .flash_W = 130e-3 * 3.3,
     .flash_write_ns = 290e3 / 32,
     .flash_erase_ns = 1.1e9,
     .flash_page_bytes = 131072,
     .source = AT86RF233_SOURCE H7_FLASH_SOURCE "the active 130 mA meanwhile, 10 uA in Standby."},
    {.name = "raspberry_pi_zero_2",
     .radio_tx_W = 1.0,
     .radio_rx_W = 0.3,
     WIFI_FRAME,
     .sleep_W = 0.6,
     BLOCK_DEVICE(1.0, 10e6),
     .source = "Assumption: a Wi-Fi chip's 1.0/0.3 W, 0.6 W idle (it does not sleep), a memory "
               "card at 10 MB/s."},
    {.name = "raspberry_pi_4",
     .radio_tx_W = 1.0,
     .radio_rx_W = 0.3,
     WIFI_FRAME,
     .sleep_W = 2.7,
     BLOCK_DEVICE(3.0, 20e6),
     .source = "Assumption: a Wi-Fi chip's 1.0/0.3 W, 2.7 W idle (it does not sleep), a memory "
               "card at 20 MB/s."},
    {.name = "raspberry_pi_5",
     .radio_tx_W = 1.0,
     .radio_rx_W = 0.3,
     WIFI_FRAME,
     .sleep_W = 2.7,
     BLOCK_DEVICE(3.5, 50e6),
     .source = "Assumption: a Wi-Fi chip's 1.0/0.3 W, 2.7 W idle (it does not sleep), a memory "
               "card at 50 MB/s."},
    {.name = "x86_server",
     .radio_tx_W = 1.0,
     .radio_rx_W = 0.5,
     WIFI_FRAME,
     .sleep_W = 40,
     BLOCK_DEVICE(5.0, 500e6),
     .source = "Assumption: a Wi-Fi card's 1.0/0.5 W, 40 W idle, a disk of 500 MB/s at 5 W."},
    {.name = "x86_server_64_cores",
     .radio_tx_W = 1.0,
     .radio_rx_W = 0.5,
     WIFI_FRAME,
     .sleep_W = 120,
     BLOCK_DEVICE(8.0, 2e9),
     .source = "Assumption: a Wi-Fi card's 1.0/0.5 W, 120 W idle, a disk of 2 GB/s at 8 W."},
};

const struct crypto_power *crypto_power_find(const char *class_name)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (strcmp(rows[i].name, class_name) == 0)
            return &rows[i];
    return NULL;
}

double crypto_power_airtime_ns(const struct crypto_power *power, uint64_t bytes, uint64_t messages)
{
    uint64_t full = bytes / power->frame_bytes;
    uint64_t frames = full + (bytes % power->frame_bytes != 0);
    frames = frames > messages ? frames : messages;
    double on_air_bytes = (double)bytes + (double)frames * power->frame_overhead_bytes;
    return on_air_bytes * 8e9 / power->radio_bps;
}

double crypto_power_flash_ns(const struct crypto_power *power, uint64_t bytes)
{
    uint64_t page = power->flash_page_bytes;
    uint64_t pages = bytes / page + (bytes % page != 0);
    return (double)bytes * power->flash_write_ns + (double)pages * power->flash_erase_ns;
}
