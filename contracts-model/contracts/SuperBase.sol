// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

import {DeliveryBase, Release, ScoreKeeper} from "./DeliveryBase.sol";
import {ExchangeBase} from "./ExchangeBase.sol";

/// @title What the Super contracts (SSC) of all semantics have in common
/// @notice Creates Delivery and Exchange contracts from the code that it holds, so that one look at
/// its code vouches for all of them. Source: Puggioni et al. 2020, section IV-B.
abstract contract SuperBase is ScoreKeeper {
    address public immutable manufacturer;
    uint64 public immutable deployedAt;
    /// Length of a score window, in seconds.
    uint64 public immutable scorePeriod;

    /// The Delivery contracts that were created here.
    mapping(address => bool) public isDelivery;

    event Released(
        address indexed delivery,
        bytes32 indexed updateHash,
        bytes32 packageHash,
        uint64 expiresAt
    );
    event ExchangeOpened(
        address indexed exchange,
        address indexed seller,
        address indexed buyer,
        bytes32 s,
        uint256 offer,
        uint64 expiresAt
    );
    event Scored(address indexed distributor, uint64 score);

    error ZeroScorePeriod();
    error NotManufacturer();
    error NotDelivery();
    error DepositTooSmall();

    /// @param scorePeriod_ seconds after which all scores are reset, counted from the deployment
    /// (section IV-B, the preliminary step). A period that never ends is 2^64 - 1.
    constructor(uint64 scorePeriod_) {
        require(scorePeriod_ != 0, ZeroScorePeriod());
        manufacturer = msg.sender;
        deployedAt = uint64(block.timestamp);
        scorePeriod = scorePeriod_;
    }

    /// @notice Announces an update and creates its Delivery contract (section IV-B1). The value is
    /// the deposit: at least N (a_d + a_h); what is more comes back by withdraw(). An amount that
    /// does not fit 256 bits reverts with Panic(0x11).
    /// @param devices the list L_m or its first part; the rest comes by
    /// DeliveryContract.addDevices(), which also refuses a list beside a root.
    function release(Release calldata announced, address[] calldata devices)
        external
        payable
        returns (DeliveryBase delivery)
    {
        require(msg.sender == manufacturer, NotManufacturer());
        require(
            msg.value >=
                announced.deviceCount * (announced.distributorReward + announced.hubReward),
            DepositTooSmall()
        );
        delivery = createDelivery(announced);
        isDelivery[address(delivery)] = true;
        emit Released(
            address(delivery),
            announced.updateHash,
            announced.packageHash,
            uint64(block.timestamp) + announced.expiry
        );
        if (devices.length != 0) delivery.addDevices(devices);
    }

    /// @notice Creates the Exchange contract of one sale (section IV-B2). The sender is the buyer,
    /// the value its offer.
    /// @param expiry seconds from now
    function openExchange(address seller, bytes32 s, uint64 expiry)
        external
        payable
        returns (ExchangeBase exchange)
    {
        exchange = createExchange(seller, s, expiry);
        emit ExchangeOpened(
            address(exchange),
            seller,
            msg.sender,
            s,
            msg.value,
            uint64(block.timestamp) + expiry
        );
    }

    /// The new contracts; the whole value goes to them.
    function createDelivery(Release calldata announced) internal virtual returns (DeliveryBase);

    function createExchange(address seller, bytes32 s, uint64 expiry)
        internal
        virtual
        returns (ExchangeBase);
}
