#ifndef CROWDPATCH_MODELS_SHARED_RUN_TABLES_H
#define CROWDPATCH_MODELS_SHARED_RUN_TABLES_H

#include "models/shared/world.h"

/** The tables of a run, one function a file. Each returns 0 or BASE_E_IO. */
struct run_table {
    const char *file_name;
    int (*write)(const struct world *world, const char *path);
};

/** Ended by a NULL name. */
extern const struct run_table run_tables[];

/** The text of a run's table, for who reads it again (sim_table_read). */
int run_tables_read(const char *path, char **ret_text, size_t *ret_len);

#endif
