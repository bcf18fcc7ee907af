from outdoors.weather import provider


class WeatherService:
    def __init__(self, places: dict[str, tuple[float, float]]) -> None:
        self.places = places

    def knows(self, place: str) -> bool:
        return place in self.places

    def forecast(self, place: str) -> list[dict[str, object]]:
        lat, lon = self.places[place]
        return [
            {"at": hour["at"], "sky": provider.describe_code(hour["code"])}
            for hour in provider.hourly(lat, lon)
        ]
