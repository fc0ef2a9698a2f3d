#include "cli/summary.h"

#include <math.h>
#include <string.h>

#include "cli/terminal.h"
#include "models/model.h"
#include "models/registry.h"
#include "models/shared/chain_service.h"
#include "models/shared/costs.h"

/** A name and its value, aligned. */
static void line(FILE *stream, const char *name)
{
    fprintf(stream, "  %-23s ", name);
}

struct amount {
    char text[64];
};

/** Wei as ETH with six decimals, which people can compare; the files have every digit. */
static struct amount eth(u256 wei)
{
    struct amount amount;
    snprintf(amount.text, sizeof amount.text, "%.6f ETH", u256_to_double(wei) / 1e18);
    return amount;
}

static struct amount duration(sim_time time)
{
    struct amount amount;
    if (time < 0) {
        snprintf(amount.text, sizeof amount.text, "-");
        return amount;
    }
    int64_t s = (time + SIM_TIME_SECOND / 2) / SIM_TIME_SECOND;
    if (s < 3600)
        snprintf(amount.text, sizeof amount.text, "%lldmin %02llds", (long long)(s / 60),
                 (long long)(s % 60));
    else
        snprintf(amount.text, sizeof amount.text, "%lldh %02lldmin", (long long)(s / 3600),
                 (long long)(s / 60 % 60));
    return amount;
}

static struct amount bytes(uint64_t count)
{
    static const char *const units[] = {"B", "kB", "MB", "GB", "TB"};
    struct amount amount;
    double value = (double)count;
    size_t unit = 0;
    while (value >= 1000 && unit + 1 < sizeof units / sizeof units[0]) {
        value /= 1000;
        unit++;
    }
    snprintf(amount.text, sizeof amount.text, unit == 0 ? "%.0f %s" : "%.2f %s", value,
             units[unit]);
    return amount;
}

static void print_devices(const struct outcome *outcome, FILE *stream)
{
    line(stream, "devices patched");
    fprintf(stream, "%u of %u\n", outcome->patched, outcome->device_count);
    for (int state = 0; state < OUTCOME_STATE_COUNT; state++) {
        uint32_t count = outcome_count_state(outcome, (enum outcome_state)state);
        if (count == 0 || state == OUTCOME_PATCHED)
            continue;
        line(stream, "  not patched");
        fprintf(stream, "%u %s\n", count, outcome_state_name((enum outcome_state)state));
    }
    line(stream, "time to 50/90/99 %");
    fprintf(stream, "%s / %s / %s\n", duration(outcome_time_to_share(outcome, 0.5)).text,
            duration(outcome_time_to_share(outcome, 0.9)).text,
            duration(outcome_time_to_share(outcome, 0.99)).text);
}

static void print_rewards(const struct outcome *outcome, FILE *stream)
{
    u256 distributors = {{0}}, hubs = {{0}};
    for (uint32_t i = 0; i < outcome->distributor_count; i++)
        distributors = u256_add(distributors, outcome->distributors[i].rewards_wei);
    for (uint32_t i = 0; i < outcome->hub_count; i++)
        hubs = u256_add(hubs, outcome->hubs[i].rewards_wei);
    line(stream, "rewards");
    fprintf(stream, "%s to distributors, %s to hubs\n", eth(distributors).text, eth(hubs).text);
}

/** Cents of what is worth it, and digits of what is less. */
static struct amount usd(double value)
{
    struct amount amount;
    bool is_small = value > -1 && value < 1;
    snprintf(amount.text, sizeof amount.text, is_small ? "%.3g" : "%.2f", value);
    return amount;
}

