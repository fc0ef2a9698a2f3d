#ifndef CROWDPATCH_SIM_TRANSFER_PRIVATE_H
#define CROWDPATCH_SIM_TRANSFER_PRIVATE_H

#include "sim/internal.h"

enum stage {
    STAGE_LATENCY,  /* its first bit travels; or nothing does, and the sender does not know yet */
    STAGE_HELD,     /* its hub holds it for a device that sleeps; then as above */
    STAGE_DROPPED,  /* its hub holds it in vain */
    STAGE_RADIO,    /* its bytes pass a radio */
    STAGE_TURN,     /* it waits for its turn on a radio of limited duty cycle, or has it */
    STAGE_ALONE,    /* its bytes pass links that nobody else uses */
    STAGE_FLOW,     /* its bytes pass links that it shares: SimGrid says how fast */
    STAGE_LANDED,   /* its last byte is there */
    STAGE_BROKEN,   /* decided; SimGrid's flow ends now */
    STAGE_VANISHED, /* lost on a radio; its sender does not know */
};

struct sim_transfer {
    struct sim_engine *engine;
    uint64_t number;          /* the message's */
    struct sim_node *from;    /* of the hop under way */
    struct sim_node *to;      /* NULL: nobody */
    struct sim_node *next[2]; /* where it goes on from there; NULL: nowhere */
    struct sim_address address;
    struct sim_message *message; /* NULL when it was handed on or dropped */
    struct sim_actor *watcher;   /* NULL: nobody looks at the fate */
    enum stage stage;
    bool is_decided;
    enum sim_fate fate;
    bool is_lan;
    bool is_on_air;           /* it counts on a hub's radio */
    struct sim_node *sleeper; /* that it keeps awake; NULL: none */
    uint64_t up_bytes;        /* on the sender's link */
    uint64_t down_bytes;      /* on the receiver's link */
    uint64_t payload_bytes;   /* without headers */
    struct sim_sharing_job airtime;
    struct sim_link_use *uses[2]; /* while bytes pass the WAN */
    double rate_Bps;              /* when it is alone */
    sim_time begin;               /* when it is alone or has a turn: since when */
    struct sim_kernel_flow *flow;
    struct sim_list in_engine;
    struct sim_list in_from;
    struct sim_list in_to;
    struct sim_list in_routed[2]; /* of the hubs that pass it on */
    struct sim_agenda_entry entry;
};

/** What its links carry for it. */
static inline double sim_transfer_weight(const struct sim_transfer *transfer)
{
    return (double)(transfer->up_bytes > transfer->down_bytes ? transfer->up_bytes
                                                              : transfer->down_bytes);
}

/** The hub whose radio both are on, or NULL: they meet on the WAN. */
static inline struct sim_node *sim_transfer_common_hub(struct sim_node *from, struct sim_node *to)
{
    return from->hub == to ? to : to->hub == from ? from : NULL;
}

/* sim/transfer.c: from its start to its fate. */

/** Counts on both links what has passed: all but `bytes_left` of what this transfer weighs. */
void sim_transfer_count_bytes(struct sim_transfer *transfer, double bytes_left);
/** What is left of a transfer that is alone, or whose turn it is. */
double sim_transfer_bytes_left(const struct sim_transfer *transfer);
/** Requires: it is not decided (asserted). */
void sim_transfer_decide(struct sim_transfer *transfer, enum sim_fate fate);
void sim_transfer_free_if_over(struct sim_transfer *transfer);
/** Those that land at one date arrive in the order in which they were sent. */
void sim_transfer_land(struct sim_transfer *transfer);

/* sim/transfer_lan.c: a hop over a hub's radio, to and from devices that may sleep. */

/** The hop that begins now takes this latency; returns when its first byte is there, from now. */
sim_time sim_transfer_depart(struct sim_transfer *transfer, sim_time latency);
void sim_transfer_enter_radio(struct sim_transfer *transfer);
/** It has left the radio, whatever became of it. */
void sim_transfer_leave_air(struct sim_transfer *transfer);
/** Draws for a message that has passed a radio. */
bool sim_transfer_is_lost(struct sim_transfer *transfer);

/* sim/transfer_wan.c: a hop over two access lines, alone or as a flow of SimGrid's. */

void sim_transfer_enter_links(struct sim_transfer *transfer);
void sim_transfer_leave_links(struct sim_transfer *transfer);
void sim_transfer_cancel_flow(struct sim_transfer *transfer);

#endif
