from ._core import Harbour
from ._sync import harbour_heights

__all__ = ["Harbour", "harbour_heights"]
