#ifndef CROWDPATCH_SIM_AGENDA_H
#define CROWDPATCH_SIM_AGENDA_H

#include <stddef.h>
#include <stdint.h>

#include "sim/time.h"

/** What the simulator itself has to do and when: time-outs, wake-ups, arrivals. A heap by (date,
 *  order of addition), so that what is due at one date happens in the order in which it was asked
 *  for. Inside sim/ only. */
struct sim_agenda_entry {
    sim_time date;
    uint64_t sequence; /* from 1 */
    size_t place;      /* in the heap, from 1; 0: not on the agenda */
    /* Called in the kernel when the entry is due, and off the agenda again. */
    void (*fire)(struct sim_agenda_entry *entry);
};

/** What is compared stands in the heap itself: entries are all over the memory. */
struct sim_agenda_place {
    sim_time date;
    uint64_t sequence;
    struct sim_agenda_entry *entry;
};

struct sim_agenda {
    struct sim_agenda_place *heap; /* heap[1..count] */
    size_t count;
    size_t capacity;
    uint64_t last_sequence;
};

void sim_agenda_deinit(struct sim_agenda *agenda);
/** Room for `count` entries in all. Returns 0 or BASE_E_NOMEM. */
int sim_agenda_reserve(struct sim_agenda *agenda, size_t count);
/** The entry is not on the agenda, and there is room (asserted). */
void sim_agenda_add(struct sim_agenda *agenda, struct sim_agenda_entry *entry, sim_time date);
/** The same for an entry that was on the agenda before and keeps its place in the order of asking.
 *  One that never was, with a sequence of 0, comes before all others of its date. */
void sim_agenda_add_again(struct sim_agenda *agenda, struct sim_agenda_entry *entry, sim_time date);
/** Does nothing when the entry is not on the agenda. */
void sim_agenda_remove(struct sim_agenda *agenda, struct sim_agenda_entry *entry);
/** The first entry that is due, or NULL. */
struct sim_agenda_entry *sim_agenda_first(const struct sim_agenda *agenda);

#endif
