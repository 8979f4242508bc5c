# SPDX-License-Identifier: LGPL-2.1-or-later
#
# The guest: each CPU waits for a ticket in its mailbox, makes the hypercall that stands there, and says so.
# Assembled into guest.py by: powerpc64-linux-gnu-as -mbig -mpower9 guest.S (see guest.py).
#
# A mailbox, big-endian: u32 ticket of the host, u32 ticket that has been served, at 16 seven u64 for r3
# to r9, at 80 seven u64 that came back in them.
        .org 0x100              # where the first CPU starts
        li      14, 0x4000
        b       start
        .org 0x140              # where the others start, with their mailbox in r3
        mr      14, 3
start:
        mfmsr   4               # 64 bits; whatever else the firmware interface set stays
        li      5, 1
        sldi    5, 5, 63
        or      4, 4, 5
        mtmsrd  4
        isync
        lwz     15, 0(14)       # a ticket that is there already is the greeting: served at once
        stw     15, 4(14)
wait:
        lwz     16, 0(14)
        cmpw    16, 15
        beq     wait
        sync
        mr      15, 16
        ld      3, 16(14)
        ld      4, 24(14)
        ld      5, 32(14)
        ld      6, 40(14)
        ld      7, 48(14)
        ld      8, 56(14)
        ld      9, 64(14)
        .long   0x44000022      # sc 1, a hypercall
        std     3, 80(14)
        std     4, 88(14)
        std     5, 96(14)
        std     6, 104(14)
        std     7, 112(14)
        std     8, 120(14)
        std     9, 128(14)
        sync
        stw     15, 4(14)
        b       wait
