from .domain import Claim, Note
from .uow import UnitOfWork


async def file_claim(uow: UnitOfWork, text: str) -> int:
    async with uow:
        claim = Claim()
        claim.notes = [Note(text=text)]
        uow.claims.add(claim)
        await uow.commit()
        return claim.id


async def close_claim(uow: UnitOfWork, claim_id: int, why: str) -> None:
    async with uow:
        claim = await uow.claims.get(claim_id)
        claim.state = "closing"
        await uow.commit()
        claim.close(why)
        await uow.commit()


async def preview(why: str) -> list[str]:
    claim = Claim(state="open", notes=[])
    return render(claim, Note(text=why))


def render(claim: Claim, note: Note) -> list[str]:
    return [claim.state, *(known.text for known in claim.notes), note.text]
