#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "contracts-model/contracts/artifacts.h"
#include "contracts-model/contracts/delivery_contract.h"
#include "contracts-model/contracts/distribution_contract.h"
#include "contracts-model/contracts/exchange_contract.h"
#include "contracts-model/contracts/firmware_contract.h"
#include "contracts-model/contracts/super_contract.h"
#include "contracts-model/contracts/update_log_contract.h"

static void init(void)
{
    cr_assert_eq(crypto_init(), 0);
}
TestSuite(abi, .init = init);

/* Every row is the Keccak-256 of its text, of which a function and an error have 4 bytes. That the
 * rows are the compiler's, and complete, is for test_artifacts.sh. */
Test(abi, every_signature_is_the_hash_of_its_text)
{
    cr_assert_gt(contracts_signature_count, 0);
    for (size_t i = 0; i < contracts_signature_count; i++) {
        const struct contracts_signature *row = &contracts_signatures[i];
        crypto_digest hash = crypto_keccak256(row->text, strlen(row->text));
        if (row->kind != CONTRACTS_EVENT)
            memset(hash.bytes + 4, 0, 28);
        cr_assert_arr_eq(row->hash.bytes, hash.bytes, 32, "%s", row->text);
        size_t len = strlen(row->name);
        cr_assert(strncmp(row->text, row->name, len) == 0 && row->text[len] == '(');
    }
}

/* 0xa9059cbb: the known selector of ERC-20's transfer, so that Keccak itself is right here. */
Test(abi, a_known_selector)
{
    crypto_digest hash = crypto_keccak256("transfer(address,uint256)", 25);
    cr_assert_arr_eq(hash.bytes, ((const uint8_t[]){0xa9, 0x05, 0x9c, 0xbb}), 4);
}

static const struct contracts_signature *find_row(enum contracts_signature_kind kind,
                                                  const char *contract, const char *name)
{
    for (size_t i = 0; i < contracts_signature_count; i++) {
        const struct contracts_signature *row = &contracts_signatures[i];
        if (row->kind == kind && strcmp(row->contract, contract) == 0 &&
            strcmp(row->name, name) == 0)
            return row;
    }
    cr_assert_fail("no %s of %s", name, contract);
    return NULL;
}

/* Values named in a signature's text, those inside a tuple one by one: as many words of a head. */
static size_t words_of(const char *text)
{
    size_t words = strstr(text, "()") ? 0 : 1;
    for (; *text; text++)
        words += *text == ',';
    return words;
}

/* The call has the function's selector, and as many words as its types ask for: the head, and for
 * an array, whose place in the head is the last, an offset right after the head and a length. */
static void check_call(const char *contract, const char *name, struct base_buffer *call,
                       size_t elements)
{
    cr_assert(!base_buffer_failed(call));
    const struct contracts_signature *row = find_row(CONTRACTS_FUNCTION, contract, name);
    cr_assert_arr_eq(call->data, row->hash.bytes, 4, "%s", name);
    size_t words = words_of(row->text);
    bool array = strstr(row->text, "[])") != NULL;
    cr_assert_eq(call->len, 4 + 32 * (words + array + elements), "%s", name);
    if (array) {
        struct base_reader reader;
        base_reader_init(&reader, call->data + 4 + 32 * (words - 1), 64);
        cr_assert_eq(contracts_abi_read_u64(&reader), 32 * words, "%s", name);
        cr_assert_eq(contracts_abi_read_u64(&reader), elements, "%s", name);
    }
    base_buffer_deinit(call);
}

