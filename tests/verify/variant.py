# SPDX-License-Identifier: LGPL-2.1-or-later
"""GVariant's types and its serialised form with big-endian numbers, from its specification: is a type string
one, and are octets in normal form? The offsets inside are little-endian always; they are no numbers."""
import re

FIXED = {"b": 1, "y": 1, "n": 2, "q": 2, "i": 4, "u": 4, "h": 4, "x": 8, "t": 8, "d": 8}
TYPE_MAX, DEPTH = 255, 64


class Abnormal(Exception):
    """A type that is none, or octets that are not in normal form."""


def need(holds):
    if not holds:
        raise Abnormal


def split(text, depth=0):
    """(the first complete type of `text`, what is behind it)"""
    need(text and depth < 128)
    first = text[0]
    if first in FIXED or first in "sogv":
        return first, text[1:]
    if first in "am":
        inner, rest = split(text[1:], depth + 1)
        return first + inner, rest
    need(first in "({")
    close, rest, members = {"(": ")", "{": "}"}[first], text[1:], []
    while rest and rest[0] != close:
        member, rest = split(rest, depth + 1)
        members.append(member)
    need(rest)
    need(first == "(" or len(members) == 2 and members[0] in "bynqiuxthdsog")
    return first + "".join(members) + close, rest[1:]


def members_of(kind):
    rest, result = kind[1:-1], []
    while rest:
        member, rest = split(rest)
        result.append(member)
    return result


def is_type(text):
    try:
        return split(text)[1] == ""
    except Abnormal:
        return False


def alignment(kind):
    if kind[0] in FIXED:
        return FIXED[kind[0]]
    if kind[0] in "am":
        return alignment(kind[1:])
    if kind[0] in "({":
        return max([1, *map(alignment, members_of(kind))])
    return 8 if kind[0] == "v" else 1


def round_up(size, to):
    return (size + to - 1) // to * to


def fixed_size(kind):
    """Octets of each value of that type; None when that varies."""
    if kind[0] in FIXED:
        return FIXED[kind[0]]
    if kind[0] not in "({":
        return None
    size = 0
    for member in members_of(kind):
        if fixed_size(member) is None:
            return None
        size = round_up(size, alignment(member)) + fixed_size(member)
    return max(1, round_up(size, alignment(kind)))


def offset_size(size):
    return 0 if size == 0 else 1 if size < 1 << 8 else 2 if size < 1 << 16 else 4 if size < 1 << 32 else 8


def check_text(kind, data):
    need(data and data.find(b"\0") == len(data) - 1)
    try:
        text = data[:-1].decode("utf-8")
    except UnicodeDecodeError:
        raise Abnormal from None
    if kind == "o":
        need(re.fullmatch(r"/|(/[A-Za-z0-9_]+)+", text))
    while kind == "g" and text:
        _, text = split(text)


def check_padding(data, start, to):
    end = round_up(start, to)
    need(end <= len(data) and not any(data[start:end]))
    return end


def check_array(kind, data, depth):
    inner, size = kind[1:], fixed_size(kind[1:])
    if size is not None:
        need(len(data) % size == 0)
        for at in range(0, len(data), size):
            check(inner, data[at:at + size], depth)
        return
    if not data:
        return
    wide = offset_size(len(data))
    last = int.from_bytes(data[-wide:], "little")
    need(last <= len(data) - wide and (len(data) - last) % wide == 0)
    need(offset_size(len(data)) == wide)
    at = 0
    for place in range(last, len(data), wide):
        at = check_padding(data[:last], at, alignment(inner))
        end = int.from_bytes(data[place:place + wide], "little")
        need(at <= end <= last)
        check(inner, data[at:end], depth)
        at = end
    need(least_offsets(last, (len(data) - last) // wide) == wide)


def least_offsets(body, count):
    """How wide the offsets are that `count` of them behind `body` octets must be."""
    return next(wide for wide in (1, 2, 4, 8) if offset_size(body + count * wide) <= wide)


def check_tuple(kind, data, depth):
    members, at, offsets = members_of(kind), 0, 0
    if fixed_size(kind) is not None:
        need(len(data) == fixed_size(kind))
    varying = [member for member in members[:-1] if fixed_size(member) is None]
    wide = offset_size(len(data)) if varying else 0
    end_of_body = len(data) - wide * len(varying)
    need(end_of_body >= 0)
    for i, member in enumerate(members):
        at = check_padding(data[:end_of_body], at, alignment(member))
        if fixed_size(member) is not None:
            end = at + fixed_size(member)
        elif i == len(members) - 1:
            end = end_of_body
        else:
            offsets += 1
            place = len(data) - wide * offsets
            end = int.from_bytes(data[place:place + wide], "little")
        need(at <= end <= end_of_body)
        check(member, data[at:end], depth)
        at = end
    if fixed_size(kind) is not None:
        need(not any(data[at:]))
    else:
        need(at == end_of_body)
        need(not varying or least_offsets(end_of_body, len(varying)) == wide)


def check_variant(data, depth):
    at = data.rfind(b"\0")
    need(at >= 0 and len(data) - 1 - at <= TYPE_MAX)
    kind = data[at + 1:].decode("latin-1")
    need(is_type(kind))
    check(kind, data[:at], depth)


def check(kind, data, depth=0):
    need(depth <= DEPTH)
    if kind[0] in FIXED:
        need(len(data) == FIXED[kind[0]] and (kind != "b" or data[0] < 2))
    elif kind[0] in "sog":
        check_text(kind, data)
    elif kind[0] == "v":
        check_variant(data, depth + 1)
    elif kind[0] == "a":
        check_array(kind, data, depth + 1)
    elif kind[0] == "m":
        size = fixed_size(kind[1:])
        if data:
            need(size is not None or data[-1] == 0)
            check(kind[1:], data if size is not None else data[:-1], depth + 1)
    else:
        check_tuple(kind, data, depth + 1)


def is_normal(kind, data):
    try:
        check(kind, data)
        return True
    except Abnormal:
        return False
