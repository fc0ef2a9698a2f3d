#ifndef CROWDPATCH_ZK_IDEN3_CONTAINER_H
#define CROWDPATCH_ZK_IDEN3_CONTAINER_H

#include <stdio.h>

#include "base/u256.h"
#include "zk/fr.h"
#include "zk/iden3/file.h"

/* Private to zk/iden3/ and its tests: the container of .r1cs, .wtns and .zkey. Four letters, the
 * version, the number of sections (u32 each), and then for each section its type (u32), length
 * (u64) and bytes. All numbers are little-endian.
 * Source: https://github.com/iden3/r1csfile/blob/master/doc/r1cs_bin_format.md. */

#define ZK_IDEN3_SECTIONS_MAX 64

struct zk_iden3_section {
    uint32_t type;
    const char *name; /* for messages */
    const uint8_t *data;
    size_t len;
};

struct zk_iden3_container {
    const struct zk_iden3_file *file;
    uint32_t count;
    struct zk_iden3_section sections[ZK_IDEN3_SECTIONS_MAX];
};

/** Where a section is being read. */
struct zk_iden3_cursor {
    const struct zk_iden3_file *file;
    struct zk_iden3_section section;
    const uint8_t *at;
};

/** Sections in any order, none twice, nothing after the last. version_max: versions from 1 to this
 *  one. Returns 0 or BASE_E_SCENARIO. */
int zk_iden3_container_read(const struct zk_iden3_file *file, const char magic[4],
                            uint32_t version_max, struct zk_iden3_container *ret_container);
bool zk_iden3_container_has(const struct zk_iden3_container *container, uint32_t type);
/** The start of the section of this type, which messages call `name`. Returns 0 or
 *  BASE_E_SCENARIO. */
int zk_iden3_container_find(const struct zk_iden3_container *container, uint32_t type,
                            const char *name, struct zk_iden3_cursor *ret_cursor);

/** "FILE: offset N, section T (NAME): ..." for the byte `at`. Returns BASE_E_SCENARIO. */
int zk_iden3_fail(const struct zk_iden3_cursor *cursor, const uint8_t *at, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/** The next len bytes of a section. `what` names them in the message when there are fewer.
 *  Returns 0 or BASE_E_SCENARIO. */
int zk_iden3_take(struct zk_iden3_cursor *cursor, size_t len, const char *what,
                  const uint8_t **ret_bytes);
int zk_iden3_take_u32(struct zk_iden3_cursor *cursor, const char *what, uint32_t *ret_value);
int zk_iden3_take_u64(struct zk_iden3_cursor *cursor, const char *what, uint64_t *ret_value);
/** A field as headers name it: the length 32, and the modulus. */
int zk_iden3_take_modulus(struct zk_iden3_cursor *cursor, const char *what, const u256 *modulus);
/** Fails unless count * item_bytes bytes are left. */
int zk_iden3_expect_left(const struct zk_iden3_cursor *cursor, uint64_t count, size_t item_bytes,
                         const char *items);
size_t zk_iden3_left(const struct zk_iden3_cursor *cursor);

/** p and r. */
extern const u256 zk_iden3_p, zk_iden3_r;

uint32_t zk_iden3_get_u32(const uint8_t bytes[4]);
u256 zk_iden3_get_u256(const uint8_t bytes[32]);
/** An element in normal form; false when it is not below r. */
bool zk_iden3_get_fr(const uint8_t bytes[32], zk_fr *ret_element);

/** Writers leave errors to the stream. */
void zk_iden3_put_u32(FILE *stream, uint32_t value);
void zk_iden3_put_u64(FILE *stream, uint64_t value);
void zk_iden3_put_u256(FILE *stream, const u256 *value);
void zk_iden3_put_fr(FILE *stream, const zk_fr *element);
void zk_iden3_put_header(FILE *stream, const char magic[4], uint32_t version, uint32_t sections);
void zk_iden3_put_section(FILE *stream, uint32_t type, uint64_t len);

#endif
