#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Runs the benchmark and prints tables: time an entry to save and to load, octets an entry, memory."""
import argparse
import json
import os
import re
import statistics
import subprocess
import sys
from collections import defaultdict

import check
import plot
from program import Program

TARGETS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "targets.txt")
REPETITIONS = 7
QUICK_MOST = 4096
# Under callgrind a program is fifty times slower.
INSTRUCTIONS_MOST = 4096


def summarise(rows):
    """One row for all repetitions: the median, the least and the most."""
    groups = defaultdict(list)
    for row in rows:
        groups[row["workload"], row["n"], row["peer"], row["operation"]].append(row)
    for (workload, n, peer, operation), group in groups.items():
        times = [row["ns_per_entry"] for row in group]
        yield {"workload": workload, "n": n, "peer": peer, "operation": operation,
               "ns_per_entry": statistics.median(times), "min": min(times), "max": max(times),
               "bytes": group[0]["bytes"], "peak_kib": group[0]["peak_kib"]}


def figure(value):
    """Three digits at least, and none of a fraction that nobody reads."""
    return f"{value:.{2 if value < 10 else 1 if value < 100 else 0}f}"


def time_cells(row):
    return ["-", ""] if row is None else [figure(row["ns_per_entry"]), f"[{figure(row['min'])}, {figure(row['max'])}]"]


def print_columns(lines, left):
    """@lines of cells, the first the heads: each column as wide as what is in it; those of @left begin at the left."""
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
    for line in lines:
        print("  " + "  ".join(cell.ljust(width) if column in left else cell.rjust(width)
                               for column, (cell, width) in enumerate(zip(line, widths))).rstrip())


def print_head(title, workload, size):
    print(f"\n{workload}: {title}; {size} {'entry' if size == 1 else 'entries'}")


def print_table(rows):
    by_peer = defaultdict(dict)
    for row in rows:
        by_peer[row["peer"]][row["operation"]] = row
    lines = [["ns an entry, median [least, most]", "save", "", "load", "", "octets", "an entry", "save KiB",
              "load KiB"]]
    for peer, found in by_peer.items():
        save, load = found["save"], found.get("load")
        lines.append([peer, *time_cells(save), *time_cells(load), str(save["bytes"]), figure(save["bytes"] / save["n"]),
                      str(save["peak_kib"]), str(load["peak_kib"]) if load else "-"])
    print_columns(lines, (0, 2, 4))


def print_description(description):
    if description:
        print(f"  described in {description['section']} octets; rows of the descriptor: {description['rows']}")


def count_instructions(program, workload, size, what):
    found = subprocess.run(
        ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null",
         f"--toggle-collect=bench_timed_{what.split(':')[1]}", program.path, "--here", "--quick", "-r", "1",
         "-n", str(size), workload, what], capture_output=True, text=True, check=False)
    # Of the child that has saved what is loaded, a count too: the program's own is the last.
    counted = re.findall(r"Collected : (\d+)", found.stderr)
    if not found.stdout or not counted:
        return "-"
    return figure(int(counted[-1]) / json.loads(found.stdout)["rounds"] / size)


def print_instructions(options, program):
    """Instructions an entry, by callgrind: they do not depend on what else the machine does."""
    for name, workload, sizes in chosen(options, program, min(options.most, INSTRUCTIONS_MOST)):
        print_head(workload.title, name, sizes[-1])
        lines = [["instructions an entry", "save", "load"]]
        for peer, of in program.peers.items():
            if name in of.workloads:
                lines.append([peer, *(count_instructions(program, name, sizes[-1], f"{peer}:{operation}")
                                      for operation in ("save", "load"))])
        print_columns(lines, (0,))


def chosen(options, program, most):
    """Yields name, workload and sizes of what is to be measured."""
    for name, workload in program.workloads.items():
        fitting = [size for size in workload.sizes if size <= most]
        if fitting and (not options.only or name in options.only):
            yield name, workload, fitting


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("program")
    parser.add_argument("--json", metavar="FILE", help="write a row for each measurement's median")
    parser.add_argument("--plot", metavar="DIRECTORY", help="draw SVG, one chart a workload, with gnuplot")
    parser.add_argument("--check", action="store_true", help="compare with targets.txt; exit 1 when one is missed")
    parser.add_argument("--pairs", type=int, default=check.PAIRS, help="measurements of each ratio of a check")
    parser.add_argument("--quick", action="store_true", help="a tiny run of all of it; its times mean nothing")
    parser.add_argument("--only", metavar="WORKLOAD", action="append", help="leave the others out")
    parser.add_argument("--most", metavar="N", type=int, default=10 ** 7, help="no size above N")
    parser.add_argument("--instructions", action="store_true", help="count instructions, of small sizes")
    return parser.parse_args()


def run_check(program, options):
    def is_wanted(workload, size):
        return size <= options.most and (not options.only or workload in options.only)

    missed = check.check(TARGETS, program, options.pairs, is_wanted)
    if missed:
        print(f"\n{len(missed)} missed:\n  " + "\n  ".join(missed))
    return 1 if missed else 0


def measure_all(options, program):
    rows = []
    for name, workload, sizes in chosen(options, program, QUICK_MOST if options.quick else options.most):
        for size in sizes[-1:] if options.quick else sizes:
            found = list(summarise(program.measure(name, size, 1 if options.quick else REPETITIONS)))
            print_head(workload.title, name, size)
            print_table(found)
            print_description(program.describe(name, size))
            rows += found
    return rows


def print_peers(program):
    print("peers:")
    lines = [[name, peer.what] for name, peer in program.peers.items()]
    lines += [[name, "skipped: not there when this was built"] for name in check.OPTIONAL if name not in program.peers]
    print_columns(lines, (0, 1))


def main():
    options = parse_arguments()
    program = Program(options.program, *(["--quick"] if options.quick else []))
    for name in options.only or ():
        if name not in program.workloads:
            raise SystemExit(f"{name}: no such workload; there are {' '.join(program.workloads)}")
    if options.check:
        return run_check(program, options)
    print_peers(program)
    if options.instructions:
        print_instructions(options, program)
        return 0
    rows = measure_all(options, program)
    titles = {name: workload.title for name, workload in program.workloads.items()}
    if options.quick:
        check.validate(list(check.read(TARGETS)), program)
        list(plot.scripts(rows, titles, ""))
    if options.json:
        with open(options.json, "w", encoding="utf8") as file:
            json.dump(rows, file, indent=1)
    if options.plot:
        plot.draw(rows, titles, options.plot)
    return 0


sys.exit(main())
