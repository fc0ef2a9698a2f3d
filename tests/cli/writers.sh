# Sourced after common.sh by the tests of what the machine does to commands that write: what they read, and how each
# writes. $scenarios is the folder of scenarios, $sources that of these tests, $dense_circuit the program.

"$crowdpatch" run "$scenarios/smoke/crowdpatching-paper.json" --trace --out done >stdout 2>stderr
"$dense_circuit" 8 c.r1cs c.wtns
"$crowdpatch" zk setup c.r1cs c.zkey >stdout
cp -r "$sources/figures" "$sources"/t8n/*.json .
sed 's/"replications": 20/"replications": 1/' "$scenarios/sweeps/small.json" >small.json
"$crowdpatch" plan small.json --pilot 0 --shards 2 -o campaign >stdout
"$crowdpatch" resume campaign --quiet >stdout
cp campaign/results.csv expected.csv
# Little to simulate: two devices for an hour.
cat >release.json <<'END'
{
  "release": "2026-01-01T00:00", "deadline": "2026-01-01T01:00",
  "fleet": {"devices": 2, "per_home": 2, "online": 1, "poll": "20min"}, "update": {"size": "1KiB"},
  "target": {"probability": 0.5, "confidence": 0.5}, "risk": {"unpatched_cost": 0},
  "distributors": {"available": 5}
}
END

directory_writers='run sweep plan reproduce'
file_writers='report chrome paje size setup prove t8n calibrate'

# put WRITER TARGET: the command that writes there.
put() {
    case $1 in
    run) "$crowdpatch" run done/scenario.json --trace --report --out "$2" ;;
    sweep) "$crowdpatch" sweep small.json --quiet -o "$2" ;;
    plan) "$crowdpatch" plan small.json --pilot 0 -o "$2" ;;
    reproduce) "$crowdpatch" reproduce --figures figures --reference none --quick --quiet -o "$2" ;;
    report) "$crowdpatch" report done -o "$2" ;;
    chrome | paje) "$crowdpatch" trace export done --format "$1" -o "$2" ;;
    size) "$crowdpatch" size release.json --budget 250 --quiet --html "$2" ;;
    setup) "$crowdpatch" zk setup c.r1cs "$2" ;;
    prove) "$crowdpatch" zk prove c.zkey c.wtns public.json "$2" ;;
    t8n) "$crowdpatch" evm t8n --alloc alloc.json --env env.json --txs txs.json --out-alloc "$2" ;;
    calibrate) "$crowdpatch" calibrate --quick --out "$2" ;;
    esac
}

# refused WRITER WHY COMMAND...: exit code 4, and one line of error in which WHY stands.
refused() {
    writer=$1
    why=$2
    shift 2
    code=0
    "$@" >stdout 2>stderr || code=$?
    [ "$code" -eq 4 ] || fail "$writer, $why: exit code $code instead of 4"
    grep -q "^crowdpatch .*$why" stderr || fail "$writer: no word of '$why'"
    [ "$(grep -c '^crowdpatch' stderr)" -eq 1 ] || fail "$writer, $why: not one line of error"
}

# nothing WRITER DIRECTORY: there is nothing in it.
nothing() {
    [ -z "$(ls -A "$2")" ] || fail "$1 leaves $(ls -A "$2")"
    rm -rf "${2:?}"/*
}
