# SPDX-License-Identifier: LGPL-2.1-or-later
"""Targets: read from targets.txt, measured in interleaved pairs, and judged.

A ratio is the median of its pairs. It fails when the lower end of the median's 95 % interval is above the
target: by order statistics, without an assumption about how times are spread."""
import math
import os
import statistics
from collections import defaultdict

PAIRS = 21
# What takes minutes for a pair.
HUGE, HUGE_PAIRS = 10 ** 7, 7
PORTABLE = ("gvariant", "json-glib", "protobuf-c", "msgpack-c", "libcbor")
# Ten times slower than the others: never the fastest, and at large sizes most of a check's time.
SLOW, SLOW_MOST = ("gvariant", "json-glib"), 10000
# Peers that a build may lack.
OPTIONAL = PORTABLE + ("hand-avx2", "gvmstate+zstd", "gvmstate-packed+zstd")
KINDS = {"ratio": 5, "least": 5, "memory": 5, "growth": 6, "bytes": 4, "described": 4}
# Those that are the same each time.
ONCE = ("memory", "bytes")


def read(path):
    """Yields each target as a list of words, its kind first."""
    with open(path, encoding="utf8") as file:
        for number, line in enumerate(file, 1):
            words = line.split("#", 1)[0].split()
            if not words:
                continue
            if KINDS.get(words[0]) != len(words) - 1:
                raise SystemExit(f"{os.path.basename(path)}:{number}: not a target")
            yield words


def sizes_of(target):
    return [int(size) for size in target[2:4 if target[0] == "growth" else 3]]


def wanted_by(target):
    """What it is judged by: PEER:OPERATION."""
    kind, rest = target[0], target[4 if target[0] == "growth" else 3:]
    if kind == "described":
        return []
    return [f"{rest[0]}:save"] if kind == "bytes" else rest[:2]


def validate(targets, program):
    """Raises an error at what could never be measured: a name that is none, a peer that does not do the workload."""
    for target in targets:
        text = " ".join(target)
        if target[1] not in program.workloads:
            raise SystemExit(f"{text}: no such workload")
        float(target[-1])
        for what in wanted_by(target):
            peer, operation = what.split(":")
            if operation not in ("save", "load"):
                raise SystemExit(f"{text}: no such operation")
            if peer in program.peers:
                if target[1] not in program.peers[peer].workloads:
                    raise SystemExit(f"{text}: {peer} does not do {target[1]}")
            elif peer != "portable" and peer not in OPTIONAL:
                raise SystemExit(f"{text}: no such peer")


def interval(ratios):
    """Median, and the order statistics that hold it with a probability of 95 %."""
    ordered, n = sorted(ratios), len(ratios)
    out, tail = 0, 0.0
    while out < n // 2 and tail + math.comb(n, out) / 2 ** n <= 0.025:
        tail += math.comb(n, out) / 2 ** n
        out += 1
    first = max(out - 1, 0)
    return statistics.median(ordered), ordered[first], ordered[n - 1 - first]


class Times:
    """The measurements of one workload and size, by repetition."""

    def __init__(self, rows):
        self.by = defaultdict(dict)
        for row in rows:
            self.by[row["peer"], row["operation"]][row["repetition"]] = row

    def get(self, what, repetition, key="ns_per_entry"):
        peer, operation = what.split(":")
        if peer != "portable":
            return self.by[peer, operation][repetition][key]
        return min(self.by[p, operation][repetition][key] for p in PORTABLE if (p, operation) in self.by)

    def ratios(self, above, below):
        peer, operation = above.split(":")
        return [self.get(above, r) / self.get(below, r) for r in self.by[peer, operation]]

    def first(self, what, key):
        return self.get(what, 0, key)


def portable_at(size):
    return [peer for peer in PORTABLE if size <= SLOW_MOST or peer not in SLOW]


def runs_of(target, pairs):
    """What it is judged by: workload, size, repetitions."""
    for size in sizes_of(target):
        yield target[1], size, 1 if target[0] in ONCE else min(pairs, HUGE_PAIRS) if size >= HUGE else pairs


def runs_needed(targets, pairs):
    """What to measure together: runs, each with all peers that any target wants there."""
    needed = defaultdict(set)
    for target in targets:
        for run in runs_of(target, pairs):
            for what in wanted_by(target):
                peer, operation = what.split(":")
                names = portable_at(run[1]) if peer == "portable" else (peer,)
                needed[run] |= {f"{name}:{operation}" for name in names}
    return needed


def judge_once(target, times):
    kind, wanted, most = target[0], wanted_by(target), float(target[-1])
    if kind == "memory":
        found = times.first(wanted[0], "peak_kib") - times.first(wanted[1], "peak_kib")
        return f"{found} KiB", found <= most
    found = times.first(wanted[0], "bytes")
    return f"{found} octets", found <= most


def judge_described(target, description):
    head, a_row = (float(word) for word in target[3:])
    most = head + a_row * description["rows"]
    return f"{description['section']} octets, {description['rows']} rows: {most:.0f}", description["section"] <= most


def judge(target, *times):
    """@times of each run, or the description. Returns: what was found as text, whether it is fine."""
    if target[0] == "described":
        return judge_described(target, *times)
    if target[0] in ONCE:
        return judge_once(target, *times)
    above, below = wanted_by(target)
    ratios = times[-1].ratios(above, below)
    if target[0] == "growth":
        before = statistics.median(times[0].ratios(above, below))
        ratios = [ratio / before for ratio in ratios]
    middle, low, high = interval(ratios)
    return f"{middle:.3f} [{low:.3f} {high:.3f}]", low <= float(target[-1])


def report(target, *times):
    try:
        found, fine = judge(target, *times)
    except (KeyError, ValueError, TypeError):
        found, fine = "not measured: a peer or a descriptor is missing", False
    print(f"{'ok    ' if fine else 'MISSED'} {' '.join(target):76} {found}", flush=True)
    return fine


def check(path, program, pairs=PAIRS, is_wanted=lambda workload, size: True):
    """Judges each target that is wanted as soon as it has been measured. Returns: those that are missed."""
    targets, times, missed = list(read(path)), {}, []
    validate(targets, program)
    targets = [target for target in targets if all(is_wanted(target[1], size) for size in sizes_of(target))]

    def judge_one(target, *found):
        if not report(target, *found):
            missed.append(" ".join(target))

    for target in [target for target in targets if target[0] == "described"]:
        judge_one(target, program.describe(target[1], *sizes_of(target)))
    waiting = [target for target in targets if target[0] != "described"]
    for run, wanted in sorted(runs_needed(waiting, pairs).items(), key=lambda item: item[0][1]):
        here = sorted(what for what in wanted if what.split(":")[0] in program.peers)
        times[run] = Times(program.measure(*run, here) if here else [])
        ready = [target for target in waiting if all(needed in times for needed in runs_of(target, pairs))]
        for target in ready:
            judge_one(target, *(times[needed] for needed in runs_of(target, pairs)))
        waiting = [target for target in waiting if target not in ready]
    return missed
