#include <inttypes.h>
#include <string.h>

#include "base/error.h"
#include "cli/size.h"
#include "crypto/cost.h"
#include "models/shared/config.h"
#include "zk/cost.h"

static const char *const chain_names[] = {
    [SIZE_CHAIN_L1_2020] = "l1_2020", [SIZE_CHAIN_L1_2025] = "l1_2025",
    [SIZE_CHAIN_L1_2026] = "l1_2026", [SIZE_CHAIN_L2] = "l2",
    [SIZE_CHAIN_PRIVATE] = "private", NULL,
};
/* Topologies that need no file: those before it, with the same numbers. */
static const char *const region_names[] = {
    "aws_p50", "aws_p90", "simblock_2015", "simblock_2019", "planetlab",
    "seattle", "king",    "meridian",      "harvard",       NULL,
};
static const char *const device_list_names[] = {"list", "merkle_root", NULL};
/* Of enum crypto_scheme, those that a chain can check. */
static const char *const scheme_names[] = {"secp256k1", "p256", NULL};

#define TOP(member) offsetof(struct size_top, member)
static const struct scenario_param top_params[] = {
    {"name", SCENARIO_TEXT, TOP(name), "unnamed", NULL, NULL, NULL,
     "What the release is called in the answer.", "Assumption: a label."},
    {"description", SCENARIO_TEXT, TOP(description), "", NULL, NULL, NULL,
     "What the release is about.", "Assumption: a label."},
    {"release", SCENARIO_TEXT, TOP(release), "2026-01-01", NULL, NULL, NULL,
     "When it comes out, in UTC: \"2026-01-01\" or \"2026-01-01T12:00\".",
     "Assumption: only the time until the deadline counts."},
    {"deadline", SCENARIO_TEXT, TOP(deadline), "2026-01-08", NULL, NULL, NULL,
     "When the coverage is wanted; what is left of the deposit comes back then.",
     "Assumption: a week; of known exploited vulnerabilities CISA BOD 22-01 asks two."},
    {"seed", SCENARIO_INTEGER, TOP(seed), "1", NULL, "1000000000000", NULL, "Seed of all rollouts.",
     "Assumption: any number serves."},
};
#define FLEET(member) offsetof(struct size_fleet, member)
static const struct scenario_param fleet_params[] = {
    {"devices", SCENARIO_INTEGER, FLEET(devices), "10000", "1", "100000000", NULL,
     "Devices that are to be patched.", "Assumption: a model of a medium vendor."},
    {"per_home", SCENARIO_INTEGER, FLEET(per_home), "2", "1", "1000", NULL,
     "Of them in a home with one hub.",
     "Assumption: two of the mean of 7 smart devices of an owner (models/shared/homes.h)."},
    {"device_class", SCENARIO_CHOICE, FLEET(device_class), "cortex_m4_168mhz", NULL, NULL,
     crypto_device_class_names, "Their chip: what signatures and hashes take.",
     "Assumption: RFC 7228 class 2."},
    {"regions", SCENARIO_CHOICE, FLEET(regions), "simblock_2019", NULL, NULL, region_names,
     "Where homes and distributors are: a network.topology that needs no file.",
     "Source: SimBlock, shares of six parts of the world."},
    {"radio", SCENARIO_CHOICE, FLEET(radio), "wifi", NULL, NULL, config_lan_names,
     "A home's radio.", "Source: models/shared/homes.c has one for each."},
    {"online", SCENARIO_REAL, FLEET(online), "0.95", "0.01", "1", NULL,
     "Share of the homes that are online at a moment.",
     "Assumption: hubs are plugged in; some are not, and lines fail."},
    {"offline_spell", SCENARIO_DURATION, FLEET(offline_ns), "8h", "1s", "365d", NULL,
     "Mean of the exponential time for which a home is offline.",
     "Assumption: a night, or until somebody notices."},
    {"poll", SCENARIO_DURATION, FLEET(poll_ns), "1h", "1s", "30d", NULL,
     "How often a hub looks for a release.", "Assumption: a background task."},
};
#define UPDATE(member) offsetof(struct size_update, member)
static const struct scenario_param update_params[] = {
    {"size", SCENARIO_SIZE, UPDATE(bytes), "64KiB", "1B", "64MiB", NULL, "Size of the update.",
     "Assumption: a class 2 device's firmware (RFC 7228)."},
    {"proof_system", SCENARIO_CHOICE, UPDATE(proof_system), "groth16_poseidon", NULL, NULL,
     zk_cost_model_names, "Whose proving times and sizes distributors have.", "Source: zk/cost.c."},
    {"signature_scheme", SCENARIO_CHOICE, UPDATE(signature_scheme), "secp256k1", NULL, NULL,
     scheme_names, "What devices sign with.",
     "Assumption: secp256k1 can be checked on every chain."},
    {"device_list", SCENARIO_CHOICE, UPDATE(device_list), "list", NULL, NULL, device_list_names,
     "How the release names its devices: in the contract's storage, or by a Merkle root.",
     "Source: Puggioni et al. 2020, section IV-B1."},
};
#define TARGET(member) offsetof(struct size_target, member)
static const struct scenario_param target_params[] = {
    {"coverage", SCENARIO_REAL, TARGET(coverage), "0.95", "0.01", "1", NULL,
     "Share of the devices that are to be patched by the deadline.",
     "Assumption: the rest is broken, sold or asleep."},
    {"probability", SCENARIO_REAL, TARGET(probability), "0.99", "0.5", "0.999", NULL,
     "In which share of the rollouts that is to come true.",
     "Assumption: one release in a hundred may miss."},
    {"confidence", SCENARIO_REAL, TARGET(confidence), "0.95", "0.5", "0.999", NULL,
     "Of the statement that it does: 1 less the risk that rollouts, by luck, show too much.",
     "Assumption: custom."},
};
#define CHAIN(member) offsetof(struct size_chain_range, member)
static const struct scenario_param chain_params[] = {
    {"profile", SCENARIO_CHOICE, CHAIN(profile), "l2", NULL, NULL, chain_names,
     "The chain and its time, with the fees and the price of prices.profile, which `crowdpatch "
     "explain prices.profile` tells; private: a permissioned chain without fees, with a block "
     "every 5 s.",
     "Source: models/shared/prices.c. Assumption: 5 s, as private chains of a consortium have."},
    {"fee_low", SCENARIO_REAL, CHAIN(fee_low), "0.5", "0.001", "1000", NULL,
     "Least fee of a gas that is reckoned with, times the profile's; a rollout draws one, "
     "log-uniform.",
     "Assumption: half."},
    {"fee_high", SCENARIO_REAL, CHAIN(fee_high), "4", "0.001", "1000", NULL,
     "Most fee of a gas that is reckoned with, times the profile's.",
     "Assumption: two doublings, as in a busy week."},
    {"eth_usd_low", SCENARIO_REAL, CHAIN(eth_usd_low), "0", "0", "1000000000", NULL,
     "Least price of the chain's coin in US dollars; a rollout draws one, log-uniform. 0: 0.7 "
     "times the profile's. A private chain's coin needs one: what the manufacturer redeems it for.",
     "Assumption: a fall that ether has seen within a month."},
    {"eth_usd_high", SCENARIO_REAL, CHAIN(eth_usd_high), "0", "0", "1000000000", NULL,
     "Most price of the chain's coin. 0: 1.4 times the profile's, or eth_usd_low on a private "
     "chain.",
     "Assumption: a rise that ether has seen within a month."},
};
#define ALTERNATIVES(member) offsetof(struct size_alternatives, member)
static const struct scenario_param alternatives_params[] = {
    {"egress_per_gb", SCENARIO_REAL, ALTERNATIVES(egress), "0.09", "0", "1000", NULL,
     "What a gigabyte (10^9 bytes) from the manufacturer's server costs.",
     "Source: list price of AWS S3's egress, as prices.egress_usd_per_gb."},
    {"cdn_per_gb", SCENARIO_REAL, ALTERNATIVES(cdn), "0.085", "0", "1000", NULL,
     "What a gigabyte from a content delivery network costs.",
     "Source: list price of CloudFront, as client_server.cdn_usd_per_gb."},
    {"outage", SCENARIO_REAL, ALTERNATIVES(outage), "0.01", "0", "1", NULL,
     "Probability that the manufacturer's server goes down soon after the release and stays so "
     "until the deadline.",
     "Assumption: attacked, seized, or out of business, once in a hundred releases."},
    {"outage_after", SCENARIO_DURATION, ALTERNATIVES(outage_after_ns), "15min", "0s", "365d", NULL,
     "How soon.", "Assumption: who would keep devices from being patched knows of the release."},
};
#define RISK(member) offsetof(struct size_risk, member)
static const struct scenario_param risk_params[] = {
    {"margin", SCENARIO_REAL, RISK(margin), "0.1", "0", "10", NULL,
     "How far above the least reward that serves the recommended one lies, and a hub's above the "
     "highest fee of its claim: 0.1: a tenth more.",
     "Assumption: away from a cliff, at a price that is known."},
    {"unpatched_cost", SCENARIO_REAL, RISK(unpatched), "20", "0", "1000000000", NULL,
     "What a device that is not patched by the deadline costs: recall, a visit, damages.",
     "Assumption: a parcel and half an hour of somebody's time."},
};
#define DISTRIBUTORS(member) offsetof(struct size_distributors, member)
static const struct scenario_param distributors_params[] = {
    {"available", SCENARIO_INTEGER, DISTRIBUTORS(available), "50", "0", "100000", NULL,
     "Who hears of the release in time and could distribute it, if it pays.",
     "Assumption: a small community."},
    {"machine", SCENARIO_CHOICE, DISTRIBUTORS(device_class), "x86_server", NULL, NULL,
     crypto_device_class_names, "What they run on.", "Assumption: a rented server."},
    {"compute_per_core_hour", SCENARIO_REAL, DISTRIBUTORS(compute), "0.085", "0", "1000", NULL,
     "What they pay for an hour of a core.",
     "Source: AWS c6i.large on demand, as prices.compute_usd_per_core_hour."},
    {"upload_per_gb", SCENARIO_REAL, DISTRIBUTORS(upload), "0", "0", "1000", NULL,
     "What they pay for a gigabyte that they send.", "Assumption: a flat rate."},
    {"outlay", SCENARIO_REAL, DISTRIBUTORS(outlay), "5", "0.000001", "1000000", NULL,
     "Median of what taking part in one release costs a distributor, whatever it delivers: set-up, "
     "somebody's attention, a machine that waits.",
     "Assumption: a small server for a month."},
    {"outlay_sigma", SCENARIO_REAL, DISTRIBUTORS(outlay_sigma), "0.5", "0", "3", NULL,
     "Standard deviation of its logarithm: how much distributors differ.",
     "Assumption: two thirds lie within a factor of 1.65."},
    {"lost_claims", SCENARIO_REAL, DISTRIBUTORS(lost_claims), "0.02", "0", "0.9", NULL,
     "Share of a distributor's proofs that lose: another's claim was first, or no answer came.",
     "Assumption: hubs choose one; few break off."},
    {"awareness", SCENARIO_DURATION, DISTRIBUTORS(awareness_ns), "30min", "0s", "365d", NULL,
     "Mean of the exponential time until one of them hears of the release; 0s: all at once, and "
     "before they can see each other enter.",
     "Assumption: who lives from it watches the chain, or is told by a bot."},
    {"mean_uptime", SCENARIO_DURATION, DISTRIBUTORS(uptime_ns), "2d", "0s", "3650d", NULL,
     "Mean time until a distributor's machine goes off; 0s: it never does.",
     "Assumption: servers of amateurs."},
    {"mean_downtime", SCENARIO_DURATION, DISTRIBUTORS(downtime_ns), "2h", "1s", "3650d", NULL,
     "Mean of the exponential time until it is back.", "Assumption: somebody looks at it."},
    {"first_hand", SCENARIO_INTEGER, DISTRIBUTORS(first_hand), "0", "0", "100000", NULL,
     "Most distributors that get the package from the manufacturer; others buy it. 0: no limit.",
     "Assumption: who asks in time gets it."},
    {"seeding", SCENARIO_DURATION, DISTRIBUTORS(seeding_ns), "6h", "1min", "3650d", NULL,
     "How long after the release the manufacturer gives the package away.",
     "Assumption: long enough for all who watch the chain."},
    {"package_price", SCENARIO_REAL, DISTRIBUTORS(package), "1", "0", "1000000", NULL,
     "What one that is bought costs.", "Assumption: a fifth of the outlay."},
};
#define MONEY(member) offsetof(struct size_money, member)
static const struct scenario_param money_params[] = {
    {"currency", SCENARIO_TEXT, MONEY(currency), "USD", NULL, NULL, NULL,
     "Currency of the file's prices and costs, but those whose name ends in usd.",
     "Assumption: what the sources are in."},
    {"usd", SCENARIO_REAL, MONEY(usd), "0", "0", "1000000000", NULL,
     "US dollars a unit of it; needed where it is another. 0: not said.",
     "Assumption: it is US dollars."},
};