Test(abi, every_call_has_the_shape_of_its_function)
{
    const crypto_address addresses[3] = {{{1}}, {{2}}, {{3}}};
    const crypto_digest digests[4] = {{{4}}, {{5}}, {{6}}, {{7}}};
    const struct contracts_membership membership = {2, digests, 4};
    const struct contracts_release release = {.device_count = 3};
    struct base_buffer call = {0};

    contracts_super_encode_release(&call, &release, addresses, 3);
    check_call("SuperContract", "release", &call, 3);
    contracts_super_encode_release(&call, &release, NULL, 0);
    check_call("SuperContract", "release", &call, 0);
    contracts_super_encode_open_exchange(&call, addresses, digests, 1);
    check_call("SuperContract", "openExchange", &call, 0);
    contracts_super_encode_score(&call, addresses);
    check_call("SuperContract", "score", &call, 0);
    contracts_delivery_encode_add_devices(&call, addresses, 2);
    check_call("DeliveryContract", "addDevices", &call, 2);
    static const char *const variants[] = {"DeliveryContract", "DeliveryContract.p256",
                                           "DeliveryContract.ed25519"};
    for (int i = 0; i < CRYPTO_SCHEME_COUNT; i++) {
        const struct crypto_scheme_public key = {(enum crypto_scheme)i, {1}};
        const struct crypto_scheme_signature signature = {(enum crypto_scheme)i, {8}};
        contracts_delivery_encode_claim(&call, addresses, digests, digests, digests, &key,
                                        &signature, &membership);
        check_call(variants[i], "claimDelivery", &call, 4);
        contracts_delivery_encode_claim(&call, addresses, digests, digests, digests, &key,
                                        &signature, NULL);
        check_call(variants[i], "claimDelivery", &call, 0);
        contracts_delivery_encode_claim_installation(&call, addresses, &key, &signature,
                                                     &membership);
        check_call(variants[i], "claimInstallation", &call, 4);
    }
    contracts_delivery_encode_withdraw(&call);
    check_call("DeliveryContract", "withdraw", &call, 0);
    contracts_delivery_encode_is_listed(&call, addresses);
    check_call("DeliveryContract", "isListed", &call, 0);
    contracts_delivery_encode_is_delivered(&call, addresses);
    check_call("DeliveryContract", "isDelivered", &call, 0);
    contracts_delivery_encode_is_installed(&call, addresses);
    check_call("DeliveryContract", "isInstalled", &call, 0);
    static const char *const hashes[] = {"deliveryVkHash", "deliveryPkHash", "exchangeVkHash",
                                         "exchangePkHash"};
    for (int i = 0; i < 4; i++) {
        contracts_delivery_encode_hash(&call, CONTRACTS_DELIVERY_VK_HASH + i);
        check_call("DeliveryContract", hashes[i], &call, 0);
    }
    contracts_delivery_encode_number(&call, CONTRACTS_DELIVERY_REWARD);
    check_call("DeliveryContract", "distributorReward", &call, 0);
    contracts_delivery_encode_number(&call, CONTRACTS_DELIVERY_DEVICE_COUNT);
    check_call("DeliveryContract", "deviceCount", &call, 0);
    contracts_exchange_encode_reveal(&call, digests, digests);
    check_call("ExchangeContract", "reveal", &call, 0);
    contracts_exchange_encode_refund(&call);
    check_call("ExchangeContract", "refund", &call, 0);
    const struct crypto_scheme_signature pod = {CRYPTO_SCHEME_SECP256K1, {8}};
    contracts_distribution_encode_commit(&call, addresses, digests, &pod, &membership);
    check_call("DistributionContract", "commit", &call, 4);
    contracts_distribution_encode_reveal(&call, addresses, digests, digests);
    check_call("DistributionContract", "reveal", &call, 0);
    contracts_distribution_encode_withdraw(&call);
    check_call("DistributionContract", "withdraw", &call, 0);
    contracts_distribution_encode_is_taken(&call, addresses);
    check_call("DistributionContract", "isTaken", &call, 0);
    const uint8_t bytes[64] = {0};
    contracts_update_log_encode_vote(&call, digests, true, addresses, bytes);
    check_call("UpdateLogContract", "vote", &call, 0);
    contracts_update_log_encode_acknowledge(&call, digests, true, addresses);
    check_call("UpdateLogContract", "acknowledge", &call, 0);
    /* Two tails: a length and a word, a length and two. */
    contracts_update_log_encode_post(&call, digests, digests, bytes, 1, bytes, 33);
    check_call("UpdateLogContract", "post", &call, 5);
    const struct contracts_firmware firmware = {.version = 1};
    contracts_firmware_encode_add_nodes(&call, addresses, 3);
    check_call("FirmwareContract", "addNodes", &call, 3);
    contracts_firmware_encode_remove_node(&call, addresses);
    check_call("FirmwareContract", "removeNode", &call, 0);
    contracts_firmware_encode_is_node(&call, addresses);
    check_call("FirmwareContract", "isNode", &call, 0);
    contracts_firmware_encode_firmware(&call, 7);
    check_call("FirmwareContract", "firmware", &call, 0);
    contracts_firmware_encode_progress(&call);
    check_call("FirmwareContract", "progress", &call, 0);
    /* bytes32[2] is two words in place; test_firmware_contract.c runs what does not fit here. */
    contracts_firmware_encode_announce(&call, &firmware);
    cr_assert_eq(call.len, 4 + 32 * 6);
    base_buffer_deinit(&call);
}

