// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

import {DeliveryContract, Release, ScoreKeeper} from "./DeliveryContract.sol";
import {ExchangeContract} from "./ExchangeContract.sol";

/// @title The Super contract (SSC) of a manufacturer
/// @notice Creates Delivery and Exchange contracts from the code that it holds, so that one look at
/// its code vouches for all of them, and keeps the distributors' scores. Source: Puggioni et al.
/// 2020, section IV-B.
/// @dev Open in the paper's own semantics: the score counts paid deliveries, also to one's own
/// devices, so it is not Sybil-proof; and as all scores end at the same moment, a distributor that
/// leaves with keys withheld just before loses nothing.
contract SuperContract is ScoreKeeper {
    struct Entry {
        uint64 count; // deliveries in the window
        uint64 window; // of the last delivery
    }

    address public immutable manufacturer;
    uint64 public immutable deployedAt;
    /// Length of a score window, in seconds.
    uint64 public immutable scorePeriod;

    /// The Delivery contracts that were created here.
    mapping(address => bool) public isDelivery;
    mapping(address => Entry) private entryOf;

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
        returns (DeliveryContract delivery)
    {
        require(msg.sender == manufacturer, NotManufacturer());
        require(
            msg.value >=
                announced.deviceCount * (announced.distributorReward + announced.hubReward),
            DepositTooSmall()
        );
        delivery = new DeliveryContract{value: msg.value}(msg.sender, announced);
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
        returns (ExchangeContract exchange)
    {
        exchange = new ExchangeContract{value: msg.value}(seller, msg.sender, s, expiry);
        emit ExchangeOpened(
            address(exchange),
            seller,
            msg.sender,
            s,
            msg.value,
            uint64(block.timestamp) + expiry
        );
    }

    /// @notice Counts a delivery (section IV-B4): the first one makes an entry with 1, one in a new
    /// window resets to 1, every other increments. Only from a Delivery contract created here.
    function creditDelivery(address distributor) external {
        require(isDelivery[msg.sender], NotDelivery());
        Entry memory entry = entryOf[distributor];
        uint64 window = currentWindow();
        if (entry.window != window) entry = Entry(0, window);
        entry.count++;
        entryOf[distributor] = entry;
        emit Scored(distributor, entry.count);
    }

    /// @notice The distributor's deliveries in the present window.
    function score(address distributor) external view returns (uint64) {
        Entry memory entry = entryOf[distributor];
        return entry.window == currentWindow() ? entry.count : 0;
    }

    /// Windows are the same for all distributors (section IV-B: "it applies to all distributors
    /// equally").
    function currentWindow() private view returns (uint64) {
        return (uint64(block.timestamp) - deployedAt) / scorePeriod;
    }
}
