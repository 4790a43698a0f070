"""The real servers and their roads (Tests/Peers/tools), for tests that import them by name."""

import os
import sys

ROOT = os.path.realpath(os.path.join(os.path.dirname(__file__), "..", ".."))
sys.path.insert(0, os.path.join(ROOT, "Tests", "Peers", "tools"))
sys.dont_write_bytecode = True

import courier
import place
import tls
from courier import Courier
from cyrus import Cyrus
from dovecot import Dovecot
from gateway import Fault, Gateway
from gmail import Gmail
from listener import Listener
from mailsink import MailSink
from nameserver import Misbehaviour, NameServer
from proxy import Proxy
from website import Page, Website

__all__ = ["ROOT", "Courier", "Cyrus", "Dovecot", "Fault", "Gateway", "Gmail", "Listener", "MailSink", "Misbehaviour",
           "NameServer", "Page", "Proxy", "Website", "courier", "place", "tls"]
