/* An answer's figures as people read them. */
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "analysis/trace/words.h"
#include "cli/size_private.h"
#include "zk/cost.h"

struct size_text size_text_count(uint64_t count)
{
    struct size_text text;
    char digits[24];
    size_t len = (size_t)snprintf(digits, sizeof digits, "%" PRIu64, count), n = 0;
    for (size_t i = 0; i < len; i++) {
        if (i > 0 && (len - i) % 3 == 0)
            text.text[n++] = ',';
        text.text[n++] = digits[i];
    }
    text.text[n] = '\0';
    return text;
}

/** Three digits, or all in front of the point, with `unit` behind. */
static struct size_text amount(double value, const char *unit)
{
    struct size_text text;
    double size = fabs(value);
    if (size >= 1000 && size < 1e15) {
        struct size_text count = size_text_count((uint64_t)(size + 0.5));
        snprintf(text.text, sizeof text.text, "%s%.40s %s", value < 0 ? "-" : "", count.text, unit);
        return text;
    }
    int digits = size > 0 ? 2 - (int)floor(log10(size)) : 0;
    snprintf(text.text, sizeof text.text, "%.*f%s%s",
             digits < 0    ? 0
             : digits > 15 ? 15
                           : digits,
             value, *unit ? " " : "", unit);
    return text;
}

struct size_text size_text_usd(double usd)
{
    return amount(usd, "USD");
}

struct size_text size_text_eth(double eth)
{
    return amount(eth, "ETH");
}

struct size_text size_text_percent(double share)
{
    struct size_text text;
    /* More of them where not all would look like all. */
    for (int digits = 4; digits < 10; digits++) {
        snprintf(text.text, sizeof text.text, "%.*g %%", digits, 100 * share);
        if (share >= 1 || strcmp(text.text, "100 %") != 0)
            break;
    }
    return text;
}

struct size_text size_text_duration(double seconds)
{
    struct size_text text;
    if (!isfinite(seconds) || seconds < 0) {
        snprintf(text.text, sizeof text.text, "never");
        return text;
    }
    long minutes = (long)(seconds / 60 + 0.5), hours = minutes / 60, days = hours / 24;
    if (days > 0)
        snprintf(text.text, sizeof text.text, "%ldd %02ldh", days, hours % 24);
    else
        snprintf(text.text, sizeof text.text, "%ldh %02ldmin", hours, minutes % 60);
    return text;
}

/** All digits: the contract refuses a deposit that is rounded down. */
static struct size_text exact_eth(u256 wei)
{
    struct size_text text;
    char digits[U256_DECIMAL_MAX];
    _Static_assert(sizeof text.text >= TRACE_TIME_MAX, "a text has room for what is written");
    u256_format(wei, digits);
    trace_ether_text(digits, text.text);
    return text;
}

static void why_not(const struct size_study *study, const struct size_answer *answer,
                    char *ret_text, size_t capacity)
{
    const struct size_target *target = study->release->target;
    const struct size_curve *curve = &answer->curve;
    size_t top = curve->count - 1;
    const char *cheaper = answer->cheaper == SIZE_CDN ? "a CDN" : "a server";
    if (answer->outcome == SIZE_NO_REWARD)
        snprintf(ret_text, capacity,
                 "No recommendation: no reward suffices. At %s a delivery, where all distributors "
                 "take part, %zu of %zu rollouts patch %s of the devices by %s; %s of them should.",
                 size_text_usd(curve->rewards[top]).text, curve->doses[top].hits,
                 curve->doses[top].tries, size_text_percent(target->coverage).text,
                 study->release->top->deadline, size_text_percent(target->probability).text);
    else if (answer->outcome == SIZE_UNCONFIRMED)
        snprintf(ret_text, capacity,
                 "No recommendation: the confirmation failed. At %s a delivery %zu of %zu fresh "
                 "rollouts missed the coverage; none may. A larger risk.margin, a later deadline "
                 "or more distributors may help.",
                 size_text_usd(answer->reward).text, answer->confirm_tries - answer->confirm_hits,
                 answer->confirm_tries);
    else
        snprintf(ret_text, capacity,
                 "No recommendation: %s is cheaper at every probability of an outage, what "
                 "unpatched devices cost included. At %s a delivery the coverage would be "
                 "reached.",
                 cheaper, size_text_usd(answer->reward).text);
}

