#!/usr/bin/env python3
"""Runs the ladder scenarios/scale/devices-1e3.json, -1e4, -1e5 (and -1e6 with --to 6) and prints what
each costs this machine, and the exponents of n that fit it. Fails when the processor time of this
run's process, its messages or its memory grow faster than n^1.1, over all rungs or on the last step;
with two rungs, for messages and memory alone, for a second of processor time is noise. With --bare,
the rate of SimGrid's own timers and messages for updates of the same kind (tests/sim/bench_scale.c)
stands beside.

usage: bench_scale.py CROWDPATCH SCENARIOS [--to N] [--bare PROGRAM] [--set A.B=C]...
"""

import json
import math
import re
import subprocess
import sys
import tempfile

EXPONENT_MAX = 1.1

LINE = re.compile(
    r"machine: start-up ([\d.]+) s, run ([\d.]+) s; processor ([\d.]+) s, chain ([\d.]+) s; "
    r"([\d.]+) MB; (\d+) us a device patched; (\d+) bytes a device"
)


def run(crowdpatch, scenario, options):
    with tempfile.TemporaryDirectory() as directory:
        done = subprocess.run(
            [crowdpatch, "run", scenario, "--out", directory + "/out", *options],
            capture_output=True, text=True)
        messages = 0
        if done.returncode == 0:
            with open(directory + "/out/result.json", encoding="utf-8") as file:
                messages = json.load(file)["network"]["messages_sent"]
    found = LINE.search(done.stderr)
    patched = re.search(r"devices patched +(\d+) of (\d+)", done.stdout)
    if done.returncode != 0 or not found or not patched:
        sys.exit(f"{scenario}: {done.stderr}")
    if patched.group(1) != patched.group(2):
        sys.exit(f"{scenario}: {patched.group(0)}")
    return [float(value) for value in found.groups()] + [messages]


def exponent(points):
    """The slope of least squares through the logarithms."""
    x = [math.log(n) for n, _ in points]
    y = [math.log(value) for _, value in points]
    mean_x, mean_y = sum(x) / len(x), sum(y) / len(y)
    above = sum((a - mean_x) * (b - mean_y) for a, b in zip(x, y))
    return above / sum((a - mean_x) ** 2 for a in x)


def print_bare(program, deliveries_per_s):
    done = subprocess.run([program, "2000", "5", "2000"], capture_output=True, text=True)
    print(done.stdout, end="")
    bare = re.search(r"bare updates=(\d+)/s", done.stdout)
    if bare:
        print(f"deliveries {deliveries_per_s:.0f}/s, contracts executed: "
              f"{deliveries_per_s / float(bare.group(1)):.3f} of the bare updates' rate")


def take(rest, name, default):
    """An option's value, off the list."""
    if name not in rest:
        return default
    place = rest.index(name)
    value = rest[place + 1]
    del rest[place:place + 2]
    return value


def main():
    crowdpatch, scenarios, *rest = sys.argv[1:]
    largest = int(take(rest, "--to", 5))
    bare = take(rest, "--bare", None)
    print("devices  start-up_s     run_s  processor_s   chain_s    MB  us/delivery  bytes/device"
          "   messages")
    rows = []
    for power in range(3, largest + 1):
        row = run(crowdpatch, f"{scenarios}/devices-1e{power}.json", rest)
        start_up, wall, processor, chain, megabytes, delivery, memory, messages = row
        print(f"1e{power:<7}{start_up:10.2f}{wall:10.2f}{processor:13.2f}{chain:10.2f}"
              f"{megabytes:6.0f}{delivery:13.0f}{memory:14.0f}{messages:11}", flush=True)
        rows.append((10 ** power, row))
    if bare:
        print_bare(bare, rows[-1][0] / rows[-1][1][2])
    too_fast = []
    for column, name in ((2, "processor"), (3, "chain"), (4, "memory"), (7, "messages")):
        points = [(n, row[column]) for n, row in rows]
        whole, last = exponent(points), exponent(points[-2:])
        print(f"exponent of n: {name} {whole:.3f} (last step {last:.3f})")
        is_noise = name == "chain" or (name == "processor" and len(rows) < 3)
        if not is_noise:
            print(f"bench\tsimulator\tgrowth of {name} to 10^{largest} devices\t{max(whole, last):.3f}\t"
                  f"exponent\tlimit\t{EXPONENT_MAX}\tthe limit")
        if not is_noise and max(whole, last) > EXPONENT_MAX:
            too_fast.append(name)
    if too_fast:
        sys.exit(f"grows faster than n^{EXPONENT_MAX}: {', '.join(too_fast)}")


main()
