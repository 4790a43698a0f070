"""A private Cyrus 3.6, run from an unpacked folder (unpack.sh) because its package cannot stand beside Dovecot's."""

import os
import shutil
import subprocess

import place
import tls
from server import Server


class Cyrus(Server):
    """One running server. `ports` holds imap and imaps."""

    name = "Cyrus"
    main_file = "imapd.conf"
    defaults = {
        **Server.defaults,
        "separator": "/",
        "quotaKilobytes": None,
        "autocreate": ["Sent", "Drafts", "Trash"],
    }

    # MARK: preparation

    def _command(self):
        master = os.path.join(self.root, "usr/lib/cyrus/bin/master")
        return [master, "-D", "-C", self._path("imapd.conf"), "-M", self._path("cyrus.conf"), "-p",
                self._path("run/master.pid")]

    def _environment(self):
        libraries = [os.path.join(self.root, path) for path in ("usr/lib/x86_64-linux-gnu", "lib/x86_64-linux-gnu")]
        return {
            **os.environ,
            "LD_LIBRARY_PATH": ":".join(libraries),
            "SASL_PATH": os.path.join(libraries[0], "sasl2"),
            "CYRUS_VERBOSE": "1",
        }

    def _prepare(self):
        source = os.path.join(tls.CACHE, "cyrus")
        if not os.path.exists(os.path.join(source, "complete")):
            raise place.PeerError("Cyrus is not unpacked; run `make deps`")
        # A copy, so that the server's own user can read it wherever the repository is.
        self.root = self._path("root")
        shutil.copytree(source, self.root, symlinks=True)
        for name in ("conf/socket", "mail", "run/proc", "run/lock", "run/socket"):
            os.makedirs(self._path(name))
        self.owner = "dovecot" if os.geteuid() == 0 else place.own_name()
        self._configure()
        for user, password in {**self.options["users"], "cyrus": "cyrus"}.items():
            self._add_user(user, password)
        if os.geteuid() == 0:
            for name in ("conf", "mail", "run", "sasldb2", "server.key"):
                subprocess.run(["chown", "-R", f"{self.owner}:mail", self._path(name)], check=True)

    def _configure(self):
        self._write("imapd.conf", self._imapd())
        self._write("cyrus.conf", self._cyrus())

    def _add_user(self, user, password):
        command = [os.path.join(self.root, "usr/sbin/saslpasswd2"), "-p", "-c", "-f", self._path("sasldb2"), "-u",
                   "localhost", user]
        subprocess.run(command, input=password.encode(), check=True, capture_output=True, env=self._environment())

    def _imapd(self):
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
            f"tls_server_cert: {self.certificate}\ntls_server_key: {self.key}\ntls_client_ca_dir: /etc/ssl/certs\n"
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
