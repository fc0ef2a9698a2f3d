#ifndef CROWDPATCH_TESTS_CHAIN_RANDOM_PROGRAM_H
#define CROWDPATCH_TESTS_CHAIN_RANDOM_PROGRAM_H

#include "base/bytes.h"
#include "base/random.h"
#include "crypto/sign.h"

/** Appends EVM code of about `steps` random instructions that mostly runs to its end: operands are
 *  small and the stack is rarely too short. It calls and copies from the targets and the
 *  precompiles, creates, logs, stores, jumps forward, and ends in one of all the ways.
 *  target_count >= 1. */
void random_program(struct base_random *random, unsigned steps, const crypto_address targets[],
                    size_t target_count, struct base_buffer *ret_code);

#endif
