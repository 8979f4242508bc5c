# SPDX-License-Identifier: LGPL-2.1-or-later
"""Packed rows, from section 3.10 of docs/FORMAT.md alone: varints, columns, steps between keys, sparse arrays.
What stands as elsewhere is read and written by the functions that format.py gives."""

BITS = {"u8": 8, "u16": 16, "u32": 32, "u64": 64, "i8": 8, "i16": 16, "i32": 32, "i64": 64, "timer": 64}
SIGNED = ("i8", "i16", "i32", "i64", "timer")


# ---- varints --------------------------------------------------------------------------------------

def read_varint(reader):
    start, number, shift = reader.pos, 0, 0
    while True:
        if not reader.left():
            reader.refuse("truncated", "a varint without its last octet", start)
        octet = reader.take(1)[0]
        number |= (octet & 0x7f) << shift
        if number >> 64:
            reader.refuse("range", "a varint of more than 64 bits", start)
        if octet < 0x80:
            break
        shift += 7
        if shift > 63:
            reader.refuse("range", "a varint of more than 64 bits", start)
    if shift and not octet:
        reader.refuse("range", "a varint that could be shorter", start)
    return number


def write_varint(number):
    octets = b""
    while number >= 0x80:
        octets, number = octets + bytes([number & 0x7f | 0x80]), number >> 7
    return octets + bytes([number])


def zigzag(number):
    return 2 * number if number >= 0 else -2 * number - 1


def unzigzag(number):
    return number // 2 if number % 2 == 0 else -(number + 1) // 2


def wrap(number, bits, signed):
    """The number of so many bits that is the same modulo 2^bits."""
    number %= 1 << bits
    return number - (1 << bits) if signed and number >> bits - 1 else number


# ---- columns --------------------------------------------------------------------------------------

def only(kind):
    return next(iter(kind)) if isinstance(kind, dict) else kind


def base(kind):
    """The integer that a bounded one is made from."""
    return kind["bounded"] if only(kind) == "bounded" else kind


def is_varint(kind):
    return base(kind) in BITS and BITS[base(kind)] > 8 if isinstance(base(kind), str) else False


def innermost(kind):
    return innermost(kind["array"]) if only(kind) == "array" else kind


def columns_of(kind):
    """The types of the columns of an element."""
    name = only(kind)
    if name == "struct":
        return [column for row in kind["struct"]["rows"] for column in columns_of(row["type"])]
    if name == "array" and (is_varint(innermost(kind)) or only(innermost(kind)) == "struct"):
        return columns_of(kind["array"]) * kind["length"]
    return [kind]


def flatten(kind, value):
    """The values of the columns of an element."""
    name = only(kind)
    if name == "struct":
        return [column for row in kind["struct"]["rows"] for column in flatten(row["type"], value[row["name"]])]
    if name == "array" and columns_of(kind) != [kind]:
        return [column for element in value for column in flatten(kind["array"], element)]
    return [value]


def gather(kind, values):
    """The element that has these columns; `values` is an iterator."""
    name = only(kind)
    if name == "struct":
        return {row["name"]: gather(row["type"], values) for row in kind["struct"]["rows"]}
    if name == "array" and columns_of(kind) != [kind]:
        return [gather(kind["array"], values) for _ in range(kind["length"])]
    return next(values)


class Columns:
    """The elements of a row, or its keys, one after another. `plain` reads and writes what stands as elsewhere,
    and checks what is bounded."""

    def __init__(self, kind, packing, plain):
        self.kind, self.packing, self.plain = kind, packing, plain
        self.columns = columns_of(kind)
        self.before = [0] * len(self.columns)

    def least(self):
        return sum(1 if is_varint(column) else self.plain.least(column) for column in self.columns)

    def read_column(self, reader, i):
        column, start = self.columns[i], reader.pos
        if not is_varint(column):
            return self.plain.read(reader, column)
        bits, signed = BITS[base(column)], base(column) in SIGNED
        number = read_varint(reader)
        if number >> bits:
            reader.refuse("range", f"{number} in {bits} bits", start)
        if self.packing == "delta":
            number = wrap(self.before[i] + unzigzag(number), bits, signed)
        elif signed:
            number = unzigzag(number)
        self.before[i] = number
        if not self.plain.is_within(column, number):
            reader.refuse("range", f"{number}", start)
        return number

    def write_column(self, i, value):
        column = self.columns[i]
        if not is_varint(column):
            return self.plain.write(column, value)
        if not self.plain.is_within(column, value):
            self.plain.fail("range", f"{value}")
        before, self.before[i] = self.before[i], value
        if self.packing == "delta":
            return write_varint(zigzag(wrap(value - before, BITS[base(column)], True)))
        return write_varint(zigzag(value) if base(column) in SIGNED else value)

    def read(self, reader):
        return gather(self.kind, iter([self.read_column(reader, i) for i in range(len(self.columns))]))

    def write(self, value):
        return b"".join(self.write_column(i, one) for i, one in enumerate(flatten(self.kind, value)))


