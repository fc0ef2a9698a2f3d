// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

import {ExchangeBase} from "./ExchangeBase.sol";

/// @title The Exchange contract (ESC) of one sale of a package
/// @notice Holds a buyer's offer for the key r of a package's encryption. Source: Puggioni et al.
/// 2020, section IV-B2.
/// @dev What the paper's own semantics, which this contract has, leaves open and closes:
/// - t and r stolen from the mempool: closed. Only the seller is paid, and it is bound in r.
/// - A seller that never reveals: OPEN. The offer is locked until the expiry.
/// - A buyer that asks for a proof and opens no contract: OPEN. The seller has paid for the proof.
/// - A reveal that comes too late (block stuffing, eclipse): OPEN. It reverts, yet has shown r.
/// - Whoever has a copy of P_e reads r here and gets the package without paying: OPEN; so does a
///   second buyer when a seller uses t twice.
/// - Reentrancy: the contract is closed before the payment, whose receiver is the sender.
contract ExchangeContract is ExchangeBase {
    constructor(address seller_, address buyer_, bytes32 s_, uint64 expiry)
        payable
        ExchangeBase(seller_, buyer_, s_, expiry)
    {}

    /// @notice Pays the offer to the seller and publishes r, once and before the expiry.
    /// @param t with which r = H(t || seller)
    /// @param r with s = H(r)
    function reveal(bytes32 t, bytes32 r) external {
        require(msg.sender == seller, NotSeller());
        require(!closed, Closed());
        require(block.timestamp < expiresAt, Expired());
        require(r == sha256(abi.encodePacked(t, msg.sender)), WrongKey());
        require(s == sha256(abi.encodePacked(r)), WrongKeyHash());
        closed = true;
        uint256 offer = address(this).balance;
        emit Revealed(msg.sender, s, r, offer);
        pay(offer);
    }

    /// @notice The offer goes back to the buyer, once and after the expiry.
    function refund() external {
        require(msg.sender == buyer, NotBuyer());
        require(!closed, Closed());
        require(block.timestamp >= expiresAt, NotExpired());
        closed = true;
        uint256 offer = address(this).balance;
        emit Refunded(msg.sender, offer);
        pay(offer);
    }
}
