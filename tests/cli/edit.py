#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The verbs that make streams, and those that find what to change in them."""
import gzip
import json
import os
import pathlib
import stat
import struct
import subprocess
import tempfile

from harness import COMMAND, STREAMS, environment, equal, holds, main, run, show_json, test, unpacked
from synthetic import Device, be32, stream

MSI = STREAMS / "msi.mig.gz"
ODD = stream(Device("odd", [
    ("flag", "bool", b"\x02"), ("real", "CPU_Double_U", struct.pack(">d", 1.5)),
    ("big", "uint64", b"\xff" * 8), ("small", "int8", b"\xff"), ("text", "buffer", b"abcd"),
    ("n_ports", "uint32", be32(2)), ("num_items", "uint32", be32(0)), ("items", "uint16", b"\0\1\0\2", {"array_len": 2}),
    ("a=b", "uint8", b"\x09")]))


def scratch():
    return tempfile.TemporaryDirectory(prefix="gvmstate-test-")


def made(*arguments, stdin=None):
    """What the verb writes to standard output."""
    status, out, err = run(*arguments, "-o", "-", stdin=stdin)
    equal((status, err), (0, b""), f"{arguments}")
    return out


def refused(wanted, *arguments, says=None, stdin=None):
    """The verb fails with that status and writes nothing at all."""
    with scratch() as place:
        target = pathlib.Path(place, "out")
        status, out, err = run(*arguments, "-o", target, stdin=stdin)
        equal((status, out), (wanted, b""), f"{arguments} ({err!r})")
        if says is not None:
            holds(err.decode(), says)
        equal(os.listdir(place), [], "what was written")


def value_of(octets, path):
    status, out, err = run("get", "-", path, stdin=octets)
    equal((status, err), (0, b""), path)
    return out.decode().rstrip("\n")


# ---- ls and get --------------------------------------------------------------------------------------


@test("what ls prints, get takes")
def _():
    paths = run("ls", "-r", MSI, "spapr_pci", "timer", "icp/server")[1].decode().splitlines()
    assert len(paths) > 20, paths
    status, out, err = run("get", MSI, *paths)
    equal((status, err), (0, b""))
    equal(len(out.splitlines()), len(paths))


@test("ls of a leaf is the leaf; of a section without description, its name")
def _():
    equal(run("ls", MSI, "spapr_pci/buid")[1], b"spapr_pci/buid\n")
    equal(run("ls", MSI, "ram")[1], b"ram[0]\n")


@test("ls and get of what is not there exit 1 with a suggestion")
def _():
    for verb in ("ls", "get"):
        status, out, err = run(verb, MSI, "spapr_pic")
        equal((status, out), (1, b""))
        holds(err, b"did you mean 'spapr_pci'?")


@test("what get prints, set takes, and the stream stays the same")
def _():
    paths = ("odd/flag", "odd/real", "odd/big", "odd/small", "odd/text", "odd/items", "odd")
    for path in paths:
        equal(made("set", "-", f"{path}={value_of(ODD, path)}", stdin=ODD), ODD, path)


@test("get prints each kind in its own way")
def _():
    wanted = {"flag": "2", "real": "0x3ff8000000000000", "big": "0xffffffffffffffff", "small": "-1",
              "text": "61626364", "items": "[1, 2]"}
    for name, text in wanted.items():
        equal(value_of(ODD, f"odd/{name}"), text, name)


@test("get --raw gives the octets, get --json the JSON")
def _():
    equal(run("get", "--raw", "-", "odd/real", "odd/text", stdin=ODD)[1],
          struct.pack(">d", 1.5) + b"abcd")
    equal(json.loads(run("get", "--json", "-", "odd", stdin=ODD)[1])["real"], 1.5)
    equal(run("get", "--raw", "--json", "-", "odd", stdin=ODD)[0], 2)


# ---- set ---------------------------------------------------------------------------------------------


