# SPDX-License-Identifier: LGPL-2.1-or-later
"""An independent reader and writer of the format, from docs/FORMAT.md alone: nothing here was taken from
the C sources, and nothing may be. Descriptors and values are in that text's notation (1.1); the section
that a piece of code follows is named beside it.

As a program: for each line of input, an object with "descriptor", "version", "octets" (hexadecimal) and, where a
row asks it, "target", it prints an object: the "value", and the "octets" that it is written as; or the "error".
"""
import json
import struct
import sys

import packing
import variant

ENTRIES = 65536  # section 7: entries of a container whose row names no max
DEPTH = 64
NULL = 0xffffffff
INTEGERS = {"u8": ">B", "u16": ">H", "u32": ">I", "u64": ">Q",
            "i8": ">b", "i16": ">h", "i32": ">i", "i64": ">q", "timer": ">q"}
FLOATS = {"float": 4, "double": 8}


class Refused(Exception):
    """Octets or a value that the format does not have. `slug` is the error's name, section 7."""

    def __init__(self, slug, reason, offset=None):
        super().__init__(f"{slug}{'' if offset is None else f' @{offset}'}: {reason}")
        self.slug, self.offset = slug, offset


class Reader:
    """Octets with a position."""

    def __init__(self, octets):
        self.octets, self.pos, self.depth = octets, 0, 0
        self.ends = []  # section 4: where a struct of which name ended, and no subsection of its own came

    def left(self):
        return len(self.octets) - self.pos

    def take(self, size):
        if size > self.left():
            raise Refused("truncated", f"{self.left()} octets left, {size} needed", self.pos)
        self.pos += size
        return self.octets[self.pos - size:self.pos]

    def number(self, layout):
        return struct.unpack(layout, self.take(struct.calcsize(layout)))[0]

    def refuse(self, slug, reason, start=None):
        raise Refused(slug, reason, self.pos if start is None else start)

    def check_count(self, count, most, least_each, start=None):
        """Section 7, 1 and 2, in that order."""
        if count > most:
            self.refuse("limit", f"{count} entries, at most {most}", start)
        if count * least_each > self.left():
            self.refuse("truncated", f"{count} entries of {least_each} octets or more, {self.left()} left", start)


# ---- types ----------------------------------------------------------------------------------------

def only(kind):
    """What a type given as an object is: the first of its members."""
    return next(iter(kind)) if isinstance(kind, dict) else kind


def least(kind):
    """The fewest octets of a value of that type."""
    name = only(kind)
    if name in INTEGERS:
        return struct.calcsize(INTEGERS[name])
    if name in FLOATS:
        return FLOATS[name]
    if name in ("bounded", "equal", "at_most"):
        return least(kind[name])
    if name == "bitmap":
        return (kind["bitmap"] + 63) // 64 * 8 if isinstance(kind["bitmap"], int) else 0
    if name in ("string", "filename", "strv", "bytes", "GByteArray", "variant"):
        return 4
    if name in ("struct", "derived"):
        return least_of_struct(kind[name])
    if name == "array":
        return kind["length"] * least(kind["array"])
    if name in ("list", "map", "set"):
        return {"counted": 4, "marked": 1, "both": 5}[kind.get("framing", "counted")]
    if name == "pointer":
        return 1 if kind.get("nullable") else min(1, least(kind["pointer"]))
    if name == "bool":
        return 1
    if name in ("buffer", "pad"):
        return kind[name] if isinstance(kind[name], int) else 0
    return 0  # counted, validate


def least_of_row(row):
    """Section 3.10 has the rows that are packed."""
    kind, name = row["type"], only(row["type"])
    if row.get("packing") == "sparse":
        return 5 if name == "list" else 1
    if "packing" not in row or name in ("list", "map", "set", "counted"):
        return least(kind)
    return packing.length_of(kind) * packing.Columns(packing.element_of(kind), row["packing"], Plain).least()


