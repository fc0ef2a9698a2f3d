#ifndef CROWDPATCH_SIM_TABLE_H
#define CROWDPATCH_SIM_TABLE_H

#include <stddef.h>
#include <stdint.h>

#include "base/u256.h"

/** A CSV file (RFC 4180, LF line ends) that a run writes row by row, gzip-compressed when its name
 *  ends in ".gz". Equal rows give equal bytes.
 *  Write errors are sticky and come out of sim_table_close(). */
struct sim_table;

/** columns: NULL-terminated names, units in the names. Returns 0, BASE_E_IO or BASE_E_NOMEM. */
int sim_table_open(const char *path, const char *const columns[], struct sim_table **ret_table);

/* A row is one cell a column, in order, and then sim_table_end_row() (asserted). */
void sim_table_text(struct sim_table *table, const char *value);
void sim_table_u64(struct sim_table *table, uint64_t value);
void sim_table_u256(struct sim_table *table, u256 value);
/** Nanoseconds as seconds with exactly nine decimals. */
void sim_table_seconds(struct sim_table *table, int64_t value_ns);
/** Shortest text that reads back as the same double. */
void sim_table_real(struct sim_table *table, double value);
void sim_table_empty(struct sim_table *table);
void sim_table_end_row(struct sim_table *table);

/** Flushes, closes and frees; NULL is ignored. Returns 0 or BASE_E_IO. */
int sim_table_close(struct sim_table *table);

/** All text of such a file, compressed or not, with a 0 behind it; the caller frees. Returns 0,
 *  BASE_E_IO (also for a file that is cut off), or BASE_E_NOMEM. */
int sim_table_read(const char *path, char **ret_text, size_t *ret_len);

#endif
