#ifndef CROWDPATCH_CLI_EVM_H
#define CROWDPATCH_CLI_EVM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "contracts-model/evm/evm.h"
#include "contracts-model/statetest/transition.h"

/* Between the files of the commands that execute contracts only. */

/** The fork of this name; -1 after one line that names the nearest. command: for messages. */
int cli_read_fork(const char *command, const char *name);

/** Hexadecimal digits, with or without "0x", or @FILE with such digits and white space. `what`
 * names it in messages. Returns an exit code; for CLI_EXIT_OK the caller frees *ret_bytes. */
int cli_read_hex(const char *command, const char *what, const char *text, uint8_t **ret_bytes,
                 size_t *ret_len);

struct cli_evm_run {
    enum evm_fork fork;
    uint64_t gas;
    const char *code;  /* as the command line has it */
    const char *input; /* NULL: none */
    bool trace;
};
/** `crowdpatch evm run`. Returns an exit code. */
int cli_evm_run(const struct cli_evm_run *run);

/** `crowdpatch evm statetest` over files and directories; transactions of more gas than most_gas
 * are skipped. Returns an exit code. */
int cli_evm_statetest(char *const paths[], size_t count, uint64_t most_gas);

/** Executes transactions in order and calls visit once with what came of them, borrowed. Requires:
 *  crypto_init(). Returns 0, what visit returns, BASE_E_SCENARIO or BASE_E_NOMEM. */
int cli_evm_transition(enum evm_fork fork, uint64_t chain_id, const struct transition_text *alloc,
                       const struct transition_text *env, const struct transition_text *txs,
                       int (*visit)(void *context, const struct transition_output *output),
                       void *context);

struct cli_evm_t8n {
    enum evm_fork fork;
    uint64_t chain_id;
    const char *alloc, *env, *txs;      /* paths */
    const char *out_alloc, *out_result; /* NULL: standard output */
};
/** `crowdpatch evm t8n`. Returns an exit code. */
int cli_evm_t8n(const struct cli_evm_t8n *t8n);

#endif
