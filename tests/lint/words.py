#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""No path of a developer's machine, and no promise to do later what a change leaves undone."""
import re

import tree

RULES = [
    (re.compile(r"(?<![\w.~\-])/(?:work|root|home)/"), "path of a developer's machine"),
    (re.compile(r"\b(?:TODO|FIXME|XXX|HACK)\b"), "unfinished business; finish it or write an issue"),
]


def exempt(path):
    return path.name == "LICENSE" or path.parts[:2] in (("tests", "data"), ("tests", "lint"))


def check(top, path):
    content = (top / path).read_bytes()
    if b"\0" in content:
        return
    for number, line in enumerate(content.decode("utf-8", "replace").split("\n"), 1):
        for pattern, reason in RULES:
            match = pattern.search(line)
            if match:
                yield path, number, f"{match.group(0)}: {reason}"


def main():
    top = tree.root()
    tree.report([finding for path in tree.files(top) if not exempt(path)
                 for finding in check(top, path)])


main()
