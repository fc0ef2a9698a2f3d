// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

/// @title Checks the proofs of a list of 256 addresses, as an airdrop or a device list does
contract MerkleProofs {
    uint256 private constant LEAVES = 256;
    uint256 private constant DEPTH = 8;

    mapping(uint256 => uint256) private claimed; // a bit for each leaf

    /// @return checksum over the leaves whose proofs hold, once by order and once by position
    function run(uint256 rounds) external returns (uint256 checksum) {
        bytes32[] memory sorted = build(true);
        bytes32[] memory plain = build(false);
        bytes32[] memory proof = new bytes32[](DEPTH);
        for (uint256 i = 0; i < rounds; i++) {
            uint256 index = (i * 97) % LEAVES;
            address owner = ownerOf(index);

            path(sorted, index, proof);
            require(rootByOrder(proof, leafOf(owner, index)) == sorted[1], "not in the list");
            path(plain, index, proof);
            require(rootByPosition(proof, leafOf(owner, index), index) == plain[1], "not here");
            claimed[index / 256] |= 1 << (index % 256);
            checksum += uint256(uint160(owner)) ^ index;
            // A wrong leaf is refused.
            require(rootByPosition(proof, leafOf(owner, index + 1), index) != plain[1], "accepted");
        }
        checksum ^= uint256(sorted[1]) ^ uint256(plain[1]) ^ claimed[0];
    }

    function ownerOf(uint256 index) private pure returns (address) {
        return address(uint160(0xd0000000000000000000000000000000000000 + index * index));
    }

    function leafOf(address owner, uint256 index) private pure returns (bytes32) {
        return keccak256(abi.encodePacked(owner, uint64(index)));
    }

    /// A heap: the root is node 1, the children of node n are 2n and 2n + 1.
    function build(bool isSorted) private pure returns (bytes32[] memory nodes) {
        nodes = new bytes32[](2 * LEAVES);
        for (uint256 i = 0; i < LEAVES; i++) nodes[LEAVES + i] = leafOf(ownerOf(i), i);
        for (uint256 i = LEAVES - 1; i > 0; i--) {
            (bytes32 left, bytes32 right) = (nodes[2 * i], nodes[2 * i + 1]);
            nodes[i] = isSorted && left > right ? hashPair(right, left) : hashPair(left, right);
        }
    }

    function path(bytes32[] memory nodes, uint256 index, bytes32[] memory proof) private pure {
        uint256 node = LEAVES + index;
        for (uint256 level = 0; level < DEPTH; level++) {
            proof[level] = nodes[node ^ 1];
            node /= 2;
        }
    }

    function rootByOrder(bytes32[] memory proof, bytes32 node) private pure returns (bytes32) {
        for (uint256 i = 0; i < proof.length; i++) {
            node = node < proof[i] ? hashPair(node, proof[i]) : hashPair(proof[i], node);
        }
        return node;
    }

    function rootByPosition(bytes32[] memory proof, bytes32 node, uint256 index)
        private
        pure
        returns (bytes32)
    {
        for (uint256 i = 0; i < proof.length; i++) {
            node = index & 1 == 0 ? hashPair(node, proof[i]) : hashPair(proof[i], node);
            index >>= 1;
        }
        return node;
    }

    function hashPair(bytes32 left, bytes32 right) private pure returns (bytes32 hash) {
        assembly ("memory-safe") {
            mstore(0, left)
            mstore(32, right)
            hash := keccak256(0, 64)
        }
    }
}
