/* An answer for a terminal. */
#include <math.h>
#include <string.h>

#include "cli/size_private.h"

#define WIDTH 96

/** Breaks at blanks. */
static void print_wrapped(FILE *stream, const char *first, const char *other, const char *text)
{
    size_t room = WIDTH - strlen(first);
    fprintf(stream, "%s", first);
    while (strlen(text) > room) {
        size_t len = room;
        while (len > 0 && text[len] != ' ')
            len--;
        if (len == 0)
            len = strcspn(text, " ");
        fprintf(stream, "%.*s\n%s", (int)len, text, other);
        text += len + (text[len] == ' ');
    }
    fprintf(stream, "%s\n", text);
}

static void print_spread(FILE *stream, const char *name, struct size_text p5, struct size_text p50,
                         struct size_text p95)
{
    fprintf(stream, "  %-24s%16s%16s%16s\n", name, p5.text, p50.text, p95.text);
}

#define SPREAD(stream, name, spread, text)                                                         \
    print_spread(stream, name, text((spread).p5), text((spread).p50), text((spread).p95))

static struct size_text text_number(double value)
{
    struct size_text text;
    snprintf(text.text, sizeof text.text, "%.3g", value);
    return text;
}

static void print_costs(const struct size_answer *answer, FILE *stream)
{
    if (answer->confirm_tries == 0)
        return;
    fprintf(stream, "\n%-26s%16s%16s%16s\n", "at this reward", "P5", "median", "P95");
    SPREAD(stream, "total cost", answer->usd, size_text_usd);
    SPREAD(stream, "total cost", answer->eth, size_text_eth);
    SPREAD(stream, "refund at the deadline", answer->refund_usd, size_text_usd);
    SPREAD(stream, "refund at the deadline", answer->refund_eth, size_text_eth);
    SPREAD(stream, "devices patched", answer->coverage, size_text_percent);
    SPREAD(stream, "coverage reached after", answer->reached_s, size_text_duration);
    SPREAD(stream, "distributors", answer->holders, text_number);
    SPREAD(stream, "their provers' load", answer->busy, size_text_percent);
}

static void print_curve(const struct size_study *study, const struct size_answer *answer,
                        FILE *stream)
{
    const struct size_curve *curve = &answer->curve;
    fprintf(stream, "\n%-16s%16s%10s%10s%10s  %s\n", "reward a_d", "", "rollouts", "that do", "fit",
            "band");
    for (size_t i = 0; i < curve->count; i++) {
        const struct analysis_response *response = &curve->responses[i];
        fprintf(stream, "  %-14s%16s%10zu%10zu%8.1f %%  %.1f to %.1f %%\n",
                size_text_usd(curve->rewards[i]).text,
                size_text_eth(curve->rewards[i] / study->market.eth_usd).text,
                curve->doses[i].tries, curve->doses[i].hits, 100 * response->fit,
                100 * response->low, 100 * response->high);
    }
    fprintf(stream, "  that it rises: p = %.2g against it", curve->monotone.p_value);
    fprintf(stream, "; the cliff is at %s, the margin to it %s\n",
            size_text_usd(answer->cliff).text,
            size_text_percent(answer->reward / answer->cliff - 1).text);
}

static void print_sides(const struct size_study *study, const struct size_answer *answer,
                        FILE *stream)
{
    fprintf(stream, "\n%-26s%16s%16s%16s%18s\n", "side by side", "patched", "cost P5", "cost P95",
            "patched, if down");
    for (int i = 0; i < SIZE_SYSTEM_COUNT; i++) {
        const struct size_side *side = answer->sides[i];
        fprintf(stream, "  %-24s%16s%16s%16s%18s\n", size_system_labels[i],
                size_text_percent(side[0].mean_coverage).text, size_text_usd(side[0].usd.p5).text,
                size_text_usd(side[0].usd.p95).text, size_text_percent(side[1].mean_coverage).text);
    }
    const char *cheaper = answer->cheaper == SIZE_CDN ? "a CDN" : "a server";
    if (isinf(answer->outage_break_even))
        fprintf(stream, "  %s is cheaper at every probability that the server goes down\n",
                cheaper);
    else
        fprintf(stream,
                "  with %s for an unpatched device, CrowdPatching is cheaper than %s when the\n"
                "  server goes down with a probability above %s; you reckon with %s\n",
                size_text_usd(study->release->risk->unpatched * study->release->usd).text, cheaper,
                size_text_percent(answer->outage_break_even).text,
                size_text_percent(study->release->alternatives->outage).text);
}

