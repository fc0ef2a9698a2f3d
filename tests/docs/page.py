"""Does what a page tells its reader to do, in a copy of the tree, and compares what comes out.

usage: page.py SOURCE_ROOT BUILD_DIR PAGE [PROGRAM]
PROGRAM is the crowdpatch that commands find; without it that of BUILD_DIR.

Blocks of a page, by the word after their fence:
  sh                  commands, run as they stand
  console             commands after "$ ", further lines of one after "> ", and all that each prints;
                      "..." stands for anything in a line and, alone, for any lines
  console elsewhere   the same, which another test runs
  text                lines that commands before it have printed, one after the other
  c                   lines that stand so in a C file below examples/ or tests/
A block after a paragraph that ends with "Save it as `FILE`:" is written to FILE. The line on time and memory with which
runs end is left out of what they print.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile

MARK = "page.py: the end of a command"
MACHINE = re.compile(r"machine: start-up .*\n")
SAVE = re.compile(r"[Ss]ave (?:\w+ )*as `([^`]+)`:$")
LEAVE_OUT = re.compile(r"build.*|node_modules|runs|\.git")
ENVIRONMENT = {"CROWDPATCH_NO_INSTALL": "1", "CROWDPATCH_IN_DEV_TEST": "1", "NO_COLOR": "1", "LC_ALL": "C.UTF-8"}


def blocks(text):
    """Yields number of the first line, information after the fence, body, and the paragraph before."""
    before, lines, fence = [], text.split("\n"), None
    for number, line in enumerate(lines, 1):
        if fence is None and line.lstrip().startswith("```"):
            indent = line[:line.index("`")]
            fence, begin, body = indent + "```", number + 1, []
            info = line.strip()[3:].strip()
        elif fence is not None and line == fence:
            yield begin, info, "\n".join(body), " ".join(before)
            fence, before = None, []
        elif fence is not None:
            body.append(line.removeprefix(indent))
        elif line.strip():
            before.append(line.strip())
        elif before and not before[-1].endswith(":"):
            before = []


def commands(body):
    """Yields each command of a console block with what it is shown to print, None where nothing is shown."""
    found = []
    for line in body.split("\n"):
        if line.startswith("$ "):
            found.append([line[2:], []])
        elif line.startswith("> ") and found and not found[-1][1]:
            found[-1][0] += "\n" + line[2:]
        else:
            assert found, "a console block begins with $ and a command"
            found[-1][1].append(line)
    return found


def line_matches(shown, printed):
    return re.fullmatch(".*".join(re.escape(part) for part in shown.split("...")), printed) is not None


def matches(shown, printed):
    """Whether the printed lines are the shown ones; "..." alone is any number of lines."""
    if not shown:
        return not printed
    if shown[0].strip() == "...":
        return any(matches(shown[1:], printed[i:]) for i in range(len(printed) + 1))
    return bool(printed) and line_matches(shown[0], printed[0]) and matches(shown[1:], printed[1:])


class Shell:
    def __init__(self, folder, build_dir, program):
        environment = {**os.environ, **ENVIRONMENT, "CROWDPATCH_BUILD_DIR": build_dir,
                       "PATH": os.path.dirname(program) + ":" + os.environ["PATH"]}
        self.process = subprocess.Popen(["bash", "--norc"], cwd=folder, env=environment, text=True,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)

    def run(self, command):
        """Returns the lines that it prints on both outputs, and its exit code."""
        self.process.stdin.write("{\n" + command + "\n} </dev/null\n" + f"printf '\\n%s %d\\n' '{MARK}' $?\n")
        self.process.stdin.flush()
        printed = ""
        for line in self.process.stdout:
            if line.startswith(MARK):
                printed = printed[:-1]
                return [text.rstrip() for text in printed.rstrip("\n").split("\n")] if printed.strip() else [], int(
                    line.split()[-1])
            if not MACHINE.match(line):
                printed += line
        raise SystemExit(f"the shell ended at: {command}")

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def stands_in_source(folder, body):
    for top in ("examples", "tests"):
        for path, _, names in os.walk(os.path.join(folder, top)):
            for name in names:
                if name.endswith((".c", ".h")):
                    with open(os.path.join(path, name), encoding="utf-8") as file:
                        if "\n" + body + "\n" in "\n" + file.read():
                            return True
    return False


def follow(page, folder, build_dir, program):
    """Returns what is wrong, a text each."""
    wrong, so_far, count = [], [], 0
    shell = Shell(folder, build_dir, program)
    with open(os.path.join(folder, page), encoding="utf-8") as file:
        text = file.read()
    for number, info, body, before in blocks(text):
        where = f"{page}:{number}"
        saved = SAVE.search(before)
        if info == "sh":
            todo = [[body, None]]
        elif info == "console":
            todo = commands(body)
        else:
            todo = []
        if saved and not todo:
            os.makedirs(os.path.dirname(os.path.join(folder, saved.group(1))) or folder, exist_ok=True)
            with open(os.path.join(folder, saved.group(1)), "w", encoding="utf-8") as file:
                file.write(body + "\n")
        elif info == "text":
            shown = body.split("\n")
            if not any(matches(shown, so_far[i:i + len(shown)]) for i in range(len(so_far))):
                wrong.append(f"{where}: no command before has printed this:\n{body}")
        elif info == "c" and not stands_in_source(folder, body):
            wrong.append(f"{where}: these lines are in no example or test:\n{body}")
        for command, shown in todo:
            printed, code = shell.run(command)
            so_far += printed
            count += 1
            print(f"{where}: $ {command}\n" + "\n".join(printed), flush=True)
            if code != 0:
                wrong.append(f"{where}: exit code {code}: {command}\n" + "\n".join(printed[-20:]))
            elif shown and not matches([line.rstrip() for line in "\n".join(shown).rstrip("\n").split("\n")], printed):
                wrong.append(f"{where}: another output than is shown: {command}\n" + "\n".join(printed))
    shell.close()
    if count == 0:
        wrong.append(f"{page}: no commands")
    return wrong


def copy_tree(source_root, folder):
    for name in sorted(os.listdir(source_root)):
        path = os.path.join(source_root, name)
        if LEAVE_OUT.fullmatch(name):
            continue
        if os.path.isdir(path):
            shutil.copytree(path, os.path.join(folder, name), symlinks=True)
        else:
            shutil.copy2(path, folder)


def main():
    source_root, build_dir, page, *rest = sys.argv[1:]
    build_dir = os.path.realpath(build_dir)
    program = os.path.realpath(rest[0]) if rest else build_dir + "/cli/crowdpatch"
    with tempfile.TemporaryDirectory() as folder:
        copy_tree(source_root, folder)
        os.symlink(build_dir, os.path.join(folder, "build"))
        wrong = follow(page, folder, build_dir, program)
    for text in wrong:
        print(text, file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
