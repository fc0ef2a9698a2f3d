#!/bin/sh
# Runs the sh blocks of README.md in a copy of the tree, as a reader would, and validates its scenario.
# usage: test_readme.sh SOURCE_ROOT BUILD_DIR
set -eu

source_root=$1
build_dir=$2
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
trap 'exit 1' INT TERM

for entry in "$source_root"/* "$source_root"/.ci "$source_root"/.clang-format; do
    case ${entry##*/} in
    build* | node_modules | runs) ;;
    *) cp -R "$entry" "$copy/" ;;
    esac
done

awk '/^```sh$/ { inside = 1; next } /^```/ { inside = 0 } inside' "$copy/README.md" \
    >"$copy/readme-commands"
if ! grep -q '^\./dev run ' "$copy/readme-commands"; then
    echo "README.md has no sh block with ./dev run" >&2
    exit 1
fi

# The copy uses what is built already, installs nothing, and does not run the tests again.
cd "$copy"
CROWDPATCH_NO_INSTALL=1 CROWDPATCH_BUILD_DIR=$build_dir CROWDPATCH_IN_DEV_TEST=1 \
    sh -eux ./readme-commands </dev/null >readme-output
cat readme-output

# What README.md shows is what the first of them printed.
awk '/^```text$/ { inside = 1; next } /^```/ { inside = 0 } inside' README.md >readme-sample
if ! grep -q '^results: ' readme-sample || ! head -n "$(wc -l <readme-sample)" readme-output |
    diff -u readme-sample -; then
    echo "README.md shows another output than ./dev run scenarios/quickstart.json prints" >&2
    exit 1
fi

# Its scenario is one.
awk '/^```json$/ { inside = 1; next } /^```/ { inside = 0 } inside' README.md >readme-scenario.json
"$build_dir/cli/crowdpatch" validate readme-scenario.json

# Whatever file README.md links to exists.
grep -o ']([^)#:]*)' README.md | sed 's/^](//; s/)$//' >readme-links
status=0
while read -r link; do
    if [ ! -e "$link" ]; then
        echo "README.md links to $link, which does not exist" >&2
        status=1
    fi
done <readme-links
exit "$status"