void size_sentence(const struct size_study *study, const struct size_answer *answer, char *ret_text,
                   size_t capacity)
{
    const struct size_release *release = study->release;
    double eth_usd = study->market.eth_usd;
    const struct size_case what = {.market = &study->market, .inputs = {.reward = answer->reward}};
    u256 reward = size_reward_wei(&what), hub_reward = study->bounds.hub_reward_wei;
    if (answer->outcome != SIZE_RECOMMENDED) {
        why_not(study, answer, ret_text, capacity);
        return;
    }
    snprintf(
        ret_text, capacity,
        "Deposit %s (%s) and pay a_d = %s (%s) and a_h = %s a device: %s of the %s devices "
        "are then patched by %s in at least %s of cases, at %s confidence (%zu of %zu fresh "
        "rollouts).",
        exact_eth(u256_mul(u256_add(reward, hub_reward), u256_from_u64(release->fleet->devices)))
            .text,
        size_text_usd(answer->deposit_eth * eth_usd).text, exact_eth(reward).text,
        size_text_usd(answer->reward).text, exact_eth(hub_reward).text,
        size_text_percent(release->target->coverage).text,
        size_text_count(release->fleet->devices).text, release->top->deadline,
        size_text_percent(release->target->probability).text,
        size_text_percent(release->target->confidence).text, answer->confirm_hits,
        answer->confirm_tries);
}

void size_box(const struct size_study *study,
              void (*visit)(void *context, const char *name, const char *range), void *context)
{
    const struct size_release *release = study->release;
    const struct size_market *market = &study->market;
    char text[200];
    double fee = market->base_fee_wei + market->priority_fee_wei;
    snprintf(text, sizeof text, "%.4g to %.4g gwei", release->chain->fee_low * fee / 1e9,
             release->chain->fee_high * fee / 1e9);
    visit(context, "fee of a gas", text);
    snprintf(text, sizeof text, "%s to %s", size_text_usd(market->eth_usd_low).text,
             size_text_usd(market->eth_usd_high).text);
    visit(context, "price of the coin", text);
    snprintf(text, sizeof text, "%s, of which %s were simulated",
             size_text_count(release->fleet->devices).text, size_text_count(study->devices).text);
    visit(context, "devices", text);
    snprintf(text, sizeof text, "%s after the release",
             size_text_duration((double)release->window_ns / 1e9).text);
    visit(context, "deadline", text);
    snprintf(text, sizeof text, "%.4g kB, proofs by %s of %.3g s",
             (double)release->update->bytes / 1e3,
             zk_cost_model_names[release->update->proof_system], study->bounds.proof_s);
    visit(context, "update", text);
    snprintf(text, sizeof text, "%s online, for %s at a time offline",
             size_text_percent(release->fleet->online).text,
             size_text_duration((double)release->fleet->offline_ns / 1e9).text);
    visit(context, "homes", text);
    snprintf(text, sizeof text, "%" PRIu64 " who could come; outlay of %s in the median",
             release->distributors->available,
             size_text_usd(release->distributors->outlay * release->usd).text);
    visit(context, "distributors", text);
    snprintf(text, sizeof text, "%s and %s a GB, requests free; only the server tells of a release",
             size_text_usd(release->alternatives->egress * release->usd).text,
             size_text_usd(release->alternatives->cdn * release->usd).text);
    visit(context, "server and CDN", text);
    visit(context, "attackers", "none; see scenarios/attacks");
}
