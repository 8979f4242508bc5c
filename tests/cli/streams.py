#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Real streams: every described section is decoded, and says what QEMU's own script says."""
import gzip
import json
import re
import struct

from harness import STREAMS, equal, main, run, show_json, test

# Types that the script does not know and gives as bare octets. We give what the octets mean, and they
# are held to be the same: a pattern of the path, and the struct format of our members.
OPAQUE_THERE = [
    # "timer": the expiry, signed, -1 when not armed.
    (r".*/core\.[a-z]+(\[\d\])?/timer", ">q"),
    (r".*/(mfwrap_timer|qemu_timer|periodic_timer|update_timer|ar\.tmr\.timer|frame_timer)", ">q"),
    # "tmp": described like a struct, of a mantissa and an exponent here.
    # "bitmap": words of 64 bits.
    (r".*/(ov5_cas/bitmap|spapr_irq_map/irq_map)", ">{n}Q"),
    (r"cpu \(\d+\)/(cpu/fpu/)?env\.(fpregs\[\d\]|fregs\[\d\]|fp_result)/tmp", ">QH"),
]

HEX = re.compile(r"0x([0-9a-f]+)(?: \((-[0-9]+)\))?")


class Comparison:
    """Walks both trees; a leaf that is only in one, or differs, is a line in `findings`."""

    def __init__(self):
        self.findings = []
        self.leaves = self.opaque = 0

    def differ(self, path, what):
        self.findings.append(f"{path}: {what}")

    def compare(self, path, theirs, ours):
        if opaque_there(path, theirs, ours):
            self.opaque += 1
        elif isinstance(theirs, dict) and isinstance(ours, dict):
            self.compare_structs(path, theirs, ours)
        elif isinstance(theirs, list) and isinstance(ours, list):
            self.compare_arrays(path, theirs, ours)
        elif isinstance(theirs, (dict, list)) or isinstance(ours, (dict, list)):
            self.differ(path, f"{shape(theirs)} there, {shape(ours)} here")
        else:
            self.leaves += 1
            if not same_leaf(theirs, ours):
                self.differ(path, f"{theirs!r} there, {ours!r} here")

    def compare_structs(self, path, theirs, ours):
        for name in theirs.keys() - ours.keys():
            self.differ(f"{path}/{name}", f"{shape(theirs[name])} there, missing here")
        for name in ours.keys() - theirs.keys():
            self.differ(f"{path}/{name}", f"missing there, {shape(ours[name])} here")
        for name in theirs.keys() & ours.keys():
            self.compare(f"{path}/{name}", theirs[name], ours[name])

    def compare_arrays(self, path, theirs, ours):
        if len(theirs) != len(ours):
            self.differ(path, f"{len(theirs)} elements there, {len(ours)} here")
        for index, pair in enumerate(zip(theirs, ours)):
            self.compare(f"{path}[{index}]", *pair)


def shape(value):
    if isinstance(value, (dict, list)):
        return f"{type(value).__name__} of {len(value)}"
    return repr(value)[:60]


def opaque_there(path, theirs, ours):
    for pattern, form in OPAQUE_THERE:
        if re.fullmatch(pattern, path):
            ours = ours.values() if isinstance(ours, dict) else ours if isinstance(ours, list) else [ours]
            numbers = [int(n) for n in ours]
            return struct.pack(form.format(n=len(numbers)), *numbers) == bytes.fromhex(theirs)
    return False


def same_leaf(theirs, ours):
    if isinstance(theirs, bool) or isinstance(ours, bool):
        return theirs is ours
    number = HEX.fullmatch(theirs)
    if number is None:
        return isinstance(ours, str) and bytes.fromhex(theirs).hex() == ours
    if isinstance(ours, int):
        signed = number.group(2) is not None
        wanted = int(number.group(2)) if signed else int(number.group(1), 16)
        return ours == wanted and (signed or ours < 2**63)
    return ours.isdecimal() and int(ours) == int(number.group(1), 16) and int(ours) >= 2**63


def full_sections(found):
    return {f"{section['name']} ({section['section_id']})": section for section in found["sections"]
            if section["kind"] == "full"}


def add_tests(name):
    @test(f"{name}: every described section is decoded")
    def _():
        found = show_json(STREAMS / f"{name}.mig.gz")
        equal(found["format"], 1, "format")
        described = [section for section in found["sections"] if section["described"]]
        assert described, "nothing is described"
        for section in described:
            assert "value" in section and "error" not in section, section

    @test(f"{name}: the tree shows every section, and no error")
    def _():
        status, out, err = run("show", STREAMS / f"{name}.mig.gz")
        equal((status, err), (0, b""))
        for section in show_json(STREAMS / f"{name}.mig.gz")["sections"]:
            heading = f"{section['name']}[{section['instance_id']}]  "
            assert any(line.startswith(heading) for line in out.decode().splitlines()), heading

    @test(f"{name}: info is one screen")
    def _():
        status, out, err = run("info", STREAMS / f"{name}.mig.gz")
        equal((status, err), (0, b""))
        lines = out.decode().splitlines()
        assert len(lines) <= 40 and max(map(len, lines)) <= 120, out.decode()

    if not (STREAMS / f"{name}.state.json.gz").exists():
        return

    @test(f"{name}: every leaf is what QEMU's own script says, and there is no other")
    def _():
        theirs = json.loads(gzip.decompress((STREAMS / f"{name}.state.json.gz").read_bytes()))
        ours = full_sections(show_json(STREAMS / f"{name}.mig.gz"))
        theirs = {key: value for key, value in theirs.items()
                  if not key.startswith(("ram (", "spapr/htab ("))}
        equal(sorted(ours), sorted(theirs), "sections")
        comparison = Comparison()
        for key, value in theirs.items():
            comparison.compare(key, value, ours[key].get("value"))
        assert not comparison.findings, (
            f"{len(comparison.findings)} differences:\n" + "\n".join(comparison.findings[:40]))
        assert comparison.leaves > 50, comparison.leaves
        comparison.leaves += comparison.opaque
        print(f"      {name}: {comparison.leaves} leaves compared, "
              f"{comparison.opaque} of them opaque there")


for path in sorted(STREAMS.glob("*.mig.gz")):
    add_tests(path.name.removesuffix(".mig.gz"))
main()
