"""The demo: what it says, that its mailboxes are there, and that Ctrl-C leaves nothing behind."""

import glob
import os
import re
import signal
import socket
import subprocess
import sys
import unittest
import urllib.request

from peers import ROOT, place
from program import PROGRAM, Umzug, environment

DEMO = os.path.join(ROOT, "Tests", "Peers", "demo", "demo.py")


class DemoTests(unittest.TestCase):
    def test_it_gets_ready_beside_a_busy_port_and_leaves_nothing_behind(self):
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
            demo = subprocess.Popen([sys.executable, DEMO, "--listen", f"127.0.0.1:{port}", "--umzug", PROGRAM],
                                    stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment())
            self.addCleanup(demo.stdout.close)
            self.addCleanup(demo.stdin.close)
            self.addCleanup(demo.wait)
            self.addCleanup(demo.kill)
            said = self.until(demo, "Ctrl-C")
        self.assertIn(f"port {port} is busy", said)
        with urllib.request.urlopen(re.search(r"http://\S+", said)[0], timeout=30) as home:
            self.assertIn("Umzug", home.read().decode())
        with urllib.request.urlopen(re.search(r"the customer +(\S+)", said)[1], timeout=30) as door:
            self.assertIn("Brunner Holzbau AG", door.read().decode())
        self.mailbox(said, "altpost", "anna@keller.example", 435)
        self.mailbox(said, "neupost", "anna@keller.example", 60)
        self.mailbox(said, "altpost", "beat@moser.example", 2000)
        demo.stdin.write("\n")
        demo.stdin.flush()
        self.until(demo, "new letters")
        self.mailbox(said, "altpost", "beat@moser.example", 2003)
        demo.send_signal(signal.SIGINT)
        self.assertIn("everything is stopped and removed", demo.stdout.read())
        self.assertEqual(demo.wait(), 0)
        self.assertEqual(glob.glob(os.path.join(place.memory_folder(), f"umzug-*-{demo.pid}-*")), [])

    def until(self, demo, text):
        """What the demo says until a line holds that text."""
        said = ""
        for line in demo.stdout:
            said += line
            if text in line:
                return said
        self.fail(said)

    def mailbox(self, said, provider, user, messages):
        """Logs in with what was printed, and counts."""
        umzug = Umzug()
        self.addCleanup(umzug.close)
        server, password = re.search(rf"({provider}\S+) +{user}", said)[1], re.search(r"always +(\S+)", said)[1]
        result = umzug.run("check", "--source", f"imaps://{user.replace('@', '%40')}@{server}", source=password)
        self.assertEqual(result.status, 0, result)
        self.assertEqual(result.last["messages"], messages, result)


if __name__ == "__main__":
    unittest.main()
