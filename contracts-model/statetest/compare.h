#ifndef CROWDPATCH_STATETEST_COMPARE_H
#define CROWDPATCH_STATETEST_COMPARE_H

#include <jansson.h>

#include "base/bytes.h"
#include "contracts-model/statetest/read.h"

/* Between the files of statetest/ only. */

enum { STATETEST_WHY_BYTES = 256 };

/** Where a run differs from what the file expects: the first difference sticks. */
struct statetest_difference {
    char why[STATETEST_WHY_BYTES]; /* "": none */
};

void statetest_differ(struct statetest_difference *difference, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/** A log as a receipt has it, in RLP. Source: Yellow Paper, 4.3.1 and appendix B. */
void statetest_append_log(struct base_buffer *out, const struct evm_log *log);

/** A transaction's logs against the Keccak-256 of their RLP list. */
void statetest_compare_logs(struct statetest_reader *reader, const struct evm_log *logs,
                            size_t count, const json_t *hash,
                            struct statetest_difference *difference);
/** The whole state against accounts of the form of "pre". */
void statetest_compare_state(struct statetest_reader *reader, const struct evm_state *state,
                             const json_t *accounts, struct statetest_difference *difference);

#endif
