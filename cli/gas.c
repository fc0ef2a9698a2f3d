#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/units.h"
#include "cli/command.h"
#include "cli/evm.h"
#include "cli/gas_measure.h"
#include "cli/table.h"
#include "cli/terminal.h"
#include "contracts-model/contracts/delivery_contract.h"
#include "crypto/hash.h"
#include "scenarios/nearest.h"

enum { DEVICES_DEFAULT = 100, DEVICES_MAX = 1 << 20, FEE_TEXT = U256_DECIMAL_MAX + 24 };

#define WEI_PER_ETH UINT64_C(1000000000000000000)
#define WEI_PER_GWEI UINT64_C(1000000000)

/** Source: Ethereum's main network, August 2021 to February 2025. */
#define BLOCK_GAS_DEFAULT UINT64_C(30000000)

struct request {
    struct cli_gas_setup setup;
    u256 price_wei; /* a gas */
    bool has_price;
    bool json;
};

static const struct {
    const char *name;
    const char *theirs;
    bool has_devices; /* N is part of it */
} rows[CLI_GAS_OPERATION_COUNT] = {
    [CLI_GAS_DEPLOY] = {"deploy the Super contract", "SSC_deploy", false},
    [CLI_GAS_RELEASE_LIST] = {"release, list of N", "deployDSC", true},
    [CLI_GAS_RELEASE_ROOT] = {"release by root", NULL, false},
    [CLI_GAS_ADD_DEVICES] = {"add N devices", NULL, true},
    [CLI_GAS_CLAIM_FIRST] = {"claim, a distributor's first", "validateDelivery", false},
    [CLI_GAS_CLAIM_LATER] = {"claim, later", "validateDelivery", false},
    [CLI_GAS_CLAIM_AFTER_RESET] = {"claim, first after a score reset", NULL, false},
    [CLI_GAS_CLAIM_DUPLICATE] = {"claim, losing duplicate", "validateDelivery", false},
    [CLI_GAS_CLAIM_ROOT] = {"claim by root of N, later", NULL, true},
    [CLI_GAS_INSTALLATION] = {"installation", "validateFinalDelivery", false},
    [CLI_GAS_INSTALLATION_FIRST] = {"installation before the claim", "validateFinalDelivery",
                                    false},
    [CLI_GAS_INSTALLATION_ROOT] = {"installation by root of N", NULL, true},
    [CLI_GAS_OPEN_EXCHANGE] = {"open an exchange", "deployESC", false},
    [CLI_GAS_REVEAL] = {"reveal", "validateExchange", false},
    [CLI_GAS_REFUND] = {"refund", NULL, false},
    [CLI_GAS_WITHDRAW] = {"withdraw", "withdrawFunds", false},
    [CLI_GAS_CREATE] = {"create, commit and reveal", "IoTPC_createContract", false},
    [CLI_GAS_COMMIT] = {"commit by root of N", "IoTPC_commit", true},
    [CLI_GAS_REVEAL_KEY] = {"reveal after a commit", "IoTPC_reveal", false},
    [CLI_GAS_LOG_DEPLOY] = {"deploy the update log", NULL, false},
    [CLI_GAS_LOG_POST_HASH] = {"post an update's hash", NULL, false},
    [CLI_GAS_LOG_POST] = {"post an update of 1 KiB", NULL, false},
    [CLI_GAS_LOG_VOTE] = {"vote of a checking node", NULL, false},
    [CLI_GAS_LOG_ACKNOWLEDGE] = {"acknowledgement of a device", NULL, false},
    [CLI_GAS_FIRMWARE_DEPLOY] = {"deploy the firmware contract", NULL, false},
    [CLI_GAS_FIRMWARE_ADD_NODE] = {"admit a gateway", NULL, false},
    [CLI_GAS_FIRMWARE_ANNOUNCE] = {"announce a later firmware", NULL, false},
    [CLI_GAS_FIRMWARE_PUSH_FIRST] = {"store 1 KiB of firmware", NULL, false},
    [CLI_GAS_FIRMWARE_PUSH] = {"store 1 KiB over an older one", NULL, false},
    [CLI_GAS_FIRMWARE_REPORT] = {"report on four devices", NULL, false},
    [CLI_GAS_FIRMWARE_REMOVE_NODE] = {"remove a gateway", NULL, false},
};

/** What the authors' contracts use. Source: measured in @ethereumjs/vm 8 from the Solidity of
 *  edoardopuggioni/crowdpatching fbd3614 (solc 0.5.16, optimizer 200 runs) and, for IoTPC,
 *  david-oz/IoTPC 38c01b5 (solc 0.4.24), which was measured on istanbul alone.
 *  devices: 0: any. gas: 0: not measured. */
