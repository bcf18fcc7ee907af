from agency.orm import Campaign, Sessions


async def approve(ids: list[int]) -> None:
    async with Sessions.begin() as session:
        for campaign_id in ids:
            campaign = await session.get_one(Campaign, campaign_id)
            campaign.approved = campaign.slogan is not None
