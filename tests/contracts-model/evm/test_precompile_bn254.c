#include "precompile_harness.h"

/* Source: EIP-196, EIP-197; values of the vectors that Ethereum's clients share. Prices: EIP-1108.
 */

enum { ADD = 6, MUL = 7, PAIRING = 8 };

#define ZERO "0000000000000000000000000000000000000000000000000000000000000000"
#define ONE "0000000000000000000000000000000000000000000000000000000000000001"
#define TWO "0000000000000000000000000000000000000000000000000000000000000002"
#define INFINITY_POINT ZERO ZERO
#define G1 ONE TWO
/* 2 G1 */
#define DOUBLE                                                                                     \
    "030644e72e131a029b85045b68181585d97816a916871ca8d3c208c16d87cfd3"                             \
    "15ed738c0e0a7c92e7845f96b2ae9c0a68a6a449e3538fc7ff3ebf7a5a18a2c4"
#define G2_X                                                                                       \
    "198e9393920d483a7260bfb731fb5d25f1aa493335a9e71297e485b7aef312c2"                             \
    "1800deef121f1e76426a00665e5c4479674322d4f75edadd46debd5cd992f6ed"
#define G2                                                                                         \
    G2_X "090689d0585ff075ec9e99ad690c3395bc4b313370b38ef355acdadcd122975b"                        \
         "12c85ea5db8c6deb4aab71808dcb408fe3d1e7690c43d37b4ce6cc0166fa7daa"
#define MINUS_G2                                                                                   \
    G2_X "275dc4a288d1afb3cbb1ac09187524c7db36395df7be3b99e673b13a075a65ec"                        \
         "1d9befcd05a5323e6da4d435f3b617cdb3af83285c2df711ef39c01571827f9d"
#define P "30644e72e131a029b85045b68181585d97816a916871ca8d3c208c16d87cfd47"
#define ORDER "30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000001"

Test(precompile_bn254, adds)
{
    struct harness h;

    harness_init(&h, EVM_FORK_ISTANBUL);
    precompile_expect_priced(&h, ADD, G1 G1, 150, DOUBLE);
    precompile_expect_priced(&h, ADD, "", 150, INFINITY_POINT);
    precompile_expect_priced(&h, ADD, G1, 150, G1);
    precompile_expect_priced(&h, ADD, INFINITY_POINT G1, 150, G1);
    precompile_expect_priced(&h, ADD, G1 G1 ONE ONE, 150, DOUBLE);
    precompile_expect_priced(&h, ADD,
                             "17c139df0efee0f766bc0204762b774362e4ded88953a39ce849a8a7fa163fa9"
                             "01e0559bacb160664764a357af8a9fe70baa9258e0b959273ffc5718c6d4cc7c"
                             "039730ea8dff1254c0fee9c0ea777d29a9c710b7e616683f194f18c43b43b869"
                             "073a5ffcc6fc7a28c30723d6e58ce577356982d65b833a5a5c15bf9024b43d98",
                             150,
                             "15bf2bb17880144b5d1cd2b1f46eff9d617bffd1ca57c37fb5a49bd84e53cf66"
                             "049c797f9ce0d17083deb32b5e36f2ea2a212ee036598dd7624c168993d1355f");
    precompile_expect_failure(&h, ADD, ONE ONE G1);
    precompile_expect_failure(&h, ADD, G1 ONE ONE);
    precompile_expect_failure(&h, ADD, ONE); /* (1, 0) */
    precompile_expect_failure(&h, ADD, P ZERO);
    harness_deinit(&h);
}

Test(precompile_bn254, multiplies)
{
    struct harness h;

    harness_init(&h, EVM_FORK_ISTANBUL);
    precompile_expect_priced(&h, MUL, G1 TWO, 6000, DOUBLE);
    precompile_expect_priced(&h, MUL, G1 ORDER, 6000, INFINITY_POINT);
    precompile_expect_priced(&h, MUL, G1, 6000, INFINITY_POINT);
    precompile_expect_priced(&h, MUL, "", 6000, INFINITY_POINT);
    precompile_expect_priced(&h, MUL, G1 TWO ONE, 6000, DOUBLE);
    precompile_expect_priced(&h, MUL,
                             "1a87b0584ce92f4593d161480614f2989035225609f08058ccfa3d0f940febe3"
                             "1a2f3c951f6dadcc7ee9007dff81504b0fcd6d7cf59996efdc33d92bf7f9f8f6"
                             "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
                             6000,
                             "2cde5879ba6f13c0b5aa4ef627f159a3347df9722efce88a9afbb20b763b4c41"
                             "1aa7e43076f6aee272755a7f9b84832e71559ba0d2e0b17d5f9f01755e5b0d11");
    precompile_expect_failure(&h, MUL, ONE ONE TWO);
    precompile_expect_failure(&h, MUL, P P ZERO);
    harness_deinit(&h);
}

Test(precompile_bn254, pairs)
{
    struct harness h;

    harness_init(&h, EVM_FORK_ISTANBUL);
    precompile_expect_priced(&h, PAIRING, "", 45000, ONE);
    precompile_expect_priced(&h, PAIRING, G1 G2, 79000, ZERO);
    precompile_expect_priced(&h, PAIRING, INFINITY_POINT G2, 79000, ONE);
    precompile_expect_priced(&h, PAIRING, G1 ZERO ZERO ZERO ZERO, 79000, ONE);
    precompile_expect_priced(&h, PAIRING, G1 G2 G1 MINUS_G2, 113000, ONE);
    precompile_expect_priced(&h, PAIRING, G1 G2 G1 G2, 113000, ZERO);
    /* e(2 P, Q) e(P, -Q) e(P, -Q) */
    precompile_expect_priced(&h, PAIRING, DOUBLE G2 G1 MINUS_G2 G1 MINUS_G2, 147000, ONE);
    precompile_expect_failure(&h, PAIRING, "00");
    precompile_expect_failure(&h, PAIRING, G1);
    precompile_expect_failure(&h, PAIRING, ONE ONE G2);
    precompile_expect_failure(&h, PAIRING, G1 G2_X G2_X);
    precompile_expect_failure(&h, PAIRING, G1 P ZERO ZERO ZERO);
    harness_deinit(&h);
}
