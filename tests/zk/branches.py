"""Arithmetic of secrets takes no branch: a compiler can make one of what has none in C.

usage: branches.py OBJDUMP LIBRARY...   (x86-64, optimised)
"""

import re
import subprocess
import sys

NAME = re.compile(r"^[0-9a-f]+ <(zk_f[pr]_(?:add|sub|neg|mul|square|to_u256)_(?:portable|mulx))>:")
BRANCH = re.compile(r"\tj(?!mp)[a-z]+ ")


def branches_of(objdump, library):
    """Conditional jumps of each function of NAME."""
    text = subprocess.run(
        [objdump, "-d", "--no-show-raw-insn", library], check=True, capture_output=True, text=True
    ).stdout
    found, name = {}, None
    for line in text.splitlines():
        match = NAME.match(line)
        if match:
            name = match.group(1)
            found[name] = 0
        elif not line:
            name = None
        elif name and BRANCH.search(line):
            found[name] += 1
    return found


def main():
    failures = 0
    for library in sys.argv[2:]:
        found = branches_of(sys.argv[1], library)
        if not found:  # what the linker compiles is not there yet
            sys.exit(77)
        if len(found) != 12:
            sys.exit(f"{library}: found {len(found)} of 12 functions")
        for name, count in found.items():
            if count:
                print(f"{name}: {count} conditional jumps")
                failures += 1
    sys.exit(1 if failures else 0)


main()
