# SPDX-License-Identifier: LGPL-2.1-or-later
"""Targets: read from targets.txt, measured in interleaved pairs, and judged.

A ratio is the median of its pairs. It fails when the lower end of the median's 95 % interval is above the
target: by order statistics, without an assumption about how times are spread."""
import math
import os
import statistics
from collections import defaultdict

PAIRS = 21
PORTABLE = ("gvariant", "json-glib", "protobuf-c", "msgpack-c", "libcbor")
# Ten times slower than the others: never the fastest, and at large sizes most of a check's time.
SLOW, SLOW_MOST = ("gvariant", "json-glib"), 10000
KINDS = {"ratio": 5, "least": 5, "memory": 5, "growth": 6, "bytes": 4}


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


def runs_needed(targets):
    """What to measure together: workload and size, with all peers that any target wants there."""
    needed = defaultdict(set)
    for kind, workload, *rest in targets:
        sizes, rest = (rest[:2], rest[2:]) if kind == "growth" else (rest[:1], rest[1:])
        wanted = [f"{rest[0]}:save"] if kind == "bytes" else rest[:2]
        for size in sizes:
            for what in wanted:
                peer, operation = what.split(":")
                names = portable_at(int(size)) if peer == "portable" else (peer,)
                needed[workload, int(size)] |= {f"{name}:{operation}" for name in names}
    return needed


def judge(target, times):
    """Returns: what was found as text, whether it is fine."""
    kind, workload, *rest = target
    if kind == "growth":
        small, large, above, below, most = rest
        before = statistics.median(times[workload, int(small)].ratios(above, below))
        ratios = [r / before for r in times[workload, int(large)].ratios(above, below)]
    elif kind in ("ratio", "least"):
        size, above, below, most = rest
        ratios = times[workload, int(size)].ratios(above, below)
    elif kind == "memory":
        size, above, below, most = rest
        found = times[workload, int(size)]
        more = found.first(above, "peak_kib") - found.first(below, "peak_kib")
        return f"{more} KiB", more <= float(most)
    else:
        size, peer, most = rest
        found = times[workload, int(size)].first(f"{peer}:save", "bytes")
        return f"{found} octets", found <= float(most)
    middle, low, high = interval(ratios)
    return f"{middle:.3f} [{low:.3f} {high:.3f}]", low <= float(most)


def sizes_of(target):
    """The runs that a target is judged by."""
    kind, workload, *rest = target
    return [(workload, int(size)) for size in rest[:2 if kind == "growth" else 1]]


def report(target, times):
    try:
        found, fine = judge(target, times)
    except (KeyError, ValueError):
        found, fine = "not measured: a peer is missing", False
    print(f"{'ok    ' if fine else 'MISSED'} {' '.join(target):76} {found}", flush=True)
    return fine


def check(path, measure, peers, pairs=PAIRS):
    """@measure (workload, size, repetitions, wanted) returns rows. Judges each target as soon as it has been measured.
    Returns: the targets that are missed."""
    targets, times, missed = list(read(path)), {}, []
    for run, wanted in sorted(runs_needed(targets).items(), key=lambda item: item[0][1]):
        here = {what for what in wanted if what.split(":")[0] in peers}
        times[run] = Times(measure(*run, pairs, sorted(here)))
        for target in targets:
            needed = sizes_of(target)
            if run in needed and all(size in times for size in needed) and not report(target, times):
                missed.append(" ".join(target))
    return missed
