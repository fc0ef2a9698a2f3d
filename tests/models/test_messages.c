#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "base/hex.h"
#include "base/random.h"
#include "contracts-model/contracts/delivery_contract.h"
#include "models/crowdpatching/messages.h"

/* Every message: what is encoded is decoded; what is not exactly one is refused; and what is
 * accepted encodes to the same bytes again, so that no two payloads mean the same. */

/** Of the devices' signatures. */
static enum crypto_scheme scheme;

/** Decodes payload[len] and encodes the result again; false when it was refused. */
typedef bool recode(const uint8_t *payload, size_t len, struct base_buffer *ret_again);

static bool recode_delivery_request(const uint8_t *payload, size_t len,
                                    struct base_buffer *ret_again)
{
    struct crowdpatching_delivery_request request;
    bool ok = crowdpatching_decode_delivery_request(payload, len, &request);
    if (ok)
        crowdpatching_encode_delivery_request(ret_again, &request);
    return ok;
}

static bool recode_introduction(const uint8_t *payload, size_t len, struct base_buffer *ret_again)
{
    struct crowdpatching_introduction introduction;
    bool ok = crowdpatching_decode_introduction(payload, len, 32, &introduction);
    if (ok)
        crowdpatching_encode_introduction(ret_again, &introduction);
    return ok;
}

/** Of the quotes. */
static bool is_priced;

static bool recode_quote(const uint8_t *payload, size_t len, struct base_buffer *ret_again)
{
    struct crowdpatching_quote quote;
    bool ok = crowdpatching_decode_quote(payload, len, is_priced, &quote);
    if (ok)
        crowdpatching_encode_quote(ret_again, &quote);
    return ok;
}

static bool recode_device_identity(const uint8_t *payload, size_t len,
                                   struct base_buffer *ret_again)
{
    struct crowdpatching_device_identity identity;
    bool ok = crowdpatching_decode_device_identity(payload, len, scheme, 32, &identity);
    if (ok)
        crowdpatching_encode_device_identity(ret_again, &identity);
    return ok;
}

static bool recode_offer(const uint8_t *payload, size_t len, struct base_buffer *ret_again)
{
    struct crowdpatching_offer offer;
    bool ok = crowdpatching_decode_offer(payload, len, &offer);
    if (ok)
        crowdpatching_encode_offer(ret_again, &offer);
    return ok;
}

static bool recode_address(const uint8_t *payload, size_t len, struct base_buffer *ret_again)
{
    crypto_address address;
    bool ok = crowdpatching_decode_address(payload, len, &address);
    if (ok)
        crowdpatching_encode_address(ret_again, &address);
    return ok;
}

static bool recode_signature(const uint8_t *payload, size_t len, struct base_buffer *ret_again)
{
    struct crypto_scheme_signature signature;
    bool ok = crowdpatching_decode_signature(payload, len, scheme, &signature);
    if (ok)
        crowdpatching_encode_signature(ret_again, &signature);
    return ok;
}

static bool recode_authorisation(const uint8_t *payload, size_t len, struct base_buffer *ret_again)
{
    struct crowdpatching_authorisation authorisation;
    bool ok = crowdpatching_decode_authorisation(payload, len, &authorisation);
    if (ok)
        crowdpatching_encode_authorisation(ret_again, &authorisation);
    return ok;
}

static bool recode_update(const uint8_t *payload, size_t len, struct base_buffer *ret_again)
{
    crypto_address hub;
    const uint8_t *update;
    size_t update_len;
    bool ok = crowdpatching_decode_update(payload, len, &hub, &update, &update_len);
    if (ok)
        crowdpatching_encode_update(ret_again, &hub, update, update_len);
    return ok;
}

/** From memory of exactly this size, so that a read beyond it is found. */
static bool try_bytes(recode *again, const uint8_t *bytes, size_t len,
                      struct base_buffer *ret_again)
{
    uint8_t *exact = malloc(len ? len : 1);
    cr_assert_not_null(exact);
    if (len)
        memcpy(exact, bytes, len);
    bool ok = again(exact, len, ret_again);
    free(exact);
    return ok;
}

