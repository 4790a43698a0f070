"""A private Dovecot 2.3: own configuration, ports, users and store; nothing of the system's is read or written."""

import base64
import os
import shutil
import subprocess

import oauth
import place
from server import Server

CAPABILITIES = (
    "IMAP4rev1 SASL-IR LOGIN-REFERRALS ID ENABLE IDLE SORT SORT=DISPLAY THREAD=REFERENCES THREAD=REFS "
    "THREAD=ORDEREDSUBJECT MULTIAPPEND URL-PARTIAL CATENATE UNSELECT CHILDREN NAMESPACE UIDPLUS LIST-EXTENDED "
    "I18NLEVEL=1 CONDSTORE QRESYNC ESEARCH ESORT SEARCHRES WITHIN CONTEXT=SEARCH LIST-STATUS BINARY MOVE SNIPPET=FUZZY "
    "PREVIEW=FUZZY PREVIEW STATUS=SIZE SAVEDATE LITERAL+ NOTIFY SPECIAL-USE"
)
"""What imapd of Debian 12 offers after login; `without` takes from it."""


class Dovecot(Server):
    """One running server. `ports` holds imap, imaps, pop3, pop3s and, if asked for, sieve."""

    name = "Dovecot"
    main_file = "dovecot.conf"
    defaults = {
        **Server.defaults,
        "format": "sdbox",
        "separator": "/",
        "prefix": "",
        "without": [],
        "with": [],
        "mechanisms": ["plain", "login", "cram-md5", "scram-sha-256"],
        "masters": {},
        "tokens": {},
        "quotaBytes": None,
        "quotaMessages": None,
        "maxMessageBytes": None,
        "specialUse": {},
        "tls": True,
        "compress": False,
        "fsync": "never",
        "sieve": False,
        "connectionsPerUser": 100,
        "processes": 0,
    }
    introspection = None

    def close(self):
        """Stops the server and removes everything that it kept."""
        super().close()
        if self.introspection:
            self.introspection.close()

    def doveadm(self, arguments):
        """Runs doveadm with this server's configuration and returns its output."""
        done = subprocess.run(["doveadm", "-c", self.configuration, *arguments], capture_output=True)
        if done.returncode:
            raise place.PeerError(f"doveadm {' '.join(arguments)}: {done.stderr.decode(errors='replace').strip()}")
        return done.stdout.decode(errors="replace")

    # MARK: preparation

    def _offers(self):
        return ["imap", "imaps", "pop3", "pop3s"] + (["sieve"] if self.options["sieve"] else [])

    def _command(self):
        program = shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin") or "/usr/sbin/dovecot"
        return [program, "-F", "-c", self.configuration]

    def _prepare(self):
        for name in ("run", "state", "mail"):
            os.mkdir(self._path(name))
        self.owner = "dovecot" if os.geteuid() == 0 else place.own_name()
        if os.geteuid() == 0:
            shutil.chown(self._path("mail"), "dovecot", "dovecot")
        if self.options["tokens"]:
            self.introspection = oauth.Introspection(self.options["tokens"])
            self._write("oauth.conf", self.introspection.dovecot_configuration())
        self._configure()

    def _configure(self):
        self._write_secret("users", self._passwords(self.options["users"], homes=True))
        self._write_secret("masters", self._passwords(self.options["masters"], homes=False))
        self._write(self.main_file, self._text())

    def _write_secret(self, name, text):
        self._write(name, text)
        if os.geteuid() == 0:
            shutil.chown(self._path(name), "dovecot", "dovecot")
        os.chmod(self._path(name), 0o600)

    def _passwords(self, users, homes):
        lines = []
        for number, (name, password) in enumerate(users.items()):
            secret = base64.b64encode(password.encode()).decode()
            home = os.path.join(self.folder, "mail", str(number)) if homes else ""
            lines.append(f"{name}:{{PLAIN.b64}}{secret}::::{home}::\n")
        return "".join(lines)

    def _text(self):
        options = self.options
        protocols = ["imap", "pop3"] + (["sieve"] if options["sieve"] else [])
        parts = [self._basics(protocols), self._store(), self._authentication(), self._services()]
        if options["tls"]:
            parts.append(f"ssl = yes\nssl_cert = <{self.certificate}\nssl_key = <{self.key}\nssl_min_protocol = TLSv1.2\n")
        else:
            parts.append("ssl = no\n")
        parts.append(self._imap())
        parts.append(options["extra"])
        return "\n".join(parts)

    def _basics(self, protocols):
        folder = self.folder
        return (
            f"protocols = {' '.join(protocols)}\nlisten = 127.0.0.1\nbase_dir = {folder}/run\n"
            f"state_dir = {folder}/state\ninstance_name = {os.path.basename(folder)}\nlog_path = {folder}/log\n"
            "import_environment = \nverbose_proctitle = no\ndisable_plaintext_auth = no\n"
            f"default_internal_user = {self.owner}\ndefault_internal_group = {place.group_of(self.owner)}\n"
            f"default_login_user = {'dovenull' if os.geteuid() == 0 else self.owner}\n"
        )

    def _store(self):
        options = self.options
        location = {"maildir": "maildir:~/Maildir", "sdbox": "sdbox:~/sdbox", "mdbox": "mdbox:~/mdbox"}
        special = "".join(
            f'  mailbox "{name}" {{\n    special_use = {use}\n    auto = subscribe\n  }}\n'
            for name, use in options["specialUse"].items()
        )
        uid = self.owner
        return (
            f"mail_location = {location[options['format']]}\nmail_fsync = {options['fsync']}\n"
            f"mail_uid = {uid}\nmail_gid = {place.group_of(uid)}\nfirst_valid_uid = 1\nfirst_valid_gid = 0\n"
            f"mail_plugins = {'quota' if self._quota() else ''}\n"
            "namespace inbox {\n  inbox = yes\n"
            f"  separator = {options['separator']}\n  prefix = {options['prefix']}\n{special}}}\n{self._quota()}"
        )

    def _quota(self):
        options, rules = self.options, []
        if options["quotaBytes"] is not None:
            rules.append(f"storage={options['quotaBytes']}B")
        if options["quotaMessages"] is not None:
            rules.append(f"messages={options['quotaMessages']}")
        lines = ["  quota = count:User quota\n  quota_vsizes = yes\n"] if rules or options["maxMessageBytes"] else []
        if rules:
            lines.append(f"  quota_rule = *:{':'.join(rules)}\n  quota_grace = 0\n")
        if options["maxMessageBytes"]:
            lines.append(f"  quota_max_mail_size = {options['maxMessageBytes']}B\n")
        return f"plugin {{\n{''.join(lines)}}}\n" if lines else ""

    def _authentication(self):
        options = self.options
        mechanisms = list(options["mechanisms"])
        blocks = ""
        if options["tokens"]:
            mechanisms += ["xoauth2", "oauthbearer"]
            blocks += (
                "passdb {\n  driver = oauth2\n  mechanisms = xoauth2 oauthbearer\n"
                f"  args = {self.folder}/oauth.conf\n}}\n"
            )
        if options["masters"]:
            blocks += (
                "auth_master_user_separator = *\n"
                f"passdb {{\n  driver = passwd-file\n  args = {self.folder}/masters\n  master = yes\n"
                "  result_success = continue\n}\n"
            )
        files = f"  driver = passwd-file\n  args = username_format=%u {self.folder}/users\n"
        return (
            f"auth_mechanisms = {' '.join(mechanisms)}\nauth_failure_delay = 0\nauth_username_chars = \n"
            f"auth_username_format = %u\n{blocks}passdb {{\n{files}}}\nuserdb {{\n{files}}}\n"
        )

    def _services(self):
        options, ports = self.options, self.ports
        private = os.geteuid() != 0
        jail = "  chroot = \n" if private else ""
        warm = f"  process_min_avail = {options['processes']}\n"
        text = (
            "service anvil {\n  client_limit = 10000\n  unix_listener anvil-auth-penalty {\n    mode = 0\n  }\n" + jail + "}\n"
            "service stats {\n  chroot = \n  client_limit = 10000\n}\n"
            "service auth {\n  client_limit = 10000\n" + (f"  user = {self.owner}\n" if private else "") + "}\n"
        )
        for protocol in ("imap", "pop3"):
            secure = f"  inet_listener {protocol}s {{\n    port = {ports[protocol + 's']}\n    ssl = yes\n  }}\n"
            if not options["tls"]:
                secure = f"  inet_listener {protocol}s {{\n    port = 0\n  }}\n"
            text += (
                f"service {protocol}-login {{\n  process_limit = 1000\n{jail}{warm}"
                f"  inet_listener {protocol} {{\n    port = {ports[protocol]}\n  }}\n{secure}}}\n"
                f"service {protocol} {{\n  process_limit = 2000\n{warm}}}\n"
            )
        if options["sieve"]:
            text += (
                f"service managesieve-login {{\n{jail}  inet_listener sieve {{\n    port = {ports['sieve']}\n  }}\n}}\n"
                "plugin {\n  sieve = file:~/sieve;active=~/.dovecot.sieve\n}\n"
            )
        return text

    def _imap(self):
        options = self.options
        plugins = ["imap_quota"] * bool(self._quota()) + ["imap_zlib"] * options["compress"]
        text = (f"  mail_max_userip_connections = {options['connectionsPerUser']}\n"
                f"  mail_plugins = $mail_plugins {' '.join(plugins)}\n")
        added = list(options["with"])
        if options["maxMessageBytes"] and "APPENDLIMIT" not in options["without"]:
            added.append(f"APPENDLIMIT={options['maxMessageBytes']}")
        if options["without"]:
            kept = [name for name in CAPABILITIES.split() if name not in options["without"]]
            quota = ["QUOTA"] if self._quota() and "QUOTA" not in options["without"] else []
            text += f"  imap_capability = {' '.join(kept + quota + added)}\n"
        elif added:
            text += f"  imap_capability = +{' '.join(added)}\n"
        return f"protocol imap {{\n{text}}}\nprotocol pop3 {{\n  pop3_uidl_format = %08Xu%08Xv\n}}\n"
