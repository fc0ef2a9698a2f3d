#include "cli/progress.h"

#include <unistd.h>

#include "cli/terminal.h"

/** Wall time between two lines. */
#define INTERVAL_TERMINAL_S 0.2
#define INTERVAL_PLAIN_S 5.0

/** Not below 0, though a virtual machine's clock may go back when it is moved. */
static double seconds_since(const struct timespec *start)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    double s = (double)(now.tv_sec - start->tv_sec) + (double)(now.tv_nsec - start->tv_nsec) / 1e9;
    return s > 0 ? s : 0;
}

/** Resident memory in MiB; 0 where the system does not tell. */
static double resident_MiB(void)
{
    FILE *file = fopen("/proc/self/statm", "r");
    unsigned long total = 0, resident = 0;
    if (!file)
        return 0;
    if (fscanf(file, "%lu %lu", &total, &resident) != 2)
        resident = 0;
    fclose(file);
    return (double)resident * (double)sysconf(_SC_PAGESIZE) / (1024.0 * 1024.0);
}

void cli_progress_start(struct cli_progress *progress, FILE *stream)
{
    *progress = (struct cli_progress){.stream = stream};
    progress->redraws = cli_terminal_redraws(stream);
    clock_gettime(CLOCK_MONOTONIC, &progress->started);
    progress->shown = progress->started;
}

void cli_progress_show(void *context, const struct world *world)
{
    struct cli_progress *progress = context;
    double interval_s = progress->redraws ? INTERVAL_TERMINAL_S : INTERVAL_PLAIN_S;
    double since_shown_s = seconds_since(&progress->shown);
    if (!progress->stream || since_shown_s < interval_s)
        return;
    double simulated_s = (double)world_now(world) / 1e9;
    double duration_s = (double)world->run->duration_ns / 1e9;
    double wall_s = seconds_since(&progress->started);
    uint64_t events = sim_engine_stats(world->engine)->events;
    double rate = (double)(events - progress->shown_events) / since_shown_s;
    double left_s = simulated_s > 0 ? wall_s * (duration_s - simulated_s) / simulated_s : 0;
    char text[300];
    snprintf(text, sizeof text,
             "%.0f s of at most %.0f s simulated, %u of %u devices patched, %.0f events/s, "
             "%.0f MiB, at most %.0f s left",
             simulated_s, duration_s, world->outcome.patched, world->outcome.device_count, rate,
             resident_MiB(), left_s);
    cli_terminal_show(progress->stream, text);
    clock_gettime(CLOCK_MONOTONIC, &progress->shown);
    progress->shown_events = events;
}

double cli_progress_end(struct cli_progress *progress, const struct world *world)
{
    double wall_s = seconds_since(&progress->started);
    char text[80];
    snprintf(text, sizeof text, "%.0f s simulated in %.1f s", (double)world_now(world) / 1e9,
             wall_s);
    if (progress->stream)
        cli_terminal_show_end(progress->stream, text);
    return wall_s;
}
