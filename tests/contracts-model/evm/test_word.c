#include <criterion/criterion.h>

#include "base/random.h"
#include "contracts-model/evm/word.h"

/* Limbs of ones and zeros among random ones, where carries hide. */
static u256 draw(struct base_random *random)
{
    u256 a;
    for (int i = 0; i < 4; i++) {
        uint64_t kind = base_random_below(random, 4);
        a.limb[i] = kind == 0 ? 0 : kind == 1 ? UINT64_MAX : base_random_u64(random);
    }
    return a;
}

Test(word, squares_are_products)
{
    struct base_random random;
    base_random_init(&random, 1, 0, "test.word");
    for (int i = 0; i < 100000; i++) {
        u256 a = draw(&random);
        cr_assert(u256_equal(evm_word_square(a), u256_mul(a, a)));
        cr_assert(u256_equal(evm_word_mul(a, a), u256_mul(a, a)));
        cr_assert(u256_equal(evm_word_get(&a), a));
    }
}
