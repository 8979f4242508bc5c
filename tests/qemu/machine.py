# SPDX-License-Identifier: LGPL-2.1-or-later
"""A real pseries machine, driven operation by operation.

An operation is a dict with `op`: rtas (name, args, nret, and nargs where it is not their number), hcall
(cpu, nr, args), msi (irq), dev_msi (slot), lsi (pin, level), reset, snap, migrate. Each has a result, with
what it changed under `delta`; the words are those of the recorded vectors in tests/data/vectors."""
import os
import re
import struct
import tempfile

import devices
import guest
import stream
from process import Died, Process

PROGRAM = 'qemu-system-ppc64'
TYPE = 'pseries-7.2,ic-mode=xics'
BUID = 0x800000020000000
MSI_WINDOW = 0x40000000000
H_EOI, H_CPPR, H_IPI, H_IPOLL, H_XIRR, H_XIRR_X = 0x64, 0x68, 0x6c, 0x70, 0x74, 0x2fc

RTAS_ARGS, RTAS_RETS, N_ARGS, N_RETS = 0x100000, 0x101000, 16, 8
UNTOUCHED = 0xeeeeeeee
# Where PHB 0 shows its 32-bit window to the CPUs, and the addresses that this has on the bus.
WINDOW_CPU, WINDOW_BUS = 0x200080000000, 0x80000000
BAR_FIRST, BAR_STEP = 0x10000000, 0x100000

CPU_LINE = re.compile(r'CPU (\d+) XIRR=([0-9a-f]+) \((\S+)\) PP=([0-9a-f]+) MFRR=([0-9a-f]+)')
IRQ_LINE = re.compile(r'^\s+([0-9a-f]+) (LSI|MSI) ([0-9a-f]{2}) ([0-9a-f]{2})', re.M)

# Registers of the e1000 and of the edu, and capabilities of PCI.
E1000_ICR, E1000_ICS, E1000_IMS = 0xc0, 0xc8, 0xd0
EDU_RAISE = 0x60
PCI_COMMAND, PCI_BAR0, PCI_BUSES, PCI_CAPABILITIES, PCI_CAP_MSI = 0x04, 0x10, 0x18, 0x34, 0x05


