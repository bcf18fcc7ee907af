"""The page and its JSON, asked without a browser."""

import httpx
import pytest
from fastapi.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from hardwon.server import build_app

from .sample import Sample, finding, full_sample, lesson, session

OURS = {"host": "127.0.0.1:7433"}
HOSTILE = "<script>document.title='owned'</script>"


def client_of(sample: Sample) -> TestClient:
    return TestClient(build_app(sample.source()), base_url="http://127.0.0.1:7433")


def page_of(sample: Sample) -> str:
    answer = client_of(sample).get("/")
    assert answer.status_code == 200
    return answer.text


def test_the_page_shows_sessions_lessons_and_findings() -> None:
    page = page_of(full_sample())
    for text in ("app/orders/api.py", "Job status first", "Retry invoice mails", "3 errors", "cost 1 h 30"):
        assert text in page


def test_one_of_a_kind_is_told_in_the_singular() -> None:
    page = page_of(Sample(findings=[finding()], lessons=[lesson()], sessions=[session(turns=1)]))
    for text in ("<span>finding ·", ">1 error<", "<span>lesson<", "<span>session<", ">1 turn<"):
        assert text in page


def test_an_empty_page_says_the_next_step() -> None:
    page = page_of(Sample())
    for command in ("hardwon import", "hardwon lessons new", "hardwon check"):
        assert f"<kbd>{command}</kbd>" in page


def test_a_check_without_findings_says_so() -> None:
    assert "Nothing found in 1,204 files." in page_of(Sample(files=1204))


def test_hostile_text_comes_as_text_wherever_it_stands() -> None:
    sample = Sample()
    sample.lessons = [lesson(HOSTILE, kind=HOSTILE, rule=HOSTILE, source=f"`{HOSTILE}`")]
    sample.sessions = [session(HOSTILE, id=HOSTILE, agent=HOSTILE, branch=f'"{HOSTILE}', last=HOSTILE)]
    sample.findings = [finding(path=HOSTILE, rule=HOSTILE, message=f"`{HOSTILE}`", lesson=HOSTILE)]
    sample.epoch = f'">{HOSTILE}'
    page = page_of(sample)
    assert HOSTILE not in page
    assert page.count("<script") == 1
    assert "&lt;script&gt;" in page


def test_code_in_backticks_is_set_as_code() -> None:
    sample = Sample()
    sample.findings = [finding(message="use `a < b` and `c")]
    assert "use <code>a &lt; b</code> and `c" in page_of(sample)


def test_very_long_lists_are_cut_and_say_how_to_see_the_rest() -> None:
    sample = Sample(files=1)
    sample.findings = [finding(number) for number in range(1, 231)]
    sample.sessions = [session(f"session {number}") for number in range(201)]
    page = page_of(sample)
    assert "30 more → <kbd>hardwon check</kbd>" in page
    assert "1 more → <kbd>hardwon sessions list</kbd>" in page
    assert "session 200" not in page


def test_findings_stand_under_their_file_in_the_order_of_lines() -> None:
    sample = Sample()
    sample.findings = [finding(9, "b.py"), finding(5, "a.py"), finding(3, "b.py")]
    page = page_of(sample)
    places = [page.index(text) for text in ("b.py", '"line">3<', '"line">9<', "a.py", '"line">5<')]
    assert places == sorted(places)


@pytest.mark.parametrize("name", ["summary", "sessions", "lessons", "findings", "events"])
def test_each_document_names_its_version_and_is_described(name: str) -> None:
    client = client_of(full_sample())
    answer = client.get(f"/api/{name}")
    assert answer.json()["version"] == 1
    schema = client.get("/api/openapi.json").json()
    content = schema["paths"][f"/api/{name}"]["get"]["responses"]["200"]["content"]["application/json"]
    assert content["schema"]["$ref"].startswith("#/components/schemas/")


