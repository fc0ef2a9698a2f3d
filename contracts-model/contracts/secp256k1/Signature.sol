// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

/// A device's signature as ecrecover takes it; v is 27 or 28.
struct Signature {
    bytes32 r;
    bytes32 s;
    uint8 v;
}

/// True when the key of this address has signed. ecrecover gives 0 for what nobody can have signed,
/// so an address 0 proves nothing.
function isSignedBy(address device, bytes32 digest, Signature calldata signature)
    pure
    returns (bool)
{
    address signer = ecrecover(digest, signature.v, signature.r, signature.s);
    return signer != address(0) && signer == device;
}
