from .sql import Base, Voucher, VoucherRepository

__all__ = ["Base", "Voucher", "VoucherRepository"]
