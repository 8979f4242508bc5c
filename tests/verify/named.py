#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""named.py BUILD: each test that a document names is one that ctest runs: what is in a table's column "test", and, anywhere,
each `group.name` whose group is one of ctest's. Of a test that runs in parts, name.0 and so on, the name will do."""
import json
import pathlib
import re
import subprocess
import sys

TOP = pathlib.Path(__file__).resolve().parents[2]


def names_of_tests(build):
    shown = subprocess.run(["ctest", "--test-dir", build, "--show-only=json-v1"], stdout=subprocess.PIPE, check=True)
    return {test["name"] for test in json.loads(shown.stdout)["tests"]}


def names_in(text, groups):
    column = None
    for line in text.splitlines():
        cells = line.strip("|").split("|") if line.startswith("|") else []
        if not cells:
            column = None
        elif column is None:
            column = [cell.strip() for cell in cells].index("test") if "| test |" in line else -1
        elif column >= 0:
            yield from re.findall(r"`([^`]+)`", cells[column])
    for name in re.findall(r"`(\w+(?:\.[\w-]+)+)`", text):
        if name.split(".")[0] in groups and not name.endswith((".c", ".h", ".py", ".md")):
            yield name


def is_run(name, tests):
    return name in tests or any(test.startswith(name + ".") for test in tests)


def main():
    tests = names_of_tests(sys.argv[1])
    groups = {name.split(".")[0] for name in tests if "." in name}
    named = [(path.name, name) for path in (TOP / "README.md", *sorted((TOP / "docs").glob("*.md")))
             for name in names_in(path.read_text(encoding="utf8"), groups)]
    assert named, "no document names a test"
    unknown = sorted({f"{document}: {name}" for document, name in named if not is_run(name, tests)})
    print("\n".join(f"no such test: {line}" for line in unknown) or f"{len(named)} names, all of tests")
    return 1 if unknown else 0


sys.exit(main())