#define SECTION(symbol, key, about)                                                                \
    static const struct scenario_section symbol##_section = {                                      \
        .name = key,                                                                               \
        .help = about,                                                                             \
        .params = symbol##_params,                                                                 \
        .param_count = sizeof symbol##_params / sizeof symbol##_params[0],                         \
        .struct_bytes = sizeof(struct size_##symbol),                                              \
    }
#define size_chain size_chain_range
SECTION(top, "", "The release.");
SECTION(fleet, "fleet", "The devices and their homes.");
SECTION(update, "update", "What they get.");
SECTION(target, "target", "What is wanted.");
SECTION(chain, "chain", "Where rewards are paid, and how far prices may move.");
SECTION(alternatives, "alternatives", "What it is compared with.");
SECTION(risk, "risk", "How much safety is worth.");
SECTION(distributors, "distributors", "Who may deliver, and what it costs them.");
SECTION(money, "money", "What prices are given in.");
#undef size_chain

const struct scenario_catalogue *size_release_catalogue(void)
{
    static const struct scenario_section *const sections[] = {
        &top_section,          &fleet_section,        &update_section,
        &target_section,       &chain_section,        &risk_section,
        &alternatives_section, &distributors_section, &money_section,
    };
    static const struct scenario_catalogue catalogue = {
        .sections = sections,
        .section_count = sizeof sections / sizeof sections[0],
        .what = "release",
    };
    return &catalogue;
}

