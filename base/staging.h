#ifndef CROWDPATCH_BASE_STAGING_H
#define CROWDPATCH_BASE_STAGING_H

/** A directory that appears whole or not at all: files are written under a temporary name beside
 *  the final one, flushed, and the directory is renamed at the end. A killed process leaves only
 *  "<target>.partial-<pid>", which no reader takes for a result. */
struct base_staging {
    char *target_path;
    char *partial_path;
};

/** Creates the temporary directory, and those above it that are not there, which stay in every
 * case. Returns 0; BASE_E_IO when target_path exists already, or nothing can be written there; or
 *  BASE_E_NOMEM. On failure nothing else is left, and deinit is safe. */
int base_staging_begin(struct base_staging *staging, const char *target_path);
/** Path of a file inside the temporary directory; the caller frees it. NULL: no memory. */
char *base_staging_path(const struct base_staging *staging, const char *name);
/** Flushes files and directories to the disk and renames, replacing nothing. Returns 0, BASE_E_IO
 *  or BASE_E_NOMEM; after a failed rename deinit still removes what was written. */
int base_staging_commit(struct base_staging *staging);
/** Removes what was written, unless it was committed, and frees. Safe on a zeroed struct. */
void base_staging_deinit(struct base_staging *staging);

#endif
