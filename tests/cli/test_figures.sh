#!/bin/sh
# Every figure's file can be read, and its experiments can be planned, in both sizes.
# usage: test_figures.sh CROWDPATCH FIGURES_DIRECTORY
set -eu

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
trap 'exit 1' INT TERM

"$1" reproduce --plan --figures "$2" -o "$scratch"
"$1" reproduce --plan --quick --figures "$2" -o "$scratch"
