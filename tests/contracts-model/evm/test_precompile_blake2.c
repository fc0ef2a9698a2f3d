#include "precompile_harness.h"

/* Source: EIP-152, test vectors 0 to 8. */

#define H                                                                                          \
    "48c9bdf267e6096a3ba7ca8485ae67bb2bf894fe72f36e3cf1361d5f3af54fa5"                             \
    "d182e6ad7f520e511f6c3e2b8c68059b6bbd41fbabd9831f79217e1319cde05b"
#define ZEROS_32 "0000000000000000000000000000000000000000000000000000000000000000"
#define M                                                                                          \
    "6162630000000000000000000000000000000000000000000000000000000000" ZEROS_32 ZEROS_32 ZEROS_32
#define T "03000000000000000000000000000000"

Test(precompile_blake2, compresses)
{
    struct harness h;

    harness_init(&h, EVM_FORK_ISTANBUL);
    precompile_expect_priced(&h, 9, "00000000" H M T "01", 0,
                             "08c9bcf367e6096a3ba7ca8485ae67bb2bf894fe72f36e3cf1361d5f3af54fa5"
                             "d282e6ad7f520e511f6c3e2b8c68059b9442be0454267ce079217e1319cde05b");
    precompile_expect_priced(&h, 9, "0000000c" H M T "01", 12,
                             "ba80a53f981c4d0d6a2797b69f12f6e94c212f14685ac4b74b12bb6fdbffa2d1"
                             "7d87c5392aab792dc252d5de4533cc9518d38aa8dbf1925ab92386edd4009923");
    precompile_expect_priced(&h, 9, "0000000c" H M T "00", 12,
                             "75ab69d3190a562c51aef8d88f1c2775876944407270c42c9844252c26d28752"
                             "98743e7f6d5ea2f2d3e8d226039cd31b4e426ac4f2d3d666a610c2116fde4735");
    precompile_expect_priced(&h, 9, "00000001" H M T "01", 1,
                             "b63a380cb2897d521994a85234ee2c181b5f844d2c624c002677e9703449d2fb"
                             "a551b3a8333bcdf5f2f7e08993d53923de3d64fcc68c034e717b9293fed7a421");
    precompile_expect_priced(&h, 9, "007a1200" H M T "01", 8000000,
                             "6d2ce9e534d50e18ff866ae92d70cceba79bbcd14c63819fe48752c8aca87a4b"
                             "b7dcc230d22a4047f0486cfcfb50a17b24b2899eb8fca370f22240adb5170189");
    /* Nobody pays for 2^32 - 1 rounds, so nobody computes them. */
    cr_expect_eq(precompile_call(&h, 9, "ffffffff" H M T "01"), EVM_OUT_OF_GAS);
    harness_deinit(&h);
}

Test(precompile_blake2, refuses_other_forms)
{
    struct harness h;

    harness_init(&h, EVM_FORK_OSAKA);
    precompile_expect_failure(&h, 9, "");
    precompile_expect_failure(&h, 9, "00000c" H M T "01");
    precompile_expect_failure(&h, 9, "000000000c" H M T "01");
    precompile_expect_failure(&h, 9, "0000000c" H M T "02");
    precompile_expect_failure(&h, 9, "0000000c" H M T "ff");
    harness_deinit(&h);
}