def test_the_documents_hold_what_the_source_gave() -> None:
    client = client_of(full_sample())
    assert [row["line"] for row in client.get("/api/findings").json()["findings"]] == [41, 88, 12, 203, 7]
    assert client.get("/api/lessons").json()["lessons"][0]["cost"] == 120
    assert client.get("/api/sessions").json()["sessions"][1]["parent"] == "4f1c"
    summary = client.get("/api/summary").json()
    assert (summary["errors"], summary["warnings"], summary["candidates"], summary["events"]) == (3, 1, 2, 14)


def test_events_can_be_asked_for_in_pieces() -> None:
    client = client_of(full_sample())
    answer = client.get("/api/events", params={"after": 8, "limit": 2}).json()
    assert [event["offset"] for event in answer["events"]] == [9, 10]
    assert answer["events"][1]["line"] == "Bash pytest tests/invoices -x -q"
    assert client.get("/api/events", params={"after": -1}).status_code == 422
    assert client.get("/api/events", params={"limit": 100_000}).status_code == 422


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:7433", "127.0.0.1.evil.example", "127.0.0.1@evil", "", "[::1", "0"]
)
def test_a_host_that_is_not_this_machine_is_refused(host: str) -> None:
    answer = client_of(full_sample()).get("/api/lessons", headers={"host": host})
    assert answer.status_code == 421
    assert "lessons" not in answer.text


@pytest.mark.parametrize("host", ["127.0.0.1:7433", "localhost:9", "[::1]:7433", "LOCALHOST"])
def test_this_machine_by_any_name_is_answered(host: str) -> None:
    assert client_of(full_sample()).get("/api/summary", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", "http://127.0.0.1:1", "https://127.0.0.1:7433"]
)
def test_another_origins_request_is_refused_and_gets_no_cors_header(origin: str) -> None:
    answer = client_of(full_sample()).get("/api/summary", headers={"origin": origin})
    assert answer.status_code == 403
    assert "access-control-allow-origin" not in answer.headers


def test_every_answer_carries_the_strict_headers() -> None:
    client = client_of(full_sample())
    for path in ("/", "/api/summary", "/static/page.js", "/nothing", "/api/events?after=x"):
        headers = client.get(path).headers
        policy = headers["content-security-policy"]
        assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'")
        assert "unsafe" not in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cache-control"] == "no-store"


def test_the_page_names_nothing_of_another_host() -> None:
    client = client_of(full_sample())
    for path in ("/", "/static/page.css", "/static/page.js"):
        text = client.get(path).text
        assert "http://" not in text
        assert "https://" not in text
        assert "style=" not in text


def test_files_outside_the_static_ones_are_not_served() -> None:
    client = client_of(full_sample())
    for path in ("/static/../app.py", "/static/%2e%2e/app.py", "/static/..%2fapp.py", "/docs", "/redoc"):
        assert client.get(path).status_code == 404


def test_an_offset_of_another_epoch_is_sent_back_to_the_start() -> None:
    client = client_of(full_sample())
    with client.websocket_connect("/api/events?after=12&epoch=old", headers=OURS) as socket:
        assert socket.receive_json()["epoch"] == "0epoch0"
        with pytest.raises(WebSocketDisconnect) as closed:
            socket.receive_json()
    assert closed.value.code == 4409


@pytest.mark.parametrize(
    "headers",
    [OURS | {"origin": "http://evil.example"}, {"host": "evil.example"}, OURS | {"origin": "null"}],
)
def test_a_stream_for_another_origin_or_host_is_refused(headers: dict[str, str]) -> None:
    client = client_of(full_sample())
    with pytest.raises(WebSocketDisconnect), client.websocket_connect("/api/events", headers=headers):
        pass


def test_a_failing_source_is_a_plain_500_without_its_words() -> None:
    sample = Sample()
    source = sample.source()

    def broken() -> list[object]:
        raise RuntimeError("the secret is 42")

    from dataclasses import replace

    app = build_app(replace(source, lessons=broken))  # type: ignore[arg-type]
    client = TestClient(app, base_url="http://127.0.0.1", raise_server_exceptions=False)
    answer: httpx.Response = client.get("/")
    assert answer.status_code == 500
    assert "42" not in answer.text
