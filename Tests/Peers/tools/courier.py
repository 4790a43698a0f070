"""A private Courier-IMAP 5.0. Its paths are fixed, so it runs in a mount namespace of its own, which needs root."""

import contextlib
import crypt
import os
import pwd
import shutil
import signal
import subprocess

import place
import tls
from server import Server

SCRIPT = """
set -e
mount --make-rprivate /
mount -t overlay overlay -o lowerdir={root}/usr:/usr /usr
mount -t overlay overlay -o lowerdir={root}/etc:/etc /etc
mount --bind {folder}/courier /etc/courier
mount --bind {folder}/passwd /etc/passwd
mount --bind {folder}/group /etc/group
mount -t tmpfs tmpfs /run
mkdir -p /run/courier/authdaemon
export LD_LIBRARY_PATH=/usr/lib:/usr/lib/x86_64-linux-gnu:/usr/lib/courier-authlib
makeuserdb
set -a
. /etc/courier/authdaemonrc
. /etc/courier/imapd-ssl
. /etc/courier/imapd
IMAP_STARTTLS=YES
set +a
/usr/lib/courier/courier-authlib/authdaemond &
serve="couriertcpd -address=127.0.0.1 -maxprocs=200 -maxperip=200 -nodnslookup -noidentlookup"
login="/usr/lib/courier/courier/imaplogin /usr/bin/imapd Maildir"
IMAP_TLS=1 $serve {imaps} /usr/bin/couriertls -server -tcpd $login &
exec $serve {imap} $login
"""


def reason_to_skip():
    """Why it cannot run here, or nothing."""
    if os.geteuid() != 0:
        return "needs root"
    if not os.path.exists(os.path.join(tls.CACHE, "courier", "complete")):
        return "not unpacked (Tests/Peers/tools/unpack.sh courier)"
    probe = f"mount --make-rprivate / && mount -t overlay o -o lowerdir={tls.CACHE}/courier/etc:/etc /etc"
    if subprocess.run(["unshare", "--mount", "sh", "-c", probe], capture_output=True).returncode:
        return "mount namespaces or overlays are not allowed here"
    return None


class Courier(Server):
    """One running server. `ports` holds imap and imaps."""

    name = "Courier"
    main_file = "courier/imapd"

    def __init__(self, options=None):
        reason = reason_to_skip()
        if reason:
            raise place.PeerError(f"skip: Courier {reason}")
        super().__init__(options)

    def stop(self):
        """Stops the server; its mail stays."""
        if self.process:
            self._end_namespace()
            place.stop(self.process, grace=0)
            self.process = None

    def close(self):
        """Stops the server and removes everything that it kept."""
        self.stop()
        super().close()

    def _end_namespace(self):
        """Kills the first process of the PID namespace, and so all of it; unshare then ends by itself."""
        pid = self.process.pid
        with contextlib.suppress(OSError, subprocess.TimeoutExpired):
            with open(f"/proc/{pid}/task/{pid}/children") as children:
                for child in children.read().split():
                    os.kill(int(child), signal.SIGKILL)
            self.process.wait(5)

    # MARK: preparation

    def _command(self):
        # A PID namespace too: whatever Courier starts ends with its first process.
        script = SCRIPT.format(root=os.path.join(tls.CACHE, "courier"), folder=self.folder, **self.ports)
        return ["unshare", "--mount", "--pid", "--fork", "--kill-child", "sh", "-c", script]

    def _configure(self):
        settings = self._path("courier")
        shutil.rmtree(settings, ignore_errors=True)
        shutil.copytree(os.path.join(tls.CACHE, "courier", "etc", "courier"), settings)
        self._add_system_user()
        with open(os.path.join(settings, "imapd.pem"), "wb") as both:
            for part in (self.key, self.certificate):
                with open(part, "rb") as file:
                    both.write(file.read())
        os.chmod(both.name, 0o600)
        shutil.chown(both.name, "dovecot")
        self._append(settings, "imapd", "IMAP_ULIMITD=0\nMAXPERIP=200\nIMAP_CHECK_ALL_FOLDERS=0\n")
        self._append(settings, "imapd-ssl", "TLS_CACHEFILE=\nTLS_CACHESIZE=\n")
        self._append(settings, "authdaemonrc", 'authmodulelist="authuserdb"\nauthmodulelistorig="authuserdb"\n'
                     "daemons=2\nauthdaemonvar=/run/courier/authdaemon\nDEBUG_LOGIN=0\nDEFAULTOPTIONS=\n")
        self._append(settings, "userdb", "".join(self._user(*user) for user in self.options["users"].items()))
        os.chmod(os.path.join(settings, "userdb"), 0o600)

    def _add_system_user(self):
        """couriertls becomes the user `courier`, which only its own view of /etc has."""
        owner = pwd.getpwnam("dovecot")
        lines = {"passwd": f"courier:x:{owner.pw_uid}:{owner.pw_gid}::/:/bin/false\n", "group": f"courier:x:{owner.pw_gid}:\n"}
        for name, line in lines.items():
            shutil.copy(f"/etc/{name}", os.path.join(self.folder, name))
            self._append(self.folder, name, line)

    def _append(self, folder, name, text):
        with open(os.path.join(folder, name), "a") as file:
            file.write(text)

    def _user(self, name, password):
        home = os.path.join(self.folder, "mail", name)
        for part in ("cur", "new", "tmp"):
            os.makedirs(os.path.join(home, "Maildir", part), exist_ok=True)
        subprocess.run(["chown", "-R", "dovecot:dovecot", home], check=True)
        owner = os.stat(home)
        hashed = crypt.crypt(password, crypt.METHOD_SHA256)
        return (f"{name}\thome={home}|mail={home}/Maildir|uid={owner.st_uid}|gid={owner.st_gid}|shell=/bin/false|"
                f"systempw={hashed}\n")
