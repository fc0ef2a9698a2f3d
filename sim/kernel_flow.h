#ifndef CROWDPATCH_SIM_KERNEL_FLOW_H
#define CROWDPATCH_SIM_KERNEL_FLOW_H

#include <stdint.h>

#include <simgrid/forward.h>

#ifdef __cplusplus
extern "C" {
#endif

/** What the kernel asks of SimGrid and SimGrid's C API does not have: a date at which maestro, and
 *  no actor, is called; bytes that pass between two hosts without an actor at either end; and a
 *  word when C++ gets no memory.
 *  For sim/kernel.c only. */

/** When operator new gets no memory `on_exhaustion` is called, once, and it tries again. */
void sim_kernel_exhaustion_watch(void (*on_exhaustion)(void));

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
