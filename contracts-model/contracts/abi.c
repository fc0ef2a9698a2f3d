#include "contracts-model/contracts/abi.h"

#include <assert.h>
#include <string.h>

const char *const contracts_semantics_names[CONTRACTS_SEMANTICS_COUNT + 1] = {
    [CONTRACTS_PAPER] = "paper",
    [CONTRACTS_REFERENCE_CODE] = "reference-code",
    [CONTRACTS_HARDENED] = "hardened",
    NULL,
};

/* Source: Solidity documentation, "Panic via assert and Error via require". */
#define SELECTOR_ERROR 0x08c379a0u
#define SELECTOR_PANIC 0x4e487b71u

const char *contracts_error_name(const uint8_t *output, size_t len)
{
    struct base_reader reader;
    base_reader_init(&reader, output, len);
    uint32_t selector = base_reader_be32(&reader);
    if (!base_reader_ok(&reader))
        return NULL;
    if (selector == SELECTOR_ERROR)
        return "Error";
    if (selector == SELECTOR_PANIC)
        return "Panic";
    for (size_t i = 0; i < contracts_signature_count; i++) {
        const struct contracts_signature *row = &contracts_signatures[i];
        if (row->kind == CONTRACTS_ERROR && memcmp(row->hash.bytes, output, 4) == 0)
            return row->name;
    }
    return NULL;
}

void contracts_abi_append_selector(struct base_buffer *buffer, uint32_t selector)
{
    base_buffer_append_be32(buffer, selector);
}

void contracts_abi_append_u64(struct base_buffer *buffer, uint64_t value)
{
    base_buffer_append_zeros(buffer, CONTRACTS_ABI_WORD_BYTES - 8);
    base_buffer_append_be64(buffer, value);
}

void contracts_abi_append_u256(struct base_buffer *buffer, u256 value)
{
    uint8_t word[CONTRACTS_ABI_WORD_BYTES];
    u256_to_be(value, word);
    base_buffer_append(buffer, word, sizeof word);
}

void contracts_abi_append_bool(struct base_buffer *buffer, bool value)
{
    contracts_abi_append_u64(buffer, value);
}

void contracts_abi_append_address(struct base_buffer *buffer, const crypto_address *address)
{
    base_buffer_append_zeros(buffer, CONTRACTS_ABI_WORD_BYTES - sizeof address->bytes);
    base_buffer_append(buffer, address->bytes, sizeof address->bytes);
}

void contracts_abi_append_digest(struct base_buffer *buffer, const crypto_digest *digest)
{
    base_buffer_append(buffer, digest->bytes, sizeof digest->bytes);
}

void contracts_abi_append_offset(struct base_buffer *buffer, size_t words)
{
    contracts_abi_append_u64(buffer, words * CONTRACTS_ABI_WORD_BYTES);
}

void contracts_abi_append_addresses(struct base_buffer *buffer, const crypto_address addresses[],
                                    size_t count)
{
    contracts_abi_append_u64(buffer, count);
    for (size_t i = 0; i < count; i++)
        contracts_abi_append_address(buffer, &addresses[i]);
}

void contracts_abi_append_digests(struct base_buffer *buffer, const crypto_digest digests[],
                                  size_t count)
{
    contracts_abi_append_u64(buffer, count);
    for (size_t i = 0; i < count; i++)
        contracts_abi_append_digest(buffer, &digests[i]);
}

size_t contracts_abi_words(size_t len)
{
    return (len + CONTRACTS_ABI_WORD_BYTES - 1) / CONTRACTS_ABI_WORD_BYTES;
}

void contracts_abi_append_bytes(struct base_buffer *buffer, const uint8_t *bytes, size_t len)
{
    contracts_abi_append_u64(buffer, len);
    base_buffer_append(buffer, bytes, len);
    base_buffer_append_zeros(buffer, contracts_abi_words(len) * CONTRACTS_ABI_WORD_BYTES - len);
}

void contracts_abi_append_signature(struct base_buffer *buffer,
                                    const struct crypto_scheme_public *key,
                                    const struct crypto_scheme_signature *signature)
{
    base_buffer_append(buffer, signature->bytes, 64);
    if (signature->scheme == CRYPTO_SCHEME_SECP256K1) {
        contracts_abi_append_u64(buffer, 27u + signature->bytes[64]);
    } else {
        assert(key && key->scheme == signature->scheme);
        base_buffer_append(buffer, key->bytes, crypto_scheme_public_bytes(key->scheme));
    }
}

size_t contracts_abi_signature_words(enum crypto_scheme scheme)
{
    return scheme == CRYPTO_SCHEME_P256 ? 4 : 3;
}

/* Skips `len` bytes of a word, which must be zero. */
static void read_padding(struct base_reader *reader, size_t len)
{
    static const uint8_t zeros[CONTRACTS_ABI_WORD_BYTES];
    const uint8_t *padding = base_reader_take(reader, len);
    if (padding && memcmp(padding, zeros, len) != 0)
        reader->failed = true;
}

uint64_t contracts_abi_read_u64(struct base_reader *reader)
{
    read_padding(reader, CONTRACTS_ABI_WORD_BYTES - 8);
    return base_reader_be64(reader);
}

u256 contracts_abi_read_u256(struct base_reader *reader)
{
    uint8_t word[CONTRACTS_ABI_WORD_BYTES];
    base_reader_copy(reader, word, sizeof word);
    return u256_from_be(word);
}

bool contracts_abi_read_bool(struct base_reader *reader)
{
    uint64_t value = contracts_abi_read_u64(reader);
    if (value > 1)
        reader->failed = true;
    return value == 1;
}

crypto_address contracts_abi_read_address(struct base_reader *reader)
{
    crypto_address address;
    read_padding(reader, CONTRACTS_ABI_WORD_BYTES - sizeof address.bytes);
    base_reader_copy(reader, address.bytes, sizeof address.bytes);
    return address;
}

crypto_digest contracts_abi_read_digest(struct base_reader *reader)
{
    crypto_digest digest;
    base_reader_copy(reader, digest.bytes, sizeof digest.bytes);
    return digest;
}

bool contracts_abi_read_bytes(const uint8_t *data, size_t len, const uint8_t **ret_bytes,
                              size_t *ret_len)
{
    struct base_reader reader;
    base_reader_init(&reader, data, len);
    uint64_t offset = contracts_abi_read_u64(&reader);
    uint64_t bytes_len = contracts_abi_read_u64(&reader);
    if (!base_reader_ok(&reader) || offset != CONTRACTS_ABI_WORD_BYTES || bytes_len > len)
        return false;
    const uint8_t *bytes = base_reader_take(&reader, (size_t)bytes_len);
    read_padding(&reader, contracts_abi_words((size_t)bytes_len) * CONTRACTS_ABI_WORD_BYTES -
                              (size_t)bytes_len);
    if (!base_reader_done(&reader))
        return false;
    *ret_bytes = bytes;
    *ret_len = (size_t)bytes_len;
    return true;
}

bool contracts_abi_log_open(const struct evm_log *log, const crypto_digest *topic, unsigned indexed,
                            size_t words, struct base_reader *ret_topics,
                            struct base_reader *ret_data)
{
    if (log->topic_count != indexed + 1 || log->data_len != words * CONTRACTS_ABI_WORD_BYTES ||
        memcmp(log->topics[0].bytes, topic->bytes, sizeof topic->bytes) != 0)
        return false;
    base_reader_init(ret_topics, &log->topics[1], indexed * sizeof log->topics[1]);
    base_reader_init(ret_data, log->data, log->data_len);
    return true;
}
