# SPDX-License-Identifier: LGPL-2.1-or-later
"""Runs the command, and counts. A script of tests decorates functions with @test("what is promised")
and ends with main(); the first argument of a script is the command's path."""
import gzip
import json
import os
import pathlib
import subprocess
import sys
import traceback

COMMAND = sys.argv[1]
DATA = pathlib.Path(os.environ.get("GVM_TEST_DATA", pathlib.Path(__file__).resolve().parents[1] / "data"))
STREAMS = DATA / "streams"
HERE = pathlib.Path(__file__).resolve().parent

_tests = []


class Skip(Exception):
    """Raised by a test that has nothing to run with here."""


def test(promise):
    def register(function):
        _tests.append((promise, function))
        return function
    return register


def environment(**changes):
    """Ours, but for what changes the output."""
    result = {key: value for key, value in os.environ.items()
              if key not in ("NO_COLOR", "TERM", "LANG", "LANGUAGE") and not key.startswith("LC_")}
    result.update(LC_ALL="C.UTF-8", TERM="xterm")
    result.update(changes)
    return result


def run(*arguments, stdin=None, env=None, cwd=None):
    """(status, stdout, stderr) in octets."""
    done = subprocess.run([COMMAND, *map(os.fsencode, arguments)], input=stdin, env=env or environment(),
                          stdin=subprocess.DEVNULL if stdin is None else None, capture_output=True,
                          cwd=cwd, timeout=120, check=False)
    return done.returncode, done.stdout, done.stderr


def show_json(*arguments, **options):
    status, out, err = run("show", "--format=json", *arguments, **options)
    assert status == 0, f"exit {status}: {err.decode('utf-8', 'replace')}"
    return json.loads(out)


def unpacked(name):
    return gzip.decompress((STREAMS / name).read_bytes())


def equal(found, wanted, what="value"):
    assert found == wanted, f"{what}: {found!r}, not {wanted!r}"


def holds(text, part):
    assert part in text, f"{part!r} is not in {text!r}"


def main():
    passed = failed = skipped = 0
    for promise, function in _tests:
        try:
            function()
            passed += 1
            print(f"ok    {promise}")
        except Skip as reason:
            skipped += 1
            print(f"skip  {promise}: {reason}")
        except Exception:  # pylint: disable=broad-except
            failed += 1
            print(f"FAIL  {promise}\n{traceback.format_exc(limit=-3)}")
    print(f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""))
    sys.exit(1 if failed or not passed else 0)
