#include "crypto/cost.h"

#include <assert.h>
#include <math.h>
#include <stddef.h>
#include <string.h>

/* The sources that several rows share.
 * SEGGER: kb.segger.com, ECDSA/EdDSA/Hash performance pages, 2019; compiled C, ms an operation.
 * wolfSSL: IDE/STM32Cube/STM32_Benchmarks.md, 5.6.6 with ARM assembler.
 * zkmcu: zkmcu-web.pages.dev/benchmarks, Groth16 over BN254 on an RP2350.
 * "This project": crypto/ with libsecp256k1 0.2.0 and libsodium 1.0.18, and zk/'s forerunners, on
 * one core of an x86-64 server (AMD EPYC) at about 3 GHz. */

const char *const crypto_operation_names[CRYPTO_OP_COUNT] = {
    [CRYPTO_OP_SECP256K1_SIGN] = "secp256k1_sign",
    [CRYPTO_OP_SECP256K1_VERIFY] = "secp256k1_verify",
    [CRYPTO_OP_P256_SIGN] = "p256_sign",
    [CRYPTO_OP_P256_VERIFY] = "p256_verify",
    [CRYPTO_OP_ED25519_SIGN] = "ed25519_sign",
    [CRYPTO_OP_ED25519_VERIFY] = "ed25519_verify",
    [CRYPTO_OP_SHA256] = "sha256",
    [CRYPTO_OP_CHACHA20] = "chacha20",
    [CRYPTO_OP_GROTH16_VERIFY] = "groth16_verify",
};

#define MS 1e6
#define US 1e3

/* Cycles of one verification: 963 ms on the Cortex-M33 at 150 MHz. Source: zkmcu. */
#define GROTH16_M33_CYCLES (963e-3 * 150e6)
/* On the reference core, with one public input. Source: the fit of verification in zk/cost.c. */
#define GROTH16_REFERENCE_S 878e-6
/* Cycles a byte of portable C ChaCha20 on a Cortex-M4 and like cores.
 * Assumption: about 20, a third of its 59 to 80 for SHA-256. */
#define CHACHA20_M4_CYCLES 20.0

/* Cycles against the Cortex-M4's in the same source: big-number arithmetic by secp256k1
 * verification, 32-bit word arithmetic by P-256 signing (M0) and SHA-256 (M7). Source: SEGGER. */
#define BIGNUM_M0_OVER_M4 (1774.08 * 48 / (119.38 * 168))
#define WORDS_M0_OVER_M4 (641.62 * 48 / (89.32 * 168))
#define BIGNUM_S124_OVER_M4 (2939.13 * 24 / (119.38 * 168))
#define WORDS_S124_OVER_M4 (1085.06 * 24 / (89.32 * 168))
#define BIGNUM_M7_OVER_M4 (52.07 * 200 / (119.38 * 168))
#define WORDS_M7_OVER_M4 ((200 / 3.18) / (168 / 2.11))

/* Assumption: a Cortex-A72 at 1.5 GHz takes four times as long as the reference core: half its
 * clock, and twice its cycles for 64-bit multiplications and vector code. */
#define PI4_OVER_REFERENCE 4.0
#define ZERO_2_OVER_REFERENCE 9.0
#define PI5_OVER_REFERENCE 1.8

/* Ed25519 verification. Source: SEGGER. */
#define H753_OVER_F746 (35.42 / 101.85)

/* Everything by the cycles of cortex_m4_168mhz, at this clock. Source: SEGGER; the last zkmcu. */
#define AS_CORTEX_M4(mhz)                                                                          \
    {                                                                                              \
        [CRYPTO_OP_SECP256K1_SIGN] = 129.11 * MS * (168.0 / (mhz)),                                \
        [CRYPTO_OP_SECP256K1_VERIFY] = 119.38 * MS * (168.0 / (mhz)),                              \
        [CRYPTO_OP_P256_SIGN] = 89.32 * MS * (168.0 / (mhz)),                                      \
        [CRYPTO_OP_P256_VERIFY] = 82.91 * MS * (168.0 / (mhz)),                                    \
        [CRYPTO_OP_ED25519_SIGN] = 77.36 * MS * (168.0 / (mhz)),                                   \
        [CRYPTO_OP_ED25519_VERIFY] = 175.49 * MS * (168.0 / (mhz)),                                \
        [CRYPTO_OP_SHA256] = 1e3 / 2.11 * (168.0 / (mhz)),                                         \
        [CRYPTO_OP_CHACHA20] = CHACHA20_M4_CYCLES * 1e3 / (mhz),                                   \
        [CRYPTO_OP_GROTH16_VERIFY] = GROTH16_M33_CYCLES * 1e9 / ((mhz)*1e6),                       \
    }

