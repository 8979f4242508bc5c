#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Streams that the installed QEMU writes now: does gvmstate open them, and give them back octet for octet?

fresh.py COMMAND MACHINE   MACHINE is one of those below. Exit status 77: its QEMU is not installed."""
import os
import subprocess
import sys
import tempfile

import process

PPC, X86, ARM = 'qemu-system-ppc64', 'qemu-system-x86_64', 'qemu-system-aarch64'
PCI = ['-device', 'virtio-scsi-pci', '-device', 'nec-usb-xhci', '-device', 'virtio-rng-pci', '-device', 'edu']
MACHINES = {
    'pseries-xics': (PPC, ['-M', 'pseries-7.2,ic-mode=xics', '-smp', '2', '-m', '256M', *PCI,
                           '-device', 'spapr-pci-host-bridge,index=1,id=second',
                           '-device', 'e1000e,romfile=,bus=second.0']),
    'pseries-xive': (PPC, ['-M', 'pseries-7.2,ic-mode=xive', '-smp', '2', '-m', '256M', *PCI]),
    'x86-q35': (X86, ['-M', 'q35', '-smp', '2', '-m', '64M', '-vga', 'none', *PCI,
                      '-device', 'ich9-intel-hda', '-device', 'megasas']),
    'arm-virt': (ARM, ['-M', 'virt,gic-version=3', '-cpu', 'cortex-a57', '-smp', '2', '-m', '64M', *PCI]),
}


def gvmstate(command, *args):
    done = subprocess.run([command, *args], capture_output=True, text=True)
    if done.returncode != 0:
        raise SystemExit(f'gvmstate {" ".join(args)}: exit status {done.returncode}: {done.stderr}')
    return done.stdout


def check(command, stream, directory):
    """Opened, shown whole, and the same when it has gone through values."""
    gvmstate(command, 'info', stream)
    shown = gvmstate(command, 'show', stream)
    again = os.path.join(directory, 'again')
    gvmstate(command, 'convert', stream, '--to=qemu', '-o', again)
    with open(stream, 'rb') as one, open(again, 'rb') as other:
        octets = one.read()
        if octets != other.read():
            raise SystemExit('not the same when it has gone through values')
    return len(octets), shown.count('\n')


def main():
    command, machine = sys.argv[1:]
    program, args = MACHINES[machine]
    version = process.version(program)
    if version is None:
        print(f'skipped: no {program}')
        return 77
    with tempfile.TemporaryDirectory(prefix='gvmstate-qemu-') as directory:
        stream = os.path.join(directory, 'stream')
        with process.Process(program, ['-accel', 'tcg', *args], qtest=False) as qemu:
            qemu.migrate(stream)
        size, lines = check(command, stream, directory)
    print(f'{version}, {machine}: {size} octets, {lines} lines, the same again')
    return 0


if __name__ == '__main__':
    sys.exit(main())
