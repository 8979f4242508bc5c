#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""gvmstate spapr on the recorded vectors: all of them without a difference, and every difference seen.

    replay.py COMMAND VECTORS
"""
import copy
import gzip
import json
import pathlib
import subprocess
import sys
import tempfile

COMMAND, VECTORS = sys.argv[1], sorted(pathlib.Path(sys.argv[2]).glob("*.json.gz"))
FAILED = []


def run(*arguments, stdin=b""):
    done = subprocess.run([COMMAND, "spapr", *map(str, arguments)], input=stdin, capture_output=True, check=False)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def check(holds, what):
    if not holds:
        FAILED.append(what)
        print("FAILED", what)


def read(path):
    with gzip.open(path) as file:
        return json.load(file)


def write(content):
    file = tempfile.NamedTemporaryFile("w", suffix=".json")
    json.dump(content, file)
    file.flush()
    return file


def replay_all():
    for path in VECTORS:
        status, out, err = run("replay", path)
        check((status, err) == (0, "") and out.endswith("no difference\n"), f"{path.name}: {out}{err}")


# ---- the judge: a vector that lies must be found out, there -----------------------------------------


def expect_found(vector, where):
    with write(vector) as file:
        status, out, _ = run("replay", file.name)
    check(status == 1 and out.startswith(where + ":") or out.startswith(where + ","),
          f"expected a difference at {where}, found {status} {out[:200]}")


def changed(value):
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value ^ 1
    if value is None:
        return 7
    if isinstance(value, list):
        return value + [0]
    if isinstance(value, dict):
        return {**value, "icp": {"0": [1, 2, 3, 4]}}
    return value[:-1] + ("0" if value[-1] != "0" else "1")


def judge_results(vector):
    """One change in the last result that has such a member: what comes before must not be in the way."""
    for name in ("rc", "rets", "regs", "addr", "data", "sent", "delta"):
        with_it = [i for i, result in enumerate(vector["results"]) if name in result]
        lie = copy.deepcopy(vector)
        lie["results"][with_it[-1]][name] = changed(lie["results"][with_it[-1]][name])
        expect_found(lie, f"op {with_it[-1]}")


def judge_states(vector):
    for name in ("initial", "final"):
        for nth in range(len(vector[name]["sections"]) - 1):
            lie = copy.deepcopy(vector)
            lie[name]["sections"][nth]["payload"] = changed(lie[name]["sections"][nth]["payload"])
            expect_found(lie, name)
        lie = copy.deepcopy(vector)
        lie[name]["sections"][0]["version_id"] = 9
        expect_found(lie, name)
        lie = copy.deepcopy(vector)
        lie[name]["sections"].pop(1)
        expect_found(lie, name)
        lie = copy.deepcopy(vector)
        lie[name]["pic"]["icp"]["0"][0] ^= 1
        expect_found(lie, name)
    lie = copy.deepcopy(vector)
    lie["final"]["decoded"]["irq_map"].pop()
    expect_found(lie, "final")
    lie = copy.deepcopy(vector)
    lie["results"].pop()
    expect_found(lie, f"op {len(vector['ops']) - 1}")


# ---- scripts ----------------------------------------------------------------------------------------


def results_of_a_run_replay(path):
    """What run prints is a vector: without what was recorded, and again with it."""
    vector = read(path)
    script = {"setup": {key: vector["setup"][key] for key in ("smp", "devs", "behind")},
              "ops": vector["ops"]}
    with write(script) as file, tempfile.NamedTemporaryFile() as stream:
        status, out, err = run("run", file.name, f"--stream={stream.name}")
        check((status, err) == (0, ""), f"run {path.name}: {err}")
        check(pathlib.Path(stream.name).read_bytes()[:8] == b"QEVM\0\0\0\3", "the stream's header")
    ran = json.loads(out)
    check(len(ran["results"]) == len(vector["ops"]), "a result an operation")
    for nth, (found, due) in enumerate(zip(ran["results"], vector["results"])):
        for name in found:
            if name != "state":
                check(found[name] == due[name], f"{path.name}: run, op {nth}, {name}")
    with write({**vector, "results": ran["results"], "final": ran["final"]}) as file:
        check(run("replay", file.name)[0] == 0, f"{path.name}: replay of what run printed")


def last_is_the_newest_xirr():
    setup = {"smp": 1, "devs": [[1, "edu"]], "behind": None}
    buid = [0x8000000, 0x20000000]
    ops = [{"op": "hcall", "cpu": 0, "nr": 0x68, "args": [255]},
           {"op": "rtas", "name": "ibm,change-msi", "args": [0x800] + buid + [3, 1, 1], "nret": 4},
           {"op": "rtas", "name": "ibm,set-xive", "args": [0x1300, 0, 5], "nret": 1},
           {"op": "dev_msi", "slot": 1},
           {"op": "hcall", "cpu": 0, "nr": 0x74, "args": []},
           {"op": "hcall", "cpu": 0, "nr": 0x64, "args": ["last"]},
           {"op": "hcall", "cpu": 0, "nr": 0x64, "args": ["last"]},
           {"op": "msi", "irq": 0x2000},
           {"op": "lsi", "pin": 0, "level": 1}, {"op": "reset"}, {"op": "snap"}, {"op": "migrate"}]
    with write({"setup": setup, "ops": ops}) as file:
        status, out, err = run("run", file.name)
    check((status, err) == (0, ""), f"a script by hand: {err}")
    ran = json.loads(out)
    check(ran["ops"][5]["args"] == [0xff001300], "last: what was accepted")
    check(ran["ops"][6]["args"] == [0xff000000], "last: nothing was accepted")
    check("interrupt 0x2000" in ran["results"][7]["error"], "an error where QEMU dies")
    check(ran["results"][8]["delta"] == {"ics": {"0x1200": ["LSI", 255, 1]}}, "a pin")


BUID = [0x8000000, 0x20000000]


def change_msi(address, function, number, phb=0):
    return {"op": "rtas", "name": "ibm,change-msi", "args": [address, BUID[0], BUID[1] + phb, function, number, 1],
            "nret": 4}


def standard_input_is_a_file():
    path = VECTORS[0]
    status, out, err = run("replay", "-", stdin=path.read_bytes())
    check((status, err) == (0, "") and out.endswith("no difference\n"), f"a packed vector from standard input: {err}")
    script = {"setup": {"smp": 1, "devs": [[1, "edu"]]}, "ops": [change_msi(0x800, 3, 1)]}
    status, out, err = run("run", "-", stdin=json.dumps(script).encode())
    check((status, err) == (0, "") and json.loads(out)["results"][0]["rets"] == [0, 1, 2, 1], "a script from there")
    status, out, err = run("run", "-")
    check((status, out, err) == (3, "", "gvmstate: standard input: script: nothing, an object is due\n"), f"none: {err}")


def measured_devices_are_of_their_phb():
    """The same place on two PHBs; what is measured of one is not the other's. Without phb it is the first."""
    devs = [[1, "edu"], [1, "edu", 1]]
    for measured, due in (({}, [3, 1]), ({"phb": 0}, [3, 1]), ({"phb": 1}, [1, 3])):
        script = {"setup": {"smp": 1, "phbs": 2, "devs": devs,
                            "devices": [{"bus": 0, "slot": 1, "msi": 0, "msix": 3, **measured}]},
                  "ops": [change_msi(0x800, 1, 99), change_msi(0x800, 1, 99, phb=1)]}
        with write(script) as file:
            status, out, err = run("run", file.name)
        check((status, err) == (0, ""), f"measured {measured}: {err}")
        check([result["rets"][1] for result in json.loads(out)["results"]] == due, f"measured {measured}: {out}")
    script["setup"]["devices"][0]["phb"] = 2
    with write(script) as file:
        status, out, err = run("run", file.name)
    check(status == 3 and "setup/devices/phb: 2, at most 1" in err, f"a PHB that is not there: {err}")


