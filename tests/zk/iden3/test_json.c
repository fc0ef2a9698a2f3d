#include "tests/zk/iden3/support.h"
#include "zk/iden3/json.h"

static const char generator_proof[] =
    "{\n"
    " \"pi_a\": [\n"
    "  \"1\",\n"
    "  \"2\",\n"
    "  \"1\"\n"
    " ],\n"
    " \"pi_b\": [\n"
    "  [\n"
    "   \"10857046999023057135944570762232829481370756359578518086990519993285655852781\",\n"
    "   \"11559732032986387107991004021392285783925812861821192530917403151452391805634\"\n"
    "  ],\n"
    "  [\n"
    "   \"8495653923123431417604973247489272438418190587263600148770280649306958101930\",\n"
    "   \"4082367875863433681332203403145435568316851327593401208105741076214120093531\"\n"
    "  ],\n"
    "  [\n"
    "   \"1\",\n"
    "   \"0\"\n"
    "  ]\n"
    " ],\n"
    " \"pi_c\": [\n"
    "  \"0\",\n"
    "  \"1\",\n"
    "  \"0\"\n"
    " ],\n"
    " \"protocol\": \"groth16\",\n"
    " \"curve\": \"bn128\"\n"
    "}\n";

/* G2's generator as EIP-197 has it, real part first; infinity is (0, 1, 0). */
Test(zk_iden3_json, proof)
{
    struct zk_groth16_proof proof = {.a = g1_of(1), .b = g2_of(1)}, again;
    struct zk_iden3_file file;
    struct written written;

    written_begin(&written);
    zk_iden3_proof_write(&proof, written.stream);
    file = written_end(&written);
    cr_assert_str_eq(written.data, generator_proof);
    cr_assert_eq(zk_iden3_proof_read(&file, &again), 0, "%s", base_fail_text());
    cr_assert_arr_eq(&proof, &again, sizeof proof);
    free(written.data);
}

/* The proof with a text replaced by another; what it reads as. */
static int read_replaced(const char *from, const char *to)
{
    struct zk_groth16_proof proof;
    static char text[4096];
    const char *at = strstr(generator_proof, from);

    cr_assert_not_null(at);
    snprintf(text, sizeof text, "%.*s%s%s", (int)(at - generator_proof), generator_proof, to,
             at + strlen(from));
    struct zk_iden3_file file = file_of_text(text);
    return zk_iden3_proof_read(&file, &proof);
}

Test(zk_iden3_json, refuses_proofs)
{
    cr_assert_eq(read_replaced("\"curve\": \"bn128\"", "\"curve\": \"bn254\""), 0);
    cr_assert_eq(read_replaced(",\n \"curve\": \"bn128\"", ", \"other\": [{}]"), 0);
    cr_assert_eq(read_replaced("bn128", "bls12381"), BASE_E_SCENARIO);
    expect_text("x:27:11: curve: expected \"bn128\"");
    cr_assert_eq(read_replaced("groth16", "plonk"), BASE_E_SCENARIO);
    expect_text("x:26:14: protocol: expected \"groth16\"");
    cr_assert_eq(read_replaced("pi_c", "pi_d"), BASE_E_SCENARIO);
    expect_text("x:1:1: there is no member \"pi_c\"");
    cr_assert_eq(read_replaced("\"2\"", "2"), BASE_E_SCENARIO);
    expect_text("x:4:3: pi_a[1]: found a number, expected a decimal number as a text");
    cr_assert_eq(read_replaced("\"2\"", "\"02\""), BASE_E_SCENARIO);
    expect_text("x:4:3: pi_a[1]: found a text that is no decimal number without leading zeros");
    for (size_t i = 0; i < 6; i++) {
        static const char *const texts[] = {"\"\"",   "\"-2\"",       "\"0x2\"",
                                            "\" 2\"", "\"2\\u0000\"", "\"2e0\""};
        cr_assert_eq(read_replaced("\"2\"", texts[i]), BASE_E_SCENARIO, "%s", texts[i]);
    }
    cr_assert_eq(read_replaced(",\n  \"1\"\n ]", "]"), BASE_E_SCENARIO);
    expect_text("x:2:10: pi_a: found 2 elements, expected 3");
    cr_assert_eq(read_replaced("\"1\"\n ]", "\"3\"]"), BASE_E_SCENARIO);
    expect_text("x:2:10: pi_a: found a z that is neither \"1\" nor \"0\"");
    cr_assert_eq(read_replaced("\"1\",\n   \"0\"", "\"0\", \"1\""), BASE_E_SCENARIO);
    cr_assert_eq(read_replaced("  [\n   \"1\",\n   \"0\"\n  ]", "\"1\""), BASE_E_SCENARIO);
    expect_text("x:16:1: pi_b[2]: found a text, expected an array of 2");
    cr_assert_eq(read_replaced("pi_b", "pi_a"), BASE_E_SCENARIO); /* twice */
    cr_assert_eq(read_replaced("]", "}"), BASE_E_SCENARIO);
    cr_assert_eq(read_replaced("}\n", "} 1"), BASE_E_SCENARIO);
}

