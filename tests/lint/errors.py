#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A function that takes a GError ** and returns gboolean sets it whenever it returns FALSE.

Held where it can be held without false alarms: the way from the function's start, or from the return
before, to a bare "return FALSE;" must at least mention the error parameter. A return that is reached
past such a mention, but whose branch sets nothing, is not seen."""
import re

import tree

PARAMETER = re.compile(r"\bGError \*\*(\w+)")
RETURN = re.compile(r"\breturn\b[^;]*;")


def check(path, lines):
    for name, first, last in tree.functions(lines):
        head = " ".join(lines[first - 2:last]).split("{")[0]
        parameter = PARAMETER.search(head)
        if not parameter or not re.search(r"\bgboolean\b", head.split("(")[0]):
            continue
        mention = re.compile(rf"\b{parameter.group(1)}\b")
        opening = next(n for n in range(first, last) if lines[n].rstrip() == "{")
        body = "\n".join(lines[opening:last])
        since = 0
        for found in RETURN.finditer(body):
            before = body[since:found.start()]
            if re.fullmatch(r"return FALSE;", found.group(0)) and not mention.search(before):
                line = opening + 1 + body.count("\n", 0, found.start())
                yield path, line, f"{name} returns FALSE without setting {parameter.group(1)}"
            since = found.end()


def main():
    top = tree.root()
    tree.report([finding for path in tree.c_files(top, "lib", "tools") if path.suffix == ".c"
                 for finding in check(path, tree.c_lines(top / path))])


main()
