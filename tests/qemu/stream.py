# SPDX-License-Identifier: LGPL-2.1-or-later
"""The sections of a pseries stream that tests compare. Independent of the library on purpose: where both
are wrong alike, nothing would show."""
import json
import struct

END, START, PART, FINISH, FULL, DESCRIPTION, CONFIGURATION = 0, 1, 2, 3, 4, 6, 7
FOOTER = 0x7e


class Section:
    def __init__(self, data, kind, name, instance, start, payload, end):
        self.kind, self.name, self.instance = kind, name, instance
        self.start, self.payload_at, self.end = start, payload, end
        self.payload = data[payload:end]


def u32(data, at):
    return struct.unpack_from('>I', data, at)[0]


def description(data):
    """The JSON behind the EOF octet."""
    at = data.rfind(bytes([END, DESCRIPTION]))
    while at >= 0:
        if at + 6 + u32(data, at + 2) == len(data):
            return json.loads(data[at + 6:])
        at = data.rfind(bytes([END, DESCRIPTION]), 0, at)
    raise ValueError('no description')


def size_of(layout):
    size = sum(f['size'] * f.get('array_len', 1) for f in layout.get('fields', []))
    return size + sum(6 + len(s['vmsd_name']) + size_of(s) for s in layout.get('subsections', []))


def skip_ram(data, at, page_size):
    """Records of `ram` without contents: sizes of blocks, pages that are filled or whole."""
    while True:
        word = struct.unpack_from('>Q', data, at)[0]
        at += 8
        flags, left = word & page_size - 1, word & -page_size
        if flags & 0x04:
            while left > 0:
                left -= struct.unpack_from('>Q', data, at + 1 + data[at])[0]
                at += 9 + data[at]
        elif flags & 0x0a:
            at += 0 if flags & 0x20 else 1 + data[at]
            at += 1 if flags & 0x02 else page_size
        elif flags & 0x10:
            return at
        else:
            raise ValueError(f'ram flags {flags:#x} at {at - 8:#x}')


def skip_htab(data, at):
    shift = u32(data, at)
    at += 4
    while shift == 0:
        index, valid, invalid = struct.unpack_from('>IHH', data, at)
        at += 8 + 16 * valid
        if not (index or valid or invalid):
            break
    return at


def sections(data):
    """Yields each FULL section of @data."""
    told = description(data)
    devices = iter(told['devices'])
    at, names = 8, {}
    if data[at] == CONFIGURATION:
        at += 5 + u32(data, at + 1)
    while data[at] != END:
        start, kind, ident = at, data[at], u32(data, at + 1)
        at += 5
        if kind in (START, FULL):
            size = data[at]
            names[ident] = data[at + 1:at + 1 + size].decode()
            instance = u32(data, at + 1 + size)
            at += size + 9
        payload = at
        if names[ident] == 'ram':
            at = skip_ram(data, at, told['page_size'])
        elif names[ident] == 'spapr/htab':
            at = skip_htab(data, at)
        else:
            at += size_of(next(devices))
        if data[at] != FOOTER or u32(data, at + 1) != ident:
            raise ValueError(f'{names[ident]}: no footer at {at:#x}')
        if kind == FULL:
            yield Section(data, kind, names[ident], instance, start, payload, at)
        at += 5


def irq_map(payload):
    """The map in a section `spapr`, as octets; empty where it is not sent."""
    head = b'\x05\x0dspapr_irq_map\0\0\0\x01'
    at = payload.find(head)
    return payload[at + len(head):at + len(head) + 416] if at >= 0 else b''


def interrupt_state(data):
    """What of a stream is the interrupt controllers': hex, by section."""
    state = {}
    for section in sections(data):
        if section.name in ('ics', 'icp/server', 'spapr_pci'):
            state[f'{section.name}[{section.instance}]'] = section.payload.hex()
        elif section.name == 'spapr':
            state['spapr_irq_map'] = irq_map(section.payload).hex()
    return state
