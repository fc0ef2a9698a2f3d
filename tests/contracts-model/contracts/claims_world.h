#ifndef CROWDPATCH_TESTS_CLAIMS_WORLD_H
#define CROWDPATCH_TESTS_CLAIMS_WORLD_H

#include "base/bytes.h"
#include "contracts-model/chain/chain.h"
#include "crypto/sign.h"

/** What the benchmarks of reward claims (PoD) share: a chain with blocks of 60 million gas, a
 *  manufacturer, distributors, and a fleet of devices that gets one release after the other. A
 *  failure ends the program with a line. */

enum { CLAIMS_DEVICES = 5000, CLAIMS_DISTRIBUTORS = 50 };

struct claims_party {
    crypto_secp256k1_secret secret;
    crypto_address address;
    uint64_t nonce;
};

struct claims_release {
    uint64_t number;
    crypto_digest update_hash;
    crypto_address delivery;
};

struct claims_world {
    struct chain *chain;
    uint64_t now_s;
    struct claims_party manufacturer;
    struct claims_party distributors[CLAIMS_DISTRIBUTORS];
    struct claims_party devices[CLAIMS_DEVICES];
    crypto_address addresses[CLAIMS_DEVICES];
    crypto_address super;
    uint64_t release_count;
};

void claims_check(bool holds, const char *what);

/** With the Super contract; receipts_kept_blocks is the chain's. */
struct claims_world *claims_world_new(uint64_t receipts_kept_blocks);
void claims_world_free(struct claims_world *world);

/** The next release, by list for all devices: 11 blocks. */
struct claims_release claims_world_release(struct claims_world *world);
/** Device i's claim of a release by distributor i % CLAIMS_DISTRIBUTORS, signed by both and
 * encoded; the distributor's nonces go with releases and devices. Reads the world alone, so that it
 * may run beside the chain. The caller deinits it. */
struct base_buffer claims_world_claim(const struct claims_world *world,
                                      const struct claims_release *release, int i);
void claims_world_submit(struct claims_world *world, const struct base_buffer *claim);
/** A block in which all transactions succeed. */
const struct chain_block *claims_world_produce(struct claims_world *world);

#endif
