#include "cli/gas_measure.h"

static const char *const operation_names[CLI_GAS_OPERATION_COUNT] = {
    [CLI_GAS_DEPLOY] = "deploy",
    [CLI_GAS_RELEASE_LIST] = "release_list",
    [CLI_GAS_RELEASE_ROOT] = "release_root",
    [CLI_GAS_ADD_DEVICES] = "add_devices",
    [CLI_GAS_CLAIM_FIRST] = "claim_first",
    [CLI_GAS_CLAIM_LATER] = "claim_later",
    [CLI_GAS_CLAIM_AFTER_RESET] = "claim_after_reset",
    [CLI_GAS_CLAIM_DUPLICATE] = "claim_duplicate",
    [CLI_GAS_CLAIM_ROOT] = "claim_root",
    [CLI_GAS_INSTALLATION] = "installation",
    [CLI_GAS_INSTALLATION_FIRST] = "installation_first",
    [CLI_GAS_INSTALLATION_ROOT] = "installation_root",
    [CLI_GAS_OPEN_EXCHANGE] = "open_exchange",
    [CLI_GAS_REVEAL] = "reveal",
    [CLI_GAS_REFUND] = "refund",
    [CLI_GAS_WITHDRAW] = "withdraw",
    [CLI_GAS_CREATE] = "create",
    [CLI_GAS_COMMIT] = "commit",
    [CLI_GAS_REVEAL_KEY] = "reveal_key",
};

const char *cli_gas_operation_name(enum cli_gas_operation operation)
{
    return operation_names[operation];
}
