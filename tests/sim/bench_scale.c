/* Device updates a second, beside those of SimGrid's own actors and mailboxes in the same run: hubs
   that send each of their devices 64 KiB and nine small messages over a shared radio, and
   distributors that sleep. What counts is the ratio. Prints one line for each way:
   bare updates=18000/s 1600MB
   actors updates=30000/s 900MB ratio=1.66 */
#define _GNU_SOURCE /* mkstemps */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <simgrid/actor.h>
#include <simgrid/comm.h>
#include <simgrid/engine.h>
#include <simgrid/host.h>
#include <simgrid/mailbox.h>

#include "sim/duty.h"
#include "sim/engine.h"
#include "sim/node.h"
#include "sim/port.h"
#include "tests/bench.h"

enum { BYTES = 65536, SMALL = 100, REQUESTS = 5, SLEEPS = 5 };

struct shape {
    int hubs, devices, distributors; /* devices: of each hub */
};

struct result {
    double updates_per_s, setup_s, MB;
};

/* Processor time: the machine may have other work. */
static double now_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static double peak_MB(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (double)usage.ru_maxrss / 1024;
}

/* Ours */

static struct sim_engine *engine;

struct device {
    struct sim_port *port;
};

struct hub {
    struct sim_port *port;
    struct device *devices;
    int count;
};

static sim_time latency(const void *context, size_t from, size_t to)
{
    return 50000000;
}

static struct sim_message *message_of(uint64_t bytes, uint64_t reply_to)
{
    struct sim_message *message = sim_message_new(1, NULL, 0);
    message->wire_payload_bytes = bytes;
    message->reply_to = reply_to;
    return message;
}

static sim_time serve(void *argument)
{
    const struct device *device = argument;
    struct sim_message *message;
    if (sim_port_receive(device->port, 0, &message) != SIM_DELIVERED)
        return SIM_TIME_FOREVER;
    sim_port_post(device->port, message->from, message_of(SMALL, message->id));
    sim_message_free(message);
    return SIM_TIME_FOREVER;
}

static void update_all(void *argument)
{
    const struct hub *hub = argument;
    for (int i = 0; i < hub->count * REQUESTS; i++) {
        struct sim_message *answer;
        enum sim_fate fate;
        sim_port_send(hub->port, sim_port_address(hub->devices[i / REQUESTS].port),
                      message_of(i % REQUESTS == 0 ? BYTES : SMALL, 0), SIM_TIME_FOREVER, &fate);
        sim_port_receive(hub->port, SIM_TIME_FOREVER, &answer);
        sim_message_free(answer);
    }
}

static void sleep_often(void *argument)
{
    for (int i = 0; i < SLEEPS; i++)
        sim_actor_sleep(engine, SIM_TIME_SECOND);
}

static struct sim_node *add(const char *kind, int index, struct sim_node *hub, bool has_radio)
{
    static const struct sim_link_spec radio = {250000, 250000, 0.002, 1460, 0};
    char name[32];
    snprintf(name, sizeof name, "%s%d", kind, index);
    const struct sim_node_spec spec = {.name = name,
                                       .cores = 1,
                                       .access = {1e6, 1e6, 0.005, 1460, 0},
                                       .lan_of = hub,
                                       .radio = has_radio ? &radio : NULL};
    struct sim_node *node;
    if (sim_node_add(engine, &spec, &node) < 0)
        abort();
    return node;
}

