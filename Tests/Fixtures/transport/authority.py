"""Certificates for the transport's tests, made anew each time with the openssl command."""

import os
import subprocess

CONFIGURATION = """
[ca]
default_ca = own
[own]
database = {folder}/index
serial = {folder}/serial
new_certs_dir = {folder}
default_md = sha256
policy = any
unique_subject = no
copy_extensions = copy
[any]
commonName = supplied
[req]
distinguished_name = name
[name]
[authority]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign
"""

VALID = ("20200101000000Z", "20400101000000Z")


def openssl(*arguments):
    subprocess.run(["openssl", *arguments], check=True, capture_output=True)


def new_key(folder, name):
    key = os.path.join(folder, name + ".key")
    openssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", key)
    return key


def new_authority(folder, name):
    """A self-signed authority; its path without suffix."""
    os.makedirs(folder)
    open(os.path.join(folder, "index"), "w").close()
    with open(os.path.join(folder, "serial"), "w") as file:
        file.write("01\n")
    with open(os.path.join(folder, "config"), "w") as file:
        file.write(CONFIGURATION.format(folder=folder))
    openssl("req", "-x509", "-new", "-key", new_key(folder, "authority"), "-subj", "/CN=" + name, "-days", "30",
            "-config", os.path.join(folder, "config"), "-extensions", "authority",
            "-out", os.path.join(folder, "authority.pem"))


def issue(folder, name, alternatives, period=VALID):
    """A server certificate with its key, in one PEM file; its path."""
    key = new_key(folder, name)
    request, certificate = (os.path.join(folder, name + suffix) for suffix in (".csr", ".crt"))
    openssl("req", "-new", "-key", key, "-subj", "/CN=" + name, "-addext", "subjectAltName=" + alternatives,
            "-config", os.path.join(folder, "config"), "-out", request)
    openssl("ca", "-batch", "-config", os.path.join(folder, "config"), "-in", request, "-out", certificate, "-notext",
            "-startdate", period[0], "-enddate", period[1],
            "-cert", os.path.join(folder, "authority.pem"), "-keyfile", os.path.join(folder, "authority.key"))
    return joined(folder, name, certificate, key)


def self_signed(folder, name, alternatives):
    key = new_key(folder, name)
    certificate = os.path.join(folder, name + ".crt")
    openssl("req", "-x509", "-new", "-key", key, "-subj", "/CN=" + name, "-days", "30",
            "-addext", "subjectAltName=" + alternatives,
            "-config", os.path.join(folder, "config"), "-out", certificate)
    return joined(folder, name, certificate, key)


def joined(folder, name, *paths):
    path = os.path.join(folder, name + ".pem")
    with open(path, "w") as output:
        for part in paths:
            with open(part) as file:
                output.write(file.read())
    return path
