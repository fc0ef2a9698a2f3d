/* An answer for programs. */
#include <inttypes.h>
#include <math.h>

#include "base/error.h"
#include "cli/results.h"
#include "cli/size_private.h"
#include "cli/version.h"
#include "scenarios/json_writer.h"

/** Rises when a reader must know. */
#define FORMAT_VERSION "1"

static void write_count(struct scenario_json_writer *writer, const char *key, uint64_t value)
{
    char text[24];
    snprintf(text, sizeof text, "%" PRIu64, value);
    scenario_json_raw(writer, key, text);
}

static void write_spread(struct scenario_json_writer *writer, const char *key,
                         const struct size_spread *spread)
{
    scenario_json_open(writer, key, '{');
    cli_results_write_number(writer, "p5", spread->p5);
    cli_results_write_number(writer, "p50", spread->p50);
    cli_results_write_number(writer, "p95", spread->p95);
    scenario_json_close(writer, '}');
}

static void write_wei(struct scenario_json_writer *writer, const char *key, u256 wei)
{
    char text[U256_DECIMAL_MAX];
    u256_format(wei, text);
    scenario_json_text(writer, key, text);
}

static void write_pay(struct scenario_json_writer *writer, const struct size_study *study,
                      const struct size_answer *answer)
{
    const struct size_case what = {.market = &study->market, .inputs = {.reward = answer->reward}};
    u256 reward = size_reward_wei(&what), each = u256_add(reward, study->bounds.hub_reward_wei);
    scenario_json_open(writer, answer->outcome == SIZE_RECOMMENDED ? "recommended" : "candidate",
                       '{');
    write_wei(writer, "distributor_reward_wei", reward);
    write_wei(writer, "hub_reward_wei", study->bounds.hub_reward_wei);
    write_wei(writer, "deposit_wei", u256_mul(each, u256_from_u64(study->release->fleet->devices)));
    cli_results_write_number(writer, "distributor_reward_usd", answer->reward);
    cli_results_write_number(writer, "hub_reward_usd", study->bounds.hub_reward);
    cli_results_write_number(writer, "deposit_usd", answer->deposit_eth * study->market.eth_usd);
    cli_results_write_number(writer, "usd_an_eth", study->market.eth_usd);
    /* null: some miss at all rewards that were tried. */
    double cliff = answer->is_cliff_known ? answer->cliff : (double)NAN;
    cli_results_write_number(writer, "cliff_usd", cliff);
    cli_results_write_number(writer, "margin", answer->reward / cliff - 1);
    scenario_json_close(writer, '}');
}

static void write_confirmation(struct scenario_json_writer *writer, const struct size_study *study,
                               const struct size_answer *answer)
{
    scenario_json_open(writer, "confirmation", '{');
    cli_results_write_number(writer, "coverage", study->release->target->coverage);
    cli_results_write_number(writer, "probability", study->release->target->probability);
    cli_results_write_number(writer, "confidence", study->release->target->confidence);
    write_count(writer, "rollouts_needed", answer->confirm_needed);
    write_count(writer, "rollouts", answer->confirm_tries);
    write_count(writer, "hits", answer->confirm_hits);
    cli_results_write_number(writer, "risk",
                             answer->confirm_tries > 0 ? answer->confirm_risk : NAN);
    scenario_json_close(writer, '}');
    if (answer->confirm_tries == 0)
        return;
    for (size_t i = 0; i < SIZE_FIGURE_COUNT; i++)
        write_spread(writer, size_figure_rows[i].key, &answer->figures[i]);
}

static void write_curve(struct scenario_json_writer *writer, const struct size_curve *curve)
{
    scenario_json_open(writer, "curve", '[');
    for (size_t i = 0; i < curve->count; i++) {
        scenario_json_open(writer, NULL, '{');
        cli_results_write_number(writer, "distributor_reward_usd", curve->rewards[i]);
        write_count(writer, "rollouts", curve->doses[i].tries);
        write_count(writer, "hits", curve->doses[i].hits);
        cli_results_write_number(writer, "fit", curve->responses[i].fit);
        cli_results_write_number(writer, "low", curve->responses[i].low);
        cli_results_write_number(writer, "high", curve->responses[i].high);
        cli_results_write_number(writer, "share_patched", curve->coverage[i]);
        cli_results_write_number(writer, "refund_eth", curve->refund_eth[i]);
        scenario_json_close(writer, '}');
    }
    scenario_json_close(writer, ']');
    scenario_json_open(writer, "monotone", '{');
    cli_results_write_number(writer, "statistic", curve->monotone.statistic);
    cli_results_write_number(writer, "p_value", curve->monotone.p_value);
    scenario_json_close(writer, '}');
}

static void write_side(struct scenario_json_writer *writer, const char *key,
                       const struct size_study *study, const struct size_side *side)
{
    scenario_json_open(writer, key, '{');
    write_count(writer, "rollouts", side->tries);
    cli_results_write_number(writer, "hits", side->hits);
    cli_results_write_number(writer, "share_patched_mean", side->mean_coverage);
    write_spread(writer, "share_patched", &side->coverage);
    cli_results_write_number(writer, "usd_mean", side->mean_usd);
    write_spread(writer, "usd", &side->usd);
    cli_results_write_number(writer, "usd_with_unpatched_mean", size_expected_usd(study, side));
    scenario_json_close(writer, '}');
}

