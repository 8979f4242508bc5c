#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Whether a check passes what is fast or small enough, and fails what is not: by measurements that are made up."""
import os
import tempfile
import unittest
from collections import namedtuple
from unittest import mock

import check

Workload = namedtuple("Workload", "sizes title")
Peer = namedtuple("Peer", "workloads what")


class MadeUp:
    """A program whose measurements are @figures: by "PEER:OPERATION", or that and "@SIZE"; times, or times, KiB and
    octets."""

    def __init__(self, figures, rows=0, section=0):
        self.figures, self.description = figures, {"rows": rows, "section": section}
        self.workloads = {"W": Workload([1], "")}
        self.peers = {what.split(":")[0]: Peer(["W"], "") for what in figures}

    def measure(self, workload, size, repetitions, wanted):
        for what in wanted:
            peer, operation = what.split(":")
            figure = self.figures.get(f"{what}@{size}", self.figures.get(what))
            times, kib, octets = figure if isinstance(figure, tuple) else (figure, 0, 0)
            for repetition in range(repetitions):
                yield {"workload": workload, "n": size, "peer": peer, "operation": operation,
                       "repetition": repetition, "ns_per_entry": times[repetition % len(times)], "bytes": octets,
                       "peak_kib": kib}

    def describe(self, *_):
        return self.description


def is_missed(target, program):
    with tempfile.TemporaryDirectory() as directory, mock.patch("builtins.print"):
        path = os.path.join(directory, "targets.txt")
        with open(path, "w", encoding="utf8") as file:
            file.write(target)
        return bool(check.check(path, program, 21))


def pair(above, below):
    return MadeUp({"a:save": above, "b:save": below})


class Judgement(unittest.TestCase):
    def test_a_baseline_may_be_faster_but_not_slower(self):
        target = "least W 10 a:save b:save 1.5"
        self.assertFalse(is_missed(target, pair([10], [10])))
        self.assertFalse(is_missed(target, pair([15], [10])))
        self.assertTrue(is_missed(target, pair([16], [10])))

    def test_a_ratio_is_missed_when_its_interval_is_above(self):
        target = "ratio W 10 a:save b:save 1.0"
        self.assertFalse(is_missed(target, pair([9], [10])))
        self.assertTrue(is_missed(target, pair([11], [10])))
        # More than a fourth of the pairs are below: that the median is not above is likely enough.
        self.assertFalse(is_missed(target, pair([9, 11, 12], [10])))
        # One of seven is not.
        self.assertTrue(is_missed(target, pair([9, 11, 11, 11, 11, 11, 11], [10])))

    def test_portable_is_the_fastest_that_is_there(self):
        figures = {"a:load": [10], "libcbor:load": [9], "protobuf-c:load": [20]}
        target = "ratio W 10 a:load portable:load 1.0"
        self.assertTrue(is_missed(target, MadeUp(figures)))
        self.assertFalse(is_missed(target, MadeUp({**figures, "libcbor:load": [11]})))
        # With many entries the slow ones are not asked.
        figures["json-glib:load"] = [1]
        self.assertFalse(is_missed("ratio W 100000 a:load portable:load 1.2", MadeUp(figures)))

    def test_growth_is_of_the_ratio(self):
        target = "growth W 10 100 a:save b:save 1.3"
        figures = {"a:save": [12], "b:save": [20], "a:save@10": [5], "b:save@10": [10]}
        self.assertFalse(is_missed(target, MadeUp(figures)))
        self.assertTrue(is_missed(target, MadeUp({**figures, "a:save@100": [14]})))

    def test_sizes_and_memory_are_counted(self):
        figures = {"a:save": ([1], 1100, 500), "b:save": ([1], 100, 0)}
        self.assertFalse(is_missed("bytes W 10 a 500", MadeUp(figures)))
        self.assertTrue(is_missed("bytes W 10 a 499", MadeUp(figures)))
        self.assertFalse(is_missed("memory W 10 a:save b:save 1000", MadeUp(figures)))
        self.assertTrue(is_missed("memory W 10 a:save b:save 999", MadeUp(figures)))

    def test_a_description_is_held_to_its_rows(self):
        self.assertFalse(is_missed("described W 10 64 96", MadeUp({}, rows=2, section=256)))
        self.assertTrue(is_missed("described W 10 64 96", MadeUp({}, rows=2, section=257)))

    def test_a_peer_that_is_not_there_is_missed_and_one_that_never_was_an_error(self):
        self.assertTrue(is_missed("ratio W 10 a:save libcbor:save 1.0", MadeUp({"a:save": [1]})))
        for target in ("ratio W 10 a:save c:save 1.0", "ratio V 10 a:save b:save 1.0", "ratio W 10 a:save b:sav 1.0",
                       "ratio W 10 a:save b:save", "bites W 10 a 1"):
            with self.assertRaises(SystemExit):
                is_missed(target, pair([1], [1]))


unittest.main()
