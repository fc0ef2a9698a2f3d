#ifndef CROWDPATCH_EVM_FORK_H
#define CROWDPATCH_EVM_FORK_H

/** Rule sets, oldest first. A fork's tables are the previous one's and its differences. */
enum evm_fork {
    EVM_FORK_ISTANBUL, /* the paper's era */
    EVM_FORK_BERLIN,
    EVM_FORK_LONDON,
    EVM_FORK_SHANGHAI,
    EVM_FORK_CANCUN,
    EVM_FORK_PRAGUE,
    EVM_FORK_OSAKA,
};

#endif
