"""Private keys of several lines."""

from tests.store.redaction.chance import BASE64, HEX, Draw, Make, Planted


def pem(kind: str, extra: str = "") -> Make:
    def make(by: Draw) -> Planted:
        lines = [by.some(64, BASE64) for _ in range(6)]
        body = "\n".join([*lines, by.some(30, BASE64) + "=="])
        return Planted(f"-----BEGIN {kind}-----\n{extra}{body}\n-----END {kind}-----", lines[2])

    return make


def cut_off(by: Draw) -> Planted:
    """A key whose end was cut off, as `head` and limits on output leave it."""
    lines = [by.some(64, BASE64) for _ in range(4)]
    return Planted("-----BEGIN RSA PRIVATE KEY-----\n" + "\n".join(lines), lines[3])


def putty(by: Draw) -> Planted:
    lines = [by.some(64, BASE64) for _ in range(2)]
    start = "PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\nComment: work\nPublic-Lines: 1\n"
    public = by.some(60, BASE64)
    body = "\n".join(lines)
    end = by.some(64, HEX)
    return Planted(f"{start}{public}\nPrivate-Lines: 2\n{body}\nPrivate-MAC: {end}\n", lines[1])


def service_account(by: Draw) -> Planted:
    key = pem("PRIVATE KEY")(by)
    escaped = key.text.replace("\n", "\\n")
    return Planted(
        f'{{"type": "service_account", "private_key": "{escaped}\\n", "client_id": "1"}}', key.secret
    )


BLOCKS: dict[str, Make] = {
    "pem-rsa": pem("RSA PRIVATE KEY"),
    "pem-ec": pem("EC PRIVATE KEY"),
    "pem-dsa": pem("DSA PRIVATE KEY"),
    "pem-pkcs8": pem("PRIVATE KEY"),
    "pem-encrypted": pem("ENCRYPTED PRIVATE KEY"),
    "pem-proc-type": pem("RSA PRIVATE KEY", "Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,0A1B2C3D\n\n"),
    "openssh": pem("OPENSSH PRIVATE KEY"),
    "pgp": pem("PGP PRIVATE KEY BLOCK", "Version: GnuPG v2\n\n"),
    "pem-cut-off": cut_off,
    "putty": putty,
    "service-account": service_account,
}