Test(zk_iden3_json, values_outside)
{
    cr_assert_eq(read_replaced("\"2\"", "\"3\""), ZK_IDEN3_OUTSIDE);
    expect_text("x:2:10: pi_a: the point is not on its curve");
    cr_assert_eq(read_replaced("\"10857", "\"10858"), ZK_IDEN3_OUTSIDE);
    expect_text("x:7:10: pi_b: the point is not on its curve");
    cr_assert_eq(read_replaced("\"2\"",
                               "\"21888242871839275222246405745257275088696311157297823662689"
                               "037894645226208585\""),
                 ZK_IDEN3_OUTSIDE);
    expect_text("x:4:3: pi_a[1]: found a number that is not below p");
    cr_assert_eq(read_replaced("\"2\"",
                               "\"115792089237316195423570985008687907853269984665640564039457"
                               "584007913129639937\""),
                 ZK_IDEN3_OUTSIDE);
}

static int read_public(const char *text, size_t *ret_count)
{
    struct zk_iden3_file file = file_of_text(text);
    zk_fr *values;
    int r = zk_iden3_public_read(&file, &values, ret_count);
    if (r == 0)
        free(values);
    return r;
}

Test(zk_iden3_json, public_values)
{
    zk_fr values[2] = {fr_of(33), fr_of(1)}, *again;
    struct written written;
    size_t count;

    zk_fr_neg(&values[1], &values[1]);
    written_begin(&written);
    zk_iden3_public_write(values, 2, written.stream);
    struct zk_iden3_file file = written_end(&written);
    cr_assert_str_eq(written.data,
                     "[\n \"33\",\n \"2188824287183927522224640574525727508854836440041"
                     "6034343698204186575808495616\"\n]\n");
    cr_assert_eq(zk_iden3_public_read(&file, &again, &count), 0);
    cr_assert_eq(count, 2);
    cr_assert_arr_eq(values, again, sizeof values);
    free(again);
    free(written.data);
    written_begin(&written);
    zk_iden3_public_write(values, 0, written.stream);
    file = written_end(&written);
    cr_assert_str_eq(written.data, "[]\n");
    free(written.data);

    cr_assert_eq(read_public("[]", &count), 0);
    cr_assert_eq(count, 0);
    cr_assert_eq(
        read_public("[\"1\",\n \"21888242871839275222246405745257275088548364400416034343698"
                    "204186575808495617\"]",
                    &count),
        ZK_IDEN3_OUTSIDE);
    expect_text("x:2:2: [1]: found a number that is not below r");
    cr_assert_eq(read_public("{}", &count), BASE_E_SCENARIO);
    expect_text("x:1:1: found an object, expected an array of public values");
    cr_assert_eq(read_public("", &count), BASE_E_SCENARIO);
    cr_assert_eq(read_public("[\"1\"", &count), BASE_E_SCENARIO);
    cr_assert_eq(read_public("[\n\x01]", &count), BASE_E_SCENARIO);
    cr_assert_null(strchr(base_fail_text(), 1));
}

static struct zk_iden3_file verifying_key(struct written *written)
{
    struct zk_groth16_proving_key key = key_of(2, 5, 2, false);
    written_begin(written);
    zk_iden3_verifying_key_write(&key.verifying, written->stream);
    zk_groth16_proving_key_deinit(&key);
    return written_end(written);
}

