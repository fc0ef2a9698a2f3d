#ifndef CROWDPATCH_MODELS_SHARED_ATTACK_PRIVATE_H
#define CROWDPATCH_MODELS_SHARED_ATTACK_PRIVATE_H

#include "base/map.h"
#include "models/shared/attack.h"
#include "models/shared/chain_service.h"

/** A claim that stood in the mempool while attackers looked. */
struct attack_claim {
    crypto_digest hash;
    crypto_address to;
    uint8_t *data; /* owned */
    size_t data_len;
    uint64_t gas_limit;
    u256 priority_fee_wei;
    bool is_booked; /* it stands in the final chain */
};

/** A copy: outsider's number and nonce. */
struct attack_copy {
    uint64_t number;
    uint64_t nonce;
};

struct attack {
    struct world *world;
    /* mempool_replay */
    struct attack_claim *claims; /* in order of arrival */
    size_t claim_count, claim_capacity;
    struct base_map by_hash; /* crypto_digest -> uint64_t: the claim */
    struct base_map copies;  /* struct attack_copy -> uint64_t: the claim */
    size_t *next;            /* by outsider: the claim that it looks at next */
    struct sim_signal *is_claimed;
    uint64_t copies_booked, copies_first, copies_reverted, originals_reverted;
    /* block_stuffing */
    uint32_t buyers;      /* outsiders that buy now */
    uint64_t bought_gas;  /* of the block that is being booked */
    u256 bought_wei;      /* for it */
    uint64_t full_blocks; /* of which attackers had all */
    u256 full_wei, first_base_fee_wei, last_base_fee_wei;
    /* eclipse */
    struct base_map nodes;       /* uint32_t: machine's index + 1 -> struct participant *, marked */
    struct chain_snapshot *view; /* NULL: nobody is eclipsed now */
    /* transaction_drop */
    uint64_t left_out; /* times that a producer left a transaction out */
    /* of all outsiders */
    u256 fees_wei;
};

bool attack_is(const struct attack *attack, enum adversary_kind kind);
/** What attackers offer a block's producer for what others offer `fee_wei`: more. */
u256 attack_overbid(const struct attack *attack, u256 fee_wei);

/* mempool_replay */
int attack_mempool_init(struct attack *attack);
void attack_mempool_deinit(struct attack *attack);
void attack_mempool_play(struct attack *attack, struct participant *self);
void attack_mempool_book(struct attack *attack, const struct participant *sender, uint64_t nonce,
                         const struct chain_receipt *receipt);
void attack_mempool_report(const struct attack *attack);

/* block_stuffing */
void attack_stuffing_play(struct attack *attack, struct participant *self);
void attack_stuffing_book(struct attack *attack, const struct participant *sender,
                          const struct chain_receipt *receipt);
void attack_stuffing_book_block(struct attack *attack, const struct chain_block *block);
void attack_stuffing_report(const struct attack *attack);

/* eclipse, transaction_drop, isolation */
int attack_eclipse_init(struct attack *attack);
void attack_eclipse_deinit(struct attack *attack);
void attack_eclipse_main(void *attack);
void attack_drop_init(struct attack *attack);
void attack_drop_report(const struct attack *attack);
void attack_isolation_main(void *attack);
void attack_isolation_report(const struct attack *attack);

#endif