def least_of_struct(descriptor):
    """Rows that are there in every version and without a condition; of the old struct, if that takes less."""
    own = sum(least_of_row(row) for row in descriptor["rows"]
               if "when" not in row and row.get("since", 0) <= descriptor.get("minimum", 1)
               and row.get("until", NULL) >= descriptor.get("version", 1))
    return min(own, least_of_struct(descriptor["upgrade"])) if "upgrade" in descriptor else own


class Plain:
    """What section 3.10 needs of all the others."""

    least = staticmethod(least)

    @staticmethod
    def read(reader, kind):
        return read(reader, kind, {}, None)

    @staticmethod
    def write(kind, value):
        return write(kind, value, {})

    @staticmethod
    def is_within(kind, value):
        return only(kind) != "bounded" or check_bounds(kind, value)

    @staticmethod
    def fail(slug, reason):
        fail(slug, reason)


def check_bounds(kind, value):
    if "values" in kind:
        return value in kind["values"]
    return kind["min"] <= value <= kind["max"]


def check_text(octets, is_utf8, fail):
    if 0 in octets:
        fail("string", "a NUL in a text")
    if is_utf8:
        try:
            octets.decode("utf-8")
        except UnicodeDecodeError as error:
            fail("string", f"no UTF-8: {error.reason}")


# ---- order of keys: 3.6 ---------------------------------------------------------------------------

def rank(kind, value):
    """Something that Python orders as the format orders such keys."""
    name = only(kind)
    if name in ("bounded", "equal", "at_most"):
        return rank(kind[name], value)
    if name in FLOATS:
        bits, sign = int(value, 16), 1 << (8 * FLOATS[name] - 1)
        return -(bits - sign) - 1 if bits & sign else bits
    if name == "bitmap":
        return sum(1 << bit for bit in value)
    if name == "strv":
        return (value is not None, [text.encode("utf-8") for text in value or ()])
    if name == "string":
        return (value is not None, (value or "").encode("utf-8"))
    if name in ("bytes", "GByteArray", "filename", "buffer"):
        return (value is not None, bytes.fromhex(value or ""))
    if name == "array":
        return [rank(kind["array"], element) for element in value]
    if name == "struct":
        return [(row["name"] in value, rank(row["type"], value[row["name"]]) if row["name"] in value else 0)
                for row in kind["struct"]["rows"] if only(row["type"]) != "pad"]
    assert name in INTEGERS or name == "bool", f"{name} has no order"
    return value


def key_of(kind, entry):
    """The key of a table's entry as it stands in JSON."""
    if only(kind) == "set":
        return entry
    return entry[kind["key_in_value"]] if "key_in_value" in kind else entry[0]


def key_type(kind):
    """A description (6.2) names only the row that a key in its value is."""
    if only(kind) == "map" and "key" not in kind:
        return next(row["type"] for row in kind["map"]["struct"]["rows"] if row["name"] == kind["key_in_value"])
    return kind["set"] if only(kind) == "set" else kind["key"]


# ---- reading --------------------------------------------------------------------------------------

def read_text(reader, is_utf8=True, most=None):
    start, size = reader.pos, reader.number(">I")
    if size == NULL:
        return None
    if most is not None and size > most:
        reader.refuse("string", f"{size} octets, at most {most}", start)
    octets = reader.take(size)
    check_text(octets, is_utf8, lambda slug, reason: reader.refuse(slug, reason, start))
    return octets.decode("utf-8") if is_utf8 else octets.hex()


def read_strv(reader):
    start, count = reader.pos, reader.number(">I")
    if count == NULL:
        return None
    reader.check_count(count, ENTRIES, 4, start)
    result = []
    for _ in range(count):
        start = reader.pos
        result.append(read_text(reader))
        if result[-1] is None:
            reader.refuse("null-element", "NULL in a vector of texts", start)
    return result