@test("set changes the octets of the value and no others")
def _():
    before = unpacked("msi.mig.gz")
    after = made("set", MSI, "ics[0]/irqs[512]/server=0x01020304", "spapr_pci/buid=1")
    equal(len(after), len(before))
    found = [i for i in range(len(before)) if before[i] != after[i]]
    offsets = []
    for path, size in (("ics[0]/irqs[512]/server", 4), ("spapr_pci/buid", 8)):
        offset = show_json(MSI, path)["values"][0]["offset"]
        offsets += range(offset, offset + size)
    assert set(found) <= set(offsets) and len(found) >= 5, found
    equal(value_of(after, "ics[0]/irqs[512]/server"), "0x01020304")
    equal(value_of(after, "spapr_pci/buid"), "0x0000000000000001")


@test("set takes every notation of a value")
def _():
    for value, wanted in (("flag=true", "true"), ("flag=0", "false"), ("flag=0xff", "255"),
                          ("real=-0.25", "0xbfd0000000000000"), ("real=1e3", "0x408f400000000000"),
                          ("real=0x7ff0000000000001", "0x7ff0000000000001"),
                          ("big=18446744073709551615", "0xffffffffffffffff"), ("small=-128", "-128"),
                          ("small=0x7f", "127"), ("text=00 ff 10 20", "00ff1020"), ("items=[7, 8]", "[7, 8]"),
                          ("items[1]=9", "0x0009")):
        name = value.partition("=")[0]
        equal(value_of(made("set", "-", f"odd/{value}", stdin=ODD), f"odd/{name}"), wanted, value)


@test("a name may hold the sign that ends a path")
def _():
    equal(value_of(made("set", "-", "odd/a=b=8", stdin=ODD), "odd/a=b"), "0x08")


@test("members that JSON leaves out stay; @NAME reads the value from a file")
def _():
    with scratch() as place:
        name = pathlib.Path(place, "value.json")
        name.write_text('{"small": 5, "big": "1"}\n', encoding="utf-8")
        after = made("set", "-", f"odd=@{name}", stdin=ODD)
    equal((value_of(after, "odd/small"), value_of(after, "odd/big"), value_of(after, "odd/text")),
          ("5", "0x0000000000000001", "61626364"))


@test("row 66: out of range, of another type, or a count: refused with 2, and nothing is written")
def _():
    for assignment in ("odd/small=128", "odd/small=-129", "odd/big=18446744073709551616", "odd/big=-1",
                       "odd/big=1.0", "odd/big=1e3", "odd/big= 1", "odd/big=", "odd/big=0x", "odd/big=ten",
                       "odd/flag=yes", "odd/flag=256", "odd/real=nan", "odd/real=inf", "odd/real=1e999",
                       "odd/real=1,5", "odd/text=616263", "odd/text=6162636465", "odd/text=6162636g",
                       "odd/items=[1]", "odd/items=[1,2,3]", "odd/items=[1,65536]", "odd/items=7",
                       "odd/n_ports=3", "odd/num_items=1", 'odd={"num_items": 1}'):
        refused(2, "set", "-", assignment, stdin=ODD, says="odd/" if "{" not in assignment else "odd")
    refused(2, "set", MSI, "spapr_pci/msi_devs_num=5", says="msi_devs has 4 elements")
    refused(2, "set", MSI, "ics/nr_irqs=1", says="irqs has 4096 elements")
    refused(2, "set", STREAMS / "bare.mig.gz", "spapr_pci/msi_devs_num=1", says="is a count")


@test("row 66: --force sets a count, and the same count is no change")
def _():
    equal(value_of(made("set", "--force", "-", "odd/num_items=1", stdin=ODD), "odd/num_items"), "0x00000001")
    equal(made("set", "-", "odd/num_items=0", stdin=ODD), ODD)


