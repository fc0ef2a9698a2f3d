"""Installs the files of scenarios/ that are no source, whatever folders there are.

usage: scenarios.py SOURCE DESTINATION; a relative DESTINATION is below the prefix
"""

import os
import shutil
import sys


def main(source, destination):
    destination = os.path.join(os.environ["MESON_INSTALL_PREFIX"], destination)
    destination = os.environ.get("DESTDIR", "") + destination
    shutil.copytree(source, destination, dirs_exist_ok=True,
                    ignore=shutil.ignore_patterns("*.[ch]", "meson.build", ".*"))


if __name__ == "__main__":
    main(*sys.argv[1:])
