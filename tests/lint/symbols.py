#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""symbols.py NM LIBRARY...: a library exports gvm_* and nothing else, and does export something."""
import pathlib
import re
import subprocess
import sys


def exported(nm, library):
    listed = subprocess.run([nm, "-D", "--defined-only", library],
                            capture_output=True, text=True, check=True).stdout
    entries = [line.split()[-2:] for line in listed.splitlines()]
    # Absolute symbols (A) are the names of the version script's nodes.
    return [name.split("@")[0] for kind, name in entries if kind != "A"]


def main():
    bad = False
    nm, *libraries = sys.argv[1:]
    for library in libraries:
        symbols = exported(nm, library)
        if not symbols:
            print(f"{library}:0: exports nothing; are the public headers annotated?")
            bad = True
        prefix = "gvm_spapr_" if "spapr" in pathlib.Path(library).name else "gvm_"
        for name in symbols:
            if not re.match(prefix, name):
                print(f"{library}:0: exports {name}, which is not {prefix}*")
                bad = True
    sys.exit(bad)


main()
