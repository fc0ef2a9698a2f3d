#include "base/error.h"
#include "contracts-model/statetest/statetest.h"
#include "crypto/hash.h"
#include "tests/fuzz/fuzz.h"

/* Input: a file of state tests. It is run, or refused with a reason. */

#define MOST_GAS (UINT64_C(1) << 24) /* what a transaction gets from osaka on, EIP-7825 */

static void visit(void *context, const struct statetest_report *report)
{
    FUZZ_CHECK(report->outcome < STATETEST_OUTCOME_COUNT);
    FUZZ_CHECK((report->outcome == STATETEST_PASS) == (report->why[0] == '\0'));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    FUZZ_CHECK(crypto_init() == 0);
    int r = statetest_run_text("fuzz.json", (const char *)data, len, MOST_GAS, visit, NULL);
    FUZZ_CHECK(r == 0 || r == BASE_E_SCENARIO || r == BASE_E_NOMEM);
    FUZZ_CHECK(r == 0 || base_fail_text()[0] != '\0');
    return 0;
}
