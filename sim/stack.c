#include "sim/stack.h"

#ifdef __SANITIZE_ADDRESS__

#include <stddef.h>

#include <sanitizer/common_interface_defs.h>

/* What is told to be the actor's: less than SIM_STACK_KIB, for SimGrid's frames above `top`. */
#define STACK_BYTES ((size_t)900 * 1024)

static const void *kernel_stack;
static size_t kernel_stack_bytes;
static const char *current_top;

const char *sim_stack_begin(const char *top)
{
    __sanitizer_start_switch_fiber(NULL, top - STACK_BYTES, STACK_BYTES);
    __sanitizer_finish_switch_fiber(NULL, &kernel_stack, &kernel_stack_bytes);
    current_top = top;
    return top;
}

const char *sim_stack_leave(void)
{
    __sanitizer_start_switch_fiber(NULL, kernel_stack, kernel_stack_bytes);
    __sanitizer_finish_switch_fiber(NULL, NULL, NULL);
    return current_top;
}

void sim_stack_end(const char **top)
{
    sim_stack_leave();
}

void sim_stack_come_back(const char **top)
{
    sim_stack_begin(*top);
}

#endif