/* Everything so many times as long as on the reference core. Source: this project, as above. */
#define AS_REFERENCE(times)                                                                        \
    {                                                                                              \
        [CRYPTO_OP_SECP256K1_SIGN] = 34.1 * US * (times),                                          \
        [CRYPTO_OP_SECP256K1_VERIFY] = 54.7 * US * (times),                                        \
        [CRYPTO_OP_P256_SIGN] = 19.3 * US * (times),                                               \
        [CRYPTO_OP_P256_VERIFY] = 59.0 * US * (times),                                             \
        [CRYPTO_OP_ED25519_SIGN] = 16.0 * US * (times),                                            \
        [CRYPTO_OP_ED25519_VERIFY] = 47.5 * US * (times), [CRYPTO_OP_SHA256] = 2.91 * (times),     \
        [CRYPTO_OP_CHACHA20] = 0.40 * (times),                                                     \
        [CRYPTO_OP_GROTH16_VERIFY] = GROTH16_REFERENCE_S * 1e9 * (times),                          \
    }

/* Cycles of an 8-bit core against a Cortex-M0's: 256-bit products are made of 8-bit ones.
 * Assumption: four times as many; SHA-256 by its own measured cycles. */
#define AVR_OVER_M0 4.0

static const struct crypto_device_class classes[] = {
    {
        .name = "atmega328p_16mhz",
        .describes = "8-bit AVR at 16 MHz (ATmega328P, 2 KiB of memory; RFC 7228 class 0)",
        .op_ns =
            {
                [CRYPTO_OP_SECP256K1_SIGN] = 1966.17 * MS * 48 / 16 * AVR_OVER_M0,
                [CRYPTO_OP_SECP256K1_VERIFY] = 1774.08 * MS * 48 / 16 * AVR_OVER_M0,
                [CRYPTO_OP_P256_SIGN] = 641.62 * MS * 48 / 16 * AVR_OVER_M0,
                [CRYPTO_OP_P256_VERIFY] = 583.85 * MS * 48 / 16 * AVR_OVER_M0,
                [CRYPTO_OP_ED25519_SIGN] = 77.36 * MS * 168 / 16 * BIGNUM_M0_OVER_M4 * AVR_OVER_M0,
                [CRYPTO_OP_ED25519_VERIFY] =
                    175.49 * MS * 168 / 16 * BIGNUM_M0_OVER_M4 * AVR_OVER_M0,
                [CRYPTO_OP_SHA256] = 195 * 1e3 / 16,
                [CRYPTO_OP_CHACHA20] =
                    CHACHA20_M4_CYCLES * 1e3 / 16 * WORDS_M0_OVER_M4 * AVR_OVER_M0,
                [CRYPTO_OP_GROTH16_VERIFY] =
                    GROTH16_M33_CYCLES * 1e9 / 16e6 * BIGNUM_M0_OVER_M4 * AVR_OVER_M0,
            },
        .prover_slowdown =
            GROTH16_M33_CYCLES / 16e6 * BIGNUM_M0_OVER_M4 * AVR_OVER_M0 / GROTH16_REFERENCE_S,
        .active_W = 0.045,
        .cores = 1,
        .source = "SHA-256 at 195 cycles/byte: Microchip, on 8/16-bit cores. Assumption: all else "
                  "takes four times the cycles of cortex_m0_48mhz, which is an upper bound (8-bit "
                  "assembler is several times faster); 9 mA at 5 V.",
    },
    {
        .name = "r7fs124_24mhz",
        .describes = "Cortex-M0+ class core at 24 MHz (Renesas S124; RFC 7228 class 1)",
        .op_ns =
            {
                [CRYPTO_OP_SECP256K1_SIGN] = 3058.60 * MS,
                [CRYPTO_OP_SECP256K1_VERIFY] = 2939.13 * MS,
                [CRYPTO_OP_P256_SIGN] = 1085.06 * MS,
                [CRYPTO_OP_P256_VERIFY] = 1003.41 * MS,
                [CRYPTO_OP_ED25519_SIGN] = 77.36 * MS * 168 / 24 * BIGNUM_S124_OVER_M4,
                [CRYPTO_OP_ED25519_VERIFY] = 175.49 * MS * 168 / 24 * BIGNUM_S124_OVER_M4,
                [CRYPTO_OP_SHA256] = 1e3 / 2.11 * 168 / 24 * WORDS_S124_OVER_M4,
                [CRYPTO_OP_CHACHA20] = CHACHA20_M4_CYCLES * 1e3 / 24 * WORDS_S124_OVER_M4,
                [CRYPTO_OP_GROTH16_VERIFY] = GROTH16_M33_CYCLES * 1e9 / 24e6 * BIGNUM_S124_OVER_M4,
            },
        .prover_slowdown = GROTH16_M33_CYCLES / 24e6 * BIGNUM_S124_OVER_M4 / GROTH16_REFERENCE_S,
        .active_W = 0.0142,
        .cores = 1,
        .source = "secp256k1, P-256: SEGGER (2019), R7FS124. Assumption: Ed25519 and Groth16 "
                  "verification scale from Cortex-M4 and Cortex-M33 by the cycles of secp256k1 "
                  "verification (x3.52), SHA-256 and ChaCha20 by those of P-256 signing (x1.74); "
                  "4.3 mA at 3.3 V.",
    },
    {
        .name = "cortex_m0_48mhz",
        .describes = "Cortex-M0 at 48 MHz (STM32F072; RFC 7228 class 1)",
        .op_ns =
            {
                [CRYPTO_OP_SECP256K1_SIGN] = 1966.17 * MS,
                [CRYPTO_OP_SECP256K1_VERIFY] = 1774.08 * MS,
                [CRYPTO_OP_P256_SIGN] = 641.62 * MS,
                [CRYPTO_OP_P256_VERIFY] = 583.85 * MS,
                [CRYPTO_OP_ED25519_SIGN] = 77.36 * MS * 168 / 48 * BIGNUM_M0_OVER_M4,
                [CRYPTO_OP_ED25519_VERIFY] = 175.49 * MS * 168 / 48 * BIGNUM_M0_OVER_M4,
                [CRYPTO_OP_SHA256] = 1e3 / 2.11 * 168 / 48 * WORDS_M0_OVER_M4,
                [CRYPTO_OP_CHACHA20] = CHACHA20_M4_CYCLES * 1e3 / 48 * WORDS_M0_OVER_M4,
                [CRYPTO_OP_GROTH16_VERIFY] = GROTH16_M33_CYCLES * 1e9 / 48e6 * BIGNUM_M0_OVER_M4,
            },
        .prover_slowdown = GROTH16_M33_CYCLES / 48e6 * BIGNUM_M0_OVER_M4 / GROTH16_REFERENCE_S,
        .active_W = 0.07,
        .cores = 1,
        .source =
            "secp256k1, P-256: SEGGER (2019). Assumption: Ed25519 and Groth16 verification scale "
            "from "
            "Cortex-M4 and Cortex-M33 by the cycles of secp256k1 verification (x4.25), SHA-256 and "
            "ChaCha20 by those of P-256 signing (x2.05); ChaCha20 is 20 cycles/byte on a "
            "Cortex-M4; "
            "the prover is slower as verification is (it has not the memory to prove); 21 mA at "
            "3.3 V.",
    },
    {
        .name = "cortex_m4_168mhz",
        .describes = "Cortex-M4 at 168 MHz (MK66FN2M0; RFC 7228 class 2)",
        .op_ns = AS_CORTEX_M4(168),
        .prover_slowdown = GROTH16_M33_CYCLES / 168e6 / GROTH16_REFERENCE_S,
        .active_W = 0.15,
        .cores = 1,
        .source =
            "secp256k1, P-256, Ed25519, SHA-256 at 2.11 MB/s: SEGGER (2019). Assumption: Groth16 "
            "verification takes the Cortex-M33's cycles (zkmcu); ChaCha20 is 20 cycles/byte; "
            "the prover is slower as verification is (it has not the memory to prove); 45 mA "
            "at 3.3 V.",
    },
    {
        .name = "cortex_m7_200mhz",
        .describes = "Cortex-M7 at 200 MHz (STM32F746; RFC 7228 class 2)",
        .op_ns =
            {
                [CRYPTO_OP_SECP256K1_SIGN] = 55.42 * MS,
                [CRYPTO_OP_SECP256K1_VERIFY] = 52.07 * MS,
                [CRYPTO_OP_P256_SIGN] = 42.63 * MS,
                [CRYPTO_OP_P256_VERIFY] = 40.33 * MS,
                [CRYPTO_OP_ED25519_SIGN] = 43.60 * MS,
                [CRYPTO_OP_ED25519_VERIFY] = 101.85 * MS,
                [CRYPTO_OP_SHA256] = 1e3 / 3.18,
                [CRYPTO_OP_CHACHA20] = CHACHA20_M4_CYCLES * 1e3 / 200 * WORDS_M7_OVER_M4,
                [CRYPTO_OP_GROTH16_VERIFY] = GROTH16_M33_CYCLES * 1e9 / 200e6 * BIGNUM_M7_OVER_M4,
            },
        .prover_slowdown = GROTH16_M33_CYCLES / 200e6 * BIGNUM_M7_OVER_M4 / GROTH16_REFERENCE_S,
        .active_W = 0.30,
        .cores = 1,
        .source =
            "secp256k1, P-256, Ed25519, SHA-256 at 3.18 MB/s: SEGGER (2019). Assumption: Groth16 "
            "verification scales from the Cortex-M33 (zkmcu) by the cycles of secp256k1 "
            "verification (x0.52), ChaCha20 from 20 cycles/byte on a Cortex-M4 by those of "
            "SHA-256 (x0.79); the prover is slower as verification is (it has not the memory "
            "to prove); 90 mA at 3.3 V.",
    },
    {
        .name = "cortex_m7_480mhz_asm",
        .describes = "Cortex-M7 at 480 MHz with assembler (STM32H753; above RFC 7228 class 2)",
        .op_ns =
            {
                [CRYPTO_OP_SECP256K1_SIGN] = 1.923 * MS * (55.42 / 42.63),
                [CRYPTO_OP_SECP256K1_VERIFY] = 3.486 * MS * (52.07 / 40.33),
                [CRYPTO_OP_P256_SIGN] = 1.923 * MS,
                [CRYPTO_OP_P256_VERIFY] = 3.486 * MS,
                [CRYPTO_OP_ED25519_SIGN] = 0.583 * MS,
                [CRYPTO_OP_ED25519_VERIFY] = 1.160 * MS,
                [CRYPTO_OP_SHA256] = 1e3 / 18.9,
                [CRYPTO_OP_CHACHA20] = CHACHA20_M4_CYCLES * 1e3 / 480 * WORDS_M7_OVER_M4,
                [CRYPTO_OP_GROTH16_VERIFY] = GROTH16_M33_CYCLES * 1e9 / 480e6 * BIGNUM_M7_OVER_M4,
            },
        .prover_slowdown = GROTH16_M33_CYCLES / 480e6 * BIGNUM_M7_OVER_M4 / GROTH16_REFERENCE_S,
        .active_W = 0.50,
        .cores = 1,
        .source =
            "P-256, Ed25519, SHA-256 at 18.9 MB/s: wolfSSL 5.6.6, ARM assembler. Assumption: "
            "secp256k1 is wolfSSL's P-256 (1.923/3.486 ms) by SEGGER's ratio of the two curves "
            "on a Cortex-M7 (x1.30/x1.29); Groth16 verification and ChaCha20 take the cycles "
            "of cortex_m7_200mhz, without assembler; the prover is slower as verification is "
            "(it has not the memory to prove); 150 mA at 3.3 V.",
    },
    {
        .name = "cortex_m33_150mhz",
        .describes = "Cortex-M33 at 150 MHz (RP2350; above RFC 7228 class 2)",
        .op_ns =
            {
                [CRYPTO_OP_SECP256K1_SIGN] = 129.11 * MS * 168 / 150,
                [CRYPTO_OP_SECP256K1_VERIFY] = 119.38 * MS * 168 / 150,
                [CRYPTO_OP_P256_SIGN] = 89.32 * MS * 168 / 150,
                [CRYPTO_OP_P256_VERIFY] = 82.91 * MS * 168 / 150,
                [CRYPTO_OP_ED25519_SIGN] = 77.36 * MS * 168 / 150,
                [CRYPTO_OP_ED25519_VERIFY] = 175.49 * MS * 168 / 150,
                [CRYPTO_OP_SHA256] = 1e3 / 2.11 * 168 / 150,
                [CRYPTO_OP_CHACHA20] = CHACHA20_M4_CYCLES * 1e3 / 150,
                [CRYPTO_OP_GROTH16_VERIFY] = 963 * MS,
            },
        .prover_slowdown = 963e-3 / GROTH16_REFERENCE_S,
        .active_W = 0.08,
        .cores = 2,
        .source = "Groth16 verification, one public input: zkmcu. Assumption: all else takes the "
                  "cycles of cortex_m4_168mhz; ChaCha20 is 20 cycles/byte; the prover is slower as "
                  "verification is (it has not the memory to prove); 25 mA at 3.3 V.",
    },
    {
        .name = "nrf52840_64mhz",
        .describes = "Cortex-M4 at 64 MHz (Nordic nRF52840, IEEE 802.15.4 and BLE; above RFC 7228 "
                     "class 2)",
        .op_ns = AS_CORTEX_M4(64),
        .prover_slowdown = GROTH16_M33_CYCLES / 64e6 / GROTH16_REFERENCE_S,
        .active_W = 0.0099,
        .cores = 1,
        .source = "Assumption: the cycles of cortex_m4_168mhz (SEGGER, 2019) without the chip's "
                  "accelerator. Power: 3.3 mA from flash with DC/DC at 3 V (Nordic, nRF52840 "
                  "product specification, I_CPU0).",
    },
    {
        .name = "esp32_c3_160mhz",
        .describes = "RISC-V at 160 MHz (Espressif ESP32-C3, Wi-Fi; above RFC 7228 class 2)",
        .op_ns = AS_CORTEX_M4(160),
        .prover_slowdown = GROTH16_M33_CYCLES / 160e6 / GROTH16_REFERENCE_S,
        .active_W = 0.066,
        .cores = 1,
        .source = "Assumption: the cycles of cortex_m4_168mhz (SEGGER, 2019), whose multiplier and "
                  "word width this core shares, without its accelerators; 20 mA at 3.3 V, as on "
                  "average in modem sleep "
                  "(Espressif, ESP-AT 2.3 guide, sleep examples).",
    },
    {
        .name = "esp32_240mhz",
        .describes = "Two Xtensa LX6 at 240 MHz (Espressif ESP32, Wi-Fi; above RFC 7228 class 2)",
        .op_ns = AS_CORTEX_M4(240),
        .prover_slowdown = GROTH16_M33_CYCLES / 240e6 / GROTH16_REFERENCE_S,
        .active_W = 0.165,
        .cores = 2,
        .source = "Assumption: the cycles of cortex_m4_168mhz (SEGGER, 2019), without the chip's "
                  "accelerators; 50 mA at 3.3 V, of 30 to 68 mA in modem sleep at 240 MHz "
                  "(Espressif, ESP32 "
                  "series data sheet 3.5, table 6).",
    },
    {
        .name = "stm32h753_400mhz",
        .describes = "Cortex-M7 at 400 MHz (STM32H753, compiled C; above RFC 7228 class 2)",
        .op_ns =
            {
                [CRYPTO_OP_SECP256K1_SIGN] = 55.42 * MS * H753_OVER_F746,
                [CRYPTO_OP_SECP256K1_VERIFY] = 52.07 * MS * H753_OVER_F746,
                [CRYPTO_OP_P256_SIGN] = 42.63 * MS * H753_OVER_F746,
                [CRYPTO_OP_P256_VERIFY] = 40.33 * MS * H753_OVER_F746,
                [CRYPTO_OP_ED25519_SIGN] = 15.91 * MS,
                [CRYPTO_OP_ED25519_VERIFY] = 35.42 * MS,
                [CRYPTO_OP_SHA256] = 1e3 / 17.23,
                [CRYPTO_OP_CHACHA20] = CHACHA20_M4_CYCLES * 1e3 / 400 * WORDS_M7_OVER_M4,
                [CRYPTO_OP_GROTH16_VERIFY] = GROTH16_M33_CYCLES * 1e9 / 400e6 * BIGNUM_M7_OVER_M4,
            },
        .prover_slowdown = GROTH16_M33_CYCLES / 400e6 * BIGNUM_M7_OVER_M4 / GROTH16_REFERENCE_S,
        .active_W = 0.43,
        .cores = 1,
        .source = "Ed25519, SHA-256 at 17.23 MB/s: SEGGER (2019). Assumption: the other curves "
                  "scale from the STM32F746 by Ed25519 verification (x0.35); ChaCha20 and Groth16 "
                  "take the cycles of cortex_m7_200mhz; 130 mA at 3.3 V.",
    },
    {
        .name = "raspberry_pi_zero_2",
        .describes = "Raspberry Pi Zero 2 W, four Cortex-A53 at 1 GHz (a small home hub)",
        .op_ns = AS_REFERENCE(ZERO_2_OVER_REFERENCE),
        .prover_slowdown = ZERO_2_OVER_REFERENCE,
        .active_W = 1.6,
        .cores = 4,
        .source = "Assumption: nine times the durations of x86_server (a third of the clock, three "
                  "times the cycles, in order), the prover's too; 1.6 W for the board.",
    },
    {
        .name = "raspberry_pi_4",
        .describes = "Raspberry Pi 4, four Cortex-A72 at 1.5 GHz (a home hub)",
        .op_ns = AS_REFERENCE(PI4_OVER_REFERENCE),
        .prover_slowdown = PI4_OVER_REFERENCE,
        .active_W = 4.0,
        .cores = 4,
        .source = "Assumption: four times the durations of x86_server (half the clock, twice the "
                  "cycles), the prover's too; 4 W for the whole board with one core busy.",
    },
    {
        .name = "raspberry_pi_5",
        .describes = "Raspberry Pi 5, four Cortex-A76 at 2.4 GHz (a home hub, a small distributor)",
        .op_ns = AS_REFERENCE(PI5_OVER_REFERENCE),
        .prover_slowdown = PI5_OVER_REFERENCE,
        .active_W = 5.0,
        .cores = 4,
        .source = "Assumption: 1.8 times the durations of x86_server (0.8 of the clock, 1.45 times "
                  "the cycles), the prover's too; 5 W for the board with one core busy.",
    },
    {
        .name = "x86_server",
        .describes = "One core of an x86-64 server at 3 GHz (a distributor; the reference core)",
        .op_ns = AS_REFERENCE(1),
        .prover_slowdown = 1.0,
        .active_W = 15.0,
        .cores = 4,
        .source =
            "Measured by this project on one core of an AMD EPYC server at about 3 GHz: "
            "libsecp256k1 "
            "0.2.0 (sign; recover, which stands for verify), libcrypto 3.0.19 (P-256), libsodium "
            "1.0.18 (SHA-256 without SHA extensions, ChaCha20 with AVX2), Groth16 verification 1.6 "
            "ms. Assumption: 15 W a busy "
            "core, four cores rented.",
    },
    {
        .name = "x86_server_64_cores",
        .describes = "A whole x86-64 server, 64 cores at 3 GHz (a large distributor)",
        .op_ns = AS_REFERENCE(1),
        .prover_slowdown = 1.0,
        .active_W = 6.0,
        .cores = 64,
        .source = "The timings of x86_server. Assumption: 6 W a busy core, as 400 W are shared "
                  "by 64.",
    },
};

