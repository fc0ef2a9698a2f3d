#include "models/shared/calibration_table.h"

#include "zk/cost_fit.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* No duration is as long as a year. */
#define NS_MAX "31536000000000000"

/* Defaults are never used: a file has all that a run reads, see calibration_read(). */
#define TEXT(type, key)                                                                            \
    {                                                                                              \
#key, SCENARIO_TEXT, offsetof(type, key), "", NULL, NULL, NULL, "", ""                     \
    }
#define REAL(type, key, min, max)                                                                  \
    {                                                                                              \
#key, SCENARIO_REAL, offsetof(type, key), "0", min, max, NULL, "", ""                      \
    }
#define WHOLE(type, key, min, max)                                                                 \
    {                                                                                              \
#key, SCENARIO_INTEGER, offsetof(type, key), min, min, max, NULL, "", ""                   \
    }

static const char *const formats[] = {"crowdpatch-calibration", NULL};

static const struct scenario_param header[] = {
    {"format", SCENARIO_CHOICE, offsetof(struct calibration_header, format),
     "crowdpatch-calibration", NULL, NULL, formats, "", ""},
    WHOLE(struct calibration_header, format_version, "1", "1"),
    TEXT(struct calibration_header, crowdpatch_version),
};

static const struct scenario_param machine[] = {
    TEXT(struct calibration_machine, cpu),
    TEXT(struct calibration_machine, architecture),
    TEXT(struct calibration_machine, arithmetic),
    TEXT(struct calibration_machine, compiler),
};

/* Below a hundredth of a nanosecond, and above a minute, is no measurement of one. */
#define PRIMITIVE(key) REAL(struct calibration_primitives, key, "0.01", "60000000000")
static const struct scenario_param primitives[] = {
    PRIMITIVE(sha256_byte_ns),          PRIMITIVE(keccak256_byte_ns),
    PRIMITIVE(chacha20_byte_ns),        PRIMITIVE(ed25519_sign_ns),
    PRIMITIVE(ed25519_verify_ns),       PRIMITIVE(secp256k1_sign_ns),
    PRIMITIVE(secp256k1_recover_ns),    PRIMITIVE(p256_sign_ns),
    PRIMITIVE(p256_verify_ns),          PRIMITIVE(field_multiplication_ns),
    PRIMITIVE(msm_g1_point_ns),         PRIMITIVE(msm_g2_point_ns),
    PRIMITIVE(poseidon_permutation_ns), PRIMITIVE(poseidon_hash_byte_ns),
    PRIMITIVE(poseidon_cipher_byte_ns),
};

#define FIT(key, min, max) REAL(struct calibration_fit, key, min, max)
static const struct scenario_param fit[] = {
    {"form", SCENARIO_CHOICE, offsetof(struct calibration_fit, form), "linear", NULL, NULL,
     zk_cost_fit_form_names, "", ""},
    FIT(constant_ns, "-" NS_MAX, NS_MAX),
    FIT(linear_ns, "-" NS_MAX, NS_MAX),
    FIT(curved_ns, "-" NS_MAX, NS_MAX),
    FIT(constant_error_ns, "0", NULL),
    FIT(linear_error_ns, "0", NULL),
    FIT(curved_error_ns, "0", NULL),
    FIT(r_squared, NULL, "1"),
    FIT(largest_residual_percent, "0", NULL),
};

#define POINT(key) REAL(struct calibration_point, key, NULL, NULL)
static const struct scenario_param point[] = {
    WHOLE(struct calibration_point, constraints, "1", NULL),
    POINT(setup_ns),
    POINT(setup_residual_ns),
    POINT(prove_ns),
    POINT(prove_residual_ns),
};

static const struct scenario_param verify_point[] = {
    WHOLE(struct calibration_verify_point, publics, "1", NULL),
    REAL(struct calibration_verify_point, verify_ns, NULL, NULL),
    REAL(struct calibration_verify_point, verify_residual_ns, NULL, NULL),
};

#define SECTION(name, table, type)                                                                 \
    {                                                                                              \
        name, "", table, COUNT(table), sizeof(struct type), NULL                                   \
    }
#define POINT_SECTION(n) SECTION("point_" #n, point, calibration_point)
#define VERIFY_SECTION(n) SECTION("verify_point_" #n, verify_point, calibration_verify_point)
static const struct scenario_section sections[CALIBRATION_SECTION_COUNT] = {
    [CALIBRATION_HEADER] = SECTION("", header, calibration_header),
    [CALIBRATION_MACHINE] = SECTION("machine", machine, calibration_machine),
    [CALIBRATION_PRIMITIVES] = SECTION("primitives", primitives, calibration_primitives),
    [CALIBRATION_SETUP] = SECTION("setup", fit, calibration_fit),
    [CALIBRATION_PROVE] = SECTION("prove", fit, calibration_fit),
    [CALIBRATION_VERIFY] = SECTION("verify", fit, calibration_fit),
    [CALIBRATION_POINT] = POINT_SECTION(1),
    POINT_SECTION(2),
    POINT_SECTION(3),
    POINT_SECTION(4),
    POINT_SECTION(5),
    POINT_SECTION(6),
    POINT_SECTION(7),
    POINT_SECTION(8),
    POINT_SECTION(9),
    POINT_SECTION(10),
    POINT_SECTION(11),
    POINT_SECTION(12),
    POINT_SECTION(13),
    POINT_SECTION(14),
    POINT_SECTION(15),
    POINT_SECTION(16),
    POINT_SECTION(17),
    POINT_SECTION(18),
    POINT_SECTION(19),
    POINT_SECTION(20),
    POINT_SECTION(21),
    POINT_SECTION(22),
    POINT_SECTION(23),
    POINT_SECTION(24),
    [CALIBRATION_VERIFY_POINT] = VERIFY_SECTION(1),
    VERIFY_SECTION(2),
    VERIFY_SECTION(3),
    VERIFY_SECTION(4),
    VERIFY_SECTION(5),
    VERIFY_SECTION(6),
    VERIFY_SECTION(7),
    VERIFY_SECTION(8),
};

const struct scenario_catalogue *calibration_catalogue(void)
{
    static const struct scenario_section *pointers[CALIBRATION_SECTION_COUNT];
    static const struct scenario_catalogue catalogue = {pointers, CALIBRATION_SECTION_COUNT};

    for (size_t i = 0; i < CALIBRATION_SECTION_COUNT; i++)
        pointers[i] = &sections[i];
    return &catalogue;
}
