# SPDX-License-Identifier: LGPL-2.1-or-later
"""Random scripts: a machine, and what a guest that is mostly sane does to it. The seed decides all."""
import random

import devices
from machine import BUID, H_CPPR, H_EOI, H_IPI, H_IPOLL, H_XIRR, H_XIRR_X

ALWAYS = ['e1000e', 'virtio-net4', 'nec-usb-xhci', 'edu', 'edu']
OFTEN = ['virtio-net0', 'xhci-msix', 'rtl8139', 'virtio-rng', 'ich9-ahci', 'intel-hda', 'vmxnet3',
         'pvscsi', 'megasas', 'virtio-net65', 'virtio-scsi']
BEHIND = ['e1000e', 'virtio-rng', 'rtl8139', 'ich9-ahci']
# The most (MSIs, MSI-Xs) of each kind, so that most requests can be granted.
MOST = {'e1000e': (1, 5), 'edu': (1, 0), 'ich9-ahci': (1, 0), 'intel-hda': (1, 0), 'megasas': (1, 15),
        'nec-usb-xhci': (8, 16), 'pci-bridge': (1, 0), 'pvscsi': (1, 0), 'virtio-net4': (0, 4),
        'virtio-net65': (0, 65), 'virtio-rng': (0, 2), 'virtio-scsi': (0, 4), 'vmxnet3': (1, 25),
        'xhci-msix': (0, 16)}
HOT = [*range(0x1200, 0x1204), *range(0x1300, 0x130a)]
ODD_IRQS = [0, 2, 0xfff, 0x1000, 0x1001, 0x1100, 0x11ff, 0x1204, 0x1fff, 0x2000, 0xffffffff, 0x1001000]


def make_setup(rng):
    phbs = rng.choice([1, 2])
    free = {phb: [s for s in range(1, 32) if (phb, s) not in devices.FIXED] for phb in range(phbs)}
    devs = [[slot, kind, phb] for (phb, slot), kind in devices.FIXED.items()]
    for number, kind in enumerate(ALWAYS + rng.sample(OFTEN, rng.randint(2, 6))):
        # What the first PHB always has, operations count on.
        phb = 0 if number < len(ALWAYS) else rng.randrange(phbs)
        devs.append([free[phb].pop(rng.randrange(len(free[phb]))), kind, phb])
    behind = None
    if rng.random() < .5:
        slot = free[0].pop(rng.randrange(len(free[0])))
        devs.append([slot, 'pci-bridge', 0])
        behind = [slot, rng.randint(1, 31), rng.choice(BEHIND)]
    return {'smp': rng.choice([1, 1, 2, 3]), 'mem': '256M', 'phbs': phbs, 'devs': sorted(devs),
            'behind': behind}


def hcall(number, cpu, *args):
    return {'op': 'hcall', 'cpu': cpu, 'nr': number, 'args': list(args)}