def sizes_are_those_of_the_streams():
    """The compact form comes back in a migration, its stream is as long as --sizes says, and short."""
    script = {"setup": {"smp": 2, "devs": [[1, "edu"], [2, "virtio-net4"]]},
              "ops": [change_msi(0x800, 3, 1), {"op": "migrate"}, change_msi(0x1000, 4, 3), {"op": "migrate"},
                      change_msi(0x800, 3, 0)]}
    rows = {}
    with write(script) as file:
        for nth, options in enumerate((["--canonical"], ["--canonical", "--compact"])):
            with tempfile.NamedTemporaryFile() as stream:
                status, out, err = run("run", "--sizes", f"--stream={stream.name}", *options, file.name)
                length = len(pathlib.Path(stream.name).read_bytes())
            check((status, err) == (0, ""), f"--sizes {options}: {err}")
            rows = {line[:20].strip(): [int(n) for n in line[20:].split()] for line in out.splitlines()[1:]}
            check(rows["the stream"][nth] == length, f"the stream {rows['the stream']}, is {length}")
        with_results = json.loads(run("run", "--compact", "--canonical", file.name)[1])
        check(with_results["results"] == [{**result, "state": ours["state"]} if "state" in result else result
              for result, ours in zip(json.loads(run("run", "--canonical", file.name)[1])["results"],
                                      with_results["results"])], "results do not depend on the form")
    sections = list(rows)[:-2]
    check(sections == ["ics[0]", "icp/server[0]", "icp/server[1]", "spapr_pci[0]", "spapr[0]"], f"rows {sections}")
    for nth in range(2):
        check(rows["all sections"][nth] == sum(rows[name][nth] for name in sections), "the sum")
    check([rows[name][0] for name in sections] == [32772, 6, 6, 28 + 12, 451], f"QEMU's octets {rows}")
    # 7 sources of the boot, one that was freed (zeros), one that was given and two more like it.
    check([rows[name][1] for name in sections] == [16 + 5 + 4 + 2, 6, 6, 12 + 6, 19], f"compact octets {rows}")
    status, out, err = run("replay", "--compact", VECTORS[0])
    check(status == 2 and out == "" and "--compact" in err, "replay compares QEMU's octets")
    status, out, err = run("replay", "--sizes", VECTORS[0])
    check(status == 0 and "no difference\n" in out and "\nall sections " in out, "replay has sizes too")


