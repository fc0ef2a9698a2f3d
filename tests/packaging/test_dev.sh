#!/bin/sh
# ./dev build says what it will do and keeps the noise of others to itself, unless they fail. Its tools are stood in for:
# nothing is installed or built.
# usage: test_dev.sh ROOT
set -eu

root=$(realpath "$1")
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
trap 'exit 1' INT TERM
cd "$scratch"
mkdir tools tmp
failures=0
fail() {
    echo "$1" >&2
    cat said >&2
    failures=$((failures + 1))
}

tool() { # NAME, its script from standard input
    { echo '#!/bin/sh' && cat; } >"tools/$1"
    chmod +x "tools/$1"
}
tool pkg-config <<'END'
[ -e installed ]
END
tool sudo <<'END'
exec "$@"
END
tool apt-get <<'END'
seq -f 'noise of apt-get %g' 500
echo "$*" >>asked
case "$*" in
*install*)
    [ ! -e broken ] || { echo 'E: no room'; exit 100; }
    >installed
    ;;
esac
END
tool gnuplot </dev/null
tool meson <<'END'
seq -f 'noise of meson %g' 50
mkdir -p build
>build/build.ninja
END
tool ninja <<'END'
case "$*" in
*--help*) echo '  --quiet' ;;
*' -n'*) printf '[1/480] first\n[480/480] last\n' ;;
*--quiet*) echo 'a warning of the compiler' ;;
*) seq -f 'noise of ninja %g' 480 ;;
esac
END
tool nproc <<'END'
echo 2
END

# dev CODE: ./dev build ends so. What it printed is in said.
dev() {
    code=0
    env -u CROWDPATCH_NO_INSTALL PATH="$scratch/tools:$PATH" TMPDIR="$scratch/tmp" CROWDPATCH_BUILD_DIR="$scratch/build" CI= \
        "$root/dev" build >printed 2>said || code=$?
    [ "$code" -eq "$1" ] || fail "exit code $code instead of $1"
    [ ! -s printed ] || fail 'something on standard output'
}
says() {
    grep -qF -- "$1" said || fail "no '$1'"
}

>broken
dev 100
says 'E: no room'
says "all that it printed is in $scratch/tmp/crowdpatch-dev."
grep -q 'noise of apt-get 1$' tmp/crowdpatch-dev.* || fail 'the log is not whole'
[ "$(wc -l <said)" -lt 30 ] || fail 'too much is shown of what failed'
rm broken tmp/*

dev 0
says 'installing, with what they need'
says 'libsimgrid-dev'
says 'building: 480 steps, about 2 min on 2 cores'
says 'a warning of the compiler'
if grep -q noise said; then fail 'noise'; fi
[ -z "$(ls tmp)" ] || fail 'logs are left'
grep -q 'install.* libgsl-dev' asked || fail 'nothing is installed'

dev 0
if grep -q installing said; then fail 'installs again'; fi

[ "$failures" -eq 0 ]
