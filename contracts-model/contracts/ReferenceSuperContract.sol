// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

import {DeliveryBase, Release} from "./DeliveryBase.sol";
import {ReferenceDeliveryContract} from "./ReferenceDeliveryContract.sol";
import {ExchangeBase} from "./ExchangeBase.sol";
import {ReferenceExchangeContract} from "./ReferenceExchangeContract.sol";
import {SuperBase} from "./SuperBase.sol";

/// @title The Super contract of the authors' code
/// @notice As SuperContract, but every distributor has score windows of its own, and they end only
/// when it is paid again: its first delivery opens one, and the first that comes scorePeriod or more
/// after that opens the next. Until then the old score stands, however old it is.
/// @dev So scores do not all end at the same moment, and a distributor that does nothing keeps its
/// score for ever.
contract ReferenceSuperContract is SuperBase {
    struct Entry {
        uint64 count; // deliveries in the window
        uint64 openedAt;
    }

    mapping(address => Entry) private entryOf;

    constructor(uint64 scorePeriod_) SuperBase(scorePeriod_) {}

    function creditDelivery(address distributor) external override {
        require(isDelivery[msg.sender], NotDelivery());
        Entry memory entry = entryOf[distributor];
        uint64 time = uint64(block.timestamp);
        if (time - entry.openedAt >= scorePeriod) entry = Entry(0, time);
        entry.count++;
        entryOf[distributor] = entry;
        emit Scored(distributor, entry.count);
    }

    /// @notice As the last delivery left it.
    function score(address distributor) external view returns (uint64) {
        return entryOf[distributor].count;
    }

    function createDelivery(Release calldata announced)
        internal
        virtual override
        returns (DeliveryBase)
    {
        return new ReferenceDeliveryContract{value: msg.value}(msg.sender, announced);
    }

    function createExchange(address seller, bytes32 s, uint64 expiry)
        internal
        override
        returns (ExchangeBase)
    {
        return new ReferenceExchangeContract{value: msg.value}(seller, msg.sender, s, expiry);
    }
}