static void expect_same(const struct base_buffer *found, const uint8_t *bytes, size_t len)
{
    cr_assert_eq(found->len, len);
    cr_assert_eq(memcmp(found->data, bytes, len), 0);
}

/** `payload` is a message of `recode`'s kind; it is freed. */
static void expect_sound(recode *again, struct base_buffer *payload)
{
    struct base_buffer found = {0};
    size_t len;
    uint8_t *bytes = base_buffer_steal(payload, &len);
    cr_assert_not_null(bytes);
    cr_assert(try_bytes(again, bytes, len, &found));
    expect_same(&found, bytes, len);
    for (size_t shorter = 0; shorter < len; shorter++)
        cr_assert_not(try_bytes(again, bytes, shorter, &found), "%zu of %zu bytes", shorter, len);
    uint8_t *longer = calloc(1, len + 1);
    memcpy(longer, bytes, len);
    cr_assert_not(try_bytes(again, longer, len + 1, &found));
    free(longer);
    for (size_t bit = 0; bit < 8 * len; bit++) {
        bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
        base_buffer_clear(&found);
        if (try_bytes(again, bytes, len, &found))
            expect_same(&found, bytes, len);
        bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
    }
    base_buffer_deinit(&found);
    free(bytes);
}

static struct base_random random_stream;

static void fill(void *bytes, size_t len)
{
    base_random_bytes(&random_stream, bytes, len);
}

static void start(void)
{
    base_random_init(&random_stream, 1, 0, "messages");
}

static crypto_secp256k1_signature draw_signature(void)
{
    crypto_secp256k1_signature signature = {.recovery_id = 1};
    fill(signature.r, sizeof signature.r);
    fill(signature.s, sizeof signature.s);
    return signature;
}

TestSuite(messages, .init = start);

Test(messages, delivery_request)
{
    struct base_buffer payload = {0};
    struct crowdpatching_delivery_request request, found;
    fill(&request, sizeof request);
    crowdpatching_encode_delivery_request(&payload, &request);
    cr_assert_eq(payload.len, 64);
    cr_assert(crowdpatching_decode_delivery_request(payload.data, payload.len, &found));
    cr_expect_eq(memcmp(&request, &found, sizeof found), 0);
    expect_sound(recode_delivery_request, &payload);
}

Test(messages, introduction)
{
    struct base_buffer payload = {0};
    struct crowdpatching_introduction introduction, found;
    fill(&introduction, sizeof introduction);
    introduction.challenge.len = 32;
    introduction.identity.binding = draw_signature();
    crowdpatching_encode_introduction(&payload, &introduction);
    cr_assert_eq(payload.len, 32 + 20 + 65 + 64 + 32);
    cr_assert(crowdpatching_decode_introduction(payload.data, payload.len, 32, &found));
    cr_expect_eq(memcmp(&introduction.identity.key, &found.identity.key, 32), 0);
    cr_expect(crypto_address_equal(&introduction.identity.account, &found.identity.account));
    cr_expect_eq(memcmp(&introduction.signature, &found.signature, 64), 0);
    cr_expect_eq(memcmp(&introduction.challenge, &found.challenge, 32), 0);
    expect_sound(recode_introduction, &payload);
}

/* A price travels where it is open, and a byte where the buyer has the keys. */
Test(messages, quote)
{
    for (unsigned i = 0; i < 4; i++) {
        unsigned priced = i % 2, keyed = i / 2;
        struct base_buffer payload = {0};
        is_priced = priced == 1;
        struct crowdpatching_quote quote = {
            .has_price = is_priced,
            .has_keys = keyed == 1,
            .price_wei = u256_from_u64(priced * UINT64_C(5000000000000000)),
        };
        struct crowdpatching_quote found;
        fill(quote.subject, sizeof quote.subject);
        crowdpatching_encode_quote(&payload, &quote);
        cr_assert_eq(payload.len, 32 + 32 * priced + keyed);
        cr_assert(crowdpatching_decode_quote(payload.data, payload.len, is_priced, &found));
        cr_expect_eq(found.has_price, quote.has_price);
        cr_expect_eq(found.has_keys, quote.has_keys);
        cr_expect(u256_equal(found.price_wei, quote.price_wei));
        cr_expect_arr_eq(found.subject, quote.subject, 32);
        if (!keyed) /* without its last byte it is another good one */
            expect_sound(recode_quote, &payload);
        else
            base_buffer_deinit(&payload);
    }
}

