/* The parts of an answer as tables of texts. */
#include <assert.h>
#include <math.h>
#include <stdarg.h>

#include "analysis/sizing.h"
#include "cli/size_private.h"

/** Begins a table; heads end with NULL. */
static void begin(struct size_table *table, const char *title, const char *const heads[])
{
    *table = (struct size_table){.title = title};
    for (; heads[table->columns]; table->columns++) {
        assert(table->columns < SIZE_TABLE_COLUMNS);
        snprintf(table->cells[0][table->columns], sizeof table->cells[0][0], "%s",
                 heads[table->columns]);
    }
    table->rows = 1;
}

#define BEGIN(table, title, ...) begin(table, title, (const char *const[]){__VA_ARGS__, NULL})

/** A row of as many texts as there are columns. */
static void add(struct size_table *table, ...)
{
    va_list args;
    assert(table->rows < SIZE_TABLE_ROWS);
    va_start(args, table);
    for (size_t i = 0; i < table->columns; i++)
        snprintf(table->cells[table->rows][i], sizeof table->cells[0][0], "%s",
                 va_arg(args, const char *));
    va_end(args);
    table->rows++;
}

static void add_figure(struct size_table *table, enum size_figure figure,
                       const struct size_spread *spread)
{
    const struct size_figure_row *row = &size_figure_rows[figure];
    add(table, row->name, row->text(spread->p5).text, row->text(spread->p50).text,
        row->text(spread->p95).text);
}

static void make_figures(const struct size_answer *answer, struct size_table *table)
{
    BEGIN(table, "at this reward", "", "P5", "median", "P95");
    for (int i = 0; answer->confirm_tries > 0 && i < SIZE_FIGURE_COUNT; i++)
        add_figure(table, (enum size_figure)i, &answer->figures[i]);
}

static void list_doses(const struct size_study *study, const struct size_curve *curve,
                       struct size_table *table)
{
    BEGIN(table, "which reward is served, and what happens when it is less", "reward a_d",
          "rollouts", "that do", "fit", "band", "patched", "refund");
    for (size_t i = 0; i < curve->count; i++) {
        const struct analysis_response *response = &curve->responses[i];
        char band[48], fit[24];
        snprintf(fit, sizeof fit, "%.1f %%", 100 * response->fit);
        snprintf(band, sizeof band, "%.1f to %.1f %%", 100 * response->low, 100 * response->high);
        add(table, size_text_usd(curve->rewards[i]).text,
            size_text_count(curve->doses[i].tries).text, size_text_count(curve->doses[i].hits).text,
            fit, band, size_text_percent(curve->coverage[i]).text,
            size_text_usd(curve->refund_eth[i] * study->market.eth_usd).text);
    }
    snprintf(table->notes[1], sizeof table->notes[1],
             "That the response rises with the reward: p = %.2g against it.",
             curve->monotone.p_value);
}

static void make_curve(const struct size_study *study, const struct size_answer *answer,
                       struct size_table *table)
{
    struct size_text missed = size_text_usd(answer->cliff_missed);
    list_doses(study, &answer->curve, table);
    if (answer->is_cliff_known)
        snprintf(
            table->notes[0], sizeof table->notes[0],
            "The cliff is at %s: the %d dearest draws are all served there%s%s. The margin to it "
            "is %s.",
            size_text_usd(answer->cliff).text, SIZE_HARD_SEEDS,
            answer->cliff_missed > 0 ? ", and not all draws at " : ", and no less was tried",
            answer->cliff_missed > 0 ? missed.text : "",
            size_text_percent(answer->reward / answer->cliff - 1).text);
    else
        snprintf(table->notes[0], sizeof table->notes[0],
                 "No cliff was found: not all draws are served at %s, the highest reward that the "
                 "dearest were tried at.",
                 missed.text);
}

void size_table_campaign(const struct size_study *study, const struct size_curve *curve,
                         struct size_table *ret_table)
{
    const struct size_target *target = study->release->target;
    size_t sure = size_curve_first_sure(curve);
    list_doses(study, curve, ret_table);
    if (sure == curve->count) {
        snprintf(ret_table->notes[0], sizeof ret_table->notes[0],
                 "Some miss at the highest reward.");
        return;
    }
    const struct analysis_dose *dose = &curve->doses[sure];
    snprintf(ret_table->notes[0], sizeof ret_table->notes[0],
             "From %s on none misses; that %s do not, at %s confidence, takes %zu rollouts at one "
             "reward.",
             size_text_usd(curve->rewards[sure]).text, size_text_percent(target->probability).text,
             size_text_percent(target->confidence).text,
             analysis_sizing_tries(target->probability, target->confidence, 0));
    /* One alone was not chosen by what is seen of it. */
    if (curve->count == 1 &&
        analysis_sizing_risk(dose->tries, 0, target->probability) <= 1 - target->confidence)
        snprintf(ret_table->notes[1], sizeof ret_table->notes[1],
                 "With %zu rollouts it is confirmed.", dose->tries);
}