static void write_sides(struct scenario_json_writer *writer, const struct size_study *study,
                        const struct size_answer *answer)
{
    scenario_json_open(writer, "side_by_side", '{');
    for (int i = 0; i < SIZE_SYSTEM_COUNT; i++) {
        scenario_json_open(writer, size_system_keys[i], '{');
        write_side(writer, "server_up", study, &answer->sides[i][0]);
        write_side(writer, "server_down", study, &answer->sides[i][1]);
        scenario_json_close(writer, '}');
    }
    scenario_json_close(writer, '}');
    scenario_json_text(writer, "cheaper_alternative", size_system_keys[answer->cheaper]);
    /* null: there is none. */
    bool is_none = answer->outages.from > answer->outages.to;
    cli_results_write_number(writer, "outage_break_even",
                             is_none ? (double)NAN : answer->outages.from);
    cli_results_write_number(writer, "outage_break_even_end",
                             is_none ? (double)NAN : answer->outages.to);
}

static void write_factors(struct scenario_json_writer *writer, const struct size_answer *answer)
{
    scenario_json_open(writer, "inputs", '[');
    for (size_t i = 0; i < SIZE_FACTORS; i++) {
        const struct size_factor *factor = &answer->factors[i];
        scenario_json_open(writer, NULL, '{');
        scenario_json_text(writer, "name", factor->name);
        cli_results_write_number(writer, "low", factor->low);
        cli_results_write_number(writer, "high", factor->high);
        cli_results_write_number(writer, "share_patched_mu_star", factor->coverage);
        cli_results_write_number(writer, "share_patched_mu", factor->coverage_mean);
        cli_results_write_number(writer, "usd_mu_star", factor->usd);
        cli_results_write_number(writer, "usd_mu", factor->usd_mean);
        scenario_json_close(writer, '}');
    }
    scenario_json_close(writer, ']');
}

static void write_bounds(struct scenario_json_writer *writer, const struct size_bounds *bounds)
{
    scenario_json_open(writer, "bounds", '{');
    for (size_t i = 0; i < SIZE_BOUND_ROWS; i++)
        cli_results_write_number(writer, size_bound_rows[i].key,
                                 size_bound_of(bounds, &size_bound_rows[i]));
    scenario_json_close(writer, '}');
}

static void write_row(void *context, const char *name, const char *range)
{
    scenario_json_text(context, name, range);
}

static void begin(struct scenario_json_writer *writer, const struct size_study *study)
{
    scenario_json_open(writer, NULL, '{');
    scenario_json_raw(writer, "format_version", FORMAT_VERSION);
    scenario_json_text(writer, "version", CLI_VERSION);
    scenario_json_text(writer, "release", study->release->top->name);
}

static int end(struct scenario_json_writer *writer, FILE *stream)
{
    scenario_json_close(writer, '}');
    int r = base_buffer_failed(&writer->out) ? BASE_E_NOMEM : 0;
    if (r == 0)
        fwrite(writer->out.data, 1, writer->out.len, stream);
    base_buffer_deinit(&writer->out);
    return r;
}

int size_write_json(const struct size_study *study, const struct size_answer *answer, FILE *stream)
{
    struct scenario_json_writer writer = {0};
    char sentence[800];
    size_sentence(study, answer, sentence, sizeof sentence);
    begin(&writer, study);
    scenario_json_text(&writer, "verdict", size_outcome_names[answer->outcome]);
    scenario_json_text(&writer, "sentence", sentence);
    write_pay(&writer, study, answer);
    write_confirmation(&writer, study, answer);
    write_curve(&writer, &answer->curve);
    write_sides(&writer, study, answer);
    write_factors(&writer, answer);
    write_bounds(&writer, &study->bounds);
    scenario_json_open(&writer, "warnings", '[');
    for (size_t i = 0; i < answer->warning_count; i++)
        scenario_json_text(&writer, NULL, answer->warnings[i]);
    scenario_json_close(&writer, ']');
    scenario_json_open(&writer, "holds_for", '{');
    size_box(study, write_row, &writer);
    scenario_json_close(&writer, '}');
    write_count(&writer, "rollouts", answer->rollouts);
    return end(&writer, stream);
}

int size_write_campaign_json(const struct size_study *study, const struct size_curve *curve,
                             FILE *stream)
{
    struct scenario_json_writer writer = {0};
    begin(&writer, study);
    write_curve(&writer, curve);
    return end(&writer, stream);
}

int size_write_check_json(const struct size_study *study, double reward,
                          const struct size_check *check, FILE *stream)
{
    struct scenario_json_writer writer = {0};
    begin(&writer, study);
    cli_results_write_number(&writer, "distributor_reward_usd", reward);
    write_count(&writer, "rollouts", check->tries);
    write_count(&writer, "hits", check->hits);
    cli_results_write_interval(&writer, "probability", &check->probability);
    write_spread(&writer, "share_patched", &check->coverage);
    write_spread(&writer, "total_usd", &check->usd);
    return end(&writer, stream);
}
