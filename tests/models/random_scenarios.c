/* Random small scenarios over systems, variants, attacks, faults and all other parameters:
 *
 *     random_scenarios COUNT [FIRST]
 *
 * Each runs in a child of its own, which SimGrid needs. None may crash, hang, lose a wei or a byte,
 * or break an invariant of its system. A scenario that does is printed as options of `crowdpatch
 * run`. The tests run a few hundred; ten thousand are for a person. */

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"
#include "models/model.h"
#include "models/registry.h"
#include "models/shared/chain_service.h"
#include "tests/models/random_scenario.h"

/** Draws until values go together. */
#define ATTEMPTS_MAX 200
/** A run of a second takes that long on a busy machine under a sanitizer. */
#define HANG_S 120

/** How a child ends that has found nothing wrong. */
enum { ENDED_BY_CLOCK = 0, ENDED_BY_WORK = 3 };

struct tally {
    uint64_t failed, refused; /* refused: draws that did not go together */
    uint64_t complete;        /* ended by work */
};

/** NULL: they do not go together. */
static struct scenario *load(const struct random_scenario *drawn)
{
    const char *options[RANDOM_SCENARIO_OPTIONS_MAX];
    struct scenario_report *report;
    struct scenario *scenario = NULL;
    for (size_t i = 0; i < drawn->count; i++)
        options[i] = drawn->options[i];
    if (scenario_report_new(&report) < 0)
        exit(2);
    int r = scenario_load_text(models_catalogue(), "random", "{}", 2, options, drawn->count, report,
                               &scenario);
    if (r == 0)
        r = models_check(scenario, report);
    scenario_report_free(report);
    if (r == 0)
        return scenario;
    scenario_free(scenario);
    return NULL;
}

static bool complain(const char *what)
{
    fprintf(stderr, "%s\n", what);
    return false;
}

static bool bytes_are_conserved(const struct world *world)
{
    const struct sim_engine_stats *stats = sim_engine_stats(world->engine);
    struct sim_node_traffic sum = {0};
    for (size_t i = 0; i < sim_node_count(world->engine); i++) {
        const struct sim_node_traffic *traffic = sim_node_traffic(sim_node_at(world->engine, i));
        sum.wan_up_bytes += traffic->wan_up_bytes;
        sum.wan_down_bytes += traffic->wan_down_bytes;
        sum.lan_up_bytes += traffic->lan_up_bytes;
        sum.lan_down_bytes += traffic->lan_down_bytes;
    }
    return sum.wan_up_bytes == sum.wan_down_bytes && sum.lan_up_bytes == sum.lan_down_bytes &&
           stats->messages_sent == stats->messages_delivered + stats->messages_lost;
}

/** What holds for every run; the lemmas of a system end it by themselves. */
static bool is_sound(const struct world *world)
{
    const struct outcome *outcome = &world->outcome;
    sim_time duration = world->run->duration_ns;
    if (world->chain) {
        struct chain *chain = chain_service_chain(world->chain);
        if (chain_check_supply(chain) != 0 || outcome->blocks_checked != chain_head_number(chain))
            return complain("wei are not conserved");
    }
    if (!bytes_are_conserved(world))
        return complain("bytes are not conserved");
    if (outcome->is_complete ? outcome->ended > duration : outcome->ended != duration)
        return complain("it ended at a wrong time");
    if (outcome->patched != outcome_count_state(outcome, OUTCOME_PATCHED))
        return complain("the patched devices are miscounted");
    if (outcome->is_complete && outcome_count_state(outcome, OUTCOME_IN_PROGRESS) > 0)
        return complain("work is left when all work has ended");
    for (uint32_t i = 0; i < outcome->device_count; i++)
        if (outcome->devices[i].patched > outcome->ended)
            return complain("a device was patched after the end");
    return true;
}

/** In the child. */
static int play(struct scenario *scenario)
{
    struct world world;
    bool is_complete = false;
    const struct config_run *settings = scenario_section_values(scenario, "");
    int r = world_init(&world, scenario, models_at(settings->system));
    if (r == 0) {
        r = world_run(&world);
        if (r == 0 && !is_sound(&world))
            r = BASE_E_SIM;
        is_complete = world.outcome.is_complete;
        world_deinit(&world);
    }
    if (r < 0)
        fprintf(stderr, "%d: %s\n", r, base_fail_text());
    scenario_free(scenario);
    return r < 0 ? 1 : is_complete ? ENDED_BY_WORK : ENDED_BY_CLOCK;
}

static void print(uint64_t number, int status, const struct random_scenario *drawn)
{
    fprintf(stderr, "scenario %llu failed (%s %d):\n", (unsigned long long)number,
            WIFSIGNALED(status) ? "signal" : "exit code",
            WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
    for (size_t i = 0; i < drawn->count; i++)
        fprintf(stderr, " --set %s", drawn->options[i]);
    fprintf(stderr, "\n");
}

static void run_one(uint64_t number, struct tally *tally)
{
    struct random_scenario drawn;
    struct scenario *scenario = NULL;
    for (uint32_t attempt = 0; !scenario && attempt < ATTEMPTS_MAX; attempt++) {
        random_scenario_draw(number, attempt, &drawn);
        scenario = load(&drawn);
        tally->refused += !scenario;
    }
    if (!scenario) {
        fprintf(stderr, "scenario %llu: no draw goes together\n", (unsigned long long)number);
        tally->failed++;
        return;
    }
    int status;
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        alarm(HANG_S);
        int code = play(scenario);
        fflush(NULL);
        _exit(code);
    }
    scenario_free(scenario);
    if (child < 0 || waitpid(child, &status, 0) != child) {
        perror("random_scenarios");
        exit(2);
    }
    bool is_complete = WIFEXITED(status) && WEXITSTATUS(status) == ENDED_BY_WORK;
    tally->complete += is_complete;
    if (status == ENDED_BY_CLOCK || is_complete)
        return;
    tally->failed++;
    print(number, status, &drawn);
}

int main(int argc, char **argv)
{
    if (argc < 2 || argc > 3) {
        fprintf(stderr, "usage: random_scenarios COUNT [FIRST]\n");
        return 2;
    }
    uint64_t count = strtoull(argv[1], NULL, 10);
    uint64_t first = argc > 2 ? strtoull(argv[2], NULL, 10) : 0;
    struct tally tally = {0};
    for (uint64_t number = first; number < first + count; number++)
        run_one(number, &tally);
    printf("%llu random scenarios, %llu failed, %llu ended by work; "
           "%llu draws did not go together\n",
           (unsigned long long)count, (unsigned long long)tally.failed,
           (unsigned long long)tally.complete, (unsigned long long)tally.refused);
    return tally.failed > 0 ? 1 : 0;
}
