#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A layer includes only itself and those before it; users of the library include public headers alone."""
import re

import tree

ORDER = ["error", "desc", "stream", "codec", "plan", "engine", "container", "schema", "section",
         "value", "spapr", "tools"]
RANK = {layer: rank for rank, layer in enumerate(ORDER)}
RANK["typed"] = RANK["packing"] = RANK["rows"] = RANK["versions"] = RANK["complete"] = RANK["desc"]  # beside desc.h
RANK["bounded"] = RANK["owned"] = RANK["codec"]  # beside codec.h
RANK["builder"] = RANK["plan"]  # frees the plan of what it has made
RANK["buffer"] = RANK["engine"]  # rows that name codecs
RANK["transport"] = RANK["file"] = RANK["section"]  # beside section.h
RANK["kind"] = RANK["ops"] = RANK["container"]  # beside container.h
RANK["registry"] = RANK["section"]  # beside section.h
RANK["edit"] = RANK["value"]  # beside value.h
INCLUDE = re.compile(r'\s*#\s*include\s*([<"])([^>"]+)[>"]')


def layer_of_header(stem):
    """spapr.h is made of spapr_schema.h and its kin."""
    return "spapr" if stem.startswith("spapr_") else stem


def layer_of(path):
    """The layer of a file, or None for one that no rule binds."""
    if path.parts[:2] == ("tests", "consumer") or path.parts[0] == "tools":
        return "tools"
    if path.parts[0] == "include":
        return None if path.stem == "gvmstate" else layer_of_header(path.stem)
    # Files straight in lib/ are the ground that every layer stands on.
    return path.parts[1] if len(path.parts) > 2 else "error"


def target_layer(top, path, quote, name):
    """The layer that an include reaches, None if it is outside the project, or a reason to refuse it."""
    if name.startswith("gvmstate/"):
        stem = name[len("gvmstate/"):-len(".h")]
        return ("tools" if stem == "gvmstate" else layer_of_header(stem)), None
    if quote == "<":
        return None, None
    if ".." in name:
        return None, f'"{name}" climbs out of its directory'
    if (top / path.parent / name).is_file():
        return layer_of(path), None
    if path.parts[0] != "lib" or path.parts[1] == "spapr":
        return None, f'"{name}" is not in its own directory: a user of the library has public headers alone'
    return name.split("/")[0] if "/" in name else "error", None


def check(top, path):
    own = layer_of(path)
    if own is None:
        return
    if own not in RANK:
        yield path, 1, f"unknown layer {own}; the order is {' → '.join(ORDER)}"
        return
    for number, line in enumerate(tree.c_lines(top / path), 1):
        match = INCLUDE.match(line)
        if not match:
            continue
        quote, name = match.groups()
        other, refusal = target_layer(top, path, quote, name)
        if refusal:
            yield path, number, refusal
        elif name == "gvmstate/gvmstate.h" and own in ("spapr", "tools"):
            continue
        elif other is not None and other not in RANK:
            yield path, number, f"{name} is in no known layer"
        elif other is not None and RANK[other] > RANK[own]:
            yield path, number, f"layer {own} includes {name} of the later layer {other}"


def main():
    top = tree.root()
    paths = tree.c_files(top, "lib", "include", "tools") + [
        p for p in tree.c_files(top, "tests") if p.parts[1] == "consumer"]
    tree.report([finding for path in paths for finding in check(top, path)])


main()
