# SPDX-License-Identifier: LGPL-2.1-or-later
"""Charts: one a workload, SVG by gnuplot. Entries a second, to save and to load, and octets an entry: against the
number of entries; or, of a workload that has but one size, side by side."""
import os
import subprocess
from collections import defaultdict, namedtuple

Style = namedtuple("Style", "colour width dash point")
# A colour a format, ours the strongest; fit for readers who see colours otherwise (Okabe and Ito).
STYLES = {
    "gvmstate": Style("#0072b2", 3, 1, 7), "gvmstate-stored": Style("#56b4e9", 3, 1, 6),
    "gvmstate-packed": Style("#004466", 3, 1, 5), "gvmstate+zstd": Style("#0072b2", 1.5, 3, 1),
    "gvmstate-packed+zstd": Style("#004466", 1.5, 3, 2),
    "hand": Style("#000000", 2, 1, 9), "hand-sorted": Style("#000000", 2, 2, 8),
    "hand-two-boxes": Style("#555555", 2, 3, 12), "hand-avx2": Style("#000000", 2, 4, 10),
    "floor": Style("#999999", 1.5, 3, 2),
    "gvariant": Style("#d55e00", 1.5, 1, 11), "gvariant-host": Style("#d55e00", 1.5, 2, 10),
    "json-glib": Style("#cc79a7", 1.5, 1, 13), "protobuf-c": Style("#009e73", 1.5, 1, 5),
    "msgpack-c": Style("#e69f00", 1.5, 1, 4), "libcbor": Style("#8b6914", 1.5, 1, 12),
}
UNKNOWN = Style("#ff00ff", 1.5, 1, 1)
# Whose times are of interest to nobody, and whose octets are none or another's.
SIZE_ONLY = ("gvmstate+zstd", "gvmstate-packed+zstd")
TIME_ONLY = ("floor", "hand-two-boxes")

HEAD = """set terminal svg size {size} font 'sans,11' background '#ffffff'
set output '{path}'
set multiplot layout {layout} title "{title}" font ',14' margins {margins} spacing {spacing}
set border 3
set tics nomirror
set grid back lt 1 lc rgb '#e4e4e4' lw 1
set pointsize 0.6
unset key
"""
LINES = """set logscale xy
set format x '10^{%L}'
set format y '10^{%L}'
set xlabel 'entries'
"""
# No logarithm of a size: nothing would be small.
LINES_OF_SIZE = "unset logscale y\nset format y '%g'\nset yrange [0:*]\n"
LEGEND = """unset border
unset tics
unset grid
unset xlabel
unset ylabel
unset title
unset logscale
set xrange [0:1]
set yrange [0:1]
set key inside center samplen 3 spacing 1.1 maxcols 2 font ',10'
plot """
BARS = """set boxwidth 0.7
set style fill solid
set xtics rotate by 55 right font ',9'
set yrange [0:*]
"""


def throughput(row):
    return 1e9 / row["ns_per_entry"]


def octets(row):
    return row["bytes"] / row["n"]


def panels(rows):
    """Yields title, what is drawn and its value, with the rows of each peer."""
    for operation, title, left_out, label, value in (
            ("save", "save", SIZE_ONLY, "entries a second", throughput),
            ("load", "load", SIZE_ONLY, "entries a second", throughput),
            ("save", "size", TIME_ONLY, "octets an entry", octets)):
        by_peer = defaultdict(list)
        for row in sorted(rows, key=lambda row: row["n"]):
            if row["operation"] == operation and row["peer"] not in left_out:
                by_peer[row["peer"]].append(row)
        yield title, label, value, by_peer


def line_of(peer):
    style = STYLES.get(peer, UNKNOWN)
    return f"lc rgb '{style.colour}' lw {style.width} dt {style.dash} pt {style.point}"


def plot(title, label, drawn, data):
    return f"set title '{title}'\nset ylabel '{label}'\nplot " + ", \\\n ".join(drawn) + "\n" + "".join(data)


def lines(rows):
    """Lines against the number of entries; the fourth panel says whose they are."""
    text = LINES
    for title, label, value, by_peer in panels(rows):
        if value is octets:
            text += LINES_OF_SIZE
        text += plot(title, label, [f"'-' with linespoints {line_of(peer)}" for peer in by_peer],
                     ["".join(f"{row['n']} {value(row)}\n" for row in of) + "e\n" for of in by_peer.values()])
    peers = dict.fromkeys(row["peer"] for row in rows)
    names = [f"NaN with linespoints {line_of(peer)} title '{peer}'" for peer in peers]
    return text + LEGEND + ", \\\n ".join(names) + "\n"


def short(value):
    """Three digits and what they are of: 762M."""
    for unit, letter in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if value >= unit:
            return f"{value / unit:.3g}{letter}"
    return f"{value:.3g}"


def bars(rows):
    """A bar a peer, with its number: where one format is a hundred times another, the small bars are not seen."""
    text = BARS
    for title, label, value, by_peer in panels(rows):
        if value is octets:
            title, label, value = "size", "octets", lambda row: row["bytes"]
        names = ", ".join(f"'{peer}' {at}" for at, peer in enumerate(by_peer))
        found = [value(row) for (row,) in by_peer.values()]
        text += f"set xtics ({names})\nset xrange [-0.7:{len(by_peer) - 0.3}]\nset format y '%.1s%c'\n"
        text += plot(f"{title}: {label}", "",
                     [f"'-' with boxes lc rgb '{STYLES.get(peer, UNKNOWN).colour}'" for peer in by_peer] +
                     ["'-' using 1:2:3 with labels offset 0,0.5 font ',8'"],
                     [f"{at} {number}\ne\n" for at, number in enumerate(found)] +
                     [f"{at} {number} {short(number)}\n" for at, number in enumerate(found)] + ["e\n"])
    return text


def script(title, rows, path):
    if len({row["n"] for row in rows}) > 1:
        head = HEAD.format(size="960,720", path=path, layout="2,2", title=title, margins="0.09,0.97,0.08,0.89",
                           spacing="0.12,0.16")
        return head + lines(rows) + "unset multiplot\n"
    head = HEAD.format(size="1200,460", path=path, layout="1,3", title=title, margins="0.05,0.99,0.32,0.82",
                       spacing="0.06,0.1")
    return head + bars(rows) + "unset multiplot\n"


def scripts(rows, titles, directory):
    """Yields path and script for each workload."""
    by_workload = defaultdict(list)
    for row in rows:
        by_workload[row["workload"]].append(row)
    for workload, of in by_workload.items():
        path = os.path.join(directory, f"{workload}.svg")
        title = f"{workload}: {titles[workload]}".replace("{", "\\\\{").replace("}", "\\\\}")
        yield path, script(title, of, path)


def draw(rows, titles, directory):
    os.makedirs(directory, exist_ok=True)
    for path, text in scripts(rows, titles, directory):
        subprocess.run(["gnuplot"], input=text, text=True, check=True)
        print(path)
