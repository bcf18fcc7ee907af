import asyncio
from unittest.mock import AsyncMock, MagicMock, create_autospec

from mailer.jobs import JobManager
from mailer.send import send


def test_send_completes_its_job():
    manager = AsyncMock(spec=JobManager)
    manager.create_job.return_value = "1"
    asyncio.run(send(manager, "a@example.com"))
    manager.create_job.assert_awaited_once_with("a@example.com")
    manager.complete_job.assert_awaited_once_with("1")
    manager.assert_not_called()


def test_nothing_else_is_called():
    manager: JobManager = create_autospec(JobManager, instance=True)
    asyncio.run(send(manager, "b@example.com"))
    assert len(manager.method_calls) == 2
    manager.reset_mock()


def test_any_manager_will_do():
    manager = MagicMock()
    manager.create_job = AsyncMock()
    manager.complete_job = AsyncMock()
    asyncio.run(send(manager, "c@example.com"))
    manager.update_job_status.assert_not_called()
