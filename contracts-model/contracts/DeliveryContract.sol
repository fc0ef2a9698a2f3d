// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

import {DeliveryBase, Release} from "./DeliveryBase.sol";
import {Signature, isSignedBy} from "scheme/Signature.sol";

/// @title The Delivery contract (DSC) of one release
/// @notice Pays a_d to the first distributor that proves a delivery to a device, and a_h to the
/// first hub that proves the installation. Source: Puggioni et al. 2020, sections IV-B1, IV-B3 and
/// IV-B4.
/// @dev What the paper's own semantics, which this contract has, leaves open and closes:
/// - A PoD stolen from the mempool: closed. The sender is bound in r, and s = H(r) in the signature.
/// - The signature oracle (a challenge c = U_h || s): closed. A PoD and a PoFD have a tag of their
///   own, and a device signs nothing else with that tag.
/// - The same PoD or PoFD in another DSC with an equal U_h: OPEN. The signed message (section IV-B3:
///   U_h || s, section IV-B4: U_h || pub^h) names no contract, so a manufacturer that announces one
///   update twice pays twice for one delivery.
/// - A hub's PoFD before the PoD: earns a_h and nothing more; the PoD stays payable. The paper asks
///   for no order, and a hub may get U from elsewhere (a cache, another device's delivery): OPEN.
/// - Deliveries to oneself (one owner of device, hub and distributor): OPEN. No proof of S_D comes
///   to the chain, so a device's owner can sign for nothing, earns a_d and a score.
/// - Key withholding (a PoD that never comes here): OPEN, the distributor forgoes a_d.
/// - A claim that comes too late (block stuffing, eclipse) or loses against another one: OPEN. It
///   reverts, yet its call data has shown r to everybody.
/// - An ECDSA signature has a twin, (r, n - s, v ^ 1): harmless, each device is paid for once.
/// - Reentrancy: flags are set and the score is credited before the payment. A receiver is always
///   the sender itself, so a receiver that fails or burns gas harms only itself.
contract DeliveryContract is DeliveryBase {
    constructor(address manufacturer_, Release memory announced)
        payable
        DeliveryBase(manufacturer_, announced)
    {}

    /// @notice The PoD's reward (section IV-B4): the sender is the distributor. Publishes r.
    /// @param t with which r = H(t || device || sender)
    /// @param s H(r), which the device has signed with U_h
    /// @param index place among the N leaves, with byRoot; otherwise 0
    /// @param path siblings from the leaf to the root, with byRoot; otherwise empty
    function claimDelivery(
        address device,
        bytes32 t,
        bytes32 r,
        bytes32 s,
        Signature calldata pod,
        uint64 index,
        bytes32[] calldata path
    ) external {
        uint8 flags = check(device, DELIVERED, index, path);
        require(r == sha256(abi.encodePacked(t, device, msg.sender)), WrongKey());
        require(s == sha256(abi.encodePacked(r)), WrongKeyHash());
        require(isSignedBy(device, podDigest(s), pod), WrongSignature());
        flagsOf[device] = flags | DELIVERED;
        emit Delivered(device, msg.sender, s, r, distributorReward);
        superContract.creditDelivery(msg.sender);
        pay(distributorReward);
    }

    /// @notice The PoFD's reward (section IV-B4): the sender is the hub that the device has signed
    /// for. Pays a_h only, also when it comes before the PoD: the paper asks for no order.
    function claimInstallation(
        address device,
        Signature calldata pofd,
        uint64 index,
        bytes32[] calldata path
    ) external {
        uint8 flags = check(device, INSTALLED, index, path);
        allowInstallation(flags);
        require(isSignedBy(device, pofdDigest(msg.sender), pofd), WrongSignature());
        flagsOf[device] = flags | INSTALLED;
        emit Installed(device, msg.sender, hubReward);
        pay(hubReward);
    }

    /// @notice What is left goes back to the manufacturer, after the expiry; may be repeated.
    function withdraw() external {
        require(msg.sender == manufacturer, NotManufacturer());
        require(block.timestamp >= expiresAt, NotExpired());
        uint256 rest = address(this).balance;
        emit Withdrawn(rest);
        pay(rest);
    }

    /// What a PoFD needs besides: nothing, in the paper.
    function allowInstallation(uint8) internal pure virtual {}

    /// What both claims ask for: in time, once a device, for a device of L_m. The loser of a race
    /// pays for little more than the second check.
    function check(address device, uint8 once, uint64 index, bytes32[] calldata path)
        private
        view
        returns (uint8 flags)
    {
        require(block.timestamp < expiresAt, Expired());
        flags = flagsOf[device];
        if (flags & once != 0) {
            if (once == DELIVERED) revert AlreadyDelivered();
            revert AlreadyInstalled();
        }
        require(isTarget(device, flags, index, path), NotListed());
    }
}
