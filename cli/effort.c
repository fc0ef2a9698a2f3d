#include "cli/effort.h"

#include <sys/resource.h>
#include <time.h>

#include "models/shared/chain_service.h"

double cli_effort_processor_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/** The most memory that was resident; 0 where the system does not tell. */
static double peak_bytes(void)
{
    struct rusage usage;
    return getrusage(RUSAGE_SELF, &usage) == 0 ? (double)usage.ru_maxrss * 1024 : 0;
}

void cli_effort_print(const struct cli_effort *effort, const struct world *world, FILE *stream)
{
    double peak = peak_bytes(), devices = world->outcome.device_count;
    double patched = world->outcome.patched;
    fprintf(stream, "machine: start-up %.2f s, run %.2f s; processor %.2f s, chain %.2f s; %.1f MB",
            effort->start_up_s, effort->run_s, effort->processor_s,
            world->chain ? chain_service_processor_s(world->chain) : 0, peak / 1e6);
    if (patched > 0)
        fprintf(stream, "; %.0f us a device patched", effort->run_s * 1e6 / patched);
    if (devices > 0)
        fprintf(stream, "; %.0f bytes a device", peak / devices);
    fprintf(stream, "\n");
}
