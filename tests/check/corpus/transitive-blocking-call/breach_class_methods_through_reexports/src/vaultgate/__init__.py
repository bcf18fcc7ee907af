from vaultgate.secrets import Secret, SecretName, lookup

__all__ = ["Secret", "SecretName", "lookup"]
