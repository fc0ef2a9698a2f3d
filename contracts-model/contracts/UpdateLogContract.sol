// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

/// @title Where update and acknowledgement transactions stand, after Boudguiga et al. 2017
/// @notice One for all manufacturers and device types: whoever reads decides whom to believe, by the
/// signatures that the transactions carry.
/// @dev It keeps nothing in storage: a transaction's content stands in its logs, found by topic.
/// - Anybody can post, vote and acknowledge: OPEN. Updates and votes are signed by keys that devices
///   have since they were made; an acknowledgement's signature is its transaction's own.
/// - Flooding with invalid updates: OPEN, and paid for by the flooder. Readers check and drop them.
contract UpdateLogContract {
    /// T without its binary.
    event Posted(bytes32 indexed deviceType, bytes fields);
    /// The binary of T, or its part of one that is too long for a transaction.
    event Part(bytes32 indexed transactionId, bytes part);
    /// A or NA of an innocuousness checking node; r and s are its signature.
    event Voted(
        bytes32 indexed updateId,
        address indexed checker,
        bool isPositive,
        address accused,
        bytes32 r,
        bytes32 s
    );
    /// A or NA of a device.
    event Acknowledged(
        address indexed device,
        bytes32 indexed updateId,
        bool isPositive,
        address accused
    );

    /// @param part empty when the binary does not travel on the chain
    function post(
        bytes32 deviceType,
        bytes32 transactionId,
        bytes calldata fields,
        bytes calldata part
    ) external {
        emit Posted(deviceType, fields);
        if (part.length > 0) emit Part(transactionId, part);
    }

    /// @param accused a manufacturer, or zero when positive
    function vote(bytes32 updateId, bool isPositive, address accused, bytes32 r, bytes32 s)
        external
    {
        emit Voted(updateId, msg.sender, isPositive, accused, r, s);
    }

    /// @param accused who has sent the device something else, or zero when positive
    function acknowledge(bytes32 updateId, bool isPositive, address accused) external {
        emit Acknowledged(msg.sender, updateId, isPositive, accused);
    }
}
