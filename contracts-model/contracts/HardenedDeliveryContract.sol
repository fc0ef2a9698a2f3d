// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

import {Release} from "./DeliveryBase.sol";
import {DeliveryContract} from "./DeliveryContract.sol";

/// @title The Delivery contract, hardened
/// @notice As DeliveryContract, and closes what that leaves open where the contract can:
/// - A PoD or PoFD in another DSC with an equal U_h: the device signs the chain's id and the DSC's
///   address too, so that it is worth nothing in any other contract.
/// - A hub's PoFD before the PoD: refused. A hub that has U from elsewhere is paid only for a device
///   that somebody has delivered to.
contract HardenedDeliveryContract is DeliveryContract {
    error NotDelivered();

    constructor(address manufacturer_, Release memory announced)
        payable
        DeliveryContract(manufacturer_, announced)
    {}

    function podDigest(bytes32 s) internal view override returns (bytes32) {
        return sha256(
            abi.encodePacked(
                "crowdpatching/pod/v2", block.chainid, address(this), updateHash, s
            )
        );
    }

    function pofdDigest(address hub) internal view override returns (bytes32) {
        return sha256(
            abi.encodePacked(
                "crowdpatching/pofd/v2", block.chainid, address(this), updateHash, hub
            )
        );
    }

    function allowInstallation(uint8 flags) internal pure override {
        require(flags & DELIVERED != 0, NotDelivered());
    }
}
