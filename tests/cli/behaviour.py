#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Exit statuses, escaping, colour, locale, pipes: what scripts and terminals rely on."""
import json
import os
import pathlib
import pty
import struct
import subprocess
import tempfile

from harness import (COMMAND, STREAMS, Skip, environment, equal, holds, main, run, show_json, test,
                     unpacked)
from synthetic import Device, be32, stream

MSI = STREAMS / "msi.mig.gz"


def be64(number):
    return struct.pack(">Q", number)


def fails(status, *arguments, says=None, **options):
    """The command fails with that status, and says so on stderr in one form."""
    found, out, err = run(*arguments, **options)
    equal(found, status, f"exit status of {arguments} ({err!r})")
    assert err.startswith(b"gvmstate: "), err
    if says is not None:
        holds(err.decode(), says)
    return out, err.decode()


# ---- exit statuses ---------------------------------------------------------------------------------


@test("--help, -h, help, help VERB, VERB --help and --version exit 0 and print to stdout")
def _():
    for arguments in (["--help"], ["-h"], ["help"], ["help", "show"], ["show", "--help"],
                      ["info", "-h"], ["--version"]):
        status, out, err = run(*arguments)
        equal((status, err), (0, b""), f"{arguments}")
        assert out, arguments


@test("no arguments at all: usage on stderr, exit 2")
def _():
    status, out, err = run()
    equal((status, out), (2, b""))
    holds(err, b"Usage:")


@test("an unknown verb exits 2 and suggests the nearest")
def _():
    fails(2, "shwo", MSI, says="did you mean 'show'?")
    fails(2, "inof", MSI, says="did you mean 'info'?")
    fails(2, "xyzzy", says="no verb 'xyzzy'")
    fails(2, "help", "shwo", says="did you mean 'show'?")


@test("a file in the verb's place exits 2 and says how to look into it")
def _():
    fails(2, MSI, says="gvmstate show")


@test("wrong options and missing or superfluous arguments exit 2")
def _():
    fails(2, "show")
    fails(2, "info")
    fails(2, "info", MSI, MSI, says="one argument too many")
    fails(2, "show", "--nonsense", MSI)
    fails(2, "show", "--format=xml", MSI, says="not 'xml'")
    fails(2, "show", "--color=maybe", MSI, says="not 'maybe'")
    fails(2, "show", "--depth=-1", MSI)
    fails(2, "show", "--limit-bytes=lots", MSI, says="'lots' is no size")
    fails(2, "show", "--limit-bytes=99999999999999999999", MSI)
    fails(2, "show", "--limit-bytes=99999999E", MSI)


@test("a file that is not there, or a directory, exits 4 and is named")
def _():
    fails(4, "show", "/nonexistent/x.mig", says="/nonexistent/x.mig: ")
    fails(4, "info", "/nonexistent/x.mig", says="/nonexistent/x.mig: ")
    fails(4, "info", "/")


@test("what is no stream exits 3")
def _():
    for garbage in (b"", b"QEV", b"\x7fELF" + bytes(100), b"{}", b"\x1f\x8b" + bytes(20)):
        fails(3, "info", "-", stdin=garbage, says="standard input: ")


