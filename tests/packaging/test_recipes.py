"""The recipes of packages say what the sources say: the version, and which packages of Debian a build and a run need.

usage: test_recipes.py ROOT
"""

import os
import re
import sys

root = sys.argv[1]
failures = 0


def read(path):
    with open(os.path.join(root, path), encoding="utf-8") as file:
        return file.read()


def expect(holds, what):
    global failures
    if not holds:
        failures += 1
        print(what, file=sys.stderr)


version = re.search(r"^  version: '([^']+)'", read("meson.build"), re.MULTILINE).group(1)
packaged = re.match(r"crowdpatch \(([^)]+)\)", read("debian/changelog")).group(1)
expect(packaged == version, f"debian/changelog: version {packaged}, meson.build: {version}")

# Libraries as ./dev installs them.
libraries = set(re.findall(r"need_library \S+ (\S+)", read("dev"))) - {"libcriterion-dev"}
control, recipe = read("debian/control"), read("Dockerfile")
for library in sorted(libraries):
    expect(re.search(rf"^ {library}\b", control, re.MULTILINE), f"debian/control: no {library}")
    expect(re.search(rf"^ +{library}\b", recipe, re.MULTILINE), f"Dockerfile: no {library}")

# Nothing that is built into an image comes from elsewhere than from Debian and this tree.
for word in ("curl", "wget", "git clone", "pip ", "npm ", "http:", "https:", "ADD "):
    expect(word not in recipe, f"Dockerfile: {word.strip()}")
expect(len(re.findall(r"^FROM debian:[a-z]+-slim", recipe, re.MULTILINE)) == 2, "Dockerfile: a base without its release")
expect(re.search(r"^USER (?!root|0)\w+$", recipe, re.MULTILINE), "Dockerfile: runs as root")

# Meson would choose lib64 where there is no dpkg-dev, and the recipe removes lib.
expect("--libdir lib " in recipe, "Dockerfile: where libraries go is left to Meson")

# Every text of a licence is named where Debian looks.
copyright_text = read("debian/copyright")
for name in os.listdir(os.path.join(root, "LICENSES")):
    licence = os.path.splitext(name)[0]
    word = "Expat" if licence.startswith("MIT") else licence
    expect(f"\nLicense: {word}\n" in copyright_text, f"debian/copyright: no {licence}")
for line in re.findall(r"^Files: (.+(?:\n .+)*)", copyright_text, re.MULTILINE):
    for pattern in line.split():
        folder = os.path.join(root, os.path.dirname(pattern.replace("*", "x")))
        expect(os.path.isdir(folder), f"debian/copyright: no {pattern}")
        if "*" not in pattern:
            expect(os.path.exists(os.path.join(root, pattern)), f"debian/copyright: no {pattern}")

if failures:
    sys.exit(1)
print("recipes agree with the sources")
