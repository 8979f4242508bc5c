# SPDX-License-Identifier: LGPL-2.1-or-later
"""The library's model of the machine, by the command `gvmstate spapr run`, and where it differs from QEMU."""
import json
import subprocess


def run(command, script):
    """Returns: the model's results of a script whose setup has `devices`. RuntimeError when it has none."""
    done = subprocess.run([command, 'spapr', 'run', '-'], input=json.dumps(script), text=True,
                          capture_output=True)
    if done.returncode != 0:
        raise RuntimeError(f'exit status {done.returncode}: {done.stderr.strip()}')
    return json.loads(done.stdout)['results']


def flat_state(state):
    """A captured state as stream.interrupt_state() has it, from the vectors' form."""
    if 'sections' not in state:
        return state
    flat = {f'{s["idstr"]}[{s["instance_id"]}]': s['payload'] for s in state['sections']
            if s['idstr'] in ('ics', 'icp/server', 'spapr_pci')}
    words = [0] * 52
    for irq in state['decoded'].get('irq_map', []):
        bit = int(irq, 16) - 0x1300
        words[bit // 64] |= 1 << bit % 64
    flat['spapr_irq_map'] = ''.join(f'{word:016x}' for word in words) if any(words) else ''
    return flat


def comparable(result):
    """A result without what each says beside it: QEMU's log, the model's traces."""
    kept = {key: value for key, value in result.items() if key not in ('stderr', 'trace', 'error')}
    if 'state' in kept:
        kept['state'] = flat_state(kept['state'])
    return kept


def first_difference(real, model):
    """(index, real result, model's result) of the first operation whose results differ; None where none do."""
    for index, (a, b) in enumerate(zip(real, model)):
        a, b = comparable(a), comparable(b)
        if None in a.get('regs', []):  # the host's clock
            b['regs'] = [None if x is None else y for x, y in zip(a['regs'], b.get('regs', []))]
        if a != b:
            only = [key for key in sorted(a.keys() | b.keys()) if a.get(key) != b.get(key)]
            return index, {key: a.get(key) for key in only}, {key: b.get(key) for key in only}
    if len(real) != len(model):
        return min(len(real), len(model)), f'{len(real)} results', f'{len(model)} results'
    return None
