// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

/// A device's Ed25519 signature R || S and the public key.
struct Signature {
    bytes32 r;
    bytes32 s;
    bytes32 key;
}

// ed25519verify, a what-if: no chain has it. EIP-665 puts it at 0x9, which EIP-152 has taken since;
// here it stands at an address of its own.
address constant ED25519_VERIFY = address(0x665);

/// True when the key of this address has signed. The precompile answers with four bytes, zero for a
/// valid signature; a chain without it with nothing: there nothing is ever signed.
function isSignedBy(address device, bytes32 digest, Signature calldata signature)
    view
    returns (bool)
{
    if (address(uint160(uint256(keccak256(abi.encodePacked(signature.key))))) != device) return false;
    (bool ran, bytes memory verdict) = ED25519_VERIFY.staticcall(
        abi.encodePacked(digest, signature.key, signature.r, signature.s)
    );
    return ran && verdict.length == 4 && bytes4(verdict) == 0;
}
