#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""What this library writes, a real QEMU loads and goes on with.

loadback.py COMMAND ADD_MSI   the built gvmstate, and the program that gives a stream one more MSI"""
import os
import subprocess
import sys
import tempfile

import process
import stream
from machine import BUID, H_CPPR, PROGRAM, Machine

HERE = os.path.dirname(os.path.abspath(__file__))
SETUP = {'smp': 1, 'mem': '256M', 'phbs': 1, 'behind': None,
         'devs': [[1, 'e1000e', 0], [2, 'virtio-net4', 0], [5, 'edu', 0], [8, 'e1000', 0],
                  [9, 'e1000', 0], [10, 'e1000', 0], [11, 'e1000', 0], [31, 'edu', 0]]}
E1000E, VIRTIO = 1 << 11, 2 << 11
FIRST, NUM = 0x1310, 2
passed = failed = 0


def check(what, found, wanted):
    global passed, failed
    passed += found == wanted
    failed += found != wanted
    print(f'{"ok   " if found == wanted else "FAIL "} {what}'
          f'{"" if found == wanted else f": {found}, not {wanted}"}')


def call(machine, name, address, *args, nret=3):
    return machine.rtas(name, [address, BUID >> 32, BUID & 0xffffffff, *args], nret)['rets']


def query(machine, address, which):
    return call(machine, 'ibm,query-interrupt-source-number', address, which)


def change(machine, address, function, number):
    return call(machine, 'ibm,change-msi', address, function, number, 1, nret=4)


def capture(path):
    """A guest that has MSIs for one function, and none for the other."""
    with Machine(SETUP) as machine:
        machine.guest.hcall(0, H_CPPR, [0xff])
        check('the guest is given MSIs', change(machine, E1000E, 4, 3), [0, 3, 2, 2])
        machine.save(path)


def run(*args):
    subprocess.run(args, check=True)


def check_added(path):
    with Machine(SETUP, incoming=path) as machine:
        check('the old entry is there', query(machine, E1000E, 2), [0, 0x1302, 1])
        check('the new entry is there', query(machine, VIRTIO, 1), [0, FIRST + 1, 1])
        check('and ends where it was said', query(machine, VIRTIO, NUM), [0xffffffff])
        check('its sources are claimed', machine.interrupts()['ics'].get(hex(FIRST)), ['MSI', 255, 0])
        check('the guest uses one', machine.rtas('ibm,set-xive', [FIRST, 0, 5], 1)['rets'], [0])
        machine.do({'op': 'msi', 'irq': FIRST})
        check('and gets it', machine.interrupts()['icp']['0'][0] & 0xffffff, FIRST)
        check('it is released', change(machine, VIRTIO, 4, 0), [0, 0])
        check('then it is not there', query(machine, VIRTIO, 0), [0xffffffff])
        check('its sources are free', machine.interrupts()['ics'].get(hex(FIRST + 1)), None)
        state = machine.save()
    words = [int(state['spapr_irq_map'][i:i + 16], 16) for i in range(0, len(state['spapr_irq_map']), 16)]
    check('and the map has the old ones alone', words[0], 0b111)


def check_taken(path, what):
    """It loads, and saves what went in."""
    with open(path, 'rb') as file:
        before = stream.interrupt_state(file.read())
    with Machine(SETUP, incoming=path) as machine:
        check(f'QEMU takes {what}', machine.save(), before)


def main():
    command, add_msi = sys.argv[1:]
    if process.version(PROGRAM) is None:
        print(f'skipped: no {PROGRAM}')
        return 77
    with tempfile.TemporaryDirectory(prefix='gvmstate-qemu-') as directory:
        def name(file):
            return os.path.join(directory, file)
        capture(name('base'))
        run(add_msi, name('base'), name('added'), hex(VIRTIO), hex(FIRST), str(NUM))
        check_added(name('added'))
        run(command, 'convert', name('base'), '--to=qemu', '-o', name('rebuilt'))
        check_taken(name('rebuilt'), 'a stream made of values')
        run(command, 'seal', name('added'), '-o', name('sealed'))
        check_taken(name('sealed'), 'a stream with a digest')
        run(command, 'set', name('base'), 'ics[0]/irqs[0x300]/priority=7', '-o', name('set'))
        with Machine(SETUP, incoming=name('set')) as machine:
            check('QEMU has the value that was set', machine.interrupts()['ics'][hex(0x1300)], ['MSI', 7, 0])
    print(f'{passed} passed, {failed} failed')
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
