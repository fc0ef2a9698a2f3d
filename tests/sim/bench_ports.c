/* Messages a second through ports, beside SimGrid's own mailboxes (put_async + wait, get) on the
   same number of pairs, in the same minute on the same machine. What counts is the ratio. Prints
   one line for each number of pairs: pairs=1000 ports=80000/s mailboxes=60000/s ratio=1.33
   actor=14.2KiB */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <simgrid/actor.h>
#include <simgrid/comm.h>
#include <simgrid/engine.h>
#include <simgrid/host.h>
#include <simgrid/mailbox.h>

#include "sim/engine.h"
#include "sim/node.h"
#include "sim/port.h"
#include "tests/bench.h"

enum { MESSAGES = 200000, BYTES = 1000 };

struct result {
    double messages_per_s;
    double actor_KiB; /* resident, stack and record */
};

struct pair {
    struct sim_port *from;
    struct sim_port *to;
    int count;
};

static double now_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static double resident_KiB(void)
{
    long pages = 0;
    FILE *file = fopen("/proc/self/statm", "r");
    if (file == NULL || fscanf(file, "%*s %ld", &pages) != 1)
        pages = 0;
    if (file != NULL)
        fclose(file);
    return (double)pages * (double)sysconf(_SC_PAGESIZE) / 1024;
}

static double first_KiB, full_KiB;

static void send_all(void *argument)
{
    const struct pair *pair = argument;
    for (int i = 0; i < pair->count; i++) {
        enum sim_fate fate;
        struct sim_message *message = sim_message_new(1, NULL, 0);
        message->wire_payload_bytes = BYTES;
        sim_port_send(pair->from, sim_port_address(pair->to), message, 1000 * SIM_TIME_SECOND,
                      &fate);
    }
}

static void receive_all(void *argument)
{
    const struct pair *pair = argument;
    for (int i = 0; i < pair->count; i++) {
        struct sim_message *message;
        sim_port_receive(pair->to, SIM_TIME_FOREVER, &message);
        sim_message_free(message);
        if (full_KiB == 0)
            full_KiB = resident_KiB();
    }
}

static sim_time fifty_ms(const void *context, size_t from, size_t to)
{
    return 50000000;
}

static struct result run_ports(int pairs)
{
    const struct sim_platform_spec platform = {1, fifty_ms, NULL};
    struct sim_engine *engine;
    struct pair *all = calloc((size_t)pairs, sizeof(*all));
    if (all == NULL || sim_engine_new(&platform, &engine) < 0)
        abort();
    for (int i = 0; i < 2 * pairs; i++) {
        char name[32];
        snprintf(name, sizeof name, "n%d", i);
        const struct sim_node_spec spec = {
            .name = name, .cores = 1, .access = {1e6, 1e6, 0.005, 1460, 0}};
        struct sim_node *node;
        if (sim_node_add(engine, &spec, &node) < 0 ||
            sim_port_new(node, i % 2 == 0 ? &all[i / 2].from : &all[i / 2].to) < 0)
            abort();
    }
    sim_engine_seal(engine);
    first_KiB = resident_KiB();
    for (int i = 0; i < pairs; i++) {
        all[i].count = MESSAGES / pairs;
        sim_actor_spawn(sim_port_node(all[i].to), "to", receive_all, &all[i], NULL);
        sim_actor_spawn(sim_port_node(all[i].from), "from", send_all, &all[i], NULL);
    }
    double begin_s = now_s();
    sim_engine_run(engine, SIM_TIME_FOREVER);
    struct result result = {
        (double)sim_engine_stats(engine)->messages_delivered / (now_s() - begin_s),
        (full_KiB - first_KiB) / (2 * pairs),
    };
    sim_engine_free(engine);
    free(all);
    return result;
}

static int mailbox_count;

static void put_all(int argc, char *argv[])
{
    sg_mailbox_t mailbox = sg_mailbox_by_name(argv[0]);
    for (int i = 0; i < mailbox_count; i++)
        sg_comm_wait(sg_mailbox_put_async(mailbox, mailbox, BYTES));
}

