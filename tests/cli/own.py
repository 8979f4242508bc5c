#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Packed rows of streams of ours, as the command shows and changes them; their octets are docs/FORMAT.md's."""
import json
import pathlib
import tempfile

from harness import equal, holds, main, run, test
from synthetic import Device, be32, stream

MSI = {"struct": {"name": "msi", "rows": [{"name": "first_irq", "type": "uint32"}, {"name": "num", "type": "uint32"}]}}
SOURCE = {"struct": {"name": "source", "rows": [{"name": "server", "type": "uint32"},
                                                {"name": "priority", "type": "uint8"}]}}


def packed(kind, packing, **more):
    return {"gvm": kind, "packing": packing, **more}


def made(msi="00000003 0b 8010 804c08 013405 011f1e", sources="02 0605 03ac0207"):
    return stream(Device("phb", [
        ("msi", "packed", bytes.fromhex(msi), packed({"map": MSI, "key": "uint32"}, "delta")),
        ("sources", "packed", bytes.fromhex(sources),
         packed({"array": SOURCE, "length": 4}, "sparse", blank="00000000ff")),
        ("count", "packed", b"\x80\x01", packed("uint32", "varint"))]))


def shown_with(wanted, octets, *arguments):
    status, out, err = run(*arguments, stdin=octets)
    equal((status, err), (wanted, b""), f"{arguments}")
    return out.decode()


def shown(octets, *arguments):
    return shown_with(0, octets, *arguments)


def refused(octets, *arguments, wanted, says):
    status, out, err = run(*arguments, stdin=octets)
    equal((status, out), (wanted, b""), f"{arguments} {err!r}")
    holds(err.decode(), says)


@test("packed rows are shown as any others")
def _():
    document = json.loads(shown(made(), "get", "--json", "-", "phb"))
    equal(document, {"msi": [{"key": 0x800, "value": {"first_irq": 0x1300, "num": 4}},
                             {"key": 0x1000, "value": {"first_irq": 0x131a, "num": 1}},
                             {"key": 0x1800, "value": {"first_irq": 0x130a, "num": 16}}],
                     "sources": [{"server": 0, "priority": 255}, {"server": 0, "priority": 5},
                                 {"server": 300, "priority": 7}, {"server": 0, "priority": 255}],
                     "count": 128})
    holds(shown(made(), "show", "-"), "0x00001300")
    holds(shown(made(), "ls", "-r", "-"), "phb[0]/msi[1]/value/num\n")


@test("a value of a packed row is found by its key")
def _():
    equal(shown(made(), "get", "-", "phb/msi{0x1000}/first_irq", "phb/sources[2]/server"), "0x0000131a\n0x0000012c\n")


@test("convert packs again: the same octets")
def _():
    status, out, _ = run("convert", "--to=qemu", "-", "-o", "-", stdin=made())
    equal((status, out), (0, made()))


def table_of(*names):
    """A table of text to a struct of one number; its entries are in the order of @names."""
    rows = {"struct": {"name": "host", "rows": [{"name": "port", "type": "uint8"}]}}
    octets = be32(len(names)) + b"".join(be32(len(name)) + name + bytes([len(name)]) for name in names)
    return stream(Device("dev", [("hosts", "map", octets, {"gvm": {"map": rows, "key": "string"}})]))


@test("diff pairs entries by keys that are texts, and get takes the paths that it prints")
def _():
    names = [b"bob", b"carl", b"a}b", b"tab\there", b"}", b'"}', b"back\\", b"back\\t", b"caf\xc3\xa9", b""]
    with tempfile.TemporaryDirectory() as folder:
        other = pathlib.Path(folder, "other")
        other.write_bytes(table_of(b"anna", *names))
        out = shown_with(1, table_of(*names), "diff", "-", str(other))
        equal(out.splitlines()[1:-1], ['  + hosts{"anna"}  {"port": 4}'])
        other.write_bytes(table_of(*names).replace(b"bob\x03", b"bob\x09").replace(b"here\x08", b"here\x0a"))
        paths = [line.split("  ")[1][2:] for line in
                 shown_with(1, table_of(*names), "diff", "-", str(other)).splitlines()[1:-1]]
        equal(paths, ['hosts{"bob"}/port', 'hosts{"tab\\there"}/port'])
        equal(shown(table_of(*names), "get", "-", *(f"dev[0]/{path}" for path in paths)), "0x03\n0x08\n")
        equal(shown(table_of(*names), "get", "-", 'dev/hosts{"a}b"}/port', 'dev/hosts{"}"}/port'), "0x03\n0x01\n")
        other.write_bytes(table_of())
        lines = shown_with(1, table_of(*names), "diff", "-", str(other)).splitlines()[1:-1]
        paths = [line.split("  ")[1][2:] for line in lines]
        equal(shown(table_of(*names), "get", "-", *(f"dev/{path}/port" for path in paths)),
              "".join(f"0x{len(name):02x}\n" for name in names))
        equal(shown(table_of(*names), "get", "-", "dev/hosts{caf\u00e9}/port", "dev/hosts{back\\}/port"), "0x05\n0x05\n")
        status, out, err = run("get", "-", 'dev/hosts{"bob"}Xport', stdin=table_of(*names))
        equal((status, out), (1, b""), f"{err!r}")