@test("row 65: a path that is none exits 2 with a caret; one that leads nowhere exits 1")
def _():
    for path, column in (("odd[99999999999999999999]", 4), ("odd{", 3), ("odd/../x", 4), ('"odd', 0)):
        status, out, err = run("set", "-", f"{path}=1", "-o", "/nonexistent/x", stdin=ODD)
        equal((status, out), (2, b""), path)
        equal(err.decode().splitlines()[-2:], ["  " + path, "  " + " " * column + "^"], path)
    refused(1, "set", "-", "odd/smal=1", stdin=ODD, says="did you mean 'odd/small'?")
    refused(1, "set", "-", "od/small=1", stdin=ODD, says="did you mean 'odd'?")
    refused(2, "set", "-", "odd/small", stdin=ODD, says="no PATH=VALUE")
    status, _, err = run("set", "-", "a/" * 500000 + "=1", "-o", "-", stdin=ODD) \
        if os.sysconf("SC_ARG_MAX") > 4000000 else (1, b"", b"")
    assert status in (1, 2) and len(err) < 4000, (status, err[:100])


@test("when one of several values is wrong, nothing is written")
def _():
    refused(2, "set", "-", "odd/small=1", "odd/small=1000", stdin=ODD)


@test("row 67: JSON is exact or refused")
def _():
    for text in ('{"big": 18446744073709551615}', '{"big": 1e400}', '{"big": 1.0}', '{"big": NaN}',
                 '{"real": 1e400}', '{"real": NaN}', '{"real": Infinity}', '{"small": 1, "small": 2}',
                 '{"small": 1 /* comment */}', '{"small": 1} // comment', '\ufeff{"small": 1}', "{'small': 1}",
                 '{"big": 0x10}', '{"small": +1}', '{"small": 01}', '{"small": 1,}', '{small: 1}',
                 '{"small": "one"}', '{"small": true}', '{"flag": "true"}', '{"text": 61626364}', '{"items": {}}',
                 '{"items": [1, 2', '{"small": 1} {"small": 2}', "[1]", "1", "", '{"small": null}',
                 '{"items": [1, 2,]}', '{"small": 128}', '{"small"}', '{"a\\u0000": 1}'):
        status, out, err = run("set", "-", f"odd={text}", "-o", "-", stdin=ODD)
        equal((status, out), (2, b""), f"{text} ({err!r})")
    for text, name, wanted in (('{"big": "18446744073709551615"}', "big", "0xffffffffffffffff"),
                               ('{"big": 9223372036854775807}', "big", "0x7fffffffffffffff"),
                               ('\r\n\t {"small" :\r\n-1 }\r\n', "small", "-1"),
                               ('{"real": 0.1}', "real", "0x3fb999999999999a"),
                               ('{"sm\\u0061ll": 3}', "small", "3")):
        equal(value_of(made("set", "-", f"odd={text}", stdin=ODD), f"odd/{name}"), wanted, text)


# ---- where it is written -----------------------------------------------------------------------------


@test("nothing is written without -o or --in-place, nor with both, nor in place of standard input")
def _():
    with scratch() as place:
        name = pathlib.Path(place, "a.mig")
        name.write_bytes(ODD)
        for verb, rest in (("set", ["odd/small=1"]), ("convert", ["--to=qemu"]), ("replace", ["odd", name])):
            equal(run(verb, name, *rest)[0], 2, verb)
            equal(run(verb, name, *rest, "-i", "-o", pathlib.Path(place, "b"))[0], 2, verb)
            equal(run(verb, "-", *rest, "-i", stdin=ODD)[0], 2, verb)
        equal(run("extract", name, "odd")[0], 2)
        equal((os.listdir(place), name.read_bytes()), (["a.mig"], ODD))


@test("--in-place keeps the old content as FILE~, and the mode")
def _():
    with scratch() as place:
        name = pathlib.Path(place, "a.mig")
        name.write_bytes(ODD)
        name.chmod(0o640)
        equal(run("set", "-i", name, "odd/small=1"), (0, b"", b""))
        equal(value_of(name.read_bytes(), "odd/small"), "1")
        equal(pathlib.Path(place, "a.mig~").read_bytes(), ODD)
        equal(stat.S_IMODE(name.stat().st_mode), 0o640)
        equal(sorted(os.listdir(place)), ["a.mig", "a.mig~"])


@test("a name that ends in .gz is packed")
def _():
    with scratch() as place:
        name = pathlib.Path(place, "a.mig.gz")
        equal(run("convert", "--to=qemu", "-", "-o", name, stdin=ODD), (0, b"", b""))
        equal(gzip.decompress(name.read_bytes()), ODD)


