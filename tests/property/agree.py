#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The independent reader (tests/verify/format.py) on random tables and states: it must read the library's octets as
the state that they were made of, and write them again. The first argument is the program that draws the cases
(dump.c), the second how many tables."""
import json
import os
import pathlib
import re
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "verify"))
import description  # pylint: disable=wrong-import-position
import format as wire  # pylint: disable=wrong-import-position,wrong-import-order
import stream  # pylint: disable=wrong-import-position

LEAST = 2000
STREAMS = 500  # and how many of what else has to be among them


def members(kind, value):
    """Pairs of type and value that a value of that type is made of, with a function that puts them together."""
    name = wire.only(kind)
    if value is None:
        return [], lambda parts: value
    if name in ("equal", "pointer", "bounded"):
        return [(kind[name], value)], lambda parts: parts[0]
    if name in ("array", "counted", "list", "set"):
        return [(kind[name], one) for one in value], list
    if name == "map" and "key_in_value" in kind:
        return [(kind["map"], one) for one in value], list
    if name == "map":
        return ([(part, one) for pair in value for part, one in zip((kind["key"], kind["map"]), pair)],
                lambda parts: [list(pair) for pair in zip(parts[::2], parts[1::2])])
    if name in ("struct", "derived"):
        return of_struct(kind[name], value)
    return [], lambda parts: value


def of_struct(descriptor, value):
    kinds = {row["name"]: row["type"] for row in descriptor["rows"]}
    kinds.update((one["name"], {"struct": one}) for one in descriptor.get("subsections", []))
    return [(kinds[name], one) for name, one in value.items()], lambda parts: dict(zip(value, parts))


def canonical(kind, value):
    """The value with the entries of its tables ascending: the state has them in the order of memory."""
    parts, build = members(kind, value)
    value = build([canonical(*part) for part in parts])
    if wire.only(kind) in ("map", "set") and value is not None:
        value.sort(key=lambda entry: wire.rank(wire.key_type(kind), wire.key_of(kind, entry)))
    return value


def settle(kind):
    """Defaults as values of a reader's are: with their tables ascending. In place."""
    if isinstance(kind, list):
        for one in kind:
            settle(one)
    if isinstance(kind, dict):
        for one in kind.values():
            settle(one)
        if "absent" in kind:
            kind["absent"] = canonical(kind["type"], kind["absent"])


def has_stored_order(kind):
    if isinstance(kind, dict):
        return kind.get("order") == "stored" or any(map(has_stored_order, kind.values()))
    return isinstance(kind, list) and any(map(has_stored_order, kind))


def judge(case):
    """What the reader says otherwise than the library; None: nothing."""
    descriptor, version, octets = case["descriptor"], case["version"], bytes.fromhex(case["octets"])
    kind = {"struct": descriptor, "version": version}
    settle(descriptor)
    wanted = canonical(kind, case["value"])
    try:
        value = wire.decode(descriptor, version, octets, case["value"])
        again = wire.encode(descriptor, version, value)
    except wire.Refused as error:
        return f"refused: {error}"
    if canonical(kind, value) != wanted:
        return f"another value: {json.dumps(value)}"
    if again != octets:
        return f"other octets: {again.hex()}"
    if not has_stored_order(descriptor) and wire.encode(descriptor, version, wanted) != octets:
        return "other octets for the state"
    return None


# ---- streams with their description -------------------------------------------------------------------------

def version_of(octets):
    """The library's, which made the stream."""
    return re.search(rb'"producer": "gvmstate", "version": "([^"]*)"', octets).group(1).decode("ascii")


def judge_stream(case):
    """The same of a whole stream: by the descriptor, and by what the stream says of itself."""
    descriptor, octets = case["descriptor"], bytes.fromhex(case["stream"])
    kind = {"struct": descriptor, "version": descriptor["version"]}
    try:
        value = stream.decode(descriptor, octets, case["value"])
        if canonical(kind, value) != canonical(kind, case["value"]):
            return f"another value in the stream: {json.dumps(value)}"
        if b'{"codec": ' in octets:
            return None  # blocks whose count is the reader's own: nobody else can tell
        found = stream.decode_by_itself(octets)[1][(descriptor["name"], 0)][1]
        wanted = description.rows_as_described(descriptor, descriptor["version"], value)
    except wire.Refused as error:
        return f"refused as a stream: {error}"
    if description.bare(found) != wanted:
        return f"described as another value: {json.dumps(found)}, not {json.dumps(wanted)}"
    again = stream.encode(descriptor, value, version_of(octets))
    if again != octets:
        texts = [one[one.rindex(b'{"page_size"'):].decode("utf-8") for one in (octets, again)]
        at = len(os.path.commonprefix(texts))
        return f"another description: …{texts[0][at - 80:at + 80]}…, not …{texts[1][at - 80:at + 80]}…"
    return None


def main():
    program, rounds = sys.argv[1:3]
    seed = os.environ.get("GVM_TEST_SEED", "20260101")
    print(f"GVM_TEST_SEED={seed}, {rounds} tables")
    tables, cases, streams, packed, filled = set(), 0, 0, 0, 0
    with subprocess.Popen([program, seed, rounds], stdout=subprocess.PIPE, text=True, encoding="utf-8") as dump:
        for line in dump.stdout:
            case = json.loads(line)
            complaint = judge(case)
            if complaint is None and "stream" in case and case["seed"] % 4 == 0:
                complaint = judge_stream(case)
                streams += 1
            if complaint is not None:
                sys.exit(f"FAIL  GVM_TEST_SEED={case['seed']}: {complaint}\n{line}")
            tables.add(case["seed"])
            cases += 1
            packed += '"packing"' in line
            filled += '"absent"' in line
    print(f"{len(tables)} tables, {cases} payloads ({packed} packed, {filled} with defaults), {streams} streams: both agree")
    sys.exit(0 if dump.returncode == 0 and len(tables) >= LEAST and min(streams, packed, filled) >= STREAMS else 1)


main()