static const struct {
    enum cli_gas_operation operation;
    size_t devices;
    uint64_t istanbul_gas, cancun_gas;
} theirs[] = {
    {CLI_GAS_DEPLOY, 0, 1724400, 1728284},
    {CLI_GAS_RELEASE_LIST, 1, 1031321, 1050705},
    {CLI_GAS_RELEASE_LIST, 10, 1225498, 1256588},
    {CLI_GAS_RELEASE_LIST, 100, 3167574, 3315832},
    {CLI_GAS_RELEASE_LIST, 400, 9644131, 10182917},
    {CLI_GAS_RELEASE_LIST, 1000, 22605408, 23925346},
    {CLI_GAS_CLAIM_FIRST, 0, 117824, 125024},
    {CLI_GAS_CLAIM_LATER, 0, 84441, 90129},
    {CLI_GAS_CLAIM_DUPLICATE, 0, 28200, 30076},
    {CLI_GAS_INSTALLATION, 0, 47015, 46815},
    {CLI_GAS_INSTALLATION_FIRST, 0, 56996, 56120},
    {CLI_GAS_OPEN_EXCHANGE, 0, 412089, 418995},
    {CLI_GAS_REVEAL, 0, 77098, 80598},
    {CLI_GAS_WITHDRAW, 0, 30432, 32432},
    {CLI_GAS_CREATE, 0, 812514, 0},
    {CLI_GAS_COMMIT, 1, 98035, 0},
    {CLI_GAS_COMMIT, 128, 103070, 0},
    {CLI_GAS_COMMIT, 1024, 105256, 0},
    {CLI_GAS_COMMIT, 16384, 108133, 0},
    {CLI_GAS_COMMIT, 131072, 110295, 0},
    {CLI_GAS_COMMIT, 1048576, 112417, 0},
    {CLI_GAS_REVEAL_KEY, 0, 68705, 0},
};

static const struct cli_option options[] = {
    {"--block-gas", "N", "gas of a block, which bounds a transaction (default: 30000000)"},
    {"--devices", "N", "devices of the lists and under the root (default: 100)"},
    {"--fork", "FORK", "rules from istanbul to osaka (default: osaka)"},
    {"--gas-price", "X", "also print fees at this price of a gas, such as 20gwei"},
    {"--json", NULL, "as JSON"},
    {"--scheme", "SCHEME",
     "what devices sign with: secp256k1, p256 (osaka), ed25519 (a what-if) (default: secp256k1)"},
    {"--semantics", "SEMANTICS",
     "whose contracts: paper, reference-code or hardened (default: paper)"},
    {NULL, NULL, NULL},
};

/** 0: not measured. Forks after istanbul are compared with cancun, the only one of them measured.
 */
static uint64_t theirs_of(const struct request *request, enum cli_gas_operation operation)
{
    for (size_t i = 0; i < sizeof(theirs) / sizeof(theirs[0]); i++) {
        if (theirs[i].operation == operation &&
            (theirs[i].devices == 0 || theirs[i].devices == request->setup.device_count))
            return request->setup.fork == EVM_FORK_ISTANBUL ? theirs[i].istanbul_gas
                                                            : theirs[i].cancun_gas;
    }
    return 0;
}

static bool read_semantics(const char *text, enum contracts_semantics *ret_semantics)
{
    struct scenario_nearest nearest;

    scenario_nearest_init(&nearest, text);
    for (int i = 0; i < CONTRACTS_SEMANTICS_COUNT; i++) {
        if (strcmp(text, contracts_semantics_names[i]) == 0) {
            *ret_semantics = (enum contracts_semantics)i;
            return true;
        }
        scenario_nearest_offer(&nearest, contracts_semantics_names[i]);
    }
    fprintf(stderr, "crowdpatch gas: unknown semantics \"%.60s\"; ", text);
    if (nearest.best != NULL)
        fprintf(stderr, "did you mean \"%s\"?\n", nearest.best);
    else
        fprintf(stderr, "there are paper, reference-code and hardened\n");
    return false;
}

static bool read_scheme(const char *text, enum crypto_scheme *ret_scheme)
{
    struct scenario_nearest nearest;

    scenario_nearest_init(&nearest, text);
    for (int i = 0; i < CRYPTO_SCHEME_COUNT; i++) {
        if (strcmp(text, crypto_scheme_names[i]) == 0) {
            *ret_scheme = (enum crypto_scheme)i;
            return true;
        }
        scenario_nearest_offer(&nearest, crypto_scheme_names[i]);
    }
    fprintf(stderr, "crowdpatch gas: unknown scheme \"%.60s\"; ", text);
    if (nearest.best != NULL)
        fprintf(stderr, "did you mean \"%s\"?\n", nearest.best);
    else
        fprintf(stderr, "there are secp256k1, p256 and ed25519\n");
    return false;
}

