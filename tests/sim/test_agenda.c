#include <criterion/criterion.h>
#include <stdlib.h>

#include "base/random.h"
#include "sim/agenda.h"

enum { ENTRIES = 500 };

/* Against the definition: the least (date, order of addition) of all that stand on it. */
Test(agenda, is_in_order_under_adding_and_removing)
{
    static struct sim_agenda_entry entries[ENTRIES];
    struct sim_agenda agenda = {0};
    struct base_random random;
    base_random_init(&random, 1, 0, "test.agenda");
    cr_assert_eq(sim_agenda_reserve(&agenda, ENTRIES + 1), 0);
    cr_expect_null(sim_agenda_first(&agenda));
    for (int step = 0; step < 20000; step++) {
        struct sim_agenda_entry *entry = &entries[base_random_below(&random, ENTRIES)];
        if (entry->place == 0)
            sim_agenda_add(&agenda, entry, (sim_time)base_random_below(&random, 50));
        else
            sim_agenda_remove(&agenda, entry);
        const struct sim_agenda_entry *least = NULL;
        size_t count = 0;
        for (int i = 0; i < ENTRIES; i++) {
            const struct sim_agenda_entry *e = &entries[i];
            if (e->place == 0)
                continue;
            count++;
            if (least == NULL || e->date < least->date ||
                (e->date == least->date && e->sequence < least->sequence))
                least = e;
        }
        cr_assert_eq(sim_agenda_first(&agenda), least);
        cr_assert_eq(agenda.count, count);
    }
    struct sim_agenda_entry *first;
    sim_time last = -1;
    while ((first = sim_agenda_first(&agenda)) != NULL) {
        cr_assert_geq(first->date, last);
        last = first->date;
        sim_agenda_remove(&agenda, first);
        sim_agenda_remove(&agenda, first); /* does nothing */
    }
    sim_agenda_deinit(&agenda);
}

Test(agenda, keeps_the_place_of_who_asked_first)
{
    struct sim_agenda_entry a = {0}, b = {0};
    struct sim_agenda agenda = {0};
    cr_assert_eq(sim_agenda_reserve(&agenda, 3), 0);
    sim_agenda_add(&agenda, &a, 1);
    sim_agenda_remove(&agenda, &a);
    sim_agenda_add(&agenda, &b, 5);
    sim_agenda_add_again(&agenda, &a, 5);
    cr_expect_eq(sim_agenda_first(&agenda), &a);
    sim_agenda_deinit(&agenda);
}
