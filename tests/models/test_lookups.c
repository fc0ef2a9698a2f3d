#include "tests/models/conformance.h"

/* Every system whose participants look things up, with the hash table's messages in place of the
 * fitted latency. */

static void play_found(struct conformance_run *run)
{
    conformance_play(run);
    CONFORMANCE_CHECK(run, run->world.outcome.is_complete);
    CONFORMANCE_CHECK(run, run->world.outcome.patched == run->world.outcome.device_count);
}

static void by_messages(const char *label)
{
    conformance_in_child(
        label, (const char *const[]){"p2p.lookup=kademlia", "p2p.dht_peers=100", NULL}, play_found);
}

Test(lookups, all_are_patched_by_messages)
{
    conformance_for_each(by_messages);
}

static void alone(const char *label)
{
    conformance_in_child(label,
                         (const char *const[]){"p2p.lookup=kademlia", "p2p.dht_peers=0",
                                               "world.distributors=0", NULL},
                         conformance_play);
}

Test(lookups, nobody_else_in_the_table)
{
    conformance_for_each(alone);
}

static void beset(const char *label)
{
    conformance_in_child(
        label,
        (const char *const[]){"p2p.lookup=kademlia", "p2p.dht_peers=100", "p2p.sessions=t2_2005",
                              "p2p.dht_offline=5min", "p2p.dht_republish=10min", "duration=1h",
                              "faults.distributor_mean_uptime=5min",
                              "faults.distributor_mean_downtime=1min",
                              "faults.hub_mean_uptime=5min", "faults.hub_mean_downtime=1min",
                              "faults.device_mean_uptime=5min", "faults.radio_message_loss=0.05",
                              "world.device_wake_interval=20s", NULL},
        conformance_play);
}

Test(lookups, nodes_come_and_go)
{
    conformance_for_each(beset);
}
