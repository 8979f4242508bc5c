# SPDX-License-Identifier: LGPL-2.1-or-later
"""gvmstate-bench, as a Python object: what it can measure, and what it has measured."""
import json
import subprocess
from collections import namedtuple

Workload = namedtuple("Workload", "sizes title")
Peer = namedtuple("Peer", "workloads what")


class Program:
    def __init__(self, path, *options):
        self.path, self.options = path, options
        self.workloads, self.peers = {}, {}
        for line in self.run("--list").splitlines():
            words, what = line.split(" # ")
            kind, name, *rest = words.split()
            if kind == "workload":
                self.workloads[name] = Workload([int(size) for size in rest], what)
            else:
                self.peers[name] = Peer(rest, what)

    def run(self, *arguments):
        return subprocess.run([self.path, *self.options, *arguments], stdout=subprocess.PIPE, text=True,
                              check=True).stdout

    def measure(self, workload, size, repetitions, wanted=()):
        """A row for each measurement of @wanted, PEER:save or PEER:load; without it of all."""
        output = self.run("-r", str(repetitions), "-n", str(size), workload, *wanted)
        return [json.loads(line) for line in output.splitlines()]

    def describe(self, workload, size):
        """Rows of the workload's descriptor and octets of its description; None when it has none."""
        output = self.run("--describe", "-n", str(size), workload)
        return json.loads(output) if output else None
