# SPDX-License-Identifier: LGPL-2.1-or-later
"""Streams of our own making, for what no captured one holds."""
import json
import struct


def be32(number):
    return struct.pack(">I", number)


class Device:
    """A FULL section: fields are (name, type, octets); extra keys of the description may follow."""

    def __init__(self, name, fields, instance_id=0, version=1):
        self.name, self.instance_id, self.version = name, instance_id, version
        self.payload = b"".join(octets for _, _, octets, *_ in fields)
        self.fields = [{"name": field, **(extra[0] if extra else {}), "type": kind,
                        "size": len(octets) // (extra[0].get("array_len", 1) if extra else 1)}
                       for field, kind, octets, *extra in fields]

    def section(self, section_id):
        name = self.name.encode()
        return (b"\x04" + be32(section_id) + bytes([len(name)]) + name + be32(self.instance_id)
                + be32(self.version) + self.payload + b"\x7e" + be32(section_id))

    def description(self):
        return {"name": self.name, "instance_id": self.instance_id, "vmsd_name": self.name,
                "version": self.version, "fields": self.fields}


def stream(*devices, machine="none", page_size=4096):
    description = json.dumps({"page_size": page_size,
                              "devices": [device.description() for device in devices]}).encode()
    name = machine.encode()
    return (b"QEVM" + be32(3) + b"\x07" + be32(len(name)) + name
            + b"".join(device.section(number) for number, device in enumerate(devices))
            + b"\x00\x06" + be32(len(description)) + description)
