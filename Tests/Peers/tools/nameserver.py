"""A name server on loopback, UDP and TCP, for tests: it says what its zone says, and misbehaves on request."""

import socketserver
import threading

import dnslib
import place

LIMIT = 1232
"""Octets of an answer over UDP; what is longer is cut, and fetched over TCP."""


class Misbehaviour:
    """What a name can do instead of answering."""

    SILENT = "silent"
    SERVFAIL = "servfail"
    NONSENSE = "nonsense"
    LOOP = "loop"
    """Two names that are each other's alias."""
    ENDLESS = "endless"
    """Each alias leads to another one."""


class NameServer:
    """`zone` maps names to lists of `(type, value)`: MX `(10, host)`, SRV `(priority, weight, port, host)`, TXT, A, AAAA,
    CNAME, NS as text; or to a misbehaviour. Every other name does not exist. `questions` are those that came."""

    def __init__(self, zone):
        self.zone = {name.lower().rstrip("."): entry for name, entry in zone.items()}
        self.questions = []
        self._held = place.Ports()
        self.port = self._held.take()
        address = ("127.0.0.1", self.port)
        self._servers = [_Datagrams(address, _datagram), _Streams(address, _Stream)]
        for server in self._servers:
            server.owner = self
            threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    @property
    def address(self):
        """As `--resolver` takes it."""
        return f"127.0.0.1:{self.port}"

    def close(self):
        """Stops it."""
        for server in self._servers:
            server.shutdown()
            server.server_close()
        self._held.close()

    def reply(self, octets, stream):
        """The answer's octets; None for silence."""
        try:
            asked = dnslib.DNSRecord.parse(octets)
        except dnslib.DNSError:
            return None
        name, kind = str(asked.q.qname).lower().rstrip("."), dnslib.QTYPE[asked.q.qtype]
        self.questions.append((name, kind, "tcp" if stream else "udp"))
        entry = self.zone.get(name)
        answer = asked.reply()
        if entry == Misbehaviour.SILENT:
            return None
        if entry == Misbehaviour.NONSENSE:
            return octets[:2] + b"\x84\x00\x00\x01\xff\xff\x00\x00\x00\x00" + octets[12:] + b"\xc0\xff" * 8
        if entry == Misbehaviour.SERVFAIL:
            answer.header.rcode = dnslib.RCODE.SERVFAIL
        elif entry in (Misbehaviour.LOOP, Misbehaviour.ENDLESS):
            self._circle(answer, name, entry)
        elif entry is None and not self._exists(name):
            answer.header.rcode = dnslib.RCODE.NXDOMAIN
        else:
            self._fill(answer, name, kind)
        packed = answer.pack()
        if not stream and len(packed) > LIMIT:
            answer = asked.reply()
            answer.header.tc = 1
            packed = answer.pack()
        return packed

    def _exists(self, name):
        return any(other.endswith("." + name) for other in self.zone)

    def _fill(self, answer, name, kind):
        for _ in range(20):
            entry = self.zone.get(name) or []
            for of, value in entry:
                if of == kind or (of == "CNAME" and kind != "CNAME"):
                    answer.add_answer(dnslib.RR(name, getattr(dnslib.QTYPE, of), ttl=60, rdata=_data(of, value)))
            aliases = [value for of, value in entry if of == "CNAME"]
            if not aliases or kind == "CNAME":
                return
            name = aliases[0].lower().rstrip(".")

    def _circle(self, answer, name, entry):
        if entry == Misbehaviour.LOOP:
            there = "there." + name
            pairs = [(name, there), (there, name)]
        else:
            head, _, rest = name.partition(".")
            following = f"n{int(head[1:]) + 1}" if head[:1] == "n" and head[1:].isdigit() else "n0"
            pairs = [(name, f"{following}.{rest}")]
            self.zone[f"{following}.{rest}"] = Misbehaviour.ENDLESS
        for one, other in pairs:
            answer.add_answer(dnslib.RR(one, dnslib.QTYPE.CNAME, ttl=60, rdata=dnslib.CNAME(other)))


def _data(kind, value):
    if kind in ("MX", "SRV"):
        *numbers, host = value
        return dnslib.MX(host, *numbers) if kind == "MX" else dnslib.SRV(*numbers, target=host)
    if kind == "TXT":
        parts = value.encode()
        return dnslib.TXT([parts[begin:begin + 255] for begin in range(0, len(parts), 255)] or [b""])
    return getattr(dnslib, kind)(value)


class _Datagrams(socketserver.ThreadingUDPServer):
    daemon_threads = True
    max_packet_size = 65535


class _Streams(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True


def _datagram(request, client, server):
    octets, socket = request
    if (answer := server.owner.reply(octets, stream=False)) is not None:
        socket.sendto(answer, client)


class _Stream(socketserver.StreamRequestHandler):
    def handle(self):
        while len(size := self.rfile.read(2)) == 2:
            answer = self.server.owner.reply(self.rfile.read(int.from_bytes(size, "big")), stream=True)
            if answer is None:
                return
            self.wfile.write(len(answer).to_bytes(2, "big") + answer)
