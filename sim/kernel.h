#ifndef CROWDPATCH_SIM_KERNEL_H
#define CROWDPATCH_SIM_KERNEL_H

#include <stdbool.h>

/** All that the simulator asks of SimGrid: a clock with one alarm, flows between hosts on the WAN,
 *  actors that park. Inside sim/ only; time is SimGrid's double seconds here.
 *
 *  "In the kernel" means: in on_alarm, or outside of the run. "In an actor": on an actor's stack.
 *  SimGrid 3.32 and 4.0 give the same events in the same order (tests/sim). SimGrid itself ends the
 *  program when it gets no memory: a stack is asked for before it asks, and what C++ lacks comes
 *  from a reserve, with which a run can end. */

struct sim_kernel_host;
struct sim_kernel_flow;
struct sim_kernel_actor;

struct sim_kernel_callbacks {
    /* The date of the alarm is there. In the kernel. */
    void (*on_alarm)(void *context);
    /* The last byte of a flow is there and its handle is gone. Amid a tick of the clock: it may
       only write records and set the alarm. */
    void (*on_flow_end)(void *context, void *flow_data);
    void *context;
};

/** Starts SimGrid, once in a process. Returns false when there is no memory for the platform. */
bool sim_kernel_open(const struct sim_kernel_callbacks *callbacks);
/** Releases the records; SimGrid's own memory goes at the end of the process. */
void sim_kernel_close(void);
/** The reserve was needed: the run has to end now. */
bool sim_kernel_memory_is_short(void);
/** "SimGrid 3.32.0" */
const char *sim_kernel_version(void);

/** A host on the WAN and its links. NULL: no memory. Freed by sim_kernel_close(). */
struct sim_kernel_host *sim_kernel_host_add(double up_Bps, double down_Bps);
/** All hosts are there, and may be used. Returns false when a file in memory cannot be written or
 *  is not found in /proc, by which SimGrid reads it; errno says why. */
bool sim_kernel_seal(void);

/** Runs until there is neither alarm nor flow nor actor. */
void sim_kernel_run(void);
double sim_kernel_clock_s(void);
/** There is one alarm; setting it replaces it. A date that has passed is now. */
void sim_kernel_alarm_set(double date_s);
void sim_kernel_alarm_clear(void);

/** In the kernel. Latency is the caller's affair: a flow starts to fill its links at once.
 *  NULL: no memory. */
struct sim_kernel_flow *sim_kernel_flow_start(struct sim_kernel_host *from,
                                              struct sim_kernel_host *to, double bytes,
                                              void *flow_data);
/** In the kernel. The bandwidth is free again. Returns the bytes that had not passed yet. */
double sim_kernel_flow_cancel(struct sim_kernel_flow *flow);

/** In the kernel. The actor is runnable, on the stack of one that has ended if there is one. When
 *  main returns, the actor is gone; when it is unwound, it is to be released. NULL: no memory. */
struct sim_kernel_actor *sim_kernel_actor_start(void (*main)(void *), void *argument);
/** In the kernel: unwinds the actor's stack, soon. It has begun to run (caller's duty). */
void sim_kernel_actor_kill(struct sim_kernel_actor *actor);
/** In the kernel, after its main was unwound. */
void sim_kernel_actor_release(struct sim_kernel_actor *actor);
/** In the kernel: stacks that wait for an actor end, and those of actors that return from now on.
 */
void sim_kernel_stacks_end(void);

/** In the actor: waits for sim_kernel_unpark(). */
void sim_kernel_park(struct sim_kernel_actor *actor);
/** In the kernel: once for each park. */
void sim_kernel_unpark(struct sim_kernel_actor *actor);
/** In an actor: unwinds its own stack. */
void sim_kernel_exit(void) __attribute__((noreturn));

#endif