#define CLASS_COUNT (sizeof classes / sizeof *classes)

const char *const crypto_device_class_names[] = {
    "atmega328p_16mhz",
    "r7fs124_24mhz",
    "cortex_m0_48mhz",
    "cortex_m4_168mhz",
    "cortex_m7_200mhz",
    "cortex_m7_480mhz_asm",
    "cortex_m33_150mhz",
    "nrf52840_64mhz",
    "esp32_c3_160mhz",
    "esp32_240mhz",
    "stm32h753_400mhz",
    "raspberry_pi_zero_2",
    "raspberry_pi_4",
    "raspberry_pi_5",
    "x86_server",
    "x86_server_64_cores",
    NULL,
};

_Static_assert(sizeof crypto_device_class_names / sizeof *crypto_device_class_names ==
                   CLASS_COUNT + 1,
               "one name a class, and NULL");

const struct crypto_device_class *crypto_device_class_find(const char *name)
{
    for (size_t i = 0; i < CLASS_COUNT; i++) {
        if (strcmp(classes[i].name, name) == 0)
            return &classes[i];
    }
    return NULL;
}

int64_t crypto_cost_ns(const struct crypto_device_class *device_class, enum crypto_operation op,
                       uint64_t count)
{
    assert((unsigned)op < CRYPTO_OP_COUNT);
    double ns = device_class->op_ns[op] * (double)count;
    return ns < (double)CRYPTO_COST_MAX_NS ? (int64_t)floor(ns + 0.5) : CRYPTO_COST_MAX_NS;
}

uint64_t crypto_cost_uJ(const struct crypto_device_class *device_class, int64_t duration_ns)
{
    assert(duration_ns >= 0);
    /* W * ns = nJ */
    return (uint64_t)floor(device_class->active_W * (double)duration_ns / 1e3 + 0.5);
}
