from ._model import Secret, SecretName
from ._read import read_secret as lookup

__all__ = ["Secret", "SecretName", "lookup"]