@test("what can't be written exits 4, names the file, and leaves the old one")
def _():
    status, _, err = run("set", "-", "odd/small=1", "-o", "/nonexistent/b.mig", stdin=ODD)
    equal(status, 4)
    holds(err, b"/nonexistent/b.mig")
    with scratch() as place:
        equal(run("set", "-", "odd/small=1", "-o", place, stdin=ODD)[0], 4)
    if pathlib.Path("/dev/full").exists():
        with open("/dev/full", "wb") as full:
            done = subprocess.run([COMMAND, "convert", "--to=qemu", "-", "-o", "-"], input=ODD, stdout=full,
                                  stderr=subprocess.PIPE, env=environment(), check=False)
        equal(done.returncode, 4)


# ---- convert -----------------------------------------------------------------------------------------


def add_stream(name):
    @test(f"{name}: convert --to=qemu goes through the values, and gives the same octets")
    def _():
        equal(made("convert", "--to=qemu", STREAMS / f"{name}.mig.gz") == unpacked(f"{name}.mig.gz"), True)


for path_ in sorted(STREAMS.glob("*.mig.gz")):
    add_stream(path_.name.removesuffix(".mig.gz"))


@test("convert --to=json is what show --format=json prints")
def _():
    equal(made("convert", "--to=json", MSI), run("show", "--format=json", MSI)[1])
    equal(run("convert", MSI, "-o", "-")[0], 2)
    equal(run("convert", "--to=xml", MSI, "-o", "-")[0], 2)


# ---- extract and replace -----------------------------------------------------------------------------


@test("extract gives the octets that stand in the stream")
def _():
    whole = unpacked("msi.mig.gz")
    for path in ("spapr_pci[0]/msi_devs", "ics[0]/irqs[7]", "spapr/spapr_irq_map"):
        found = show_json(MSI, path)["values"][0]
        equal(made("extract", MSI, path), whole[found["offset"]:found["offset"] + found["size"]], path)


@test("what was extracted can be put back, or what was changed in it")
def _():
    with scratch() as place:
        part = pathlib.Path(place, "part")
        for path in ("spapr_pci", "spapr_pci/msi_devs", "ics/irqs[3]/server", "spapr/spapr_irq_map",
                     "nvram@71000000/spapr_nvram/buf"):
            octets = made("extract", MSI, path)
            part.write_bytes(octets)
            equal(made("replace", MSI, path, part) == unpacked("msi.mig.gz"), True, path)
            part.write_bytes(octets[:-1] + bytes([octets[-1] ^ 1]))
            after = made("replace", MSI, path, part)
            equal(sum(a != b for a, b in zip(after, unpacked("msi.mig.gz"))), 1, path)
            equal(made("extract", "-", path, stdin=after), part.read_bytes(), path)


@test("what is not as described is not put in: another size, no NULL, another subsection")
def _():
    with scratch() as place:
        part = pathlib.Path(place, "part")
        for path, status in (("spapr_pci", 3), ("ics/irqs[3]", 3)):
            octets = made("extract", MSI, path)
            for other in (octets + b"\0", octets[:-1], b""):
                part.write_bytes(other)
                refused(status, "replace", MSI, path, part, says=str(part))
        octets = made("extract", MSI, "spapr/spapr_irq_map")
        part.write_bytes(b"\x06" + octets[1:])
        refused(3, "replace", MSI, "spapr/spapr_irq_map", part, says="another subsection")
        refused(2, "replace", MSI, "spapr/htab", part, says="is 3 sections")
        refused(2, "replace", MSI, "icp/server", part, says="is 2 sections")
        refused(4, "replace", MSI, "spapr_pci", pathlib.Path(place, "nothing"))


# ---- diff --------------------------------------------------------------------------------------------


@test("diff of a stream with itself exits 0, whatever it is packed by")
def _():
    status, out, err = run("diff", MSI, "-", stdin=unpacked("msi.mig.gz"))
    equal((status, out, err), (0, b"0 sections differ, 27 identical\n", b""))


