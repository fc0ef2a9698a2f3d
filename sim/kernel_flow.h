#ifndef CROWDPATCH_SIM_KERNEL_FLOW_H
#define CROWDPATCH_SIM_KERNEL_FLOW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <simgrid/forward.h>

#ifdef __cplusplus
extern "C" {
#endif

/** What the kernel asks of SimGrid and SimGrid's C API does not have: a date at which maestro, and
 *  no actor, is called; bytes that pass between two hosts without an actor at either end; and
 *  memory that is kept back for when C++ gets none.
 *  For sim/kernel.c only. */

/** Keeps `bytes` back: when operator new gets no memory they are released once and it tries again,
 *  so that the simulation can end in order. False: they are not to be had. Once in a process. */
bool sim_kernel_reserve_make(size_t bytes);
/** They were released. */
bool sim_kernel_reserve_is_spent(void);
void sim_kernel_reserve_drop(void);

/** One alarm: setting it replaces it. It is gone when `ring` is called. */
void sim_kernel_timer_set(double date_s, void (*ring)(void));
void sim_kernel_timer_clear(void);

/** `on_end` is called with the owner of each communication whose last byte is there, amid a tick
 *  of the clock. Once in a process. */
void sim_kernel_comm_watch(void (*on_end)(void *owner));
/** Starts at once. The caller has a reference to the result, and keeps it until SimGrid's clock has
 *  moved on from the communication's end. */
sg_comm_t sim_kernel_comm_start(sg_host_t from, sg_host_t to, uint64_t units, void *owner);
/** Its end will not be told. Returns the units that had not passed yet. */
double sim_kernel_comm_cancel(sg_comm_t comm);

#ifdef __cplusplus
}
#endif

#endif