static void print_profits(const struct world *world, FILE *stream)
{
    double sum_usd = 0, least_usd = 0, most_usd = 0;
    uint32_t count = world->outcome.distributor_count;
    for (uint32_t i = 0; i < count; i++) {
        double profit_usd = costs_of_distributor(world, i).profit_usd;
        sum_usd += profit_usd;
        least_usd = i == 0 || profit_usd < least_usd ? profit_usd : least_usd;
        most_usd = i == 0 || profit_usd > most_usd ? profit_usd : most_usd;
    }
    if (count == 0)
        return;
    line(stream, "a distributor's profit");
    fprintf(stream, "%s USD in the mean, %s to %s USD\n", usd(sum_usd / count).text,
            usd(least_usd).text, usd(most_usd).text);
}

static bool ends_with(const char *text, const char *end)
{
    size_t text_len = strlen(text), end_len = strlen(end);
    return text_len >= end_len && strcmp(text + text_len - end_len, end) == 0;
}

/** A key without its unit, which stands behind the value. */
static struct amount without_unit(const char *key)
{
    static const char *const units[] = {"_wei", "_bytes", "_usd", "_s"};
    struct amount name;
    size_t len = strlen(key);
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++)
        if (ends_with(key, units[i]))
            len = strlen(key) - strlen(units[i]);
    snprintf(name.text, sizeof name.text, "%.*s", (int)len, key);
    return name;
}

/** What only this system, or the attack, measures; the key says in which unit. */
static void print_extras(const struct outcome_extra extras[], size_t count, FILE *stream)
{
    for (size_t i = 0; i < count; i++) {
        const struct outcome_extra *extra = &extras[i];
        if (!extra->label)
            continue;
        line(stream, extra->label == extra->key ? without_unit(extra->key).text : extra->label);
        if (extra->is_money)
            fprintf(stream, "%s\n", eth(extra->value_wei).text);
        else if (isnan(extra->value))
            fprintf(stream, "-\n");
        else if (ends_with(extra->key, "_bytes"))
            fprintf(stream, "%s\n", bytes((uint64_t)extra->value).text);
        else if (ends_with(extra->key, "_s"))
            fprintf(stream, "%.3f s\n", extra->value);
        else if (ends_with(extra->key, "_usd"))
            fprintf(stream, "%.6g USD\n", extra->value);
        else
            fprintf(stream, "%.15g\n", extra->value);
    }
}

static void print_attack(const struct world *world, FILE *stream)
{
    if (world->adversary->kind == ADVERSARY_NONE)
        return;
    line(stream, "adversary");
    fprintf(stream, "%s, %u of them\n", adversary_kind_names[world->adversary->kind],
            adversary_count(world));
    print_extras(world->outcome.measures, world->outcome.measure_count, stream);
}

static void print_chain(const struct outcome *outcome, FILE *stream)
{
    u256 fees = {{0}};
    uint64_t gas = 0, transactions = 0, reverted = 0;
    for (size_t i = 0; i < outcome->gas_count; i++) {
        gas += outcome->gas[i].gas;
        transactions += outcome->gas[i].count;
        reverted += outcome->gas[i].reverted;
        fees = u256_add(fees, outcome->gas[i].fees_wei);
    }
    line(stream, "transactions");
    fprintf(stream, "%llu, %llu reverted, %s\n", (unsigned long long)transactions,
            (unsigned long long)reverted, bytes(outcome->chain_bytes).text);
    line(stream, "gas");
    fprintf(stream, "%llu, fees %s\n", (unsigned long long)gas, eth(fees).text);
    if (outcome->reorganisations > 0) {
        line(stream, "reorganisations");
        fprintf(stream, "%llu, of %llu blocks with %llu transactions\n",
                (unsigned long long)outcome->reorganisations,
                (unsigned long long)outcome->orphaned_blocks,
                (unsigned long long)outcome->orphaned_transactions);
    }
    line(stream, "wei conserved");
    fprintf(stream, "after each of %llu blocks\n", (unsigned long long)outcome->blocks_checked);
}

