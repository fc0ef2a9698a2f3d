#ifndef CROWDPATCH_MODELS_SHARED_RUN_RESULT_H
#define CROWDPATCH_MODELS_SHARED_RUN_RESULT_H

#include "models/shared/world.h"

/** result.json as text; the caller frees. `files_directory`: where the tables stand whose checksums
 *  it gives; NULL: without them. NULL: no memory, or a table cannot be read. */
char *run_result_json(const struct world *world, const char *version, const char *files_directory);

#endif
