"""Which numbers in C are constants of a model, and whether each says where it comes from.

A constant of a model is a number that a result depends on and that could have been another:
- a #define, enumerator or static const whose name ends with a unit, or speaks of gas; in MODELS also
  one with a fraction. Sizes in bytes count where they travel or are priced (WIRE): elsewhere they are
  widths of encodings, which known answers hold;
- a static const table or a #define of rows with quantities in it, in MODELS. Tables of parameters are not: each row has
  a source, which tests/scenarios/test_param.c asks for;
- in MODELS, a literal inside an expression that is no conversion of units, no power of two or ten and no
  index.
`Source:` or `Assumption:` stands in the comment behind it, in the nearest comment above in the same
paragraph, or, for a literal, in the function or in the comment above the function. A row's text may
say it too.
"""

import re

ROOMS = ("crypto/", "zk/", "contracts-model/evm/", "contracts-model/chain/",
         "contracts-model/contracts/", "sim/", "models/", "cli/")
MODELS = ("models/", "sim/", "crypto/cost", "crypto/power", "zk/cost")
WIRE = ("models/", "sim/", "cli/", "zk/cost")
# What a command's times say is how long somebody waits before a screen.
SCREEN = ("cli/",)

SAID = re.compile(r"\b(Source|Assumption|Sources|Assumptions):")
UNIT = re.compile(r"_(BYTES|BPS|KM|M|WEI|GWEI|ETH|USD|J|MJ|UJ|NJ|W|MW|UW|V|MA|HZ|MHZ|GAS|SHARE|RATIO"
                  r"|CYCLES|CONSTRAINTS|LOSS|SHAPE|MARGIN|OVER_\w+)$|(^|_)GAS_(?!MAX$)", re.IGNORECASE)
TIME = re.compile(r"_(S|MS|US|NS|HOURS|DAYS)$", re.IGNORECASE)
# The program's own memory.
MEMORY = re.compile(r"(SCRATCH|STACK|ARENA)_", re.IGNORECASE)
BYTES = re.compile(r"_BYTES$", re.IGNORECASE)
# Exact by definition.
CONVERSION = re.compile(r"_PER_|^(GWEI|ETH|[KMG]I?B|(SECOND|MINUTE|HOUR|DAY|YEAR|MS|US)(_M?S|_NS)?)$",
                        re.IGNORECASE)
NAMED = re.compile(r"^\s*(?:#\s*define\s+(\w+)\s+(?=\S)|"
                   r"(?:static\s+)?const\s+[\w ]+?[ *](\w+)\s*=\s*(?!.*\{)|([A-Z][A-Z0-9_]+)\s*=)(.*)$")
TABLE = re.compile(r"^(?:static\s+)?const\s+(?!char|struct scenario_|struct unit|uint8_t)[\w *]+?\w+\s*(?:\[[^\]]*\]\s*)+=")
ROWS = re.compile(r"^#\s*define\s+\w+(?:\([\w, ]*\))?\s.*\\\n(?:.*\\\n)*.*", re.MULTILINE)
NUMBER = re.compile(r"(?<![\w.])(\d+\.?\d*(?:[eE][-+]?\d+)?|\.\d+)[uUlLfF]*\b(?!\.)")
FUNCTION = re.compile(r"^\{", re.MULTILINE)
FACTOR = (re.compile(r"[*/]\s*$"), re.compile(r"^[uUlLfF]*\s*[*/]"))
TERM = (re.compile(r"(?:[-+?:=]|(?<![<>])[<>]|\breturn)\s*$"),
        re.compile(r"^[uUlLfF]*\s*(?:[+?:]|-(?!>)|[<>](?![<>]))"))
# Of seconds, hours, days and years in each other and in nanoseconds, of bits in bytes, of a right angle in
# degrees; what an int64 holds.
CONVERSIONS = {8.0, 24.0, 60.0, 90.0, 365.0, 365.25, 3600.0, 86400.0, 3600e9, 8e9, 9e18}


def blank(found):
    return re.sub(r"[^\n]", " ", found.group(0))


def code_of(text):
    """The text with comments, strings, characters and INT64_C() blanked, at the same places."""
    code = re.sub(r"/\*.*?\*/|//[^\n]*|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'", blank, text,
                  flags=re.DOTALL)
    return re.sub(r"\bU?INT(?:32|64)_C\((\w+)\)",
                  lambda found: found.group(1).rjust(len(found.group(0)) - 1) + " ", code)


def is_structural(text):
    """Digits, powers of two and ten, conversions, and the half that rounds."""
    value = float(text)
    if value == int(value) and (value < 10 or int(value) & (int(value) - 1) == 0):
        return True
    return value == 0.5 or value in CONVERSIONS or f"{value:e}".startswith("1.000000e")


