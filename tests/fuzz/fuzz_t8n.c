#include <string.h>

#include "base/error.h"
#include "cli/evm.h"
#include "crypto/hash.h"
#include "tests/fuzz/fuzz.h"

/* Input: a line that ends with a form feed each for the accounts, the environment and the
 * transactions of `evm t8n`. The first byte picks the fork. The block is executed, or refused with
 * a reason; the accounts afterwards can be read again. */

static int keep_alloc(void *context, const struct transition_output *output)
{
    return transition_write(output, TRANSITION_ALLOC, false, context);
}

static int check(void *context, const struct transition_output *output)
{
    char *result = NULL;
    int r = transition_write(output, TRANSITION_ALLOC | TRANSITION_RESULT, true, &result);

    free(result);
    return r < 0 ? r : keep_alloc(context, output);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    struct transition_text texts[3] = {{.name = "alloc"}, {.name = "env"}, {.name = "txs"}};
    const struct transition_text none = {"none", "[]", 2};
    char *alloc = NULL, *again = NULL;

    FUZZ_CHECK(crypto_init() == 0);
    if (len == 0)
        return 0;
    enum evm_fork fork = data[0] % (EVM_FORK_OSAKA + 1);
    data++;
    len--;
    for (size_t i = 0; i < 3 && len > 0; i++) {
        const uint8_t *end = memchr(data, '\f', len);
        size_t text_len = end != NULL ? (size_t)(end - data) : len;
        texts[i].text = (const char *)data;
        texts[i].len = text_len;
        text_len += end != NULL;
        data += text_len;
        len -= text_len;
    }
    int r = cli_evm_transition(fork, 1, &texts[0], &texts[1], &texts[2], check, &alloc);
    FUZZ_CHECK(r == 0 || r == BASE_E_SCENARIO || r == BASE_E_NOMEM);
    FUZZ_CHECK(r == 0 || base_fail_text()[0] != '\0');
    if (r == 0) {
        const struct transition_text next = {"next", alloc, strlen(alloc)};
        r = cli_evm_transition(fork, 1, &next, &texts[1], &none, keep_alloc, &again);
        FUZZ_CHECK(r == BASE_E_NOMEM || (r == 0 && strcmp(alloc, again) == 0));
    }
    free(alloc);
    free(again);
    return 0;
}
