#include "contracts-model/evm/rules.h"
#include "precompile_harness.h"

/* The key of RFC 8032's first vector; the message's signature was made with OpenSSL. */

#define MESSAGE "4cee90eb86eaa050036147a12d49004b6b9c72bd725d39d4785011fe190f0b4d"
#define KEY "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
#define R "a5ca184e6b6e5fef950ee6414f6616241f911becece2c4d0dc466323cf546b8f"
#define S "f841d1082dead370ca2e79a8c22c96d4b10957a93c182b3d652bb37c0967e40d"
#define ZERO "0000000000000000000000000000000000000000000000000000000000000000"
/* S plus the group order: RFC 8032 refuses it. */
#define S_PLUS_ORDER "e515c765474de6c8a0cb704ba12675e9b10957a93c182b3d652bb37c0967e41d"

static void init(struct harness *h, enum evm_fork fork)
{
    harness_init(h, fork);
    h->environment.has_ed25519_verify = true;
}

Test(precompile_ed25519, verifies_on_every_fork)
{
    for (int fork = EVM_FORK_ISTANBUL; fork <= EVM_FORK_OSAKA; fork++) {
        struct harness h;

        init(&h, (enum evm_fork)fork);
        precompile_expect_priced(&h, EVM_ED25519_VERIFY, MESSAGE KEY R S, 2000, "00000000");
        harness_deinit(&h);
    }
}

Test(precompile_ed25519, answers_one_to_what_is_wrong)
{
    static const char *const wrong[] = {
        "",
        MESSAGE KEY R,
        MESSAGE KEY R S "00",
        KEY MESSAGE R S,
        MESSAGE KEY S R,
        MESSAGE KEY R ZERO,
        MESSAGE KEY R S_PLUS_ORDER,
        MESSAGE ZERO R S,
        ZERO KEY R S,
        ZERO ZERO ZERO ZERO,
    };
    struct harness h;

    init(&h, EVM_FORK_OSAKA);
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        precompile_expect_priced(&h, EVM_ED25519_VERIFY, wrong[i], 2000, "00000001");
    }
    harness_deinit(&h);
}

Test(precompile_ed25519, is_an_account_without_code_unless_asked_for)
{
    struct harness h;

    harness_init(&h, EVM_FORK_OSAKA);
    precompile_expect_priced(&h, EVM_ED25519_VERIFY, MESSAGE KEY R S, 0, "");
    /* The same state with other rules. */
    h.environment.has_ed25519_verify = true;
    precompile_expect_priced(&h, EVM_ED25519_VERIFY, MESSAGE KEY R S, 2000, "00000000");
    h.environment.has_ed25519_verify = false;
    precompile_expect_priced(&h, EVM_ED25519_VERIFY, MESSAGE KEY R S, 0, "");
    harness_deinit(&h);
}
