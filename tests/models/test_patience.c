/* No section of a system, so that each can be asked. */
#define RUN_TEXT                                                                                   \
    "{\"name\": \"patience\", \"duration\": \"3h\","                                               \
    " \"world\": {\"distributors\": 1, \"hubs\": 1, \"devices\": 1}}"

#include "tests/models/run.h"

/* What beforehand is said of devices that sleep, or whose radio sends, for longer than the system
 * waits for one. */

static const char *const systems[] = {"crowdpatching", "client_server", "leiba", "boudguiga",
                                      "refai_wu"};

/** Expects one warning with this in it; NULL: none of either kind. */
static void expect(const char *word, const char *const options[])
{
    struct run run;
    size_t count = 0;
    run_set_up_with(&run, options);
    const struct outcome *outcome = &run.world.outcome;
    for (size_t i = 0; i < outcome->warning_count; i++) {
        if (!strstr(outcome->warnings[i], "device_timeout"))
            continue;
        count++;
        cr_expect(word && strstr(outcome->warnings[i], word), "%s", outcome->warnings[i]);
    }
    cr_expect_eq(count, word ? 1 : 0, "%s: %zu warnings", options[0], count);
    run_tear_down(&run);
}

Test(patience, nothing_is_said_by_default)
{
    expect(NULL, (const char *const[]){"system=crowdpatching", NULL});
}

Test(patience, a_system_without_the_timeout_has_no_warning)
{
    expect(NULL, (const char *const[]){"system=lee_lee", "world.device_wake_interval=1d",
                                       "network.lan_goodput=8bps", NULL});
}

Test(patience, a_sleep_as_long_as_the_timeout_is_none_too_long)
{
    expect(NULL,
           (const char *const[]){"system=client_server", "world.device_wake_interval=10min", NULL});
}

/* Many parameters of a chain that is not there, and one warning that matters. */
Test(patience, parameters_without_effect_leave_room_for_it)
{
    expect("devices sleep", (const char *const[]){"system=client_server",
                                                  "world.device_wake_interval=40min",
                                                  "prices.eth_usd=1",
                                                  "prices.capital_interest=1",
                                                  "chain.fork=cancun",
                                                  "chain.block_interval=13s",
                                                  "chain.gas_limit=50000000",
                                                  "chain.background_load=0.4",
                                                  "chain.initial_base_fee=2gwei",
                                                  "chain.priority_fee=1gwei",
                                                  "chain.data_fee=1wei",
                                                  "chain.base_fee_headroom=3",
                                                  "chain.gossip_delay=2s",
                                                  "chain.confirmations=2",
                                                  "chain.rpc_timeout=31s",
                                                  "chain.rpc_attempts=4",
                                                  "p2p.lookup_median=200ms",
                                                  "p2p.lookup_p80=600ms",
                                                  "p2p.dht_peers=10",
                                                  "client_server.device_timeout=10min",
                                                  NULL});
}

/* Of 40 minutes a message can be held for 10: 3 of 4 are given up. */
static void sleep_longer(size_t system)
{
    char option[40];
    snprintf(option, sizeof option, "system=%s", systems[system]);
    char timeout[60];
    snprintf(timeout, sizeof timeout, "%s.device_timeout=10min", systems[system]);
    expect("devices sleep for 2400 s, who waits for one waits 600 s",
           (const char *const[]){option, timeout, "world.device_wake_interval=40min", NULL});
}

Test(patience, crowdpatching)
{
    sleep_longer(0);
}
Test(patience, client_server)
{
    sleep_longer(1);
}
Test(patience, leiba)
{
    sleep_longer(2);
}
Test(patience, boudguiga)
{
    sleep_longer(3);
}
Test(patience, refai_wu)
{
    sleep_longer(4);
}

Test(patience, says_what_share_is_given_up)
{
    expect("75 % of the messages",
           (const char *const[]){"system=client_server", "world.device_wake_interval=40min", NULL});
}

/* LoRaWAN: 4000 bytes are 19 segments of 222 with 13 of header, 4247 bytes; at 5470 bit/s in 1 % of
 * the time that is 621.1 s. */
Test(patience, an_update_is_on_the_radio_for_too_long)
{
    expect("4000 bytes of the update take 621 s",
           (const char *const[]){"system=client_server", "network.lan_technology=lorawan",
                                 "client_server.update_size=4000B", NULL});
}

Test(patience, an_update_that_is_on_the_radio_for_less_is_well)
{
    expect(NULL, (const char *const[]){"system=client_server", "network.lan_technology=lorawan",
                                       "client_server.update_size=4000B",
                                       "client_server.device_timeout=622s", NULL});
}

/* A part of 1 KiB at 8 bit/s. */
Test(patience, boudguigas_update_travels_in_parts)
{
    expect("1024 bytes of the update take 1024 s",
           (const char *const[]){"system=boudguiga", "boudguiga.part_size=1KiB",
                                 "boudguiga.device_timeout=10min", "network.lan_goodput=8bps",
                                 NULL});
}
