"""Where a peer lives: free loopback ports, a folder of its own, child processes that die with us."""

import contextlib
import ctypes
import grp
import os
import pwd
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time

PORTS = range(20000, 32000)
"""Below the kernel's ephemeral ports, so that no outgoing connection takes one between choosing and listening."""


class PeerError(Exception):
    """A peer that could not be started, in one sentence."""


class Ports:
    """Ports held by an abstract socket each, so that peers starting at the same time never choose the same one."""

    def __init__(self):
        self._locks = []
        self._next = os.getpid() * 7

    def take(self):
        """One free port."""
        for _ in range(len(PORTS)):
            port = PORTS[self._next % len(PORTS)]
            self._next += 1
            if self._lock(port):
                return port
        raise PeerError("no free loopback port")

    def close(self):
        """Gives the ports back."""
        while self._locks:
            self._locks.pop().close()

    def _lock(self, port):
        lock = socket.socket(socket.AF_UNIX)
        try:
            # No file stands for it: the kernel forgets the name when the last of us ends.
            lock.bind(f"\0umzug-port-{port}")
            with socket.socket() as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind(("127.0.0.1", port))
        except OSError:
            lock.close()
            return False
        self._locks.append(lock)
        return True


def user_exists(name):
    """Whether the system has a user of that name."""
    try:
        pwd.getpwnam(name)
    except KeyError:
        return False
    return True


def own_name():
    """The name of the user that we run as."""
    return pwd.getpwuid(os.geteuid()).pw_name


def group_of(user):
    """The name of a user's primary group."""
    return grp.getgrgid(pwd.getpwnam(user).pw_gid).gr_name


def memory_folder():
    """A folder on a tmpfs with room to spare, else the folder for temporary files."""
    with contextlib.suppress(OSError):
        space = os.statvfs("/dev/shm")
        if space.f_bavail * space.f_frsize > 1 << 30 and os.access("/dev/shm", os.W_OK):
            return "/dev/shm"
    return tempfile.gettempdir()


def make_folder(name):
    """A new folder that the servers' own users may enter."""
    parent = memory_folder()
    _sweep(parent)
    folder = tempfile.mkdtemp(prefix=f"umzug-{name}-{os.getpid()}-", dir=parent)
    os.chmod(folder, 0o755)
    return folder


def _sweep(parent):
    """Removes what peers that were killed outright could not remove."""
    for entry in os.listdir(parent):
        found = re.fullmatch(r"umzug-[a-z]+-(\d+)-\w+", entry)
        if found and not os.path.exists(f"/proc/{found[1]}"):
            shutil.rmtree(os.path.join(parent, entry), ignore_errors=True)


def remove_folder(folder):
    """Removes a peer's folder, also while a last child still writes there."""
    for _ in range(50):
        shutil.rmtree(folder, ignore_errors=True)
        if not os.path.exists(folder):
            return
        time.sleep(0.02)


_libc = ctypes.CDLL(None, use_errno=True)
_PR_SET_PDEATHSIG = 1


def _die_with_parent():
    _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def spawn(command, **options):
    """Starts a server in a process group of its own; it gets SIGTERM when we die."""
    return subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=_die_with_parent,
        **options,
    )


def spawn_with_input(command):
    """Starts a tool of ours that ends with its input and says something first."""
    return subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True, preexec_fn=_die_with_parent
    )


def stop(process, grace=5.0):
    """Ends a server and everything in its process group; without grace at once."""
    if process.poll() is None and grace:
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(grace)
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(1)


def wait_for_greeting(port, process, seconds=20.0, expect=b"* OK"):
    """Waits until the server on `port` greets."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if process.poll() is not None:
            raise PeerError(f"the server ended with status {process.returncode}")
        with contextlib.suppress(OSError):
            with socket.create_connection(("127.0.0.1", port), 5) as client:
                client.settimeout(10)
                if not expect or client.recv(1024).startswith(expect):
                    return
        time.sleep(0.02)
    raise PeerError(f"no greeting on port {port} within {seconds} s")


def wait_until(condition, what, seconds=60.0):
    """Waits for something that has no signal of its own; gives what the condition gave."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := condition():
            return found
        time.sleep(0.02)
    raise AssertionError(f"never within {seconds:.0f} s: {what}")
