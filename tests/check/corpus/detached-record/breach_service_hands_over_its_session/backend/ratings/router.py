from fastapi import APIRouter, Depends

from .service import RatingService

router = APIRouter()


@router.post("/products/{product_id}/ratings/{stars}", status_code=201)
def rate(product_id: int, stars: int, service: RatingService = Depends()):
    service.rate(product_id, stars)
    return {"product": product_id, "stars": stars}
