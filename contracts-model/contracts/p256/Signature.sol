// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

/// A device's ECDSA signature over P-256 and the public key, a point of the curve.
struct Signature {
    bytes32 r;
    bytes32 s;
    bytes32 x;
    bytes32 y;
}

// P256VERIFY. Source: EIP-7951.
address constant P256_VERIFY = address(0x100);

/// True when the key of this address has signed. The precompile answers with the word 1 or with
/// nothing, as does a chain without it: there nothing is ever signed.
function isSignedBy(address device, bytes32 digest, Signature calldata signature)
    view
    returns (bool)
{
    bytes memory key = abi.encodePacked(signature.x, signature.y);
    if (address(uint160(uint256(keccak256(key)))) != device) return false;
    (bool ran, bytes memory verdict) = P256_VERIFY.staticcall(
        abi.encodePacked(digest, signature.r, signature.s, key)
    );
    return ran && verdict.length == 32 && uint256(bytes32(verdict)) == 1;
}
