"""Checks the rules of the house over a source tree.

usage: lint.py ROOT            the rules; prints path:line: what is wrong
       lint.py --format ROOT   clang-format 14 over all C and C++; exit code 77 without it
"""

import glob
import os
import re
import subprocess
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import constants  # noqa: E402

FLOORS = ["base", "crypto", "zk", "contracts-model/evm", "contracts-model/chain",
          "contracts-model/contracts"]
ROOMS = FLOORS + ["contracts-model/statetest", "sim", "scenarios", "models", "analysis", "cli"]

# Room -> what it may include besides itself; a full path is one header. Source: ARCHITECTURE.md.
MAY_INCLUDE = {
    "base": [],
    "crypto": ["base"],
    "zk": ["base", "crypto"],
    "contracts-model/evm": FLOORS[:3],
    "contracts-model/chain": FLOORS[:4],
    "contracts-model/contracts": FLOORS[:5],
    "contracts-model/statetest": FLOORS[:5],
    "sim": ["base"],
    "scenarios": ["base", "crypto/hash.h"],
    "models": FLOORS + ["sim", "scenarios"],
    "analysis": ["base", "crypto/hash.h"],
    "cli": [*FLOORS, "contracts-model/statetest", "scenarios", "models",
            "analysis"],
}

# Header of an outside library -> the folders that may include it. Tests may include all but SimGrid,
# which also tests/sim may.
OUTSIDE = {
    r"(simgrid|xbt)/": ["sim", "tests/sim"],
    r"sodium\.h": ["crypto", "tests"],
    r"secp256k1\w*\.h": ["crypto", "tests"],
    r"openssl/": ["crypto", "tests"],
    r"gsl/": ["analysis", "tests"],
    r"sqlite3\.h": ["analysis/campaign/database.c", "tests"],
    r"zlib\.h": ["analysis/report", "contracts-model/statetest", "sim", "tests"],
    r"zstd\.h": ["analysis/trace", "sim", "tests"],
    r"jansson\.h": ["analysis/campaign", "analysis/figure", "analysis/report", "analysis/trace",
                    "contracts-model/statetest", "scenarios",
                    "zk/iden3/json.c", "models/shared", "tests"],
}

MAX_LINES = 600
SOURCE = (".c", ".h", ".cpp")
TEXT = SOURCE + (".py", ".sh", ".md", ".json", ".sol", ".js", ".mjs", ".txt", ".build", ".cff")
TEXT_NAMES = ("dev", "run", ".gitignore", ".clang-format", ".editorconfig")
# Inputs of tests and outputs of runs, kept as they came.
AS_THEY_CAME = ("LICENSES", "analysis/report/vendor", "tests/vectors", "tests/fuzz/corpus", "tests/golden", "results")
# Compiled in by its embed.py.
DATA_FOLDER = "models/shared/data"
DATA = (".csv", ".gz", ".syscoord", ".json")
# Written by `crowdpatch calibrate`, which names the machine.
MEASURED = "scenarios/calibrations"
CODE = SOURCE + (".py", ".sh", ".build")

# Written in two halves, so that this file does not refuse itself.
LEFT_OVER = re.compile(r"\b(" + "|".join(["TO" + "DO", "FIX" + "ME", "X" + "XX"]) + r")\b")
MACHINE_PATH = re.compile(r"(?<![\w./])/" + r"(work|root|home)/\w")
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')
GUARD = re.compile(r"^#ifndef (CROWDPATCH_\w+_H)\n#define \1$", re.MULTILINE)


# Where the version stands a second time. Source: meson.build.
VERSION = re.compile(r"^  version: '([^']+)',$", re.MULTILINE)
# A link of a page, and what it can name of another: a heading.
FENCE = re.compile(r"^ *```.*?^ *```$", re.MULTILINE | re.DOTALL)
CODE_SPAN = re.compile(r"`[^`\n]*`")
LINK = re.compile(r"\]\(([^()\s]+)\)")
# A file or folder of the tree as a page names it; "*" and "NN" stand for anything.
NAMED_PATH = re.compile(r"`((?:%s)/[\w./*-]*)`" % "|".join(
    [*(room for room in ROOMS if "/" not in room), "contracts-model", "docs", "examples", "schemas", "tests"]))
HEADING = re.compile(r"^#+ +(.*)$", re.MULTILINE)