static int take(void *context, const char *name, const char *value)
{
    struct request *request = context;
    int fork;

    if (name == NULL) {
        fprintf(stderr, "crowdpatch gas: takes no argument, found \"%.60s\"\n", value);
        return 1;
    }
    if (strcmp(name, "--json") == 0) {
        request->json = true;
        return 0;
    }
    if (strcmp(name, "--devices") == 0) {
        uint64_t count = 0;
        bool is_right = cli_read_number("gas", name, value, 1, DEVICES_MAX, &count);
        request->setup.device_count = (size_t)count;
        return !is_right;
    }
    if (strcmp(name, "--block-gas") == 0)
        return !cli_read_number("gas", name, value, 1, INT64_MAX, &request->setup.block_gas);
    if (strcmp(name, "--semantics") == 0)
        return !read_semantics(value, &request->setup.semantics);
    if (strcmp(name, "--scheme") == 0)
        return !read_scheme(value, &request->setup.scheme);
    if (strcmp(name, "--fork") == 0) {
        fork = cli_read_fork("gas", value);
        request->setup.fork = (enum evm_fork)fork;
        return fork < 0;
    }
    if (base_quantity_parse(value, BASE_DIMENSION_MONEY, &request->price_wei) != 0 ||
        request->price_wei.limb[3] != 0) {
        fprintf(stderr, "crowdpatch gas: --gas-price: \"%.60s\" is no amount of money (%s)\n",
                value, base_dimension_units(BASE_DIMENSION_MONEY));
        return 1;
    }
    request->has_price = true;
    return 0;
}

/** In ETH with nine digits after the point, rounded down. */
static void format_fee(const struct request *request, uint64_t gas, char ret_text[FEE_TEXT])
{
    char digits[U256_DECIMAL_MAX], gwei[U256_DECIMAL_MAX];
    u256 whole, rest;

    u256_divmod(u256_mul(u256_from_u64(gas), request->price_wei), u256_from_u64(WEI_PER_ETH),
                &whole, &rest);
    u256_format(whole, digits);
    u256_format(u256_div(rest, u256_from_u64(WEI_PER_GWEI)), gwei);
    snprintf(ret_text, FEE_TEXT, "%s.%09lu", digits, strtoul(gwei, NULL, 10));
}

static void add_row(const struct request *request, const struct cli_gas_table *table,
                    enum cli_gas_operation operation, struct cli_table *out)
{
    uint64_t gas = table->gas[operation], other = theirs_of(request, operation);
    char fee[FEE_TEXT];

    cli_table_cell(out, "%s", rows[operation].name);
    if (gas > 0)
        cli_table_cell(out, "%" PRIu64, gas);
    else
        cli_table_cell(out, "too much");
    if (other > 0)
        cli_table_cell(out, "%" PRIu64, other);
    else
        cli_table_cell(out, "-");
    if (gas > 0 && other > 0)
        cli_table_cell(out, "%.2f", (double)gas / (double)other);
    else
        cli_table_cell(out, "-");
    if (request->has_price && gas > 0) {
        format_fee(request, gas, fee);
        cli_table_cell(out, "%s", fee);
    } else if (request->has_price) {
        cli_table_cell(out, "-");
    }
    cli_table_cell(out, "%s", other > 0 ? rows[operation].theirs : "-");
}

static void print_most(const char *what, size_t count, uint64_t gas, FILE *stream)
{
    fprintf(stream, "%s: %zu", what, count);
    if (count > 0)
        fprintf(stream, " (%" PRIu64 " gas)", gas);
    fputc('\n', stream);
}

/** What the chain has that no chain has. */
static const char *what_if(const struct request *request)
{
    return request->setup.scheme == CRYPTO_SCHEME_ED25519 ? " with ed25519verify (a what-if)" : "";
}

