#!/bin/sh
# Classes of device of one's own: a scenario names a file; what it says is in the numbers, what was read is in the
# results, and what is wrong is told where it stands.
# usage: test_device_class.sh CROWDPATCH SCENARIOS
set -eu

scenarios=$(realpath "$2")
. "$(dirname "$0")/common.sh"

mkdir chips release
cp "$scenarios/classes/example_chip.json" chips/mine.json
cat >chips/copy.json <<'END'
{"name": "copy", "based_on": "nrf52840_64mhz", "source": "Assumption: a copy."}
END
sed 's|"../classes/example_chip.json"|"nrf52840_64mhz"|' "$scenarios/devices/own_chip.json" >release/lamp.json

# simulate NAME CLASS
simulate() {
    "$crowdpatch" run release/lamp.json --quiet --out "$1" --set "world.device_class=$2" >stdout 2>stderr ||
        fail "run with $2 fails"
}
# result.json without the hashes, and the tables: all numbers of a run.
numbers() {
    grep -v sha256 "$1/result.json" | grep -v '"calibration'
    for table in "$1"/*.csv "$1"/*.csv.gz; do
        gzip -dcf "$table" | sha256sum
    done
}

# A copy of a built-in class gives its numbers, in every file.
simulate built_in nrf52840_64mhz
simulate copied ../chips/copy.json
numbers built_in | sed 's/,$//' >built_in.numbers
numbers copied | sed 's/,$//' >copied.numbers
cmp built_in.numbers copied.numbers || fail 'a copy of a built-in class gives other numbers'
grep -q class_sha256 built_in/result.json && fail 'a built-in class has a hash'
grep -q class_files built_in/manifest.json && fail 'a built-in class has a file'
[ ! -e built_in/device_class.json ] || fail 'a built-in class is kept'

# What a run has read stands beside its results, is what their hash is of, and gives the same again.
grep -q '"file": "../chips/copy.json"' copied/manifest.json || fail 'the manifest names no file'
hash=$(sha256sum copied/device_class.json | cut -d ' ' -f 1)
for file in result.json manifest.json; do
    grep -qF "$hash" "copied/$file" || fail "copied/$file has another hash than device_class.json"
done
simulate again ../copied/device_class.json
cmp copied/device_class.json again/device_class.json || fail 'the kept class is another one'
numbers again | sed 's/,$//' >again.numbers
cmp copied.numbers again.numbers || fail 'the kept class gives other numbers'

# Its own figures change numbers; the same scenario and file give the same bytes; another file is another scenario.
simulate own ../chips/mine.json
simulate twice ../chips/mine.json
cmp own/result.json twice/result.json || fail 'one class gives two results'
numbers own >own.numbers
cmp -s own.numbers copied.numbers && fail 'a class of its own changes nothing'
sed -i 's/"sha256_byte_ns": 50/"sha256_byte_ns": 51/' chips/mine.json
simulate changed ../chips/mine.json
cmp -s own/result.json changed/result.json && fail 'a changed file gives the same result'
own_hash=$(sed -n 's/^    "device_class_sha256": //p' own/result.json)
grep -qF "$own_hash" changed/result.json && fail 'a changed file has the same hash'

# In a sweep, beside built-in classes, and for the other machines.
cat >release/classes.json <<'END'
{
  "name": "classes",
  "system": "client_server",
  "duration": "6h",
  "world": {"distributors": 0, "hubs": 2, "devices": 4, "hub_class": "../chips/copy.json"},
  "client_server": {"update_size": "4KiB"},
  "sweep": {"grid": {"world.device_class": ["nrf52840_64mhz", "../chips/mine.json"]}}
}
END
"$crowdpatch" sweep release/classes.json -o sweep >stdout 2>stderr || fail 'a sweep over classes fails'
[ "$(grep -c mine.json sweep/results.csv)" -eq 1 ] || fail 'the sweep has no row of the file'

# What is wrong. refused LINE FILE: validate and run say it first and leave nothing.
refused() {
    for verb in validate 'run --out refused'; do
        found=0
        # The words of verb are arguments.
        # shellcheck disable=SC2086
        "$crowdpatch" $verb release/lamp.json --set "world.device_class=$2" >stdout 2>stderr || found=$?
        [ "$found" -eq 3 ] || fail "$verb with $2: exit code $found instead of 3"
        [ "$(head -n 1 stderr)" = "$1" ] || fail "$verb with $2 does not say <$1>"
        [ ! -e refused ] || fail "$verb with $2 leaves results"
    done
}
sed 's/sha256_byte_ns/sha265_byte_ns/' chips/mine.json >chips/key.json
sed 's/nrf52840_64mhz/nrf52840_64mh/' chips/mine.json >chips/base.json
sed '/"source"/d' chips/mine.json >chips/source.json
sed 's/"name": "example_chip"/"name": "x86_server"/' chips/mine.json >chips/name.json
sed 's/"sleep_W": 6e-6/"sleep_W": "6uW"/' chips/mine.json >chips/unit.json
head -c 600 chips/mine.json >chips/cut.json
refused 'release/../chips/key.json:10:5: error: unknown key "sha265_byte_ns"; did you mean "sha256_byte_ns"?' \
    ../chips/key.json
refused 'release/../chips/source.json:3:1: error: a device class needs "source"' ../chips/source.json
refused 'release/../chips/name.json:4:11: error: "x86_server" is the name of a built-in class; choose another' \
    ../chips/name.json
refused 'release/../chips/unit.json:15:16: error: expected a number, found the text "6uW"' ../chips/unit.json
refused 'release/absent.json: error: cannot open the file: No such file or directory' absent.json
refused 'release/lamp.json:9:3: error: found a scenario, expected a device class; try: crowdpatch run' lamp.json
"$crowdpatch" validate release/lamp.json --set world.device_class=../chips/base.json >stdout 2>stderr || :
grep -q '^release/../chips/base.json:6:15: error: "nrf52840_64mh" is none of .*; did you mean "nrf52840_64mhz"?$' stderr ||
    fail 'a base that there is not is not told'
"$crowdpatch" validate release/lamp.json --set world.device_class=../chips/cut.json >stdout 2>stderr || :
grep -q '^release/../chips/cut.json:[0-9]*:[0-9]*: error: ' stderr || fail 'a cut file is refused without a place'
"$crowdpatch" validate release/lamp.json --set world.device_class=mine.jsn >stdout 2>stderr || :
grep -q 'error: "mine.jsn" is none of .*, and not a file NAME.json$' stderr || fail 'no name and no file is not told'
expect_line 3 stderr 'chips/mine.json:6:3: error: found a device class, expected a scenario; a scenario names it in world.device_class' \
    validate chips/mine.json

[ "$failures" -eq 0 ] || {
    echo "$failures failures" >&2
    exit 1
}
echo "classes of one's own as documented"
