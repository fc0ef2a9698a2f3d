"""Times our prover against snarkjs, both on one processor, on the same .zkey and .wtns.

usage: bench_snarkjs.py CROWDPATCH DENSE_CIRCUIT

The sizes are those of $CROWDPATCH_BENCH_LOG2, "14 16" without it. Each time is a whole command's:
the start of the program, the keys read (and checked by ours), the proof, and ours verified. Of wall
and processor time the lesser counts, so that other programs on a busy machine do not; and of several
rounds the least.
"""

import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time

MUST, GOAL = 10, 25
ROUNDS = {"crowdpatch": 3, "snarkjs": 2}


def run(command, folder):
    """Seconds."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.monotonic()
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)
    wall = time.monotonic() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return min(wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def pinned(command):
    processor = str(min(os.sched_getaffinity(0)))
    return ["taskset", "-c", processor, *command]


def bench(log2, crowdpatch, dense_circuit, snarkjs):
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([dense_circuit, str(log2), "c.r1cs", "w.wtns"], cwd=folder, check=True)
        setup = run(pinned([crowdpatch, "zk", "setup", "c.r1cs", "c.zkey", "--threads", "1"]),
                    folder)
        files = ["c.zkey", "w.wtns", "proof.json", "public.json"]
        provers = {
            "crowdpatch": pinned([crowdpatch, "zk", "prove", *files, "--threads", "1"]),
            "snarkjs": pinned(["node", snarkjs, "groth16", "prove", *files]),
        }
        seconds = {name: min(run(command, folder) for _ in range(ROUNDS[name]))
                   for name, command in provers.items()}
        subprocess.run([crowdpatch, "zk", "export", "vk", "c.zkey", "vk.json"], cwd=folder,
                       check=True)
        subprocess.run([crowdpatch, "zk", "verify", "vk.json", "public.json", "proof.json"],
                       cwd=folder, check=True, stdout=subprocess.DEVNULL)
        key_MB = os.path.getsize(os.path.join(folder, "c.zkey")) / 1e6
    ours, theirs = seconds["crowdpatch"], seconds["snarkjs"]
    print(f"2^{log2}: crowdpatch {ours:.2f} s, snarkjs {theirs:.2f} s: {theirs / ours:.1f} times "
          f"faster (must {MUST}, goal {GOAL}); set-up {setup:.2f} s, {setup / ours:.1f} times the "
          f"proof; key {key_MB:.0f} MB", flush=True)
    print(f"bench\tzk\tproof of 2^{log2} rows, one thread\t{ours:.3g}\ts\tpeer\t{theirs:.3g}\tsnarkjs", flush=True)


def main(arguments):
    if len(arguments) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    if shutil.which("taskset") is None:
        print("skipped: there is no taskset")
        return 77
    crowdpatch, dense_circuit = map(os.path.abspath, arguments)
    snarkjs = os.path.join(os.environ["CROWDPATCH_ORACLE_MODULES"],
                           "node_modules/snarkjs/build/cli.cjs")
    for log2 in os.environ.get("CROWDPATCH_BENCH_LOG2", "14 16").split():
        bench(int(log2), crowdpatch, dense_circuit, snarkjs)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
