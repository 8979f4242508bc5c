#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Rooms stay small: no file over 450 lines, no function over 60."""
import tree

FILE_LINES = 450
FUNCTION_LINES = 60


def check(path, lines):
    count = len(lines) - 1
    if count > FILE_LINES:
        yield path, count, f"{count} lines, at most {FILE_LINES}"
    for name, first, last in tree.functions(lines):
        if last - first + 1 > FUNCTION_LINES:
            yield path, first, f"{name}: {last - first + 1} lines, at most {FUNCTION_LINES}"


def main():
    top = tree.root()
    tree.report([finding for path in tree.c_files(top, "lib", "tools", "include")
                 for finding in check(path, tree.c_lines(top / path))])


main()
