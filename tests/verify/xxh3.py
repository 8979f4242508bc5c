# SPDX-License-Identifier: LGPL-2.1-or-later
"""XXH3-128 with the default secret and seed 0, from its specification (xxHash, doc/xxhash_spec.md 0.2.0): what the
digest of a stream is (docs/FORMAT.md, 6.3). Slow, and independent of the library that writes it."""
import struct

M32, M64 = (1 << 32) - 1, (1 << 64) - 1
P32_1, P32_2, P32_3 = 0x9E3779B1, 0x85EBCA77, 0xC2B2AE3D
P64_1, P64_2, P64_3 = 0x9E3779B185EBCA87, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9
P64_4, P64_5 = 0x85EBCA77C2B2AE63, 0x27D4EB2F165667C5
PRIME_MX1, PRIME_MX2 = 0x165667919E3779F9, 0x9FB21C651E98DF25
SECRET = bytes.fromhex(
    "b8fe6c3923a44bbe7c01812cf721ad1cded46de9839097db7240a4a4b7b3671fcb79e64eccc0e578825ad07dccff7221"
    "b8084674f743248ee03590e6813a264c3c2852bb91c300cb88d0658b1b532ea371644897a20df94e3819ef46a9deacd8"
    "a8fa763fe39c343ff9dcbbc7c70b4f1d8a51e04bcdb45931c89f7ec9d9787364eac5ac8334d3ebc3c581a0fffa1363eb"
    "170ddd51b7f0da49d316552629d4689e2b16be587d47a1fc8ff8b8d17ad031ce45cb3a8f95160428afd7fbcabb4b407e")
STRIPE, STEP = 64, 8


def u32(octets, at):
    return struct.unpack_from("<I", octets, at)[0]


def u64(octets, at):
    return struct.unpack_from("<Q", octets, at)[0]


def swap32(x):
    return int.from_bytes(x.to_bytes(4, "little"), "big")


def swap64(x):
    return int.from_bytes(x.to_bytes(8, "little"), "big")


def rotate32(x, n):
    return (x << n | x >> 32 - n) & M32


def fold(a, b):
    product = a * b
    return (product & M64) ^ (product >> 64)


def avalanche(h):
    h ^= h >> 37
    h = h * PRIME_MX1 & M64
    return h ^ h >> 32


def avalanche_64(h):
    h ^= h >> 33
    h = h * P64_2 & M64
    h ^= h >> 29
    h = h * P64_3 & M64
    return h ^ h >> 32


def up_to_3(data):
    size = len(data)
    low = data[size - 1] | size << 8 | data[0] << 16 | data[size >> 1] << 24
    high = rotate32(swap32(low), 13)
    return (avalanche_64(low ^ u32(SECRET, 0) ^ u32(SECRET, 4)),
            avalanche_64(high ^ u32(SECRET, 8) ^ u32(SECRET, 12)))


def up_to_8(data):
    size = len(data)
    value = u32(data, 0) | u32(data, size - 4) << 32
    product = (value ^ u64(SECRET, 16) ^ u64(SECRET, 24)) * (P64_1 + (size << 2))
    low, high = product & M64, product >> 64 & M64
    high = high + (low << 1) & M64
    low ^= high >> 3
    low ^= low >> 35
    low = low * PRIME_MX2 & M64
    return low ^ low >> 28, avalanche(high)


def up_to_16(data):
    size = len(data)
    flip_low, flip_high = u64(SECRET, 32) ^ u64(SECRET, 40), u64(SECRET, 48) ^ u64(SECRET, 56)
    first, last = u64(data, 0), u64(data, size - 8)
    product = (first ^ last ^ flip_low) * P64_1
    low, high = product & M64, product >> 64
    low = low + (size - 1 << 54) & M64
    last ^= flip_high
    high = high + last + (last & M32) * (P32_2 - 1) & M64
    low ^= swap64(high)
    product = low * P64_2
    return avalanche(product & M64), avalanche((product >> 64) + high * P64_2 & M64)


