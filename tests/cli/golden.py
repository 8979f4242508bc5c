#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""What people read, word for word. After a change of the output that is meant, write the files anew with
`golden.py COMMAND --write` and read the difference."""
import difflib
import sys

from harness import HERE, STREAMS, main, run, test

CASES = {
    "info-msi": ("info", "msi.mig.gz"),
    "info-x86-pc": ("info", "x86-pc.mig.gz"),
    "show-msi": ("show", "msi.mig.gz", "spapr_pci", "ics", "icp/server"),
    "show-msi-offsets": ("show", "--offsets", "--depth=1", "msi.mig.gz", "spapr_pci", "cpu[1]", "timer"),
    "show-msi-value": ("show", "msi.mig.gz", "ics[0]/irqs[16]", "spapr_pci/msi_devs"),
    "show-msi-colour": ("show", "--color=always", "msi.mig.gz", "spapr_pci"),
    "ls-msi": ("ls", "msi.mig.gz"),
    "ls-msi-section": ("ls", "-r", "msi.mig.gz", "spapr_pci"),
    "get-msi": ("get", "msi.mig.gz", "spapr_pci/buid", "spapr_pci/msi_devs", "spapr_iommu[0x80000000]/bypass",
                "timer/unused", "PCIBUS/irq_count[0]"),
    "get-msi-json": ("get", "--json", "msi.mig.gz", "spapr_pci"),
    "help": ("--help",),
    **{f"help-{verb}": (verb, "--help")
       for verb in ("convert", "diff", "extract", "get", "info", "ls", "replace", "seal", "set", "show", "spapr")},
}


def add_test(name, arguments):
    path = HERE / "golden" / f"{name}.txt"

    @test(f"`{' '.join(arguments)}` prints golden/{name}.txt")
    def _():
        status, out, err = run(*arguments, cwd=STREAMS)
        assert status == 0 and err == b"", (status, err)
        if "--write" in sys.argv:
            path.write_bytes(out)
        wanted = path.read_text(encoding="utf-8").splitlines(keepends=True)
        found = out.decode().splitlines(keepends=True)
        assert found == wanted, "".join(difflib.unified_diff(wanted, found, "wanted", "found"))


for case in CASES.items():
    add_test(*case)
main()
