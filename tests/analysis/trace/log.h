#ifndef CROWDPATCH_TESTS_ANALYSIS_TRACE_LOG_H
#define CROWDPATCH_TESTS_ANALYSIS_TRACE_LOG_H

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <zstd.h>

#include "analysis/trace/read.h"
#include "base/error.h"

#define LOG_HEAD                                                                                   \
    "{\"t_ns\":0,\"event\":\"trace\",\"format\":\"crowdpatch-trace\",\"format_version\":1,"        \
    "\"devices\":2}\n"

/** A stream of bytes as they are; the test frees nothing. */
__attribute__((unused)) static int log_open_bytes(const void *bytes, size_t len,
                                                  struct trace_reader **ret_reader)
{
    static unsigned char kept[1 << 22];
    cr_assert(len > 0 && len <= sizeof kept);
    memcpy(kept, bytes, len);
    return trace_open_stream(fmemopen(kept, len, "rb"), "log", ret_reader);
}

/** A log with this text. */
__attribute__((unused)) static int log_open(const char *text, struct trace_reader **ret_reader)
{
    static unsigned char packed[1 << 22];
    size_t len = ZSTD_compress(packed, sizeof packed, text, strlen(text), 1);
    cr_assert_not(ZSTD_isError(len));
    return log_open_bytes(packed, len, ret_reader);
}

#endif
