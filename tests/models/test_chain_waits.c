#include <criterion/criterion.h>
#include <stdlib.h>

#include "base/random.h"
#include "models/shared/chain_waits.h"
#include "sim/engine.h"

/* Who is told is who a walk over all subscriptions finds, in the order of subscribing. */

enum { SUBSCRIPTIONS = 300, TOPICS = 3, CONTRACTS = 2, ASKED_MAX = 2 * SUBSCRIPTIONS };

static struct sim_engine *engine;
static struct chain_waits waits;
static struct chain_subscription made[SUBSCRIPTIONS];
static bool is_over[SUBSCRIPTIONS];

static sim_time latency(const void *context, size_t from, size_t to)
{
    (void)context, (void)from, (void)to;
    return 1;
}

static crypto_digest topic_of(uint64_t number)
{
    crypto_digest topic = {{0}};
    topic.bytes[31] = (uint8_t)number;
    return topic;
}

static crypto_address contract_of(uint64_t number)
{
    crypto_address contract = {{0}};
    contract.bytes[0] = (uint8_t)number;
    return contract;
}

static void setup(void)
{
    const struct sim_platform_spec platform = {.region_count = 1, .latency = latency};
    struct base_random random;
    base_random_init(&random, 1, 0, "waits");
    cr_assert_eq(sim_engine_new(&platform, &engine), 0);
    cr_assert_eq(chain_waits_init(&waits, engine), 0);
    for (size_t i = 0; i < SUBSCRIPTIONS; i++) {
        made[i] = (struct chain_subscription){
            .id = i + 1,
            .contract = contract_of(base_random_below(&random, CONTRACTS)),
            .has_filter = base_random_below(&random, 4) > 0,
            .filter = {.position = (uint8_t)base_random_below(&random, 4),
                       .topic = topic_of(base_random_below(&random, TOPICS))},
            .until = (sim_time)base_random_below(&random, 1000),
        };
        is_over[i] = false;
        cr_assert_eq(chain_waits_subscribe(&waits, &made[i]), 0);
    }
}

static void teardown(void)
{
    chain_waits_deinit(&waits);
    sim_engine_free(engine);
}

TestSuite(chain_waits, .init = setup, .fini = teardown);

/** Whom `tell` was asked for, and what it says. */
struct asked {
    uint64_t ids[ASKED_MAX];
    size_t count;
    uint64_t told_from; /* id from which on all are told */
    int error;          /* of the first that is told */
};

static int tell(void *context, const struct chain_subscription *subscription)
{
    struct asked *asked = context;
    asked->ids[asked->count++] = subscription->id;
    if (subscription->id < asked->told_from)
        return 0;
    if (asked->error < 0)
        return asked->error;
    is_over[subscription->id - 1] = true;
    return 1;
}

static bool is_wanted(const struct chain_subscription *by, const struct evm_log *log)
{
    return crypto_address_equal(&by->contract, &log->address) &&
           (!by->has_filter ||
            (by->filter.position < log->topic_count &&
             crypto_digest_equal(&by->filter.topic, &log->topics[by->filter.position])));
}

/** How many of those that are not over want the log; all were asked once, no other was. */
static size_t compare(const struct asked *asked, const struct evm_log *log,
                      const bool was_over[SUBSCRIPTIONS])
{
    size_t wanted = 0;
    for (size_t i = 0; i < SUBSCRIPTIONS; i++) {
        size_t times = 0;
        for (size_t a = 0; a < asked->count; a++)
            times += asked->ids[a] == made[i].id;
        bool is_due = !was_over[i] && (!log || is_wanted(&made[i], log));
        cr_expect_eq(times, is_due, "subscription %zu", i);
        wanted += is_due;
    }
    return wanted;
}

Test(chain_waits, a_log_concerns_those_who_want_it)
{
    for (uint64_t contract = 0; contract < CONTRACTS; contract++) {
        for (unsigned topics = 0; topics <= 4; topics++) {
            bool was_over[SUBSCRIPTIONS];
            struct asked asked = {.told_from = SUBSCRIPTIONS / 2};
            struct evm_log log = {.address = contract_of(contract), .topic_count = topics};
            for (unsigned t = 0; t < topics; t++)
                log.topics[t] = topic_of(t % TOPICS);
            for (size_t i = 0; i < SUBSCRIPTIONS; i++)
                was_over[i] = is_over[i];
            size_t before = waits.count, over = 0;
            cr_assert_eq(chain_waits_of_log(&waits, &log, tell, &asked), 0);
            compare(&asked, &log, was_over);
            for (size_t i = 0; i < SUBSCRIPTIONS; i++)
                over += is_over[i] && !was_over[i];
            cr_expect_eq(waits.count, before - over);
        }
    }
}

Test(chain_waits, all_are_asked_in_the_order_of_subscribing)
{
    bool was_over[SUBSCRIPTIONS] = {false};
    struct asked asked = {.told_from = SUBSCRIPTIONS / 2};
    cr_assert_eq(chain_waits_of_all(&waits, tell, &asked), 0);
    cr_expect_eq(compare(&asked, NULL, was_over), SUBSCRIPTIONS);
    for (size_t i = 0; i < SUBSCRIPTIONS; i++)
        cr_expect_eq(asked.ids[i], i + 1);
    cr_expect_eq(waits.count, SUBSCRIPTIONS / 2 - 1);
    cr_assert_eq(chain_waits_subscribe(&waits, &made[0]), 0);
    struct asked again = {.told_from = SUBSCRIPTIONS + 1};
    cr_assert_eq(chain_waits_of_all(&waits, tell, &again), 0);
    cr_assert_eq(again.count, SUBSCRIPTIONS / 2);
    cr_expect_eq(again.ids[again.count - 1], 1, "the last one to come");
}

Test(chain_waits, an_error_ends_the_walk)
{
    struct asked asked = {.told_from = 3, .error = -7};
    cr_expect_eq(chain_waits_of_all(&waits, tell, &asked), -7);
    cr_expect_eq(asked.count, 3);
    cr_expect_eq(waits.count, SUBSCRIPTIONS, "whom it could not tell stays");
    struct asked of_log = {.told_from = 0, .error = -8};
    struct evm_log log = {.address = made[0].contract};
    cr_expect_eq(chain_waits_of_log(&waits, &log, tell, &of_log), -8);
    cr_expect_eq(of_log.count, 1);
}

Test(chain_waits, those_whose_time_is_up_are_forgotten)
{
    for (sim_time now = 0; now <= 1000; now += 100) {
        size_t left = 0;
        for (size_t i = 0; i < SUBSCRIPTIONS; i++)
            left += made[i].until > now;
        chain_waits_expire(&waits, now);
        cr_expect_eq(waits.count, left, "at %lld", (long long)now);
    }
    cr_expect_eq(waits.count, 0);
}

Test(chain_waits, a_transaction_has_one_place_to_wait)
{
    crypto_digest hash = topic_of(1), other = topic_of(1);
    other.bytes[0] = 1;
    cr_expect_eq(chain_waits_of_transaction(&waits, &hash),
                 chain_waits_of_transaction(&waits, &hash));
    cr_expect_neq(chain_waits_of_transaction(&waits, &hash),
                  chain_waits_of_transaction(&waits, &other));
}
