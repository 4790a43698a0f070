"""The programs that are measured: umzug, its rivals, and the limit."""

import os
import shutil
import subprocess
import tempfile

from world import ROOT, wire

UMZUG = os.environ.get("UMZUG", os.path.join(ROOT, ".build", "release", "umzug"))
MEASURE = os.path.join(ROOT, ".peers", "measure")
LIMIT = os.path.join(ROOT, ".peers", "limit")
PASSWORDS = {"UMZUG_SOURCE_PASSWORD": "secret", "UMZUG_TARGET_PASSWORD": "secret"}


class Failed(Exception):
    """A program that did not do what it should."""


class Run:
    """Seconds from exec to exit, and the peak of resident memory in megabytes."""

    def __init__(self, seconds, megabytes, output):
        self.seconds, self.megabytes, self.output = seconds, megabytes, output


def run(command, statuses=(0,), cwd=None):
    """Runs a program and measures it."""
    with tempfile.NamedTemporaryFile("r") as figures:
        done = subprocess.run([MEASURE, figures.name, *command], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, env={**os.environ, **PASSWORDS}, cwd=cwd)
        output = done.stdout.decode(errors="replace")
        if done.returncode not in statuses:
            raise Failed(f"{os.path.basename(command[0])} ended with {done.returncode}: {output[-2000:]}")
        seconds, kilobytes = figures.read().split()
    return Run(float(seconds), int(kilobytes) / 1024, output)


class Umzug:
    """The release build, with everything that a default run does."""

    name = "umzug"

    def missing(self):
        """Why it cannot be measured, or nothing."""
        return None if os.path.exists(UMZUG) else f"no {os.path.relpath(UMZUG, ROOT)}"

    def move(self, world, account, user="alice"):
        """One migration."""
        self.data = world.folder("umzug")
        self.id = f"bench-{account}-0000"
        return run([UMZUG, "migrate", "--source", world.source_url(user), "--target", world.target_url(account),
                    "--ca-file", world.authority, "--data", self.data, "--id", self.id, "--kinds", "mail", "--json",
                    *([] if world.tls else ["--plaintext-ok"])])

    def again(self, world, account):
        """The next pass of the last migration."""
        return run([UMZUG, "pass", self.id, "--ca-file", world.authority, "--data", self.data, "--json"])


class Many:
    """The engine and the connectors moving many mailboxes in one process, as the worker does."""

    name = "umzug, one process"
    program = os.path.join(ROOT, ".build", "release", "umzug-many")

    def missing(self):
        """Why it cannot be measured, or nothing."""
        return None if os.path.exists(self.program) else f"no {os.path.relpath(self.program, ROOT)}"

    def move_all(self, world, pairs):
        """All migrations at once."""
        return run([self.program, world.authority, str(world.source_proxy.port), str(world.target_proxy.port),
                    world.folder("many"), *(f"{user}={account}" for user, account in pairs)])


class Mbsync:
    """isync's mbsync: the fastest of the free synchronisers."""

    name = "mbsync"

    def missing(self):
        """Why it cannot be measured, or nothing."""
        return None if shutil.which("mbsync") else "not installed (package isync)"

    def move(self, world, account, user="alice"):
        """One synchronisation from nothing."""
        self.folder = world.folder("mbsync")
        self._configure(world, user, account)
        return self.again(world, account)

    def again(self, world, account):
        """The same synchronisation again."""
        return run(["mbsync", "-c", os.path.join(self.folder, "rc"), "-q", "all"])

    def move_all(self, world, pairs):
        """A process for each, all at once."""
        commands = []
        for user, account in pairs:
            self.folder = world.folder("mbsync")
            self._configure(world, user, account)
            commands.append(f"mbsync -c {self.folder}/rc -q all &")
        return run(["sh", "-c", "\n".join(commands) + "\nwait"])

    def _configure(self, world, user, account):
        def store(name, port, login):
            encryption = f"SSLType IMAPS\nCertificateFile {world.authority}\n" if world.tls else "SSLType None\n"
            return (f"IMAPAccount {name}\nHost localhost\nPort {port}\nUser {login}\nPass secret\n{encryption}"
                    f"AuthMechs PLAIN\n\nIMAPStore {name}\nAccount {name}\n\n")

        with open(os.path.join(self.folder, "rc"), "w") as file:
            file.write(store("source", world.source_proxy.port, user) + store("target", world.target_proxy.port, account))
            file.write("Channel all\nFar :source:\nNear :target:\nPatterns *\nCreate Near\nSync Pull\n"
                       f"CopyArrivalDate yes\nSyncState {self.folder}/\n")


class Doveadm:
    """doveadm backup over imapc, which writes the target's store directly."""

    name = "doveadm"

    def missing(self):
        """Why it cannot be measured, or nothing."""
        return None if shutil.which("doveadm") else "not installed (package dovecot-core)"

    def move(self, world, account, user="alice"):
        """One backup from nothing."""
        self.user = user
        return self.again(world, account)

    def again(self, world, account):
        """The same backup again."""
        settings = {
            "imapc_host": "localhost", "imapc_port": world.source_proxy.port, "imapc_user": self.user,
            "imapc_password": "secret", "imapc_ssl": "imaps" if world.tls else "no", "ssl_client_ca_file": world.authority,
            "imapc_features": "rfc822.size fetch-headers fetch-bodystructure", "mail_prefetch_count": 50,
            "imapc_connection_retry_count": 1,
        }
        options = [part for key, value in settings.items() for part in ("-o", f"{key}={value}")]
        return run(["doveadm", "-c", world.target.configuration, *options, "backup", "-R", "-u", account, "imapc:"],
                   statuses=(0, 2))