static void print_table(const struct request *request, const struct cli_gas_table *table)
{
    bool is_istanbul = request->setup.fork == EVM_FORK_ISTANBUL;
    struct cli_page page;
    struct cli_table out;

    fprintf(cli_page_begin(&page, stdout),
            "gas on %s%s with %s semantics, N = %zu devices that sign with %s; theirs: the "
            "authors' contracts on %s\n\n",
            evm_fork_names[request->setup.fork], what_if(request),
            contracts_semantics_names[request->setup.semantics], request->setup.device_count,
            crypto_scheme_names[request->setup.scheme], is_istanbul ? "istanbul" : "cancun");
    cli_page_end(&page);
    cli_table_begin(&out, 0);
    cli_table_column(&out, "operation", (struct cli_table_column){34, true, true});
    cli_table_column(&out, "gas", (struct cli_table_column){9});
    cli_table_column(&out, "theirs", (struct cli_table_column){9});
    cli_table_column(&out, "ratio", (struct cli_table_column){5});
    if (request->has_price)
        cli_table_column(&out, "fee in ETH", (struct cli_table_column){16});
    cli_table_column(&out, "their name", (struct cli_table_column){.is_left = true});
    for (int i = 0; i < CLI_GAS_OPERATION_COUNT; i++)
        add_row(request, table, (enum cli_gas_operation)i, &out);
    cli_table_print(&out, stdout, cli_terminal_columns(stdout));
    FILE *stream = cli_page_begin(&page, stdout);
    fprintf(stream, "\nof a transaction with at most %" PRIu64 " gas:\n", table->transaction_gas);
    print_most("most devices in a release", table->release_most, table->release_most_gas, stream);
    print_most("most devices added afterwards", table->add_most, table->add_most_gas, stream);
    cli_page_end(&page);
}

static void print_json(const struct request *request, const struct cli_gas_table *table)
{
    char number[U256_DECIMAL_MAX];

    printf("{\n  \"fork\": \"%s\",\n  \"semantics\": \"%s\",\n  \"scheme\": \"%s\",\n"
           "  \"devices\": %zu,\n  \"transaction_gas\": %" PRIu64 ",\n",
           evm_fork_names[request->setup.fork], contracts_semantics_names[request->setup.semantics],
           crypto_scheme_names[request->setup.scheme], request->setup.device_count,
           table->transaction_gas);
    if (request->has_price) {
        u256_format(request->price_wei, number);
        printf("  \"gas_price_wei\": \"%s\",\n", number);
    }
    printf("  \"theirs_fork\": \"%s\",\n  \"operations\": [\n",
           request->setup.fork == EVM_FORK_ISTANBUL ? "istanbul" : "cancun");
    for (int i = 0; i < CLI_GAS_OPERATION_COUNT; i++) {
        uint64_t gas = table->gas[i], other = theirs_of(request, (enum cli_gas_operation)i);
        printf("    {\"operation\": \"%s\"", cli_gas_operation_name((enum cli_gas_operation)i));
        if (rows[i].has_devices)
            printf(", \"devices\": %zu", request->setup.device_count);
        if (gas > 0)
            printf(", \"gas\": %" PRIu64, gas);
        else
            printf(", \"gas\": null");
        if (other > 0)
            printf(", \"theirs_gas\": %" PRIu64 ", \"their_name\": \"%s\"", other, rows[i].theirs);
        if (request->has_price && gas > 0) {
            u256_format(u256_mul(u256_from_u64(gas), request->price_wei), number);
            printf(", \"fee_wei\": \"%s\"", number);
        }
        printf("}%s\n", i + 1 < CLI_GAS_OPERATION_COUNT ? "," : "");
    }
    printf("  ],\n  \"most_devices_in_a_release\": %zu,\n"
           "  \"most_devices_added_afterwards\": %zu\n}\n",
           table->release_most, table->add_most);
}

static int run(const struct cli_command *command, int argc, char **argv)
{
    struct request request = {.setup = {.fork = EVM_FORK_OSAKA,
                                        .block_gas = BLOCK_GAS_DEFAULT,
                                        .device_count = DEVICES_DEFAULT}};
    struct cli_gas_table table;
    int exit_code = cli_parse(command, argc, argv, take, &request);

    if (exit_code != 0)
        return exit_code < 0 ? CLI_EXIT_OK : exit_code;
    const char *lack = contracts_delivery_lacks(request.setup.scheme, request.setup.fork, true);
    if (lack != NULL) {
        fprintf(stderr, "crowdpatch gas: --scheme %s needs %s; --fork is %s\n",
                crypto_scheme_names[request.setup.scheme], lack,
                evm_fork_names[request.setup.fork]);
        return CLI_EXIT_USAGE;
    }
    int r = crypto_init();
    r = r < 0 ? r : cli_gas_measure(&request.setup, &table);
    if (r < 0)
        return cli_end("gas", r);
    if (request.json)
        print_json(&request, &table);
    else
        print_table(&request, &table);
    return CLI_EXIT_OK;
}

const struct cli_command cli_gas_command = {
    .name = "gas",
    .summary = "measure what each operation of the contracts costs",
    .help = "Deploys the contracts on a chain of their own, executes every operation,\n"
            "and prints the gas of the whole transaction, beside that of the authors' contracts;\n"
            "and the longest list of devices that one transaction can carry.",
    .options = options,
    .run = run,
};
