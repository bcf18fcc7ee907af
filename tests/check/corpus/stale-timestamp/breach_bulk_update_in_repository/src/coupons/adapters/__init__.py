from .tables import CouponRow, RedemptionRow

__all__ = ["CouponRow", "RedemptionRow"]