static void get_all(int argc, char *argv[])
{
    sg_mailbox_t mailbox = sg_mailbox_by_name(argv[0]);
    for (int i = 0; i < mailbox_count; i++)
        sg_mailbox_get(mailbox);
}

static struct result run_mailboxes(int pairs)
{
    const char *const options[] = {"bench",
                                   "--log=root.thres:critical",
                                   "--cfg=contexts/factory:raw",
                                   "--cfg=contexts/guard-size:0",
                                   "--cfg=contexts/stack-size:64",
                                   "--cfg=network/model:CM02",
                                   "--cfg=network/crosstraffic:0",
                                   NULL};
    enum { OPTIONS = sizeof options / sizeof options[0] - 1 };
    char *arguments[OPTIONS + 1];
    memcpy(arguments, options, sizeof arguments);
    int argc = OPTIONS, fd = memfd_create("platform.xml", 0);
    char path[64];
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    FILE *file = fdopen(fd, "w");
    fprintf(file, "<?xml version='1.0'?><!DOCTYPE platform SYSTEM "
                  "\"https://simgrid.org/simgrid.dtd\"><platform version=\"4.1\">"
                  "<zone id=\"z\" routing=\"Vivaldi\">");
    for (int i = 0; i < 2 * pairs; i++)
        fprintf(file,
                "<peer id=\"n%d\" speed=\"1Gf\" bw_in=\"1MBps\" bw_out=\"1MBps\" lat=\"5ms\" "
                "coordinates=\"%d 0 0\"/>",
                i, i % 2 * 50);
    fprintf(file, "</zone></platform>");
    fflush(file);
    simgrid_init(&argc, arguments);
    simgrid_load_platform(path);
    mailbox_count = MESSAGES / pairs;
    for (int i = 0; i < 2 * pairs; i++) {
        char name[32], mailbox[32], *argument[] = {mailbox, NULL};
        snprintf(name, sizeof name, "n%d", i);
        snprintf(mailbox, sizeof mailbox, "m%d", i / 2);
        sg_actor_create(name, sg_host_by_name(name), i % 2 == 0 ? put_all : get_all, 1, argument);
    }
    double begin_s = now_s();
    simgrid_run();
    return (struct result){(double)mailbox_count * pairs / (now_s() - begin_s), 0};
}

/* SimGrid allows one engine a process. */
static struct result in_child(struct result (*run)(int), int pairs)
{
    struct result result = {0};
    int ends[2];
    if (pipe(ends) != 0)
        abort();
    if (fork() == 0) {
        result = run(pairs);
        _exit(write(ends[1], &result, sizeof result) == sizeof result ? 0 : 1);
    }
    close(ends[1]);
    if (read(ends[0], &result, sizeof result) != sizeof result)
        abort();
    close(ends[0]);
    wait(NULL);
    return result;
}

static void compare(int pairs)
{
    struct result ports = in_child(run_ports, pairs);
    struct result mailboxes = in_child(run_mailboxes, pairs);
    printf("pairs=%d ports=%.0f/s mailboxes=%.0f/s ratio=%.2f actor=%.1fKiB\n", pairs,
           ports.messages_per_s, mailboxes.messages_per_s,
           ports.messages_per_s / mailboxes.messages_per_s, ports.actor_KiB);
    char row[40];
    snprintf(row, sizeof row, "messages of %d pairs", pairs);
    bench_peer("simulator", row, ports.messages_per_s, "1/s", mailboxes.messages_per_s,
               "SimGrid's mailboxes");
}

/* Arguments: numbers of pairs, up to 100,000; none: 100, 1,000 and 10,000. */
int main(int argc, char *argv[])
{
    for (int i = 1; i < argc; i++)
        compare(atoi(argv[i]));
    if (argc == 1) {
        compare(100);
        compare(1000);
        compare(10000);
    }
    return 0;
}
