#define _GNU_SOURCE /* memfd_create */
#include "sim/kernel.h"

#include <assert.h>
#include <errno.h>
#include <math.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include <simgrid/actor.h>
#include <simgrid/comm.h>
#include <simgrid/engine.h>
#include <simgrid/host.h>
#include <simgrid/version.h>

#include "sim/kernel_flow.h"
#include "sim/list.h"
#include "sim/stack.h"

#define TEXT(number) #number
#define TEXT_OF(number) TEXT(number)
#define STACK_SIZE_OPTION "--cfg=contexts/stack-size:" TEXT_OF(SIM_STACK_KIB)

/* SimGrid takes whole bytes. It is told sizes and rates in this part of a byte, so that what is
   left of a transfer is exact to the nanosecond down to 1 kB/s. Sizes up to 8 TB. */
#define UNITS_PER_BYTE ((double)(1 << 20))

/* What an ending takes: SimGrid gets memory for it once more. Untouched, it costs nothing.
   Assumption: records of what is killed, not new stacks. */
#define RESERVE_BYTES ((size_t)8 << 20)
/* SimGrid's C ends the program when it gets no memory, so that it is asked for first: a stack, and
   this much for all that is small. Assumption: no buffer of SimGrid's is larger. */
#define MARGIN_BYTES ((size_t)1 << 20)

struct sim_kernel_host {
    sg_host_t host; /* from sim_kernel_seal() on */
    struct sim_list in_kernel;
};

struct sim_kernel_flow {
    sg_comm_t comm;
    void *data;
    double end_s;
    struct sim_list in_ended;
};

struct sim_kernel_actor {
    sg_actor_t actor;
    void (*main)(void *);
    void *argument;
    struct sim_list in_idle;
};

static struct sim_kernel_callbacks callbacks;
static FILE *platform;        /* SimGrid's XML, until sim_kernel_seal() */
static struct sim_list hosts; /* in the order of their numbers, by which SimGrid knows them */
static size_t host_count;
static sg_host_t home;       /* where all actors are: they use no resource of SimGrid's */
static struct sim_list idle; /* actors without a main, the last one that ended first */
static bool is_ending;       /* no stack waits any more */
static void *reserve;        /* mapped for when C++ gets no memory; NULL: none */
static bool reserve_is_spent;
/* Flows that ended, the first first. SimGrid still looks at them until its clock moves on. */
static struct sim_list ended_flows;