static bool released(const struct evm_log *log)
{
    struct contracts_released event;
    return contracts_super_decode_released(log, &event);
}
static bool exchange_opened(const struct evm_log *log)
{
    struct contracts_exchange_opened event;
    return contracts_super_decode_exchange_opened(log, &event);
}
static bool scored(const struct evm_log *log)
{
    struct contracts_scored event;
    return contracts_super_decode_scored(log, &event);
}
static bool delivered(const struct evm_log *log)
{
    struct contracts_delivered event;
    return contracts_delivery_decode_delivered(log, &event);
}
static bool installed(const struct evm_log *log)
{
    struct contracts_installed event;
    return contracts_delivery_decode_installed(log, &event);
}
static bool withdrawn(const struct evm_log *log)
{
    struct contracts_withdrawn event;
    return contracts_delivery_decode_withdrawn(log, &event);
}
static bool revealed(const struct evm_log *log)
{
    struct contracts_revealed event;
    return contracts_exchange_decode_revealed(log, &event);
}
static bool refunded(const struct evm_log *log)
{
    struct contracts_refunded event;
    return contracts_exchange_decode_refunded(log, &event);
}
static bool announced(const struct evm_log *log)
{
    struct contracts_announced event;
    return contracts_distribution_decode_announced(log, &event);
}
static bool committed(const struct evm_log *log)
{
    struct contracts_committed event;
    return contracts_distribution_decode_committed(log, &event);
}
static bool key_revealed(const struct evm_log *log)
{
    struct contracts_delivered event;
    return contracts_distribution_decode_revealed(log, &event);
}
static bool returned(const struct evm_log *log)
{
    struct contracts_withdrawn event;
    return contracts_distribution_decode_returned(log, &event);
}
static bool posted(const struct evm_log *log)
{
    struct contracts_posted event;
    return contracts_update_log_decode_posted(log, &event);
}
static bool part(const struct evm_log *log)
{
    struct contracts_part event;
    return contracts_update_log_decode_part(log, &event);
}
static bool voted(const struct evm_log *log)
{
    struct contracts_voted event;
    return contracts_update_log_decode_voted(log, &event);
}
static bool acknowledged(const struct evm_log *log)
{
    struct contracts_acknowledged event;
    return contracts_update_log_decode_acknowledged(log, &event);
}

static bool published(const struct evm_log *log)
{
    struct contracts_firmware event;
    return contracts_firmware_decode_published(log, &event);
}
static bool node_added(const struct evm_log *log)
{
    crypto_address node;
    return contracts_firmware_decode_node_added(log, &node);
}
static bool node_removed(const struct evm_log *log)
{
    crypto_address node;
    return contracts_firmware_decode_node_removed(log, &node);
}
static bool reported(const struct evm_log *log)
{
    struct contracts_reported event;
    return contracts_firmware_decode_reported(log, &event);
}

static const struct {
    const char *contract;
    const char *name;
    bool (*decode)(const struct evm_log *log);
} decoders[] = {
    {"SuperContract", "Released", released},
    {"SuperContract", "ExchangeOpened", exchange_opened},
    {"SuperContract", "Scored", scored},
    {"DeliveryContract", "Delivered", delivered},
    {"DeliveryContract", "Installed", installed},
    {"DeliveryContract", "Withdrawn", withdrawn},
    {"ExchangeContract", "Revealed", revealed},
    {"ExchangeContract", "Refunded", refunded},
    {"DistributionContract", "Announced", announced},
    {"DistributionContract", "Committed", committed},
    {"DistributionContract", "Revealed", key_revealed},
    {"DistributionContract", "Returned", returned},
    {"UpdateLogContract", "Posted", posted},
    {"UpdateLogContract", "Part", part},
    {"UpdateLogContract", "Voted", voted},
    {"UpdateLogContract", "Acknowledged", acknowledged},
    {"FirmwareContract", "Published", published},
    {"FirmwareContract", "NodeAdded", node_added},
    {"FirmwareContract", "NodeRemoved", node_removed},
    {"FirmwareContract", "Reported", reported},
};

/* Each event is decoded by its own decoder and by no other; a topic or a word too many or too few,
 * or an address that is none, is refused. */
