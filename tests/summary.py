"""Prints `N passed, N failed, N skipped` from Meson's testlog.json; exits 1 when one failed."""

import json
import sys

PASSED = {"OK", "EXPECTEDFAIL"}
SKIPPED = {"SKIP"}


def count(lines):
    """Counts the log's results; whatever is neither passed nor skipped has failed."""
    passed = failed = skipped = 0
    for line in lines:
        if not line.strip():
            continue
        result = json.loads(line)["result"]
        if result in PASSED:
            passed += 1
        elif result in SKIPPED:
            skipped += 1
        else:
            failed += 1
    return passed, failed, skipped


def main():
    try:
        with open(sys.argv[1], encoding="utf-8") as log:
            passed, failed, skipped = count(log)
    except (OSError, ValueError, KeyError) as error:
        print(f"summary: {error}", file=sys.stderr)
        passed, failed, skipped = 0, 1, 0
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
