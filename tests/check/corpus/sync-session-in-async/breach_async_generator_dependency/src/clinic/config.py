from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    database_url: str = "sqlite:///clinic.db"
    echo: bool = False


settings = Settings()
