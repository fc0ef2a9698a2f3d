// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

import {SuperContract} from "./SuperContract.sol";

/// @title SuperContract whose scores fade
/// @notice At the end of each window every score is halved, rounded down, instead of reset: a what-if
/// between scores that end and scores that last. A distributor of score n is back at 0 after
/// floor(log2 n) + 1 windows without a delivery.
/// @dev Halving is done when somebody asks, so that no transaction has to end a window.
contract DecayingSuperContract is SuperContract {
    constructor(uint64 scorePeriod_) SuperContract(scorePeriod_) {}

    function creditDelivery(address distributor) external override {
        require(isDelivery[msg.sender], NotDelivery());
        Entry memory entry = Entry(present(distributor) + 1, currentWindow());
        entryOf[distributor] = entry;
        emit Scored(distributor, entry.count);
    }

    function score(address distributor) external view override returns (uint64) {
        return present(distributor);
    }

    /// The score, halved once for each window that has ended since the last delivery.
    function present(address distributor) private view returns (uint64) {
        Entry memory entry = entryOf[distributor];
        return entry.count >> (currentWindow() - entry.window);
    }
}
