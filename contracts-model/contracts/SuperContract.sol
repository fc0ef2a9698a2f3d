// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

import {DeliveryBase, Release} from "./DeliveryBase.sol";
import {DeliveryContract} from "./DeliveryContract.sol";
import {ExchangeBase} from "./ExchangeBase.sol";
import {ExchangeContract} from "./ExchangeContract.sol";
import {SuperBase} from "./SuperBase.sol";

/// @title The Super contract (SSC) of a manufacturer
/// @notice Makes DeliveryContracts and ExchangeContracts, and keeps the distributors' scores. Source:
/// Puggioni et al. 2020, section IV-B.
/// @dev Open in the paper's own semantics: the score counts paid deliveries, also to one's own
/// devices, so it is not Sybil-proof; and as all scores end at the same moment, a distributor that
/// leaves with keys withheld just before loses nothing.
contract SuperContract is SuperBase {
    struct Entry {
        uint64 count; // deliveries in the window
        uint64 window; // of the last delivery
    }

    mapping(address => Entry) internal entryOf;

    constructor(uint64 scorePeriod_) SuperBase(scorePeriod_) {}

    /// @notice Counts a delivery (section IV-B4): the first one makes an entry with 1, one in a new
    /// window resets to 1, every other increments. Only from a Delivery contract created here.
    function creditDelivery(address distributor) external virtual override {
        require(isDelivery[msg.sender], NotDelivery());
        Entry memory entry = entryOf[distributor];
        uint64 window = currentWindow();
        if (entry.window != window) entry = Entry(0, window);
        entry.count++;
        entryOf[distributor] = entry;
        emit Scored(distributor, entry.count);
    }

    /// @notice The distributor's deliveries in the present window.
    function score(address distributor) external view virtual returns (uint64) {
        Entry memory entry = entryOf[distributor];
        return entry.window == currentWindow() ? entry.count : 0;
    }

    /// Windows are the same for all distributors (section IV-B: "it applies to all distributors
    /// equally").
    function currentWindow() internal view returns (uint64) {
        return (uint64(block.timestamp) - deployedAt) / scorePeriod;
    }

    function createDelivery(Release calldata announced)
        internal
        virtual override
        returns (DeliveryBase)
    {
        return new DeliveryContract{value: msg.value}(msg.sender, announced);
    }

    function createExchange(address seller, bytes32 s, uint64 expiry)
        internal
        override
        returns (ExchangeBase)
    {
        return new ExchangeContract{value: msg.value}(seller, msg.sender, s, expiry);
    }
}
