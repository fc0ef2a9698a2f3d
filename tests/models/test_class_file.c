#include "models/shared/class_file.h"

#include <unistd.h>

#include "models/shared/energy.h"
#include "models/shared/fingerprint.h"
#include "tests/models/run.h"

/* Classes of one's own: what is read, what is refused, and what a run takes from it. */

#define HEAD                                                                                       \
    "{\"name\": \"chip\", \"based_on\": \"nrf52840_64mhz\", \"source\": \"Assumption: a test.\""

static int read_class(const char *text, const struct crypto_device_class *reference,
                      char **ret_errors, struct class_file *ret_class)
{
    struct scenario_report *report;
    size_t len;
    cr_assert_eq(scenario_report_new(&report), 0);
    int r = class_file_read_text("chip.json", text, strlen(text), reference, report, ret_class);
    cr_assert_eq(r == 0, scenario_report_count(report) == 0);
    FILE *stream = open_memstream(ret_errors, &len);
    scenario_report_print(report, stream);
    fclose(stream);
    (*ret_errors)[strcspn(*ret_errors, "\n")] = '\0';
    scenario_report_free(report);
    return r;
}

static struct class_file good(const char *text, const struct crypto_device_class *reference)
{
    struct class_file class_file;
    char *errors;
    cr_assert_eq(read_class(text, reference, &errors, &class_file), 0, "%s", errors);
    free(errors);
    return class_file;
}

static void expect_power(const struct crypto_power *found, const struct crypto_power *expected)
{
    cr_expect_eq(found->radio_tx_W, expected->radio_tx_W);
    cr_expect_eq(found->radio_rx_W, expected->radio_rx_W);
    cr_expect_eq(found->radio_bps, expected->radio_bps);
    cr_expect_eq(found->frame_bytes, expected->frame_bytes);
    cr_expect_eq(found->frame_overhead_bytes, expected->frame_overhead_bytes);
    cr_expect_eq(found->sleep_W, expected->sleep_W);
    cr_expect_eq(found->flash_W, expected->flash_W);
    cr_expect_eq(found->flash_write_ns, expected->flash_write_ns);
    cr_expect_eq(found->flash_erase_ns, expected->flash_erase_ns);
    cr_expect_eq(found->flash_page_bytes, expected->flash_page_bytes);
}

static void expect_class(const struct crypto_device_class *found,
                         const struct crypto_device_class *expected)
{
    for (int op = 0; op < CRYPTO_OP_COUNT; op++)
        cr_expect_eq(found->op_ns[op], expected->op_ns[op], "%s", crypto_operation_names[op]);
    cr_expect_eq(found->prover_slowdown, expected->prover_slowdown);
    cr_expect_eq(found->active_W, expected->active_W);
    cr_expect_eq(found->cores, expected->cores);
}

/* Every built-in class, copied by name, and again from all of its figures. */
Test(class_file, what_is_not_given_is_as_in_the_base)
{
    for (size_t i = 0; crypto_device_class_names[i]; i++) {
        const char *name = crypto_device_class_names[i];
        char text[256];
        snprintf(text, sizeof text,
                 "{\"name\": \"copy\", \"based_on\": \"%s\", \"source\": \"Assumption: a copy.\"}",
                 name);
        struct class_file copy = good(text, NULL), again = good(copy.text, NULL);
        expect_class(&copy.device_class, crypto_device_class_find(name));
        expect_power(&copy.power, crypto_power_find(name));
        expect_class(&again.device_class, crypto_device_class_find(name));
        expect_power(&again.power, crypto_power_find(name));
        cr_expect_str_eq(copy.device_class.name, "copy");
        cr_expect_str_eq(copy.device_class.source, "Assumption: a copy.");
        cr_expect_str_eq(copy.device_class.describes, "");
        cr_expect(crypto_digest_equal(&copy.sha256, &again.sha256));
        class_file_deinit(&copy);
        class_file_deinit(&again);
    }
}

