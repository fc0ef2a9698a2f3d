// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

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

/// @title What the Delivery contracts (DSC) of all semantics have in common
/// @notice The release, its list of devices, membership under a root, and what devices sign. Source:
/// Puggioni et al. 2020, section IV-B1. Devices, distributors and hubs are named by the addresses of
/// their public keys: the last 20 bytes of the key's Keccak-256. With what scheme devices sign is
/// what the compiler is told: "scheme/" is secp256k1/, p256/ or ed25519/.
abstract contract DeliveryBase {
    uint8 internal constant LISTED = 1;
    uint8 internal constant DELIVERED = 2;
    uint8 internal constant INSTALLED = 4;

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
    mapping(address => uint8) internal flagsOf;

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

    /// What a device signs as a PoD (section IV-B3): U_h || s, with a tag of its own.
    function podDigest(bytes32 s) internal view virtual returns (bytes32) {
        return sha256(abi.encodePacked("crowdpatching/pod/v1", updateHash, s));
    }

    /// What a device signs as a PoFD (section IV-B4): U_h || pub^h, with a tag of its own.
    function pofdDigest(address hub) internal view virtual returns (bytes32) {
        return sha256(abi.encodePacked("crowdpatching/pofd/v1", updateHash, hub));
    }

    /// A device of L_m: of the list, or under the root.
    function isTarget(address device, uint8 flags, uint64 index, bytes32[] calldata path)
        internal
        view
        returns (bool)
    {
        return byRoot ? isMember(device, index, path) : flags & LISTED != 0;
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

    function pay(uint256 amount) internal {
        (bool paid, ) = msg.sender.call{value: amount}("");
        require(paid, PaymentFailed());
    }
}