static const size_t public_bytes[] = {20, 64, 32}, signature_bytes[] = {65, 64, 64};

static struct crypto_scheme_signature draw_device_signature(void)
{
    struct crypto_scheme_signature signature = {.scheme = scheme};
    fill(signature.bytes, 64);
    if (scheme == CRYPTO_SCHEME_SECP256K1)
        signature.bytes[64] = 1;
    return signature;
}

Test(messages, device_identity)
{
    for (int i = 0; i < CRYPTO_SCHEME_COUNT; i++) {
        struct base_buffer payload = {0};
        scheme = (enum crypto_scheme)i;
        struct crowdpatching_device_identity identity = {.key = {.scheme = scheme},
                                                         .signature = draw_device_signature()},
                                             found;
        fill(identity.key.bytes, public_bytes[i]);
        fill(&identity.n2, sizeof identity.n2);
        identity.n2.len = 32;
        crowdpatching_encode_device_identity(&payload, &identity);
        cr_assert_eq(payload.len, public_bytes[i] + 32 + signature_bytes[i]);
        cr_assert(
            crowdpatching_decode_device_identity(payload.data, payload.len, scheme, 32, &found));
        cr_expect_eq(found.key.scheme, scheme);
        cr_expect_arr_eq(identity.key.bytes, found.key.bytes, public_bytes[i]);
        cr_expect_eq(memcmp(&identity.n2, &found.n2, 32), 0);
        cr_expect_eq(found.signature.scheme, scheme);
        cr_expect_arr_eq(identity.signature.bytes, found.signature.bytes, signature_bytes[i]);
        expect_sound(recode_device_identity, &payload);
    }
}

Test(messages, offer)
{
    struct base_buffer payload = {0};
    uint8_t proof[128], key[352], ciphertext[300], path[5 * 32], sha256[32];
    fill(proof, sizeof proof);
    fill(key, sizeof key);
    fill(ciphertext, sizeof ciphertext);
    fill(path, sizeof path);
    fill(sha256, sizeof sha256);
    struct crowdpatching_offer offer = {
        .update_sha256 = sha256,
        .proof = proof,
        .proof_len = sizeof proof,
        .verifying_key = key,
        .verifying_key_len = sizeof key,
        .ciphertext = ciphertext,
        .ciphertext_len = sizeof ciphertext,
        .member_index = UINT64_C(0x0102030405060708),
        .member_path = path,
        .member_path_len = 5,
    };
    struct crowdpatching_offer found;
    fill(&offer.s, sizeof offer.s);
    fill(&offer.manufacturer_signature, sizeof offer.manufacturer_signature);
    crowdpatching_encode_offer(&payload, &offer);
    cr_assert(crowdpatching_decode_offer(payload.data, payload.len, &found));
    cr_expect(crypto_digest_equal(&found.s, &offer.s));
    cr_expect_eq(memcmp(found.update_sha256, sha256, sizeof sha256), 0);
    cr_expect_eq(found.proof_len, sizeof proof);
    cr_expect_eq(memcmp(found.proof, proof, sizeof proof), 0);
    cr_expect_eq(found.verifying_key_len, sizeof key);
    cr_expect_eq(memcmp(found.verifying_key, key, sizeof key), 0);
    cr_expect_eq(found.ciphertext_len, sizeof ciphertext);
    cr_expect_eq(memcmp(found.ciphertext, ciphertext, sizeof ciphertext), 0);
    cr_expect_eq(found.member_index, offer.member_index);
    cr_expect_eq(found.member_path_len, 5);
    cr_expect_eq(memcmp(found.member_path, path, sizeof path), 0);
    expect_sound(recode_offer, &payload);
}

Test(messages, empty_offer)
{
    struct base_buffer payload = {0};
    struct crowdpatching_offer offer = {0};
    crowdpatching_encode_offer(&payload, &offer);
    expect_sound(recode_offer, &payload);
}

