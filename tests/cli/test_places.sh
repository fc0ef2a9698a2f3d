#!/bin/sh
# Where a command may not write, and where it may: directories without leave, files in the way, links, and names with
# whatever a name may have. What is refused leaves all as it was; results do not depend on where they stand.
# usage: test_places.sh CROWDPATCH SCENARIOS DENSE_CIRCUIT
set -eu

scenarios=$(realpath "$2")
sources=$(realpath "$(dirname "$0")")
dense_circuit=$(realpath "$3")
. "$sources/common.sh"
. "$sources/writers.sh"

# A directory that is for reading only. Root may write everywhere, and becomes nobody for this.
mkdir place elsewhere
if [ "$(id -u)" -ne 0 ]; then
    chmod a-w place
    can_refuse=yes
elif setpriv --reuid=65534 --regid=65534 --clear-groups true 2>stderr; then
    cp "$crowdpatch" here
    chmod -R a+rX .
    cat >as_nobody <<END
#!/bin/sh
exec setpriv --reuid=65534 --regid=65534 --clear-groups '$scratch/here' "\$@"
END
    chmod +x as_nobody
    all=$crowdpatch
    crowdpatch=$scratch/as_nobody
    can_refuse=yes
else
    echo 'not tried without leave: root has it everywhere' >&2
    can_refuse=no
fi
if [ "$can_refuse" = yes ]; then
    for writer in $directory_writers $file_writers; do
        refused "$writer" 'Permission denied' put "$writer" place/out
        [ -z "$(ls -A place)" ] || fail "$writer writes without leave"
    done
    refused collect 'Permission denied' "$crowdpatch" collect campaign
    refused resume 'Permission denied' "$crowdpatch" resume campaign --quiet
    crowdpatch=${all:-$crowdpatch}
    chmod u+w place
fi

# A file where a directory should be, above and in place of what is made; a directory where a file should be.
echo mine >file
for writer in $directory_writers $file_writers; do
    refused "$writer" 'file' put "$writer" file/out
done
for writer in run sweep plan; do
    refused "$writer" 'file exists already' put "$writer" file
    refused "$writer" 'place exists already' put "$writer" place
done
refused reproduce 'file' put reproduce file
for writer in $file_writers; do
    refused "$writer" 'place: Is a directory' put "$writer" place
done
[ "$(cat file)" = mine ] || fail 'a file in the way is written to'
[ -z "$(find . -name '*partial*')" ] || fail 'parts are left'

# A link to nothing is in the way of a directory; links to directories are followed.
ln -s nothing dangling
for writer in run sweep plan; do
    refused "$writer" 'dangling exists already' put "$writer" dangling
done
ln -s ../elsewhere place/link
for writer in $directory_writers report size prove; do
    put "$writer" place/link/out >stdout 2>stderr || fail "$writer does not follow a link"
    [ -e elsewhere/out ] || fail "$writer writes elsewhere than its link says"
    rm -r elsewhere/out
done
ln -s campaign linked
expect 0 collect linked
cmp expected.csv campaign/results.csv || fail 'collect through a link'
# A file that a link names is written, and the link stays.
echo old >elsewhere/page
ln -s elsewhere/page page
expect 0 report done -o page
[ -L page ] && grep -q '<html' elsewhere/page || fail 'report does not write what a link names'

# What is not there above is made.
for writer in $directory_writers report chrome size setup prove t8n; do
    put "$writer" "new/$writer/out" >stdout 2>stderr || fail "$writer does not make directories"
    [ -e "new/$writer/out" ] || fail "$writer: nothing in a new directory"
done

# Names.
put report plain.html >stdout
put chrome plain.json >stdout
for name in "grüße € quote's \"and\" \$(dollar)" '%s%n%d' 'line
end'; do
    where=names/$name
    mkdir -p "$where"
    for writer in run sweep report chrome prove; do
        put "$writer" "$where/$writer" >stdout 2>stderr || fail "$writer: in <$name>"
    done
    for table in deliveries.csv.gz gas.csv; do
        cmp "done/$table" "$where/run/$table" || fail "a run in <$name> has another $table"
    done
    cmp expected.csv "$where/sweep/results.csv" || fail "a sweep in <$name> has other results"
    cmp plain.json "$where/chrome" || fail "a trace in <$name> is another"
    "$crowdpatch" report "$where/run" >stdout 2>stderr || fail "report of a run in <$name>"
    "$crowdpatch" explain-device "$where/run" 0 >stdout 2>stderr || fail "explain-device in <$name>"
    "$crowdpatch" status "$where/sweep" --json >stdout 2>stderr || fail "status in <$name>"
    python3 -c 'import json, sys; json.load(sys.stdin)' <stdout || fail "status in <$name> is no JSON"
    sh -n "$where/sweep/submit.sbatch" 2>stderr || fail "submit.sbatch in <$name> is no script"
done
# What submit.sbatch runs is the shard of that directory, whatever it is called.
cat >shows <<'END'
#!/bin/sh
printf '<%s>' "$@"
END
chmod +x shows
for name in "grüße € quote's \"and\" \$(dollar)" 'line
end'; do
    said=$(CROWDPATCH=$scratch/shows SLURM_ARRAY_TASK_ID=3 sh "names/$name/sweep/submit.sbatch")
    [ "$said" = "<shard><$scratch/names/$name/sweep><--index><3>" ] || fail "submit.sbatch runs $said"
done
grep -qxF "#SBATCH --output=$scratch/names/%%s%%n%%d/sweep/slurm.log" 'names/%s%n%d/sweep/submit.sbatch' ||
    fail 'submit.sbatch: Slurm would put numbers into the path'
[ "$(grep -c '^#SBATCH ' 'names/line
end/sweep/submit.sbatch')" -eq 7 ] || fail 'a name of two lines is an option of Slurm'

# Long names: what the system takes works, and what it does not take is said with its reason.
long=$(printf '%0200d' 0)
deep=$long/$long/$long/$long/$long
mkdir -p "$deep"
for writer in run sweep report prove; do
    put "$writer" "$deep/$writer" >stdout 2>stderr || fail "$writer: a path of 1,000 letters"
done
cmp expected.csv "$deep/sweep/results.csv" || fail 'a long path has other results'
for writer in $directory_writers $file_writers; do
    refused "$writer" 'File name too long' put "$writer" "place/$long$long"
    refused "$writer" 'File name too long' put "$writer" "$deep/$deep/$deep/$deep/$deep/out"
done
[ "$(ls -A place)" = link ] || fail 'a name that is too long leaves something'

[ "$failures" -eq 0 ]