Test(zk_iden3_json, verifying_key)
{
    struct zk_groth16_verifying_key key;
    struct written written, second;
    struct zk_iden3_file file = verifying_key(&written);
    zk_g1_affine twelve = g1_of(12);

    cr_assert_eq(zk_iden3_verifying_key_read(&file, &key), 0, "%s", base_fail_text());
    cr_assert_eq(key.publics, 2);
    cr_assert(zk_g1_affine_equal(&key.ic[2], &twelve));
    written_begin(&second);
    zk_iden3_verifying_key_write(&key, second.stream);
    written_end(&second);
    cr_assert_str_eq(written.data, second.data);
    zk_groth16_verifying_key_deinit(&key);
    free(written.data);
    free(second.data);
}

static int read_key_replaced(const char *from, const char *to)
{
    struct zk_groth16_verifying_key key;
    struct written written;
    char *text = calloc(1, 1 << 16);

    verifying_key(&written);
    const char *at = strstr(written.data, from);
    cr_assert_not_null(at);
    snprintf(text, 1 << 16, "%.*s%s%s", (int)(at - written.data), written.data, to,
             at + strlen(from));
    struct zk_iden3_file file = file_of_text(text);
    int r = zk_iden3_verifying_key_read(&file, &key);
    if (r == 0)
        zk_groth16_verifying_key_deinit(&key);
    free(written.data);
    free(text);
    return r;
}

Test(zk_iden3_json, refuses_verifying_keys)
{
    cr_assert_eq(read_key_replaced("nPublic\": 2", "nPublic\": 3"), BASE_E_SCENARIO);
    cr_assert_neq(strstr(base_fail_text(), "IC: found 3 elements, expected 4"), NULL);
    cr_assert_eq(read_key_replaced("nPublic\": 2", "nPublic\": -1"), BASE_E_SCENARIO);
    cr_assert_eq(read_key_replaced("nPublic\": 2", "nPublic\": 99999999999"), BASE_E_SCENARIO);
    cr_assert_eq(read_key_replaced("nPublic\": 2", "nPublic\": \"2\""), BASE_E_SCENARIO);
    expect_text("x:4:13: nPublic: found a text, expected a whole number of public values");
    cr_assert_eq(read_key_replaced("vk_gamma_2", "vk_gamma_3"), BASE_E_SCENARIO);
    /* what is outside makes a key malformed */
    cr_assert_eq(read_key_replaced("   \"1\"\n", "\"7\"\n"), BASE_E_SCENARIO);
    cr_assert_eq(read_key_replaced("vk_alpha_1\": [\n  \"1", "vk_alpha_1\": [\n  \"2"),
                 BASE_E_SCENARIO);
    cr_assert_eq(read_key_replaced("  \"1\"\n ]", "  \"0\"\n ]"), BASE_E_SCENARIO);
    expect_text("x:5:16: vk_alpha_1: the point is infinity");
}

/* gamma and delta, as snarkjs writes them before somebody contributes; beta and delta. */
Test(zk_iden3_json, refuses_verifying_keys_that_anybody_forges)
{
    for (int i = 0; i < 2; i++) {
        struct zk_groth16_proving_key made = key_of(2, 5, 2, false);
        struct zk_groth16_verifying_key key;
        struct written written;
        *(i == 0 ? &made.verifying.gamma_g2 : &made.verifying.beta_g2) = made.verifying.delta_g2;
        written_begin(&written);
        zk_iden3_verifying_key_write(&made.verifying, written.stream);
        struct zk_iden3_file file = written_end(&written);
        cr_assert_eq(zk_iden3_verifying_key_read(&file, &key), BASE_E_SCENARIO);
        expect_text("x:1:1: two of beta, gamma and delta are one point or opposite ones, as in a "
                    "key that nobody has contributed to: anybody can prove what is false");
        zk_groth16_proving_key_deinit(&made);
        free(written.data);
    }
}

Test(zk_iden3_json, what)
{
    enum zk_iden3_json what;
    struct zk_iden3_file file = file_of_text(generator_proof);

    cr_assert_eq(zk_iden3_json_what(&file, &what), 0);
    cr_assert_eq(what, ZK_IDEN3_JSON_PROOF);
    file = file_of_text("[]");
    cr_assert_eq(zk_iden3_json_what(&file, &what), 0);
    cr_assert_eq(what, ZK_IDEN3_JSON_PUBLIC);
    file = file_of_text("{\"vk_alpha_1\": 0}");
    cr_assert_eq(zk_iden3_json_what(&file, &what), 0);
    cr_assert_eq(what, ZK_IDEN3_JSON_VERIFYING_KEY);
    file = file_of_text("7");
    cr_assert_eq(zk_iden3_json_what(&file, &what), BASE_E_SCENARIO);
}