VERSIONS = {
    "CITATION.cff": re.compile(r"^version: (.+)$", re.MULTILINE),
    "codemeta.json": re.compile(r'^  "version": "(.+)",$', re.MULTILINE),
}


def is_below(path, folder):
    return path == folder or path.startswith(folder + "/")


def walk(root):
    """Paths of the tree's files relative to root, sorted; no build, foreign or results' directories."""
    for folder, names, files in os.walk(root):
        names[:] = sorted(n for n in names
                          if n not in (".git", "node_modules", "__pycache__")
                          and not (folder == root and (n == "runs" or n.startswith("build"))))
        for name in sorted(files):
            yield os.path.relpath(os.path.join(folder, name), root).replace(os.sep, "/")


def room_of(path):
    return next((room for room in ROOMS if is_below(path, room)), None)


def check_model_include(path, target):
    """One system never sees another; registry.c and what stands beside it see all."""
    parts, target_parts = path.split("/"), target.split("/")
    if len(parts) < 3 or len(target_parts) < 3 or target_parts[1] in (parts[1], "shared"):
        return None
    return f'"{target}": models never include one another; share it in models/shared/'


def check_include(path, bracket, target):
    if bracket == "<":
        for pattern, folders in OUTSIDE.items():
            if re.match(pattern, target):
                if not any(is_below(path, folder) for folder in folders):
                    return f"<{target}> belongs to {', '.join(folders)}"
        return None
    if is_below(path, "tests"):
        return None
    room, target_room = room_of(path), room_of(target)
    if room is None:
        return None
    if target_room is None:
        return f'"{target}" is not a path from the root'
    if room == "models" and target_room == "models":
        return check_model_include(path, target)
    allowed = MAY_INCLUDE[room]
    if target_room != room and target_room not in allowed and target not in allowed:
        return f'"{target}": {room} may not include {target_room}'
    return None


def check_source(path, text, lines):
    generated = "Generated by" in "\n".join(lines[:5])
    if len(lines) > MAX_LINES and not generated:
        yield MAX_LINES + 1, f"{len(lines)} lines; split what has more than {MAX_LINES}"
    for number, line in enumerate(lines, 1):
        found = INCLUDE.match(line)
        wrong = check_include(path, found.group(1), found.group(2)) if found else None
        if wrong:
            yield number, wrong
    if path.endswith(".h") and not GUARD.search(text):
        yield 1, "no include guard CROWDPATCH_..._H"


def check_text(text, lines):
    for number, line in enumerate(lines, 1):
        if "\t" in line:
            yield number, "tab"
        if line != line.rstrip():
            yield number, "trailing white space"
        if LEFT_OVER.search(line):
            yield number, f"left over: {LEFT_OVER.search(line).group(1)}"
        if MACHINE_PATH.search(line):
            yield number, f"path of one machine: {MACHINE_PATH.search(line).group(0)}"
    if text and not text.endswith("\n"):
        yield len(lines), "no newline at the end"


def read(root, path):
    """The file's text; nothing of one that is not there."""
    try:
        with open(os.path.join(root, path), encoding="utf-8") as file:
            return file.read()
    except OSError:
        return ""


def blank(found):
    return re.sub(r"[^\n]", " ", found.group())


def anchors(text):
    """What "#..." can name in a page, as GitHub makes it of the headings."""
    for heading in HEADING.findall(FENCE.sub(blank, text)):
        yield re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def check_links(root, path, text):
    """Files and headings that a page links to exist."""
    for found in LINK.finditer(CODE_SPAN.sub(blank, FENCE.sub(blank, text))):
        name, _, anchor = found.group(1).partition("#")
        if re.match(r"[a-z]+:", name):
            continue
        target = os.path.normpath(os.path.join(os.path.dirname(path), name)) if name else path
        line = text.count("\n", 0, found.start()) + 1
        if not os.path.exists(os.path.join(root, target)):
            yield line, f"links to {target}, which does not exist"
        elif anchor and target.endswith(".md") and anchor not in anchors(read(root, target)):
            yield line, f"links to {anchor} of {target}, which has no such heading"