static struct result run_ours(const struct shape *shape, enum sim_duty_stack stack)
{
    const struct sim_platform_spec platform = {.region_count = 1, .latency = latency};
    double begin_s = now_s();
    struct hub *hubs = calloc((size_t)shape->hubs, sizeof *hubs);
    struct sim_node **others = calloc((size_t)shape->distributors + 1, sizeof *others);
    if (hubs == NULL || others == NULL || sim_engine_new(&platform, &engine) < 0)
        abort();
    for (int i = 0; i < shape->hubs; i++) {
        struct sim_node *node = add("hub", i, NULL, true);
        hubs[i].count = shape->devices;
        hubs[i].devices = calloc((size_t)shape->devices, sizeof(struct device));
        if (hubs[i].devices == NULL || sim_port_new(node, &hubs[i].port) < 0)
            abort();
        for (int d = 0; d < shape->devices; d++)
            if (sim_port_new(add("device", i * shape->devices + d, node, false),
                             &hubs[i].devices[d].port) < 0)
                abort();
    }
    for (int i = 0; i < shape->distributors; i++)
        others[i] = add("distributor", i, NULL, false);
    sim_engine_seal(engine);
    for (int i = 0; i < shape->hubs; i++) {
        for (int d = 0; d < shape->devices; d++) {
            struct device *device = &hubs[i].devices[d];
            sim_duty_start(sim_port_node(device->port), device->port, stack, serve, device, NULL);
        }
        sim_actor_spawn(sim_port_node(hubs[i].port), "hub", update_all, &hubs[i], NULL);
    }
    for (int i = 0; i < shape->distributors; i++)
        sim_actor_spawn(others[i], "distributor", sleep_often, NULL, NULL);
    double ready_s = now_s();
    sim_engine_run(engine, SIM_TIME_FOREVER);
    struct result result = {(double)shape->hubs * shape->devices / (now_s() - ready_s),
                            ready_s - begin_s, peak_MB()};
    return result;
}

/* SimGrid's own */

static void bare_hub(int argc, char *argv[])
{
    const int *place = sg_actor_self_get_data();
    char name[32];
    snprintf(name, sizeof name, "h%d", place[0]);
    sg_mailbox_t own = sg_mailbox_by_name(name);
    for (int i = 0; i < place[1] * REQUESTS; i++) {
        snprintf(name, sizeof name, "d%d", place[0] * place[1] + i / REQUESTS);
        sg_comm_wait(
            sg_mailbox_put_async(sg_mailbox_by_name(name), own, i % REQUESTS == 0 ? BYTES : SMALL));
        sg_mailbox_get(own);
    }
    for (int d = 0; d < place[1]; d++) { /* an empty letter ends a device */
        static char end;
        snprintf(name, sizeof name, "d%d", place[0] * place[1] + d);
        sg_comm_wait(sg_mailbox_put_async(sg_mailbox_by_name(name), &end, 1));
    }
}

static void bare_device(int argc, char *argv[])
{
    const char *name = sg_actor_self_get_data();
    sg_mailbox_t own = sg_mailbox_by_name(name);
    sg_mailbox_set_receiver(name);
    sg_mailbox_t hub = NULL;
    for (int i = 0; i < REQUESTS; i++) {
        hub = sg_mailbox_get(own);
        sg_comm_wait(sg_mailbox_put_async(hub, own, SMALL));
    }
    sg_mailbox_get(own);
}

static void bare_sleeper(int argc, char *argv[])
{
    for (int i = 0; i < SLEEPS; i++)
        sg_actor_sleep_for(1);
}

