#include "models/shared/calibration.h"

#include "base/bytes.h"
#include "base/error.h"
#include "models/shared/calibration_table.h"
#include "models/shared/config.h"
#include "scenarios/value.h"

static void write_section(const struct scenario_section *section, const void *values,
                          struct base_buffer *out)
{
    bool at_top = section->name[0] == '\0';

    if (!at_top)
        base_buffer_printf(out, ",\n  \"%s\": {", section->name);
    for (size_t i = 0; i < section->param_count; i++) {
        union scenario_value value = scenario_value_load(&section->params[i], values);

        base_buffer_printf(out, "%s\n%s\"%s\": ", i > 0 ? "," : "", at_top ? "  " : "    ",
                           section->params[i].key);
        scenario_value_write(&section->params[i], &value, out);
    }
    if (!at_top)
        base_buffer_printf(out, "\n  }");
}

int calibration_write(const struct calibration_values *values, FILE *stream)
{
    const struct scenario_section *const *sections = calibration_catalogue()->sections;
    struct base_buffer out = {0};

    base_buffer_printf(&out, "{");
    write_section(sections[CALIBRATION_HEADER], &values->header, &out);
    write_section(sections[CALIBRATION_MACHINE], &values->machine, &out);
    write_section(sections[CALIBRATION_PRIMITIVES], &values->primitives, &out);
    write_section(sections[CALIBRATION_SETUP], &values->setup, &out);
    write_section(sections[CALIBRATION_PROVE], &values->prove, &out);
    write_section(sections[CALIBRATION_VERIFY], &values->verify, &out);
    for (size_t i = 0; i < values->point_count; i++)
        write_section(sections[CALIBRATION_POINT + i], &values->points[i], &out);
    for (size_t i = 0; i < values->verify_point_count; i++)
        write_section(sections[CALIBRATION_VERIFY_POINT + i], &values->verify_points[i], &out);
    base_buffer_printf(&out, "\n}\n");
    int r = base_buffer_failed(&out) ? base_fail(BASE_E_NOMEM, "memory is exhausted") : 0;
    if (r == 0)
        fwrite(out.data, 1, out.len, stream);
    base_buffer_deinit(&out);
    return r;
}

/** Reports each key that the file lacks, at its section. */
static void check_complete(const struct scenario *file, struct scenario_report *report)
{
    const struct scenario_catalogue *catalogue = calibration_catalogue();

    for (size_t i = 0; i < CALIBRATION_POINT; i++) {
        const struct scenario_section *section = catalogue->sections[i];
        for (size_t j = 0; j < section->param_count; j++) {
            char key[128];
            snprintf(key, sizeof key, "%s%s%s", section->name, section->name[0] ? "." : "",
                     section->params[j].key);
            if (!scenario_is_set(file, key))
                scenario_report_error(report, file, section->name[0] ? section->name : key,
                                      "a calibration needs \"%s\"", key);
        }
    }
}

static struct zk_cost_fit read_fit(const struct scenario *file, const char *section,
                                   struct scenario_report *report)
{
    const struct calibration_fit *values = scenario_section_values(file, section);
    struct zk_cost_fit fit = {
        .form = (enum zk_cost_fit_form)values->form,
        .coefficients_ns = {values->constant_ns, values->linear_ns, values->curved_ns},
    };

    if (!zk_cost_fit_rises(&fit))
        scenario_report_error(report, file, section,
                              "\"%s\" gives durations that shrink as circuits grow, or none",
                              section);
    return fit;
}

int calibration_read(const char *path, struct scenario_report *report,
                     struct calibration *ret_calibration)
{
    size_t before = scenario_report_count(report);
    struct scenario *file = NULL;
    int r = scenario_load(calibration_catalogue(), path, NULL, 0, report, &file);

    if (r == 0)
        check_complete(file, report);
    if (r == 0 && scenario_report_count(report) == before) {
        struct calibration calibration = {.sha256 = scenario_hash(file)};
        const struct calibration_primitives *primitives =
            scenario_section_values(file, "primitives");
        calibration.primitives = *primitives;
        calibration.timing = (struct zk_cost_timing){
            .setup = read_fit(file, "setup", report),
            .prove = read_fit(file, "prove", report),
            .verify = read_fit(file, "verify", report),
            .poseidon_hash_byte_ns = primitives->poseidon_hash_byte_ns,
            .poseidon_cipher_byte_ns = primitives->poseidon_cipher_byte_ns,
        };
        if (scenario_report_count(report) == before)
            *ret_calibration = calibration;
    }
    if (r == 0 && scenario_report_count(report) > before)
        r = BASE_E_SCENARIO;
    scenario_free(file);
    return r;
}

char *calibration_path(const struct scenario *scenario)
{
    const struct config_fidelity *fidelity = scenario_section_values(scenario, "fidelity");

    return fidelity->calibration[0] == '\0' ? NULL : config_path(scenario, fidelity->calibration);
}

struct crypto_device_class calibration_device_class(const struct calibration_primitives *primitives,
                                                    const struct crypto_device_class *base)
{
    struct crypto_device_class class = *base;

    class.op_ns[CRYPTO_OP_SECP256K1_SIGN] = primitives->secp256k1_sign_ns;
    class.op_ns[CRYPTO_OP_SECP256K1_VERIFY] = primitives->secp256k1_recover_ns;
    class.op_ns[CRYPTO_OP_P256_SIGN] = primitives->p256_sign_ns;
    class.op_ns[CRYPTO_OP_P256_VERIFY] = primitives->p256_verify_ns;
    class.op_ns[CRYPTO_OP_ED25519_SIGN] = primitives->ed25519_sign_ns;
    class.op_ns[CRYPTO_OP_ED25519_VERIFY] = primitives->ed25519_verify_ns;
    class.op_ns[CRYPTO_OP_SHA256] = primitives->sha256_byte_ns;
    class.op_ns[CRYPTO_OP_CHACHA20] = primitives->chacha20_byte_ns;
    return class;
}