def what_is_no_script():
    good = {"setup": {"smp": 1, "devs": [], "behind": None}, "ops": []}
    for path, bad in (
            ("script", []), ("setup", {"ops": []}), ("ops", {"setup": good["setup"]}),
            ("setup/devs", {"setup": {"smp": 1}, "ops": []}),
            ("setup/smp", {"setup": {"smp": 0, "devs": []}, "ops": []}),
            ("setup/smp", {"setup": {"smp": "1", "devs": []}, "ops": []}),
            ("setup/devs[0]/tpm", {"setup": {"smp": 1, "devs": [[1, "tpm"]]}, "ops": []}),
            ("setup/devs[0]/0", {"setup": {"smp": 1, "devs": [[32, "edu"]]}, "ops": []}),
            ("ops/0", {**good, "ops": [7]}), ("ops[0]/op", {**good, "ops": [{}]}),
            ("ops[0]/op", {**good, "ops": [{"op": "dance"}]}),
            ("ops[1]/irq", {**good, "ops": [{"op": "reset"}, {"op": "msi"}]}),
            ("ops[0]/irq", {**good, "ops": [{"op": "msi", "irq": -1}]}),
            ("ops[0]/cpu", {**good, "ops": [{"op": "hcall", "cpu": 1, "nr": 1, "args": []}]}),
            ("ops[0]/pin", {**good, "ops": [{"op": "lsi", "pin": 4, "level": 1}]}),
            ("ops[0]/args", {**good, "ops": [{"op": "rtas", "name": "x", "nret": 1, "args": [0] * 17}]}),
            ("ops[0]/name", {**good, "ops": [{"op": "rtas", "nret": 1, "args": []}]})):
        with write(bad) as file:
            status, out, err = run("run", file.name)
        check(status == 3 and out == "" and f": {path}: " in err, f"{path}: {status} {err}")
    check(run("run", "/nonexistent.json")[0] == 4, "no such file")
    check(run("dance", VECTORS[0])[0] == 2, "neither replay nor run")
    with tempfile.NamedTemporaryFile("w") as file:
        file.write("{")
        file.flush()
        check(run("run", file.name)[0] == 3, "no JSON")


replay_all()
busy = read(next(path for path in VECTORS if path.name.startswith("v003")))
judge_results(busy)
judge_states(busy)
judge_states(read(next(path for path in VECTORS if path.name.startswith("d1"))))
for each in VECTORS:
    results_of_a_run_replay(each)
last_is_the_newest_xirr()
standard_input_is_a_file()
measured_devices_are_of_their_phb()
sizes_are_those_of_the_streams()
what_is_no_script()
print(f"{len(VECTORS)} vectors, {len(FAILED)} failures")
sys.exit(1 if FAILED else 0)
