#ifndef CROWDPATCH_TESTS_EVM_STATETEST_H
#define CROWDPATCH_TESTS_EVM_STATETEST_H

#include <stdbool.h>

#include <jansson.h>

#include "contracts-model/evm/evm.h"

/** Runs state tests in the format of ethereum/execution-spec-tests: pre-state, one transaction,
 *  post-state and logs. */

enum statetest_outcome {
    STATETEST_PASS,
    STATETEST_FAIL,
    STATETEST_GAP,  /* failed, and called a precompile that is not there */
    STATETEST_SKIP, /* blobs or authorizations: not modelled */
};

/** Runs one entry of a test's "post". ret_why tells the first difference. */
enum statetest_outcome statetest_run(const json_t *test, const json_t *post, enum evm_fork fork,
                                     char ret_why[256]);

#endif
