#!/bin/sh
# A campaign on Slurm for real: munge, slurmctld and two slurmd on this machine's loopback, an array over shards,
# one node killed in the middle, what is missing submitted again, and the file that `sweep` makes here.
# usage: test_slurm.sh CROWDPATCH EXPERIMENT
# Exit code 77: it cannot run here, and says why.
set -eu

crowdpatch=$(realpath "$1")
experiment=$(realpath "$2")
nodes='n1 n2'
port=17001

skip() {
    echo "slurm: skipped: $1"
    exit 77
}

PATH=$PATH:/usr/sbin:/sbin
for program in munged slurmctld slurmd sbatch squeue scancel scontrol sinfo; do
    command -v "$program" >/dev/null 2>&1 ||
        skip "no $program; Debian: apt-get install slurmctld slurmd slurm-client munge"
done
# Slurm starts jobs as the user who submits them, which root alone can arrange for others; one user does all here.
user=$(id -un)
host=$(hostname -s 2>/dev/null || hostname)

scratch=$(mktemp -d /tmp/slurm-XXXXXX) # short: the name of a socket has 108 bytes
pids=

# The processes of this test's Slurm whose environment holds NAME=VALUE.
of_environment() { # NAME=VALUE
    grep -lzxF "$1" /proc/[0-9]*/environ 2>/dev/null | while read -r file; do
        if grep -qzxF "SLURM_CONF=$scratch/slurm.conf" "$file" 2>/dev/null; then
            echo "$file" | cut -d/ -f3
        fi
    done || true
}

# As if its machine had lost power: the daemon, the keepers of its jobs' steps, and the jobs.
kill_node() {
    kill -KILL "$(cat "$scratch/$1.pid")" 2>/dev/null || true
    for pid in $(of_environment "SLURMD_NODENAME=$1"); do
        keeper=$(ps -o ppid= -p "$pid" | tr -d ' ')
        [ -n "$keeper" ] || continue
        case $(ps -o args= -p "$keeper") in
        slurmstepd*) kill -KILL "$keeper" 2>/dev/null || true ;;
        esac
        kill -KILL "$pid" 2>/dev/null || true
    done
}

