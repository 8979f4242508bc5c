# SPDX-License-Identifier: LGPL-2.1-or-later
"""The description of a stream, from docs/FORMAT.md, 6.2, alone: made of a state and its descriptor, and used to read
octets without one."""
import format as wire

NAMES = {"u8": "uint8", "u16": "uint16", "u32": "uint32", "u64": "uint64", "i8": "int8", "i16": "int16",
         "i32": "int32", "i64": "int64", "double": "CPU_Double_U"}
EQUAL = {"uint8": "uint8 equal", "uint16": "uint16 equal", "uint32": "uint32 equal", "int32": "int32 equal",
         "uint64": "int64 equal"}
OURS = ("string", "filename", "strv", "bytes", "GByteArray", "variant")


def plain(kind):
    """Without bounds, which a description does not have, and without `equal`."""
    while wire.only(kind) in ("bounded", "equal", "at_most"):
        kind = kind[wire.only(kind)]
    return kind


def name_of(kind):
    kind = wire.only(plain(kind))
    return NAMES.get(kind, kind)


def flat(kind):
    """An array of arrays is one of all its elements: the element's type, and how many there are."""
    count = 1
    while wire.only(kind) == "array":
        count, kind = count * kind["length"], kind["array"]
    return kind, count


def flatten(kind, value):
    if wire.only(kind) != "array":
        return [value]
    return [one for element in value for one in flatten(kind["array"], element)]


def is_uniform(kind):
    """Does each value of the type take the same octets and fields?"""
    kind = plain(kind)
    name = wire.only(kind)
    if name in ("struct", "derived"):
        descriptor, version = kind[name], kind.get("version", 1)
        return not descriptor.get("subsections") and all(
            "when" not in row and "packing" not in row and (wire.only(row["type"]) == "validate" or is_uniform(row["type"]))
            for row in descriptor["rows"] if in_version(row, version))
    if name == "array":
        return is_uniform(kind["array"])
    if name in ("buffer", "pad", "bitmap"):
        return isinstance(kind[name], int)
    return name in wire.INTEGERS or name in wire.FLOATS or name == "bool"


def in_version(row, version):
    return row.get("since", 0) <= version <= row.get("until", wire.NULL)


# ---- types ----------------------------------------------------------------------------------------

def bits_of(present):
    padded = present + [False] * (-len(present) % 8)
    return bytes(sum(bit << 7 - i for i, bit in enumerate(padded[at:at + 8]))
                 for at in range(0, len(padded), 8)).hex()


def packing_of(row):
    """How a row is packed; its blank element in fixed widths."""
    if row.get("packing") != "sparse":
        return {"packing": row["packing"]} if "packing" in row else {}
    return {"packing": "sparse", "blank": wire.write(wire.packing.element_of(row["type"]), row["blank"], {}).hex()}


def counted(result, kind):
    return {**result, "times": kind["times"]} if "times" in kind else result


def type_of(kind, values):
    """TYPE, of a type whose values in the stream are these."""
    kind = plain(kind)
    name = wire.only(kind)
    if name in ("struct", "derived"):
        return {"struct": type_of_table(kind[name], kind.get("version", 1), values)}
    if name == "bitmap":
        return counted({"bitmap": kind["bitmap"]}, kind)
    if name == "array":
        element, count = flat(kind)
        return {"array": type_of(element, [one for value in values for one in flatten(kind, value)]), "length": count}
    if name == "counted":
        return counted({"counted": type_of(kind["counted"], [one for value in values for one in value]),
                        "count": kind["count"]}, kind)
    if name in ("buffer", "pad"):
        return counted({name: kind[name]}, kind)
    if name == "pointer":
        result = {"pointer": type_of(kind["pointer"], [value for value in values if value is not None])}
        present = [value is not None for value in values]
        if kind.get("nullable"):
            result["nullable"] = True
        elif values and not any(present):
            result["there"] = False
        elif not all(present):
            result["there"] = bits_of(present)
        return result
    if name in ("list", "map", "set"):
        return type_of_container(kind, [entry for entries in values for entry in entries])
    return name_of(kind)


def type_of_container(kind, entries):
    name = wire.only(kind)
    if name == "map" and "key_in_value" not in kind:
        result = {"map": type_of(kind["map"], [entry[1] for entry in entries]),
                  "key": type_of(kind["key"], [entry[0] for entry in entries])}
    else:
        result = {name: type_of(kind[name], entries)}
    if "key_in_value" in kind:
        result["key_in_value"] = kind["key_in_value"]
    if kind.get("framing", "counted") != "counted":
        result["framing"] = kind["framing"]
    return result


