#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""real.py COMMAND: streams that the installed QEMU makes now, of running machines, in each way that changes
what is in them. Without qemu-system-ppc64 there is nothing to do."""
import json
import pathlib
import shutil
import socket
import subprocess
import sys
import tempfile
import time

COMMAND = sys.argv[1]
QEMU = shutil.which("qemu-system-ppc64")
SKIPPED = 77

# What is set: capabilities, more arguments; what the stream then has, or why it is refused.
WAYS = {
    "plain": ([], [], "machine      pseries"),
    "compress": (["compress"], [], "ram[0] in rounds"),
    "xbzrle": (["xbzrle"], [], "ram[0] in rounds"),
    "postcopy": (["postcopy-ram"], [], "OPEN_RETURN_PATH · PING 4 octets · POSTCOPY_ADVISE 16 octets"),
    "ignore-shared": (["x-ignore-shared"], ["-object", "memory-backend-memfd,id=m,size=256M,share=on",
                                            "-machine", "memory-backend=m"], "framing ok"),
    "uuid": (["validate-uuid"], ["-uuid", "3f1d1d1e-0000-4000-8000-000000000001"], "framing ok"),
    "snapshot": (["background-snapshot"], [], "framing ok"),
    "no footers": ([], ["-global", "migration.send-section-footer=off"], "framing ok · no footers"),
    "no configuration": ([], ["-global", "migration.send-configuration=off"], "machine      not named"),
    "no description": ([], ["-machine", "suppress-vmdesc=on"], "nothing in the stream tells how large pages are"),
}


class Machine:
    """A pseries that runs its firmware."""

    def __init__(self, directory, arguments):
        control = directory / "control"
        self.process = subprocess.Popen(
            [QEMU, "-machine", "pseries", "-m", "256", "-nodefaults", "-display", "none", "-qmp",
             f"unix:{control},server=on,wait=off", *arguments], stderr=subprocess.DEVNULL)
        self.lines = self.connect(control).makefile("rw")
        self.lines.readline()
        self.call("qmp_capabilities")

    def connect(self, control):
        for _ in range(200):
            client = socket.socket(socket.AF_UNIX)
            try:
                client.connect(str(control))
                return client
            except OSError:
                client.close()
                time.sleep(0.05)
        raise TimeoutError("QEMU does not start")

    def call(self, name, **arguments):
        self.lines.write(json.dumps({"execute": name, "arguments": arguments}) + "\n")
        self.lines.flush()
        while True:
            answer = json.loads(self.lines.readline())
            if "error" in answer:
                raise RuntimeError(f"{name}: {answer['error']['desc']}")
            if "return" in answer:
                return answer["return"]

    def save(self, path, capabilities):
        for capability in capabilities:
            self.call("migrate-set-capabilities",
                      capabilities=[{"capability": capability, "state": True}])
        self.call("migrate-set-parameters", **{"max-bandwidth": 1 << 34})
        self.call("migrate", uri=f"exec:cat > {path}.part && mv {path}.part {path}")
        for _ in range(600):
            # With a return path nobody answers, but the stream is there.
            if path.exists() or self.call("query-migrate").get("status") == "failed":
                return
            time.sleep(0.05)

    def end(self):
        self.process.kill()
        self.process.wait()
        self.lines.close()


def run_way(name, directory):
    capabilities, arguments, expected = WAYS[name]
    path = directory / "stream"
    machine = Machine(directory, arguments)
    try:
        time.sleep(0.5)  # so that there is something in memory
        machine.save(path, capabilities)
    finally:
        machine.end()
    shown = subprocess.run([COMMAND, "info", str(path)], capture_output=True, text=True, check=False)
    return expected in shown.stdout + shown.stderr, shown.stdout + shown.stderr


def main():
    if QEMU is None:
        print("no qemu-system-ppc64 here")
        return SKIPPED
    failed = 0
    for name in WAYS:
        with tempfile.TemporaryDirectory() as directory:
            try:
                sound, text = run_way(name, pathlib.Path(directory))
            except (OSError, RuntimeError, ValueError) as error:
                sound, text = False, str(error)
        print("ok   " if sound else "FAIL ", name)
        if not sound:
            failed += 1
            print(text)
    return 1 if failed else 0


sys.exit(main())
