#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The vectors of docs/FORMAT.md: the independent reader (format.py) and the library (the program whose path
is the first argument, see vectors.c) must both say of each what the text says. A vector that the
program does not know may only be of something that the library's headers do not have."""
import json
import pathlib
import re
import subprocess
import sys
import traceback

import description
import format as wire
import stream

TOP = pathlib.Path(__file__).resolve().parents[2]
# What the library's headers call the types of the notation; those that are always there are left out.
NAMES = {"float": "gvm_float", "double": "gvm_double", "timer": "gvm_timer", "bounded": "GVM_DEFINE_BOUNDED",
         "bitmap": "GVM_DEFINE_BITMAP", "string": "gvm_string", "filename": "gvm_filename", "strv": "gvm_strv",
         "bytes": "gvm_bytes", "variant": "gvm_variant", "buffer": "GVM_BUFFER", "pad": "GVM_PAD",
         "set": "GVM_SET", "packing": "GvmPacking"}


def blocks(kind):
    """The objects in the text's blocks of that kind."""
    text = (TOP / "docs" / "FORMAT.md").read_text(encoding="utf-8")
    found = [json.loads(block) for block in re.findall(rf"^```json {kind}\n(.*?)^```", text, re.S | re.M)]
    assert found, f"no block of kind {kind}"
    return found


def octets_of(strings):
    return bytes.fromhex("".join(string.split(";")[0] for string in strings))


def read_vectors():
    vectors = {}
    for vector in blocks("vector"):
        assert vector["name"] not in vectors, vector["name"]
        if isinstance(vector["descriptor"], str):
            vector["descriptor"] = vectors[vector["descriptor"]]["descriptor"]
        vector["octets"] = octets_of(vector["octets"])
        vector["also"] = [bytes.fromhex(text) for text, _ in vector.get("also", [])]
        vector["old"] = [(version, bytes.fromhex(text)) for version, text in vector.get("old", [])]
        vector["refused"] = [(bytes.fromhex(text), slug) for text, slug in vector.get("refused", [])]
        vectors[vector["name"]] = vector
    return vectors


def types_in(value):
    """Every word in a descriptor that could be a type's."""
    if isinstance(value, dict):
        return set(value) | set().union(*map(types_in, value.values()))
    if isinstance(value, list):
        return set().union(*map(types_in, value)) if value else set()
    return {value} if isinstance(value, str) else set()


def is_expected(vector):
    """Do the library's headers have all that the vector's descriptor needs?"""
    headers = "".join(path.read_text(encoding="utf-8") for path in (TOP / "include" / "gvmstate").glob("*.h"))
    needed = {NAMES[word] for word in types_in(vector["descriptor"]) if word in NAMES}
    return all(re.search(rf"\b{name}\b", headers) for name in needed)


# ---- the independent reader -----------------------------------------------------------------------

def check_value(found, wanted):
    assert found == wanted, f"{found}, not {wanted}"


def check_octets(found, wanted):
    assert found == wanted, f"{found.hex(' ')}, not {wanted.hex(' ')}"


def python_agrees(vector):
    descriptor, version, target = vector["descriptor"], vector["version"], vector.get("target")
    if "unwritten" in vector:
        check_octets(wire.write_struct(descriptor, version, vector["value"]), vector["octets"])
        check_value(python_says(vector["value"], lambda value: wire.encode(descriptor, version, value)),
                    vector["unwritten"])
        return
    check_octets(wire.encode(descriptor, version, vector["value"]), vector["octets"])
    for octets in [vector["octets"], *vector["also"]]:
        check_value(wire.decode(descriptor, version, octets, target), vector["value"])
    for older, octets in vector["old"]:
        check_value(wire.decode(descriptor, older, octets, target), vector["value"])


def python_says(subject, work):
    try:
        return f"reads {work(subject)}"
    except wire.Refused as error:
        return error.slug


def prefixes_are_refused(vector):
    """No payload is a prefix of itself, but where only a subsection, or nothing, is missing."""
    for size in range(len(vector["octets"])):
        said = python_says(vector["octets"][:size],
                           lambda octets: wire.decode(vector["descriptor"], vector["version"], octets,
                                                      vector.get("target")))
        if "subsections" not in types_in(vector["descriptor"]):
            assert said == "truncated", f"the first {size} octets: {said}"