@test("diff says so where the entries of a table only stand in another order")
def _():
    with tempfile.TemporaryDirectory() as folder:
        other = pathlib.Path(folder, "other")
        other.write_bytes(table_of(b"b", b"a"))
        lines = shown_with(1, table_of(b"a", b"b"), "diff", "-", str(other)).splitlines()
        equal(lines[1:-1], ["  ~ hosts  the same entries, in another order or form"])


@test("tables of different kinds do not mislead diff, nor a key in a variant get")
def _():
    def text_map():
        return stream(Device("dev", [("m", "map", be32(1) + be32(1) + b"x\x07", {"gvm": {"map": "uint8", "key": "string"}})]))

    def variant_map():
        octets = be32(1) + be32(1) + b"y" + be32(1) + b"\x05"
        return stream(Device("dev", [("m", "map", octets, {"gvm": {"map": "variant", "key_in_value": "type"}})]))
    with tempfile.TemporaryDirectory() as folder:
        other = pathlib.Path(folder, "other")
        other.write_bytes(variant_map().replace(be32(1) + b"y" + be32(1), be32(1) + b"x" + be32(1)))
        assert run("diff", "-", str(other), stdin=text_map())[0] in (1, 3)
        assert run("diff", str(other), "-", stdin=text_map())[0] in (1, 3)
    assert run("get", "-", "dev/m{x}", stdin=variant_map())[0] in (0, 1, 2, 3)
    assert run("get", "-", "dev/m{y}", stdin=variant_map())[0] in (0, 1, 2, 3)


@test("a stream that is damaged is named, and not what would have been written")
def _():
    sealed = run("seal", "-", "-o", "-", stdin=table_of(b"bob"))[1]
    with tempfile.TemporaryDirectory() as folder:
        damaged, other = pathlib.Path(folder, "damaged"), pathlib.Path(folder, "other")
        damaged.write_bytes(sealed.replace(b"bob\x03", b"bob\x04"))
        for verb in (["set", str(damaged), "dev/hosts[0]/value/port=1"], ["convert", "--to=qemu", str(damaged)]):
            status, _, err = run(*verb, "-o", str(other))
            equal((status, other.exists()), (3, False))
            holds(err.decode(), f"gvmstate: {damaged}: ")


@test("diff finds what differs in a packed row")
def _():
    with tempfile.TemporaryDirectory() as place:
        other = pathlib.Path(place, "other")
        other.write_bytes(made(msi="00000003 0b 8010 804c08 013406 011f1c"))
        status, out, _ = run("diff", "-", other, stdin=made())
        equal(status, 1)
        holds(out.decode(), "num")
        equal(run("diff", "-", other, stdin=other.read_bytes())[0], 0)


@test("set changes a packed row that keeps its size, and no other octet")
def _():
    status, out, err = run("set", "-", "phb/msi{0x1000}/num=2", "-o", "-", stdin=made())
    equal((status, err), (0, b""))
    equal(out, made(msi="00000003 0b 8010 804c08 013403 011f1c"))


@test("set refuses what would change a packed row's size or its order")
def _():
    for change in ("phb/msi{0x1000}/num=100000", "phb/msi[0]/key=0x1000", "phb/count=1", "phb/sources[0]/priority=9"):
        refused(made(), "set", "-", change, "-o", "-", wanted=2, says="packed row")


@test("a form that is not the one is a finding, and the rest is octets")
def _():
    status, out, err = run("show", "-", stdin=made(msi="00000003 0a 8010 804c08 023405 021f1e"))
    equal(status, 3)
    holds(err.decode(), "a shift of 10")
    holds(out.decode(), "(rest)")


main()
