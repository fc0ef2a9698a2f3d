#ifndef CROWDPATCH_TESTS_ORACLES_REPLAY_H
#define CROWDPATCH_TESTS_ORACLES_REPLAY_H

#include "contracts-model/chain/chain.h"

/** Records what a chain does, so that another EVM can do it again and be compared. */
struct replay;

/** Starts recording at the chain's present state, as its observer; before the first block or later.
 *  Must end before the chain is freed. Returns 0 or BASE_E_NOMEM. */
int replay_new(struct chain *chain, struct replay **ret_replay);
/** Ends the recording when replay_check() or replay_write() has not. Takes NULL. */
void replay_free(struct replay *replay);

/** Ends the recording and writes it as JSON. Returns 0, BASE_E_NOMEM or BASE_E_IO. */
int replay_write(struct replay *replay, const char *path);

enum replay_verdict {
    REPLAY_AGREES,
    REPLAY_DIFFERS, /* what differs was printed */
    REPLAY_SKIPPED, /* there is no node, or no npm, or no network: why was printed */
};
/** Ends the recording and has replay.sh compare it. Returns 0, BASE_E_NOMEM or BASE_E_IO. */
int replay_check(struct replay *replay, enum replay_verdict *ret_verdict);

#endif