class Machine:
    def __init__(self, setup, incoming=None):
        self.setup = setup
        self._start(incoming)

    def _start(self, incoming=None):
        args = ['-M', TYPE, '-accel', 'tcg', '-m', self.setup['mem'], '-smp', str(self.setup['smp']),
                '-bios', '{dir}/guest', *devices.arguments(self.setup)]
        if incoming:
            args += ['-incoming', f'exec:cat {incoming}']
        self.process = Process(PROGRAM, args, files={'guest': guest.image()})
        self.guest = guest.Guest(self.process)
        if incoming:
            self.process.wait_while('inmigrate')
            self.process.qmp('cont')
        else:
            self._boot()
        self._accepted = {cpu: [] for cpu in range(self.setup['smp'])}
        self._set_up_devices()
        self._before = self.interrupts()

    def _boot(self):
        self.guest.clear(self.setup['smp'])
        self.process.qmp('cont')
        self.guest.greet(0)
        for cpu in range(1, self.setup['smp']):
            mailbox = self.guest.mailbox(cpu)
            answer = self.rtas('start-cpu', [cpu, guest.SECONDARY_ENTRY, mailbox], 1)
            if answer['rets'] != [0]:
                raise RuntimeError(f'start-cpu {cpu}: {answer}')
            self.guest.greet(cpu)

    # ---- what a guest does ----

    def rtas(self, name, args, nret, nargs=None):
        words = [a & 0xffffffff for a in args]
        self.process.write(RTAS_ARGS, struct.pack(f'>{N_ARGS}I', *words, *[0] * (N_ARGS - len(words))))
        self.process.write(RTAS_RETS, struct.pack('>I', UNTOUCHED) * N_RETS)
        status = self.process.qtest(f'rtas {name} {len(words) if nargs is None else nargs} {RTAS_ARGS:#x} '
                                    f'{nret} {RTAS_RETS:#x}')[0]
        rets = struct.unpack(f'>{N_RETS}I', self.process.read(RTAS_RETS, 4 * N_RETS))
        rets = [None if word == UNTOUCHED else word for word in rets]
        while rets and rets[-1] is None:
            rets.pop()
        return {'rc': int(status), 'rets': rets}

    def _buid(self, phb):
        return [BUID + phb >> 32, BUID + phb & 0xffffffff]

    def _config_read(self, phb, address, register, size):
        answer = self.rtas('ibm,read-pci-config', [address | register, *self._buid(phb), size], 2)
        return answer['rets'][1]

    def _config_write(self, phb, address, register, size, value):
        answer = self.rtas('ibm,write-pci-config',
                           [address | register, *self._buid(phb), size, value], 1)
        if answer['rets'] != [0]:
            raise RuntimeError(f'config write {address:#x}+{register:#x}: {answer}')

    def _find_capability(self, phb, address, wanted):
        at = self._config_read(phb, address, PCI_CAPABILITIES, 1)
        while at and self._config_read(phb, address, at, 1) != wanted:
            at = self._config_read(phb, address, at + 1, 1)
        return at

    def _set_up_devices(self):
        """What firmware does: addresses, command bits, bus numbers. Written again, it changes nothing."""
        for slot, kind, phb in self.setup['devs']:
            address = devices.config_addr(0, slot)
            if kind == 'pci-bridge':
                for i, number in enumerate((0, 1, 1)):
                    self._config_write(phb, address, PCI_BUSES + i, 1, number)
            if phb == 0 and kind in ('edu', devices.LSI_KIND):
                self._config_write(0, address, PCI_BAR0, 4, WINDOW_BUS + BAR_FIRST + slot * BAR_STEP)
                self._config_write(0, address, PCI_COMMAND, 2, 0x6)
            if kind in devices.ENABLED:
                capability = self._find_capability(phb, address, PCI_CAP_MSI)
                self._config_write(phb, address, capability + 2, 2,
                                   0x80 | devices.ENABLED[kind] << 4)
        self._msi = {slot: self._find_capability(0, devices.config_addr(0, slot), PCI_CAP_MSI)
                     for slot, kind, phb in self.setup['devs'] if phb == 0 and kind == 'edu'}

    def _register(self, slot, register):
        return WINDOW_CPU + BAR_FIRST + slot * BAR_STEP + register

    def _raise_edu(self, slot):
        # The edu takes the CPU's byte order, the e1000 is little-endian.
        self._config_write(0, devices.config_addr(0, slot), self._msi[slot] + 2, 2, 0x81)
        self.process.write(self._register(slot, EDU_RAISE), struct.pack('>I', 1))

    def _set_level(self, pin, level):
        slot = devices.LSI_SLOTS[pin]
        if level:
            self.process.write(self._register(slot, E1000_IMS), struct.pack('<I', 1))
            self.process.write(self._register(slot, E1000_ICS), struct.pack('<I', 1))
        else:
            self.process.read(self._register(slot, E1000_ICR), 4)

    def probe(self):
        """The most MSIs and MSI-Xs that each device is granted: asked for too many, QEMU says how many."""
        found = []
        for phb, bus, slot, kind in devices.places(self.setup):
            most = {}
            for function, name in ((3, 'msi'), (4, 'msix')):
                args = [devices.config_addr(bus, slot), *self._buid(phb), function, 0x7fffffff, 0]
                rets = self.rtas('ibm,change-msi', args, 4)['rets']
                most[name] = rets[1] if rets[0] == 0 else 0
            found.append({'name': kind, 'phb': phb, 'bus': bus, 'slot': slot,
                          'config_addr': devices.config_addr(bus, slot),
                          'role': devices.role(phb, bus, slot), **most})
        return found

    # ---- what can be seen ----

    def interrupts(self):
        text = self.process.monitor('info pic')
        icp = {cpu: [int(xirr, 16), int(pending, 16), int(mfrr, 16), int(owner not in ('(nil)', '0x0'))]
               for cpu, xirr, owner, pending, mfrr in CPU_LINE.findall(text)}
        ics = {hex(int(irq, 16)): [kind, int(priority, 16), int(status, 16)]
               for irq, kind, priority, status in IRQ_LINE.findall(text)}
        return {'icp': icp, 'ics': ics}

    def _delta(self):
        now, delta = self.interrupts(), {}
        for part, was in self._before.items():
            changed = {key: value for key, value in now[part].items() if was.get(key) != value}
            changed |= {key: None for key in was if key not in now[part]}
            if changed:
                delta[part] = changed
        self._before = now
        return delta

    def save(self, path=None):
        """Stops the machine and writes its stream. Returns: what is compared of it."""
        self.process.qmp('stop')
        with tempfile.TemporaryDirectory(prefix='gvmstate-qemu-') as directory:
            path = path or f'{directory}/stream'
            self.process.migrate(path)
            with open(path, 'rb') as file:
                return stream.interrupt_state(file.read())

    # ---- operations ----

    def _op_rtas(self, op):
        return self.rtas(op['name'], op['args'], op['nret'], op.get('nargs'))

    def _op_hcall(self, op):
        cpu = op['cpu']
        if op['args'] and op['args'][0] == 'last':  # what was accepted last and has not been ended
            op['args'] = [self._accepted[cpu].pop() if self._accepted[cpu] else 0xff000000]
        registers = self.guest.hcall(cpu, op['nr'], op['args'])
        if op['nr'] in (H_XIRR, H_XIRR_X) and registers[1] & 0xffffff:
            self._accepted[cpu].append(registers[1])
        if op['nr'] == H_XIRR_X:
            registers[2] = None  # the host's clock
        return {'regs': registers}

    def _op_msi(self, op):
        address, at = devices.config_addr(0, devices.INJECTOR), self._msi[devices.INJECTOR]
        self._config_write(0, address, at + 4, 4, MSI_WINDOW & 0xffffffff)
        self._config_write(0, address, at + 8, 4, MSI_WINDOW >> 32)
        self._config_write(0, address, at + 12, 2, op['irq'])
        self._raise_edu(devices.INJECTOR)
        return {}

    def _op_dev_msi(self, op):
        address, at = devices.config_addr(0, op['slot']), self._msi[op['slot']]
        message = (self._config_read(0, address, at + 4, 4) |
                   self._config_read(0, address, at + 8, 4) << 32)
        data = self._config_read(0, address, at + 12, 2)
        sent = message == MSI_WINDOW and 0x1000 <= data < 0x2000
        if sent:
            self._raise_edu(op['slot'])
        return {'addr': message, 'data': data, 'sent': sent}

    def _op_lsi(self, op):
        self._set_level(op['pin'], op['level'])
        return {}

    def _op_reset(self, _):
        self.process.qmp('stop')
        self.process.events.clear()
        self.process.qmp('system_reset')
        self.process.wait_for('RESET')
        self._boot()
        self._accepted = {cpu: [] for cpu in range(self.setup['smp'])}
        self._set_up_devices()
        return {}

    def _op_snap(self, _):
        state = self.save()
        self.process.qmp('cont')
        return {'state': state}

    def _op_migrate(self, _):
        with tempfile.TemporaryDirectory(prefix='gvmstate-qemu-') as directory:
            accepted, before = self._accepted, self._before
            state = self.save(os.path.join(directory, 'stream'))
            self.close()
            self._start(os.path.join(directory, 'stream'))
            self._accepted, self._before = accepted, before
        return {'state': state}

    def do(self, op):
        """Returns: the operation as it was done, and its result."""
        op = dict(op)
        try:
            result = getattr(self, f'_op_{op["op"]}')(op)
            result['delta'] = self._delta()
        except Died as died:
            result = {'died': str(died)}
        return op, result

    def close(self):
        self.process.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
