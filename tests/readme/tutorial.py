#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""tutorial.py SOURCE BUILD LIBDIR: what docs/TUTORIAL.md shows is what happens.

From its top to its end: `<!-- NAME -->` before a block of code writes it to a file, `<!-- in NAME, for: LINE -->` puts it in
the place of a line there, and `    $ COMMAND` runs as it stands, with the library installed, and prints what stands below
it, errors too. With --write what they print is put in anew."""
import os
import re
import subprocess
import sys
import tempfile

MARK = re.compile(r"<!-- (?:in (?P<old>\S+), for: (?P<line>.*)|(?P<new>\S+)) -->")
INDENT = "    "
PROMPT = INDENT + "$ "


def install(build, libdir, prefix):
    subprocess.run(["cmake", "--install", build, "--prefix", prefix], check=True, stdout=subprocess.DEVNULL)
    return {**os.environ, "LC_ALL": "C.UTF-8", "PATH": f"{prefix}/bin:{os.environ['PATH']}",
            "PKG_CONFIG_PATH": f"{prefix}/{libdir}/pkgconfig", "LD_LIBRARY_PATH": f"{prefix}/{libdir}"}


def write_code(mark, code, folder):
    path = os.path.join(folder, mark["new"] or mark["old"])
    if mark["old"]:
        with open(path, encoding="utf8") as file:
            before = file.read()
        assert before.count(mark["line"] + "\n") == 1, f"{path}: not once: {mark['line']}"
        code = before.replace(mark["line"] + "\n", code)
    with open(path, "w", encoding="utf8") as file:
        file.write(code)


def take_code(lines):
    """The block that begins with the next line."""
    assert next(lines).startswith("```c"), "no code below a mark"
    return "".join(iter(lambda: next(lines), "```\n"))


def run(command, folder, environment):
    done = subprocess.run(["sh", "-c", command], cwd=folder, env=environment, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, check=False)
    assert "\n\n" not in done.stdout, f"{command}: an empty line would end what stands below it"
    return [(INDENT + line).rstrip() + "\n" for line in done.stdout.splitlines()]


def follow(page, folder, environment):
    """Does what the page says. Returns: the page with what was printed."""
    followed, lines, printed = [], iter(page.splitlines(keepends=True)), None
    for line in lines:
        mark = MARK.match(line)
        if printed is not None and line.startswith(INDENT) and not line.startswith(PROMPT):
            continue
        followed += printed or []
        printed = None
        followed.append(line)
        if mark:
            code = take_code(lines)
            followed += ["```c\n", code, "```\n"]
            write_code(mark, code, folder)
        elif line.startswith(PROMPT):
            printed = run(line[len(PROMPT):], folder, environment)
    return "".join(followed + (printed or []))


def main():
    source, build, libdir = sys.argv[1:4]
    path = os.path.join(source, "docs", "TUTORIAL.md")
    with open(path, encoding="utf8") as file:
        page = file.read()
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as prefix:
        followed = follow(page, folder, install(build, libdir, prefix))
    if "--write" in sys.argv:
        with open(path, "w", encoding="utf8") as file:
            file.write(followed)
    elif followed != page:
        for shown, found in zip(page.splitlines(), followed.splitlines()):
            if shown != found:
                print(f"docs/TUTORIAL.md shows  {shown}\nbut it is              {found}")
                return 1
        print("docs/TUTORIAL.md: its end is not what happens")
        return 1
    return 0


sys.exit(main())
