#ifndef CROWDPATCH_MODELS_SHARED_CHAIN_SERVICE_H
#define CROWDPATCH_MODELS_SHARED_CHAIN_SERVICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "contracts-model/chain/chain.h"
#include "models/shared/world.h"

/** The chain as participants reach it: a chain node in every region answers their requests; blocks
 *  are produced every chain.block_interval and are known everywhere chain.gossip_delay later.
 *
 *  With faults.reorg_*, the last reorg_depth blocks are at times replaced, as the next one becomes
 *  known, by a branch with equal slots. A block that is reorg_depth blocks old is final. Whoever
 *  asks for more confirmations than that is never misled; with fewer, a receipt may be undone after
 *  it was returned, and its transaction comes again, perhaps with another end.
 *  Assumption: the branch is made when it becomes known, so that a transaction can stand in it up
 *  to reorg_depth slots before it was sent. */
struct chain_service;

int chain_service_new(struct world *world, struct chain_service **ret_service);
void chain_service_free(struct chain_service *service);
/** Starts the chain nodes and the block producer. */
int chain_service_start(struct chain_service *service);

/** For genesis and for reports; participants use the functions below. */
struct chain *chain_service_chain(struct chain_service *service);
/** The chain nodes, one in each of the world's regions with servers: where requests of
 *  models/shared/chain_rpc.h go, for who asks others than its nearest. */
size_t chain_service_node_count(const struct chain_service *service);
struct sim_address chain_service_node_at(const struct chain_service *service, size_t index);
/** What they have sent over their lines, headers included. Nobody is billed for it. */
uint64_t chain_service_nodes_up_bytes(const struct chain_service *service);
/** The one that is nearest to a region. */
struct sim_address chain_service_node(const struct chain_service *service, size_t region);
/** Seconds of the chain's clock at a date of the run. */
uint64_t chain_service_timestamp_s(const struct chain_service *service, sim_time date);
/** The first date at which the chain's clock shows at least timestamp_s. */
sim_time chain_service_date(const struct chain_service *service, uint64_t timestamp_s);

/** Somebody begins to crowd the chain: from now on, chain_service_insist() waits for the base fee
 * to come back to what it is now. The first one counts. */
void chain_service_note_calm(struct chain_service *service);
/** Blocks so far that others crowded. */
uint64_t chain_service_congested_blocks(const struct chain_service *service);

/** Calls on_block once for every block of the final chain, in order: as it is produced, before
 *  anybody else learns of it, or, with reorganisations, when none can undo it any more, and at the
 *  end of the run for the rest. The place for books and invariants; gas and bytes are booked then
 *  too. A negative return ends the run. */
void chain_service_watch(struct chain_service *service,
                         int (*on_block)(void *context, const struct chain_block *block),
                         void *context);

/** The run is over: what was produced is final. Returns 0 or what a watcher returned. */
int chain_service_settle(struct chain_service *service);
/** True when nobody acts upon a block that may be undone: chain.confirmations are more than
 *  faults.reorg_depth, or there are no reorganisations. */
bool chain_service_is_firm(const struct chain_service *service);

/** A permissioned chain: its nodes refuse whatever comes from a machine that is not admitted.
 * Before the run. */
void chain_service_restrict(struct chain_service *service,
                            bool (*is_admitted)(void *context, const struct sim_node *node),
                            void *context);

/** What a participant wants on chain. */
struct chain_intent {
    const char *operation;    /* a literal: the row of gas.csv */
    const crypto_address *to; /* NULL: a creation */
    u256 value_wei;
    const uint8_t *data; /* borrowed */
    size_t data_len;
    uint64_t gas_limit;
    u256 priority_fee_wei; /* a gas; 0: chain.priority_fee */
    u256 max_fee_wei;      /* a gas; 0: as chain.base_fee_headroom says */
};

enum chain_fate {
    CHAIN_FATE_DONE,        /* in a confirmed block; the receipt says whether it reverted */
    CHAIN_FATE_REJECTED,    /* the chain node refused it */
    CHAIN_FATE_TIMED_OUT,   /* not confirmed in time; it may still be */
    CHAIN_FATE_TOO_DEAR,    /* the chain node refused it: the account cannot pay for it now */
    CHAIN_FATE_UNREACHABLE, /* no chain node has answered until the time-out */
};

/** Signs, hands over, and waits for the confirmation up to `timeout`. A chain node that is not
 *  reached gets the same bytes again after each block. `port` takes the answers. What is signed is
 *  kept over a failure of the machine until its fate is known: when the participant's next life
 *  wants the same, it is that transaction, found on chain or handed over again, as its mempool
 *  tells.
 *  CHAIN_FATE_DONE: *ret_receipt lives as long as the chain. Returns 0 or an error. */
int chain_service_transact(struct chain_service *service, struct participant *who,
                           struct sim_port *port, const struct chain_intent *intent,
                           sim_time timeout, enum chain_fate *ret_fate,
                           const struct chain_receipt **ret_receipt);

