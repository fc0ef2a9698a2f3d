#ifndef CROWDPATCH_SIM_STACK_H
#define CROWDPATCH_SIM_STACK_H

/** The stacks of actors, and AddressSanitizer. It must know whose stack this is: when an exception
 *  passes, it clears the marks of the frames that are gone, but only within the stack that it
 *  knows. Without AddressSanitizer both macros are empty. */

#ifdef __SANITIZE_ADDRESS__

#define SIM_STACK_KIB 1024

/** The rest of this block runs on an actor's stack, which begins here. */
#define SIM_STACK_OF_ACTOR                                                                         \
    __attribute__((cleanup(sim_stack_end), unused)) const char *stack_top =                        \
        sim_stack_begin(__builtin_frame_address(0))

/** In the rest of this block SimGrid may leave the actor's stack, whatever way it comes back. */
#define SIM_STACK_ABSENCE                                                                          \
    __attribute__((cleanup(sim_stack_come_back), unused)) const char *stack_top = sim_stack_leave()

const char *sim_stack_begin(const char *top);
void sim_stack_end(const char **top);
const char *sim_stack_leave(void);
void sim_stack_come_back(const char **top);

#else

#define SIM_STACK_KIB 256
#define SIM_STACK_OF_ACTOR
#define SIM_STACK_ABSENCE

#endif

#endif
