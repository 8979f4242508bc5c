#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""bench.py PROGRAM [--json=FILE] [--plot=DIRECTORY] [--check] [--quick] [--only=WORKLOAD] [--instructions]

Runs the benchmark and prints tables: time an entry to save and to load, octets an entry, memory."""
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

HERE = os.path.dirname(os.path.abspath(__file__))
REPETITIONS = 7
QUICK_MOST = 4096


def run(program, *arguments):
    return subprocess.run([program, *arguments], stdout=subprocess.PIPE, text=True, check=True).stdout


def read_list(program):
    """What there is to measure: sizes by workload, and what each peer is."""
    workloads, peers = {}, {}
    for line in run(program, "--list").splitlines():
        kind, name, *rest = line.split(" # ")[0].split()
        if kind == "workload":
            workloads[name] = [int(size) for size in rest]
        else:
            peers[name] = line.split(" # ")[1]
    return workloads, peers


def measurer(program, *more):
    def measure(workload, size, repetitions, wanted=()):
        output = run(program, *more, "-r", str(repetitions), "-n", str(size), workload, *wanted)
        return [json.loads(line) for line in output.splitlines()]
    return measure


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


def print_table(rows):
    by_peer = defaultdict(dict)
    for row in rows:
        by_peer[row["peer"]][row["operation"]] = row
    print(f"\n{rows[0]['workload']}, {rows[0]['n']} entries; ns an entry: median [least, most]")
    print(f"  {'':16} {'save':>28} {'load':>28} {'octets':>10} {'an entry':>9} {'load KiB':>9}")
    for peer, found in by_peer.items():
        cells = []
        for operation in ("save", "load"):
            row = found.get(operation)
            cells.append(f"{row['ns_per_entry']:9.2f} [{row['min']:.2f}, {row['max']:.2f}]" if row else "-")
        size, memory = found["save"]["bytes"], found.get("load", {}).get("peak_kib", "-")
        print(f"  {peer:16} {cells[0]:>28} {cells[1]:>28} {size:>10} {size / rows[0]['n']:9.2f} {memory:>9}")


def count_instructions(program, workload, size, peers):
    """Instructions an entry, by callgrind: they do not depend on what else the machine does."""
    print(f"\n{workload}, {size} entries; instructions a save or load")
    for peer in peers:
        for operation in ("save", "load"):
            found = subprocess.run(
                ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null",
                 f"--toggle-collect=bench_timed_{operation}", program, "--here", "-r", "1", "-n", str(size), workload,
                 f"{peer}:{operation}"], capture_output=True, text=True, check=False)
            counted = re.search(r"Collected : (\d+)", found.stderr)
            if found.stdout and counted:
                rounds = json.loads(found.stdout)["rounds"]
                print(f"  {peer:16} {operation}  {int(counted.group(1)) / rounds / size:10.1f} an entry")


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("--json", metavar="FILE", help="write a row for each measurement's median")
    parser.add_argument("--plot", metavar="DIRECTORY", help="draw SVG, one chart a workload")
    parser.add_argument("--check", action="store_true", help="compare with targets.txt; exit 1 when one is missed")
    parser.add_argument("--pairs", type=int, default=check.PAIRS, help="measurements of each ratio of a check")
    parser.add_argument("--quick", action="store_true", help="a tiny run of all of it; its times mean nothing")
    parser.add_argument("--only", metavar="WORKLOAD", action="append", help="leave the others out")
    parser.add_argument("--most", metavar="N", type=int, default=10 ** 7, help="no size above N")
    parser.add_argument("--instructions", action="store_true", help="count instructions, for small sizes")
    return parser.parse_args()


def run_check(measure, peers, pairs):
    missed = check.check(os.path.join(HERE, "targets.txt"), measure, peers, pairs)
    if missed:
        print(f"\n{len(missed)} missed:\n  " + "\n  ".join(missed))
    return 1 if missed else 0


def measure_all(options, measure, workloads):
    rows = []
    for workload, sizes in workloads.items():
        if options.only and workload not in options.only:
            continue
        fitting = [size for size in sizes if size <= (QUICK_MOST if options.quick else options.most)]
        for size in fitting[-1:] if options.quick else fitting:
            found = list(summarise(measure(workload, size, 1 if options.quick else REPETITIONS)))
            print_table(found)
            rows += found
    return rows


def main():
    options = parse_arguments()
    workloads, peers = read_list(options.program)
    measure = measurer(options.program, *(["--quick"] if options.quick else []))
    if options.check:
        return run_check(measure, peers, options.pairs)
    print("peers:")
    for name, what in peers.items():
        print(f"  {name:16} {what}")
    for name in check.PORTABLE:
        if name not in peers:
            print(f"  {name:16} skipped: not installed when this was built")
    if options.instructions:
        count_instructions(options.program, "W1", 1000, peers)
        count_instructions(options.program, "W6", 1, peers)
        return 0
    rows = measure_all(options, measure, workloads)
    if options.quick:
        list(check.read(os.path.join(HERE, "targets.txt")))
        plot.scripts(rows, "")
    if options.json:
        with open(options.json, "w", encoding="utf8") as file:
            json.dump(rows, file, indent=1)
    if options.plot:
        plot.draw(rows, options.plot)
    return 0


sys.exit(main())