/* A path is a whole number of digests. */
Test(messages, offer_with_half_a_digest)
{
    struct base_buffer payload = {0};
    struct crowdpatching_offer offer = {0};
    const uint8_t half[16] = {0};
    crowdpatching_encode_offer(&payload, &offer);
    payload.len -= 4;
    base_buffer_append_block(&payload, half, sizeof half);
    cr_expect_not(crowdpatching_decode_offer(payload.data, payload.len, &offer));
    base_buffer_deinit(&payload);
}

Test(messages, offer_with_half_a_sha256)
{
    struct base_buffer payload = {0};
    struct crowdpatching_offer offer = {0};
    const uint8_t half[16] = {0};
    base_buffer_append_zeros(&payload, 32 + 64);
    base_buffer_append_block(&payload, half, sizeof half);
    base_buffer_append_zeros(&payload, 4 + 4 + 4 + 8 + 4);
    cr_expect_not(crowdpatching_decode_offer(payload.data, payload.len, &offer));
    base_buffer_deinit(&payload);
}

Test(messages, address)
{
    struct base_buffer payload = {0};
    crypto_address address;
    fill(&address, sizeof address);
    crowdpatching_encode_address(&payload, &address);
    cr_assert_eq(payload.len, 20);
    expect_sound(recode_address, &payload);
}

Test(messages, signature)
{
    for (int i = 0; i < CRYPTO_SCHEME_COUNT; i++) {
        struct base_buffer payload = {0};
        scheme = (enum crypto_scheme)i;
        struct crypto_scheme_signature signature = draw_device_signature();
        crowdpatching_encode_signature(&payload, &signature);
        cr_assert_eq(payload.len, signature_bytes[i]);
        if (scheme == CRYPTO_SCHEME_SECP256K1) {
            payload.data[64] = 2;
            cr_expect_not(
                crowdpatching_decode_signature(payload.data, payload.len, scheme, &signature));
            payload.data[64] = 0;
        }
        cr_expect(crowdpatching_decode_signature(payload.data, payload.len, scheme, &signature));
        expect_sound(recode_signature, &payload);
    }
}

Test(messages, authorisation)
{
    for (int i = 0; i < 4; i++) {
        struct base_buffer payload = {0};
        struct crowdpatching_authorisation authorisation = {.names_contract = i & 1}, found;
        fill(&authorisation.update_hash, 32);
        fill(&authorisation.manufacturer_signature, 64);
        fill(&authorisation.s, 32);
        authorisation.update_sha256 = authorisation.update_hash;
        if (i & 2)
            fill(&authorisation.update_sha256, 32);
        if (i & 1)
            fill(&authorisation.contract, 20);
        crowdpatching_encode_authorisation(&payload, &authorisation);
        cr_assert_eq(payload.len, 128U + (i & 2 ? 32 : 0) + (i & 1 ? 20 : 0));
        cr_assert(crowdpatching_decode_authorisation(payload.data, payload.len, &found));
        cr_expect(crypto_digest_equal(&authorisation.update_hash, &found.update_hash));
        cr_expect(crypto_digest_equal(&authorisation.s, &found.s));
        cr_expect(crypto_digest_equal(&authorisation.update_sha256, &found.update_sha256));
        cr_expect_eq(
            memcmp(&authorisation.manufacturer_signature, &found.manufacturer_signature, 64), 0);
        cr_expect_eq(found.names_contract, i & 1);
        cr_expect(crypto_address_equal(&authorisation.contract, &found.contract));
        base_buffer_deinit(&payload);
    }
}

/* One digest where both are the same, and then never two. */
Test(messages, authorisation_by_one_digest)
{
    struct base_buffer payload = {0};
    struct crowdpatching_authorisation authorisation, found;
    fill(&authorisation, sizeof authorisation);
    authorisation.names_contract = false;
    authorisation.update_sha256 = authorisation.update_hash;
    crowdpatching_encode_authorisation(&payload, &authorisation);
    cr_assert_eq(payload.len, 32 + 64 + 32);
    base_buffer_append(&payload, authorisation.update_sha256.bytes, 32);
    cr_expect_not(crowdpatching_decode_authorisation(payload.data, payload.len, &found));
    payload.len -= 32;
    cr_assert(crowdpatching_decode_authorisation(payload.data, payload.len, &found));
    cr_expect(crypto_digest_equal(&authorisation.s, &found.s));
    cr_expect(crypto_digest_equal(&found.update_sha256, &found.update_hash));
    expect_sound(recode_authorisation, &payload);
}