def quantities(code):
    return [found for found in NUMBER.finditer(code) if not is_structural(found.group(1))]


def is_operand(code, number):
    """A factor from 10 on; a term, a bound or a choice from 100 on or with a fraction."""
    line = code.rfind("\n", 0, number.start()) + 1
    before, after = code[line:number.start()], code[number.end(1):number.end(1) + 20]
    value = float(number.group(1))
    sides = (FACTOR, TERM) if value >= 1000 or value != int(value) else (FACTOR,)
    return any(b.search(before) or a.search(after) for b, a in sides)


def comment_above(lines, index, code_lines):
    """The nearest comment that has lines of its own, in the paragraph above; "" for none."""
    taken = []
    for number in range(index - 1, -1, -1):
        if not lines[number].strip():
            break
        if code_lines[number].strip():
            if taken:
                break
            continue
        taken.append(lines[number])
    return "\n".join(taken)


def comment_behind(lines, index, code_lines):
    taken = [lines[index]]
    for number in range(index + 1, len(lines)):
        if code_lines[number].strip() or not lines[number].strip() or \
                taken[-1].rstrip().endswith("*/"):
            break
        taken.append(lines[number])
    return "\n".join(taken)


def is_said(lines, index, code_lines):
    return bool(SAID.search(comment_above(lines, index, code_lines)) or
                SAID.search(comment_behind(lines, index, code_lines)))


def check_named(path, lines, code_lines):
    for index, code in enumerate(code_lines):
        found = NAMED.match(code)
        if not found:
            continue
        name = found.group(1) or found.group(2) or found.group(3)
        numbers = [n for n in NUMBER.finditer(found.group(4)) if float(n.group(1)) not in (0, 1)]
        if "sizeof" in code and all(float(n.group(1)) < 10 for n in numbers):
            continue
        if not numbers or CONVERSION.search(name) or MEMORY.search(name):
            continue
        counts = UNIT.search(name) and (not BYTES.search(name) or path.startswith(WIRE))
        counts = counts or TIME.search(name) and not path.startswith(SCREEN)
        counts = counts or path.startswith(MODELS) and any("." in n.group(1) or "e-" in n.group(1)
                                                           for n in numbers)
        if counts and not is_said(lines, index, code_lines):
            yield index + 1, f"{name}: no Source: or Assumption:"


def check_tables(text, lines, code, code_lines):
    for index, line in enumerate(code_lines):
        if not TABLE.match(line):
            continue
        start = sum(len(l) + 1 for l in lines[:index])
        stop = code.find("\n};", start) if "};" not in line else start + len(line)
        body = re.sub(r"\[[^\]]*\]", "", code[start:stop])
        if quantities(body) and not SAID.search(text[start:stop]) and \
                not is_said(lines, index, code_lines):
            yield index + 1, "a table of quantities: no Source: or Assumption:"
    for found in ROWS.finditer(code):
        index = code.count("\n", 0, found.start())
        if len(quantities(re.sub(r"\[[^\]]*\]", "", found.group(0)))) > 1 and \
                not SAID.search(text[found.start():found.end()]) and \
                not is_said(lines, index, code_lines):
            yield index + 1, "a macro with quantities: no Source: or Assumption:"


def is_declared(name, header):
    """Whether the header says where a function's numbers come from."""
    lines, code_lines = header.split("\n"), code_of(header).split("\n")
    return any(re.search(rf"\b{name}\(", line) and SAID.search(comment_above(lines, at, code_lines))
               for at, line in enumerate(code_lines))


def check_literals(text, header, lines, code):
    for opened in FUNCTION.finditer(code):
        closed = code.find("\n}", opened.start())
        body = code[opened.start():closed]
        first = code.count("\n", 0, opened.start())
        head = first
        while head > 0 and lines[head - 1].strip() and not lines[head - 1].startswith("}"):
            head -= 1
        named = re.findall(r"(\w+)\(", "\n".join(code.split("\n")[head:first]))
        if SAID.search("\n".join(lines[head:first])) or SAID.search(text[opened.start():closed]) or \
                named and is_declared(named[0], header):
            continue
        for number in quantities(body):
            if is_operand(body, number):
                yield first + 1 + body.count("\n", 0, number.start()), \
                    f"{number.group(1)} in an expression: no Source: or Assumption:"


def check(path, text, header):
    """Yields line, what is wrong. `header` is the text of the .h beside a .c, or empty."""
    if not path.startswith(ROOMS) or "Generated by" in "\n".join(text.split("\n")[:5]):
        return
    code = code_of(text)
    lines, code_lines = text.split("\n"), code.split("\n")
    yield from check_named(path, lines, code_lines)
    if path.startswith(MODELS):
        yield from check_tables(text, lines, code, code_lines)
        yield from check_literals(text, header, lines, code)
