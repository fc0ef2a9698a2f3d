#include "scenarios/nearest.h"

#include <criterion/criterion.h>

Test(nearest, distances)
{
    cr_expect_eq(scenario_edit_distance("", ""), 0);
    cr_expect_eq(scenario_edit_distance("", "abc"), 3);
    cr_expect_eq(scenario_edit_distance("abc", ""), 3);
    cr_expect_eq(scenario_edit_distance("kitten", "sitting"), 3);
    cr_expect_eq(scenario_edit_distance("rewrad", "reward"), 1);
    cr_expect_eq(scenario_edit_distance("ab", "ba"), 1);
    /* Restricted: a swapped pair is not edited again. */
    cr_expect_eq(scenario_edit_distance("ca", "abc"), 3);
    cr_expect_eq(scenario_edit_distance("Block-Interval", "block_interval"), 0);
}

Test(nearest, distance_is_symmetric)
{
    static const char *const words[] = {"fork", "frok", "devices", "device", "", "x", "forks_of"};

    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        for (size_t j = 0; j < sizeof(words) / sizeof(words[0]); j++)
            cr_expect_eq(scenario_edit_distance(words[i], words[j]),
                         scenario_edit_distance(words[j], words[i]));
    }
}

Test(nearest, long_words_are_cut)
{
    char a[200];
    char b[200];

    for (size_t i = 0; i < 199; i++)
        a[i] = b[i] = 'x';
    a[199] = b[199] = '\0';
    b[150] = 'y';
    cr_expect_eq(scenario_edit_distance(a, b), 0);
}

Test(nearest, keeps_the_first_of_the_best)
{
    struct scenario_nearest nearest;

    scenario_nearest_init(&nearest, "forc");
    cr_expect_null(nearest.best);
    scenario_nearest_offer(&nearest, "devices");
    cr_expect_null(nearest.best);
    scenario_nearest_offer(&nearest, "fork");
    scenario_nearest_offer(&nearest, "form");
    cr_expect_str_eq(nearest.best, "fork");
    scenario_nearest_offer(&nearest, "forc");
    cr_expect_str_eq(nearest.best, "forc");
}

Test(nearest, nothing_is_near_to_a_short_word_of_other_letters)
{
    struct scenario_nearest nearest;

    scenario_nearest_init(&nearest, "x");
    scenario_nearest_offer(&nearest, "y");
    cr_expect_null(nearest.best);
}

Test(nearest, the_beginning_of_a_name_counts_until_one_is_near)
{
    struct scenario_nearest nearest;

    scenario_nearest_init(&nearest, "lora");
    scenario_nearest_offer(&nearest, "LoRaWAN");
    scenario_nearest_offer(&nearest, "lorawan_sf12");
    cr_expect_str_eq(nearest.best, "LoRaWAN");
    scenario_nearest_offer(&nearest, "lore");
    cr_expect_str_eq(nearest.best, "lore");

    scenario_nearest_init(&nearest, "lo");
    scenario_nearest_offer(&nearest, "lorawan");
    cr_expect_null(nearest.best);
}
