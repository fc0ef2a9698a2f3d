#ifndef CROWDPATCH_SIM_KERNEL_H
#define CROWDPATCH_SIM_KERNEL_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/** All that the simulator asks of SimGrid: a clock with one alarm, hosts and links, flows between
 *  hosts, actors that park and compute. Inside sim/ only; time is SimGrid's double seconds here.
 *
 *  "In the kernel" means: in on_alarm, or outside of the run. "In an actor": on an actor's stack.
 *  SimGrid 3.32 and 4.0 give the same events in the same order (tests/sim). */

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

/** Starts SimGrid. Returns false when memory is exhausted. */
bool sim_kernel_open(const struct sim_kernel_callbacks *callbacks);
/** Releases what SimGrid releases; it cannot be opened again in this process. */
void sim_kernel_close(void);
/** "SimGrid 3.32.0" */
const char *sim_kernel_version(void);

/** Links of a host in bytes a second; 0: it has none. radio_Bps is one link for both directions
 *  between this host and those that name it as hub. NULL: no memory, or the name is taken. Freed
 *  by sim_kernel_close(). */
struct sim_kernel_host *sim_kernel_host_add(const char *name, unsigned cores, double up_Bps,
                                            double down_Bps, double radio_Bps,
                                            struct sim_kernel_host *hub);
/** All hosts are there. */
void sim_kernel_seal(void);

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

/** In the kernel. The actor is runnable. NULL: no memory. */
struct sim_kernel_actor *sim_kernel_actor_start(struct sim_kernel_host *host, const char *name,
                                                void (*main)(void *), void *argument);
/** In the kernel: unwinds the actor's stack, soon. It has begun to run (caller's duty). */
void sim_kernel_actor_kill(struct sim_kernel_actor *actor);
/** In the kernel, after its main has returned or was unwound. */
void sim_kernel_actor_release(struct sim_kernel_actor *actor);

/** In the actor: waits for sim_kernel_unpark(). */
void sim_kernel_park(struct sim_kernel_actor *actor);
/** In the kernel: once for each park. */
void sim_kernel_unpark(struct sim_kernel_actor *actor);
/** In an actor: work_s seconds of an idle core. */
void sim_kernel_execute(double work_s);
/** In an actor: unwinds its own stack. */
void sim_kernel_exit(void) __attribute__((noreturn));

#ifdef __cplusplus
}
#endif

#endif
