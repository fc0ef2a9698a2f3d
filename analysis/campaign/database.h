#ifndef CROWDPATCH_ANALYSIS_CAMPAIGN_DATABASE_H
#define CROWDPATCH_ANALYSIS_CAMPAIGN_DATABASE_H

#include <stdbool.h>

/** Whether this build has SQLite. */
bool campaign_database_is_there(void);
/** Writes directory/results.sqlite from directory/results.csv, whole or not at all: a table
 * `results` with its columns and rows. A column of whole numbers of 64 bits, or of true and false,
 * is INTEGER; of numbers REAL; all else is TEXT, and so are wei, which keep their digits. An empty
 *  cell is NULL.
 *  Returns 0; BASE_E_SCENARIO when results.csv is no table; BASE_E_IO; or BASE_E_NOMEM.
 *  Requires: campaign_database_is_there(). */
int campaign_database_write(const char *directory);

#endif