Test(abi, every_event_has_one_decoder)
{
    size_t count = sizeof decoders / sizeof decoders[0];
    size_t events = 0;
    for (size_t i = 0; i < contracts_signature_count; i++)
        events += contracts_signatures[i].kind == CONTRACTS_EVENT;
    cr_assert_eq(events, count);

    for (size_t i = 0; i < count; i++) {
        const struct contracts_signature *row =
            find_row(CONTRACTS_EVENT, decoders[i].contract, decoders[i].name);
        uint8_t data[32 * 8] = {0};
        struct evm_log log = {
            .topic_count = 1 + row->indexed,
            .topics = {row->hash},
            .data = data,
            .data_len = 32 * (words_of(row->text) - row->indexed),
        };
        if (strstr(row->text, "bytes)")) { /* empty: its offset, its length */
            data[31] = 32;
            log.data_len += 32;
        }
        for (size_t j = 0; j < count; j++)
            cr_assert_eq(decoders[j].decode(&log), i == j, "%s, %s", decoders[i].name,
                         decoders[j].name);

        struct evm_log wrong = log;
        wrong.data_len += 32;
        cr_assert(!decoders[i].decode(&wrong));
        wrong.data_len = log.data_len - 1;
        cr_assert(!decoders[i].decode(&wrong));
        wrong = log;
        wrong.topic_count++;
        cr_assert(!decoders[i].decode(&wrong));
        wrong.topic_count = 0;
        cr_assert(!decoders[i].decode(&wrong));
        wrong = log;
        wrong.topics[0].bytes[31] ^= 1;
        cr_assert(!decoders[i].decode(&wrong));
        if (row->indexed && strstr(row->text, "(address")) {
            wrong = log;
            wrong.topics[1].bytes[11] = 1;
            cr_assert(!decoders[i].decode(&wrong), "%s", decoders[i].name);
        }
    }
}

Test(abi, words_are_big_endian_and_padded_on_the_left)
{
    struct base_buffer buffer = {0};
    crypto_address address;
    struct crypto_scheme_signature signature = {.scheme = CRYPTO_SCHEME_SECP256K1};
    memset(address.bytes, 0xab, sizeof address.bytes);
    memset(signature.bytes, 0x11, 32);
    memset(signature.bytes + 32, 0x22, 32);
    signature.bytes[64] = 1;
    contracts_abi_append_u64(&buffer, 0x0102030405060708);
    contracts_abi_append_bool(&buffer, true);
    contracts_abi_append_address(&buffer, &address);
    contracts_abi_append_signature(&buffer, NULL, &signature);
    uint8_t expected[6 * 32] = {0};
    for (int i = 0; i < 8; i++)
        expected[24 + i] = (uint8_t)(i + 1);
    expected[63] = 1;
    memset(expected + 64 + 12, 0xab, 20);
    memset(expected + 96, 0x11, 32);
    memset(expected + 128, 0x22, 32);
    expected[191] = 28;
    cr_assert_eq(buffer.len, sizeof expected);
    cr_assert_arr_eq(buffer.data, expected, sizeof expected);
    base_buffer_deinit(&buffer);
}

Test(abi, a_word_that_does_not_fit_its_type_is_refused)
{
    uint8_t word[32] = {0};
    uint64_t score = 7;
    bool value = true;
    word[31] = 2;
    cr_assert(contracts_super_decode_score(word, 32, &score));
    cr_assert_eq(score, 2);
    cr_assert(!contracts_delivery_decode_bool(word, 32, &value));
    cr_assert(value);
    cr_assert(!contracts_super_decode_score(word, 31, &score));
    cr_assert(!contracts_super_decode_score(word, 0, &score));
    word[23] = 1;
    cr_assert(!contracts_super_decode_score(word, 32, &score));
    cr_assert_eq(score, 2);
    memset(word, 0, sizeof word);
    cr_assert(contracts_delivery_decode_bool(word, 32, &value));
    cr_assert(!value);
    word[0] = 0x80;
    crypto_digest hash = {{0}};
    cr_assert(!contracts_delivery_decode_hash(word, 31, &hash));
    cr_assert_eq(hash.bytes[0], 0);
    cr_assert(contracts_delivery_decode_hash(word, 32, &hash));
    cr_assert_arr_eq(hash.bytes, word, 32);
    u256 number = u256_from_u64(7);
    cr_assert(!contracts_delivery_decode_number(word, 31, &number));
    cr_assert(u256_equal(number, u256_from_u64(7)));
    cr_assert(contracts_delivery_decode_number(word, 32, &number));
    cr_assert(u256_equal(number, u256_shl(u256_from_u64(1), u256_from_u64(255))));
    struct base_reader reader;
    base_reader_init(&reader, word, sizeof word);
    cr_assert(u256_equal(contracts_abi_read_u256(&reader),
                         u256_shl(u256_from_u64(1), u256_from_u64(255))));
    cr_assert(base_reader_done(&reader));
    contracts_abi_read_digest(&reader);
    cr_assert(!base_reader_ok(&reader));
}