static double at_stake(const struct size_study *study, const struct size_side side[2])
{
    double outage = study->release->alternatives->outage;
    return (1 - outage) * size_expected_usd(study, &side[0]) +
           outage * size_expected_usd(study, &side[1]);
}

static void note_outages(const struct size_answer *answer, size_t capacity, char ret_note[])
{
    const char *other = answer->cheaper == SIZE_CDN ? "a CDN" : "a server";
    const struct size_range *outages = &answer->outages;
    struct size_text from = size_text_percent(outages->from), to = size_text_percent(outages->to);
    if (outages->from > outages->to)
        snprintf(ret_note, capacity,
                 "With CrowdPatching it is more than with %s at every probability that the server "
                 "goes down.",
                 other);
    else if (outages->to >= 1)
        snprintf(ret_note, capacity,
                 "With CrowdPatching it is less than with %s when the server goes down in more "
                 "than %s of cases.",
                 other, from.text);
    else
        snprintf(ret_note, capacity,
                 "With CrowdPatching it is less than with %s when the server goes down in %s to %s "
                 "of cases.",
                 other, from.text, to.text);
}

static void make_sides(const struct size_study *study, const struct size_answer *answer,
                       struct size_table *table)
{
    const struct size_release *release = study->release;
    BEGIN(table, "side by side", "", "patched", "cost P5", "cost P95", "patched, if down",
          "cost and stake");
    for (int i = 0; i < SIZE_SYSTEM_COUNT; i++) {
        const struct size_side *side = answer->sides[i];
        add(table, size_system_labels[i], size_text_percent(side[0].mean_coverage).text,
            size_text_usd(side[0].usd.p5).text, size_text_usd(side[0].usd.p95).text,
            size_text_percent(side[1].mean_coverage).text,
            size_text_usd(at_stake(study, side)).text);
    }
    snprintf(
        table->notes[0], sizeof table->notes[0],
        "Cost and stake: what is expected with the server down in %s of cases, and %s for each "
        "device that stays unpatched.",
        size_text_percent(release->alternatives->outage).text,
        size_text_usd(release->risk->unpatched * release->usd).text);
    note_outages(answer, sizeof table->notes[1], table->notes[1]);
}

/** Of an effect by its mean size and its mean: one that goes both ways has none. */
static const char *sign(double size, double mean)
{
    return size <= 0 ? "" : fabs(mean) < 0.999 * size ? "+/-" : mean < 0 ? "-" : "+";
}

static struct size_text text_end(const struct size_factor *factor, double end)
{
    struct size_text text;
    if (factor->is_usd)
        return size_text_usd(end);
    snprintf(text.text, sizeof text.text, "%.4g times", end);
    return text;
}

static void make_factors(const struct size_answer *answer, struct size_table *table)
{
    BEGIN(table, "inputs that matter", "", "patched", "cost", "from", "to");
    for (size_t i = 0; i < SIZE_SHOWN_FACTORS; i++) {
        const struct size_factor *factor = &answer->factors[i];
        char change[40], usd[80];
        snprintf(change, sizeof change, "%s%.1f %%", sign(factor->coverage, factor->coverage_mean),
                 100 * factor->coverage);
        snprintf(usd, sizeof usd, "%s%s", sign(factor->usd, factor->usd_mean),
                 size_text_usd(factor->usd).text);
        add(table, factor->name, change, usd, text_end(factor, factor->low).text,
            text_end(factor, factor->high).text);
    }
}

static void make_bounds(const struct size_study *study, struct size_table *table)
{
    BEGIN(table, "without simulating", "", "");
    for (size_t i = 0; i < SIZE_BOUND_ROWS; i++) {
        const struct size_bound_row *row = &size_bound_rows[i];
        if (row->name)
            add(table, row->name, row->text(size_bound_of(&study->bounds, row)).text);
    }
}

static void add_range(void *context, const char *name, const char *range)
{
    add(context, name, range);
}

static void make_box(const struct size_study *study, const struct size_answer *answer,
                     struct size_table *table)
{
    BEGIN(table, "holds for", "", "");
    size_box(study, add_range, table);
    add(table, "rollouts", size_text_count(answer->rollouts).text);
}

void size_table_make(const struct size_study *study, const struct size_answer *answer,
                     enum size_part part, struct size_table *ret_table)
{
    switch (part) {
    case SIZE_PART_FIGURES:
        make_figures(answer, ret_table);
        break;
    case SIZE_PART_CURVE:
        make_curve(study, answer, ret_table);
        break;
    case SIZE_PART_SIDES:
        make_sides(study, answer, ret_table);
        break;
    case SIZE_PART_FACTORS:
        make_factors(answer, ret_table);
        break;
    case SIZE_PART_BOUNDS:
        make_bounds(study, ret_table);
        break;
    case SIZE_PART_BOX:
    case SIZE_PART_COUNT:
        make_box(study, answer, ret_table);
        break;
    }
}

void size_table_check(const struct size_check *check, struct size_table *ret_table)
{
    BEGIN(ret_table, "at this reward", "", "P5", "median", "P95");
    add_figure(ret_table, SIZE_COVERAGE, &check->coverage);
    add_figure(ret_table, SIZE_USD, &check->usd);
}
