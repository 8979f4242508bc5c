#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""docs/PORTING.md: each test that a row of the table names is there, each row of ours is in the headers unless
the table says that it is not, and the MSI table's octets are those of a real stream. `--write` takes out
each "not yet" that is no longer true."""
import gzip
import pathlib
import re
import sys

import format as wire

TOP = pathlib.Path(__file__).resolve().parents[2]
TEXT = TOP / "docs" / "PORTING.md"
PHB = {"name": "spapr_pci", "version": 2, "minimum": 2, "rows": [
    {"name": "buid", "type": {"equal": "u64"}},
    {"name": "lsi_table", "type": {"array": {"struct": {"name": "spapr_pci/lsi", "rows": [
        {"name": "irq", "type": {"equal": "u32"}}]}}, "length": 4}},
    {"name": "msi", "type": {"map": {"struct": {"name": "spapr_pci/msi", "rows": [
        {"name": "first_irq", "type": "u32"}, {"name": "num", "type": "u32"}]}}, "key": "u32", "max": 3328}}]}
TARGET = {"buid": 0x800000020000000, "lsi_table": [{"irq": 0x1200 + pin} for pin in range(4)]}


def table(text):
    """(line, its cells) of each row."""
    part = re.search(r"<!-- table -->\n(.*?)<!-- table end -->", text, re.S).group(1)
    rows = [(line, [cell.strip() for cell in line.strip("|").split("|")]) for line in part.splitlines()]
    assert all(len(cells) == 4 for _, cells in rows), [line for line, cells in rows if len(cells) != 4]
    return rows[2:]


def headers():
    return "".join(path.read_text(encoding="utf-8") for path in (TOP / "include" / "gvmstate").glob("*.h"))


def is_named(path, name):
    """A test in a C file, which is run there too, or a vector in a text."""
    if not path.is_file():
        return False
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".md":
        return f'"name": "{name}"' in text
    return f"START_TEST ({name})" in text and re.search(rf"(RUN_TESTS|tcase_add_test) \([^;]*\b{re.escape(name)}\b", text) is not None


def proofs(cell):
    """(path, name) of each test that the cell names."""
    for link, names in re.findall(r"\]\(([^)]*)\)((?: `[^`]*`)+)", cell):
        for name in re.findall(r"`([^`]*)`", names):
            yield (TEXT.parent / link).resolve(), name


def missing_names(cell, declared):
    """What the row of ours needs and the headers do not have."""
    words = re.findall(r"\b(?:GVM_[A-Z0-9_]+|gvm_[a-z0-9_]+)\b", " ".join(re.findall(r"`([^`]*)`", cell)))
    return [word for word in words if not re.search(rf"\b{word}\b", declared)]


def check_row(cells, declared):
    _, _, ours, proof = cells
    missing, found = missing_names(ours, declared), list(proofs(proof))
    if proof.startswith("not yet"):
        assert missing, "all of it is there now: run this script with --write"
        return
    assert not missing, f"not in the headers: {', '.join(missing)}"
    assert found or (proof == "—" and ours.startswith("none")), "no proof"
    for path, name in found:
        assert is_named(path, name), f"no {name} in {path.relative_to(TOP)}"


def block(text, name):
    found = re.search(rf"^```hex {name}\n(.*?)^```", text, re.S | re.M).group(1)
    return bytes.fromhex("".join(line.split(";")[0] for line in found.splitlines()))


def check_stream(text):
    stream = gzip.decompress((TOP / "tests" / "data" / "streams" / "msi.mig.gz").read_bytes())
    assert stream.count(block(text, "qemu")) == 1, "the octets of QEMU are not in the stream"


def check_ours(text):
    payload = block(text, "qemu")[23:-5]
    value = wire.decode(PHB, 2, payload, TARGET)
    found = wire.encode(PHB, 2, value)
    assert found == block(text, "ours"), found.hex(" ")


def without_stale(text, declared):
    for line, cells in table(text):
        if cells[3].startswith("not yet: ") and not missing_names(cells[2], declared):
            text = text.replace(line, line.replace("| not yet: ", "| "))
    return text


def main():
    text, declared, passed, failed = TEXT.read_text(encoding="utf-8"), headers(), 0, 0
    if "--write" in sys.argv:
        text = without_stale(text, declared)
        TEXT.write_text(text, encoding="utf-8")
    cases = [(cells[0], check_row, (cells, declared)) for _, cells in table(text)]
    cases += [("the octets of QEMU are in a real stream", check_stream, (text,)),
              ("the octets of ours are the same state", check_ours, (text,))]
    for promise, function, arguments in cases:
        try:
            function(*arguments)
            passed += 1
            print(f"ok    {promise}")
        except (AssertionError, wire.Refused) as error:
            failed += 1
            print(f"FAIL  {promise}: {error}")
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed or not passed else 0)


main()