static bool has_memory(size_t bytes)
{
    void *probe = mmap(NULL, bytes + MARGIN_BYTES, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return probe != MAP_FAILED && munmap(probe, bytes + MARGIN_BYTES) == 0;
}

static void drop_reserve(void)
{
    if (reserve != NULL)
        munmap(reserve, RESERVE_BYTES);
    reserve = NULL;
}

static void spend_reserve(void)
{
    drop_reserve();
    reserve_is_spent = true;
}

static bool make_reserve(void)
{
    void *kept =
        mmap(NULL, RESERVE_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (kept == MAP_FAILED)
        return false;
    reserve = kept;
    sim_kernel_exhaustion_watch(spend_reserve);
    return true;
}

static void release_ended_flows(double before_s)
{
    while (!sim_list_is_empty(&ended_flows)) {
        struct sim_kernel_flow *flow =
            SIM_CONTAINER_OF(ended_flows.next, struct sim_kernel_flow, in_ended);
        if (flow->end_s >= before_s)
            break;
        sim_list_remove(&flow->in_ended);
        sg_comm_unref(flow->comm);
        free(flow);
    }
}

static void end_flow(struct sim_kernel_flow *flow)
{
    flow->end_s = simgrid_get_clock();
    sim_list_append(&ended_flows, &flow->in_ended);
}

static void on_comm_end(void *owner)
{
    struct sim_kernel_flow *flow = owner;
    end_flow(flow);
    callbacks.on_flow_end(callbacks.context, flow->data);
}

bool sim_kernel_open(const struct sim_kernel_callbacks *new_callbacks)
{
    /* contexts/guard-size: a guard page an actor ends at vm.max_map_count (65,530).
       contexts/stack-size: KiB; pages that are not touched cost nothing (sim/engine.c).
       network/model CM02: bytes over max-min fair shares, without the empirical TCP factors of
       LV08 (latency x 13.01). network/TCP-gamma 0: no window, windows scale (RFC 7323). */
    static char options[][40] = {
        "crowdpatch",
        "--log=root.thres:critical",
        "--cfg=contexts/factory:raw",
        "--cfg=contexts/guard-size:0",
        STACK_SIZE_OPTION,
        "--cfg=network/model:CM02",
        "--cfg=network/crosstraffic:0",
        "--cfg=network/TCP-gamma:0",
    };
    enum { OPTIONS = sizeof options / sizeof options[0] };
    char *argv[OPTIONS + 1] = {NULL};
    int argc = OPTIONS;
    assert(hosts.next == NULL && "SimGrid is opened once in a process");
    if (!has_memory(0) || !make_reserve())
        return false;
    int fd = memfd_create("platform", MFD_CLOEXEC);
    platform = fd >= 0 ? fdopen(fd, "w") : NULL;
    if (platform == NULL) {
        if (fd >= 0)
            close(fd);
        drop_reserve();
        return false;
    }
    fputs("<?xml version='1.0'?>\n"
          "<!DOCTYPE platform SYSTEM 'https://simgrid.org/simgrid.dtd'>\n"
          "<platform version='4.1'><zone id='core' routing='Cluster'>\n"
          "<host id='home' speed='1Gf'/>\n",
          platform);
    callbacks = *new_callbacks;
    sim_list_init(&hosts);
    sim_list_init(&ended_flows);
    sim_list_init(&idle);
    for (int i = 0; i < OPTIONS; i++)
        argv[i] = options[i];
    /* SimGrid would end the program by exit(1) without a word. */
    struct sigaction interrupt;
    sigaction(SIGINT, NULL, &interrupt);
    simgrid_init(&argc, argv);
    sigaction(SIGINT, &interrupt, NULL);
    sim_kernel_comm_watch(on_comm_end);
    return true;
}

void sim_kernel_close(void)
{
    sim_kernel_alarm_clear();
    release_ended_flows(INFINITY);
    while (!sim_list_is_empty(&idle)) {
        struct sim_kernel_actor *actor =
            SIM_CONTAINER_OF(idle.next, struct sim_kernel_actor, in_idle);
        sim_list_remove(&actor->in_idle);
        sim_kernel_actor_release(actor);
    }
    while (!sim_list_is_empty(&hosts)) {
        struct sim_kernel_host *host =
            SIM_CONTAINER_OF(hosts.next, struct sim_kernel_host, in_kernel);
        sim_list_remove(&host->in_kernel);
        free(host);
    }
    if (platform != NULL)
        fclose(platform);
    platform = NULL;
    drop_reserve();
}

bool sim_kernel_memory_is_short(void)
{
    return reserve_is_spent;
}

const char *sim_kernel_version(void)
{
    static char text[48];
    int major, minor, patch;
    sg_version_get(&major, &minor, &patch);
    snprintf(text, sizeof text, "SimGrid %d.%d.%d", major, minor, patch);
    return text;
}

static void write_link(const char *kind, size_t number, double Bps)
{
    fprintf(platform, "<link id='%s%zu' bandwidth='%.17gBps' latency='0s'/>\n", kind, number,
            Bps * UNITS_PER_BYTE);
}

/* One flat zone (SimGrid's StarZone, "Cluster" in XML), in which a route is the sender's up link
   and the receiver's down link; nothing is shared in between, so that distant flows are solved
   apart. */
struct sim_kernel_host *sim_kernel_host_add(double up_Bps, double down_Bps)
{
    struct sim_kernel_host *host = calloc(1, sizeof(*host));
    if (host == NULL)
        return NULL;
    size_t number = host_count++;
    sim_list_append(&hosts, &host->in_kernel);
    fprintf(platform, "<host id='%zu' speed='1Gf'/>\n", number);
    write_link("up", number, up_Bps);
    write_link("down", number, down_Bps);
    fprintf(platform, "<host_link id='%zu' up='up%zu' down='down%zu'/>\n", number, number, number);
    return host;
}

bool sim_kernel_seal(void)
{
    char name[48];
    fputs("</zone></platform>\n", platform);
    snprintf(name, sizeof name, "/proc/self/fd/%d", fileno(platform));
    if (fflush(platform) != 0 || ferror(platform) || access(name, R_OK) != 0)
        return false;
    if (!has_memory(0)) {
        errno = ENOMEM;
        return false;
    }
    simgrid_load_platform(name);
    fclose(platform);
    platform = NULL;
    home = sg_host_by_name("home");
    size_t number = 0;
    for (struct sim_list *link = hosts.next; link != &hosts; link = link->next) {
        struct sim_kernel_host *host = SIM_CONTAINER_OF(link, struct sim_kernel_host, in_kernel);
        snprintf(name, sizeof name, "%zu", number++);
        host->host = sg_host_by_name(name);
    }
    return true;
}

void sim_kernel_run(void)
{
    simgrid_run();
}

double sim_kernel_clock_s(void)
{
    return simgrid_get_clock();
}

static void on_alarm(void)
{
    release_ended_flows(simgrid_get_clock());
    callbacks.on_alarm(callbacks.context);
}

void sim_kernel_alarm_set(double date_s)
{
    sim_kernel_timer_set(date_s, on_alarm);
}

void sim_kernel_alarm_clear(void)
{
    sim_kernel_timer_clear();
}

struct sim_kernel_flow *sim_kernel_flow_start(struct sim_kernel_host *from,
                                              struct sim_kernel_host *to, double bytes,
                                              void *flow_data)
{
    assert(bytes * UNITS_PER_BYTE < 9e18);
    struct sim_kernel_flow *flow = calloc(1, sizeof(*flow));
    if (flow == NULL)
        return NULL;
    flow->data = flow_data;
    long long units = llround(bytes * UNITS_PER_BYTE);
    flow->comm = sim_kernel_comm_start(from->host, to->host, units > 0 ? (uint64_t)units : 1, flow);
    return flow;
}

double sim_kernel_flow_cancel(struct sim_kernel_flow *flow)
{
    double remaining_bytes = sim_kernel_comm_cancel(flow->comm) / UNITS_PER_BYTE;
    end_flow(flow);
    return remaining_bytes;
}

static void run_actor(int argc, char *argv[])
{
    SIM_STACK_OF_ACTOR;
    struct sim_kernel_actor *actor = sg_actor_self_get_data();
    while (actor->main != NULL) {
        actor->main(actor->argument);
        actor->main = NULL;
        if (is_ending)
            break;
        sim_list_prepend(&idle, &actor->in_idle);
        sim_kernel_park(actor);
    }
    sim_list_remove(&actor->in_idle);
    sim_list_append(&idle, &actor->in_idle);
}

struct sim_kernel_actor *sim_kernel_actor_start(void (*main)(void *), void *argument)
{
    struct sim_kernel_actor *actor;
    if (!sim_list_is_empty(&idle)) {
        actor = SIM_CONTAINER_OF(idle.next, struct sim_kernel_actor, in_idle);
        sim_list_remove(&actor->in_idle);
        actor->main = main;
        actor->argument = argument;
        sim_kernel_unpark(actor);
        return actor;
    }
    actor = has_memory((size_t)SIM_STACK_KIB * 1024) ? calloc(1, sizeof(*actor)) : NULL;
    if (actor == NULL)
        return NULL;
    actor->main = main;
    actor->argument = argument;
    sim_list_init(&actor->in_idle);
    actor->actor = sg_actor_init("actor", home);
    sg_actor_ref(actor->actor);
    sg_actor_set_data(actor->actor, actor);
    sg_actor_start(actor->actor, run_actor, 0, NULL);
    return actor;
}

void sim_kernel_actor_kill(struct sim_kernel_actor *actor)
{
    sg_actor_kill(actor->actor);
}

void sim_kernel_actor_release(struct sim_kernel_actor *actor)
{
    sg_actor_unref(actor->actor);
    free(actor);
}

void sim_kernel_stacks_end(void)
{
    is_ending = true;
    for (struct sim_list *link = idle.next; link != &idle; link = link->next)
        sim_kernel_unpark(SIM_CONTAINER_OF(link, struct sim_kernel_actor, in_idle));
}

void sim_kernel_park(struct sim_kernel_actor *actor)
{
    SIM_STACK_ABSENCE;
    sg_actor_suspend(actor->actor);
}

void sim_kernel_unpark(struct sim_kernel_actor *actor)
{
    sg_actor_resume(actor->actor);
}

void sim_kernel_exit(void)
{
    SIM_STACK_ABSENCE;
    sg_actor_exit();
}