def type_of_table(descriptor, version, values):
    result = {"name": descriptor["name"], "rows": []}
    for row in descriptor["rows"]:
        if not in_version(row, version) or wire.only(row["type"]) == "validate":
            continue
        present = [wire.is_there(row, version, value) for value in values]
        if "when" in row and values and not any(present):
            continue
        entry = {"name": row["name"],
                 "type": type_of(row["type"], [value.get(row["name"]) for value, here in zip(values, present) if here])}
        entry.update(packing_of(row))
        if "when" in row and not all(present):
            entry["there"] = bits_of(present)
        result["rows"].append(entry)
    if descriptor.get("subsections"):
        result["subsections"] = [
            {**type_of_table(one, one.get("version", 1), [value[one["name"]] for value in values if one["name"] in value]),
             "version": one.get("version", 1)} for one in descriptor["subsections"]]
    return result


# ---- fields ---------------------------------------------------------------------------------------

def table(descriptor, version, value):
    fields = []
    for row in descriptor["rows"]:
        if wire.is_there(row, version, value):
            same = [one for one in descriptor["rows"] if one["name"] == row["name"]]
            name = row["name"] if len(same) == 1 else f"{row['name']}[{same.index(row)}]"
            fields += (fields_of(name, row["type"], value.get(row["name"]), value) if "packing" not in row
                       else packed_fields(name, row, value))
    result = {"vmsd_name": descriptor["name"], "version": version, "fields": fields}
    subsections = [table(one, one.get("version", 1), value[one["name"]])
                   for one in descriptor.get("subsections", []) if one["name"] in value]
    return {**result, "subsections": subsections} if subsections else result


def own(name, word, kind, size, value):
    return [{"name": name, "type": word, "gvm": type_of(kind, [value]), "size": size}]


def value_field(name, kind, value, size, **place):
    """One value, or the first of several like it."""
    field, bare_kind = {"name": name, **place}, plain(kind)
    inner = wire.only(bare_kind)
    if inner in ("struct", "derived"):
        known = table(bare_kind[inner], bare_kind.get("version", 1), value)
        return {**field, "type": "struct", "struct": known, "size": size}
    word = name_of(kind)
    if wire.only(kind) == "equal":
        word = EQUAL.get(word, word)
    if wire.only(kind) == "at_most" and word == "int32":
        word = "int32 le"
    field["type"] = word
    if inner in OURS or inner == "bitmap":
        field["gvm"] = type_of(kind, [value])
    return {**field, "size": size}