/* Each key has its figure, and no other. */
Test(class_file, what_is_given)
{
    struct class_file file = good(
        HEAD
        ", \"processor\": {\"secp256k1_sign_ns\": 1, \"secp256k1_verify_ns\": 2,"
        " \"p256_sign_ns\": 3, \"p256_verify_ns\": 4, \"ed25519_sign_ns\": 5,"
        " \"ed25519_verify_ns\": 6, \"sha256_byte_ns\": 7, \"chacha20_byte_ns\": 8,"
        " \"groth16_verify_ns\": 9, \"prover_slowdown\": 10, \"active_W\": 11, \"cores\": 12},"
        " \"power\": {\"radio_tx_W\": 13, \"radio_rx_W\": 14, \"radio_bps\": 150,"
        " \"frame_bytes\": 16, \"frame_overhead_bytes\": 17, \"sleep_W\": 18, \"flash_W\": 19,"
        " \"flash_write_byte_ns\": 20, \"flash_erase_page_ns\": 21, \"flash_page_bytes\": 22}}",
        NULL);
    const struct crypto_device_class class = {
        .op_ns =
            {
                [CRYPTO_OP_SECP256K1_SIGN] = 1,
                [CRYPTO_OP_SECP256K1_VERIFY] = 2,
                [CRYPTO_OP_P256_SIGN] = 3,
                [CRYPTO_OP_P256_VERIFY] = 4,
                [CRYPTO_OP_ED25519_SIGN] = 5,
                [CRYPTO_OP_ED25519_VERIFY] = 6,
                [CRYPTO_OP_SHA256] = 7,
                [CRYPTO_OP_CHACHA20] = 8,
                [CRYPTO_OP_GROTH16_VERIFY] = 9,
            },
        .prover_slowdown = 10,
        .active_W = 11,
        .cores = 12,
    };
    const struct crypto_power power = {
        .radio_tx_W = 13,
        .radio_rx_W = 14,
        .radio_bps = 150,
        .frame_bytes = 16,
        .frame_overhead_bytes = 17,
        .sleep_W = 18,
        .flash_W = 19,
        .flash_write_ns = 20,
        .flash_erase_ns = 21,
        .flash_page_bytes = 22,
    };
    expect_class(&file.device_class, &class);
    expect_power(&file.power, &power);
    class_file_deinit(&file);
}

/* The hash is of what it means: blanks and comments change nothing, a figure and a source do. */
Test(class_file, hash)
{
    struct class_file plain = good(HEAD "}", NULL),
                      spaced = good("// a remark\n " HEAD "\n}", NULL),
                      changed = good(HEAD ", \"power\": {\"sleep_W\": 0}}", NULL),
                      other = good("{\"name\": \"chip\", \"based_on\": \"nrf52840_64mhz\","
                                   " \"source\": \"Source: measured.\"}",
                                   NULL);
    cr_expect(crypto_digest_equal(&plain.sha256, &spaced.sha256));
    cr_expect_not(crypto_digest_equal(&plain.sha256, &changed.sha256));
    cr_expect_not(crypto_digest_equal(&plain.sha256, &other.sha256));
    cr_expect_eq(changed.power.sleep_W, 0);
    class_file_deinit(&plain);
    class_file_deinit(&spaced);
    class_file_deinit(&changed);
    class_file_deinit(&other);
}

/* A calibrated server stands below what is based on a server, and below nothing else. */
Test(class_file, calibrated_base)
{
    struct crypto_device_class calibrated = *crypto_device_class_find("x86_server");
    calibrated.op_ns[CRYPTO_OP_SHA256] = 0.5;
    struct class_file server = good("{\"name\": \"mine\", \"based_on\": \"x86_server\", \"source\":"
                                    " \"Assumption: a test.\", \"processor\": {\"cores\": 2}}",
                                    &calibrated),
                      chip = good(HEAD "}", &calibrated);
    cr_expect_eq(server.device_class.op_ns[CRYPTO_OP_SHA256], 0.5);
    cr_expect_eq(server.device_class.cores, 2);
    expect_class(&chip.device_class, crypto_device_class_find("nrf52840_64mhz"));
    class_file_deinit(&server);
    class_file_deinit(&chip);
}

static void expect_error(const char *text, const char *expected)
{
    struct class_file class_file = {.text = NULL};
    char *errors;
    cr_expect_eq(read_class(text, NULL, &errors, &class_file), BASE_E_SCENARIO);
    cr_expect_str_eq(errors, expected);
    cr_expect_null(class_file.file);
    free(errors);
}

