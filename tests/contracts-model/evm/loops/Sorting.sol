// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

/// @title Sorts 128 words in memory, with the compiler's checks of bounds and of arithmetic
contract Sorting {
    uint256 private constant COUNT = 128;

    /// @return checksum over the sorted words of all rounds
    function run(uint256 rounds) external pure returns (uint256 checksum) {
        uint256[] memory words = new uint256[](COUNT);
        uint64 state = 1;
        for (uint256 round = 0; round < rounds; round++) {
            for (uint256 i = 0; i < COUNT; i++) {
                unchecked {
                    // A linear congruential generator with Knuth's constants.
                    state = state * 6364136223846793005 + 1442695040888963407;
                }
                words[i] = state >> 16;
            }
            quicksort(words, 0, COUNT - 1);
            for (uint256 i = 0; i < COUNT; i++) {
                require(i == 0 || words[i - 1] <= words[i], "not sorted");
                unchecked {
                    checksum = checksum * 31 + words[i];
                }
            }
        }
    }

    /// Hoare's partition around the middle; `low` and `high` are the first and the last index.
    function quicksort(uint256[] memory words, uint256 low, uint256 high) private pure {
        while (low < high) {
            uint256 pivot = words[(low + high) / 2];
            uint256 i = low;
            uint256 j = high;
            while (true) {
                while (words[i] < pivot) i++;
                while (words[j] > pivot) j--;
                if (i >= j) break;
                (words[i], words[j]) = (words[j], words[i]);
                i++;
                j--;
            }
            quicksort(words, low, j);
            low = j + 1;
        }
    }
}
