// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

import {DeliveryBase, Release} from "./DeliveryBase.sol";
import {HardenedDeliveryContract} from "./HardenedDeliveryContract.sol";
import {ExchangeBase} from "./ExchangeBase.sol";
import {ExchangeContract} from "./ExchangeContract.sol";
import {SuperBase} from "./SuperBase.sol";

/// @title The Super contract, hardened
/// @notice As SuperContract, but no score ends at a moment: it is the deliveries of the present
/// window and those of the one before, weighted with the part of the present window that is left. A
/// distributor that leaves with keys withheld loses its score whenever it does so.
/// @dev Deliveries to oneself still count: no proof comes to the chain.
contract HardenedSuperContract is SuperBase {
    struct Entry {
        uint64 count; // deliveries in the window
        uint64 before; // deliveries in the window before it
        uint64 window; // of the last delivery
    }

    mapping(address => Entry) private entryOf;

    constructor(uint64 scorePeriod_) SuperBase(scorePeriod_) {}

    function creditDelivery(address distributor) external override {
        require(isDelivery[msg.sender], NotDelivery());
        Entry memory entry = present(distributor);
        entry.count++;
        entryOf[distributor] = entry;
        emit Scored(distributor, weigh(entry));
    }

    function score(address distributor) external view returns (uint64) {
        return weigh(present(distributor));
    }

    /// The entry, moved on to the present window.
    function present(address distributor) private view returns (Entry memory entry) {
        entry = entryOf[distributor];
        uint64 window = (uint64(block.timestamp) - deployedAt) / scorePeriod;
        if (entry.window == window) return entry;
        return Entry(0, entry.window + 1 == window ? entry.count : 0, window);
    }

    /// Rounded down.
    function weigh(Entry memory entry) private view returns (uint64) {
        uint256 left = scorePeriod - ((uint64(block.timestamp) - deployedAt) % scorePeriod);
        return entry.count + uint64((entry.before * left) / scorePeriod);
    }

    function createDelivery(Release calldata announced)
        internal
        override
        returns (DeliveryBase)
    {
        return new HardenedDeliveryContract{value: msg.value}(msg.sender, announced);
    }

    function createExchange(address seller, bytes32 s, uint64 expiry)
        internal
        override
        returns (ExchangeBase)
    {
        return new ExchangeContract{value: msg.value}(seller, msg.sender, s, expiry);
    }
}
