/* A campaign's directory as it is made. */
#define _GNU_SOURCE
#include <errno.h>
#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/staging.h"
#include "cli/campaign.h"

/* What a job asks for over what the pilot took. Assumption: seeds and machines differ. */
#define TIME_MARGIN 3.0
#define TIME_LEAST_S 300.0
#define MEMORY_MARGIN 1.5
#define MEMORY_LEAST_MiB 256.0
#define PILOT_NONE_S 60.0

/** Shards of the first batch: those of later ones depend on it. */
static size_t first_shards(const struct campaign *campaign)
{
    size_t count = 0;
    while (count < campaign->shard_count &&
           (!campaign->target.metric[0] ||
            campaign->runs[campaign->shards[count].first].replication < campaign->target.batch))
        count++;
    return count;
}

/** A text in single quotes for sh. */
static void append_quoted(struct base_buffer *out, const char *text)
{
    base_buffer_printf(out, "'");
    for (; *text; text++)
        base_buffer_printf(out, *text == '\'' ? "'\\''" : "%c", *text);
    base_buffer_printf(out, "'");
}

/** Where Slurm writes what the jobs print: nowhere said when the path is no word of one line.
 *  Source: sbatch(1): a backslash takes what follows as it is, and %% is a percent sign. */
static void append_output(struct base_buffer *out, const char *directory)
{
    if (strchr(directory, '\n'))
        return;
    base_buffer_printf(out, "#SBATCH --output=");
    for (const char *c = directory; *c; c++)
        base_buffer_printf(out, *c == '%' ? "%%%%" : strchr(" \t\"'#\\", *c) ? "\\%c" : "%c", *c);
    base_buffer_printf(out, "/slurm.log\n");
}

/** submit.sbatch. */
static void append_submit_text(const struct campaign *campaign, const char *directory,
                               struct base_buffer *out)
{
    char self[PATH_MAX];
    ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
    snprintf(self + (n > 0 ? n : 0), sizeof self - (size_t)(n > 0 ? n : 0), "%s",
             n > 0 ? "" : "crowdpatch");
    size_t largest = 0;
    for (size_t i = 0; i < campaign->shard_count; i++)
        largest = campaign->shards[i].count > largest ? campaign->shards[i].count : largest;
    double run_s = campaign->pilot_s > 0 ? campaign->pilot_s : PILOT_NONE_S;
    double minutes = ceil((TIME_LEAST_S + TIME_MARGIN * run_s * (double)largest) / 60);
    double memory_MiB = ceil(MEMORY_MARGIN * (double)campaign->pilot_bytes / (1024.0 * 1024.0));
    base_buffer_printf(
        out,
        "#!/bin/sh\n"
        "# A task a shard. Submit: sbatch submit.sbatch; what is missing afterwards: "
        "crowdpatch status\n"
        "# says how to submit it again.\n"
        "#SBATCH --job-name=crowdpatch\n"
        "#SBATCH --array=0-%zu\n"
        "#SBATCH --ntasks=1\n"
        "#SBATCH --cpus-per-task=1\n"
        "#SBATCH --time=%.0f\n"
        "#SBATCH --mem=%.0fM\n"
        "#SBATCH --open-mode=append\n",
        first_shards(campaign) - 1, minutes,
        memory_MiB > MEMORY_LEAST_MiB ? memory_MiB : MEMORY_LEAST_MiB);
    append_output(out, directory);
    base_buffer_printf(out, "\n[ -n \"${CROWDPATCH:-}\" ] || CROWDPATCH=");
    append_quoted(out, self);
    base_buffer_printf(out, "\nexec \"$CROWDPATCH\" shard ");
    append_quoted(out, directory);
    base_buffer_printf(out, " --index \"$SLURM_ARRAY_TASK_ID\"\n");
}

/** The directory's absolute path, which need not be there yet; the caller frees. NULL: no memory.
 */
static char *absolute_path(const char *directory)
{
    char *path = realpath(directory, NULL), *here;
    if (path)
        return path;
    if (directory[0] == '/' || !(here = getcwd(NULL, 0)))
        return strdup(directory);
    if (asprintf(&path, "%s/%s", here, directory) < 0)
        path = NULL;
    free(here);
    return path;
}

static int write_files(const struct campaign *campaign, const struct experiment *experiment,
                       const char *directory, const char *final)
{
    char *absolute = absolute_path(final);
    struct base_buffer submit = {0};
    size_t len;
    const char *text = experiment_text(experiment, &len);
    if (absolute)
        append_submit_text(campaign, absolute, &submit);
    int r = !absolute || base_buffer_failed(&submit) ? BASE_E_NOMEM : 0;
    free(absolute);
    if (r == 0)
        r = campaign_write_file(
            directory, campaign->experiments[campaign->experiment_count - 1].file, text, len);
    if (r == 0)
        r = campaign_write_file(directory, "submit.sbatch", submit.data, submit.len);
    base_buffer_deinit(&submit);
    return r == 0 ? campaign_write(campaign, directory) : r;
}

/** Whether there is a campaign already, which is to be gone on with. */
static bool is_campaign(const char *directory)
{
    char *path;
    if (asprintf(&path, "%s/plan.json", directory) < 0)
        return false;
    bool is_there = access(path, F_OK) == 0;
    free(path);
    return is_there;
}

int cli_campaign_save(struct campaign *campaign, const struct experiment *experiment,
                      const char *directory, bool is_new)
{
    if (!is_new)
        return write_files(campaign, experiment, directory, directory);
    if (is_campaign(directory))
        return base_fail(BASE_E_IO,
                         "%s is a campaign already; crowdpatch resume %s goes on with it, and -o "
                         "names another directory",
                         directory, directory);
    struct base_staging staging = {0};
    int r = base_staging_begin(&staging, directory);
    if (r == 0) {
        char *shards = base_staging_path(&staging, "shards");
        r = !shards ? BASE_E_NOMEM
            : mkdir(shards, 0777) < 0
                ? base_fail(BASE_E_IO, "cannot make %s: %s", shards, strerror(errno))
                : 0;
        free(shards);
    }
    if (r == 0)
        r = write_files(campaign, experiment, staging.partial_path, directory);
    if (r == 0)
        r = base_staging_commit(&staging);
    base_staging_deinit(&staging);
    if (r == 0 && !(campaign->directory = campaign_copy(campaign, directory)))
        r = BASE_E_NOMEM;
    return r;
}
