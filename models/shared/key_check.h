#ifndef CROWDPATCH_MODELS_SHARED_KEY_CHECK_H
#define CROWDPATCH_MODELS_SHARED_KEY_CHECK_H

#include "models/shared/world.h"
#include "zk/statement.h"

/** What zk_statement_check_key() has said of a proving key; stands beside the key. All distributors
 *  have the same bytes, one copy in memory: the first one's check stands for all. */
struct key_check {
    bool is_done;
    int outcome;
};

/** What a distributor does with a proving key before its first proof: under a key made with malice
 * a proof could tell of U or r. Charges `who` for a check of its structure by pairings.
 *  content_bytes: what the statement is over. name: "pk^D", for the warning.
 *  Returns 0 when the key is good; a positive outcome of the check when it is refused; or an error.
 *  Source: Campanelli, Gennaro, Goldfeder, Nizzardo, CCS 2017. */
int key_check(struct key_check *known, const struct zk_proving_key *key, uint64_t content_bytes,
              struct participant *who, const char *name);

#endif
