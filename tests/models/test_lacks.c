#define RUN_TEXT                                                                                   \
    "{\"name\": \"lacks\", \"duration\": \"3h\","                                                  \
    " \"world\": {\"distributors\": 2, \"hubs\": 1, \"devices\": 2}}"

#include "tests/models/run.h"

/* What beforehand is said of attacks by or on those who have no part in what is attacked. */

static void expect(const char *what, const char *const options[])
{
    struct run run;
    run_set_up_with(&run, options);
    if (what)
        cr_expect(run_has_warning(&run, what), "%s", what);
    else
        cr_expect_not(run_has_warning(&run, "has no effect"), "%s", options[1]);
    run_tear_down(&run);
}

#define ON(system, kind, victims)                                                                  \
    (const char *const[])                                                                          \
    {                                                                                              \
        "system=" system, "adversary.kind=" kind, "adversary.victims=" victims, NULL               \
    }

Test(lacks, refai_and_wus_default_victims)
{
    expect("adversary.kind eclipse has no effect: refai_wu has no distributors",
           ON("refai_wu", "eclipse", "distributors"));
}

Test(lacks, refai_and_wus_gateways_suffer)
{
    expect(NULL, ON("refai_wu", "transaction_drop", "hubs"));
}

Test(lacks, refai_and_wus_devices_do_not)
{
    expect("refai_wu has devices that leave the chain to their gateways",
           ON("refai_wu", "transaction_drop", "devices"));
}

Test(lacks, leibas_devices_send_nothing)
{
    expect("adversary.kind transaction_drop has no effect: leiba has devices",
           ON("leiba", "transaction_drop", "devices"));
}

Test(lacks, leibas_devices_read)
{
    expect(NULL, ON("leiba", "eclipse", "devices"));
}

Test(lacks, leibas_hubs_only_route)
{
    expect("hubs that only route", ON("leiba", "eclipse", "hubs"));
}

Test(lacks, leibas_hubs_can_attack)
{
    expect(NULL, (const char *const[]){"system=leiba", "adversary.kind=self_delivery", NULL});
}

Test(lacks, boudguigas_hubs)
{
    expect("hubs that leave the chain to their devices", ON("boudguiga", "eclipse", "hubs"));
}

Test(lacks, boudguigas_distributors_without_votes)
{
    expect("distributors without a part in its variant availability",
           (const char *const[]){"system=boudguiga", "adversary.kind=false_votes", NULL});
}

Test(lacks, boudguigas_distributors_with_votes)
{
    expect(NULL, (const char *const[]){"system=boudguiga", "adversary.kind=false_votes",
                                       "boudguiga.variant=innocuousness", NULL});
}

Test(lacks, crowdpatchings_devices)
{
    expect("devices that leave the chain to their hubs", ON("crowdpatching", "eclipse", "devices"));
}

Test(lacks, crowdpatchings_devices_that_are_their_own_hubs)
{
    expect(NULL,
           (const char *const[]){"system=crowdpatching", "adversary.kind=eclipse",
                                 "adversary.victims=devices", "crowdpatching.own_hubs=0.5", NULL});
}
