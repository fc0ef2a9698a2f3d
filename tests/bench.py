"""The table of `./dev bench`: from Meson's log of benchmarks, whose lines tests/bench.h describes; as JSON, too.

usage: bench.py BENCHMARKLOG.json OUT.json      the table; exit code 1 when a benchmark failed
       bench.py --markdown BENCH.json           a kept measurement as a table of Markdown
"""

import datetime
import json
import os
import platform
import re
import sys

AREAS = ["zk", "EVM", "simulator", "campaign"]
HEAD = ("what", "figure", "beside", "ratio")


def read_line(line):
    """A row, or None; ratio: how many times better than a peer, or the part of a limit that is used."""
    fields = line.rstrip("\n").split("\t")
    if len(fields) != 8 or fields[0] != "bench":
        return None
    _, area, name, value, unit, kind, other, what = fields
    value, other = float(value), float(other)
    is_rate = unit.endswith("/s")
    above, below = (value, other) if is_rate or kind == "limit" else (other, value)
    return {"area": area, "name": name, "value": value, "unit": unit, "kind": kind, "other": other,
            "other_is": what, "ratio": above / below if below else None}


def read_log(path):
    """Rows, what was skipped and what failed, each by the benchmark's name."""
    rows, skipped, failed = [], [], []
    with open(path, encoding="utf-8") as log:
        for line in log:
            if not line.strip():
                continue
            test = json.loads(line)
            name = test["name"].split(" / ")[-1].split(":")[-1]
            if test["result"] == "SKIP":
                skipped.append(name)
            elif test["result"] != "OK":
                failed.append(name)
            rows += [dict(row, benchmark=name) for row in map(read_line, (test.get("stdout") or "").split("\n")) if row]
    rows.sort(key=lambda row: AREAS.index(row["area"]) if row["area"] in AREAS else len(AREAS))
    return rows, skipped, failed


def processor():
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            return re.search(r"^model name\s*: (.+)$", file.read(), re.MULTILINE).group(1)
    except (OSError, AttributeError):
        return platform.machine()


def number(value):
    return f"{value:.0f}" if abs(value) >= 1000 else f"{value:.3g}"


def ratio(row):
    if row["ratio"] is None:
        return "-"
    return f"{100 * row['ratio']:.0f} %" if row["kind"] == "limit" else f"{row['ratio']:.2f} times"


def cells(row):
    return (row["name"], f"{number(row['value'])} {row['unit']}",
            f"{number(row['other'])}: {row['other_is']}", ratio(row))


def print_table(rows):
    """Names on the left, figures on the right; an area's rows below its name."""
    table = [(row["area"], cells(row)) for row in rows]
    widths = [max(map(len, column)) for column in zip(HEAD, *(row for _, row in table))]
    area = None
    for this, row in [(None, HEAD), *table]:
        if this != area:
            print(this)
            area = this
        print(f"  {row[0]:<{widths[0]}}  {row[1]:>{widths[1]}}  {row[2]:<{widths[2]}}  {row[3]:>{widths[3]}}".rstrip())


def print_markdown(measured):
    print(f"Measured on {measured['date']}: {measured['machine']}, {measured['processors']} processors, load "
          f"{measured['load']} at the end.\n")
    print("| area | what | figure | beside | ratio |\n|---|---|---|---|---|")
    for row in measured["rows"]:
        print(f"| {' | '.join((row['area'], *cells(row)))} |")


def main():
    if sys.argv[1] == "--markdown":
        with open(sys.argv[2], encoding="utf-8") as file:
            print_markdown(json.load(file))
        return 0
    rows, skipped, failed = read_log(sys.argv[1])
    with open(sys.argv[2], "w", encoding="utf-8") as file:
        json.dump({"format": "crowdpatch-bench", "format_version": 1, "date": datetime.date.today().isoformat(),
                   "machine": processor(), "processors": os.cpu_count(), "load": round(os.getloadavg()[0], 1),
                   "rows": rows, "skipped": skipped, "failed": failed}, file, indent=2)
        file.write("\n")
    print_table(rows)
    for what, names in (("skipped", skipped), ("failed", failed)):
        if names:
            print(f"{what}: {', '.join(names)}")
    print(f"{sys.argv[2]}: as JSON; docs/performance.md says what each figure is")
    return 1 if failed or not rows else 0


if __name__ == "__main__":
    sys.exit(main())
