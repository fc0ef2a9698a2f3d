// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

import {Signature, isSignedBy} from "scheme/Signature.sol";

/// What a release announces. Source: Puggioni et al. 2020, section IV-B1, parameters (1) to (4).
/// Two things are more than the paper's text: `deliveryPkHash`, so that a package may name the
/// proving key of S_D by its hash, and the list L_m as a Merkle root.
struct Release {
    uint64 expiry; // e, in seconds from the creation
    bytes32 updateHash; // U_h
    bytes32 packageHash; // P_h
    bytes32 deliveryVkHash; // vk^D_h
    bytes32 deliveryPkHash; // pk^D_h
    bytes32 exchangeVkHash; // vk^E_h
    bytes32 exchangePkHash; // pk^E_h
    uint64 deviceCount; // N: how many devices L_m has
    bool byRoot; // L_m is a Merkle root; otherwise a list
    bytes32 deviceRoot; // of the N devices' addresses, with byRoot
    uint256 distributorReward; // a_d, in wei
    uint256 hubReward; // a_h, in wei
}

/// What a delivery contract needs from its parent.
interface ScoreKeeper {
    function creditDelivery(address distributor) external;
}

/// @title The Delivery contract (DSC) of one release
/// @notice Pays a_d to the first distributor that proves a delivery to a device, and a_h to the
/// first hub that proves the installation. Source: Puggioni et al. 2020, sections IV-B1, IV-B3 and
/// IV-B4. Devices, distributors and hubs are named by the addresses of their public keys: the last 20
/// bytes of the key's Keccak-256. With what scheme devices sign is what the compiler is told:
/// "scheme/" is secp256k1/, p256/ or ed25519/.
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
contract DeliveryContract {
    uint8 private constant LISTED = 1;
    uint8 private constant DELIVERED = 2;
    uint8 private constant INSTALLED = 4;

    address public immutable manufacturer;
    ScoreKeeper public immutable superContract;
    uint64 public immutable expiresAt;
    bytes32 public immutable updateHash;
    bytes32 public immutable packageHash;
    bytes32 public immutable deliveryVkHash;
    bytes32 public immutable deliveryPkHash;
    bytes32 public immutable exchangeVkHash;
    bytes32 public immutable exchangePkHash;
    uint64 public immutable deviceCount;
    bool public immutable byRoot;
    bytes32 public immutable deviceRoot;
    uint256 public immutable distributorReward;
    uint256 public immutable hubReward;

    /// Devices listed so far; 0 with byRoot.
    uint64 public listedCount;
    mapping(address => uint8) private flagsOf;

    /// The key r of a delivery is published here (section IV-B4).
    event Delivered(
        address indexed device,
        address indexed distributor,
        bytes32 s,
        bytes32 r,
        uint256 paid
    );
    event Installed(address indexed device, address indexed hub, uint256 paid);
    event Withdrawn(uint256 refunded);

    error NotManufacturer();
    error ListClosed(); // the release is by root
    error TooManyDevices(); // more than N
    error DuplicateDevice();
    error Expired();
    error NotExpired();
    error NotListed();
    error AlreadyDelivered();
    error AlreadyInstalled();
    error WrongKey(); // r is not H(t || device || sender)
    error WrongKeyHash(); // s is not H(r)
    error WrongSignature(); // not the device's
    error PaymentFailed();

    /// @notice Created by the Super contract, which has checked the deposit (section IV-B1).
    constructor(address manufacturer_, Release memory announced) payable {
        manufacturer = manufacturer_;
        superContract = ScoreKeeper(msg.sender);
        expiresAt = uint64(block.timestamp) + announced.expiry;
        updateHash = announced.updateHash;
        packageHash = announced.packageHash;
        deliveryVkHash = announced.deliveryVkHash;
        deliveryPkHash = announced.deliveryPkHash;
        exchangeVkHash = announced.exchangeVkHash;
        exchangePkHash = announced.exchangePkHash;
        deviceCount = announced.deviceCount;
        byRoot = announced.byRoot;
        deviceRoot = announced.deviceRoot;
        distributorReward = announced.distributorReward;
        hubReward = announced.hubReward;
    }

    /// @notice Lists the next part of L_m: one transaction cannot hold a long list. Comes from the
    /// parent with the release and from the manufacturer afterwards. Never more than the N devices
    /// that the deposit covers.
    function addDevices(address[] calldata devices) external {
        require(msg.sender == manufacturer || msg.sender == address(superContract), NotManufacturer());
        require(!byRoot, ListClosed());
        require(block.timestamp < expiresAt, Expired());
        uint256 count = uint256(listedCount) + devices.length;
        require(count <= deviceCount, TooManyDevices());
        listedCount = uint64(count);
        for (uint256 i = 0; i < devices.length; i++) {
            require(flagsOf[devices[i]] == 0, DuplicateDevice());
            flagsOf[devices[i]] = LISTED;
        }
    }

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
        require(
            isSignedBy(device, sha256(abi.encodePacked("crowdpatching/pod/v1", updateHash, s)), pod),
            WrongSignature()
        );
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
        require(
            isSignedBy(
                device,
                sha256(abi.encodePacked("crowdpatching/pofd/v1", updateHash, msg.sender)),
                pofd
            ),
            WrongSignature()
        );
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

    /// @notice Of a list; false with byRoot, where a path and deviceRoot tell.
    function isListed(address device) external view returns (bool) {
        return flagsOf[device] & LISTED != 0;
    }

    function isDelivered(address device) external view returns (bool) {
        return flagsOf[device] & DELIVERED != 0;
    }

    function isInstalled(address device) external view returns (bool) {
        return flagsOf[device] & INSTALLED != 0;
    }

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
        require(byRoot ? isMember(device, index, path) : flags & LISTED != 0, NotListed());
    }

    /// True when the device's leaf stands at `index` of the N leaves under deviceRoot. The tree:
    /// leaf = SHA-256(0x00 || address), node = SHA-256(0x01 || left || right), a last odd node moves
    /// up unchanged (RFC 9162, section 2.1). index and N fix the path's shape, so that a root admits
    /// at most N devices.
    function isMember(address device, uint256 index, bytes32[] calldata path)
        private
        view
        returns (bool)
    {
        uint256 width = deviceCount;
        if (index >= width) return false;
        bytes32 node = sha256(abi.encodePacked(uint8(0), device));
        uint256 used = 0;
        while (width > 1) {
            if (index & 1 == 1 || index + 1 < width) {
                if (used == path.length) return false;
                bytes32 sibling = path[used++];
                node = index & 1 == 1
                    ? sha256(abi.encodePacked(uint8(1), sibling, node))
                    : sha256(abi.encodePacked(uint8(1), node, sibling));
            }
            index >>= 1;
            width = (width + 1) >> 1;
        }
        return used == path.length && node == deviceRoot;
    }

    function pay(uint256 amount) private {
        (bool paid, ) = msg.sender.call{value: amount}("");
        require(paid, PaymentFailed());
    }
}
