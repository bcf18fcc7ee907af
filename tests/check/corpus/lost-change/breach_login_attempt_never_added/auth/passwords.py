import hashlib
import hmac


def verify(password: str, stored: str) -> bool:
    salt, _, digest = stored.partition("$")
    found = hashlib.scrypt(password.encode(), salt=salt.encode(), n=2**14, r=8, p=1).hex()
    return hmac.compare_digest(found, digest)
