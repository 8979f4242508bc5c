# SPDX-License-Identifier: LGPL-2.1-or-later
"""The guest of the tests: guest.S, and how the host asks it for hypercalls."""
import struct
import time

MAILBOX, MAILBOX_SIZE = 0x4000, 0x100
SECONDARY_ENTRY = 0x140
N_REGISTERS = 7  # r3 to r9

# guest.S from 0x100 on: as -mbig -mpower9 guest.S -o g.o; objcopy -O binary g.o; so that no test
# needs an assembler for this machine.
CODE = bytes.fromhex(
    '39c0400048000040' + '00' * 56 +
    '7c6e1b787c8000a638a0000178a5f8067c842b787c8001644c00012c81ee0000'
    '91ee0004820e00007c1078004182fff87c0004ac7e0f8378e86e0010e88e0018'
    'e8ae0020e8ce0028e8ee0030e90e0038e92e004044000022f86e0050f88e0058'
    'f8ae0060f8ce0068f8ee0070f90e0078f92e00807c0004ac91ee00044bffffa8')


def image():
    return b'\0' * 0x100 + CODE


class Guest:
    """The mailboxes of a running guest."""

    def __init__(self, process):
        self.process = process

    def mailbox(self, cpu):
        return MAILBOX + MAILBOX_SIZE * cpu

    def clear(self, n_cpus):
        """Before the guest starts: one ticket waits in each mailbox."""
        for cpu in range(n_cpus):
            self.process.write(self.mailbox(cpu), struct.pack('>II', 1, 0))

    def _served(self, cpu):
        return struct.unpack('>I', self.process.read(self.mailbox(cpu) + 4, 4))[0]

    def _wait(self, cpu, ticket, what):
        deadline = time.monotonic() + 20
        while self._served(cpu) != ticket:
            if time.monotonic() > deadline:
                raise RuntimeError(f'{what} on cpu {cpu} does not end')

    def greet(self, cpu):
        self._wait(cpu, 1, 'the start')

    def hcall(self, cpu, number, args):
        """Returns: r3 to r9 as the hypercall left them."""
        registers = ([number, *args] + [0] * N_REGISTERS)[:N_REGISTERS]
        registers = [r & (1 << 64) - 1 for r in registers]
        ticket = self._served(cpu) + 1 & 0xffffffff
        self.process.write(self.mailbox(cpu) + 16, struct.pack('>7Q', *registers))
        self.process.write(self.mailbox(cpu), struct.pack('>I', ticket))
        self._wait(cpu, ticket, f'hypercall {number:#x}')
        return list(struct.unpack('>7Q', self.process.read(self.mailbox(cpu) + 80, 56)))
