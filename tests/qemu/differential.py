#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Random scripts in the real QEMU and in the model: the same results, operation by operation?

differential.py COMMAND [--seeds=A..B] [--ops=N] [--jobs=N]   COMMAND is the built gvmstate
differential.py COMMAND --script=FILE                         one script that a failure has printed

The first difference of a failing script is shrunk to few operations and printed. Exit status 0: they agree;
1: they do not; 77: there is no qemu-system-ppc64."""
import argparse
import concurrent.futures
import json
import os
import sys

import model
import process
import scripts
from machine import PROGRAM, Machine


def run_real(script):
    """Returns: the script as it was done, with its devices, and QEMU's results."""
    with Machine(script['setup']) as machine:
        setup = {**script['setup'], 'devices': machine.probe()}
        ops, results = [], []
        for op in script['ops']:
            op, result = machine.do(op)
            ops.append(op)
            results.append(result)
            if 'died' in result:
                break
    return {**script, 'setup': setup, 'ops': ops}, results


def compare(command, script):
    """Returns: the first difference, or None."""
    done, real = run_real(script)
    return model.first_difference(real, model.run(command, done))


def compare_if_possible(command, script):
    """Of fewer operations than a script had, QEMU may think otherwise: what cannot be run is no difference."""
    try:
        return compare(command, script) if script['ops'] else None
    except (RuntimeError, process.Died, OSError):
        return None


def shrink(command, script):
    """Drops operations, ever fewer at once, as long as some difference stays."""
    ops, difference = script['ops'], compare(command, script)
    ops = ops[:difference[0] + 1]
    size = max(1, len(ops) // 2)
    while size >= 1:
        at = 0
        while at < len(ops):
            fewer = ops[:at] + ops[at + size:]
            found = compare_if_possible(command, {**script, 'ops': fewer})
            if found is not None:
                ops, difference = fewer[:found[0] + 1], found
            else:
                at += size
        size //= 2
    return {**script, 'ops': ops}, difference


def report(script, difference):
    index, real, own = difference
    print(f'seed {script.get("seed")}: operation {index} differs')
    for number, op in enumerate(script['ops']):
        print(f'  {number}: {json.dumps(op)}')
    print(f'  QEMU:  {json.dumps(real)[:2000]}')
    print(f'  model: {json.dumps(own)[:2000]}')
    print(f'  script: {json.dumps({"seed": script.get("seed"), "setup": script["setup"], "ops": script["ops"]})}',
          flush=True)


def try_seed(command, seed, n_ops):
    script = scripts.make(seed, n_ops)
    try:
        return script, compare(command, script), None
    except (RuntimeError, process.Died, OSError) as error:
        return script, None, f'seed {seed}: {error}'


def try_seeds(command, seeds, n_ops, jobs):
    """Returns: how many scripts differed or could not be run."""
    bad = n_done = 0
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        for script, difference, error in pool.map(lambda s: try_seed(command, s, n_ops), seeds):
            n_done += len(script['ops'])
            if error:
                print(error, flush=True)
            elif difference:
                report(*shrink(command, script))
            bad += bool(error or difference)
    print(f'{len(seeds)} scripts, {n_done} operations, seeds {seeds[0]}..{seeds[-1]}: {bad} differ')
    return bad


def parse_seeds(text):
    first, _, last = text.partition('..')
    return range(int(first), int(last or first) + 1)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split('\n')[0])
    parser.add_argument('command')
    parser.add_argument('--seeds', type=parse_seeds, default=range(1, 21), metavar='A..B')
    parser.add_argument('--ops', type=int, default=100)
    parser.add_argument('--jobs', type=int, default=os.cpu_count())
    parser.add_argument('--script')
    options = parser.parse_args()
    if process.version(PROGRAM) is None:
        print(f'skipped: no {PROGRAM}')
        return 77
    if not options.script:
        return 1 if try_seeds(options.command, options.seeds, options.ops, options.jobs) else 0
    with open(options.script) as file:
        script = json.load(file)
    difference = compare(options.command, script)
    if difference:
        report(script, difference)
    return 1 if difference else 0


if __name__ == '__main__':
    sys.exit(main())
