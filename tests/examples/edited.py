"""Makes of a source file what a page tells its reader to make of it.

usage: edited.py PAGE SOURCE_ROOT FILE OUTPUT

The page's blocks "```diff" begin with "--- FILE"; their hunks are divided by "@@". What a hunk takes away, with the
lines around it, must stand once in the file.
"""

import re
import sys


def hunks(page, name):
    for block in re.findall(r"^```diff\n(.*?)^```$", page, re.MULTILINE | re.DOTALL):
        head, *bodies = re.split(r"^@@.*\n", block, flags=re.MULTILINE)
        if head.strip() == "--- " + name:
            yield from bodies


def edit(text, hunk):
    lines = hunk.splitlines()
    before = "".join(line[1:] + "\n" for line in lines if line[:1] != "+")
    after = "".join(line[1:] + "\n" for line in lines if line[:1] != "-")
    if text.count(before) != 1:
        sys.exit(f"these lines stand {text.count(before)} times in the file:\n{before}")
    return text.replace(before, after)


def main():
    page_path, root, name, output = sys.argv[1:]
    with open(page_path, encoding="utf-8") as file:
        page = file.read()
    with open(f"{root}/{name}", encoding="utf-8") as file:
        text = file.read()
    found = list(hunks(page, name))
    if not found:
        sys.exit(f"{page_path} has no diff of {name}")
    for hunk in found:
        text = edit(text, hunk)
    with open(output, "w", encoding="utf-8") as file:
        file.write(text)


if __name__ == "__main__":
    main()