Test(messages, update)
{
    struct base_buffer payload = {0};
    crypto_address hub, found_hub;
    uint8_t update[333];
    const uint8_t *found;
    size_t found_len;
    fill(&hub, sizeof hub);
    fill(update, sizeof update);
    crowdpatching_encode_update(&payload, &hub, update, sizeof update);
    cr_assert(
        crowdpatching_decode_update(payload.data, payload.len, &found_hub, &found, &found_len));
    cr_expect(crypto_address_equal(&hub, &found_hub));
    cr_expect_eq(found_len, sizeof update);
    cr_expect_eq(memcmp(found, update, sizeof update), 0);
    expect_sound(recode_update, &payload);
}

/* A refused payload leaves the output as it was. */
Test(messages, refused_payload_touches_nothing)
{
    struct crowdpatching_delivery_request request, before;
    fill(&request, sizeof request);
    before = request;
    const uint8_t bytes[3] = {0};
    cr_expect_not(crowdpatching_decode_delivery_request(bytes, sizeof bytes, &request));
    cr_expect_eq(memcmp(&request, &before, sizeof request), 0);
}

static void expect_digest(const crypto_digest *found, const char *expected)
{
    char text[65];
    base_hex_encode(found->bytes, sizeof found->bytes, text);
    cr_expect_str_eq(text, expected);
}

/* Equal fields, and never an equal digest: a signature serves one purpose. Expected values:
   hashlib.sha256(tag || fields) of Python. */
Test(messages, every_purpose_has_a_digest_of_its_own)
{
    union {
        uint8_t bytes[64];
        crypto_digest digest;
        crowdpatching_nonce nonce;
        crypto_ed25519_public key;
        crypto_address address;
    } x, y;
    for (unsigned i = 0; i < 64; i++) {
        x.bytes[i] = (uint8_t)i;
        y.bytes[i] = (uint8_t)(32 + i);
    }
    const struct contracts_signing signing = {.update_hash = x.digest};
    struct crowdpatching_challenge c = {.len = 32}, n2 = {.len = 32};
    memcpy(c.bytes, x.bytes, 32);
    memcpy(n2.bytes, y.bytes, 32);
    const crypto_digest digests[] = {
        crowdpatching_binding_digest(&x.key),
        crowdpatching_distributor_digest(&x.nonce),
        crowdpatching_buyer_digest(&x.nonce),
        crowdpatching_device_digest(CONTRACTS_TAGGED, &c, &n2),
        crowdpatching_update_digest(&x.digest, &y.digest),
        contracts_delivery_pod_digest(&signing, &y.digest),
        contracts_delivery_pofd_digest(&signing, &x.address),
    };
    static const char *const expected[] = {
        "e826b899574b786db8592ad2b7dbf00376f657bfcfc4a85ab04d5ea9f0ab9459",
        "fe5b8d9c3489f6cc70c6ff51eac43b53a56ff7b8cb053ad1ae1c35af2a7b90b8",
        "211d5ffc3922a71d9ba3958483a93e00f930580d0871cda3869a9b27d3e23c5b",
        "9ba85fdfcc56c81a993a9314bde23228ba47507843459287475f64771ca60b4d",
        "a73b2f3607eba1145c13807ad4e7323f50ba34c4d39f1cca1704aabc3eef7952",
        "241072c76d0529f0093badf2d594c0f99c8326c27e72ba983bfd4c37aa0f60db",
        "58e94d064e6513949aea5fab2117940232a6e241032ad333bffc0f8a1c5695a5",

    };
    enum { COUNT = sizeof digests / sizeof digests[0] };
    for (size_t i = 0; i < COUNT; i++) {
        expect_digest(&digests[i], expected[i]);
        for (size_t j = 0; j < i; j++)
            cr_expect_not(crypto_digest_equal(&digests[i], &digests[j]), "%zu and %zu", i, j);
    }
    /* Nor is one the hash of the bare fields (section III-B: c = U_h || s). */
    crypto_digest bare = crypto_sha256(x.bytes, 64);
    for (size_t i = 0; i < COUNT; i++)
        cr_expect_not(crypto_digest_equal(&digests[i], &bare));
}

