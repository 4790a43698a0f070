"""Certificates for the peers: one test authority for all of them, leaves made at start."""

import fcntl
import os
import subprocess
import tempfile
import time

ROOT = os.path.realpath(os.path.join(os.path.dirname(__file__), "..", "..", ".."))
CACHE = os.path.join(ROOT, ".peers")
"""What may be kept between runs: the test authority, unpacked servers, compiled tools."""

KINDS = ("valid", "expired", "wrong-name", "self-signed", "unknown-issuer")


def _openssl(*arguments):
    subprocess.run(["openssl", *arguments], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def _key(path):
    _openssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", path)
    os.chmod(path, 0o600)


def _authority_in(folder, name):
    key, certificate = os.path.join(folder, "ca.key"), os.path.join(folder, "ca.pem")
    _key(key)
    _openssl("req", "-x509", "-new", "-key", key, "-subj", f"/CN={name}", "-days", "3650", "-out", certificate)
    return certificate


def authority():
    """The PEM file of the test authority, made when there is none and again before it expires."""
    folder = os.path.join(CACHE, "ca")
    os.makedirs(folder, exist_ok=True)
    certificate = os.path.join(folder, "ca.pem")
    with open(os.path.join(folder, "lock"), "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not os.path.exists(certificate) or time.time() - os.path.getmtime(certificate) > 300 * 86400:
            with tempfile.TemporaryDirectory(dir=folder) as new:
                _authority_in(new, "Umzug Test Authority")
                for name in ("ca.key", "ca.pem"):
                    os.replace(os.path.join(new, name), os.path.join(folder, name))
    return certificate


def issue(folder, kind="valid", hosts=()):
    """Writes `server.key` and `server.pem` into `folder`; returns their paths. `hosts` are further names of it."""
    if kind not in KINDS:
        raise ValueError(f"unknown certificate kind {kind!r}, one of {', '.join(KINDS)}")
    key, request, leaf = (os.path.join(folder, f"server.{end}") for end in ("key", "csr", "pem"))
    host = "mail.example.org" if kind == "wrong-name" else "localhost"
    names = f"DNS:{host}" + ("" if kind == "wrong-name" else ",DNS:*.umzug.test,IP:127.0.0.1")
    names += "".join(f",DNS:{name}" for name in hosts)
    _key(key)
    if kind == "self-signed":
        _openssl("req", "-x509", "-new", "-key", key, "-subj", f"/CN={host}", "-addext", f"subjectAltName={names}",
                 "-days", "30", "-out", leaf)
        return key, leaf
    _openssl("req", "-new", "-key", key, "-subj", f"/CN={host}", "-out", request)
    if kind == "unknown-issuer":
        _authority_in(folder, "Nobody's Authority")
        issuer = folder
    else:
        issuer = os.path.dirname(authority())
    _sign(folder, issuer, request, leaf, names, expired=kind == "expired")
    return key, leaf


def _sign(folder, issuer, request, leaf, names, expired):
    with tempfile.TemporaryDirectory(dir=folder) as work:
        config = os.path.join(work, "ca.cnf")
        open(os.path.join(work, "index.txt"), "w").close()
        with open(config, "w") as file:
            file.write(
                f"[ca]\ndefault_ca=test\n[test]\ndatabase={work}/index.txt\nnew_certs_dir={work}\nrand_serial=yes\n"
                f"default_md=sha256\npolicy=any\nx509_extensions=leaf\n[any]\ncommonName=supplied\n"
                f"[leaf]\nsubjectAltName={names}\nbasicConstraints=CA:FALSE\nextendedKeyUsage=serverAuth\n"
            )
        dates = ["-startdate", "20200101000000Z", "-enddate", "20200201000000Z"] if expired else ["-days", "30"]
        _openssl("ca", "-batch", "-notext", "-config", config, "-cert", os.path.join(issuer, "ca.pem"), "-keyfile",
                 os.path.join(issuer, "ca.key"), "-in", request, "-out", leaf, *dates)