def read_variant(reader):
    start, size = reader.pos, reader.number(">I")
    if size == NULL:
        return None
    if size > 255:
        reader.refuse("limit", f"a type of {size} octets, at most 255", start)
    kind = reader.take(size).decode("latin-1")
    if not variant.is_type(kind):
        reader.refuse("range", "a type string that is none", start)
    start = reader.pos
    data = reader.take(reader.number(">I"))
    if not variant.is_normal(kind, data):
        reader.refuse("range", "data that is not in normal form", start)
    return {"type": kind, "data": data.hex()}


def read_bitmap(reader, kind, rows):
    bits, start = counted_by(kind, kind["bitmap"], rows), reader.pos
    if bits > kind.get("max", bits):
        reader.refuse("limit", f"{bits} bits, at most {kind['max']}")
    words = (bits + 63) // 64
    number = sum(word << 64 * i for i, word in enumerate(struct.unpack(f">{words}Q", reader.take(8 * words))))
    if number >> bits:
        reader.refuse("range", f"a bit above the last of {bits}", start)
    return [bit for bit in range(bits) if number >> bit & 1]


def read_pointer(reader, kind, target):
    start = reader.pos
    if kind.get("nullable"):
        mark = reader.number(">B")
        if mark not in (0x30, 0x31):
            reader.refuse("range", f"0x{mark:02x}, 0x30 or 0x31 is due", start)
        return read(reader, kind["pointer"], {}, target) if mark == 0x31 else None
    if target is not None:
        return read(reader, kind["pointer"], {}, target)
    if reader.number(">B") != 0x30:
        reader.refuse("range", "0x30 is due", start)
    return None


class Entries:
    """How the entries of a container stand: in a packed row by its packing. `keys` are those that a writer has."""

    def __init__(self, kind, row, keys=()):
        self.kind, self.name, self.packing = kind, only(kind), row.get("packing")
        self.has_keys = self.name != "list" and "key_in_value" not in kind
        self.keys = self.values = None
        if self.packing is None:
            return
        self.values = packing.Columns(kind[self.name], self.packing, Plain)
        if self.has_keys:
            key = key_type(kind)
            is_step = self.packing == "delta" and isinstance(packing.base(key), str) and packing.base(key) in packing.BITS
            self.keys = packing.Steps(key, Plain, keys) if is_step else packing.Columns(key, self.packing, Plain)

    def are_steps(self):
        return isinstance(self.keys, packing.Steps)

    def least(self):
        if self.packing is not None:
            return (self.keys.least() if self.has_keys else 0) + (self.values.least() if self.name != "set" else 0)
        return ((least(key_type(self.kind)) if self.has_keys else 0)
                + (least(self.kind[self.name]) if self.name != "set" else 0))

    def read_key(self, reader):
        return self.keys.read(reader) if self.keys is not None else read(reader, key_type(self.kind), {}, None)

    def read_value(self, reader):
        return self.values.read(reader) if self.values is not None else read(reader, self.kind[self.name], {}, None)

    def write_key(self, key):
        return self.keys.write(key) if self.keys is not None else write(key_type(self.kind), key, {})

    def write_value(self, value):
        return self.values.write(value) if self.values is not None else write(self.kind[self.name], value, {})


def read_entry(reader, kind, how):
    key = None
    if how.has_keys:
        start = reader.pos
        key = how.read_key(reader)
        if key is None:
            reader.refuse("null-element", "NULL, where a key must be", start)
    if only(kind) == "set":
        return key
    value = how.read_value(reader)
    return [key, value] if how.has_keys else value


