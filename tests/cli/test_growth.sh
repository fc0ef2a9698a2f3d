#!/bin/sh
# Curves of growth, fitted to the time series of runs.
# usage: test_growth.sh CROWDPATCH
set -eu

. "$(dirname "$0")/common.sh"

# A logistic curve of capacity 100, rate 0.01 a second, and half of it after 600 s; two runs of which the
# second has one distributor more and ends early.
series() {
    mkdir "$1"
    awk -v more="$2" -v end="$3" 'BEGIN {
        print "time_s,patched,first_hand_distributors,second_hand_distributors"
        for (t = 0; t <= end; t += 30)
            printf "%d,%d,%d,%.6f\n", t, t / 30, 1 + more, 100 / (1 + exp(-0.01 * (t - 600))) - 1
    }' >"$1/timeseries.csv"
    gzip -n "$1/timeseries.csv"
    { echo distributor; seq 100; } | gzip -n >"$1/distributors.csv.gz"
    { echo device; seq 50; } | gzip -n >"$1/deliveries.csv.gz"
}
series one 0 1500
series two 1 1200

expect 0 growth one
says 'distributors over 1500 s, mean of 1 run, of 100'
says 'logistic '
grep -q '^logistic .*capacity  *100 ' stdout || fail "another capacity"
grep -q '^logistic .*middle  *600 ' stdout || fail "another middle"
grep -q '^SI .*rate  *0.01 ' stdout || fail "another rate"
grep -q '^early exponential' stdout || fail "no early phase"

# The mean of both is half a distributor more while both last.
expect 0 growth one two --json
says '"runs": 2'
says '"population": 100'
says '"is_early": true'
expect 0 growth one --metric patched --early 0.5 --json
says '"population": 50'
expect 0 growth one --from 600 --population 70
says 'distributors over 900 s, mean of 1 run, of 70'
# A series that begins between two samples begins at the next one, with what stands there: its middle was 30 s ago.
expect 0 growth one --from 610
says 'distributors over 870 s'
grep -q '^logistic .*middle  *-30 ' stdout || fail "the values of earlier times"

expect 2 growth
expect 2 growth one --metric nothing
complains 'no column "nothing"'
expect 2 growth one --from x
complains '--from wants a number'
expect 4 growth nowhere
complains 'nowhere holds no distributors.csv.gz; name directories that crowdpatch run has made'
expect 3 growth one --from 1450
complains 'too short'
echo time_s,first_hand_distributors | gzip -n >two/timeseries.csv.gz
expect 2 growth one two
complains 'no column "distributors"'
echo time_s,first_hand_distributors,second_hand_distributors | gzip -n >two/timeseries.csv.gz
expect 3 growth one two
complains 'no rows'
head -c 40 one/timeseries.csv.gz >cut && mv cut one/timeseries.csv.gz
expect 4 growth one
complains 'cut off'

[ "$failures" -eq 0 ]
