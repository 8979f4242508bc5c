# SPDX-License-Identifier: LGPL-2.1-or-later
"""Whole streams, from docs/FORMAT.md, 6, alone: written with their description and digest, read by a descriptor, or
read without one, by what they say of themselves."""
import json
import struct

import description
import format as wire
import xxh3

MAGIC, STREAM_VERSION = b"QEVM", 3
EOF, START, PART, END, FULL, DESCRIPTION, CONFIGURATION, FOOTER = 0, 1, 2, 3, 4, 6, 7, 0x7e
KEY, DIGITS, TAIL = b'"xxh3_128": "', 32, b'"}}'


# ---- the digest: 6.3 ------------------------------------------------------------------------------

def digest_of(octets):
    """Of a stream that ends with any digest."""
    at = len(octets) - len(TAIL) - DIGITS
    return xxh3.digest(octets[:at] + b"0" * DIGITS + octets[-len(TAIL):]).encode("ascii")


def has_digest(octets):
    at = len(octets) - len(TAIL) - DIGITS
    return at > len(KEY) and octets[at - len(KEY):at] == KEY


def find_description(octets):
    """Where the JSON starts, or None: behind EOF, of a length that ends with the stream."""
    if not octets.rstrip().endswith(b"}"):
        return None
    for at in range(len(octets) - 5, 0, -1):
        if octets[at] == DESCRIPTION and octets[at - 1] == EOF and \
                struct.unpack_from(">I", octets, at + 1)[0] == len(octets) - at - 5:
            return at + 5
    return None


def check_digest(octets):
    if has_digest(octets):
        if digest_of(octets) != octets[-len(TAIL) - DIGITS:-len(TAIL)]:
            wire.fail("digest", "the octets are not those of the digest")
    elif find_description(octets) is not None:
        wire.fail("no-digest", "no digest")


# ---- writing --------------------------------------------------------------------------------------

def records(descriptor, value):
    """Up to EOF."""
    name, version = descriptor["name"].encode("utf-8"), descriptor.get("version", 1)
    return (MAGIC + struct.pack(">IBIB", STREAM_VERSION, FULL, 0, len(name)) + name
            + struct.pack(">II", 0, version) + wire.encode(descriptor, version, value)
            + struct.pack(">BIB", FOOTER, 0, EOF))


def encode(descriptor, value, producer_version):
    device = {"name": descriptor["name"], "instance_id": 0,
              **description.table(descriptor, descriptor.get("version", 1), value)}
    root = {"page_size": 4096, "devices": [device],
            "gvmstate": {"producer": "gvmstate", "version": producer_version, "xxh3_128": "0" * DIGITS}}
    text = json.dumps(root, ensure_ascii=False).encode("utf-8")
    octets = records(descriptor, value) + struct.pack(">BI", DESCRIPTION, len(text)) + text
    return octets[:-len(TAIL) - DIGITS] + digest_of(octets) + TAIL


# ---- reading --------------------------------------------------------------------------------------

class Walk:
    """Record by record. `payload` reads one: (reader, name, instance, version) to a value."""

    def __init__(self, octets, payload):
        self.reader, self.payload = wire.Reader(octets), payload
        self.machine, self.sections, self.rounds, self.footers = None, {}, [], None

    def run(self, left_open):
        reader = self.reader
        if reader.take(4) != MAGIC:
            reader.refuse("bad-magic", "not a stream", 0)
        if reader.number(">I") != STREAM_VERSION:
            reader.refuse("bad-version", "another version of the stream", 4)
        if reader.left() and reader.octets[reader.pos] == CONFIGURATION:
            reader.take(1)
            self.machine = reader.take(reader.number(">I")).decode("utf-8")
        while True:
            start, kind = reader.pos, reader.number(">B")
            if kind == EOF:
                break
            self.record(kind, start)
        if not left_open and reader.left():
            if reader.take(1)[0] == DESCRIPTION:
                reader.take(reader.number(">I"))
            reader.refuse("trailing", "octets behind the stream")

    def record(self, kind, start):
        reader = self.reader
        if kind not in (START, PART, END, FULL):
            reader.refuse("state", f"no record 0x{kind:02x}", start)
        number = reader.number(">I")
        if kind in (START, FULL):
            name = reader.take(reader.number(">B"))
            if not name or 0 in name:
                reader.refuse("range", "a name that is none", start)
            instance, version = reader.number(">I"), reader.number(">I")
            if number in self.sections:
                reader.refuse("state", "a section id again", start)
            self.sections[number] = [kind, name.decode("utf-8", "replace"), instance, version, None]
        elif self.sections.get(number, [FULL])[0] != START:
            reader.refuse("state", "a section that was not started", start)
        section = self.sections[number]
        value = self.payload(reader, kind, *section[1:4])
        if kind == FULL:
            section[4] = value
        else:
            self.rounds.append((section[1], kind, value))
        self.footer(number)

    def footer(self, number):
        reader = self.reader
        here = reader.left() > 0 and reader.octets[reader.pos] == FOOTER
        if self.footers is None:
            self.footers = here or (reader.left() > 0 and False)
        if not here and self.footers:
            reader.refuse("footer-missing" if reader.left() else "truncated", "no footer")
        if here and not self.footers:
            reader.refuse("state", "a footer, where there was none")
        if here:
            start = reader.pos
            reader.take(1)
            if reader.number(">I") != number:
                reader.refuse("footer-mismatch", "the footer of another section", start)


def decode(descriptor, octets, target=None):
    """The state in a stream of one section, by its descriptor. Raises Refused."""
    check_digest(octets)
    seen = []

    def payload(reader, kind, name, instance, version):
        if kind != FULL or (name, instance) != (descriptor["name"], 0):
            reader.refuse("unknown-section", f"{name}[{instance}]")
        if seen:
            reader.refuse("duplicate-section", f"{name}[{instance}]")
        wire.check_version(descriptor, version, wire.fail)
        seen.append(wire.read_struct(reader, descriptor, version, target))
        rest, own = reader.octets[reader.pos:], descriptor["name"].encode("utf-8")
        if len(rest) >= 6 and rest[0] == 5 and rest[1] > len(own) and rest[2:].startswith(own) \
                and len(rest) >= 6 + rest[1]:
            reader.refuse("unknown-subsection", "a subsection that the descriptor lacks")

    Walk(octets, payload).run(find_description(octets) is not None)
    if not seen:
        wire.fail("missing", "no such section")
    if not has_digest(octets):
        wire.fail("no-digest", "no digest")
    return seen[0]


def decode_by_itself(octets):
    """All that is in a stream of ours, by its description alone: {(name, instance): (version, value)}, and what came in
    rounds: [(name, kind, octets)]."""
    check_digest(octets)
    start = find_description(octets)
    root = json.loads(octets[start:])
    devices, sizes = iter(root["devices"]), iter(root["gvmstate"].get("rounds", ()))

    def payload(reader, kind, name, instance, version):
        if kind != FULL:
            return reader.take(next(sizes))
        device = next(devices)
        if (device["name"], device["instance_id"], device["version"]) != (name, instance, version):
            reader.refuse("schema-mismatch", f"{name}[{instance}] is described as another")
        return description.read_table(reader, device)

    walk = Walk(octets[:start - 5], payload)
    walk.run(False)
    if next(devices, None) is not None or next(sizes, None) is not None:
        wire.fail("schema-mismatch", "more is described than there is")
    states = {(name, instance): (version, value)
              for kind, name, instance, version, value in walk.sections.values() if kind == FULL}
    return walk.machine, states, walk.rounds
