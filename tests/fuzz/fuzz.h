#ifndef CROWDPATCH_TESTS_FUZZ_FUZZ_H
#define CROWDPATCH_TESTS_FUZZ_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

/** libFuzzer's entry point; replay.c calls it for each file of a corpus. Returns 0. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

/** Aborts, in every build, when what must hold does not. */
#define FUZZ_CHECK(condition)                                                                      \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            fprintf(stderr, "%s:%d: does not hold: %s\n", __FILE__, __LINE__, #condition);         \
            abort();                                                                               \
        }                                                                                          \
    } while (0)

#endif
