#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Puts faults into lib/spapr, one at a time, and counts how many the tests find.

    mutate.py BUILD [--count=N] [--seed=S] [--jobs=J] [--only=FILE] [--list]

BUILD is a build of the tree with its tests (the preset dev). Faults are not chosen: every place where one of the
RULES below fits is a candidate, and N of them (300 unless said) are drawn by a generator with seed S. Each is
compiled and linked into a copy of libgvmstate-spapr; the check suites of tests/spapr and the replay of all vectors
run with that copy. A fault is caught when one of them fails, crashes or does not end; it does not count when it does
not compile, or when the compiler makes the same code of it. Exit status 1 when fewer than 95 of 100 are caught.
"""
import argparse
import concurrent.futures
import json
import os
import pathlib
import random
import re
import shlex
import shutil
import subprocess
import sys
import tempfile

TOP = pathlib.Path(__file__).resolve().parents[2]
SOURCES = TOP / "lib" / "spapr"
LEFT_OUT = {"trace.c"}  # has no effect
SUITES = ["change_msi", "presentation", "sources", "devices", "plug", "state", "parts", "refused",
          "allocator", "compact", "old_phb", "phb_v1", "roundtrip", "table", "complete"]
TIMEOUT = 30  # seconds, for each suite; they take a fraction of one
ENOUGH = 95  # of 100

SWAPS = {  # operators
    "==": ["!="], "!=": ["=="], "<=": ["<"], ">=": [">"], "<": ["<=", ">="], ">": [">=", "<="],
    "&&": ["||"], "||": ["&&"], "|=": ["&=", "="], "&=": ["|="], "+": ["-"], "-": ["+"],
    "<<": [">>"], ">>": ["<<"], "|": ["&"], "&": ["|"], "%": ["/"], "/": ["%"], "++": ["--"],
}
OPERATOR = re.compile(r"(?<= )(==|!=|<=|>=|<<|>>|&&|\|\||\|=|&=|[<>|&+\-%/])(?= )|\+\+(?=[;,)])")
NUMBER = re.compile(r"(?<![\w.])(?:0x[0-9a-f]+|\d+)(?![\w.])")
NAMED = [("TRUE", "FALSE"), ("FALSE", "TRUE"), ("GVM_SPAPR_RTAS_OK", "GVM_SPAPR_RTAS_HARDWARE_ERROR"),
         ("GVM_SPAPR_RTAS_HARDWARE_ERROR", "GVM_SPAPR_RTAS_PARAMETER_ERROR"),
         ("GVM_SPAPR_RTAS_PARAMETER_ERROR", "GVM_SPAPR_RTAS_HARDWARE_ERROR"),
         ("GVM_SPAPR_PRIORITY_MASKED", "0"), ("GVM_SPAPR_IRQ_SENT", "GVM_SPAPR_IRQ_REJECTED"),
         ("GVM_SPAPR_IRQ_REJECTED", "GVM_SPAPR_IRQ_SENT"), ("GVM_SPAPR_IRQ_ASSERTED", "GVM_SPAPR_IRQ_SENT"),
         ("GVM_SPAPR_IRQ_MSI_FLAG", "GVM_SPAPR_IRQ_LSI_FLAG"), ("GVM_SPAPR_IRQ_LSI_FLAG", "GVM_SPAPR_IRQ_MSI_FLAG"),
         ("GVM_SPAPR_H_PARAMETER", "GVM_SPAPR_H_SUCCESS"), ("GVM_SPAPR_H_FUNCTION", "GVM_SPAPR_H_SUCCESS"),
         ("GVM_SPAPR_IRQ_MASKED_PENDING", "GVM_SPAPR_IRQ_REJECTED")]
CONDITION = re.compile(r"\b(if|while) \(")
STATEMENT = re.compile(r"^ +(?!return\b|break\b|case\b|default\b|const\b|static\b|goto\b)"
                       r"[a-z_*(].*;( */\*.*\*/)?$")
DECLARATION = re.compile(r"^ +(?:const )?(?:g?u?int\d*|gboolean|gsize|gpointer|char|GvmS?\w*|Gvmi\w*|GH\w*|GL\w*|GE\w*|"
                         r"GP\w*|GB\w*|g_auto\w*|va_list|Request|Check|Load|enum|Handler)\b[^=(]*(?:=.*)?;")


# ---- candidates --------------------------------------------------------------------------------------


def blank(text):
    """The text without comments and strings, which stay as long as they were."""
    pattern = r'/\*.*?\*/|"(?:\\.|[^"\\])*"'
    return re.sub(pattern, lambda match: re.sub(r"[^\n]", " ", match.group(0)), text, flags=re.S)


def closing(text, start):
    """The place of the parenthesis that closes the one at @start."""
    depth = 0
    for place in range(start, len(text)):
        depth += {"(": 1, ")": -1}.get(text[place], 0)
        if depth == 0:
            return place
    return None


def in_code(code, place):
    """Inside a function, or a table; not on a preprocessor's line, nor in what only checks a caller."""
    line = code[code.rfind("\n", 0, place) + 1:code.find("\n", place)]
    return not (line.startswith("#") or "g_return" in line or "GVMI_TRACE" in line or line.startswith("static g"))


