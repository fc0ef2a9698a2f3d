#!/bin/sh
# The commands as a person meets them: help, typing errors, exit codes, closed outputs.
# usage: test_commands.sh CROWDPATCH
set -eu

. "$(dirname "$0")/common.sh"

expect 2
grep -qxF 'usage: crowdpatch COMMAND [OPTIONS] ...' stderr || fail 'no command: no usage'
[ ! -s stdout ] || fail 'no command: prints to standard output'
expect_line 0 stdout 'usage: crowdpatch COMMAND [OPTIONS] ...' --help
expect_line 0 stdout 'usage: crowdpatch COMMAND [OPTIONS] ...' help
expect_line 0 stdout 'usage: crowdpatch run [OPTIONS] SCENARIO' help run
expect_line 0 stdout 'usage: crowdpatch run [OPTIONS] SCENARIO' run --help
expect_line 2 stderr 'crowdpatch: unknown command "rnu"; did you mean "run"?' rnu
expect_line 2 stderr 'crowdpatch: unknown command "schem"; did you mean "schema"?' help schem
expect_line 2 stderr 'crowdpatch: unknown option "--seed"; a command comes first, see: crowdpatch --help' \
    --seed 3
expect_line 2 stderr 'crowdpatch run: unknown option "--sed"; did you mean "--seed"?' run --sed 3
expect_line 2 stderr 'crowdpatch run: --out needs a value: --out DIR' run x.json --out
expect_line 2 stderr 'crowdpatch validate: which scenario? try: crowdpatch validate scenarios/quickstart.json' \
    validate
expect_line 2 stderr 'crowdpatch schema: takes no argument, found "x"' schema x
expect_line 2 stderr 'crowdpatch params: --json or --markdown, not both' params --json --markdown
expect_line 2 stderr 'crowdpatch schema: --figure or --release, not both' schema --figure --release
expect_line 0 stdout '# Parameters of a scenario' params --markdown
expect_line 0 stdout '  "$schema": "https://json-schema.org/draft/2020-12/schema",' schema
expect_line 0 stdout 'chain.fork' explain chain.fork
expect_line 0 stdout 'chain: a section' explain chain
expect_line 2 stderr 'crowdpatch explain: unknown key "chain.frok"; did you mean chain.fork?' explain chain.frok
expect_line 0 stdout 'fleet.per_home' explain --release fleet.per_home
expect_line 0 stdout 'money: a section' explain --release money
expect_line 2 stderr 'crowdpatch explain: unknown key "fleet.per_hom"; did you mean fleet.per_home?' explain --release fleet.per_hom
expect_line 2 stderr 'crowdpatch explain: "fleet.per_home" is a key of release files: crowdpatch explain --release fleet.per_home' explain fleet.per_home
expect_line 0 stdout 'processor.sha256_byte_ns' explain --device-class sha256_byte_ns
expect_line 0 stdout '  default  none' explain --device-class based_on
expect_line 2 stderr 'crowdpatch explain: unknown key "sha265_byte_ns"; did you mean processor.sha256_byte_ns?' explain --device-class sha265_byte_ns
expect_line 2 stderr 'crowdpatch explain: "sha256_byte_ns" is a key of device class files: crowdpatch explain --device-class sha256_byte_ns' explain sha256_byte_ns
expect_line 2 stderr 'crowdpatch explain: --release or --device-class, not both' explain --release --device-class name
expect_line 2 stderr 'crowdpatch params: --device-class or --release, not both' params --device-class --release
expect_line 0 stdout '  "title": "crowdpatch device class",' schema --device-class
expect_line 2 stderr 'crowdpatch explain: which key? `crowdpatch params` lists them' explain
expect_line 0 stdout '  variants  server cdn, by client_server.variant' models
expect_line 0 stdout '  sections  world network prices fidelity faults adversary client_server' models
expect_line 0 stdout '      "name": "crowdpatching",' models --json
expect_line 0 stdout 'client_server.cdn_usd_per_gb = 0.085' models client_server
expect_line 2 stderr 'crowdpatch models: unknown system "client_sever"; did you mean "client_server"?' \
    models client_sever
expect_line 2 stderr 'crowdpatch compare: at least two scenarios, or a campaign; try: crowdpatch compare scenarios/smoke/*.json' \
    compare good.json

case $("$crowdpatch" --version) in
"crowdpatch "[0-9]*.[0-9]*) ;;
*) fail "--version prints something else" ;;
esac

# Several files: each has its verdict, and one that is wrong decides the exit code.
echo '{}' >good.json
echo '{"wrold": {}}' >bad.json
expect_line 0 stdout 'good.json: ok' validate good.json
expect_line 3 stdout 'good.json: ok' validate bad.json good.json
expect_line 3 stderr 'bad.json:1:2: error: unknown section "wrold"; did you mean "world"?' \
    validate bad.json good.json
expect_line 0 stdout 'good.json: ok' validate good.json --set chain.fork=london
expect_line 3 stderr '--set chain.frok=london: error: unknown key "chain.frok"; did you mean chain.fork?' \
    validate good.json --set chain.frok=london

# It warns of what a run warns of.
cat >warned.json <<'END'
{
  "system": "leiba", "duration": "1h",
  "world": {"distributors": 2, "hubs": 2, "devices": 2, "device_wake_interval": "1h", "hub_funds": "1ETH"}
}
END
expect 0 validate warned.json good.json
sed -n 's/^warned.json: warning/warning/p' stdout >warnings
[ "$(grep -c . warnings)" -eq 2 ] || fail 'validate does not warn'
[ "$(grep -v ': warning' stdout | tr '\n' ,)" = 'warned.json: ok,good.json: ok,' ] || fail 'validate says more'
"$crowdpatch" run warned.json --out warned >stdout 2>stderr || :
grep '^warning: ' stdout | cmp - warnings || fail 'validate has other warnings than run'

# What does not arrive is noticed.
code=0
"$crowdpatch" params >&- 2>stderr || code=$?
[ "$code" -eq 4 ] || fail "closed output: exit code $code instead of 4"
grep -q '^crowdpatch: cannot write to standard output' stderr || fail "closed output: no message"
mkfifo fifo
exec 3<>fifo 4>fifo 3>&- # a pipe that nobody reads
code=0
"$crowdpatch" params >&4 2>stderr || code=$?
exec 4>&-
[ "$code" -eq 4 ] || fail "broken pipe: exit code $code instead of 4"
grep -q '^crowdpatch: cannot write to standard output' stderr || fail "broken pipe: no message"
if [ -c /dev/full ]; then
    code=0
    "$crowdpatch" schema >/dev/full 2>stderr || code=$?
    [ "$code" -eq 4 ] || fail "full disk: exit code $code instead of 4"
fi

[ "$failures" -eq 0 ] || {
    echo "$failures failures" >&2
    exit 1
}
echo "commands answer as documented"