/* Each field counts. */
Test(messages, digests_depend_on_every_field)
{
    const struct crowdpatching_challenge zero = {.len = 32}, one = {{1}, 32};
    crypto_digest a = crowdpatching_device_digest(CONTRACTS_TAGGED, &zero, &zero);
    crypto_digest b = crowdpatching_device_digest(CONTRACTS_TAGGED, &one, &zero);
    crypto_digest c = crowdpatching_device_digest(CONTRACTS_TAGGED, &zero, &one);
    cr_expect_not(crypto_digest_equal(&a, &b));
    cr_expect_not(crypto_digest_equal(&a, &c));
    cr_expect_not(crypto_digest_equal(&b, &c));
}

/* Section III-B: whoever chooses c, and is lucky with n2, has a PoD signed for a challenge. Tags
   end that, whatever the lengths. */
Test(messages, a_raw_challenge_is_a_proof_of_delivery_when_n2_is_right)
{
    struct contracts_signing signing = {.rules.tagging = CONTRACTS_RAW};
    crypto_digest s;
    fill(&signing.update_hash, sizeof signing.update_hash);
    fill(&s, sizeof s);
    uint8_t pod[64];
    memcpy(pod, signing.update_hash.bytes, 32);
    memcpy(pod + 32, s.bytes, 32);
    crypto_digest wanted = contracts_delivery_pod_digest(&signing, &s);
    for (uint8_t n2_len = 1; n2_len <= 32; n2_len++) {
        struct crowdpatching_challenge n2 = {.len = n2_len};
        struct crowdpatching_challenge c = {
            .len = (uint8_t)crowdpatching_challenge_bytes(CONTRACTS_RAW, n2_len)};
        cr_assert_eq(c.len, 64 - n2_len);
        memcpy(c.bytes, pod, c.len);
        memcpy(n2.bytes, pod + c.len, n2_len);
        crypto_digest digest = crowdpatching_device_digest(CONTRACTS_RAW, &c, &n2);
        cr_expect(crypto_digest_equal(&digest, &wanted), "%d bytes", n2_len);
        n2.bytes[0] ^= 1;
        digest = crowdpatching_device_digest(CONTRACTS_RAW, &c, &n2);
        cr_expect_not(crypto_digest_equal(&digest, &wanted), "%d bytes", n2_len);

        cr_expect_eq(crowdpatching_challenge_bytes(CONTRACTS_TAGGED, n2_len), 32);
        c.len = 32;
        n2.bytes[0] ^= 1;
        digest = crowdpatching_device_digest(CONTRACTS_TAGGED, &c, &n2);
        cr_expect_not(crypto_digest_equal(&digest, &wanted), "%d bytes", n2_len);
    }
}

/* c and n2 travel with the lengths that the scenario gives them. */
Test(messages, challenges_of_other_lengths)
{
    for (uint8_t n2_len = 1; n2_len <= 32; n2_len++) {
        struct base_buffer payload = {0};
        struct crowdpatching_challenge c, found;
        fill(&c, sizeof c);
        c.len = 64 - n2_len;
        crowdpatching_encode_challenge(&payload, &c);
        cr_assert_eq(payload.len, c.len);
        cr_assert(crowdpatching_decode_challenge(payload.data, payload.len, c.len, &found));
        cr_expect_arr_eq(c.bytes, found.bytes, c.len);
        cr_expect_not(crowdpatching_decode_challenge(payload.data, payload.len - 1, c.len, &found));
        base_buffer_append_u8(&payload, 0);
        cr_expect_not(crowdpatching_decode_challenge(payload.data, payload.len, c.len, &found));
        base_buffer_deinit(&payload);
    }
}