def traces(code):
    """Spans of what is only told."""
    for match in re.finditer(r"GVMI_TRACE \(", code):
        yield match.start(), closing(code, match.end() - 1) + 2


def candidates(path):
    text = path.read_text()
    code = blank(text)
    told = list(traces(code))

    def add(start, end, new, what):
        if in_code(code, start) and not any(a <= start < b for a, b in told):
            found.append((path.name, start, end, new, what))

    found = []
    for match in OPERATOR.finditer(code):
        for new in SWAPS[match.group(0)]:
            add(match.start(), match.end(), new, f"{match.group(0)} → {new}")
    for match in NUMBER.finditer(code):
        value = int(match.group(0), 0)
        for new in {value + 1, max(value - 1, 0)} - {value}:
            add(match.start(), match.end(), str(new), f"{match.group(0)} → {new}")
    for old, new in NAMED:
        for match in re.finditer(rf"\b{old}\b", code):
            add(match.start(), match.end(), new, f"{old} → {new}")
    for match in CONDITION.finditer(code):
        end = closing(code, match.end() - 1)
        add(match.end() - 1, end + 1, f"(!{text[match.end() - 1:end + 1]})", "condition negated")
        if match.group(1) == "if":
            for value in ("(1)", "(0)"):
                add(match.end() - 1, end + 1, value, f"condition → {value}")
    place = 0
    for line in code.split("\n"):
        if STATEMENT.match(line) and not DECLARATION.match(line) and line.count("(") == line.count(")"):
            start = place + len(line) - len(line.lstrip())
            add(start, place + line.rindex(";"), "(void) 0", "statement left out")
        place += len(line) + 1
    return found


# ---- one fault ---------------------------------------------------------------------------------------


class Builder:
    def __init__(self, build, work):
        self.build, self.work = build, work
        commands = json.loads((build / "compile_commands.json").read_text())
        self.command = {}
        for entry in commands:
            source = pathlib.Path(entry["directory"], entry["file"]).resolve()
            if source.parent == SOURCES:
                arguments = shlex.split(entry["command"])
                while arguments[0].endswith("ccache"):
                    arguments.pop(0)
                self.command[source.name] = self.plain(arguments)
        self.objects = {name: self.compile(SOURCES / name, work / f"{name}.o") for name in self.command}

    @staticmethod
    def plain(arguments):
        """The command without its input, output and optimisation."""
        kept, skip = [], False
        for argument in arguments:
            if skip:
                skip = False
            elif argument in ("-o", "-c", "-MF", "-MT"):
                skip = True
            elif argument not in ("-MD", "-Werror", "-g") and not argument.startswith("-O"):
                kept.append(argument)
        return kept + ["-w", "-O1", f"-I{SOURCES}"]

    def compile(self, source, output):
        done = subprocess.run([*self.command[re.sub(r"^m\d+-", "", source.name)], "-c", str(source), "-o", str(output)],
                              cwd=self.build, capture_output=True, check=False)
        return output if done.returncode == 0 else None

    def link(self, folder, name, replaced):
        objects = [str(replaced if other == name else path) for other, path in self.objects.items()]
        subprocess.run(["cc", "-shared", "-Wl,-soname,libgvmstate-spapr.so.0", "-o", str(folder / "libgvmstate-spapr.so.0"), *objects, f"-L{self.build}/lib", "-lgvmstate",
                        *subprocess.run(["pkg-config", "--libs", "glib-2.0", "gobject-2.0"], capture_output=True,
                                        text=True, check=True).stdout.split()], check=True, capture_output=True)