class Imapsync:
    """imapsync, where somebody has installed it: it is not in Debian."""

    name = "imapsync"

    def missing(self):
        """Why it cannot be measured, or nothing."""
        return None if shutil.which("imapsync") else "not installed (not in Debian)"

    def move(self, world, account, user="alice"):
        """One synchronisation from nothing."""
        self.user = user
        return self.again(world, account)

    def again(self, world, account):
        """The same synchronisation again."""
        return run(["imapsync", "--host1", "localhost", "--port1", str(world.source_proxy.port), "--ssl1", "--user1",
                    self.user, "--password1", "secret", "--host2", "localhost", "--port2",
                    str(world.target_proxy.port), "--ssl2", "--user2", account, "--password2", "secret", "--nolog",
                    "--noreleasecheck", "--no-modulesversion"], cwd=world.work)


LOOK = b"fe UID FETCH 1:* (UID FLAGS INTERNALDATE RFC822.SIZE)\r\n"
"""What a listing and a comparison ask of every message."""


class Limit:
    """Prepared FETCH and APPEND streams over the same number of connections, nothing thought about.

    With `verified` the streams also list the source before, list the target afterwards and read every tenth message back:
    what a program that verifies cannot do without either.
    """

    def __init__(self, items, folders, pairs=2, many=True, verified=False):
        self.items, self.folders, self.pairs, self.many = list(items), folders, pairs, many
        self.verified = verified
        self.name = "limit, verified" if verified else "limit"
        self.prepared = None

    def missing(self):
        """Why it cannot be measured, or nothing."""
        return None if os.path.exists(LIMIT) else "not compiled (make .peers/limit)"

    def move(self, world, account, user="alice"):
        """Both streams at once."""
        plan = self.plan(world, [(user, account)])
        return run([LIMIT, world.authority if world.tls else "-", plan])

    def move_all(self, world, pairs):
        """The streams of many mailboxes at once."""
        return run([LIMIT, world.authority, self.plan(world, pairs)])

    def plan(self, world, pairs):
        """A plan for pairs of (source user, target account)."""
        if self.prepared is None:
            self.prepared = self._prepare(world)
        path = os.path.join(world.folder("limit"), "plan")
        with open(path, "w") as file:
            for user, account in pairs:
                for fetching, storing in self.prepared:
                    file.write(f"{world.source_proxy.port} {user} secret {fetching}\n")
                    file.write(f"{world.target_proxy.port} {account} secret {storing}\n")
        return path

    def _prepare(self, world):
        folder = world.folder("scripts")
        content = {name: [] for name in self.folders}
        for item in self.items:
            content[item.folder].append(item)
        shares = [[] for _ in range(self.pairs)]
        weights = [0] * self.pairs
        for name in sorted(content, key=lambda name: -sum(len(item.body) for item in content[name])):
            least = weights.index(min(weights))
            shares[least].append(name)
            weights[least] += sum(len(item.body) for item in content[name])
        return [self._scripts(os.path.join(folder, str(number)), share, content) for number, share in enumerate(shares)]

    def _scripts(self, path, names, content):
        raw = {name: wire.quoted("/".join(wire.encode_name(level) for level in name)) for name in names}
        with open(f"{path}.fetch", "wb") as file:
            for name in names if self.verified else []:
                file.write(f"ex EXAMINE {raw[name]}\r\n".encode() + (LOOK if content[name] else b""))
            for name in names:
                file.write(f"ex EXAMINE {raw[name]}\r\n".encode())
                if content[name]:
                    file.write(b"fe UID FETCH 1:* (UID FLAGS INTERNALDATE BODY.PEEK[])\r\n")
            file.write(b"zz NOOP\r\n")
        with open(f"{path}.store", "wb") as file:
            for name in names:
                if name != ("INBOX",):
                    file.write(f"cr CREATE {raw[name]}\r\n".encode())
            for name in names:
                for batch in self._batches(content[name]):
                    file.write(b"ap APPEND " + raw[name].encode())
                    for item in batch:
                        head = f" ({' '.join(item.flags)}) {wire.date_time(item.when)} {{{len(item.body)}+}}\r\n"
                        file.write(head.encode() + item.body)
                    file.write(b"\r\n")
            for name in names if self.verified else []:
                file.write(f"ex EXAMINE {raw[name]}\r\n".encode())
                if content[name]:
                    sample = ",".join(str(number) for number in range(1, len(content[name]) + 1, 10))
                    file.write(LOOK + f"fe FETCH {sample} (UID BODY.PEEK[])\r\n".encode())
            file.write(b"zz NOOP\r\n")
        return f"{path}.fetch", f"{path}.store"

    def _batches(self, items):
        if not self.many:
            return [[item] for item in items]
        batches, size = [], 0
        for item in items:
            if not batches or len(batches[-1]) == 200 or size + len(item.body) > 8 << 20:
                batches.append([])
                size = 0
            batches[-1].append(item)
            size += len(item.body)
        return batches
