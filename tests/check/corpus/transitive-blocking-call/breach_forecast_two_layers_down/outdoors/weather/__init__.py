from outdoors.weather.service import WeatherService

__all__ = ["WeatherService"]