def check_named_paths(root, path, text):
    """Files and folders that a page names exist; the changelog may name what was."""
    for found in NAMED_PATH.finditer(FENCE.sub(blank, text)) if path != "CHANGELOG.md" else ():
        pattern = os.path.join(glob.escape(root), found.group(1).replace("NN", "*"))
        if not glob.glob(pattern) and not glob.glob(pattern + "*"):
            yield text.count("\n", 0, found.start()) + 1, f"names {found.group(1)}, which does not exist"


def check_index(root):
    """docs/README.md links to each page beside it."""
    folder, index = os.path.join(root, "docs"), read(root, "docs/README.md")
    for name in sorted(os.listdir(folder)) if index else ():
        if name.endswith(".md") and name != "README.md" and f"({name})" not in index:
            yield f"docs/README.md:1: does not link to {name}"


def check_versions(root):
    version = VERSION.search(read(root, "meson.build"))
    for path, pattern in VERSIONS.items() if version else ():
        text = read(root, path)
        found = pattern.search(text)
        if found is None:
            yield f"{path}:1: no version; meson.build has {version.group(1)}"
        elif found.group(1) != version.group(1):
            line = text.count("\n", 0, found.start()) + 1
            yield f"{path}:{line}: version {found.group(1)}; meson.build has {version.group(1)}"


def check_data(root):
    """A table of numbers has a row in its folder's README, which says where it comes from; a scenario begins
    with what it is about."""
    for path in walk(root):
        folder, name = os.path.split(path)
        if path.endswith(DATA) and folder == DATA_FOLDER and name not in read(root, folder + "/README.md"):
            yield f"{path}:1: no row with its source in {folder}/README.md"
        if path.startswith("scenarios/") and path.endswith(".json") and folder != MEASURED and \
                not read(root, path).startswith("//") and not path.endswith(".figure.json"):
            yield f"{path}:1: no comment in the first line"


def check_rules(root):
    """Yields path:line: what, for every violation."""
    guards = {}
    for path in walk(root):
        if not (path.endswith(TEXT) or os.path.basename(path) in TEXT_NAMES):
            continue
        if any(is_below(path, f) for f in AS_THEY_CAME) and not path.endswith(CODE):
            continue
        try:
            with open(os.path.join(root, path), encoding="utf-8", newline="") as file:
                text = file.read()
        except UnicodeDecodeError:
            yield f"{path}:1: not UTF-8"
            continue
        lines = text.split("\n")
        if lines[-1] == "":
            lines.pop()
        wrong = list(check_text(text, lines))
        if path.endswith(SOURCE):
            wrong += check_source(path, text, lines)
            beside = read(root, path[:-2] + ".h") if path.endswith(".c") else ""
            wrong += constants.check(path, text, beside)
        if path.endswith(".md"):
            wrong += check_links(root, path, text)
            wrong += check_named_paths(root, path, text)
        guard = GUARD.search(text) if path.endswith(".h") else None
        if guard and guards.setdefault(guard.group(1), path) != path:
            wrong.append((1, f"guard {guard.group(1)} is that of {guards[guard.group(1)]}"))
        for number, what in wrong:
            yield f"{path}:{number}: {what}"
    yield from check_versions(root)
    yield from check_index(root)
    yield from check_data(root)


def find_clang_format():
    for name in ("clang-format-14", "clang-format"):
        try:
            version = subprocess.run([name, "--version"], capture_output=True, text=True,
                                     check=True).stdout
        except (OSError, subprocess.CalledProcessError):
            continue
        if " version 14." in version:
            return name
    return None


def is_generated(path):
    with open(path, encoding="utf-8", errors="replace") as file:
        return "Generated by" in "".join(file.readline() for _ in range(5))


def check_format(root):
    """0, 1, or 77 when there is no clang-format 14."""
    clang_format = find_clang_format()
    if clang_format is None:
        print("lint: format skipped: no clang-format 14")
        return 77
    paths = [p for p in walk(root) if p.endswith(SOURCE)
             and not is_generated(os.path.join(root, p))]
    if not paths:
        return 0
    run = subprocess.run([clang_format, "-n", "--Werror", "--style=file", *paths], cwd=root,
                         check=False)
    return 1 if run.returncode else 0


def main(arguments):
    if len(arguments) == 2 and arguments[0] == "--format":
        return check_format(arguments[1])
    if len(arguments) != 1:
        print(__doc__, file=sys.stderr)
        return 2
    violations = list(check_rules(arguments[0]))
    for violation in violations:
        print(violation)
    return 1 if violations else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
