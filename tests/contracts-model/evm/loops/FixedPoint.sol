// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

/// @title Interest, roots and exponentials with 18 decimals, and an exact a b / c of 512 bits
contract FixedPoint {
    uint256 private constant ONE = 1e18;
    uint256 private constant RATE = 1_000_000_021_979_553_151; // a second of 100 % a year, compounded

    /// @return checksum over all results
    function run(uint256 rounds) external pure returns (uint256 checksum) {
        for (uint256 i = 0; i < rounds; i++) {
            uint256 index = power(RATE, 86_400 + i); // a day's growth
            uint256 price = exponential(ONE / 4 + i * 1e15);
            uint256 value = mulDiv(price << 128, index << 96, type(uint256).max - i);
            uint256 side = squareRoot(price * index);
            unchecked {
                checksum = checksum * 31 + (index ^ value ^ side);
            }
        }
    }

    function multiply(uint256 a, uint256 b) private pure returns (uint256) {
        return (a * b + ONE / 2) / ONE;
    }

    /// base to the n-th, by squaring.
    function power(uint256 base, uint256 n) private pure returns (uint256 result) {
        result = n % 2 == 0 ? ONE : base;
        for (n /= 2; n != 0; n /= 2) {
            base = multiply(base, base);
            if (n % 2 != 0) result = multiply(result, base);
        }
    }

    /// e to the x by its series, until a term vanishes.
    function exponential(uint256 x) private pure returns (uint256 sum) {
        uint256 term = ONE;
        for (uint256 n = 1; term != 0; n++) {
            sum += term;
            term = term * x / (n * ONE);
        }
    }

    /// The floor, by Newton's iteration from above.
    function squareRoot(uint256 x) private pure returns (uint256 root) {
        uint256 next = 1;
        for (uint256 rest = x; rest > 1; rest >>= 2) next <<= 1;
        next <<= 1;
        do {
            root = next;
            next = (root + x / root) / 2;
        } while (next < root);
    }

    /// floor(a b / c) without overflow of a b; requires that the result fits.
    /// With a b = high 2^256 + low: the remainder is taken off, c's powers of two are divided out,
    /// and an exact division is a multiplication by the inverse mod 2^256, found by Newton's
    /// iteration, which doubles the 4 right bits of 3 c xor 2.
    function mulDiv(uint256 a, uint256 b, uint256 c) private pure returns (uint256 result) {
        unchecked {
            uint256 low = a * b;
            uint256 mod = mulmod(a, b, type(uint256).max);
            uint256 high = mod - low - (mod < low ? 1 : 0);
            require(high < c, "overflow");
            uint256 rest = mulmod(a, b, c);
            high -= rest > low ? 1 : 0;
            low -= rest;
            uint256 two = c & (0 - c);
            c /= two;
            low /= two;
            low |= high * ((0 - two) / two + 1);
            uint256 inverse = (3 * c) ^ 2;
            for (uint256 bits = 4; bits < 256; bits *= 2) inverse *= 2 - c * inverse;
            result = low * inverse;
        }
    }
}
