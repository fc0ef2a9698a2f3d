// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

/// @title A token that pays 64 holders in turn, and takes from them by allowance
contract Token {
    uint256 private constant HOLDERS = 64;

    mapping(address => uint256) public balanceOf;
    mapping(address => mapping(address => uint256)) public allowance;
    uint256 public totalSupply;

    event Transfer(address indexed from, address indexed to, uint256 value);
    event Approval(address indexed owner, address indexed spender, uint256 value);

    error InsufficientBalance(address owner, uint256 balance, uint256 value);
    error InsufficientAllowance(address owner, address spender, uint256 value);

    /// @return checksum over all balances
    function run(uint256 rounds) external returns (uint256 checksum) {
        totalSupply = 1_000_000_000 ether;
        balanceOf[msg.sender] = totalSupply;
        balanceOf[address(this)] = 1_000_000 ether;
        for (uint256 i = 0; i < rounds; i++) {
            address to = holder(i % HOLDERS);
            if (i % 4 == 3) {
                // What the holder of two rounds ago allows, the contract moves.
                address from = holder((i - 2) % HOLDERS);
                approve(from, address(this), 1 + i);
                this.transferFrom(from, to, 1 + i / 2);
            } else {
                this.transfer(to, 1 ether + i);
            }
        }
        for (uint256 i = 0; i < HOLDERS; i++) {
            unchecked {
                checksum = checksum * 31 + balanceOf[holder(i)];
            }
        }
    }

    function transfer(address to, uint256 value) external returns (bool) {
        move(msg.sender, to, value);
        return true;
    }

    function transferFrom(address from, address to, uint256 value) external returns (bool) {
        uint256 allowed = allowance[from][msg.sender];
        if (allowed < value) revert InsufficientAllowance(from, msg.sender, value);
        unchecked {
            allowance[from][msg.sender] = allowed - value;
        }
        move(from, to, value);
        return true;
    }

    function approve(address owner, address spender, uint256 value) private {
        allowance[owner][spender] = value;
        emit Approval(owner, spender, value);
    }

    function move(address from, address to, uint256 value) private {
        uint256 balance = balanceOf[from];
        if (balance < value) revert InsufficientBalance(from, balance, value);
        unchecked {
            balanceOf[from] = balance - value;
        }
        balanceOf[to] += value;
        emit Transfer(from, to, value);
    }

    function holder(uint256 index) private pure returns (address) {
        return address(uint160(0xa11ce000000000000000000000000000000000 + index));
    }
}
