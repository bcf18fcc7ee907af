import strawberry
from fastapi import FastAPI
from fastapi.concurrency import run_in_threadpool
from strawberry.fastapi import GraphQLRouter

from almanac.repositories import birds


@strawberry.type
class BirdType:
    latin: str
    seen: int


@strawberry.type
class Query:
    @strawberry.field
    async def bird(self, latin: str) -> BirdType | None:
        found = birds.by_latin(latin)  # here
        return BirdType(latin=found.latin, seen=found.seen) if found else None

    @strawberry.field
    async def most_seen(self, limit: int = 10) -> list[BirdType]:
        found = await run_in_threadpool(birds.most_seen, limit)
        return [BirdType(latin=bird.latin, seen=bird.seen) for bird in found]


app = FastAPI()
app.include_router(GraphQLRouter(strawberry.Schema(Query)), prefix="/graphql")