/** Days since 1970-01-01 in the Gregorian calendar. Source: Hinnant, chrono-compatible low-level
 *  date algorithms, days_from_civil. */
static int64_t days_of(int64_t year, int64_t month, int64_t day)
{
    year -= month <= 2;
    int64_t era = year / 400, of_era = year - era * 400;
    int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

static bool is_shaped(const char *text, const char *shape)
{
    for (; *shape && *text; shape++, text++)
        if (*shape == '0' ? *text < '0' || *text > '9' : *text != *shape)
            return false;
    return *shape == '\0' && *text == '\0';
}

/** Minutes since 1970. False: it is no date. */
static bool read_date(const char *text, int64_t *ret_minutes)
{
    static const int month_days[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int year = 0, month = 0, day = 0, hour = 0, minute = 0;
    if (is_shaped(text, "0000-00-00"))
        sscanf(text, "%4d-%2d-%2d", &year, &month, &day);
    else if (is_shaped(text, "0000-00-00T00:00"))
        sscanf(text, "%4d-%2d-%2dT%2d:%2d", &year, &month, &day, &hour, &minute);
    bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    if (year < 1970 || month < 1 || month > 12 || day < 1 || day > month_days[month - 1] ||
        (month == 2 && day == 29 && !is_leap) || hour > 23 || minute > 59)
        return false;
    *ret_minutes = (days_of(year, month, day) * 24 + hour) * 60 + minute;
    return true;
}

#define WINDOW_MAX_MINUTES (INT64_C(365) * 24 * 60)

static int64_t check_dates(const struct size_release *release, struct scenario_report *report)
{
    const struct size_top *top = release->top;
    int64_t from = 0, to = 0;
    bool has_from = read_date(top->release, &from), has_to = read_date(top->deadline, &to);
    static const char form[] = "is no date; expected one such as \"2026-01-31\" or "
                               "\"2026-01-31T12:00\"";
    if (!has_from)
        scenario_report_error(report, release->file, "release", "\"%.40s\" %s", top->release, form);
    if (!has_to)
        scenario_report_error(report, release->file, "deadline", "\"%.40s\" %s", top->deadline,
                              form);
    if (!has_from || !has_to)
        return 0;
    if (to <= from)
        scenario_report_error(report, release->file, "deadline",
                              "the deadline %.40s is not after the release %.40s", top->deadline,
                              top->release);
    else if (to - from > WINDOW_MAX_MINUTES)
        scenario_report_error(report, release->file, "deadline",
                              "the deadline is more than a year after the release");
    return (to - from) * 60 * INT64_C(1000000000);
}

static void check_money(struct size_release *release, struct scenario_report *report)
{
    const struct size_money *money = release->money;
    bool is_usd = strcmp(money->currency, "USD") == 0;
    release->usd = is_usd ? 1 : money->usd;
    if (!is_usd && money->usd <= 0)
        scenario_report_error(report, release->file, "money.currency",
                              "the currency %.20s has no price; say in money.usd how many US "
                              "dollars a unit of it is",
                              money->currency);
    else if (is_usd && money->usd != 0 && money->usd != 1)
        scenario_report_error(report, release->file, "money.usd",
                              "a US dollar is 1 US dollar; name the currency in money.currency");
}

/** One end of the coin's price is said, and the other follows from the profile. */
static void check_other_price(const struct size_release *release, struct scenario_report *report)
{
    struct size_market market;
    bool is_low = release->eth_usd_low > 0;
    if (size_market_init(release, &market) == 0 && market.eth_usd_high < market.eth_usd_low)
        scenario_report_error(
            report, release->file, is_low ? "chain.eth_usd_low" : "chain.eth_usd_high",
            "the coin's %s price, by the profile, is %g; say %s, too", is_low ? "most" : "least",
            is_low ? market.eth_usd_high : market.eth_usd_low,
            is_low ? "chain.eth_usd_high" : "chain.eth_usd_low");
}

static void check_chain(struct size_release *release, struct scenario_report *report)
{
    const struct size_chain_range *chain = release->chain;
    bool is_private = chain->profile == SIZE_CHAIN_PRIVATE;
    release->eth_usd_low = chain->eth_usd_low;
    release->eth_usd_high = chain->eth_usd_high;
    if (is_private && chain->eth_usd_high <= 0)
        release->eth_usd_high = chain->eth_usd_low;
    if (chain->fee_high < chain->fee_low)
        scenario_report_error(report, release->file, "chain.fee_high",
                              "the most fee, %g, is below the least, %g", chain->fee_high,
                              chain->fee_low);
    if (is_private && chain->eth_usd_low <= 0)
        scenario_report_error(report, release->file, "chain.profile",
                              "the coin of a private chain has no price; say in "
                              "chain.eth_usd_low what it is redeemed for");
    else if (release->eth_usd_high > 0 && release->eth_usd_high < release->eth_usd_low)
        scenario_report_error(report, release->file, "chain.eth_usd_high",
                              "the coin's most price, %g, is below the least, %g",
                              release->eth_usd_high, release->eth_usd_low);
    else if ((release->eth_usd_low > 0) != (release->eth_usd_high > 0))
        check_other_price(release, report);
}

static int check(struct size_release *release, struct scenario_report *report)
{
    size_t before = scenario_report_count(report);
    release->window_ns = check_dates(release, report);
    check_money(release, report);
    check_chain(release, report);
    if (release->fleet->per_home > release->fleet->devices)
        scenario_report_error(report, release->file, "fleet.per_home",
                              "%" PRIu64 " devices a home of a fleet of %" PRIu64,
                              release->fleet->per_home, release->fleet->devices);
    return scenario_report_count(report) == before ? 0 : BASE_E_SCENARIO;
}

int size_release_load(const char *path, const char *text, const char *const set[], size_t set_count,
                      struct scenario_report *report, struct size_release *ret_release)
{
    struct size_release release = {0};
    int r =
        text ? scenario_load_text(size_release_catalogue(), path, text, strlen(text), set,
                                  set_count, report, &release.file)
             : scenario_load(size_release_catalogue(), path, set, set_count, report, &release.file);
    if (r < 0)
        return r;
    release.top = scenario_section_values(release.file, "");
    release.fleet = scenario_section_values(release.file, "fleet");
    release.update = scenario_section_values(release.file, "update");
    release.target = scenario_section_values(release.file, "target");
    release.chain = scenario_section_values(release.file, "chain");
    release.alternatives = scenario_section_values(release.file, "alternatives");
    release.risk = scenario_section_values(release.file, "risk");
    release.distributors = scenario_section_values(release.file, "distributors");
    release.money = scenario_section_values(release.file, "money");
    r = check(&release, report);
    if (r == 0)
        *ret_release = release;
    else
        scenario_free(release.file);
    return r;
}

void size_release_deinit(struct size_release *release)
{
    scenario_free(release->file);
    *release = (struct size_release){0};
}
