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
    [CLI_GAS_LOG_DEPLOY] = "log_deploy",
    [CLI_GAS_LOG_POST_HASH] = "log_post_hash",
    [CLI_GAS_LOG_POST] = "log_post",
    [CLI_GAS_LOG_VOTE] = "log_vote",
    [CLI_GAS_LOG_ACKNOWLEDGE] = "log_acknowledge",
    [CLI_GAS_FIRMWARE_DEPLOY] = "firmware_deploy",
    [CLI_GAS_FIRMWARE_ADD_NODE] = "firmware_add_node",
    [CLI_GAS_FIRMWARE_ANNOUNCE] = "firmware_announce",
    [CLI_GAS_FIRMWARE_PUSH_FIRST] = "firmware_push_first",
    [CLI_GAS_FIRMWARE_PUSH] = "firmware_push",
    [CLI_GAS_FIRMWARE_REPORT] = "firmware_report",
    [CLI_GAS_FIRMWARE_REMOVE_NODE] = "firmware_remove_node",
};

const char *cli_gas_operation_name(enum cli_gas_operation operation)
{
    return operation_names[operation];
}
