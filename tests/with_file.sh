#!/bin/sh
# Runs a test that needs a file from elsewhere, or skips it: with_file.sh VARIABLE FILE PROGRAM ARGUMENTS
# The program finds the file's path in the environment variable; what that names already wins.
set -eu

variable=$1
eval "file=\${$variable:-\$2}"
shift 2
# shellcheck disable=SC2154
if [ ! -r "$file" ]; then
    echo "skipped: there is no $file"
    exit 77
fi
export "$variable=$file"
exec "$@"
