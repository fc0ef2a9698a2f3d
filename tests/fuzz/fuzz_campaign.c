#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "analysis/campaign/collect.h"
#include "analysis/campaign/shard.h"
#include "analysis/file.h"
#include "analysis/points.h"
#include "base/error.h"
#include "crypto/hash.h"
#include "tests/fuzz/fuzz.h"

/* Input: plan.json, runs.csv and what the files of two shards hold, with a form feed between them.
 * Of a shard's, a line that begins with '!' stands in the file without it; any other is a record,
 * which gets its checksum here. A campaign that is read can be written and read back to the same
 * bytes; its runs add up; what is collected is a table of as many rows as runs are done. */

static char directory[64];

static void remove_directory(void)
{
    static const char *const names[] = {"shards/0000.jsonl",
                                        "shards/0001.jsonl",
                                        "shards",
                                        "plan.json",
                                        "runs.csv",
                                        "results.csv",
                                        "datapackage.json",
                                        "ro-crate-metadata.json",
                                        "."};
    if (chdir(directory) == 0)
        for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
            remove(names[i]);
    rmdir(directory);
}

static void make_directory(void)
{
    char path[128];
    FUZZ_CHECK(crypto_init() == 0);
    /* In memory where it can be: every file is flushed to the disk. */
    strcpy(directory, "/dev/shm/fuzz-campaign-XXXXXX");
    if (!mkdtemp(directory)) {
        strcpy(directory, "/tmp/fuzz-campaign-XXXXXX");
        FUZZ_CHECK(mkdtemp(directory));
    }
    snprintf(path, sizeof path, "%s/shards", directory);
    FUZZ_CHECK(mkdir(path, 0777) == 0);
    atexit(remove_directory);
}

static void put(const char *name, const void *data, size_t len)
{
    char path[96];
    snprintf(path, sizeof path, "%s/%s", directory, name);
    FILE *file = fopen(path, "w");
    FUZZ_CHECK(file && fwrite(data, 1, len, file) == len);
    fclose(file);
}

static char *get(const char *name, size_t *ret_len)
{
    char path[96], *text;
    snprintf(path, sizeof path, "%s/%s", directory, name);
    FUZZ_CHECK(analysis_file_read(path, &text, ret_len) == 0);
    return text;
}

/** The text up to the next form feed, which is passed over. */
static const char *next_part(const char **text, const char *end, size_t *ret_len)
{
    const char *part = *text, *stop = memchr(part, '\f', (size_t)(end - part));
    *ret_len = (size_t)((stop ? stop : end) - part);
    *text = stop ? stop + 1 : end;
    return part;
}

static void put_records(size_t shard, const char *text, const char *end)
{
    struct campaign campaign = {.directory = directory};
    struct campaign_shard_file file;
    put(shard == 0 ? "shards/0000.jsonl" : "shards/0001.jsonl", "", 0);
    FUZZ_CHECK(campaign_shard_open(&campaign, shard, &file) == 0);
    while (text < end) {
        const char *stop = memchr(text, '\n', (size_t)(end - text));
        size_t len = (size_t)((stop ? stop : end) - text);
        if (*text == '!')
            FUZZ_CHECK(analysis_file_append(file.fd, text + 1, stop ? len : len - 1));
        else
            FUZZ_CHECK(campaign_shard_append(&file, text, len) == 0);
        text += len + (stop != NULL);
    }
    close(file.fd);
}

static void check_written_back(const struct campaign *campaign)
{
    static const char *const names[] = {"plan.json", "runs.csv"};
    char *texts[2];
    size_t lens[2], len;
    struct campaign again;
    FUZZ_CHECK(campaign_write(campaign, directory) == 0);
    for (size_t i = 0; i < 2; i++)
        texts[i] = get(names[i], &lens[i]);
    FUZZ_CHECK(campaign_read(directory, &again) == 0);
    FUZZ_CHECK(campaign_write(&again, directory) == 0);
    for (size_t i = 0; i < 2; i++) {
        char *text = get(names[i], &len);
        FUZZ_CHECK(len == lens[i] && memcmp(text, texts[i], len) == 0);
        free(text);
        free(texts[i]);
    }
    campaign_deinit(&again);
}

static void check_collected(size_t rows)
{
    char path[128];
    struct analysis_table table;
    struct analysis_points points;
    snprintf(path, sizeof path, "%s/results.csv", directory);
    FUZZ_CHECK(analysis_table_read(path, &table) == 0 && table.row_count == rows);
    if (rows > 0 && analysis_points_init(&points, path, &table) == 0)
        analysis_points_deinit(&points);
    analysis_table_deinit(&table);
}

static void check_runs(const struct campaign *campaign)
{
    struct campaign_state state;
    size_t rows;
    int r = campaign_state_read(campaign, CAMPAIGN_ALL_SHARDS, &state);
    FUZZ_CHECK(r == 0 || r == BASE_E_SCENARIO);
    if (r == 0) {
        FUZZ_CHECK(state.wanted == state.done + state.failed + state.unequal + state.missing);
        r = campaign_collect(campaign, &state, &rows);
        FUZZ_CHECK(r == 0 || r == BASE_E_SCENARIO);
        FUZZ_CHECK(r < 0 || rows == state.done);
        if (r == 0)
            check_collected(rows);
    }
    campaign_state_deinit(&state);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static bool is_made;
    struct campaign campaign;
    const char *text = (const char *)data, *end = text + size;
    size_t len;
    if (!is_made)
        make_directory();
    is_made = true;
    const char *part = next_part(&text, end, &len);
    put("plan.json", part, len);
    part = next_part(&text, end, &len);
    put("runs.csv", part, len);
    for (size_t shard = 0; shard < 2; shard++) {
        part = next_part(&text, end, &len);
        put_records(shard, part, part + len);
    }
    int r = campaign_read(directory, &campaign);
    FUZZ_CHECK(r == 0 || (r == BASE_E_SCENARIO && base_fail_text()[0]));
    if (r == 0) {
        check_written_back(&campaign);
        check_runs(&campaign);
    }
    campaign_deinit(&campaign);
    return 0;
}
