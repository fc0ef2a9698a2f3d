// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

import {ExchangeBase} from "./ExchangeBase.sol";

/// @title The Exchange contract of the authors' code
/// @notice As ExchangeContract, but a check that fails is told by the name that is returned; the
/// transaction succeeds, and nothing changes. "": done.
contract ReferenceExchangeContract is ExchangeBase {
    constructor(address seller_, address buyer_, bytes32 s_, uint64 expiry)
        payable
        ExchangeBase(seller_, buyer_, s_, expiry)
    {}

    function reveal(bytes32 t, bytes32 r) external returns (string memory failure) {
        if (msg.sender != seller) return "NotSeller";
        if (closed) return "Closed";
        if (block.timestamp >= expiresAt) return "Expired";
        if (r != sha256(abi.encodePacked(t, msg.sender))) return "WrongKey";
        if (s != sha256(abi.encodePacked(r))) return "WrongKeyHash";
        closed = true;
        uint256 offer = address(this).balance;
        emit Revealed(msg.sender, s, r, offer);
        pay(offer);
    }

    function refund() external returns (string memory failure) {
        if (msg.sender != buyer) return "NotBuyer";
        if (closed) return "Closed";
        if (block.timestamp < expiresAt) return "NotExpired";
        closed = true;
        uint256 offer = address(this).balance;
        emit Refunded(msg.sender, offer);
        pay(offer);
    }
}