def read_container(reader, kind, row):
    framing, most, start = kind.get("framing", "counted"), kind.get("max", ENTRIES), reader.pos
    marked, count, how = framing != "counted", None, Entries(kind, row)
    if framing != "marked":
        count = reader.number(">I")
        sparse = row.get("packing") == "sparse"
        reader.check_count(count, most, 0 if sparse else marked + how.least(), start)
        if sparse:
            return packing.read_sparse(reader, kind["list"], count, row["blank"], Plain)
    entries, ranks = [], set()
    while True:
        start = reader.pos
        more = reader.number(">B") != 0 if marked else len(entries) < count
        if marked and count is not None and more != (len(entries) < count):
            reader.refuse("range", f"marks that contradict the count of {count}", start)
        if not more:
            break
        if len(entries) >= most:
            reader.refuse("limit", f"more than {most} entries", start)
        start = reader.pos
        entries.append(read_entry(reader, kind, how))
        if only(kind) != "list":
            value = repr(rank(key_type(kind), key_of(kind, entries[-1])))
            if value in ranks:
                reader.refuse("duplicate-key", "a key that an earlier entry has", start)
            ranks.add(value)
    if how.are_steps():
        how.keys.check(reader)
    if only(kind) != "list" and kind.get("order") != "stored":
        entries.sort(key=lambda entry: rank(key_type(kind), key_of(kind, entry)))
    return entries


def counted_by(kind, what, rows):
    """3.4: a constant, or what an earlier row says, times something."""
    return what if isinstance(what, int) else rows[what] * kind.get("times", 1)


def read_counted(reader, kind, rows, row):
    count, name = counted_by(kind, kind["count"], rows), "capacity"
    if "capacity" in kind and count > kind["capacity"]:
        reader.refuse(name, f"{count} elements, room for {kind['capacity']}")
    if "capacity" not in kind:
        each = least(kind["counted"])
        if "packing" in row:
            each = (0 if row["packing"] == "sparse"
                    else packing.Columns(kind["counted"], row["packing"], Plain).least())
        reader.check_count(count, kind.get("max", ENTRIES), each)
    return read_elements(reader, kind["counted"], count, row)


def read_elements(reader, kind, n, row):
    """Elements back to back, packed as the row says."""
    if row.get("packing") == "sparse":
        return packing.read_sparse(reader, kind, n, row["blank"], Plain)
    if "packing" in row:
        columns = packing.Columns(kind, row["packing"], Plain)
        return [columns.read(reader) for _ in range(n)]
    return [read(reader, kind, {}, None) for _ in range(n)]


def read_row(reader, row, rows, target):
    kind, name = row["type"], only(row["type"])
    if name in ("list", "map", "set"):
        return read_container(reader, kind, row)
    if name == "counted":
        return read_counted(reader, kind, rows, row)
    if "packing" not in row:
        return read(reader, kind, rows, target)
    elements = read_elements(reader, packing.element_of(kind), packing.length_of(kind), row)
    return packing.fold(kind, iter(elements))


def read_buffer(reader, kind, rows):
    size = counted_by(kind, kind["buffer"], rows)
    if size > kind.get("capacity", size):
        reader.refuse("capacity", f"{size} octets, room for {kind['capacity']}")
    if size > kind.get("max", size):
        reader.refuse("limit", f"{size} octets, at most {kind['max']}")
    return reader.take(size).hex()


