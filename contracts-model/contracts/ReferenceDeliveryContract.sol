// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

import {DeliveryBase, Release} from "./DeliveryBase.sol";
import {Signature, isSignedBy} from "scheme/Signature.sol";

/// @title The Delivery contract of the authors' code
/// @notice What is known of it and differs from the paper's text, on the storage, messages and
/// events of the other Delivery contracts. Source: what we measured and read of
/// edoardopuggioni/crowdpatching fbd3614; nothing of it is copied.
/// - A check that fails is told by the name that is returned; the transaction succeeds and nothing
///   is paid. "": done. A receiver that refuses its payment still reverts.
/// - A PoFD before the PoD pays a_d + a_h to the hub, and the device counts as delivered to: the
///   distributor is shut out, and r is never published.
/// - As in the paper's semantics, a PoD or PoFD serves in every DSC with an equal U_h.
/// The list still reverts: a release is made in full or not at all.
contract ReferenceDeliveryContract is DeliveryBase {
    constructor(address manufacturer_, Release memory announced)
        payable
        DeliveryBase(manufacturer_, announced)
    {}

    /// @notice As DeliveryContract.claimDelivery().
    function claimDelivery(
        address device,
        bytes32 t,
        bytes32 r,
        bytes32 s,
        Signature calldata pod,
        uint64 index,
        bytes32[] calldata path
    ) external returns (string memory failure) {
        uint8 flags = flagsOf[device];
        if (block.timestamp >= expiresAt) return "Expired";
        if (flags & DELIVERED != 0) return "AlreadyDelivered";
        if (!isTarget(device, flags, index, path)) return "NotListed";
        if (r != sha256(abi.encodePacked(t, device, msg.sender))) return "WrongKey";
        if (s != sha256(abi.encodePacked(r))) return "WrongKeyHash";
        if (!isSignedBy(device, podDigest(s), pod)) return "WrongSignature";
        flagsOf[device] = flags | DELIVERED;
        emit Delivered(device, msg.sender, s, r, distributorReward);
        superContract.creditDelivery(msg.sender);
        pay(distributorReward);
    }

    /// @notice As DeliveryContract.claimInstallation(), but before the PoD it takes a_d too.
    function claimInstallation(
        address device,
        Signature calldata pofd,
        uint64 index,
        bytes32[] calldata path
    ) external returns (string memory failure) {
        uint8 flags = flagsOf[device];
        if (block.timestamp >= expiresAt) return "Expired";
        if (flags & INSTALLED != 0) return "AlreadyInstalled";
        if (!isTarget(device, flags, index, path)) return "NotListed";
        if (!isSignedBy(device, pofdDigest(msg.sender), pofd)) return "WrongSignature";
        uint256 reward = hubReward;
        if (flags & DELIVERED == 0) reward += distributorReward;
        flagsOf[device] = flags | DELIVERED | INSTALLED;
        emit Installed(device, msg.sender, reward);
        pay(reward);
    }

    function withdraw() external returns (string memory failure) {
        if (msg.sender != manufacturer) return "NotManufacturer";
        if (block.timestamp < expiresAt) return "NotExpired";
        uint256 rest = address(this).balance;
        emit Withdrawn(rest);
        pay(rest);
    }
}