static struct result run_bare(const struct shape *shape)
{
    static char options[][40] = {"bench",
                                 "--log=root.thres:critical",
                                 "--cfg=contexts/factory:raw",
                                 "--cfg=contexts/guard-size:0",
                                 "--cfg=contexts/stack-size:16",
                                 "--cfg=network/model:CM02",
                                 "--cfg=network/crosstraffic:0"};
    enum { OPTIONS = sizeof options / sizeof options[0] };
    char *argv[OPTIONS + 1] = {NULL}, path[] = "/tmp/bench-scale-XXXXXX.xml";
    int argc = OPTIONS;
    for (int i = 0; i < OPTIONS; i++)
        argv[i] = options[i];
    double begin_s = now_s();
    FILE *file = fdopen(mkstemps(path, 4), "w");
    if (file == NULL)
        abort();
    fputs("<?xml version='1.0'?>\n<!DOCTYPE platform SYSTEM 'https://simgrid.org/simgrid.dtd'>\n"
          "<platform version='4.1'><zone id='core' routing='Cluster'>\n"
          "<host id='air' speed='1Gf'/>\n",
          file);
    for (int i = 0; i < shape->hubs; i++) {
        fprintf(file, "<link id='r%d' bandwidth='250000Bps' latency='2ms'/>\n", i);
        for (int d = 0; d < shape->devices; d++) {
            int index = i * shape->devices + d;
            fprintf(file, "<host id='d%d' speed='1Gf'/><host_link id='d%d' up='r%d' down='r%d'/>\n",
                    index, index, i, i);
        }
    }
    fputs("</zone></platform>\n", file);
    fclose(file);
    simgrid_init(&argc, argv);
    simgrid_load_platform(path);
    unlink(path);
    sg_host_t air = sg_host_by_name("air");
    for (int i = 0; i < shape->hubs; i++) {
        int *place = malloc(2 * sizeof *place);
        place[0] = i;
        place[1] = shape->devices;
        for (int d = 0; d < shape->devices; d++) {
            char *device = malloc(16);
            snprintf(device, 16, "d%d", i * shape->devices + d);
            sg_actor_t actor = sg_actor_init("device", sg_host_by_name(device));
            sg_actor_set_data(actor, device);
            sg_actor_start(actor, bare_device, 0, NULL);
        }
        sg_actor_t actor = sg_actor_init("hub", air);
        sg_actor_set_data(actor, place);
        sg_actor_start(actor, bare_hub, 0, NULL);
    }
    for (int i = 0; i < shape->distributors; i++)
        sg_actor_start(sg_actor_init("distributor", air), bare_sleeper, 0, NULL);
    double ready_s = now_s();
    simgrid_run();
    struct result result = {(double)shape->hubs * shape->devices / (now_s() - ready_s),
                            ready_s - begin_s, peak_MB()};
    return result;
}

/* SimGrid allows one engine a process. */
static struct result run_in_child(const struct shape *shape, int way)
{
    struct result result = {0};
    int ends[2];
    if (pipe(ends) != 0)
        abort();
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        result = way < 0 ? run_bare(shape) : run_ours(shape, (enum sim_duty_stack)way);
        ssize_t written = write(ends[1], &result, sizeof result);
        _exit(written == (ssize_t)sizeof result ? 0 : 1);
    }
    close(ends[1]);
    if (read(ends[0], &result, sizeof result) != (ssize_t)sizeof result)
        abort();
    close(ends[0]);
    waitpid(child, NULL, 0);
    return result;
}

int main(int argc, char *argv[])
{
    /* hubs, devices of each, distributors; without arguments, the shape of the benchmark. */
    const struct shape shape = {argc > 1 ? atoi(argv[1]) : 10000, argc > 2 ? atoi(argv[2]) : 5,
                                argc > 3 ? atoi(argv[3]) : 10000};
    bool is_bare = argc <= 4; /* a fourth argument leaves SimGrid's own out */
    struct result bare = is_bare ? run_in_child(&shape, -1) : (struct result){0};
    if (is_bare)
        printf("bare updates=%.0f/s set-up=%.1fs %.0fMB\n", bare.updates_per_s, bare.setup_s,
               bare.MB);
    static const char *const names[] = {"actors", "hub_state"};
    for (int way = is_bare ? 0 : 1; way < 2; way++) {
        struct result ours = run_in_child(&shape, way);
        printf("%s updates=%.0f/s set-up=%.1fs %.0fMB", names[way], ours.updates_per_s,
               ours.setup_s, ours.MB);
        if (is_bare)
            printf(" ratio=%.2f", ours.updates_per_s / bare.updates_per_s);
        printf("\n");
        if (is_bare && way == 1) {
            char row[48];
            snprintf(row, sizeof row, "updates of %d devices, hub_state",
                     shape.hubs * shape.devices);
            bench_peer("simulator", row, ours.updates_per_s, "1/s", bare.updates_per_s,
                       "SimGrid alone");
        }
        fflush(stdout);
    }
    return 0;
}
