#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""shown.py SOURCE [--write]: the example in docs/CODECS.md is the code that the test runs.

With --write it is put in anew."""
import pathlib
import sys

MARKS = "<!-- prefix -->\n", "<!-- end -->\n"


def code(path):
    """A file without its head comment and what it includes."""
    lines = path.read_text(encoding="utf8").split("*/\n", 1)[1].split("\n")
    return "\n".join(line for line in lines if not line.startswith("#")).strip("\n")


def main():
    top = pathlib.Path(sys.argv[1])
    folder = top / "tests" / "codec_example"
    block = "```c\n" + code(folder / "prefix.h") + "\n\n" + code(folder / "prefix.c") + "\n```\n"
    page = top / "docs" / "CODECS.md"
    text = page.read_text(encoding="utf8")
    head, rest = text.split(MARKS[0])
    shown, tail = rest.split(MARKS[1])
    if "--write" in sys.argv:
        page.write_text(head + MARKS[0] + block + MARKS[1] + tail, encoding="utf8")
    elif shown != block:
        sys.exit("docs/CODECS.md shows other code than the test runs; tests/codec_example/shown.py . --write")


main()