def read(reader, kind, rows, target):
    """A value of that type. `rows` are those of the struct it is in, so far; `target` is what it replaces."""
    name, start = only(kind), reader.pos
    if name in INTEGERS:
        return reader.number(INTEGERS[name])
    if name == "bool":
        return reader.number(">B") != 0
    if name in FLOATS:
        return reader.take(FLOATS[name]).hex()
    if name == "bounded":
        value = read(reader, kind["bounded"], rows, target)
        return value if check_bounds(kind, value) else reader.refuse("range", f"{value}", start)
    if name == "string":
        return read_text(reader, most=kind["string"] if isinstance(kind, dict) else None)
    if name in ("bytes", "GByteArray"):
        size = reader.number(">I")
        return None if size == NULL else reader.take(size).hex()
    if name == "equal":
        value = read(reader, kind["equal"], rows, target)
        return value if value == target else reader.refuse("equal-mismatch", f"{value}, not {target}", start)
    if name == "at_most":
        value = read(reader, kind["at_most"], rows, target)
        return value if 0 <= value <= (target or 0) else reader.refuse("range", f"{value}, not 0 to {target}", start)
    if name == "array":
        old = target or [None] * kind["length"]
        return [read(reader, kind["array"], {}, old[i]) for i in range(kind["length"])]
    if name == "struct":
        return read_struct(reader, kind["struct"], kind.get("version", 1), target)
    if name == "derived":
        return read_struct(reader, kind["derived"], kind.get("version", 1), target)
    simple = {"filename": lambda: read_text(reader, False), "strv": lambda: read_strv(reader),
              "variant": lambda: read_variant(reader), "bitmap": lambda: read_bitmap(reader, kind, rows),
              "pointer": lambda: read_pointer(reader, kind, target), "pad": lambda: reader.take(counted_by(kind, kind["pad"], rows)),
              "buffer": lambda: read_buffer(reader, kind, rows),
              "validate": lambda: rows[kind["validate"]] or reader.refuse("refused", "does not hold, and must")}
    return simple[name]()


def is_there(row, version, rows):
    """3.1"""
    return (row.get("since", 0) <= version <= row.get("until", NULL)
            and ("when" not in row or bool(rows.get(row["when"]))))


def check_version(descriptor, version, fail):
    if version > descriptor.get("version", 1):
        fail("too-new", f"version {version}")
    while version < descriptor.get("minimum", 1) and "upgrade" in descriptor:
        descriptor = descriptor["upgrade"]
    if version < descriptor.get("minimum", 1):
        fail("too-old", f"version {version}")


def read_upgraded(reader, descriptor, version, target):
    """3.1.2: the old struct becomes a new one, which is read as if it had come in the newest version."""
    old, newest = read_struct(reader, descriptor["upgrade"], version, target), descriptor.get("version", 1)
    value = {row["name"]: old.get(row["name"], row.get("absent", 0)) for row in descriptor["rows"]}
    again = Reader(write_struct(descriptor, newest, value))
    again.depth = reader.depth
    return read_struct(again, descriptor, newest, target)


def read_struct(reader, descriptor, version, target):
    target = target or {}
    if version < descriptor.get("minimum", 1):
        return read_upgraded(reader, descriptor, version, target)
    reader.depth += 1
    if reader.depth > DEPTH:
        reader.refuse("depth", f"nested deeper than {DEPTH}")
    result = {}
    for row in descriptor["rows"]:
        if is_there(row, version, result):
            value = read_row(reader, row, result, target.get(row["name"]))
            if only(row["type"]) not in ("pad", "validate"):
                result[row["name"]] = value
        elif "absent" in row:
            result[row["name"]] = row["absent"]
    read_subsections(reader, descriptor, result, target)
    reader.depth -= 1
    return result


def head_of(name):
    """Section 4, without the version."""
    name = name.encode("utf-8")
    return b"\x05" + bytes([len(name)]) + name


def find_head(subsection, here):
    """The head of the subsection that stands here, under any of its names, or None."""
    heads = map(head_of, [subsection["name"], *subsection.get("alias", [])])
    return next((head for head in heads if here.startswith(head) and len(here) >= len(head) + 4), None)


def read_subsections(reader, descriptor, result, target):
    due, known = 0, descriptor.get("subsections", [])
    while True:
        here = reader.octets[reader.pos:]
        found = next((i for i, one in enumerate(known) if find_head(one, here)), None)
        if found is None:
            reader.ends.append((reader.pos, descriptor["name"].encode("utf-8")))
            return
        if found < due:
            reader.refuse("state", "a subsection again, or behind a later one")
        reader.take(len(find_head(known[found], here)))
        start, version = reader.pos, reader.number(">I")
        check_version(known[found], version, lambda slug, reason: reader.refuse(slug, reason, start))
        name = known[found]["name"]
        result[name] = read_struct(reader, known[found], version, target.get(name))
        due = found + 1


