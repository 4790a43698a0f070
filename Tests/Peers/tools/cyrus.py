"""A private Cyrus 3.6, run from an unpacked folder (unpack.sh) because its package cannot stand beside Dovecot's."""

import os
import shutil
import subprocess

import place
import tls

DEFAULTS = {
    "users": {"alice": "secret"},
    "separator": "/",
    "certificate": "valid",
    "quotaKilobytes": None,
    "autocreate": ["Sent", "Drafts", "Trash"],
    "extra": "",
}


class Cyrus:
    """One running server. `ports` holds imap and imaps."""

    def __init__(self, options=None):
        unknown = set(options or {}) - set(DEFAULTS)
        if unknown:
            raise place.PeerError(f"unknown Cyrus options: {', '.join(sorted(unknown))}")
        self.options = {**DEFAULTS, **(options or {})}
        source = os.path.join(tls.CACHE, "cyrus")
        if not os.path.exists(os.path.join(source, "complete")):
            raise place.PeerError("Cyrus is not unpacked; run `make deps`")
        self.folder = place.make_folder("cyrus")
        self.process = None
        try:
            self._held = place.Ports()
            self.ports = {"imap": self._held.take(), "imaps": self._held.take()}
            # A copy, so that the server's own user can read it wherever the repository is.
            self.root = os.path.join(self.folder, "root")
            shutil.copytree(source, self.root, symlinks=True)
            self._prepare()
            self.start()
        except BaseException:
            self.close()
            raise

    def start(self):
        """Starts the server and waits for its greeting."""
        master = os.path.join(self.root, "usr/lib/cyrus/bin/master")
        command = [master, "-D", "-C", self._path("imapd.conf"), "-M", self._path("cyrus.conf"), "-p",
                   self._path("run/master.pid")]
        with open(self._path("log"), "ab") as log:
            self.process = place.spawn(command, stdout=log, stderr=log, env=self._environment(), cwd=self.folder)
        try:
            place.wait_for_greeting(self.ports["imap"], self.process)
        except place.PeerError as error:
            with open(self._path("log"), errors="replace") as log:
                raise place.PeerError(f"Cyrus: {error}\n{log.read()[-4000:]}") from None

    def stop(self):
        """Stops the server; its mail stays."""
        if self.process:
            place.stop(self.process)
            self.process = None

    def close(self):
        """Stops the server and removes everything that it kept."""
        if self.process:
            place.stop(self.process, grace=0)
        place.remove_folder(self.folder)

    def description(self):
        """What a client needs to know."""
        return {
            "folder": self.folder,
            "configuration": self._path("imapd.conf"),
            "ports": self.ports,
            "authority": tls.authority(),
            "log": self._path("log"),
        }

    # MARK: preparation

    def _path(self, name):
        return os.path.join(self.folder, name)

    def _environment(self):
        libraries = [os.path.join(self.root, path) for path in ("usr/lib/x86_64-linux-gnu", "lib/x86_64-linux-gnu")]
        return {
            **os.environ,
            "LD_LIBRARY_PATH": ":".join(libraries),
            "SASL_PATH": os.path.join(libraries[0], "sasl2"),
            "CYRUS_VERBOSE": "1",
        }

    def _prepare(self):
        for name in ("conf/socket", "mail", "run/proc", "run/lock", "run/socket"):
            os.makedirs(self._path(name))
        self.owner = "dovecot" if os.geteuid() == 0 else place.own_name()
        key, certificate = tls.issue(self.folder, self.options["certificate"])
        with open(self._path("imapd.conf"), "w") as file:
            file.write(self._imapd(key, certificate))
        with open(self._path("cyrus.conf"), "w") as file:
            file.write(self._cyrus())
        for user, password in {**self.options["users"], "cyrus": "cyrus"}.items():
            self._add_user(user, password)
        if os.geteuid() == 0:
            for name in ("conf", "mail", "run", "sasldb2", "server.key"):
                subprocess.run(["chown", "-R", f"{self.owner}:mail", self._path(name)], check=True)

    def _add_user(self, user, password):
        command = [os.path.join(self.root, "usr/sbin/saslpasswd2"), "-p", "-c", "-f", self._path("sasldb2"), "-u",
                   "localhost", user]
        subprocess.run(command, input=password.encode(), check=True, capture_output=True, env=self._environment())

    def _imapd(self, key, certificate):
        options, path = self.options, self._path
        quota = 0 if options["quotaKilobytes"] is None else options["quotaKilobytes"]
        return (
            f"configdirectory: {path('conf')}\ndefaultpartition: default\npartition-default: {path('mail')}\n"
            f"proc_path: {path('run/proc')}\nmboxname_lockpath: {path('run/lock')}\n"
            f"idlesocket: {path('run/socket/idle')}\nnotifysocket: {path('run/socket/notify')}\n"
            f"lmtpsocket: {path('run/socket/lmtp')}\ncyrus_user: {self.owner}\ncyrus_group: {self._group()}\n"
            "admins: cyrus\nsasl_pwcheck_method: auxprop\nsasl_auxprop_plugin: sasldb\n"
            f"sasl_sasldb_path: {path('sasldb2')}\nsasl_mech_list: PLAIN\nallowplaintext: yes\n"
            f"unixhierarchysep: {'yes' if options['separator'] == '/' else 'no'}\naltnamespace: no\n"
            f"autocreate_quota: {quota}\nautocreate_post: yes\n"
            f"autocreate_inbox_folders: {'|'.join(options['autocreate'])}\nservername: localhost\n"
            f"tls_server_cert: {certificate}\ntls_server_key: {key}\ntls_client_ca_dir: /etc/ssl/certs\n"
            "skiplist_unsafe: yes\nmaxlogins_per_user: 0\nimapidlepoll: 60\n" + options["extra"] + "\n"
        )

    def _group(self):
        return "mail" if os.geteuid() == 0 else place.group_of(self.owner)

    def _cyrus(self):
        programs = os.path.join(self.root, "usr/lib/cyrus/bin")
        configuration = self._path("imapd.conf")
        return (
            f'START {{\n recover cmd="{programs}/ctl_cyrusdb -C {configuration} -r"\n}}\nSERVICES {{\n'
            f' imap cmd="{programs}/imapd -C {configuration}" listen="127.0.0.1:{self.ports["imap"]}" prefork=1\n'
            f' imaps cmd="{programs}/imapd -s -C {configuration}" listen="127.0.0.1:{self.ports["imaps"]}" prefork=1\n'
            "}\nEVENTS {\n}\n"
        )
