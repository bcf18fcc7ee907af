import pytest

from jobsapi.manager import JobManager


@pytest.fixture
def clock():
    return lambda: 0
