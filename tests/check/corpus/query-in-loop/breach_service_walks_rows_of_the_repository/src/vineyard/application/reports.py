from vineyard.infrastructure.parcels import SqlParcels


class Reports:
    def __init__(self, parcels: SqlParcels) -> None:
        self._parcels = parcels

    def hectares_by_variety(self) -> dict[str, float]:
        hectares: dict[str, float] = {}
        for parcel in self._parcels.all():
            variety = parcel.grape.variety  # here: warning
            hectares[variety] = hectares.get(variety, 0.0) + parcel.hectares
        return hectares

    def kilos_by_year(self) -> dict[int, int]:
        kilos: dict[int, int] = {}
        for parcel in self._parcels.with_harvests():
            for harvest in parcel.harvests:
                kilos[harvest.year] = kilos.get(harvest.year, 0) + harvest.kilos
        return kilos

    def hectares(self) -> float:
        return sum(parcel.hectares for parcel in self._parcels.all())
