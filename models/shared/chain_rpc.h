#ifndef CROWDPATCH_MODELS_SHARED_CHAIN_RPC_H
#define CROWDPATCH_MODELS_SHARED_CHAIN_RPC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "contracts-model/chain/chain.h"
#include "models/shared/chain_service.h"

/** What travels between a participant and a chain node. Every request starts with nothing but its
 *  message kind; integers are big-endian. Whom the chain does not admit gets an empty reply. */

enum chain_rpc_kind {
    CHAIN_RPC_SUBMIT = 0x1001, /* raw transaction -> outcome, next nonce, hash */
    CHAIN_RPC_CALL,            /* to, call data -> ok, output */
    CHAIN_RPC_LOGS,            /* contract, after block (, position, topic) -> up to block, logs */
    CHAIN_RPC_BLOCKS, /* contract, after block -> the same, with the weight of the blocks */
    /* contract, after block, wait (, position, topic) -> as CHAIN_RPC_LOGS; when there are no logs
       yet, a notice follows. */
    CHAIN_RPC_SUBSCRIBE,
    CHAIN_RPC_REPLY,
    /* id of the subscription's request, up to block, logs: of the first confirmed block that has
       any, should it come within `wait`, in nanoseconds; the subscription is then over. */
    CHAIN_RPC_NOTICE,
};

struct chain_rpc_submitted {
    uint32_t outcome; /* enum chain_submit_outcome */
    uint64_t next_nonce;
    crypto_digest hash;
};
void chain_rpc_encode_submitted(struct base_buffer *ret_reply,
                                const struct chain_rpc_submitted *submitted);
bool chain_rpc_decode_submitted(const uint8_t *reply, size_t len,
                                struct chain_rpc_submitted *ret_submitted);

/** A log with the block that it stands in. */
struct chain_rpc_log {
    uint64_t block;
    const struct evm_log *log;
};
void chain_rpc_encode_logs(struct base_buffer *ret_reply, uint64_t up_to_block,
                           const struct chain_rpc_log logs[], size_t count);
/** A notice is such a reply with its subscription's id before it. */
void chain_rpc_encode_notice(struct base_buffer *ret_notice, uint64_t subscription,
                             uint64_t up_to_block, const struct chain_rpc_log logs[], size_t count);
/** False: it is none of this subscription. */
bool chain_rpc_decode_notice(const uint8_t *notice, size_t len, uint64_t subscription,
                             const crypto_address *contract, uint64_t *ret_up_to_block,
                             struct chain_log_page *ret_page);
/** Fills the page with logs of `contract`. False when the bytes are no such reply. */
bool chain_rpc_decode_logs(const uint8_t *reply, size_t len, const crypto_address *contract,
                           uint64_t *ret_up_to_block, struct chain_log_page *ret_page);

#endif