# ---- writing --------------------------------------------------------------------------------------

def fail(slug, reason):
    raise Refused(slug, reason)


def write_octets(octets):
    return NULL.to_bytes(4, "big") if octets is None else len(octets).to_bytes(4, "big") + octets


def write_text(value, is_utf8=True, most=None):
    if value is None:
        return write_octets(None)
    octets = value.encode("utf-8") if is_utf8 else bytes.fromhex(value)
    if most is not None and len(octets) > most:
        fail("string", f"{len(octets)} octets, at most {most}")
    check_text(octets, is_utf8, fail)
    return write_octets(octets)


def write_entry(kind, entry, how):
    if not how.has_keys:
        return how.write_value(entry)
    if key_of(kind, entry) is None:
        fail("null-element", "NULL, where a key must be")
    key = how.write_key(key_of(kind, entry))
    return key if only(kind) == "set" else key + how.write_value(entry[1])


def write_container(kind, entries, row):
    framing, most = kind.get("framing", "counted"), kind.get("max", ENTRIES)
    if len(entries) > most:
        fail("limit", f"{len(entries)} entries, at most {most}")
    if row.get("packing") == "sparse":
        return len(entries).to_bytes(4, "big") + packing.write_sparse(kind["list"], entries, row["blank"], Plain)
    keys = ()
    if only(kind) != "list":
        ranks = [rank(key_type(kind), key_of(kind, entry)) for entry in entries]
        if len({repr(one) for one in ranks}) < len(ranks):
            fail("duplicate-key", "two entries with one key")
        if kind.get("order") != "stored":
            entries = [entry for _, entry in sorted(zip(ranks, entries), key=lambda pair: pair[0])]
        keys = [key_of(kind, entry) for entry in entries]
    mark, how = b"" if framing == "counted" else b"\x01", Entries(kind, row, keys)
    return ((b"" if framing == "marked" else len(entries).to_bytes(4, "big"))
            + b"".join(mark + write_entry(kind, entry, how) for entry in entries)
            + (b"" if framing == "counted" else b"\x00"))


