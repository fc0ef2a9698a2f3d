#include "zk/iden3/container.h"

#include <endian.h>
#include <inttypes.h>
#include <stdarg.h>
#include <string.h>

#include "base/error.h"

#define HEADER_BYTES 12
#define SECTION_HEADER_BYTES 12

/* Source: EIP-196. */
const u256 zk_iden3_p = {{UINT64_C(0x3c208c16d87cfd47), UINT64_C(0x97816a916871ca8d),
                          UINT64_C(0xb85045b68181585d), UINT64_C(0x30644e72e131a029)}};
const u256 zk_iden3_r = {{UINT64_C(0x43e1f593f0000001), UINT64_C(0x2833e84879b97091),
                          UINT64_C(0xb85045b68181585d), UINT64_C(0x30644e72e131a029)}};

uint32_t zk_iden3_get_u32(const uint8_t bytes[4])
{
    uint32_t value;
    memcpy(&value, bytes, sizeof value);
    return le32toh(value);
}

static uint64_t get_u64(const uint8_t bytes[8])
{
    uint64_t value;
    memcpy(&value, bytes, sizeof value);
    return le64toh(value);
}

u256 zk_iden3_get_u256(const uint8_t bytes[32])
{
    return (u256){{get_u64(bytes), get_u64(bytes + 8), get_u64(bytes + 16), get_u64(bytes + 24)}};
}

bool zk_iden3_get_fr(const uint8_t bytes[32], zk_fr *ret_element)
{
    u256 value = zk_iden3_get_u256(bytes);
    return zk_fr_from_u256(&value, ret_element);
}

/* An unknown version or letter may be anything: only what prints goes into a message. */
static void printable(const uint8_t *bytes, size_t len, char *ret_text)
{
    for (size_t i = 0; i < len; i++)
        ret_text[i] = bytes[i] >= ' ' && bytes[i] <= '~' ? (char)bytes[i] : '?';
    ret_text[len] = '\0';
}

static int check_header(const struct zk_iden3_file *file, const char magic[4], uint32_t version_max)
{
    char found[5];

    printable(file->data, file->len < 4 ? file->len : 4, found);
    if (file->len < 4 || memcmp(file->data, magic, 4) != 0)
        return base_fail(BASE_E_SCENARIO, "%s: offset 0: found \"%s\", expected \"%.4s\"",
                         file->name, found, magic);
    if (file->len < HEADER_BYTES)
        return base_fail(BASE_E_SCENARIO,
                         "%s: offset 4: found %zu bytes, expected 8 of a version and a number of "
                         "sections",
                         file->name, file->len - 4);
    uint32_t version = zk_iden3_get_u32(file->data + 4);
    if (version < 1 || version > version_max)
        return base_fail(BASE_E_SCENARIO,
                         "%s: offset 4: found version %" PRIu32 ", expected %s%" PRIu32, file->name,
                         version, version_max > 1 ? "1 to " : "", version_max);
    return 0;
}

int zk_iden3_container_read(const struct zk_iden3_file *file, const char magic[4],
                            uint32_t version_max, struct zk_iden3_container *ret_container)
{
    struct zk_iden3_container container = {.file = file};
    size_t at = HEADER_BYTES;
    int r = check_header(file, magic, version_max);

    if (r < 0)
        return r;
    container.count = zk_iden3_get_u32(file->data + 8);
    if (container.count > ZK_IDEN3_SECTIONS_MAX)
        return base_fail(BASE_E_SCENARIO,
                         "%s: offset 8: found %" PRIu32 " sections, expected at most %d",
                         file->name, container.count, ZK_IDEN3_SECTIONS_MAX);
    for (uint32_t i = 0; i < container.count; i++) {
        if (file->len - at < SECTION_HEADER_BYTES)
            return base_fail(BASE_E_SCENARIO,
                             "%s: offset %zu: found %zu bytes, expected the %d of a section's type "
                             "and length; it is the one after %" PRIu32 " of %" PRIu32,
                             file->name, at, file->len - at, SECTION_HEADER_BYTES, i,
                             container.count);
        uint32_t type = zk_iden3_get_u32(file->data + at);
        uint64_t len = get_u64(file->data + at + 4);
        if (len > file->len - at - SECTION_HEADER_BYTES)
            return base_fail(BASE_E_SCENARIO,
                             "%s: offset %zu: section %" PRIu32 " has %" PRIu64
                             " bytes, and the file only %zu more",
                             file->name, at, type, len, file->len - at - SECTION_HEADER_BYTES);
        for (uint32_t j = 0; j < i; j++) {
            if (container.sections[j].type == type)
                return base_fail(
                    BASE_E_SCENARIO,
                    "%s: offset %zu: section %" PRIu32 " again; it stands at offset %zu already",
                    file->name, at, type,
                    (size_t)(container.sections[j].data - file->data) - SECTION_HEADER_BYTES);
        }
        at += SECTION_HEADER_BYTES;
        container.sections[i] =
            (struct zk_iden3_section){.type = type, .data = file->data + at, .len = (size_t)len};
        at += (size_t)len;
    }
    if (at < file->len)
        return base_fail(BASE_E_SCENARIO, "%s: offset %zu: %zu bytes follow the last section",
                         file->name, at, file->len - at);
    *ret_container = container;
    return 0;
}

