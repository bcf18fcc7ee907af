import pytest

from harvest.session import open_gentle_session


@pytest.mark.asyncio
async def test_the_gentle_session_has_ten_connections():
    async with open_gentle_session() as session:
        assert session.connector.limit == 10
