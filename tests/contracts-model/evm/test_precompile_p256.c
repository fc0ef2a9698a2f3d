#include "precompile_harness.h"

/* Source: EIP-7951, and its reference implementation's vector. */

#define DIGEST "4cee90eb86eaa050036147a12d49004b6b9c72bd725d39d4785011fe190f0b4d"
#define R "a73bd4903f0ce3b639bbbf6e8e80d16931ff4bcf5993d58468e8fb19086e8cac"
#define S "36dbcd03009df8c59286b162af3bd7fcc0450c9aa81be5d10d312af6c66b1d60"
#define MINUS_S "c92432fbff62073b6d794e9d50c42802fca1ee12fefbb8b3e6889fcc35f807f1"
#define X "4aebd3099c618202fcfe16ae7770b0c49ab5eadf74b754204a3bb6060e44eff3"
#define Y "7618b065f9832de4ca6ca971a7a1adc826d0f7c00181a5fb2ddf79ae00b4e10e"
/* The group order and the field's prime. Source: FIPS 186-4, D.1.2.3. */
#define N "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551"
#define P "ffffffff00000001000000000000000000000000ffffffffffffffffffffffff"
#define ZERO "0000000000000000000000000000000000000000000000000000000000000000"
#define ONE "0000000000000000000000000000000000000000000000000000000000000001"

static const unsigned p256 = 0x100;

Test(precompile_p256, verifies)
{
    struct harness h;

    harness_init(&h, EVM_FORK_OSAKA);
    precompile_expect_priced(&h, p256, DIGEST R S X Y, 6900, ONE);
    precompile_expect_priced(&h, p256, DIGEST R MINUS_S X Y, 6900, ONE);
    harness_deinit(&h);
}

/* Not a failure: no output, and no more gas than the price. */
Test(precompile_p256, says_nothing_of_what_is_wrong)
{
    static const char *const wrong[] = {
        "",
        DIGEST R S X,
        DIGEST R S X Y "00",
        ZERO R S X Y,
        DIGEST S R X Y,
        DIGEST ZERO S X Y,
        DIGEST R ZERO X Y,
        DIGEST N S X Y,
        DIGEST R N X Y,
        DIGEST R S ZERO ZERO,
        DIGEST R S Y X,
        DIGEST R S P Y,
        DIGEST R S X P,
        DIGEST R S N N,
    };
    struct harness h;

    harness_init(&h, EVM_FORK_OSAKA);
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        precompile_expect_priced(&h, p256, wrong[i], 6900, "");
    }
    harness_deinit(&h);
}

Test(precompile_p256, is_an_account_without_code_before_osaka)
{
    struct harness h;

    harness_init(&h, EVM_FORK_PRAGUE);
    precompile_expect_priced(&h, p256, DIGEST R S X Y, 0, "");
    harness_deinit(&h);
}
