# SPDX-License-Identifier: LGPL-2.1-or-later
"""The PCI devices of a script's machine: how QEMU is asked for them, and what they are for.

A setup is {smp, mem, phbs, devs: [[slot, kind, phb]…], behind: null or [bridge's slot, slot, kind]}."""

# kind: QEMU's words for it. Without boot ROMs, which are a package of their own.
KINDS = {
    'e1000': 'e1000,mitigation=off,romfile=',
    'e1000e': 'e1000e,romfile=',
    'edu': 'edu',
    'ich9-ahci': 'ich9-ahci',
    'intel-hda': 'intel-hda',
    'megasas': 'megasas',
    'nec-usb-xhci': 'nec-usb-xhci',
    'pci-bridge': 'pci-bridge,chassis_nr=SLOT,id=bridgeSLOT',
    'pvscsi': 'pvscsi',
    'rtl8139': 'rtl8139,romfile=',
    'virtio-net0': 'virtio-net-pci,romfile=,vectors=0',
    'virtio-net4': 'virtio-net-pci,romfile=,vectors=4',
    'virtio-net65': 'virtio-net-pci,romfile=,vectors=65',
    'virtio-rng': 'virtio-rng-pci',
    'virtio-scsi': 'virtio-scsi-pci',
    'vmxnet3': 'vmxnet3,romfile=',
    'xhci-msix': 'nec-usb-xhci,msi=off,msix=on',
}
# Where a guest has set how many MSIs are enabled: log2, as the MME field has it.
ENABLED = {'nec-usb-xhci': 3}

# INTA of slot s comes out at pin s % 4 of its PHB. An e1000 can be told to hold its interrupt, and its
# state migrates with it.
LSI_SLOTS = [8, 9, 10, 11]
LSI_KIND = 'e1000'
# The edu whose message registers the tests overwrite for any MSI they want.
INJECTOR = 31
FIXED = {(0, slot): LSI_KIND for slot in LSI_SLOTS} | {(0, INJECTOR): 'edu'}


def config_addr(bus, slot):
    return bus << 16 | slot << 11


def arguments(setup):
    """QEMU's arguments for the setup's devices."""
    args = []
    for index in range(1, setup['phbs']):
        args += ['-device', f'spapr-pci-host-bridge,index={index},id=phb{index}']
    for slot, kind, phb in setup['devs']:
        bus = f',bus=phb{phb}.0' if phb else ',bus=pci.0'
        args += ['-device', f'{KINDS[kind].replace("SLOT", str(slot))}{bus},addr={slot:#x}']
    if setup['behind']:
        bridge, slot, kind = setup['behind']
        args += ['-device', f'{KINDS[kind]},bus=bridge{bridge},addr={slot:#x}']
    return args


def places(setup):
    """(phb, bus, slot, kind) of each device."""
    found = [(phb, 0, slot, kind) for slot, kind, phb in setup['devs']]
    if setup['behind']:
        found.append((0, 1, *setup['behind'][1:]))
    return found


def role(phb, bus, slot):
    if (phb, bus) == (0, 0) and slot in LSI_SLOTS:
        return f'lsi{slot % 4}'
    return 'injector' if (phb, bus, slot) == (0, 0, INJECTOR) else 'device'
