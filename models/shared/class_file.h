#ifndef CROWDPATCH_MODELS_SHARED_CLASS_FILE_H
#define CROWDPATCH_MODELS_SHARED_CLASS_FILE_H

#include "crypto/cost.h"
#include "crypto/power.h"
#include "scenarios/scenario.h"

/** A class of device of one's own: the file that world.device_class, and the classes of the other
 *  machines, may name instead of a row of crypto/cost.h and crypto/power.h. It says on which row it
 *  is based; what it does not give stays as there. Read with the scenarios' loader. */

struct class_file_top { /* at the top */
    const char *name;
    const char *description;
    int based_on; /* index in crypto_device_class_names */
    const char *source;
};

struct class_file_processor { /* "processor", of struct crypto_device_class */
    double op_ns[CRYPTO_OP_COUNT];
    double prover_slowdown;
    double active_W;
    uint64_t cores;
};

struct class_file_power { /* "power", of struct crypto_power */
    double radio_tx_W, radio_rx_W;
    double radio_bps;
    uint64_t frame_bytes, frame_overhead_bytes;
    double sleep_W;
    double flash_W, flash_write_byte_ns, flash_erase_page_ns;
    uint64_t flash_page_bytes;
};

/** What the file may hold: three sections in the order of the structs. */
const struct scenario_catalogue *class_file_catalogue(void);

struct class_file {
    struct crypto_device_class device_class;
    struct crypto_power power;
    char *text;            /* a file with all figures, those of the base too; without a line end */
    crypto_digest sha256;  /* of the text with one */
    struct scenario *file; /* owns the names and sources; NULL: there is none */
};

/** Reads the file. `reference`: the calibrated class, which stands where the file is based on the
 *  built-in one of its name; NULL: there is none. Returns 0; BASE_E_SCENARIO with the report
 * filled; or BASE_E_NOMEM. The caller calls class_file_deinit(). */
int class_file_read(const char *path, const struct crypto_device_class *reference,
                    struct scenario_report *report, struct class_file *ret_class);
/** The same from memory; `name` stands for the file in messages. */
int class_file_read_text(const char *name, const char *text, size_t len,
                         const struct crypto_device_class *reference,
                         struct scenario_report *report, struct class_file *ret_class);
/** Of zeros, too. */
void class_file_deinit(struct class_file *class_file);

#endif