@test("a truncated stream exits 3, wherever it is cut, packed or not")
def _():
    whole = unpacked("m68k-virt.mig.gz")
    for size in (7, 8, 20, 100, len(whole) // 2, len(whole) - 1):
        fails(3, "show", "-", stdin=whole[:size])
    packed = (STREAMS / "m68k-virt.mig.gz").read_bytes()
    for size in (15, len(packed) // 2, len(packed) - 1):
        fails(3, "show", "-", stdin=packed[:size])


@test("a stream above --limit-bytes of memory, or --limit-stream of octets, exits 5")
def _():
    for limit in ("--limit-bytes", "--limit-stream"):
        fails(5, "info", f"{limit}=64K", MSI)
        equal(run("info", f"{limit}=4 MiB", MSI)[0], 0)
    fails(2, "show", "--limit-stream=lots", MSI, says="'lots' is no size")


@test("a stream that libvirt has saved opens, packed or not, and info shows what stands before it")
def _():
    whole = unpacked("m68k-virt.mig.gz")
    packed = (STREAMS / "m68k-virt.mig.gz").read_bytes()
    for order, packing, content in (("<", 0, whole), (">", 1, packed)):
        data = b"<domain/>" + bytes(91)
        head = struct.pack(order + "16s19I", b"LibvirtQemudSave", 2, len(data), 1, packing, *[0] * 15)
        found, out, _ = run("info", "-", stdin=head + data + content)
        equal(found, 0, "exit status")
        holds(out.decode(), "saved by     libvirt, image v2: 192 bytes before the stream, 9 bytes of them the "
                            "guest's definition; it was running\n")
        equal(run("show", "-", stdin=head + data + content)[1], run("show", "-", stdin=whole)[1])
    fails(3, "info", "-", stdin=b"LibvirtQemudPart" + bytes(76), says="libvirt @0x0")


@test("info lists the commands in a stream")
def _():
    commands = b"".join(struct.pack(">BHH", 8, number, len(data)) + data + more
                        for number, data, more in ((11, b"", b""), (7, be32(3), b"abc"), (99, b"xy", b"")))
    found, out, _ = run("info", "-", stdin=b"QEVM" + be32(3) + commands + b"\0")
    equal(found, 0, "exit status")
    holds(out.decode(), "commands     SWITCHOVER_START · PACKAGED 3 octets · command 99 2 octets\n")


@test("a section that contradicts its description exits 3, and the others are still shown")
def _():
    bad = Device("bad", [("flag", "uint32", be32(1))])
    bad.fields[0]["struct"] = {"vmsd_name": "inner", "version": 1,
                               "fields": [{"name": "x", "type": "uint16", "size": 2}]}
    bad.fields[0]["type"] = "struct"
    good = Device("good", [("number", "uint32", be32(0x1234))])
    found, out, err = run("show", "-", stdin=stream(bad, good))
    equal(found, 3, "exit status")
    holds(err, b"gvmstate: standard input: bad[0]")
    holds(out.decode(), "number  0x00001234 (4660)")
    found, out, err = run("show", "--format=json", "-", stdin=stream(bad, good))
    equal(found, 3, "exit status")
    sections = json.loads(out)["sections"]
    holds(sections[0]["error"], "bad[0]")
    equal(sections[1]["value"], {"number": 0x1234})
    equal(run("show", "--depth=0", "-", stdin=stream(bad, good))[0], 0, "status of headings alone")


@test("a full disk exits 4; a reader that has gone is no error message")
def _():
    with open("/dev/full", "wb") as full:
        done = subprocess.run([COMMAND, "show", MSI], stdout=full, stderr=subprocess.PIPE,
                              env=environment(), check=False)
    equal(done.returncode, 4)
    holds(done.stderr, b"gvmstate: standard output: ")
    for prefix in ("", "trap '' PIPE; "):
        done = subprocess.run(["sh", "-c", f'{prefix}"$0" show "$1" --no-fold | head -n 1', COMMAND, MSI],
                              capture_output=True, env=environment(), check=False)
        equal(done.stderr, b"")
        assert done.stdout.count(b"\n") == 1


# ---- paths -----------------------------------------------------------------------------------------


@test("a section that is not there exits 1 and suggests one")
def _():
    fails(1, "show", MSI, "spapr_pic", says="did you mean 'spapr_pci'?")
    fails(1, "show", MSI, "virtio-net", says="'pci@800000020000000:01.0/virtio-net'?")
    fails(1, "show", MSI, "nonsense")


@test("an instance that is not there exits 1 and names those that are")
def _():
    _, err = fails(1, "show", MSI, "spapr_pci[7]")
    holds(err, "instances 0")
    assert "did you mean" not in err, err
    fails(1, "show", MSI, "cpu[9]/env.nip")


@test("a field that is not there exits 1 and suggests one")
def _():
    fails(1, "show", MSI, "spapr_pci/msi_dev", says="did you mean 'spapr_pci/msi_devs'?")
    fails(1, "show", MSI, "ics[0]/irq[3]/server", says="did you mean 'ics[0]/irqs'?")
    fails(1, "show", MSI, "ics/irqs[4096]")
    fails(1, "show", MSI, "ics/irqs[0]/server/deeper")


@test("nothing is shown when one of several paths is wrong")
def _():
    out, _ = fails(1, "show", MSI, "timer", "nonsense")
    equal(out, b"")


@test("a path that is no path exits 2 with a caret under the column")
def _():
    for path, column in (("ics[99999999999999999999]", 4), ("a[999999999999]", 2), ("ics{", 3),
                         ("ics[", 3), ("ics[0", 3), ("ics[]", 4), ("ics]", 3), ('"ics', 0),
                         ("ics/../timer", 4), ("ics/", 4), ("ics//irqs", 4), ("", 0), ("/ics", 0)):
        _, err = fails(2, "show", MSI, path)
        lines = err.splitlines()
        equal(lines[-2:], ["  " + path, "  " + " " * column + "^"], f"{path}: {err}")


@test("a very long path exits 2 or 1, quickly, and only a part of it is shown")
def _():
    for path in ("a" * 100000, "a/" * 50000, "ics" + "[0]" * 30000, "[" * 100000, "ics/" * 30000):
        status, _, err = run("show", MSI, path)
        assert status in (1, 2), (status, err[:200])
        assert len(err) < 4000, len(err)


@test("a section's name without its instance shows all of that name")
def _():
    equal([section["instance_id"] for section in show_json(MSI, "icp/server")["sections"]], [0, 1])
    equal([section["instance_id"] for section in show_json(MSI, "icp/server[1]")["sections"]], [1])


@test("instances and indices may be hex")
def _():
    wanted = show_json(MSI, "spapr_iommu[2147483649]")
    equal(show_json(MSI, "spapr_iommu[0x80000001]"), wanted)
    equal(len(wanted["sections"]), 1)
    for path in ("spapr_iommu[0x80000001]/liobn", "ics[0x0]/irqs[0x200]/priority"):
        wanted = {"spapr_iommu": 0x80000001, "ics": 7}[path.partition("[")[0]]
        equal(show_json(MSI, path)["values"][0]["value"], wanted)


@test("a path into a section gives the value, its type and its octets")
def _():
    found = show_json(MSI, "ics[0]/irqs[0]/flags")
    equal(found["sections"], [])
    equal(found["values"], [{"path": "ics[0]/irqs[0]/flags", "type": "uint8", "size": 1,
                             "offset": found["values"][0]["offset"], "value": 2}])
    equal(unpacked("msi.mig.gz")[found["values"][0]["offset"]], 2)


# ---- input -----------------------------------------------------------------------------------------


@test("standard input and file give the same, packed or not")
def _():
    name = STREAMS / "m68k-virt.mig.gz"
    wanted = run("show", name)
    equal(wanted[0], 0)
    equal(run("show", "-", stdin=name.read_bytes()), wanted)
    equal(run("show", "-", stdin=unpacked("m68k-virt.mig.gz")), wanted)
    with open(name, "rb") as file:
        done = subprocess.run([COMMAND, "show", "-"], stdin=file, capture_output=True,
                              env=environment(), check=False)
    equal((done.returncode, done.stdout), wanted[:2])


@test("a pipe that gives an octet at a time gives the same")
def _():
    whole = stream(Device("dev", [("number", "uint32", be32(7))]))
    with subprocess.Popen([COMMAND, "show", "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                          env=environment(), bufsize=0) as process:
        for octet in whole:
            process.stdin.write(bytes([octet]))
        process.stdin.close()
        out = process.stdout.read()
    equal(out, run("show", "-", stdin=whole)[1])
    holds(out, b"number  0x00000007")


# ---- values ----------------------------------------------------------------------------------------

ODD = stream(Device("odd", [
    ("big", "uint64", be64(2**64 - 1)), ("edge", "uint64", be64(2**63 - 1)),
    ("over", "uint64", be64(2**63)), ("minus", "int64", be64(2**64 - 5)),
    ("flag", "bool", b"\x02"), ("yes", "bool", b"\x01"), ("no", "bool", b"\x00"),
    ("twin", "uint8", b"\x01"), ("twin", "uint8", b"\x02"), ("twin", "uint8", b"\x03"),
    ("late", "timer", be64(2**64 - 1)), ("soon", "timer", be64(1500)),
    ("text", "buffer", b"running\0"), ("zeros", "buffer", bytes(40)),
    ("long", "buffer", b"abc" + bytes(30)), ("mixed", "buffer", bytes(range(40))),
    ("none", "buffer", b"")]))


@test("JSON: integers are exact; above 2^63-1 they are decimal strings")
def _():
    value = show_json("-", stdin=ODD)["sections"][0]["value"]
    equal([value[name] for name in ("big", "edge", "over", "minus")],
          ["18446744073709551615", 2**63 - 1, "9223372036854775808", -5])


@test("JSON: a bool is true or false, any other octet a number")
def _():
    value = show_json("-", stdin=ODD)["sections"][0]["value"]
    equal([value[name] for name in ("flag", "yes", "no")], [2, True, False])


@test("JSON: a second member of one name is kept, as name#2")
def _():
    value = show_json("-", stdin=ODD)["sections"][0]["value"]
    equal([value[name] for name in ("twin", "twin#2", "twin#3")], [1, 2, 3])


@test("JSON: members stand in the stream's order, octets in hex")
def _():
    value = show_json("-", stdin=ODD)["sections"][0]["value"]
    equal(list(value)[:5], ["big", "edge", "over", "minus", "flag"])
    equal([value["text"], value["none"]], ["72756e6e696e6700", ""])


@test("tree: decimals stand where they help, timers say whether they are armed")
def _():
    out = run("show", "-", stdin=ODD)[1].decode()
    for line in ("minus  -5", "flag   true (0x02)", "no     false",
                 "late   -1 (not armed)", "soon   1500 ns", "edge   0x7fffffffffffffff"):
        holds(out, f"  {line}\n")


@test("tree: long buffers are cut, and all there with --no-fold")
def _():
    out = run("show", "-", stdin=ODD)[1].decode()
    holds(out, "  text   72 75 6e 6e 69 6e 67 00  |running.|\n")
    holds(out, "  zeros  40 × 00\n")
    holds(out, "|abc.............| + 17 × 00\n")
    holds(out, " 0d 0e 0f + 24 more\n")
    out = run("show", "--no-fold", "-", stdin=ODD)[1].decode()
    holds(out, "    000020  20 21 22 23 24 25 26 27                          | !\"#$%&'|\n")


@test("tree: runs of equal elements fold, and all are there with --no-fold")
def _():
    numbers = b"".join(be32(n) for n in [1, 2] + [0] * 20 + [7] * 3)
    whole = stream(Device("dev", [("row", "uint32", numbers, {"array_len": 25})]))
    out = run("show", "-", stdin=whole)[1].decode()
    holds(out, "    [2..21]  20 ×  0x00000000\n")
    holds(out, "    [22]           0x00000007 0x00000007 0x00000007\n")
    out = run("show", "--no-fold", "-", stdin=whole)[1].decode()
    equal(out.count("0x00000000"), 20)


@test("--depth=0 shows headings alone, --depth=1 no inner value")
def _():
    out = run("show", "--depth=0", MSI)[1].decode().splitlines()
    equal(len(out), len(show_json(MSI)["sections"]))
    out = run("show", "--depth=1", MSI, "ics")[1].decode()
    holds(out, "irqs     4096 of ics/irq\n")
    equal(len(out.splitlines()), 3)
    equal(len(run("show", "--depth=0", MSI, "ics[0]/irqs")[1].splitlines()), 1)


@test("--offsets: what stands at the offset is the value")
def _():
    whole = unpacked("msi.mig.gz")
    for line in run("show", "--offsets", MSI, "icp/server")[1].decode().splitlines():
        offset, name, *rest = line.split()
        if name == "xirr":
            octets = whole[int(offset, 16):int(offset, 16) + 4]
            equal("0x" + octets.hex(), rest[0])
            break
    else:
        raise AssertionError("no xirr")


# ---- what a stream may do to a terminal -------------------------------------------------------------

EVIL = "\x1b]0;owned\x07\x1b[2J\r\u202e\u009b31m\x7f"


def is_safe(text):
    assert all(c == "\n" or c.isprintable() for c in text.decode()), text


@test("names from a stream reach the terminal escaped")
def _():
    whole = stream(Device(EVIL, [(EVIL, "uint32", be32(1)), (EVIL + "b", EVIL, b"1234")]), machine=EVIL)
    for arguments in (["show", "-"], ["info", "-"], ["show", "--format=json", "-"],
                      ["show", "-", EVIL + "x"], ["show", "--depth=0", "-"], ["show", "-", EVIL]):
        status, out, err = run(*arguments, stdin=whole)
        assert status in (0, 1, 2), (arguments, status, err)
        assert (out if status == 0 else err), arguments
        is_safe(out)
        is_safe(err)
    holds(run("show", "-", stdin=whole)[1], b"\\033]0;owned\\007\\033[2J\\r")


@test("JSON keeps such names exact")
def _():
    whole = stream(Device(EVIL, [(EVIL, "uint32", be32(1))]), machine=EVIL)
    found = show_json("-", stdin=whole)
    equal((found["machine"], found["sections"][0]["name"], found["sections"][0]["value"]),
          (EVIL, EVIL, {EVIL: 1}))


@test("octets that are no UTF-8 never reach the terminal")
def _():
    whole = stream(Device("dev", [("x", "uint32", be32(1))]), machine="MACHINE").replace(
        b"MACHINE", b"\xff\xfe\x1b[m\xc3(")
    for arguments in (["show", "-"], ["info", "-"], ["show", "--format=json", "-"]):
        status, out, err = run(*arguments, stdin=whole)
        is_safe(out)
        is_safe(err)
        assert status in (0, 3), status
    equal(show_json("-", stdin=whole)["machine"][:8], "\\xff\\xfe")


@test("file names, verbs and paths from the command line are escaped in messages")
def _():
    for arguments in (["show", "/nonexistent\x1b[2J"], ["sh\x1bow"], ["show", MSI, "ics\x1b[2J"],
                      ["info", MSI, "\x1b[2J"], ["show", "--\x1b[2J"]):
        status, out, err = run(*arguments)
        assert status in (1, 2, 4), (arguments, status)
        is_safe(out)
        is_safe(err)


# ---- colour and locale ------------------------------------------------------------------------------


def on_terminal(*arguments, **changes):
    """stdout of the command when it is a terminal."""
    try:
        reader, writer = pty.openpty()
    except OSError as reason:
        raise Skip(f"no terminal to be had: {reason}") from reason
    with subprocess.Popen([COMMAND, *arguments], stdout=writer, stdin=subprocess.DEVNULL,
                          env=environment(**changes)) as process:
        os.close(writer)
        out = b""
        try:
            while part := os.read(reader, 65536):
                out += part
        except OSError:
            pass  # how Linux says that the other end has gone
        os.close(reader)
        equal(process.wait(), 0)
    return out.replace(b"\r\n", b"\n")


@test("colour: on a terminal by itself, not in a pipe")
def _():
    plain = run("show", MSI, "ics")[1]
    assert b"\x1b" not in plain
    coloured = on_terminal("show", MSI, "ics")
    assert b"\x1b[" in coloured
    equal(on_terminal("show", "--color=never", MSI, "ics"), plain)


@test("colour: NO_COLOR and TERM=dumb turn it off, an empty NO_COLOR doesn't")
def _():
    for change in ({"NO_COLOR": "1"}, {"TERM": "dumb"}):
        assert b"\x1b" not in on_terminal("show", MSI, "ics", **change), change
    assert b"\x1b[" in on_terminal("show", MSI, "ics", NO_COLOR="")


@test("colour: --color=always wins over NO_COLOR and pipes; without its sequences the text is the same")
def _():
    env = environment(NO_COLOR="1")
    coloured = run("show", "--color=always", MSI, "spapr_pci", env=env)[1]
    assert b"\x1b[" in coloured
    bare = coloured
    for code in (b"\x1b[0m", b"\x1b[1m", b"\x1b[2m", b"\x1b[36m"):
        bare = bare.replace(code, b"")
    equal(bare, run("show", MSI, "spapr_pci")[1])


@test("JSON is never coloured")
def _():
    assert b"\x1b" not in run("show", "--color=always", "--format=json", MSI, "ics")[1]


def built_locale(directory, name, source, charset):
    done = subprocess.run(["localedef", "-i", source, "-f", charset, f"{directory}/{name}"],
                          capture_output=True, check=False)
    return (pathlib.Path(directory) / name).is_dir() and done.returncode in (0, 1)


@test("no locale changes the output: decimal commas, the Turkish i, plain C")
def _():
    arguments = (["info", MSI], ["show", MSI, "spapr_pci", "cpu"], ["show", "--format=json", MSI, "ics"])
    wanted = [run(*each) for each in arguments]
    equal([run(*each, env=environment(LC_ALL="C")) for each in arguments], wanted)
    with tempfile.TemporaryDirectory() as directory:
        tried = 0
        for name in ("de_DE", "tr_TR"):
            try:
                found = built_locale(directory, f"{name}.UTF-8", name, "UTF-8")
            except FileNotFoundError:
                found = False
            if not found:
                continue
            tried += 1
            env = environment(LC_ALL=f"{name}.UTF-8", LOCPATH=directory)
            equal([run(*each, env=env) for each in arguments], wanted, name)
        if tried == 0:
            raise Skip("de_DE and tr_TR can't be made here; C gave the same")


main()
