#ifndef CROWDPATCH_MODELS_SHARED_ASIDE_H
#define CROWDPATCH_MODELS_SHARED_ASIDE_H

/** What body(argument) returns, run in a thread of its own: an actor's stack is too small for zk/'s
 *  real work. BASE_E_NOMEM when there is no thread. */
int aside_run(int (*body)(void *argument), void *argument);

#endif
