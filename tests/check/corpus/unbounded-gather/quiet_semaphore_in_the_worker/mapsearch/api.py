from fastapi import Depends, FastAPI, UploadFile

from mapsearch.geocode import Geocoder
from mapsearch.service import ImportService

app = FastAPI()
_geocoder = Geocoder("demo")


def service() -> ImportService:
    return ImportService(_geocoder)


@app.post("/addresses")
async def addresses(file: UploadFile, imports: ImportService = Depends(service)) -> dict:
    lines = (await file.read()).decode().splitlines()
    return await imports.places([line for line in lines if line])
