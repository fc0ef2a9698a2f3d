#include <math.h>

#include "models/client_server/config.h"
#include "models/lee_lee/config.h"
#include "models/shared/firmware.h"

#define RUN_TEXT "{\"name\": \"sizes\"}"
#include "tests/models/run.h"

enum { DRAWS = 5000 };

static int compare_sizes(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Kolmogorov and Smirnov: the distance to a log-uniform distribution exceeds 1.95 / sqrt(n) once in
 * a thousand samples. Whole bytes add at most half a byte of the least size. */
Test(firmware, draws_fit_their_distribution)
{
    static double draws[DRAWS];
    struct base_random random;
    base_random_init(&random, 3, 0, "firmware");
    for (int choice = 1; firmware_size_names[choice]; choice++) {
        const struct firmware_sizes *sizes = firmware_sizes_at(choice);
        double least = (double)sizes->least_bytes, most = (double)sizes->most_bytes, distance = 0;
        cr_assert_lt(least, most);
        for (int i = 0; i < DRAWS; i++)
            draws[i] = (double)firmware_draw_bytes(sizes, &random);
        qsort(draws, DRAWS, sizeof *draws, compare_sizes);
        cr_assert_geq(draws[0], least);
        cr_assert_leq(draws[DRAWS - 1], most);
        for (int i = 0; i < DRAWS; i++) {
            double share = log(draws[i] / least) / log(most / least);
            distance = fmax(distance, fabs(share - (i + 0.5) / DRAWS));
        }
        cr_expect_lt(distance, 1.95 / sqrt(DRAWS) + 0.5 / DRAWS + 0.5 / least, "%s",
                     firmware_size_names[choice]);
    }
    cr_assert_null(firmware_sizes_at(0));
}

static uint64_t size_in(const char *section, const char *const options[], char **ret_resolved)
{
    char *errors;
    struct scenario *scenario = run_load(options, &errors);
    cr_assert_not_null(scenario, "%s", errors);
    free(errors);
    const void *values = scenario_section_values(scenario, section);
    uint64_t bytes = strcmp(section, "lee_lee") == 0
                         ? ((const struct lee_lee_config *)values)->update_bytes
                         : ((const struct client_server_config *)values)->update_bytes;
    if (ret_resolved)
        *ret_resolved = scenario_resolved_json(scenario);
    scenario_free(scenario);
    return bytes;
}

static const char *const server[] = {"system=client_server", "world.update_sizes=class_1_image",
                                     NULL};
static const char *const lee[] = {"system=lee_lee", "world.update_sizes=class_1_image", NULL};
static const char *const other_seed[] = {"system=client_server", "world.update_sizes=class_1_image",
                                         "seed=2", NULL};
static const char *const fixed[] = {"system=client_server", "client_server.update_size=5KiB", NULL};

Test(firmware, systems_share_the_size_of_a_seed)
{
    char *resolved;
    uint64_t bytes = size_in("client_server", server, &resolved);
    char text[64];
    cr_assert_geq(bytes, 8 * 1024);
    cr_assert_leq(bytes, 50 * 1024);
    cr_expect_eq(size_in("lee_lee", lee, NULL), bytes);
    cr_expect_neq(size_in("client_server", other_seed, NULL), bytes);
    cr_expect_eq(size_in("client_server", fixed, NULL), 5 * 1024);
    snprintf(text, sizeof text, "\"update_size\": \"%lluB\"", (unsigned long long)bytes);
    cr_expect_not_null(strstr(resolved, text), "%s not in %s", text, resolved);
    free(resolved);
}
