// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

/// What the manufacturer signs of a firmware, and the signature: Ed25519, which gateways check.
struct Firmware {
    uint64 version; // 0: none
    uint64 size; // in bytes
    uint64 chunkCount; // transactions in which its bytes come; 0: they are fetched elsewhere
    bytes32 hash; // SHA-256
    bytes32[2] signature;
}

/// @title The contract of one manufacturer, after Refai and Wu
/// @notice Holds the newest firmware, or its hash alone, and the gateways of the private chain.
/// @dev What these semantics leave open and close:
/// - A firmware from somebody else than the owner: closed (the paper's pushUpdate requires it).
/// - A gateway that the owner has not added, or has removed: it reports nothing. Whom the chain's
///   nodes serve at all is theirs to decide; they may follow isNode.
/// - A report that is not true: OPEN. It is the gateway's word.
/// - Half a firmware: closed. A push overwrites the last one in place, as in the paper, and the event
///   comes with the last chunk; who reads meanwhile sees only chunks of the new one.
contract FirmwareContract {
    address public immutable owner;
    mapping(address => bool) public isNode;

    Firmware private announced;
    bytes[] private chunks;
    uint64 private chunksHere; // of the announced firmware

    event NodeAdded(address indexed node);
    event NodeRemoved(address indexed node);
    event Published(
        uint64 version,
        uint64 size,
        uint64 chunkCount,
        bytes32 hash,
        bytes32 signatureR,
        bytes32 signatureS
    );
    event Reported(address indexed node, uint64 version, uint256 updated, uint256 failed);

    error NotOwner();
    error NotNode();
    error OldVersion(); // not above the announced one
    error WrongChunk(); // not the next one of the announced firmware

    constructor() {
        owner = msg.sender;
    }

    modifier onlyOwner() {
        require(msg.sender == owner, NotOwner());
        _;
    }

    /// @notice Admits gateways; one that is admitted already stays so.
    function addNodes(address[] calldata nodes) external onlyOwner {
        for (uint256 i = 0; i < nodes.length; i++) {
            isNode[nodes[i]] = true;
            emit NodeAdded(nodes[i]);
        }
    }

    function removeNode(address node) external onlyOwner {
        isNode[node] = false;
        emit NodeRemoved(node);
    }

    /// @notice Announces a firmware; without chunks it is published at once.
    function announce(Firmware calldata next) external onlyOwner {
        require(next.version > announced.version, OldVersion());
        announced = next;
        chunksHere = 0;
        if (next.chunkCount == 0) publish();
    }

    /// @notice The next chunk of the announced firmware; the last one publishes it.
    function pushChunk(uint64 version, uint64 index, bytes calldata chunk) external onlyOwner {
        require(
            version == announced.version && index == chunksHere && index < announced.chunkCount,
            WrongChunk()
        );
        if (index == chunks.length) chunks.push(chunk);
        else chunks[index] = chunk;
        chunksHere = index + 1;
        if (index + 1 == announced.chunkCount) publish();
    }

    /// @notice A gateway's word on its devices, kept for the audit.
    function report(uint64 version, address[] calldata updated, address[] calldata failed)
        external
    {
        require(isNode[msg.sender], NotNode());
        emit Reported(msg.sender, version, updated.length, failed.length);
    }

    /// One chunk of the newest firmware.
    function firmware(uint64 index) external view returns (bytes memory) {
        require(index < chunksHere, WrongChunk());
        return chunks[index];
    }

    /// What is announced, and how many of its chunks are here.
    function progress() external view returns (uint64 version, uint64 count) {
        return (announced.version, chunksHere);
    }

    function publish() private {
        emit Published(
            announced.version,
            announced.size,
            announced.chunkCount,
            announced.hash,
            announced.signature[0],
            announced.signature[1]
        );
    }
}