@test("diff shows each value that differs, tables by key, and exits 1")
def _():
    after = made("set", MSI, "ics/irqs[0]/server=1", "spapr_pci/msi_devs[1]/value.num=7", "timer/cpu_ticks_offset=-5")
    status, out, err = run("diff", MSI, "-", stdin=after)
    equal((status, err), (1, b""))
    for line in ("ics[0]", "  ~ irqs[0]/server  0x00000000 -> 0x00000001", "spapr_pci[0]",
                 "  ~ msi_devs{0x00000800}/value.num  0x00000004 -> 0x00000007",
                 "3 sections differ, 24 identical"):
        holds(out.decode(), line + "\n")
    equal(run("get", "-", "spapr_pci[0]/msi_devs{0x00000800}/value.num", stdin=after)[:2], (0, b"0x00000007\n"))
    status, out, _ = run("diff", MSI, "-", "spapr_pci", stdin=after)
    equal((status, out.decode().splitlines()[-1]), (1, "1 section differs, 0 identical"))
    equal(run("diff", MSI, "-", "icp/server", stdin=after)[0], 0)
    equal(run("diff", "-q", MSI, "-", stdin=after)[:2], (1, b""))


@test("diff knows an entry by its key, wherever it stands")
def _():
    def table(*entries):
        row = {"array_len": len(entries), "struct": {"vmsd_name": "e", "version": 1, "fields": [
            {"name": "key", "type": "uint32", "size": 4}, {"name": "n", "type": "uint32", "size": 4}]}}
        return stream(Device("dev", [("map", "struct", b"".join(be32(k) + be32(n) for k, n in entries), row)]))
    with scratch() as place:
        name = pathlib.Path(place, "a.mig")
        name.write_bytes(table((1, 10), (2, 20), (3, 30)))
        out = run("diff", name, "-", stdin=table((3, 30), (4, 40), (1, 11)))[1].decode()
    equal(out.splitlines(), ["dev[0]", "  ~ map{0x00000001}/n  0x0000000a -> 0x0000000b",
                             '  - map{0x00000002}  {"key": 2, "n": 20}', '  + map{0x00000004}  {"key": 4, "n": 40}',
                             "1 section differs, 0 identical"])


@test("diff names sections that only one stream has, and cuts what is too much to read")
def _():
    status, out, _ = run("diff", STREAMS / "bare.mig.gz", MSI)
    equal(status, 1)
    holds(out.decode(), "+ pci@800000020000000:02.0/e1000e[0]  132.8 KiB\n")
    equal(run("diff", MSI, MSI, "nothing")[:2], (2, b""))
    with scratch() as place:
        name = pathlib.Path(place, "a.mig")
        name.write_bytes(stream(Device("dev", [("row", "uint32", bytes(400), {"array_len": 100})])))
        other = stream(Device("dev", [("row", "uint32", be32(1) * 100, {"array_len": 100})]))
        out = run("diff", name, "-", stdin=other)[1].decode().splitlines()
        equal(out[-2:], ["  and 60 more; --all shows them", "1 section differs, 0 identical"])
        equal(len(run("diff", "--all", name, "-", stdin=other)[1].splitlines()), 102)


# ---- descriptions that are wrong ---------------------------------------------------------------------

WRONG = Device("css", [("a", "uint8", b"\x01"), ("p", "struct", b"\x30\x30\xab\xcd\xef", {"array_len": 2, "struct": {}})])
WRONG.fields[1]["size"] = 1


@test("a section that is described wrongly is shown as far as it is right, and exits 3")
def _():
    octets = stream(WRONG, Device("good", [("x", "uint8", b"\x07")]))
    status, out, err = run("show", "-", stdin=octets)
    equal(status, 3)
    holds(err, b"css[0] @0x")
    for line in ("  a       0x01", "(rest)  ab cd ef", "  x  0x07"):
        holds(out.decode(), line + "\n")
    equal(made("convert", "--to=qemu", "-", stdin=octets), octets)


main()