def write_bitmap(bits, value):
    number = sum(1 << bit for bit in value)
    return b"".join((number >> 64 * i & (1 << 64) - 1).to_bytes(8, "big") for i in range((bits + 63) // 64))


def write_pointer(kind, value):
    if value is None:
        return b"\x30"
    return (b"\x31" if kind.get("nullable") else b"") + write(kind["pointer"], value, {})


def write_counted(kind, value, rows, row):
    most, slug = (kind["capacity"], "capacity") if "capacity" in kind else (kind.get("max", ENTRIES), "limit")
    if len(value) > most:
        fail(slug, f"{len(value)} elements, at most {most}")
    assert len(value) == counted_by(kind, kind["count"], rows), "a value that contradicts its count"
    return write_elements(kind["counted"], value, row)


def write_elements(kind, values, row):
    if row.get("packing") == "sparse":
        return packing.write_sparse(kind, values, row["blank"], Plain)
    if "packing" in row:
        columns = packing.Columns(kind, row["packing"], Plain)
        return b"".join(map(columns.write, values))
    return b"".join(write(kind, element, {}) for element in values)


def write_row(row, value, rows):
    kind, name = row["type"], only(row["type"])
    if name in ("list", "map", "set"):
        return write_container(kind, value, row)
    if name == "counted":
        return write_counted(kind, value, rows, row)
    if "packing" not in row:
        return write(kind, value, rows)
    return write_elements(packing.element_of(kind), packing.line_up(kind, value), row)


def write(kind, value, rows):
    name = only(kind)
    if name in INTEGERS:
        return struct.pack(INTEGERS[name], value)
    if name == "bounded":
        return write(kind["bounded"], value, rows) if check_bounds(kind, value) else fail("range", f"{value}")
    if name in ("equal", "at_most"):
        return write(kind[name], value, rows)
    if name == "array":
        return b"".join(write(kind["array"], element, {}) for element in value)
    if name in ("struct", "derived"):
        return write_struct(kind[name], kind.get("version", 1), value)
    simple = {"bool": lambda: bytes([bool(value)]), "float": lambda: bytes.fromhex(value),
              "double": lambda: bytes.fromhex(value), "buffer": lambda: bytes.fromhex(value),
              "string": lambda: write_text(value, most=kind["string"] if isinstance(kind, dict) else None),
              "filename": lambda: write_text(value, False),
              "bytes": lambda: write_octets(None if value is None else bytes.fromhex(value)),
              "GByteArray": lambda: write(kind.replace("GByteArray", "bytes"), value, rows),
              "strv": lambda: write_octets(None) if value is None else (
                  len(value).to_bytes(4, "big") + b"".join(map(write_text, value))),
              "variant": lambda: write_octets(None) if value is None else (
                  write_octets(value["type"].encode("ascii")) + write_octets(bytes.fromhex(value["data"]))),
              "bitmap": lambda: write_bitmap(counted_by(kind, kind["bitmap"], rows), value),
              "pad": lambda: bytes(counted_by(kind, kind["pad"], rows)),
              "pointer": lambda: write_pointer(kind, value),
              "validate": lambda: b"" if rows[kind["validate"]] else fail("refused", "does not hold, and must")}
    return simple[name]()


def write_struct(descriptor, version, value):
    octets = b""
    for row in descriptor["rows"]:
        if is_there(row, version, value):
            octets += write_row(row, value.get(row["name"]), value)
    for one in descriptor.get("subsections", []):
        if one["name"] in value:
            octets += head_of(one["name"]) + one.get("version", 1).to_bytes(4, "big")
            octets += write_struct(one, one.get("version", 1), value[one["name"]])
    return octets


# ---- whole payloads ---------------------------------------------------------------------------------

def decode(descriptor, version, octets, target=None):
    """The state in a payload, all of it. Raises Refused."""
    check_version(descriptor, version, fail)
    reader = Reader(octets)
    value = read_struct(reader, descriptor, version, target)
    if reader.left():
        reader.refuse("trailing", f"{reader.left()} octets left")
    return value


def check_clear(descriptor, version, value, octets):
    """Section 4: nothing behind a struct may be taken for a subsection that is none."""
    reader = Reader(octets)
    again = read_struct(reader, descriptor, version, value)
    for at, name in reader.ends:
        here = octets[at:]
        if here[:1] == b"\x05" and here[1:2] > bytes([len(name)]) and here[2:].startswith(name):
            fail("ambiguous", f"octets behind {name} at {at} that read like a subsection")
    if again != value:
        fail("ambiguous", "octets that read like a subsection of the struct before them")


def encode(descriptor, version, value):
    """The payload of a state. Raises Refused."""
    if version < descriptor.get("minimum", 1):
        fail("too-old", f"version {version} is only read")
    check_version(descriptor, version, fail)
    octets = write_struct(descriptor, version, value)
    check_clear(descriptor, version, value, octets)
    return octets


# ---- as a program ---------------------------------------------------------------------------------

def answer(question):
    try:
        value = decode(question["descriptor"], question["version"], bytes.fromhex(question["octets"]),
                       question.get("target"))
        return {"value": value, "octets": encode(question["descriptor"], question["version"], value).hex()}
    except Refused as error:
        return {"error": error.slug, "offset": error.offset, "message": str(error)}


if __name__ == "__main__":
    for line in sys.stdin:
        print(json.dumps(answer(json.loads(line)), ensure_ascii=False), flush=True)
