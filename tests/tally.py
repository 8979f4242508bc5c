#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""tally.py RESULTS.xml|--skipped...: add up what ctest wrote, and end with one line for people and machines.

A program of check suites says how many cases it holds, so it counts as that many; any other test is one
case. Results that are not there, or hold no test at all, are a failure."""
import pathlib
import re
import sys
import xml.etree.ElementTree as ElementTree

SUMMARY = re.compile(r"^\d+%: Checks: (\d+), Failures: (\d+), Errors: (\d+)", re.M)


def count(case):
    """(passed, failed, skipped) of one test of ctest."""
    status = case.get("status")
    if status == "disabled":
        return 0, 0, 1
    if status == "notrun":
        # ctest says so of a program that is missing, too, and that is no reason to be content.
        skipped = case.find("skipped")
        return (0, 0, 1) if skipped is not None and "SKIP" in skipped.get("message", "") else (0, 1, 0)
    suites = [[int(n) for n in found] for found in SUMMARY.findall(case.findtext("system-out") or "")]
    if not suites:
        return (1, 0, 0) if status == "run" else (0, 1, 0)
    cases = sum(suite[0] for suite in suites)
    bad = sum(suite[1] + suite[2] for suite in suites)
    # A program can also fail outside its cases, by a leak for one.
    return cases - bad, bad or int(status != "run"), 0


def tally(path):
    try:
        cases = ElementTree.parse(path).getroot().findall("testcase")
    except (OSError, ElementTree.ParseError) as error:
        print(f"{path}: {error}")
        return 0, 1, 0
    if not cases:
        print(f"{path}: no tests were run")
        return 0, 1, 0
    return tuple(map(sum, zip(*map(count, cases))))


def line(passed, failed, skipped):
    return f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else "")


def main():
    totals = []
    for path in sys.argv[1:]:
        # A whole run that could not be made is not passed over in silence.
        totals.append((0, 0, 1) if path == "--skipped" else tally(path))
        print(f"{pathlib.Path(path).stem}: {line(*totals[-1])}")
    total = tuple(map(sum, zip(*totals)))
    print(line(*total))
    sys.exit(1 if total[1] or not total[0] else 0)


main()