static const struct zk_iden3_section *find(const struct zk_iden3_container *container,
                                           uint32_t type)
{
    for (uint32_t i = 0; i < container->count; i++) {
        if (container->sections[i].type == type)
            return &container->sections[i];
    }
    return NULL;
}

bool zk_iden3_container_has(const struct zk_iden3_container *container, uint32_t type)
{
    return find(container, type) != NULL;
}

int zk_iden3_container_find(const struct zk_iden3_container *container, uint32_t type,
                            const char *name, struct zk_iden3_cursor *ret_cursor)
{
    const struct zk_iden3_section *section = find(container, type);

    if (section == NULL)
        return base_fail(BASE_E_SCENARIO, "%s: there is no section %" PRIu32 " (%s)",
                         container->file->name, type, name);
    *ret_cursor =
        (struct zk_iden3_cursor){.file = container->file, .section = *section, .at = section->data};
    ret_cursor->section.name = name;
    return 0;
}

int zk_iden3_fail(const struct zk_iden3_cursor *cursor, const uint8_t *at, const char *format, ...)
{
    char what[256];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(what, sizeof what, format, arguments);
    va_end(arguments);
    return base_fail(BASE_E_SCENARIO, "%s: offset %zu, section %" PRIu32 " (%s): %s",
                     cursor->file->name, (size_t)(at - cursor->file->data), cursor->section.type,
                     cursor->section.name, what);
}

size_t zk_iden3_left(const struct zk_iden3_cursor *cursor)
{
    return cursor->section.len - (size_t)(cursor->at - cursor->section.data);
}

int zk_iden3_take(struct zk_iden3_cursor *cursor, size_t len, const char *what,
                  const uint8_t **ret_bytes)
{
    if (zk_iden3_left(cursor) < len)
        return zk_iden3_fail(cursor, cursor->at, "found %zu bytes, expected the %zu of %s",
                             zk_iden3_left(cursor), len, what);
    *ret_bytes = cursor->at;
    cursor->at += len;
    return 0;
}

int zk_iden3_take_u32(struct zk_iden3_cursor *cursor, const char *what, uint32_t *ret_value)
{
    const uint8_t *bytes;
    int r = zk_iden3_take(cursor, 4, what, &bytes);

    if (r == 0)
        *ret_value = zk_iden3_get_u32(bytes);
    return r;
}

int zk_iden3_take_u64(struct zk_iden3_cursor *cursor, const char *what, uint64_t *ret_value)
{
    const uint8_t *bytes;
    int r = zk_iden3_take(cursor, 8, what, &bytes);

    if (r == 0)
        *ret_value = get_u64(bytes);
    return r;
}

int zk_iden3_take_modulus(struct zk_iden3_cursor *cursor, const char *what, const u256 *modulus)
{
    const uint8_t *bytes, *start = cursor->at;
    uint32_t len;
    int r = zk_iden3_take_u32(cursor, what, &len);

    if (r == 0 && len != 32)
        return zk_iden3_fail(cursor, start, "found %" PRIu32 " bytes for %s, expected 32 (BN254)",
                             len, what);
    r = r < 0 ? r : zk_iden3_take(cursor, 32, what, &bytes);
    if (r == 0 && !u256_equal(zk_iden3_get_u256(bytes), *modulus)) {
        char found[U256_DECIMAL_MAX];
        u256_format(zk_iden3_get_u256(bytes), found);
        return zk_iden3_fail(cursor, bytes, "found %s for %s, which is not that of BN254", found,
                             what);
    }
    return r;
}

int zk_iden3_expect_left(const struct zk_iden3_cursor *cursor, uint64_t count, size_t item_bytes,
                         const char *items)
{
    size_t left = zk_iden3_left(cursor);

    if (left % item_bytes == 0 && left / item_bytes == count)
        return 0;
    return zk_iden3_fail(cursor, cursor->at,
                         "found %zu bytes, expected those of %" PRIu64 " %s with %zu each", left,
                         count, items, item_bytes);
}

void zk_iden3_put_u32(FILE *stream, uint32_t value)
{
    value = htole32(value);
    fwrite(&value, sizeof value, 1, stream);
}

void zk_iden3_put_u64(FILE *stream, uint64_t value)
{
    value = htole64(value);
    fwrite(&value, sizeof value, 1, stream);
}

void zk_iden3_put_u256(FILE *stream, const u256 *value)
{
    for (int i = 0; i < 4; i++)
        zk_iden3_put_u64(stream, value->limb[i]);
}

void zk_iden3_put_fr(FILE *stream, const zk_fr *element)
{
    u256 value;
    zk_fr_to_u256(element, &value);
    zk_iden3_put_u256(stream, &value);
}

void zk_iden3_put_header(FILE *stream, const char magic[4], uint32_t version, uint32_t sections)
{
    fwrite(magic, 4, 1, stream);
    zk_iden3_put_u32(stream, version);
    zk_iden3_put_u32(stream, sections);
}

void zk_iden3_put_section(FILE *stream, uint32_t type, uint64_t len)
{
    zk_iden3_put_u32(stream, type);
    zk_iden3_put_u64(stream, len);
}
