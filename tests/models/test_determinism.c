#include <dirent.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/hex.h"
#include "models/shared/run_files.h"
#include "models/shared/run_tables.h"
#include "tests/models/run.h"

/* One seed, one result, to the byte. Each run is a process of its own. */

static const char *const failing[] = {"faults.distributor_mean_uptime=5min",
                                      "faults.distributor_mean_downtime=2min", NULL};

/** Runs in a child process and writes the results to `directory`; `context` is handed to
 *  `prepare`. */
static void run_child(const char *const options[], const char *directory,
                      void (*prepare)(struct run *run))
{
    pid_t child = fork();
    cr_assert_geq(child, 0);
    if (child == 0) {
        struct run run;
        char *no_arguments[] = {NULL};
        const struct run_files_context context = {
            .version = "test", .argv = no_arguments, .scenario_path = "small"};
        run_set_up_with(&run, options);
        if (prepare)
            prepare(&run);
        int r = world_run(&run.world);
        if (r == 0)
            r = run_files_write(&run.world, &context, directory);
        _exit(r == 0 ? 0 : 1);
    }
    int status;
    cr_assert_eq(waitpid(child, &status, 0), child);
    cr_assert(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

static char *read_file(const char *directory, const char *name, size_t *ret_len)
{
    char path[600];
    struct stat stat_buffer;
    snprintf(path, sizeof path, "%s/%s", directory, name);
    FILE *file = fopen(path, "rb");
    cr_assert_not_null(file, "%s", path);
    cr_assert_eq(fstat(fileno(file), &stat_buffer), 0);
    *ret_len = (size_t)stat_buffer.st_size;
    char *bytes = malloc(*ret_len + 1);
    cr_assert_eq(fread(bytes, 1, *ret_len, file), *ret_len);
    bytes[*ret_len] = '\0';
    fclose(file);
    return bytes;
}

static bool is_same_file(const char *a, const char *b, const char *name)
{
    size_t a_len, b_len;
    char *a_bytes = read_file(a, name, &a_len), *b_bytes = read_file(b, name, &b_len);
    bool same = a_len == b_len && memcmp(a_bytes, b_bytes, a_len) == 0;
    free(a_bytes);
    free(b_bytes);
    return same;
}

/** Of a run that two equal ones have alike: the tables, result.json and scenario.json. */
static unsigned files(void)
{
    unsigned count = 2;
    for (const struct run_table *table = run_tables; table->file_name; table++)
        count++;
    return count;
}

/** Compares all files but the manifest; returns their number. */
static unsigned expect_same(const char *a, const char *b)
{
    unsigned count = 0;
    DIR *directory = opendir(a);
    cr_assert_not_null(directory);
    for (struct dirent *entry; (entry = readdir(directory));) {
        if (entry->d_name[0] == '.' || strcmp(entry->d_name, "manifest.json") == 0)
            continue;
        cr_expect(is_same_file(a, b, entry->d_name), "%s", entry->d_name);
        count++;
    }
    closedir(directory);
    return count;
}

static char base[64];
static char first[96], second[96];

static void make_directory(void)
{
    strcpy(base, "/tmp/crowdpatch-test-XXXXXX");
    cr_assert_not_null(mkdtemp(base));
    snprintf(first, sizeof first, "%s/first", base);
    snprintf(second, sizeof second, "%s/second", base);
}

static void remove_directory(void)
{
    char command[128];
    snprintf(command, sizeof command, "rm -rf '%s'", base);
    cr_expect_eq(system(command), 0);
}

TestSuite(determinism, .init = make_directory, .fini = remove_directory);

Test(determinism, same_seed_same_bytes)
{
    run_child(failing, first, NULL);
    run_child(failing, second, NULL);
    cr_expect_eq(expect_same(first, second), files());
}

Test(determinism, another_seed_differs)
{
    const char *const other[] = {failing[0], failing[1], "seed=2", NULL};
    run_child(failing, first, NULL);
    run_child(other, second, NULL);
    cr_expect_not(is_same_file(first, second, "deliveries.csv.gz"));
    cr_expect_not(is_same_file(first, second, "distributors.csv.gz"));
    cr_expect_not(is_same_file(first, second, "gas.csv"));
}

Test(determinism, every_fault_is_drawn_alike)
{
    const char *const faults[] = {"faults.session_shape=0.6",
                                  "faults.manufacturer_mean_uptime=10min",
                                  "faults.distributor_mean_uptime=5min",
                                  "faults.hub_mean_uptime=10min",
                                  "faults.device_mean_uptime=10min",
                                  "faults.home_line_mean_uptime=10min",
                                  "faults.distributor_line_mean_uptime=10min",
                                  "faults.congestion_length=5min",
                                  "faults.radio_message_loss=0.1",
                                  NULL};
    run_child(faults, first, NULL);
    run_child(faults, second, NULL);
    cr_expect_eq(expect_same(first, second), files());
}

/* Sessions that outlast the run and losses that never come are drawn from streams of their own. */
Test(determinism, faults_shift_no_other_stream)
{
    const char *const faults[] = {
        "faults.manufacturer_mean_uptime=3650d", "faults.distributor_mean_uptime=3650d",
        "faults.hub_mean_uptime=3650d",          "faults.device_mean_uptime=3650d",
        "faults.home_line_mean_uptime=3650d",    "faults.distributor_line_mean_uptime=3650d",
        "faults.radio_message_loss=0.000000001", NULL};
    run_child((const char *const[]){NULL}, first, NULL);
    run_child(faults, second, NULL);
    cr_expect(is_same_file(first, second, "deliveries.csv.gz"));
    cr_expect(is_same_file(first, second, "distributors.csv.gz"));
    cr_expect(is_same_file(first, second, "timeseries.csv.gz"));
    cr_expect(is_same_file(first, second, "gas.csv"));
}

static unsigned samples_seen;

static void look(void *context, const struct world *world)
{
    (void)context;
    (void)world;
    samples_seen++;
}

static void watch(struct run *run)
{
    run->world.on_sample = look;
}

Test(determinism, an_onlooker_changes_nothing)
{
    run_child(failing, first, NULL);
    run_child(failing, second, watch);
    cr_expect_eq(expect_same(first, second), files());
}

Test(determinism, the_sample_interval_changes_the_time_series_alone)
{
    const char *const often[] = {failing[0], failing[1], "sample_interval=7s", NULL};
    run_child(failing, first, NULL);
    run_child(often, second, NULL);
    cr_expect(is_same_file(first, second, "deliveries.csv.gz"));
    cr_expect(is_same_file(first, second, "distributors.csv.gz"));
    cr_expect(is_same_file(first, second, "gas.csv"));
    cr_expect_not(is_same_file(first, second, "timeseries.csv.gz"));
}

/* A further distributor changes nobody's keys or region but those of who is numbered after it. */
Test(determinism, streams_belong_to_entities)
{
    struct run run;
    char command[300], text[41];
    run_child((const char *const[]){NULL}, first, NULL);
    run_set_up(&run, "world.distributors=7", NULL);
    for (uint32_t i = 0; i < 6; i++) {
        const struct participant *self = &run.world.participants[WORLD_DISTRIBUTOR][i];
        base_hex_encode(self->address.bytes, sizeof self->address.bytes, text);
        snprintf(command, sizeof command, "zcat '%s/distributors.csv.gz' | grep -q '^%u,%s,%s,'",
                 first, i, text, run.world.topology.names[self->region]);
        cr_expect_eq(system(command), 0, "%s", command);
    }
    run_tear_down(&run);
}
