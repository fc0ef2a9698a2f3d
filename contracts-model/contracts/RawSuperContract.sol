// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

import {DeliveryBase, Release} from "./DeliveryBase.sol";
import {RawDeliveryContract, RawReferenceDeliveryContract} from "./RawDeliveryContract.sol";
import {ReferenceSuperContract} from "./ReferenceSuperContract.sol";
import {SuperContract} from "./SuperContract.sol";

/// @title SuperContract whose devices sign without tags
contract RawSuperContract is SuperContract {
    constructor(uint64 scorePeriod_) SuperContract(scorePeriod_) {}

    function createDelivery(Release calldata announced)
        internal
        override
        returns (DeliveryBase)
    {
        return new RawDeliveryContract{value: msg.value}(msg.sender, announced);
    }
}

/// @title ReferenceSuperContract whose devices sign without tags
contract RawReferenceSuperContract is ReferenceSuperContract {
    constructor(uint64 scorePeriod_) ReferenceSuperContract(scorePeriod_) {}

    function createDelivery(Release calldata announced)
        internal
        override
        returns (DeliveryBase)
    {
        return new RawReferenceDeliveryContract{value: msg.value}(msg.sender, announced);
    }
}