def mix_16(data, at, secret):
    return fold(u64(data, at) ^ u64(SECRET, secret), u64(data, at + 8) ^ u64(SECRET, secret + 8))


def mix_32(acc, data, one, two, secret):
    low = acc[0] + mix_16(data, one, secret) & M64
    high = acc[1] + mix_16(data, two, secret + 16) & M64
    low ^= u64(data, two) + u64(data, two + 8) & M64
    high ^= u64(data, one) + u64(data, one + 8) & M64
    return low, high


def finish_middle(acc, size):
    low = acc[0] + acc[1] & M64
    high = acc[0] * P64_1 + acc[1] * P64_4 + size * P64_2 & M64
    return avalanche(low), -avalanche(high) & M64


def up_to_128(data):
    size = len(data)
    acc = (size * P64_1 & M64, 0)
    for i in range((size - 1) // 32, -1, -1):
        acc = mix_32(acc, data, 16 * i, size - 16 * (i + 1), 32 * i)
    return finish_middle(acc, size)


def up_to_240(data):
    size = len(data)
    acc = (size * P64_1 & M64, 0)
    for i in range(4):
        acc = mix_32(acc, data, 32 * i, 32 * i + 16, 32 * i)
    acc = avalanche(acc[0]), avalanche(acc[1])
    for i in range(4, size // 32):
        acc = mix_32(acc, data, 32 * i, 32 * i + 16, 3 + 32 * (i - 4))
    acc = mix_32(acc, data, size - 16, size - 32, 136 - 17 - 16)
    return finish_middle(acc, size)


def accumulate(acc, data, at, secret):
    for i, value in enumerate(struct.unpack_from("<8Q", data, at)):
        key = value ^ u64(SECRET, secret + 8 * i)
        acc[i ^ 1] = acc[i ^ 1] + value & M64
        acc[i] = acc[i] + (key & M32) * (key >> 32) & M64


def scramble(acc):
    for i in range(8):
        acc[i] ^= acc[i] >> 47
        acc[i] = (acc[i] ^ u64(SECRET, len(SECRET) - STRIPE + 8 * i)) * P32_1 & M64


def merge(acc, start, secret):
    for i in range(4):
        start += fold(acc[2 * i] ^ u64(SECRET, secret + 16 * i), acc[2 * i + 1] ^ u64(SECRET, secret + 16 * i + 8))
    return avalanche(start & M64)


def longer(data):
    size, stripes = len(data), (len(SECRET) - STRIPE) // STEP
    acc = [P32_3, P64_1, P64_2, P64_3, P64_4, P32_2, P64_5, P32_1]
    block = stripes * STRIPE
    whole = (size - 1) // block
    for n in range(whole):
        for i in range(stripes):
            accumulate(acc, data, n * block + i * STRIPE, i * STEP)
        scramble(acc)
    for i in range((size - 1 - whole * block) // STRIPE):
        accumulate(acc, data, whole * block + i * STRIPE, i * STEP)
    accumulate(acc, data, size - STRIPE, len(SECRET) - STRIPE - 7)
    return (merge(acc, size * P64_1 & M64, 11),
            merge(acc, ~(size * P64_2) & M64, len(SECRET) - STRIPE - 11))


def digest(data):
    """32 hexadecimal digits."""
    size = len(data)
    if size > 240:
        low, high = longer(data)
    elif size > 128:
        low, high = up_to_240(data)
    elif size > 16:
        low, high = up_to_128(data)
    elif size > 8:
        low, high = up_to_16(data)
    elif size > 3:
        low, high = up_to_8(data)
    elif size > 0:
        low, high = up_to_3(data)
    else:
        low, high = (avalanche_64(u64(SECRET, 64) ^ u64(SECRET, 72)), avalanche_64(u64(SECRET, 80) ^ u64(SECRET, 88)))
    return f"{high:016x}{low:016x}"