finish() {
    code=$?
    trap - EXIT
    for node in $nodes; do
        [ ! -f "$scratch/$node.pid" ] || kill_node "$node"
    done
    for pid in $pids; do
        kill "$pid" 2>/dev/null || true
    done
    [ "$code" -eq 0 ] || [ "$code" -eq 77 ] || tail -n 20 "$scratch"/*.log >&2 || true
    wait
    rm -rf "$scratch"
    exit "$code"
}

trap finish EXIT
trap 'exit 1' INT TERM

export SLURM_CONF="$scratch/slurm.conf"
mkdir "$scratch/state"
cat >"$SLURM_CONF" <<END
ClusterName=crowdpatch
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=16999
SlurmUser=$user
SlurmdUser=$user
AuthType=auth/munge
CredType=cred/munge
AuthInfo=socket=$scratch/munge.sock
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
AccountingStorageType=accounting_storage/none
JobAcctGatherType=jobacct_gather/none
JobCompType=jobcomp/none
MpiDefault=none
SwitchType=switch/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerParameters=sched_min_interval=100000
ReturnToService=2
SlurmdTimeout=10
KillWait=5
SlurmdParameters=config_overrides
StateSaveLocation=$scratch/state
SlurmdSpoolDir=$scratch/spool-%n
SlurmctldPidFile=$scratch/slurmctld.pid
SlurmdPidFile=$scratch/slurmd-%n.pid
SlurmctldLogFile=$scratch/slurmctld.log
SlurmdLogFile=$scratch/slurmd-%n.log
END
for node in $nodes; do
    mkdir "$scratch/spool-$node"
    echo "NodeName=$node NodeHostname=$host NodeAddr=127.0.0.1 Port=$port CPUs=1 RealMemory=1024" >>"$SLURM_CONF"
    port=$((port + 1))
done
echo "PartitionName=all Nodes=ALL Default=YES MaxTime=INFINITE State=UP" >>"$SLURM_CONF"

dd if=/dev/urandom of="$scratch/munge.key" bs=1 count=1024 2>/dev/null
chmod 600 "$scratch/munge.key"
chmod 755 "$scratch" # munge wants others to reach its socket
munged --foreground --force --socket="$scratch/munge.sock" --key-file="$scratch/munge.key" \
    --pid-file="$scratch/munged.pid" --log-file="$scratch/munged.log" --seed-file="$scratch/munge.seed" \
    >"$scratch/munged.out.log" 2>&1 &
pids="$pids $!"
sleep 1
[ -S "$scratch/munge.sock" ] || skip "munged does not start: $(tail -n 1 "$scratch/munged.log")"
slurmctld -D -c >"$scratch/slurmctld.out.log" 2>&1 &
pids="$pids $!"

start_node() {
    slurmd -D -N "$1" -f "$SLURM_CONF" >"$scratch/$1.out.log" 2>&1 &
    echo $! >"$scratch/$1.pid"
}

# wait_for SECONDS COMMAND...
wait_for() {
    left=$(($1 * 5))
    shift
    while ! "$@"; do
        left=$((left - 1))
        [ "$left" -gt 0 ] || return 1
        sleep 0.2
    done
}

both_idle() {
    [ "$(sinfo -h -N -o %T 2>/dev/null | grep -c '^idle$')" -eq 2 ]
}

for node in $nodes; do
    start_node "$node"
done
wait_for 30 both_idle || {
    tail -n 5 "$scratch"/*.log >&2
    skip "slurmctld and two slurmd do not come up on this machine"
}

cd "$scratch"
sed 's/"replications": 20/"replications": 10/' "$experiment" >experiment.json
experiment=experiment.json
"$crowdpatch" sweep "$experiment" -j 2 --quiet -o here >/dev/null
"$crowdpatch" plan "$experiment" --shards 10 -o there >/dev/null
runs=$(($(wc -l <there/runs.csv) - 1))

some_done() {
    [ "$(cat there/shards/*.jsonl 2>/dev/null | wc -l)" -ge $((runs / 4)) ]
}
queue_empty() {
    [ -z "$(squeue -h 2>/dev/null)" ]
}

sbatch there/submit.sbatch >sbatch.out
wait_for 60 some_done || {
    squeue >&2
    cat there/slurm.log >&2
    echo "slurm: no runs come" >&2
    exit 1
}
of_environment "SLURMD_NODENAME=n1" | grep -q . || echo "slurm: n1 had nothing to do when it was killed" >&2
kill_node n1
scancel --user="$user"
wait_for 60 queue_empty || squeue
done_before=$(cat there/shards/*.jsonl | wc -l)
[ "$done_before" -lt "$runs" ] || echo "slurm: all runs were done before the node was killed" >&2
code=0
"$crowdpatch" collect there >/dev/null 2>&1 || code=$?
[ "$code" -eq 6 ] || [ "$done_before" -ge "$runs" ]

start_node n1
wait_for 60 both_idle || scontrol update NodeName=n1 State=RESUME || true
open=$("$crowdpatch" status there --json | sed -n 's/^  "open_shards": "\(.*\)",$/\1/p')
[ -n "$open" ]
sbatch --array="$open" there/submit.sbatch >>sbatch.out
all_done() {
    "$crowdpatch" status there --json | grep -q '"complete": true'
}
wait_for 120 all_done || {
    squeue >&2
    "$crowdpatch" status there >&2
    cat there/slurm.log >&2
    exit 1
}
wait_for 30 queue_empty
"$crowdpatch" collect there
for name in results.csv datapackage.json ro-crate-metadata.json; do
    cmp "here/$name" "there/$name"
done
echo "slurm: $runs runs, $done_before before n1 was killed, shards $open again: the same files"
