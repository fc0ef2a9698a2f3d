#!/usr/bin/env python3
"""Runs the ladder scenarios/scale/devices-1e3.json, -1e4, -1e5 (and -1e6 with --to 6) and prints what
each costs this machine, and the exponent of n that fits the processor time: at most 1.1 is wanted.

usage: bench_scale.py CROWDPATCH SCENARIOS [--to N] [--set A.B=C]...
"""

import math
import re
import subprocess
import sys
import tempfile

LINE = re.compile(
    r"machine: start-up ([\d.]+) s, run ([\d.]+) s; processor ([\d.]+) s, chain ([\d.]+) s; "
    r"([\d.]+) MB; (\d+) us a device patched; (\d+) bytes a device"
)


def run(crowdpatch, scenario, options):
    with tempfile.TemporaryDirectory() as directory:
        done = subprocess.run(
            [crowdpatch, "run", scenario, "--out", directory + "/out", *options],
            capture_output=True, text=True)
    found = LINE.search(done.stderr)
    patched = re.search(r"devices patched +(\d+) of (\d+)", done.stdout)
    if done.returncode != 0 or not found or not patched:
        sys.exit(f"{scenario}: {done.stderr}")
    if patched.group(1) != patched.group(2):
        sys.exit(f"{scenario}: {patched.group(0)}")
    return [float(value) for value in found.groups()]


def exponent(points):
    """The slope of least squares through the logarithms."""
    x = [math.log(n) for n, _ in points]
    y = [math.log(value) for _, value in points]
    mean_x, mean_y = sum(x) / len(x), sum(y) / len(y)
    above = sum((a - mean_x) * (b - mean_y) for a, b in zip(x, y))
    return above / sum((a - mean_x) ** 2 for a in x)


def main():
    crowdpatch, scenarios, *rest = sys.argv[1:]
    largest = 5
    if rest[:1] == ["--to"]:
        largest, rest = int(rest[1]), rest[2:]
    print("devices  start-up_s     run_s  processor_s   chain_s    MB  us/delivery  bytes/device")
    rows = []
    for power in range(3, largest + 1):
        row = run(crowdpatch, f"{scenarios}/devices-1e{power}.json", rest)
        start_up, wall, processor, chain, megabytes, delivery, memory = row
        print(f"1e{power:<7}{start_up:10.2f}{wall:10.2f}{processor:13.2f}{chain:10.2f}"
              f"{megabytes:6.0f}{delivery:13.0f}{memory:14.0f}", flush=True)
        rows.append((10 ** power, row))
    fit = exponent([(n, row[2]) for n, row in rows])
    last = exponent([(n, row[2]) for n, row in rows[-2:]])
    chain = exponent([(n, row[3]) for n, row in rows])
    memory = exponent([(n, row[4]) for n, row in rows])
    print(f"exponent of n: processor {fit:.3f} (last step {last:.3f}), chain {chain:.3f}, "
          f"memory {memory:.3f}")


main()