def run_tests(build, folder):
    """The first test that finds the fault of the library in @folder, which programs prefer to the one that they
    were built with; None when it survives."""
    environment = {**os.environ, "LD_LIBRARY_PATH": f"{folder}:{build / 'lib'}", "CK_FORK": "no",
                   "GVM_TEST_DATA": str(TOP / "tests" / "data"), "G_DEBUG": "fatal-criticals", "LC_ALL": "C"}
    commands = [[str(build / "tests" / f"test-spapr.{suite}")] for suite in SUITES]
    commands += [[str(build / "bin" / "gvmstate"), "spapr", "replay", str(vector)]
                 for vector in sorted((TOP / "tests/data/vectors").glob("*.json.gz"))]
    for command in commands:
        try:
            done = subprocess.run(command, env=environment, capture_output=True, timeout=TIMEOUT, check=False)
        except subprocess.TimeoutExpired:
            return "does not end"
        if done.returncode != 0:
            return pathlib.Path(command[-1]).name
    return None


def try_fault(builder, number, fault):
    name, start, end, new, _ = fault
    text = (SOURCES / name).read_text()
    source = builder.work / f"m{number}-{name}"
    source.write_text(text[:start] + new + text[end:])
    compiled = builder.compile(source, builder.work / f"m{number}.o")
    if compiled is None:
        return "does not compile"
    if code_of(compiled) == code_of(builder.objects[name]):
        return "the same code"
    folder = builder.work / f"f{number}"
    folder.mkdir()
    builder.link(folder, name, compiled)
    caught = run_tests(builder.build, folder)
    shutil.rmtree(folder)
    compiled.unlink()
    return f"caught by {caught}" if caught else "survived"


def code_of(path):
    with tempfile.NamedTemporaryFile() as stripped:
        subprocess.run(["objcopy", "-O", "binary", "-j", ".text", "-j", ".rodata*", "-j", ".data.rel.ro*", str(path),
                        stripped.name], check=True, capture_output=True)
        return pathlib.Path(stripped.name).read_bytes()


def where(fault):
    name, start, end, _, what = fault
    text = (SOURCES / name).read_text()
    line = text.count("\n", 0, start) + 1
    return f"lib/spapr/{name}:{line}: {what}: {' '.join(text[start:end].split())[:60]!r} in " \
           f"{text.splitlines()[line - 1].strip()!r}"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build", type=lambda name: pathlib.Path(name).resolve())
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--only", help="a file of lib/spapr")
    parser.add_argument("--list", action="store_true", help="all candidates, nothing is done")
    options = parser.parse_args()
    every = [fault for path in sorted(SOURCES.glob("*.c"))
             if path.name not in LEFT_OUT and options.only in (None, path.name) for fault in candidates(path)]
    if options.list:
        print("\n".join(map(where, every)))
        return 0
    random.Random(options.seed).shuffle(every)
    chosen = every[:options.count]
    outcomes = []
    with tempfile.TemporaryDirectory(prefix="mutate-") as folder:
        work = pathlib.Path(folder)
        builder = Builder(options.build, work)
        builder.link(work, None, None)
        if (wrong := run_tests(options.build, work)) is not None:
            sys.exit(f"{wrong} fails without a fault")
        with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
            jobs = [pool.submit(try_fault, builder, number, fault) for number, fault in enumerate(chosen)]
            outcomes = [job.result() for job in jobs]
    return report(options, len(every), chosen, outcomes)


def report(options, n_candidates, chosen, outcomes):
    counted = [o for o in outcomes if o.startswith("caught") or o == "survived"]
    survivors = [where(fault) for fault, outcome in zip(chosen, outcomes) if outcome == "survived"]
    caught = len(counted) - len(survivors)
    for survivor in sorted(survivors):
        print("survived:", survivor)
    for reason in ("does not compile", "the same code"):
        print(f"{outcomes.count(reason)} not counted: {reason}")
    share = 100 * caught / max(len(counted), 1)
    print(f"seed {options.seed}: {n_candidates} candidates, {len(counted)} faults, {caught} caught: {share:.1f} %")
    return 0 if share >= ENOUGH else 1


if __name__ == "__main__":
    sys.exit(main())
