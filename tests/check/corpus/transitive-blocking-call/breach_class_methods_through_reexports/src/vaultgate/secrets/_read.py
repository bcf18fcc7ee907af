from ._model import Secret, SecretName


def read_secret(text: str) -> Secret:
    return Secret.load(SecretName.parse(text))
