# Sourced by the tests of the commands, whose first argument is crowdpatch; what follows happens in a directory of
# its own. A test ends with [ "$failures" -eq 0 ].

crowdpatch=$(realpath "$1")
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
trap 'exit 1' INT TERM
cd "$scratch"
failures=0
command= # word that stands before the arguments of expect and expect_line
lines=-F # how expect_line takes its line: -F as it stands, -E as a pattern

fail() {
    echo "$1" >&2
    cat stdout stderr >&2 2>/dev/null || :
    failures=$((failures + 1))
}

# expect CODE ARGUMENTS...: crowdpatch ends so. What it printed is in stdout and stderr.
expect() {
    code=$1
    shift
    found=0
    "$crowdpatch" $command "$@" >stdout 2>stderr || found=$?
    [ "$found" -eq "$code" ] || fail "$command $*: exit code $found instead of $code"
}

# expect_line CODE stdout|stderr LINE ARGUMENTS...: and that line is there. Of success nothing is in the other one; an
# error is one line and nothing else, but for scenarios (3), of which several are told.
expect_line() {
    code=$1
    where=$2
    line=$3
    shift 3
    expect "$code" "$@"
    grep -qx "$lines" -e "$line" "$where" || fail "$command $*: $where lacks <$line>"
    if [ "$where" = stdout ]; then
        [ "$code" -eq 3 ] || [ ! -s stderr ] || fail "$command $*: prints to standard error"
    elif [ "$code" -ne 3 ]; then
        [ ! -s stdout ] && [ "$(wc -l <stderr)" -eq 1 ] || fail "$command $*: is more than one line of error"
    fi
}

says() {
    grep -qF -- "$1" stdout || fail "no '$1'"
}

# complains TEXT: it is in the one line of error, and nothing else was printed.
complains() {
    grep -qF -- "$1" stderr || fail "no complaint '$1'"
    [ "$(wc -l <stderr)" -eq 1 ] || fail "not one line"
    [ ! -s stdout ] || fail "output beside an error"
}
