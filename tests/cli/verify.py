#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""`gvmstate verify`: what is sound, what is malformed, and what is a finding."""
import pathlib
import tempfile

from harness import STREAMS, equal, holds, main, run, test, unpacked
from synthetic import Device, be32, stream

MSI = STREAMS / "msi.mig.gz"
MAP = {"gvm": {"map": "uint8", "key": "uint16"}}


def sealed(octets):
    status, out, err = run("seal", "-", "-o", "-", stdin=octets)
    equal((status, err), (0, b""))
    return out


def verified(octets, *options):
    status, out, err = run("verify", *options, "-", stdin=octets)
    return status, out.decode(), err.decode()


@test("a sound stream is sound")
def _():
    equal(verified(MSI.read_bytes()), (0, "-: sound; 27 of 27 footers, no digest\n", ""))


@test("a digest that is right is said to be; one that is wrong is malformed")
def _():
    octets = bytearray(sealed(unpacked(MSI)))
    equal(verified(bytes(octets)), (0, "-: sound; 27 of 27 footers, digest right\n", ""))
    equal(verified(bytes(octets), "--strict")[0], 0)
    octets[len(octets) // 2] ^= 1
    status, out, err = verified(bytes(octets))
    equal((status, out), (3, ""))
    holds(err, "digest")


@test("row 7: garbage behind a stream is malformed, with its place")
def _():
    status, out, err = verified(stream(Device("a", [("x", "uint8", b"\1")])) + b"\0")
    equal((status, out), (3, ""))
    holds(err, "goes on behind its end")
    status, out, err = verified(stream() + b"\0")
    equal((status, out), (3, ""))
    holds(err, "octets behind")


@test("row 35: keys that do not ascend are found when asked for")
def _():
    entries = [(5, 1), (9, 2), (7, 3)]
    octets = be32(len(entries)) + b"".join(key.to_bytes(2, "big") + bytes([value]) for key, value in entries)
    made = sealed(stream(Device("a", [("t", "map", octets, MAP)])))
    equal(verified(made)[0], 0)
    status, out, _ = verified(made, "--strict")
    equal(status, 1)
    holds(out, "a[0]/t[2] @0x")
    holds(out, "keys do not ascend")


@test("row 54: a section of another stream has its footer, and only a digest tells")
def _():
    one, other = (stream(Device("a", [("x", "uint8", value)])) for value in (b"\1", b"\2"))
    equal(verified(other)[0], 0)
    whole, at = sealed(one), one.index(b"\1\x7e")
    spliced = whole[:at] + b"\2" + whole[at + 1:]
    equal(verified(spliced)[0], 3)


@test("what contradicts its description is a finding")
def _():
    device = Device("a", [("x", "uint8", b"\1"), ("t", "map", b"\0\0\0\x02\0\5\1", MAP)])
    status, out, err = verified(stream(device))
    equal((status, err), (1, ""))
    holds(out, "a[0]/t")
    holds(out, "1 finding")
    holds(run("info", "-", stdin=stream(device))[1].decode(), "findings     a[0]/t")


@test("--strict finds a bool of 2 in a stream with a digest, and that one has none")
def _():
    octets = stream(Device("a", [("on", "bool", b"\2")]))
    equal(verified(octets)[0], 0)
    holds(verified(octets, "--strict")[1], "no digest")
    status, out, _ = verified(sealed(octets), "--strict")
    equal(status, 1)
    holds(out, "a[0]/on @0x")
    holds(out, "a bool of 2")


@test("of several files the worst decides, and each has its line")
def _():
    with tempfile.TemporaryDirectory() as place:
        bad = pathlib.Path(place, "bad")
        bad.write_bytes(b"QEVM")
        status, out, err = run("verify", MSI, bad, MSI)
        equal((status, len(out.splitlines())), (3, 2))
        holds(err.decode(), "bad")
        equal(run("verify", MSI, pathlib.Path(place, "none"))[0], 4)


@test("info says what is known of the content")
def _():
    holds(run("info", MSI)[1].decode(), "content checksummed: none")
    octets = bytearray(sealed(unpacked(MSI)))
    holds(run("info", "-", stdin=bytes(octets))[1].decode(), "content checksummed: right")
    octets[len(octets) // 2] ^= 1
    holds(run("info", "-", stdin=bytes(octets))[1].decode(), "content checksummed: WRONG")


main()
