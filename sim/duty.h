#ifndef CROWDPATCH_SIM_DUTY_H
#define CROWDPATCH_SIM_DUTY_H

#include "sim/node.h"
#include "sim/port.h"
#include "sim/time.h"

/** A duty is what a node does now and then: an actor that comes when it is called. Between its
 *  calls it has nothing on a stack, so that it needs none. */

/** Serves one call, on an actor's stack; it may wait. Returns the date of the next call, which may
 *  have passed; SIM_TIME_FOREVER: it waits for messages only. */
typedef sim_time sim_duty_call(void *argument);

/** Where a duty's calls run. Both have the same events in the same order, at the same dates. */
enum sim_duty_stack {
    SIM_DUTY_KEEPS_STACK,  /* in an actor of its own, from the first call to the last */
    SIM_DUTY_BORROWS_STACK /* in an actor for each call: as many stacks as calls under way */
};

/** It is called now, when the caller waits next; then at the dates that calls return; and whenever
 *  a message stands in its port, which is open and no other duty's, or NULL. A call that begins
 *  with a message in the port takes at least one, or it would be called for ever. One call at a
 *  time: what comes in the meantime is looked at when it has returned.
 *
 *  A duty ends when its node fails, when the run ends, or, without a port, when a call returns
 *  SIM_TIME_FOREVER. on_end (or NULL) is then called once with the argument, after the last call is
 *  unwound; also when the duty does not start, because the node is down or the run ends (0 is
 *  returned) or because of BASE_E_NOMEM. It may not wait. */
int sim_duty_start(struct sim_node *node, struct sim_port *port, enum sim_duty_stack stack,
                   sim_duty_call *call, void *argument, void (*on_end)(void *argument));

#endif
