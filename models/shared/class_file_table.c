#include "models/shared/class_file.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

#define TOP(member) offsetof(struct class_file_top, member)
static const struct scenario_param top_params[] = {
    {"name", SCENARIO_TEXT, TOP(name), NULL, NULL, NULL, NULL,
     "What the class is called; not as a built-in one. Needed.",
     "Assumption: there is no default."},
    {"description", SCENARIO_TEXT, TOP(description), "", NULL, NULL, NULL,
     "What chip or machine it is.", "Assumption: a label."},
    {"based_on", SCENARIO_CHOICE, TOP(based_on), NULL, NULL, NULL, crypto_device_class_names,
     "The built-in class whose figures stand where the file gives none. Needed.",
     "Assumption: there is no default."},
    {"source", SCENARIO_TEXT, TOP(source), NULL, NULL, NULL, NULL,
     "Where the figures are from: what was measured, how, on what; which are assumptions. Needed.",
     "Assumption: there is no default."},
};

/* Ten times what the slowest built-in class takes, and more: beyond, simulated time ends. */
#define OPERATION_MAX "10000000000000"
#define BYTE_MAX "100000"
#define WATTS_MAX "1000"

/* What stands where the file gives nothing. */
#define OF_BASE(file) "Source: crypto/" file ", the class that it is based on."

#define OP(symbol, key, max, help)                                                                 \
    {                                                                                              \
        key, SCENARIO_REAL, offsetof(struct class_file_processor, op_ns[CRYPTO_OP_##symbol]),      \
            NULL, "0.001", max, NULL, help, OF_BASE("cost.c")                                      \
    }
#define PROCESSOR(type, key, min, max, help)                                                       \
    {                                                                                              \
#key, SCENARIO_##type, offsetof(struct class_file_processor, key), NULL, min, max, NULL,   \
            help, OF_BASE("cost.c")                                                                \
    }
static const struct scenario_param processor_params[] = {
    OP(SECP256K1_SIGN, "secp256k1_sign_ns", OPERATION_MAX,
       "Signing with ECDSA on secp256k1, one signature, hash not included; transactions are signed "
       "so."),
    OP(SECP256K1_VERIFY, "secp256k1_verify_ns", OPERATION_MAX, "Verifying one such signature."),
    OP(P256_SIGN, "p256_sign_ns", OPERATION_MAX, "Signing with ECDSA on P-256."),
    OP(P256_VERIFY, "p256_verify_ns", OPERATION_MAX, "Verifying one such signature."),
    OP(ED25519_SIGN, "ed25519_sign_ns", OPERATION_MAX, "Signing with Ed25519."),
    OP(ED25519_VERIFY, "ed25519_verify_ns", OPERATION_MAX, "Verifying one such signature."),
    OP(SHA256, "sha256_byte_ns", BYTE_MAX,
       "SHA-256 of a byte within a long message: 1000 over the rate in MB/s."),
    OP(CHACHA20, "chacha20_byte_ns", BYTE_MAX, "ChaCha20 over a byte of a long message."),
    OP(GROTH16_VERIFY, "groth16_verify_ns", OPERATION_MAX,
       "Verifying a Groth16 proof with one public input over BN254; of others by the same ratio to "
       "x86_server."),
    PROCESSOR(
        REAL, prover_slowdown, "0.001", "1000000",
        "How many times as long as on x86_server it takes to prove a statement, or to set its "
        "keys up."),
    PROCESSOR(REAL, active_W, "0", WATTS_MAX, "What it draws while one of its cores computes (W)."),
    PROCESSOR(INTEGER, cores, "1", "4096", "Cores, each as fast as said above."),
};

#define POWER(type, key, min, max, help)                                                           \
    {                                                                                              \
#key, SCENARIO_##type, offsetof(struct class_file_power, key), NULL, min, max, NULL, help, \
            OF_BASE("power.c")                                                                     \
    }
static const struct scenario_param power_params[] = {
    POWER(REAL, radio_tx_W, "0", WATTS_MAX,
          "What the radio as a whole draws while it sends (W), without the processor."),
    POWER(REAL, radio_rx_W, "0", WATTS_MAX, "The same while it receives or listens (W)."),
    POWER(REAL, radio_bps, "100", "1000000000000", "Its rate on the air (bit/s)."),
    POWER(INTEGER, frame_bytes, "8", "65535", "Most payload in one of its frames (bytes)."),
    POWER(INTEGER, frame_overhead_bytes, "0", "1024",
          "Preamble, headers, check and acknowledgement of one frame, as bytes at that rate."),
    POWER(REAL, sleep_W, "0", WATTS_MAX,
          "What all of the device draws asleep, with a timer that wakes it (W)."),
    POWER(REAL, flash_W, "0", WATTS_MAX,
          "What the memory that holds updates draws while it is written or erased (W), the "
          "processor's own power in it where that waits."),
    POWER(REAL, flash_write_byte_ns, "0", "10000000",
          "Writing a byte; counts for time where world.flash_write is 0bps, for energy always."),
    POWER(REAL, flash_erase_page_ns, "0", "10000000000", "Erasing a page; the same."),
    POWER(INTEGER, flash_page_bytes, "16", "1073741824", "What is erased at once (bytes)."),
};

#define SECTION(symbol, key, about)                                                                \
    static const struct scenario_section symbol##_section = {                                      \
        .name = key,                                                                               \
        .help = about,                                                                             \
        .params = symbol##_params,                                                                 \
        .param_count = COUNT(symbol##_params),                                                     \
        .struct_bytes = sizeof(struct class_file_##symbol),                                        \
    }
SECTION(top, "",
        "The class. A scenario names its file, relative to its own, in world.device_class, "
        "hub_class, distributor_class or manufacturer_class.");
SECTION(processor, "processor", "What work takes on one core, and what it draws.");
SECTION(power, "power",
        "What radio, flash memory and sleep take; of devices alone, other machines' are not "
        "counted.");

const struct scenario_catalogue *class_file_catalogue(void)
{
    static const struct scenario_section *const sections[] = {
        &top_section,
        &processor_section,
        &power_section,
    };
    static const struct scenario_catalogue catalogue = {
        .sections = sections,
        .section_count = COUNT(sections),
        .what = "device class",
    };
    return &catalogue;
}
