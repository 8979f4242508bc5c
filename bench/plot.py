# SPDX-License-Identifier: LGPL-2.1-or-later
"""Charts: one a workload, SVG by gnuplot. Above entries a second, to save and to load; below octets an entry."""
import os
import subprocess
from collections import defaultdict

# A colour a peer, ours the strongest; fit for readers who see colours otherwise (Okabe and Ito).
STYLES = {
    "gvmstate": "lc rgb '#0072b2' lw 3 pt 7", "gvmstate-stored": "lc rgb '#56b4e9' lw 3 pt 6",
    "gvmstate-packed": "lc rgb '#004466' lw 3 pt 5", "gvmstate+zstd": "lc rgb '#0072b2' lw 1 dt 3 pt 1",
    "hand": "lc rgb '#000000' lw 2 pt 9", "hand-sorted": "lc rgb '#000000' lw 2 dt 2 pt 8",
    "hand-avx2": "lc rgb '#000000' lw 2 dt 4 pt 10", "floor": "lc rgb '#999999' lw 1 dt 3 pt 2",
    "gvariant": "lc rgb '#d55e00' lw 1.5 pt 11", "gvariant-host": "lc rgb '#d55e00' lw 1.5 dt 2 pt 10",
    "json-glib": "lc rgb '#cc79a7' lw 1.5 pt 13", "protobuf-c": "lc rgb '#009e73' lw 1.5 pt 5",
    "msgpack-c": "lc rgb '#e69f00' lw 1.5 pt 4", "libcbor": "lc rgb '#8b6914' lw 1.5 pt 12",
}
HEAD = """set terminal svg size 900,{height} font 'sans,11' background '#ffffff'
set output '{path}'
set multiplot layout {rows},2 title '{workload}' font ',14' margins 0.09,0.79,0.09,0.9 spacing 0.12,0.18
set logscale xy
set format xy '10^{{%L}}'
set ylabel offset 1,0
set grid lc rgb '#dddddd'
set xlabel 'entries'
set pointsize 0.6
"""


def data(rows, value):
    return "\n".join(f"{row['n']} {value (row)}" for row in sorted(rows, key=lambda row: row["n"])) + "\ne\n"


def panel(by_peer, title, label, value, key):
    """One chart, with its data behind it."""
    lines = [f"'-' with linespoints {STYLES.get(peer, '')} title '{peer}'" for peer in by_peer]
    place = "set key at screen 0.995,0.9 right top samplen 2 vertical maxcols 1 font ',9' spacing 0.8" if key else "unset key"
    return (f"set title '{title}'\nset ylabel '{label}'\n{place}\nplot " + ", \\\n ".join(lines) + "\n" +
            "".join(data(rows, value) for rows in by_peer.values()))


def script(workload, rows, path):
    found = {"save": defaultdict(list), "load": defaultdict(list)}
    for row in rows:
        found[row["operation"]][row["peer"]].append(row)
    sized = {peer: of for peer, of in found["save"].items() if peer != "floor"}
    def throughput(row):
        return 1e9 / row["ns_per_entry"]
    return (HEAD.format(height=620, rows=2, workload=workload, path=path) +
            panel(found["save"], "save", "entries a second", throughput, True) +
            panel(found["load"], "load", "entries a second", throughput, False) +
            "unset logscale y\nset format y '%g'\nset yrange [0:*]\n" +
            panel(sized, "size", "octets an entry", lambda row: row["bytes"] / row["n"], False) +
            "unset multiplot\n")


def scripts(rows, directory):
    """(path, script) for each workload that has more than one size."""
    by_workload = defaultdict(list)
    for row in rows:
        by_workload[row["workload"]].append(row)
    return [(path, script(workload, of, path)) for workload, of in by_workload.items()
            if len({row["n"] for row in of}) > 1
            for path in [os.path.join(directory, f"{workload}.svg")]]


def draw(rows, directory):
    os.makedirs(directory, exist_ok=True)
    for path, text in scripts(rows, directory):
        subprocess.run(["gnuplot"], input=text, text=True, check=True)
        print(path)
