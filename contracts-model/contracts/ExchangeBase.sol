// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

/// @title What the Exchange contracts (ESC) of all semantics have in common
/// @notice Holds a buyer's offer for the key r of a package's encryption. Source: Puggioni et al.
/// 2020, section IV-B2.
abstract contract ExchangeBase {
    address public immutable seller;
    address public immutable buyer;
    bytes32 public immutable s;
    uint64 public immutable expiresAt;
    /// Revealed or refunded.
    bool public closed;

    /// The key r is published here.
    event Revealed(address indexed seller, bytes32 s, bytes32 r, uint256 paid);
    event Refunded(address indexed buyer, uint256 refunded);

    error NotSeller();
    error NotBuyer();
    error Expired();
    error NotExpired();
    error Closed();
    error WrongKey(); // r is not H(t || seller)
    error WrongKeyHash(); // s is not H(r)
    error PaymentFailed();

    /// @notice Created by the Super contract; the value is the buyer's offer.
    constructor(address seller_, address buyer_, bytes32 s_, uint64 expiry) payable {
        seller = seller_;
        buyer = buyer_;
        s = s_;
        expiresAt = uint64(block.timestamp) + expiry;
    }

    function pay(uint256 amount) internal {
        (bool paid, ) = msg.sender.call{value: amount}("");
        require(paid, PaymentFailed());
    }
}