class Script:
    """Each method of a kind of operation returns one, or several that belong together."""

    def __init__(self, seed, n_ops):
        self.rng = random.Random(seed)
        self.setup = make_setup(self.rng)
        self.functions = [(phb, devices.config_addr(bus, slot), *MOST.get(kind, (0, 0)))
                          for phb, bus, slot, kind in devices.places(self.setup)
                          if devices.role(phb, bus, slot) == 'device']
        self.able = [f for f in self.functions if f[2] or f[3]]
        self.edus = [slot for slot, kind, phb in self.setup['devs']
                     if phb == 0 and kind == 'edu' and slot != devices.INJECTOR]
        self.given = []
        self.levels = [0] * len(devices.LSI_SLOTS)
        self.ops = []
        self._drivers_start()
        while len(self.ops) < n_ops:
            self.ops += self._any()
        del self.ops[n_ops:]

    def _drivers_start(self):
        if self.rng.random() < .85:
            self.ops += [hcall(H_CPPR, cpu, 0xff) for cpu in range(self.setup['smp'])]
        if self.rng.random() < .7:
            for irq in self.rng.sample(HOT, 8):
                server = self.rng.randrange(self.setup['smp'])
                self.ops.append(self._rtas('ibm,set-xive', [irq, server, self.rng.choice([4, 5, 5, 6])], 1))

    def _any(self):
        kinds = {self._allocate: 12, self._release: 6, self._query: 5, self._set_xive: 13,
                 self._xive: 12, self._msi: 14, self._device_msi: 5, self._lsi: 9, self._cppr: 8,
                 self._ipi: 5, self._accept: 12, self._end: 12, self._poll: 3, self._odd_function: 2,
                 self._reset: .4, self._snap: .5, self._migrate: .6}
        op = self.rng.choices(list(kinds), list(kinds.values()))[0]()
        return op if isinstance(op, list) else [op]

    # ---- RTAS ----

    def _rtas(self, name, args, nret, sane=.93):
        op = {'op': 'rtas', 'name': name, 'args': args, 'nret': nret}
        if self.rng.random() > sane:
            op['nret'] = self.rng.choice([0, 1, 2, 3, 4, 5])
        if self.rng.random() > sane:
            op['nargs'] = max(0, len(args) + self.rng.choice([-2, -1, 1, 2]))
        return op

    def _buid(self, phb):
        buid = BUID + phb
        if self.rng.random() < .03:
            buid = self.rng.choice([BUID + 2, BUID + 1, 0, BUID & 0xffffffff, BUID ^ 1 << 63])
        return [buid >> 32, buid & 0xffffffff]

    def _function(self):
        """(phb, config_addr), of a device more often than not."""
        phb, address = self.rng.choice(self.functions)[:2]
        return phb, self.rng.choice([address] * 8 + [address | 0x04, address | 0xff, address | 0x100,
                                                     address | 0x10000000, 0, 0x1f0700, 0xffffffff])

    def _change(self, phb, address, function, number):
        sequence = self.rng.choice([0, 1, 1, 2, 7, 0xffffffff])
        nret = self.rng.choice([4] * 7 + [3] * 3)
        return self._rtas('ibm,change-msi', [address, *self._buid(phb), function, number, sequence], nret)

    def _allocate(self):
        if self.rng.random() < .3:
            number = self.rng.choice([1, 2, 3, 4, 9, 17, 65, 100, 0x7fffffff, 0xffffffff])
            return self._change(*self._function(), self.rng.choice([1, 3, 3, 4, 4]), number)
        phb, address, msi, msix = self.rng.choice(self.able)
        function = self.rng.choice([f for f, most in ((1, msi or msix), (3, msi), (4, msix)) if most])
        most = {1: msi or msix, 3: msi, 4: msix}[function]
        self.given = self.given[-11:] + [(phb, address)]
        return self._change(phb, address, function, self.rng.choice([1, 2, 3, most, self.rng.randint(1, most)]))

    def _release(self):
        if self.given and self.rng.random() < .7:
            phb, address = self.given.pop(self.rng.randrange(len(self.given)))
        else:
            phb, address = self._function()
        return self._change(phb, address, self.rng.choice([1, 3, 4]), 0)

    def _odd_function(self):
        return self._change(*self._function(), self.rng.choice([0, 2, 5, 0xffffffff]), self.rng.choice([0, 1, 4]))

    def _query(self):
        if self.given and self.rng.random() < .7:
            phb, address = self.rng.choice(self.given)
        else:
            phb, address = self._function()
        which = self.rng.choice([0, 0, 0, 1, 2, 3, 16, 0xffffffff])
        return self._rtas('ibm,query-interrupt-source-number', [address, *self._buid(phb), which], 3)

    def _irq(self):
        chance = self.rng.random()
        if chance < .8:
            return self.rng.choice(HOT)
        return 0x1300 + self.rng.randrange(120) if chance < .93 else self.rng.choice(ODD_IRQS)

    def _server(self):
        odd = [1, 2, 8, 0xff, 0xffffffff]
        return self.rng.randrange(self.setup['smp']) if self.rng.random() < .94 else self.rng.choice(odd)

    def _priority(self):
        return self.rng.choice([0, 1, 4, 5, 5, 5, 6, 7, 8, 0xfe, 0xff, 0xff, self.rng.randrange(256),
                                self.rng.choice([5, 5, 5, 0x100, 0xffffffff])])

    def _set_xive(self):
        return self._rtas('ibm,set-xive', [self._irq(), self._server(), self._priority()], 1)

    def _xive(self):
        name = self.rng.choice(['ibm,get-xive', 'ibm,int-off', 'ibm,int-on'])
        return self._rtas(name, [self._irq()], 3 if name == 'ibm,get-xive' else 1)

    # ---- messages and lines ----

    def _msi(self):
        irq = self._irq()
        # Outside the controller QEMU aborts.
        return {'op': 'msi', 'irq': irq if 0x1000 <= irq < 0x2000 else self.rng.choice(HOT)}

    def _device_msi(self):
        slot = self.rng.choice(self.edus)
        address = devices.config_addr(0, slot)
        send = {'op': 'dev_msi', 'slot': slot}
        if (0, address) in self.given:
            return send
        self.given = self.given[-11:] + [(0, address)]
        return [self._change(0, address, self.rng.choice([1, 3]), 1), send]

    def _lsi(self):
        pin = self.rng.randrange(len(self.levels))
        if self.rng.random() < .85:
            self.levels[pin] ^= 1
        return {'op': 'lsi', 'pin': pin, 'level': self.levels[pin]}

    # ---- hypercalls ----

    def _cpu(self):
        return self.rng.randrange(self.setup['smp'])

    def _cppr(self):
        return hcall(H_CPPR, self._cpu(), self.rng.choice([0xff] * 3 + [0, 1, 4, 5, 6, 7, 0x1ff, self.rng.randrange(256)]))

    def _far_server(self):
        return self.rng.choice([9, 1 << 32, (1 << 64) - 1]) if self.rng.random() < .1 else self._server()

    def _ipi(self):
        return hcall(H_IPI, self._cpu(), self._far_server(), self.rng.choice([0xff, 4, 4, 0, 5, 6, 0x104, self.rng.randrange(256)]))

    def _accept(self):
        return hcall(self.rng.choice([H_XIRR, H_XIRR, H_XIRR_X]), self._cpu())

    def _end(self):
        if self.rng.random() < .8:
            return hcall(H_EOI, self._cpu(), 'last')
        return hcall(H_EOI, self._cpu(), self.rng.choice([0xff, 0, 5]) << 24 | self.rng.choice(HOT + [2, 0, 0x2000, 0xffffff]))

    def _poll(self):
        return hcall(H_IPOLL, self._cpu(), self._far_server())

    # ---- the machine ----

    def _reset(self):
        self.levels = [0] * len(self.levels)
        self.given = []
        return {'op': 'reset'}

    def _snap(self):
        return {'op': 'snap'}

    def _migrate(self):
        return {'op': 'migrate'}


def make(seed, n_ops=100):
    """Returns: {seed, setup, ops}; ops with an argument 'last' are settled when they are done."""
    script = Script(seed, n_ops)
    return {'seed': seed, 'setup': script.setup, 'ops': script.ops}