# ---- the library ----------------------------------------------------------------------------------

class Library:
    """The program: a question a line, an answer a line."""

    def __init__(self, path):
        self.process = subprocess.Popen([path], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.names = self.ask("names").split()

    def ask(self, *words):
        self.process.stdin.write(" ".join(words) + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        assert answer, f"the program ended at {words}"
        return answer.strip()

    def close(self):
        self.process.stdin.close()
        assert self.process.wait() == 0, f"the program ended with {self.process.returncode}"


def library_agrees(library, vector):
    name = vector["name"]
    if "unwritten" in vector:
        check_value(library.ask("encode", name), vector["unwritten"])
        return
    check_value(library.ask("encode", name), vector["octets"].hex())
    for octets in [vector["octets"], *vector["also"]]:
        check_value(library.ask("decode", name, octets.hex()), f"equal {vector['octets'].hex()}")
    for version, octets in vector["old"]:
        check_value(library.ask("decode", name, octets.hex(), str(version)), f"equal {vector['octets'].hex()}")
    for octets, slug in vector["refused"]:
        check_value((octets.hex(), library.ask("decode", name, octets.hex())), (octets.hex(), slug))


def changed(octets):
    """Every octet changed in every way that may matter, and octets left out or put in."""
    for at, old in enumerate(octets):
        for new in sorted({0, 1, 5, 0x30, 0x31, 0x7f, 0x80, 0xff, old ^ 1, (old + 1) % 256} - {old}):
            yield octets[:at] + bytes([new]) + octets[at + 1:]
        yield octets[:at] + octets[at + 1:]
        yield octets[:at] + b"\0" + octets[at:]


def verdict_of_python(vector, octets, version=None):
    """What the library's program would answer if it were format.py."""
    descriptor, version = vector["descriptor"], vector["version"] if version is None else version
    try:
        value = wire.decode(descriptor, version, octets, vector.get("target"))
        return wire.encode(descriptor, vector["version"], value).hex()
    except wire.Refused as error:
        return error.slug


def both_judge_the_same(library, vector):
    for octets in changed(vector["octets"]):
        said = library.ask("decode", vector["name"], octets.hex()).split()[-1]
        check_value((octets.hex(), said), (octets.hex(), verdict_of_python(vector, octets)))
    for version, old in vector["old"]:
        for octets in [*changed(old), *(old[:size] for size in range(len(old)))]:
            said = library.ask("decode", vector["name"], octets.hex() or "-", str(version)).split()[-1]
            check_value((version, octets.hex(), said), (version, octets.hex(), verdict_of_python(vector, octets, version)))


def version_of_library():
    return re.search(r"^project\(gvmstate VERSION (\S+)", (TOP / "CMakeLists.txt").read_text(encoding="utf-8"),
                     re.M).group(1)


def stream_agrees(library, given, vectors):
    descriptor, value = vectors[given["vector"]]["descriptor"], vectors[given["vector"]]["value"]
    octets = octets_of(given["octets"])
    check_octets(stream.records(descriptor, value), octets)
    whole = stream.encode(descriptor, value, version_of_library())
    text = given["description"].replace("VERSION", version_of_library())
    check_octets(whole[:len(octets)], octets)
    check_value(whole[len(octets) + 5:].decode("utf-8"), text.replace("DIGITS", stream.digest_of(whole).decode()))
    check_value(stream.decode(descriptor, whole), value)
    check_value(library.ask("save", given["vector"]), whole.hex())
    check_value(library.ask("load", given["vector"], whole.hex()), f"equal {whole.hex()}")
    for refused, slug in given["refused"]:
        said = python_says(bytes.fromhex(refused), lambda data: stream.decode(descriptor, data))
        check_value((refused, said), (refused, slug))
        check_value((refused, library.ask("load", given["vector"], bytes.fromhex(refused).hex())), (refused, slug))


def verdict_on_stream(descriptor, octets):
    return python_says(octets, lambda data: stream.encode(descriptor, stream.decode(descriptor, data),
                                                          version_of_library()).hex()).split()[-1]


def both_judge_streams_the_same(library, given, vectors):
    """With description and digest, and without: then each octet is judged for itself. But for another kind of record in
    the place of the section's, which is no such stream."""
    descriptor, octets = vectors[given["vector"]]["descriptor"], octets_of(given["octets"])
    whole = stream.encode(descriptor, vectors[given["vector"]]["value"], version_of_library())
    for other in [*changed(octets), *changed(whole)]:
        if other[8:9] == octets[8:9]:
            said = library.ask("load", given["vector"], other.hex()).split()[-1]
            check_value((other.hex(), said), (other.hex(), verdict_on_stream(descriptor, other)))


def device_agrees(given, vectors):
    vector = vectors[given["vector"]]
    device = {"name": vector["descriptor"]["name"], "instance_id": 0,
              **description.table(vector["descriptor"], vector["version"], vector["value"])}
    check_value(json.dumps(device), json.dumps(given["device"]))


def library_describes(library, vector):
    """What the library writes is what the text says, and is read without a descriptor."""
    descriptor = vector["descriptor"]
    saved = bytes.fromhex(library.ask("save", vector["name"]))
    check_value(saved.decode("latin-1"), stream.encode(descriptor, vector["value"], version_of_library()).decode("latin-1"))
    check_value(is_read_without_a_descriptor(descriptor, saved), description.rows_as_described(descriptor, vector["version"], vector["value"]))


def is_read_without_a_descriptor(descriptor, saved):
    _, states, _ = stream.decode_by_itself(saved)
    version, value = states[(descriptor["name"], 0)]
    assert version == descriptor.get("version", 1)
    return description.bare(value)


# ---- the run --------------------------------------------------------------------------------------

class Run:
    passed = failed = 0

    def test(self, promise, function, *arguments):
        try:
            function(*arguments)
            self.passed += 1
            print(f"ok    {promise}")
        except Exception:  # pylint: disable=broad-except
            self.failed += 1
            print(f"FAIL  {promise}\n{traceback.format_exc(limit=-2)}")


def check_refusals(vector):
    for octets, slug in vector["refused"]:
        said = python_says(octets, lambda data: wire.decode(vector["descriptor"], vector["version"], data,
                                                            vector.get("target")))
        check_value((octets.hex(), said), (octets.hex(), slug))


def is_known_if_it_can_be(library, vector):
    assert vector["name"] in library.names or not is_expected(vector), (
        "the library has all that this vector needs; add it to vectors.c or its kin")


def names_are_vectors(library, vectors):
    assert set(library.names) <= set(vectors), set(library.names) - set(vectors)


def main():
    run, vectors, library = Run(), read_vectors(), Library(sys.argv[1])
    for name, vector in vectors.items():
        run.test(f"{name}: format.py reads and writes it as the text says", python_agrees, vector)
        if "unwritten" not in vector:
            run.test(f"{name}: format.py refuses each prefix of it", prefixes_are_refused, vector)
        run.test(f"{name}: format.py refuses what the text refuses", check_refusals, vector)
        run.test(f"{name}: the library is asked, if it can answer", is_known_if_it_can_be, library, vector)
        if name in library.names:
            run.test(f"{name}: the library reads, writes and refuses the same", library_agrees, library, vector)
        if name in library.names and "unwritten" not in vector:
            run.test(f"{name}: both judge changed octets the same", both_judge_the_same, library, vector)
            if vector["version"] == vector["descriptor"].get("version", 1):
                run.test(f"{name}: the library describes it as the text says", library_describes, library, vector)
    for given in blocks("stream"):
        run.test(f"{given['name']}: all agree on the stream", stream_agrees, library, given, vectors)
        run.test(f"{given['name']}: both judge changed streams the same", both_judge_streams_the_same, library,
                 given, vectors)
    for given in blocks("description"):
        run.test(f"{given['name']}: it is described so", device_agrees, given, vectors)
    run.test("the library has no vector that the text lacks", names_are_vectors, library, vectors)
    library.close()
    print(f"{run.passed} passed, {run.failed} failed")
    sys.exit(1 if run.failed or not run.passed else 0)


main()
