#include "base/array.h"

#include <criterion/criterion.h>
#include <stdint.h>
#include <stdlib.h>

Test(array, items_survive_growth)
{
    uint32_t *items = NULL;
    size_t count = 0, capacity = 0;
    for (; count < 1000; count++) {
        uint32_t *grown = base_array_grow(items, sizeof *items, count, &capacity);
        cr_assert_not_null(grown);
        cr_assert_gt(capacity, count);
        items = grown;
        items[count] = (uint32_t)count * 7;
    }
    for (size_t i = 0; i < count; i++)
        cr_expect_eq(items[i], i * 7);
    cr_expect_eq(capacity, 1024);
    free(items);
}

Test(array, stays_where_it_is_while_there_is_room)
{
    size_t capacity = 0;
    char *items = base_array_grow(NULL, 1, 0, &capacity);
    cr_assert_not_null(items);
    cr_expect_eq(base_array_grow(items, 1, capacity - 1, &capacity), items);
    free(items);
}

Test(array, refuses_sizes_that_overflow)
{
    size_t capacity = SIZE_MAX / 4;
    cr_expect_null(base_array_grow(NULL, 16, SIZE_MAX / 4, &capacity));
    cr_expect_eq(capacity, SIZE_MAX / 4);
    capacity = SIZE_MAX;
    cr_expect_null(base_array_grow(NULL, 1, SIZE_MAX, &capacity));
}