def array_fields(name, kind, values, is_bounded):
    size = sum(len(wire.write(kind, value, {})) for value in values)
    if not values:
        return []
    if is_uniform(kind):
        place = {"array_len": len(values)} if len(values) > 1 else {}
        return [value_field(name, kind, values[0], size // len(values), **place)]
    if is_bounded and wire.only(kind) == "struct":
        return [value_field(name, kind, value, len(wire.write(kind, value, {})),
                            **({"index": i} if len(values) > 1 else {})) for i, value in enumerate(values)]
    return [{"name": name, "type": "array", "gvm": {"array": type_of(kind, values), "length": len(values)},
             "size": size}]


def packed_fields(name, row, rows):
    kind, value = row["type"], rows[row["name"]]
    size, word = len(wire.write_row(row, value, rows)), wire.only(kind)
    if word == "counted":
        word, kind = "array", {"array": kind["counted"], "length": len(value)}
    elif word not in ("list", "map", "set"):
        word = "packed"
    return [{"name": name, "type": word, "gvm": type_of(kind, [value]), **packing_of(row), "size": size}]


def fields_of(name, kind, value, rows):
    word, size = wire.only(kind), len(wire.write_row({"type": kind}, value, rows))
    if word == "validate":
        return []
    if word == "bitmap":
        bits = wire.counted_by(kind, kind["bitmap"], rows)
        return [{"name": name, "type": "bitmap", "gvm": {"bitmap": bits}, "size": size}]
    if word in ("buffer", "pad"):
        return [{"name": name, "type": "buffer" if word == "buffer" else "unused_buffer", "size": size}]
    if word == "derived":
        return [{"name": name, "type": "tmp", **table(kind["derived"], kind.get("version", 1), value), "size": size}]
    if word == "pointer" and not kind.get("nullable"):
        if value is None:
            return [{"name": name, "type": "struct", "struct": {}, "size": 1}]
        return fields_of(name, kind["pointer"], value, rows)
    if word == "array" and wire.only(flat(kind)[0]) == "pointer":
        return own(name, "pointers", kind, size, value)
    if word == "array":
        return array_fields(name, flat(kind)[0], flatten(kind, value), True)
    if word == "counted":
        return array_fields(name, kind["counted"], value, False)
    if word == "bitmap":
        bits = wire.counted_by(kind, kind["bitmap"], rows)
        return [value_field(name, {"bitmap": bits}, value, size)] if bits else []
    if word in ("list", "map", "set", "pointer"):
        return own(name, "pointers" if word == "pointer" else word, kind, size, value)
    return [value_field(name, kind, value, size)]


# ---- reading without a descriptor -----------------------------------------------------------------

SCALARS = {**{own_name: name for name, own_name in NAMES.items()}, **{words: {v: k for k, v in NAMES.items()}[word]
                                                                     for word, words in EQUAL.items()},
           "float": "float", "bool": "bool", "timer": "timer", "int32 le": "i32"}


class Bits:
    """Which of those that could be there are: a description's `there`."""

    def __init__(self, text):
        self.octets, self.at = bytes.fromhex(text), 0

    def next(self):
        self.at += 1
        return bool(self.octets[(self.at - 1) // 8] & 0x80 >> (self.at - 1) % 8)


def prepare(kind):
    """A TYPE with its bits ready to be read."""
    if isinstance(kind, list):
        return [prepare(one) for one in kind]
    if isinstance(kind, dict):
        return {key: Bits(value) if key == "there" and isinstance(value, str) else prepare(value)
                for key, value in kind.items()}
    return kind


def read_type(reader, kind, rows):
    word = wire.only(kind)
    if word in SCALARS:
        return wire.read(reader, SCALARS[word], {}, None)
    if word in OURS:
        return wire.read(reader, word, {}, None)
    if word == "bitmap":
        return wire.read(reader, kind, rows, None)
    if word == "struct":
        return read_rows(reader, kind["struct"])
    if word == "array":
        return [read_type(reader, kind["array"], {}) for _ in range(kind["length"])]
    if word == "counted":
        return [read_type(reader, kind["counted"], {}) for _ in range(wire.counted_by(kind, kind["count"], rows))]
    if word == "buffer":
        return reader.take(wire.counted_by(kind, kind["buffer"], rows)).hex()
    if word == "codec":
        return reader.take(kind["size"]).hex()
    if word == "pad":
        return reader.take(wire.counted_by(kind, kind["pad"], rows)) and None
    if word == "pointer":
        return read_pointer(reader, kind)
    return read_container(reader, kind)


def read_pointer(reader, kind):
    if kind.get("nullable"):
        return read_type(reader, kind["pointer"], {}) if reader.number(">B") == 0x31 else None
    there = kind.get("there", True)
    if there.next() if isinstance(there, Bits) else there:
        return read_type(reader, kind["pointer"], {})
    assert reader.number(">B") == 0x30
    return None


def read_container(reader, kind):
    word, framing, entries = wire.only(kind), kind.get("framing", "counted"), []
    count = reader.number(">I") if framing != "marked" else None
    while len(entries) < count if framing == "counted" else reader.number(">B") != 0:
        key = read_type(reader, kind["key"], {}) if "key" in kind else None
        value = read_type(reader, kind[word], {})
        entries.append([key, value] if "key" in kind else value)
    assert count in (None, len(entries))
    return entries


def kind_of(known):
    """A TYPE without conditions, as a descriptor would have it."""
    if isinstance(known, str):
        return SCALARS.get(known, known)
    word = wire.only(known)
    if word == "struct":
        return {"struct": {"name": known["struct"]["name"], "rows": [
            {**row, "type": kind_of(row["type"])} for row in known["struct"]["rows"]]}}
    return {key: kind_of(value) if key in (word, "key") and not isinstance(value, int) and word != "buffer" else value
            for key, value in known.items()}


def read_row(reader, row, known, rows):
    """A row, or a field of ours: packed or not."""
    if "packing" not in row:
        return read_type(reader, known, rows)
    kind = kind_of(known)
    row = {**row, "type": kind}
    if row["packing"] == "sparse":
        element = wire.packing.element_of(kind)
        row["blank"] = wire.read(wire.Reader(bytes.fromhex(row["blank"])), element, {}, None)
    return wire.read_row(reader, row, rows, None)


def read_rows(reader, known):
    result = {}
    for row in known["rows"]:
        if "there" in row and not row["there"].next():
            continue
        value = read_row(reader, row, row["type"], result)
        if wire.only(row["type"]) != "pad":
            result[row["name"]] = value
    while True:
        found = next((one for one in known.get("subsections", [])
                      if reader.octets[reader.pos:].startswith(wire.head_of(one["name"]))), None)
        if found is None:
            return result
        reader.take(len(wire.head_of(found["name"])))
        assert reader.number(">I") == found["version"]
        result[found["name"]] = read_rows(reader, found)


def read_one(reader, field):
    start, word = reader.pos, field["type"]
    if "gvm" in field:
        value = read_row(reader, field, prepare(field["gvm"]), {})
    elif word == "struct" and "vmsd_name" not in field["struct"]:
        value = reader.take(1) and None
    elif word in ("struct", "tmp"):
        value = read_table(reader, field["struct"] if word == "struct" else field)
    elif word in SCALARS:
        value = wire.read(reader, SCALARS[word], {}, None)
    else:
        value = reader.take(field["size"]).hex()
    if reader.pos - start != field["size"]:
        reader.refuse("schema-mismatch", f"{field['name']}: {reader.pos - start} octets, described as {field['size']}")
    return value


def read_table(reader, known):
    result = {}
    for field in known["fields"]:
        name = field["name"]
        if "array_len" in field:
            result[name] = [read_one(reader, field) for _ in range(field["array_len"])]
        elif "index" in field:
            result.setdefault(name, []).append(read_one(reader, field))
        elif field["type"] == "unused_buffer":
            reader.take(field["size"])
        else:
            result[name] = read_one(reader, field)
    for one in known.get("subsections", []):
        assert reader.take(2) == bytes([5, len(one["vmsd_name"].encode("utf-8"))])
        assert reader.take(len(one["vmsd_name"].encode("utf-8"))).decode("utf-8") == one["vmsd_name"]
        assert reader.number(">I") == one["version"]
        result[one["vmsd_name"]] = read_table(reader, one)
    return result


# ---- what is left of a value ----------------------------------------------------------------------

def as_described(kind, value, inside=False):
    """A value as a description tells it: of arrays of arrays it knows the elements alone, of a row that is not there
    nothing. `inside`: in a TYPE; elsewhere what has one element is that."""
    word, kind = wire.only(kind), plain(kind)
    if word in ("struct", "derived"):
        return rows_as_described(kind[word], kind.get("version", 1), value, inside)
    if word == "array":
        element = flat(kind)[0]
        inside = inside or not is_uniform(element) and wire.only(element) != "struct"
        values = [as_described(element, one, inside) for one in flatten(kind, value)]
        return values if inside or len(values) > 1 else values[0]
    if word == "counted":
        if not inside and not value:
            return None
        inside = inside or not is_uniform(kind["counted"])
        values = [as_described(kind["counted"], one, inside) for one in value]
        return values if inside or len(values) > 1 else values[0]
    if word == "pointer":
        return None if value is None else as_described(kind["pointer"], value, inside or bool(kind.get("nullable")))
    if word in ("list", "set") or (word == "map" and "key_in_value" in kind):
        return [as_described(kind[word], one, True) for one in value]
    if word == "map":
        return [[as_described(kind["key"], key, True), as_described(kind["map"], one, True)] for key, one in value]
    return value


def rows_as_described(descriptor, version, value, inside=False):
    result = {row["name"]: as_described(row["type"], value[row["name"]], inside or "packing" in row)
              for row in descriptor["rows"] if row["name"] in value and wire.is_there(row, version, value)}
    result.update({one["name"]: rows_as_described(one, one.get("version", 1), value[one["name"]], inside)
                   for one in descriptor.get("subsections", []) if one["name"] in value})
    return bare(result)


def bare(value):
    """Without what is nothing: a NULL is told in many ways."""
    if isinstance(value, dict):
        return {name: bare(one) for name, one in value.items() if one is not None}
    return [bare(one) for one in value] if isinstance(value, list) else value
