// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

import {Release} from "./DeliveryBase.sol";
import {DeliveryContract} from "./DeliveryContract.sol";
import {ReferenceDeliveryContract} from "./ReferenceDeliveryContract.sol";

/// What a device signs without tags, as the text of sections IV-B3 and IV-B4 reads: a PoD is 64
/// bytes that a challenge may have asked for.
function rawPodDigest(bytes32 updateHash, bytes32 s) pure returns (bytes32) {
    return sha256(abi.encodePacked(updateHash, s));
}

function rawPofdDigest(bytes32 updateHash, address hub) pure returns (bytes32) {
    return sha256(abi.encodePacked(updateHash, hub));
}

/// @title DeliveryContract without tags
contract RawDeliveryContract is DeliveryContract {
    constructor(address manufacturer_, Release memory announced)
        payable
        DeliveryContract(manufacturer_, announced)
    {}

    function podDigest(bytes32 s) internal view override returns (bytes32) {
        return rawPodDigest(updateHash, s);
    }

    function pofdDigest(address hub) internal view override returns (bytes32) {
        return rawPofdDigest(updateHash, hub);
    }
}

/// @title ReferenceDeliveryContract without tags
contract RawReferenceDeliveryContract is ReferenceDeliveryContract {
    constructor(address manufacturer_, Release memory announced)
        payable
        ReferenceDeliveryContract(manufacturer_, announced)
    {}

    function podDigest(bytes32 s) internal view override returns (bytes32) {
        return rawPodDigest(updateHash, s);
    }

    function pofdDigest(address hub) internal view override returns (bytes32) {
        return rawPofdDigest(updateHash, hub);
    }
}
