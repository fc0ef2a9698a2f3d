#include <criterion/criterion.h>
#include <stdalign.h>
#include <string.h>

#include "base/map.h"
#include "base/random.h"

Test(map, keeps_everything_in_order_of_insertion)
{
    struct base_map map;
    base_map_init(&map, 20, sizeof(uint64_t));
    cr_assert_null(base_map_get(&map, "01234567890123456789"));
    struct base_random random;
    base_random_init(&random, 5, 0, "test.map");
    static uint8_t keys[5000][20];
    for (uint64_t i = 0; i < 5000; i++) {
        base_random_bytes(&random, keys[i], 20);
        bool is_new;
        uint64_t *value = base_map_put(&map, keys[i], &is_new);
        cr_assert(is_new);
        cr_assert_eq(*value, 0);
        *value = i;
    }
    cr_assert_eq(map.count, 5000);
    for (uint64_t i = 0; i < 5000; i++) {
        cr_assert_arr_eq(base_map_key_at(&map, i), keys[i], 20);
        cr_assert_eq(*(uint64_t *)base_map_value_at(&map, i), i);
        cr_assert_eq(*(uint64_t *)base_map_get(&map, keys[i]), i);
        bool is_new = true;
        cr_assert_eq(*(uint64_t *)base_map_put(&map, keys[i], &is_new), i);
        cr_assert_not(is_new);
    }
    uint8_t absent[20] = {0};
    cr_assert_null(base_map_get(&map, absent));
    base_map_clear(&map);
    cr_assert_eq(map.count, 0);
    cr_assert_null(base_map_get(&map, keys[0]));
    uint64_t *again = base_map_put(&map, keys[1], NULL);
    cr_assert_eq(*again, 0);
    cr_assert_eq(map.count, 1);
    base_map_deinit(&map);
    base_map_deinit(&map);
}

Test(map, consecutive_keys_and_odd_sizes)
{
    for (size_t key_bytes = 4; key_bytes <= 33; key_bytes++) {
        for (size_t value_bytes = 0; value_bytes <= 32; value_bytes += 4) {
            struct base_map map;
            base_map_init(&map, key_bytes, value_bytes);
            uint8_t key[33] = {0};
            for (uint32_t i = 0; i < 100; i++) {
                memcpy(key + key_bytes - 4, &i, 4);
                void *value = base_map_put(&map, key, NULL);
                cr_assert_not_null(value);
                size_t alignment = value_bytes % 16 == 0 ? 16 : value_bytes % 8 == 0 ? 8 : 4;
                if (value_bytes > 0)
                    cr_assert_eq((uintptr_t)value % alignment, 0);
                memset(value, (int)i, value_bytes);
            }
            for (uint32_t i = 0; i < 100; i++) {
                memcpy(key + key_bytes - 4, &i, 4);
                uint8_t *value = base_map_get(&map, key);
                cr_assert_eq(value, base_map_value_at(&map, i));
                for (size_t j = 0; j < value_bytes; j++)
                    cr_assert_eq(value[j], i);
            }
            base_map_deinit(&map);
        }
    }
}
