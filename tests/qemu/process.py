# SPDX-License-Identifier: LGPL-2.1-or-later
"""One QEMU process, by its two sockets: QMP, which commands it, and qtest, which touches its memory."""
import json
import shutil
import socket
import subprocess
import tempfile
import time


class Died(Exception):
    """QEMU is gone; the text is what it said last."""


def version(program):
    """The first line of --version; None where the program is missing."""
    if shutil.which(program) is None:
        return None
    return subprocess.run([program, '--version'], capture_output=True, text=True).stdout.split('\n')[0]


class Process:
    """Stopped (-S) until it is told to go on. `files` are written beside its sockets, and stand in @args
    as {dir}/NAME."""

    def __init__(self, program, args, files=None, qtest=True, start_seconds=30):
        self.dir = tempfile.mkdtemp(prefix='gvmstate-qemu-')
        self.events = []
        for name, content in (files or {}).items():
            with open(f'{self.dir}/{name}', 'wb') as file:
                file.write(content)
        listeners = [self._listen('qmp')]
        argv = [program, '-S', '-display', 'none', '-nodefaults',
                '-chardev', f'socket,id=qmp,path={self.dir}/qmp', '-mon', 'chardev=qmp,mode=control']
        if qtest:
            listeners.append(self._listen('qtest'))
            argv += ['-qtest', f'unix:{self.dir}/qtest', '-qtest-log', '/dev/null']
        argv += [a.replace('{dir}', self.dir) for a in args]
        self.log = open(f'{self.dir}/log', 'w+', errors='replace')
        self.child = subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log)
        try:
            pipes = [self._accept(l, time.monotonic() + start_seconds) for l in listeners]
            self.qmp_pipe, self.qtest_pipe = pipes[0], pipes[1] if qtest else None
            self._next_message()  # the greeting
            self.qmp('qmp_capabilities')
        except BaseException:
            self.close()
            raise

    def _listen(self, name):
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(f'{self.dir}/{name}')
        listener.listen(1)
        listener.settimeout(0.1)
        return listener

    def _accept(self, listener, deadline):
        while True:
            try:
                connection = listener.accept()[0]
                break
            except socket.timeout:
                if self.child.poll() is not None or time.monotonic() > deadline:
                    raise Died(self.said()) from None
        listener.close()
        connection.settimeout(60)
        return connection.makefile('rw')

    def said(self):
        """What QEMU has printed so far."""
        with open(f'{self.dir}/log', errors='replace') as file:
            return file.read()

    def _lost(self):
        try:
            self.child.wait(10)
        except subprocess.TimeoutExpired:
            pass
        return Died(f'exit status {self.child.poll()}: {self.said()[-1000:]}')

    # ---- QMP ----

    def _next_message(self):
        try:
            line = self.qmp_pipe.readline()
        except OSError:
            line = ''
        if not line:
            raise self._lost()
        return json.loads(line)

    def qmp(self, command, **arguments):
        try:
            self.qmp_pipe.write(json.dumps({'execute': command, 'arguments': arguments}) + '\n')
            self.qmp_pipe.flush()
        except OSError:
            raise self._lost() from None
        while True:
            message = self._next_message()
            if 'event' in message:
                self.events.append(message['event'])
            elif 'error' in message:
                raise RuntimeError(f'{command}: {message["error"]["desc"]}')
            elif 'return' in message:
                return message['return']

    def monitor(self, line):
        return self.qmp('human-monitor-command', **{'command-line': line})

    def wait_for(self, event):
        while event not in self.events:
            message = self._next_message()
            if 'event' in message:
                self.events.append(message['event'])
        self.events.remove(event)

    def wait_while(self, status):
        while self.qmp('query-status')['status'] == status:
            time.sleep(0.005)

    def migrate(self, path, seconds=120):
        """Writes the machine's stream to @path. The machine should be stopped, and stays so."""
        self.qmp('migrate', uri=f'exec:cat > {path}')
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            status = self.qmp('query-migrate').get('status')
            if status == 'completed':
                return
            if status == 'failed':
                raise RuntimeError(f'migration failed: {self.said()[-500:]}')
            time.sleep(0.005)
        raise RuntimeError('migration does not end')

    # ---- qtest ----

    def qtest(self, line):
        try:
            self.qtest_pipe.write(line + '\n')
            self.qtest_pipe.flush()
            answer = self.qtest_pipe.readline()
            while answer.startswith('IRQ'):
                answer = self.qtest_pipe.readline()
        except OSError:
            answer = ''
        if not answer:
            raise self._lost()
        words = answer.split()
        if words[0] != 'OK':
            raise RuntimeError(f'qtest {line!r}: {answer!r}')
        return words[1:]

    def write(self, address, octets):
        self.qtest(f'write {address:#x} {len(octets)} 0x{octets.hex()}')

    def read(self, address, size):
        return bytes.fromhex(self.qtest(f'read {address:#x} {size}')[0][2:])

    # ---- end ----

    def close(self):
        if self.child.poll() is None:
            try:
                self.qmp('quit')
                self.child.wait(10)
            except (Died, RuntimeError, AttributeError, subprocess.TimeoutExpired):
                self.child.kill()
                self.child.wait()
        for pipe in (getattr(self, 'qmp_pipe', None), getattr(self, 'qtest_pipe', None), self.log):
            try:
                if pipe is not None:
                    pipe.close()
            except OSError:
                pass
        shutil.rmtree(self.dir, ignore_errors=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