static void print_factors(const struct size_answer *answer, FILE *stream)
{
    fprintf(stream, "\n%-26s%16s%16s\n", "inputs that matter", "patched", "cost");
    for (size_t i = 0; i < SIZE_SHOWN_FACTORS; i++) {
        const struct size_factor *factor = &answer->factors[i];
        char change[40], usd[80];
        snprintf(change, sizeof change, "%s%.1f %%", factor->coverage_mean < 0 ? "-" : "+",
                 100 * factor->coverage);
        snprintf(usd, sizeof usd, "%s%s", factor->usd_mean < 0 ? "-" : "+",
                 size_text_usd(factor->usd).text);
        fprintf(stream, "  %-24s%16s%16s  over %.3g to %.3g\n", factor->name, change, usd,
                factor->low, factor->high);
    }
}

static void print_bounds(const struct size_study *study, FILE *stream)
{
    const struct size_bounds *bounds = &study->bounds;
    fprintf(stream, "\nwithout simulating\n");
    fprintf(stream, "  a delivery costs a distributor %s, at the highest fee %s\n",
            size_text_usd(bounds->delivery).text, size_text_usd(bounds->delivery_worst).text);
    fprintf(stream,
            "  one distributor breaks even at a_d = %s, at the highest fee %s; all there at %s\n",
            size_text_usd(bounds->floor).text, size_text_usd(bounds->floor_worst).text,
            size_text_usd(bounds->full_worst).text);
    fprintf(stream, "  gas: claim %.0f, installation %.0f, the manufacturer %.3g million\n",
            bounds->claim_gas, bounds->installation_gas, bounds->manufacturer_gas / 1e6);
}

static void print_row(void *context, const char *name, const char *range)
{
    fprintf(context, "  %-24s%s\n", name, range);
}

void size_print(const struct size_study *study, const struct size_answer *answer, FILE *stream)
{
    char sentence[800];
    fprintf(stream, "%s\n", study->release->top->name);
    size_sentence(study, answer, sentence, sizeof sentence);
    print_wrapped(stream, "  ", "  ", sentence);
    print_costs(answer, stream);
    print_curve(study, answer, stream);
    print_sides(study, answer, stream);
    print_factors(answer, stream);
    print_bounds(study, stream);
    if (answer->warning_count > 0)
        fprintf(stream, "\nwarnings\n");
    for (size_t i = 0; i < answer->warning_count; i++)
        print_wrapped(stream, "  - ", "    ", answer->warnings[i]);
    fprintf(stream, "\nholds for\n");
    size_box(study, answer, print_row, stream);
    fprintf(stream, "  %-24s%zu\n", "rollouts", answer->rollouts);
}

void size_print_check(const struct size_study *study, double reward, const struct size_check *check,
                      FILE *stream)
{
    const struct size_target *target = study->release->target;
    fprintf(stream, "%s at a_d = %s (%s)\n", study->release->top->name, size_text_usd(reward).text,
            size_text_eth(reward / study->market.eth_usd).text);
    fprintf(stream, "  %zu of %zu rollouts patch %s of the devices by %s: %s to %s of all, at %s\n",
            check->hits, check->tries, size_text_percent(target->coverage).text,
            study->release->top->deadline, size_text_percent(check->probability.low).text,
            size_text_percent(check->probability.high).text,
            size_text_percent(target->confidence).text);
    fprintf(stream, "\n%-26s%16s%16s%16s\n", "", "P5", "median", "P95");
    SPREAD(stream, "devices patched", check->coverage, size_text_percent);
    SPREAD(stream, "total cost", check->usd, size_text_usd);
}
