import uuid


def new_id(prefix: str) -> str:
    return f"{prefix}_{uuid.uuid4().hex}"


def conversation_id(one: str, other: str) -> str:
    low, high = sorted((one, other))
    return f"conv_{low}_{high}"  # here


def conversation_title(one: str, other: str) -> str:
    return f"{one} and {other}"