Test(abi, a_revert_has_a_name)
{
    crypto_digest hash = crypto_keccak256("AlreadyDelivered()", 18);
    cr_assert_str_eq(contracts_error_name(hash.bytes, 4), "AlreadyDelivered");
    cr_assert_str_eq(contracts_error_name(hash.bytes, 32), "AlreadyDelivered");
    cr_assert_null(contracts_error_name(hash.bytes, 3));
    cr_assert_null(contracts_error_name(NULL, 0));
    hash = crypto_keccak256("Panic(uint256)", 14);
    cr_assert_str_eq(contracts_error_name(hash.bytes, 4), "Panic");
    hash = crypto_keccak256("Error(string)", 13);
    cr_assert_str_eq(contracts_error_name(hash.bytes, 4), "Error");
    hash = crypto_keccak256("withdraw()", 10);
    cr_assert_null(contracts_error_name(hash.bytes, 4));
}

/* Known answers, computed with Python's hashlib from the paper's formulas and DeliveryContract.sol:
 * t = 0x01.., U_h = 0x02.., s = 0x03.., device = 0x04.., distributor or hub = 0x05.. */
static void assert_hex(crypto_digest digest, const char *hex)
{
    char text[65];
    for (int i = 0; i < 32; i++)
        snprintf(text + 2 * i, 3, "%02x", digest.bytes[i]);
    cr_assert_str_eq(text, hex);
}

Test(abi, keys_and_signed_messages_are_known)
{
    crypto_digest t, update_hash, s;
    crypto_address device, other;
    memset(t.bytes, 1, 32);
    memset(update_hash.bytes, 2, 32);
    memset(s.bytes, 3, 32);
    memset(device.bytes, 4, 20);
    memset(other.bytes, 5, 20);
    assert_hex(contracts_delivery_key(&t, &device, &other),
               "f06e0e8de104720117fcb1d3ff46faa072c8dba32ff64a8d12804dd3b91492f1");
    assert_hex(contracts_exchange_key(&t, &other),
               "2bdf1300dcb1b49abf096c90927ae342c7439bf11cd67214fd19e2d3eefbcadb");
    struct contracts_signing signing = {.update_hash = update_hash};
    assert_hex(contracts_delivery_pod_digest(&signing, &s),
               "f0cc6b3d4cf0e942d82b62e9219e28af5267c766232666e91d4c286c74af64d9");
    assert_hex(contracts_delivery_pofd_digest(&signing, &other),
               "e56a0d26924b3d4f45e71eff257ba61bce207250712e416dca73831369c5ab0b");
    assert_hex(contracts_delivery_leaf(&device),
               "64761807a19e002a488ea37ba66102ff75bf4ea4d0207e99a75acac05e5e52a6");
}

/* A length of whole words needs no padding; what is not padded by zeros is refused, as what is cut.
 */
Test(abi, byte_strings)
{
    uint8_t bytes[65];
    memset(bytes, 0xab, sizeof bytes);
    for (size_t len = 0; len <= sizeof bytes; len++) {
        struct base_buffer data = {0};
        const uint8_t *found = NULL;
        size_t found_len = 0;
        contracts_abi_append_offset(&data, 1);
        contracts_abi_append_bytes(&data, bytes, len);
        cr_assert_eq(data.len, 32 * (2 + contracts_abi_words(len)));
        cr_assert(contracts_abi_read_bytes(data.data, data.len, &found, &found_len));
        cr_assert_eq(found_len, len);
        cr_assert_arr_eq(found, bytes, len);
        cr_assert_not(contracts_abi_read_bytes(data.data, data.len - 1, &found, &found_len));
        data.data[data.len - 1] ^= len % 32 != 0;
        cr_assert_eq(contracts_abi_read_bytes(data.data, data.len, &found, &found_len),
                     len % 32 == 0);
        base_buffer_deinit(&data);
    }
}
