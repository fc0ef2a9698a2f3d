#include <string.h>

#include "base/error.h"
#include "models/shared/class_file.h"
#include "tests/fuzz/fuzz.h"

/* Input: a file of a device class. What is accepted has figures that a run can reckon with, and all
 * of them written out are a file of the same hash; what is not has an error. */

static int read_class(const char *text, size_t len, struct class_file *ret_class)
{
    struct scenario_report *report;
    FUZZ_CHECK(scenario_report_new(&report) == 0);
    int r = class_file_read_text("fuzz.json", text, len, NULL, report, ret_class);
    FUZZ_CHECK(r == 0 || r == BASE_E_SCENARIO);
    FUZZ_CHECK((r == 0) == (scenario_report_count(report) == 0));
    scenario_report_free(report);
    return r;
}

static void check(const struct class_file *class_file)
{
    const struct crypto_device_class *class = &class_file->device_class;
    const struct crypto_power *power = &class_file->power;
    FUZZ_CHECK(class->cores >= 1 && class->active_W >= 0 && class->prover_slowdown > 0);
    FUZZ_CHECK(class->name[0] && class->source[0]);
    /* A second of messages; the most of an update; the most of tries for a block. */
    for (int op = 0; op < CRYPTO_OP_SHA256; op++)
        FUZZ_CHECK(crypto_cost_ns(class, (enum crypto_operation)op, 1000) >= 0);
    FUZZ_CHECK(crypto_cost_ns(class, CRYPTO_OP_CHACHA20, 64 << 20) >= 0);
    FUZZ_CHECK(crypto_cost_ns(class, CRYPTO_OP_SHA256, UINT64_C(80000000000000)) >= 0);
    FUZZ_CHECK(crypto_power_flash_ns(power, 64 << 20) < 0x1p63);
    FUZZ_CHECK(crypto_power_airtime_ns(power, 64 << 20, 1) < 0x1p63);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    struct class_file class_file, again;
    FUZZ_CHECK(crypto_init() == 0);
    if (read_class((const char *)data, len, &class_file) != 0)
        return 0;
    check(&class_file);
    FUZZ_CHECK(read_class(class_file.text, strlen(class_file.text), &again) == 0);
    FUZZ_CHECK(crypto_digest_equal(&class_file.sha256, &again.sha256));
    class_file_deinit(&class_file);
    class_file_deinit(&again);
    return 0;
}
