#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""readme.py SOURCE BUILD CC: what the README shows is what happens.

Its program compiles without a warning and prints what stands below it; the demo prints what stands between
its marks, but for the times; the commands it names run. With --write the demo's output is put in anew."""
import os
import re
import shlex
import subprocess
import sys
import tempfile

TIME = re.compile(r" +[0-9.]+ us")


def run(command, **more):
    return subprocess.run(command, capture_output=True, text=True, check=True, **more).stdout


def between(text, start, end):
    return text.split(start, 1)[1].split(end, 1)[0]


def flags():
    return shlex.split(run(["pkg-config", "--cflags", "--libs", "gio-2.0"]))


def the_program_compiles_and_prints_what_the_readme_says(readme, source, build, compiler):
    section = between(readme, "<!-- example.c -->", "## The command")
    expected = between(section, "./a.out\n", "\n\n").replace("    ", "", 1)
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "example.c")
        with open(path, "w", encoding="utf8") as file:
            file.write(between(section, "```c\n", "```"))
        program = os.path.join(folder, "example")
        run([compiler, "-std=c11", "-Wall", "-Wextra", "-Wpedantic", "-Werror", f"-I{source}/include", path,
             "-o", program, f"-L{build}/lib", f"-Wl,-rpath,{build}/lib", "-lgvmstate", *flags()])
        printed = run([program])
    assert printed.strip() == expected.strip(), f"printed {printed!r}, README says {expected!r}"


def demo_output(source, build):
    return run([f"{build}/bin/gvmstate-demo", "tests/data/streams/msi.mig.gz"], cwd=source)


def as_block(output):
    return "\n```\n" + output.strip("\n") + "\n```\n"


def the_demo_prints_what_the_readme_shows(readme, source, build, _compiler):
    shown = between(readme, "<!-- demo -->", "<!-- end -->")
    printed = as_block(demo_output(source, build))
    assert TIME.sub(" # us", shown) == TIME.sub(" # us", printed), printed


def the_commands_run(readme, source, build, _compiler):
    lines = [line.strip() for line in readme.splitlines() if line.startswith("    build/bin/gvmstate ")]
    assert lines, "the README names no command"
    for line in lines:
        command = shlex.split(line.replace("build/bin", f"{build}/bin", 1))
        assert run(command, cwd=source).strip(), line


def write(path, readme, source, build):
    block = as_block(demo_output(source, build))
    head, rest = readme.split("<!-- demo -->", 1)
    with open(path, "w", encoding="utf8") as file:
        file.write(head + "<!-- demo -->" + block + "<!-- end -->" + rest.split("<!-- end -->", 1)[1])


def main():
    source, build, compiler = sys.argv[1:4]
    path = os.path.join(source, "README.md")
    with open(path, encoding="utf8") as file:
        readme = file.read()
    if "--write" in sys.argv:
        write(path, readme, source, build)
        return 0
    failed = 0
    tests = [the_program_compiles_and_prints_what_the_readme_says, the_demo_prints_what_the_readme_shows,
             the_commands_run]
    for test in tests:
        try:
            test(readme, source, build, compiler)
        except (AssertionError, subprocess.CalledProcessError, OSError, IndexError) as fault:
            failed += 1
            print(f"{test.__name__}: {getattr(fault, 'stderr', '') or fault}")
    print(f"{len(tests) - failed} passed, {failed} failed")
    return 1 if failed else 0


sys.exit(main())