/** The same for whom it matters only whether it is confirmed. NULL: it is not, or the run has
 *  failed; a receipt says whether it reverted. */
const struct chain_receipt *chain_service_confirm(struct chain_service *service,
                                                  struct participant *who, struct sim_port *port,
                                                  const struct chain_intent *intent,
                                                  sim_time timeout);

/** The same without an end to the wait and until the block is final, for what everything else
 *  depends upon. NULL: it reverted or was refused, or the run has failed. While others crowd the
 *  chain (section "faults"), it waits until the account can pay. What is signed here is kept for
 *  good: the participant's next life may insist upon it though it is long on chain. */
const struct chain_receipt *chain_service_insist(struct chain_service *service,
                                                 struct participant *who, struct sim_port *port,
                                                 const struct chain_intent *intent);

/** Whether an earlier life of the participant has signed an equal intent's transaction and has not
 *  seen its end: chain_service_transact() takes it up. */
bool chain_service_is_under_way(const struct chain_service *service, const struct participant *who,
                                const struct chain_intent *intent);

/** A view call at the head. False when the chain node was not reached or the call reverted;
 * otherwise *ret_output is malloc'd. */
bool chain_service_call(struct chain_service *service, struct participant *who,
                        struct sim_port *port, const crypto_address *to,
                        const struct base_buffer *data, uint8_t **ret_output, size_t *ret_len);

/** Logs that a contract left in confirmed blocks after *block; moves *block on. 0 is the start;
 *  another value is chain_service_now()'s or what an earlier request left there, and knows its
 *  branch: after a reorganisation the logs of the blocks that replaced seen ones come next, so that
 *  a log can come twice. A page that was read stays read; logs that are gone are not announced. */
uint64_t chain_service_now(const struct chain_service *service);

struct chain_log_page {
    struct evm_log *logs; /* owned */
    size_t count;
};
void chain_log_page_deinit(struct chain_log_page *page);
/** Asks the chain node once. False when it was not reached. */
bool chain_service_logs(struct chain_service *service, struct participant *who,
                        struct sim_port *port, const crypto_address *contract, uint64_t *block,
                        struct chain_log_page *ret_page);

/** The same, of logs with one topic alone. */
struct chain_log_filter {
    uint8_t position; /* 0: the event's own; 1 and on: what it has indexed */
    crypto_digest topic;
};
/** An indexed address, as a topic. */
struct chain_log_filter chain_log_filter_address(uint8_t position, const crypto_address *address);
bool chain_service_logs_with(struct chain_service *service, struct participant *who,
                             struct sim_port *port, const crypto_address *contract,
                             const struct chain_log_filter *filter, uint64_t *block,
                             struct chain_log_page *ret_page);

/** How long a chain node keeps a subscription; who waits longer asks again. Source: geth's
 *  default for filters that nobody asks for (eth/filters, Config.Timeout). */
#define CHAIN_SUBSCRIPTION_NS (300 * SIM_TIME_SECOND)
/** Waits until there is such a log (NULL filter: any) in a confirmed block after *block, up to
 *  timeout: the chain node looks at once, as for chain_service_logs_with(), and then tells by
 * itself (a request and its answer, and a notice; CHAIN_RPC_SUBSCRIBE). Other messages that come to
 * `port` are dropped. True: the page has one or more; false: *block has moved on too, as far as the
 * node has looked. */
bool chain_service_await_logs(struct chain_service *service, struct participant *who,
                              struct sim_port *port, const crypto_address *contract,
                              const struct chain_log_filter *filter, sim_time timeout,
                              uint64_t *block, struct chain_log_page *ret_page);

/* A node of one's own. */

/** Bytes of a block beside its transactions. Source: Yellow Paper, section 4.3: a header of 15
 *  fields with 32 bytes of extra data is 544 bytes of RLP; the block's own lists take 5. */
#define CHAIN_BLOCK_OVERHEAD_BYTES 549

/** Brings the participant's own node from *block to the last confirmed one: all blocks travel, of
 *  which a log page comes out, and the senders' signatures are checked, which costs the time.
 *  Transactions from outside of the model (chain.background_load) weigh nothing. False when the
 *  chain node was not reached or refused. */
bool chain_service_follow(struct chain_service *service, struct participant *who,
                          struct sim_port *port, const crypto_address *contract, uint64_t *block,
                          struct chain_log_page *ret_page);
/** A view call at the participant's own node: no time, no bytes. As chain_service_call(). */
bool chain_service_read(struct chain_service *service, const struct participant *who,
                        const crypto_address *to, const struct base_buffer *data,
                        uint8_t **ret_output, size_t *ret_len);

/** Processor time that blocks and views took so far: to be told, not to be used. */
double chain_service_processor_s(const struct chain_service *service);

/** Waits until a further block is known, up to timeout. False: the time was up. */
bool chain_service_wait_block(struct chain_service *service, sim_time timeout);

#endif