# ---- steps between keys ---------------------------------------------------------------------------

class Steps:
    """The keys of a delta table, which are integers. `keys` is what a writer knows of them from the start."""

    def __init__(self, kind, plain, keys=()):
        self.kind, self.plain, self.before, self.steps = kind, plain, None, 0
        self.bits, self.signed = BITS[base(kind)], base(kind) in SIGNED
        for one, other in zip(keys, keys[1:]):
            self.steps |= other - one
        self.shift = (self.steps & -self.steps).bit_length() - 1 if self.steps else 0
        self.shift_at = None

    def least(self):
        return 1

    def read(self, reader):
        if self.before is None:
            self.shift_at, self.shift = reader.pos, reader.number(">B")
            if self.shift >= self.bits:
                reader.refuse("range", f"a shift of {self.shift}", self.shift_at)
        start, number = reader.pos, read_varint(reader)
        if self.before is None:
            if number >> self.bits:
                reader.refuse("range", f"{number} in {self.bits} bits", start)
            key = unzigzag(number) if self.signed else number
        else:
            self.steps |= number << self.shift
            key = self.before + (number << self.shift)
            if key >> self.bits - self.signed > 0:
                reader.refuse("range", f"{key} in {self.bits} bits", start)
        if not self.plain.is_within(self.kind, key):
            reader.refuse("range", f"{key}", start)
        self.before = key
        return key

    def check(self, reader):
        """When all entries are read."""
        largest = (self.steps & -self.steps).bit_length() - 1 if self.steps else 0
        if self.before is not None and self.shift != largest:
            reader.refuse("range", f"a shift of {self.shift}, not {largest}", self.shift_at)

    def write(self, key):
        if self.before is None:
            octets = bytes([self.shift]) + write_varint(zigzag(key) if self.signed else key)
        else:
            octets = write_varint((key - self.before) >> self.shift)
        self.before = key
        return octets


# ---- sparse arrays --------------------------------------------------------------------------------

def read_sparse(reader, kind, n, blank, plain):
    columns = Columns(kind, "varint", plain)
    width, start, stored = len(columns.columns), reader.pos, read_varint(reader)
    reader.check_count(stored, n, 1, start)
    elements, blank = [], flatten(kind, blank)
    before = blank
    for _ in range(stored):
        start, head = reader.pos, read_varint(reader)
        if len(elements) + (head >> width) >= n:
            reader.refuse("range", "an element beyond the last", start)
        elements += [blank] * (head >> width)
        element = list(before)
        for i in range(width):
            if head >> i & 1:
                at = reader.pos
                element[i] = columns.read_column(reader, i)
                if element[i] == before[i]:
                    reader.refuse("range", "a column that does not differ", at)
        if element == blank:
            reader.refuse("range", "a stored element that is blank", start)
        elements.append(element)
        before = element
    elements += [blank] * (n - len(elements))
    return [gather(kind, iter(element)) for element in elements]


def write_sparse(kind, elements, blank, plain):
    columns = Columns(kind, "varint", plain)
    width, octets, blank = len(columns.columns), b"", flatten(kind, blank)
    before, stored, skipped = blank, 0, 0
    for element in (flatten(kind, value) for value in elements):
        if element == blank:
            skipped += 1
            continue
        changed = [i for i in range(width) if element[i] != before[i]]
        octets += write_varint(skipped << width | sum(1 << i for i in changed))
        octets += b"".join(columns.write_column(i, element[i]) for i in changed)
        before, stored, skipped = element, stored + 1, 0
    return write_varint(stored) + octets


# ---- elements in a row ----------------------------------------------------------------------------

def element_of(kind):
    """What a row of that type packs, its elements: those of an array of arrays, too."""
    name = only(kind)
    if name == "array":
        return innermost(kind)
    return kind[name] if name in ("counted", "list", "map") else kind


def line_up(kind, value):
    """The elements of an array of arrays as one array."""
    if only(kind) != "array":
        return [value]
    return [element for one in value for element in line_up(kind["array"], one)]


def fold(kind, elements):
    """The reverse; `elements` is an iterator."""
    if only(kind) != "array":
        return next(elements)
    return [fold(kind["array"], elements) for _ in range(kind["length"])]


def length_of(kind):
    return kind["length"] * length_of(kind["array"]) if only(kind) == "array" else 1
