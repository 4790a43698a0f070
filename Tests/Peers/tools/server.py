"""What every private mail server has: options, a folder, ports, a certificate, a life from start to close."""

import contextlib
import os

import place
import tls


class Server:
    """One running server; a class for each kind says how it is configured and started. `ports` holds its services."""

    name = ""
    defaults = {"users": {"alice": "secret"}, "certificate": "valid", "hosts": [], "ports": {}, "extra": ""}
    main_file = ""
    """The configuration, within the folder."""

    def __init__(self, options=None):
        unknown = set(options or {}) - set(self.defaults)
        if unknown:
            raise place.PeerError(f"unknown {self.name} options: {', '.join(sorted(unknown))}")
        self.options = {**self.defaults, **(options or {})}
        self.process = None
        self._held = place.Ports()
        self.folder = place.make_folder(self.name.lower())
        self.configuration = self._path(self.main_file)
        try:
            self.ports = {**{service: self._held.take() for service in self._offers()}, **self.options["ports"]}
            self.key, self.certificate = tls.issue(self.folder, self.options["certificate"], self.options["hosts"])
            self._prepare()
            self.start()
        except BaseException:
            self.close()
            raise

    def start(self):
        """Starts the server and waits for its greeting."""
        with open(self._path("start.log"), "ab") as log:
            self.process = place.spawn(self._command(), stdout=log, stderr=log, env=self._environment(), cwd=self.folder)
        try:
            place.wait_for_greeting(self.ports["imap"], self.process)
        except place.PeerError as error:
            raise place.PeerError(f"{self.name}: {error}\n{self._said()}") from None

    def stop(self):
        """Stops the server; its mail stays."""
        if self.process:
            place.stop(self.process)
            self.process = None

    def close(self):
        """Stops the server and removes everything that it kept."""
        if self.process:
            place.stop(self.process, grace=0)
        self._held.close()
        place.remove_folder(self.folder)

    def change(self, **options):
        """Starts it again with other options; its mail and ports stay."""
        self.options.update(options)
        self.stop()
        self._configure()
        self.start()

    def description(self):
        """What a client needs to know."""
        return {
            "folder": self.folder,
            "configuration": self.configuration,
            "ports": self.ports,
            "authority": tls.authority(),
            "log": self._path("log"),
        }

    # MARK: what each kind says for itself

    def _offers(self):
        return ["imap", "imaps"]

    def _command(self):
        raise NotImplementedError

    def _environment(self):
        return None

    def _prepare(self):
        """Makes what is needed before the first start."""
        self._configure()

    def _configure(self):
        """Writes the configuration."""
        raise NotImplementedError

    # MARK: for all of them

    def _path(self, name):
        return os.path.join(self.folder, name)

    def _write(self, name, text):
        with open(self._path(name), "w", encoding="utf-8") as file:
            file.write(text)

    def _said(self):
        text = ""
        for name in ("start.log", "log"):
            with contextlib.suppress(OSError), open(self._path(name), errors="replace") as file:
                text += file.read()[-4000:]
        return text