Test(class_file, what_is_refused)
{
    expect_error("{\"name\": \"chip\", \"source\": \"x\"}",
                 "chip.json:1:1: error: a device class needs \"based_on\"");
    expect_error("{\"name\": \"chip\", \"based_on\": \"x86_server\"}",
                 "chip.json:1:1: error: a device class needs \"source\"");
    expect_error("{\"based_on\": \"x86_server\", \"source\": \"x\"}",
                 "chip.json:1:1: error: a device class needs \"name\"");
    expect_error("{\"name\": \"\", \"based_on\": \"x86_server\", \"source\": \"x\"}",
                 "chip.json:1:10: error: the name is empty");
    expect_error("{\"name\": \"chip\", \"based_on\": \"x86_server\", \"source\": \"\"}",
                 "chip.json:1:54: error: the source is empty; expected where the figures are from, "
                 "or that they are assumptions");
    expect_error("{\"name\": \"x86_server\", \"based_on\": \"x86_server\", \"source\": \"x\"}",
                 "chip.json:1:10: error: \"x86_server\" is the name of a built-in class; choose "
                 "another");
    expect_error(
        "{\"name\": \"chip\",\n \"based_on\": \"nrf5284_64mhz\", \"source\": \"x\"}",
        "chip.json:2:14: error: \"nrf5284_64mhz\" is none of atmega328p_16mhz, "
        "r7fs124_24mhz, cortex_m0_48mhz, cortex_m4_168mhz, cortex_m7_200mhz, "
        "cortex_m7_480mhz_asm, cortex_m33_150mhz, nrf52840_64mhz, esp32_c3_160mhz, "
        "esp32_240mhz, stm32h753_400mhz, raspberry_pi_zero_2, raspberry_pi_4, "
        "raspberry_pi_5, x86_server, x86_server_64_cores; did you mean \"nrf52840_64mhz\"?");
    expect_error(HEAD ",\n \"processor\": {\"sha265_byte_ns\": 5}}",
                 "chip.json:2:16: error: unknown key \"sha265_byte_ns\"; did you mean "
                 "\"sha256_byte_ns\"?");
    expect_error(HEAD ",\n \"procesor\": {}}",
                 "chip.json:2:2: error: unknown section \"procesor\"; did you mean \"processor\"?");
    expect_error(HEAD ",\n \"processor\": {\"sha256_byte_ns\": \"5ns\"}}",
                 "chip.json:2:34: error: expected a number, found the text \"5ns\"");
    expect_error(HEAD ",\n \"processor\": {\"ed25519_verify_ns\": 0}}",
                 "chip.json:2:37: error: 0 is out of range; expected a number from 0.001 to "
                 "10000000000000");
    expect_error(
        HEAD ",\n \"power\": {\"flash_page_bytes\": 4096.5}}",
        "chip.json:2:32: error: 4096.5 is not a whole number; expected a whole number from "
        "16 to 1073741824");
    expect_error(HEAD ",\n \"power\": {\"sleep_W\": -1}}",
                 "chip.json:2:23: error: -1 is out of range; expected a number from 0 to 1000");
    expect_error(HEAD ",", "chip.json:1:80: error: found the end of the file, expected a key in "
                           "double quotes; the \"{\" at 1:1 is not closed");
    expect_error("{\"world\": {}}",
                 "chip.json:1:2: error: found a scenario, expected a device class; try: crowdpatch "
                 "run");
}

struct file {
    char path[64];
};

static struct file file_new(const char *text)
{
    struct file file = {"/tmp/crowdpatch-class-XXXXXX.json"};
    int fd = mkstemps(file.path, 5);
    cr_assert_geq(fd, 0);
    cr_assert_eq(write(fd, text, strlen(text)), (ssize_t)strlen(text));
    close(fd);
    return file;
}

/* Each role takes the class that was named for it; outsiders have the distributors'. */
Test(class_file, of_each_role)
{
    static const enum world_role roles[] = {WORLD_MANUFACTURER, WORLD_DISTRIBUTOR, WORLD_HUB,
                                            WORLD_DEVICE};
    struct file files[4];
    char options[4][128];
    struct run run;
    for (int i = 0; i < 4; i++) {
        char text[256];
        snprintf(text, sizeof text, "%s, \"processor\": {\"p256_sign_ns\": %d}}", HEAD, 5 + i);
        files[i] = file_new(text);
        snprintf(options[i], sizeof options[i], "world.%s=%s", world_class_key(roles[i]),
                 files[i].path);
    }
    run_set_up(&run, options[0], options[1], options[2], options[3], NULL);
    for (int i = 0; i < 4; i++) {
        const struct class_file *own = world_class_file(&run.world, roles[i]);
        const struct participant *first = &run.world.participants[roles[i]][0];
        cr_expect_eq(first->device_class, &own->device_class);
        cr_expect_eq(first->device_class->op_ns[CRYPTO_OP_P256_SIGN], 5 + i);
        cr_expect_str_eq(world_class_name(&run.world, roles[i]), files[i].path);
        unlink(files[i].path);
    }
    cr_expect_eq(world_class_file(&run.world, WORLD_OUTSIDER),
                 world_class_file(&run.world, WORLD_DISTRIBUTOR));
    run_tear_down(&run);
}

/* What devices draw is from the file, and the world is another one to those who compare worlds. */
Test(class_file, power_and_fingerprint)
{
    const struct file chip = file_new(HEAD ", \"power\": {\"flash_W\": 100}}");
    struct run run;
    char option[128];
    snprintf(option, sizeof option, "world.device_class=%s", chip.path);
    run_set_up(&run, option, NULL);
    unlink(chip.path);
    cr_expect_null(world_class_file(&run.world, WORLD_HUB));
    cr_expect_eq(run.world.device_power->flash_W, 100);
    struct fingerprint before = fingerprint_of_world(&run.world);
    run.world.class_files[WORLD_DEVICE].sha256.bytes[0] ^= 1;
    struct fingerprint after = fingerprint_of_world(&run.world);
    cr_expect_not(crypto_digest_equal(&before.participants, &after.participants));
    run_play(&run);
    const struct participant *device = &run.world.participants[WORLD_DEVICE][0];
    double flash_ns = run.world.outcome.devices[0].flash_ns;
    cr_expect_gt(flash_ns, 0);
    cr_expect_float_eq((double)energy_of_device(device).uJ[ENERGY_FLASH], 100 * flash_ns / 1e3, 1);
    run_tear_down(&run);
}
