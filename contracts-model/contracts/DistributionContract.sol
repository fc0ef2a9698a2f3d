// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

import {Signature, isSignedBy} from "scheme/Signature.sol";

/// What a manufacturer announces. Source: Leiba et al. 2018, as Puggioni et al. 2020 describe it in
/// section III-A1; the shape of commit and reveal is that of Leiba's published prototype.
struct Announcement {
    uint64 expiry; // seconds from the creation
    uint64 revealWindow; // seconds that a commitment holds its device
    uint64 deviceCount; // N
    bool sharesBalance; // each reveal pays balance / devices that are left; otherwise `reward`
    bytes32 deviceRoot; // Merkle root of the N devices' addresses
    bytes32 updateHash; // U_h
    bytes32 packageHash; // P_h: what distributors ask the manufacturer for
    bytes32 deliveryVkHash; // of the verifying key of S_D
    bytes32 deliveryPkHash; // of its proving key
    uint256 reward; // in wei
}

/// @title The contract of one release, after Leiba et al. 2018
/// @notice Pays the distributor that commits to a key with a device's proof-of-distribution (PoD)
/// and then reveals that key. Devices are named by the addresses of their keys.
/// @dev What these semantics leave open and close:
/// - A reveal stolen from the mempool: closed. Only the committer may reveal, and r binds it.
/// - A commitment stolen from the mempool: the thief cannot reveal, r is not its own, but holds the
///   device for revealWindow: OPEN. The signed message (U_h || s) names no distributor.
/// - The signature oracle: OPEN here. A PoD is a signature over the bare U_h || s, and whoever gets
///   the device to sign these 64 bytes as something else, a challenge, is paid (section III-B).
/// - The same PoD in another contract with an equal U_h: OPEN, for the message names no contract.
/// - Key withholding: OPEN. A commitment without a reveal holds the device for revealWindow.
/// - A reveal that comes too late (block stuffing, eclipse): OPEN. It reverts, yet has shown r.
/// - Reentrancy: a device counts as delivered before the payment, whose receiver is the sender.
contract DistributionContract {
    struct Claim {
        address distributor; // the latest committer
        uint64 committedAt;
        bool delivered;
        bytes32 s;
    }

    address public immutable manufacturer;
    uint64 public immutable expiresAt;
    uint64 public immutable revealWindow;
    uint64 public immutable deviceCount;
    bool public immutable sharesBalance;
    bytes32 public immutable deviceRoot;
    bytes32 public immutable updateHash;
    uint256 public immutable reward;

    uint64 public deliveredCount;
    mapping(address => Claim) private claimOf;

    /// All that a reader needs, once; the contract itself keeps only what it checks.
    event Announced(
        bytes32 updateHash,
        bytes32 packageHash,
        bytes32 deliveryVkHash,
        bytes32 deliveryPkHash,
        uint64 deviceCount,
        uint64 expiresAt
    );
    event Committed(address indexed device, address indexed distributor, bytes32 s);
    /// The key r of a delivery is published here.
    event Revealed(
        address indexed device,
        address indexed distributor,
        bytes32 s,
        bytes32 r,
        uint256 paid
    );
    event Returned(uint256 refunded);

    error DepositTooSmall();
    error NotManufacturer();
    error Expired();
    error NotExpired();
    error NotListed();
    error AlreadyDelivered();
    error AlreadyCommitted(); // and its window is not over
    error NotCommitted(); // not by the sender
    error WindowOver();
    error WrongKey(); // r is not H(t || device || sender)
    error WrongKeyHash(); // s is not H(r)
    error WrongSignature(); // not the device's
    error PaymentFailed();

    /// @notice The value is the deposit: at least N rewards, unless the balance is shared.
    constructor(Announcement memory announced) payable {
        require(
            announced.sharesBalance || msg.value >= announced.deviceCount * announced.reward,
            DepositTooSmall()
        );
        manufacturer = msg.sender;
        expiresAt = uint64(block.timestamp) + announced.expiry;
        revealWindow = announced.revealWindow;
        deviceCount = announced.deviceCount;
        sharesBalance = announced.sharesBalance;
        deviceRoot = announced.deviceRoot;
        updateHash = announced.updateHash;
        reward = announced.reward;
        emit Announced(
            announced.updateHash,
            announced.packageHash,
            announced.deliveryVkHash,
            announced.deliveryPkHash,
            announced.deviceCount,
            uint64(block.timestamp) + announced.expiry
        );
    }

    /// @notice The sender commits to the key whose hash the device has signed.
    /// @param s H(r): it hides r, in which the sender is bound
    /// @param pod the device's signature over U_h || s
    /// @param index place among the N leaves
    /// @param path siblings from the leaf to the root
    function commit(
        address device,
        bytes32 s,
        Signature calldata pod,
        uint64 index,
        bytes32[] calldata path
    ) external {
        require(block.timestamp < expiresAt, Expired());
        Claim storage claim = claimOf[device];
        require(!claim.delivered, AlreadyDelivered());
        require(
            claim.distributor == address(0) || block.timestamp > claim.committedAt + revealWindow,
            AlreadyCommitted()
        );
        require(isMember(device, index, path), NotListed());
        require(
            isSignedBy(device, sha256(abi.encodePacked(updateHash, s)), pod),
            WrongSignature()
        );
        claim.distributor = msg.sender;
        claim.committedAt = uint64(block.timestamp);
        claim.s = s;
        emit Committed(device, msg.sender, s);
    }

    /// @notice Publishes r and pays the sender, which has committed to it.
    /// @param t with which r = H(t || device || sender)
    function reveal(address device, bytes32 t, bytes32 r) external {
        require(block.timestamp < expiresAt, Expired());
        Claim storage claim = claimOf[device];
        require(!claim.delivered, AlreadyDelivered());
        require(claim.distributor == msg.sender, NotCommitted());
        require(block.timestamp <= claim.committedAt + revealWindow, WindowOver());
        bytes32 s = claim.s;
        require(r == sha256(abi.encodePacked(t, device, msg.sender)), WrongKey());
        require(s == sha256(abi.encodePacked(r)), WrongKeyHash());
        uint64 delivered = deliveredCount;
        uint256 amount = sharesBalance ? address(this).balance / (deviceCount - delivered) : reward;
        claim.delivered = true;
        deliveredCount = delivered + 1;
        emit Revealed(device, msg.sender, s, r, amount);
        pay(amount);
    }

    /// @notice What is left goes back to the manufacturer, after the expiry; may be repeated.
    function withdraw() external {
        require(msg.sender == manufacturer, NotManufacturer());
        require(block.timestamp >= expiresAt, NotExpired());
        uint256 rest = address(this).balance;
        emit Returned(rest);
        pay(rest);
    }

    /// True when a commitment would be refused: delivered, or held by a commitment.
    function isTaken(address device) external view returns (bool) {
        Claim storage claim = claimOf[device];
        return claim.delivered
            || (claim.distributor != address(0)
                && block.timestamp <= claim.committedAt + revealWindow);
    }

    /// True when the device's leaf stands at `index` of the N leaves under deviceRoot, as in
    /// DeliveryContract, whose code shares nothing with this one.
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
