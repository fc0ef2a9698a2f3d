#include "models/shared/aside.h"

#include <pthread.h>

#include "base/error.h"

struct call {
    int (*body)(void *argument);
    void *argument;
    int result;
};

static void *run(void *argument)
{
    struct call *call = argument;
    call->result = call->body(call->argument);
    return NULL;
}

int aside_run(int (*body)(void *argument), void *argument)
{
    struct call call = {body, argument, 0};
    pthread_t thread;
    if (pthread_create(&thread, NULL, run, &call) != 0)
        return BASE_E_NOMEM;
    pthread_join(thread, NULL);
    return call.result;
}
