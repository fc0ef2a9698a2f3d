"""What the commands print on terminals of several widths: no line is wider, nothing is left out, tables align, and
there is no control sequence but the one of a line that is drawn over.

usage: check_terminal.py CROWDPATCH ROOT
"""

import fcntl
import os
import pty
import re
import struct
import subprocess
import sys
import tempfile
import termios

WIDTHS = (40, 80, 200)
LOCALES = {40: "C", 80: "C.UTF-8", 200: "C"}
FAILURES_SHOWN = 20

crowdpatch = os.path.realpath(sys.argv[1])
root = os.path.realpath(sys.argv[2])
failures = 0


def fail(what):
    global failures
    failures += 1
    if failures <= FAILURES_SHOWN:
        print(what, file=sys.stderr)


def environment(**changes):
    result = {name: value for name, value in os.environ.items()
              if name not in ("COLUMNS", "NO_COLOR", "TERM", "LC_ALL", "LANG")}
    result.update(changes)
    return result


def read_all(fd):
    chunks = []
    while True:
        try:
            chunk = os.read(fd, 65536)
        except OSError:  # how Linux tells that the other side is closed
            break
        if not chunk:
            break
        chunks.append(chunk)
    return b"".join(chunks).decode().replace("\r\n", "\n")


def on_terminal(arguments, columns, stream="stdout", **changes):
    """What arrives at a terminal so wide behind this stream; the other stream goes nowhere."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    streams = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, stream: theirs}
    process = subprocess.Popen([crowdpatch, *arguments], env=environment(**{"TERM": "xterm", **changes}), **streams)
    os.close(theirs)
    text = read_all(ours)
    os.close(ours)
    process.wait()
    return text


def through_pipe(arguments, **changes):
    return subprocess.run([crowdpatch, *arguments], env=environment(**changes), stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL, text=True).stdout


def check_width(what, text, columns):
    for line in text.split("\n"):
        is_one_word = " " not in line.strip()
        if len(line) > columns and not is_one_word:
            fail(f"{what}: {len(line)} columns in {columns}: {line}")


def check_table(what, text):
    """All rows of a block end in the same column; every block has them all."""
    blocks = [block.split("\n") for block in text.split("\n\n") if "devices patched" in block]
    for block in blocks:
        if len({len(row) for row in block if row and not row.startswith("warning")}) != 1 or len(block) < 11:
            fail(f"{what}: rows of a block end in several places")


def check(arguments, is_table=False):
    what = " ".join(arguments)
    whole = through_pipe(arguments)
    if not whole:
        fail(f"{what}: prints nothing")
        return
    if any(line != line.rstrip() for line in whole.split("\n")):
        fail(f"{what}: blanks at the end of a line")
    for columns in WIDTHS:
        text = on_terminal(arguments, columns, LC_ALL=LOCALES[columns])
        place = f"{what} on {columns} columns"
        check_width(place, text, columns)
        if "\033" in text:
            fail(f"{place}: a control sequence")
        # Blocks of a table repeat keys, and what is printed row by row heads, but those of keys.
        if not is_table and text.split() != whole.split():
            fail(f"{place}: other words than in a pipe")
        lost = set(whole.split()) - set(text.split()) - {"operation"}
        if lost:
            fail(f"{place}: lacks {sorted(lost)[:5]}")
        fits = all(len(line) <= columns for line in whole.split("\n"))
        if fits and not whole.startswith("usage") and text != whole:
            fail(f"{place}: differs from what goes through a pipe")
        if arguments[0] == "compare" and arguments[1] != "campaign":
            check_table(f"{what} on {columns}", on_terminal(arguments, columns))
    # COLUMNS says more than the terminal, and nothing of what is no terminal.
    if on_terminal(arguments, 200, COLUMNS="40") != on_terminal(arguments, 40):
        fail(f"{what}: COLUMNS=40 is not heard")
    if through_pipe(arguments, COLUMNS="40") != whole:
        fail(f"{what}: COLUMNS folds what goes through a pipe")
    if on_terminal(arguments, 80, NO_COLOR="1") != on_terminal(arguments, 80):
        fail(f"{what}: NO_COLOR changes something")


def check_progress(arguments):
    what = " ".join(arguments)
    for columns in WIDTHS:
        for term, redraws in (("xterm", True), ("dumb", False), ("", False)):
            text = on_terminal([*arguments, "-o", f"{term}-{columns}"], columns, "stderr", TERM=term)
            if ("\033" in text) != redraws:
                fail(f"{what}, TERM={term}: {'no ' if redraws else ''}control sequence")
            for shown in re.split(r"\r\033\[K", text)[1:-1] if redraws else ():
                if shown.startswith("0 of") and "left" in shown:
                    fail(f"{what}: how long it takes is told before a run has ended: {shown}")
                if len(shown) >= columns:
                    fail(f"{what}: {len(shown)} columns are drawn over on {columns}")


def main():
    try:
        for end in pty.openpty():
            os.close(end)
    except OSError as error:
        print(f"no terminal can be opened here: {error}")
        return 77
    quickstart = os.path.join(root, "scenarios", "quickstart.json")
    small = ["--set", "world.hubs=4", "--set", "world.devices=8", "--set", "world.distributors=5",
             "--set", "crowdpatching.seeding_slots=2", "--set", "crowdpatching.expiry=2h"]
    smoke = [os.path.join(root, "scenarios", "smoke", name + ".json")
             for name in ("crowdpatching-paper", "client_server-cdn", "lee_lee")]
    with tempfile.TemporaryDirectory() as scratch:
        os.chdir(scratch)
        check(["help"])
        for command in ("run", "sweep", "summarize", "zk", "evm"):
            check(["help", command])
        check(["models"])
        check(["models", "leiba"])
        check(["params"])
        check(["explain", "chain"])
        check(["explain", "chain.fork"])
        check(["gas", "--devices", "4", "--gas-price", "20gwei"], is_table=True)
        check(["compare", *smoke], is_table=True)
        sweep = os.path.join(root, "scenarios", "sweeps", "small.json")
        subprocess.run([crowdpatch, "sweep", sweep, "--quiet", "-j", "2", "-o", "campaign"], check=True,
                       stdout=subprocess.DEVNULL)
        check(["summarize", "campaign"], is_table=True)
        check(["compare", "campaign", "--metric", "complete"], is_table=True)
        check(["status", "campaign"])
        bulbs = os.path.join(root, "scenarios", "releases", "bulbs.json")
        check_width("size", on_terminal(["size", bulbs, "--check", "1", "--devices", "1"], 40), 40)
        for columns in WIDTHS:
            place = f"run on {columns} columns"
            text = on_terminal(["run", quickstart, *small, "--out", f"run{columns}"], columns)
            check_width(place, text, columns)
            if "devices patched" not in text or "\033" in text:
                fail(f"{place}: {text}")
        check_progress(["sweep", sweep, "-j", "2", "--set", "world.devices=8"])
    if failures:
        print(f"{failures} failures", file=sys.stderr)
        return 1
    print("terminals of all widths show the same")
    return 0


if __name__ == "__main__":
    sys.exit(main())