static void print_costs(const struct world *world, FILE *stream)
{
    struct costs_manufacturer manufacturer = costs_of_manufacturer(world);
    struct costs_devices devices = costs_of_devices(world);
    line(stream, "manufacturer");
    fprintf(stream, "%s sent, %.6g USD in all\n", bytes(manufacturer.up_bytes).text,
            manufacturer.total_usd);
    line(stream, "devices' work");
    fprintf(stream, "%.3f s of computing; %.3f J for updates, %.3f J with listening and sleep\n",
            (double)devices.compute / 1e9, (double)devices.energy_uJ / 1e6,
            (double)devices.total_uJ / 1e6);
}

/** Nothing when nothing has failed. */
static void print_faults(const struct world *world, FILE *stream)
{
    uint64_t machines = 0, lines = 0;
    uint64_t messages = sim_engine_stats(world->engine)->radio_messages_lost;
    uint64_t blocks = world->chain ? chain_service_congested_blocks(world->chain) : 0;
    for (int role = 0; role < WORLD_ROLE_COUNT; role++)
        for (uint32_t i = 0; i < world->counts[role]; i++) {
            machines += world->participants[role][i].machine.failures;
            lines += world->participants[role][i].line.failures;
        }
    if (machines + lines + messages + blocks == 0)
        return;
    line(stream, "faults");
    fprintf(stream, "%llu of machines, %llu of lines, %llu radio messages, %llu crowded blocks\n",
            (unsigned long long)machines, (unsigned long long)lines, (unsigned long long)messages,
            (unsigned long long)blocks);
}

static void print_fidelity(const struct world *world, FILE *stream)
{
    line(stream, "fidelity");
    if (model_has(world->model, MODEL_PROOFS))
        fprintf(stream, "proofs %s; ", config_fidelity_names[world->fidelity->proof]);
    fprintf(stream, "signatures%s hashes%s%s real\n",
            world->fidelity->signature == CONFIG_FIDELITY_REAL ? "," : " calibrated;",
            model_has(world->model, MODEL_ENCRYPTION) ? ", encryption" : "",
            model_has(world->model, MODEL_CHAIN) ? ", contracts" : "");
}

void cli_summary_print(const struct world *world, const char *directory, FILE *to)
{
    struct cli_page page;
    FILE *stream = cli_page_begin(&page, to);
    const struct outcome *outcome = &world->outcome;
    const struct sim_engine_stats *stats = sim_engine_stats(world->engine);
    const char *variant = models_variant(world->model, world->scenario);
    fprintf(stream, "%s: %s%s%s, seed %llu\n", world->run->name, world->model->about.name,
            variant ? " " : "", variant ? variant : "", (unsigned long long)world->run->seed);
    line(stream, "simulated");
    fprintf(stream, "%s%s\n", duration(outcome->ended).text,
            outcome->is_complete ? ", ended by its work" : ", cut off by the scenario's duration");
    print_devices(outcome, stream);
    if (model_has(world->model, MODEL_DISTRIBUTORS)) {
        line(stream, "distributors");
        fprintf(stream, "%u first-hand, %u second-hand, of %u\n", outcome->first_hand,
                outcome->second_hand, outcome->distributor_count);
    }
    if (model_has(world->model, MODEL_REWARDS)) {
        print_rewards(outcome, stream);
        print_profits(world, stream);
    }
    print_extras(outcome->extra, outcome->extra_count, stream);
    print_attack(world, stream);
    if (model_has(world->model, MODEL_CHAIN))
        print_chain(outcome, stream);
    print_costs(world, stream);
    line(stream, "traffic");
    fprintf(stream, "%s internet, %s home radio, %llu messages\n", bytes(stats->wan_bytes).text,
            bytes(stats->lan_bytes).text, (unsigned long long)stats->messages_delivered);
    print_faults(world, stream);
    print_fidelity(world, stream);
    for (size_t i = 0; i < outcome->warning_count; i++)
        fprintf(stream, "warning: %s\n", outcome->warnings[i]);
    fprintf(stream, "results: %s\n", directory);
    cli_page_end(&page);
}
