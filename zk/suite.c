#include "zk/suite.h"

uint64_t zk_suite_ciphertext_len(enum zk_suite suite, uint64_t len)
{
    return suite == ZK_SUITE_POSEIDON ? 32 * (len / 31 + (len % 31 != 0)) : len;
}
