"""The page in a real browser."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.async_api import Browser, Error, Page, async_playwright

from hardwon.server import build_app, find_port, serve
from tests.server.sample import Sample, finding, full_sample, lesson, session

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
ARGUMENTS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed: scripts/system-packages gets it"),
]


@dataclass
class Site:
    """A served page that can be stopped and started again on its port."""

    sample: Sample
    port: int = 0
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    task: "asyncio.Task[None] | None" = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    async def start(self) -> None:
        started = asyncio.Event()
        listening = find_port(self.port)
        if self.port:
            assert listening.getsockname()[1] == self.port
        self.port = listening.getsockname()[1]
        self.stopping = asyncio.Event()
        app = build_app(self.sample.source())
        self.task = asyncio.create_task(serve(app, listening, self.stopping, started=started.set))
        await started.wait()

    async def stop(self) -> None:
        self.stopping.set()
        if self.task is not None:
            await self.task


@dataclass
class Visit:
    """A browser's look at a site; what went wrong in it, and where it went."""

    page: Page
    site: Site
    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    async def rows(self) -> list[str]:
        """The event stream's texts, newest first."""
        return await self.page.locator("#stream li .text").all_inner_texts()

    async def until(self, script: str) -> None:
        # Playwright's own waiting evaluates a string in the page, which the page's policy forbids.
        async with asyncio.timeout(20):
            while not await self._holds(script):  # noqa: ASYNC110
                await asyncio.sleep(0.02)

    async def _holds(self, script: str) -> bool:
        try:
            return bool(await self.page.evaluate(script))
        except Error:
            return False  # the page is just being loaded anew

    async def until_live(self) -> None:
        await self.until("document.querySelector('#link').dataset.state === 'live'")


@asynccontextmanager
async def browsing() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        try:
            yield browser
        finally:
            await browser.close()


def visit(sample: Sample, do: Callable[[Visit], Awaitable[None]], **context: Any) -> Visit:
    """Opens the page of `sample` in a browser and does something there."""

    async def run() -> Visit:
        site = Site(sample)
        async with asyncio.timeout(90), browsing() as browser:
            await site.start()
            try:
                page = await (await browser.new_context(**context)).new_page()
                seen = Visit(page, site)
                page.on("console", lambda message: seen.complaints.append(message.text))
                page.on("pageerror", lambda error: seen.complaints.append(str(error)))
                page.on("request", lambda request: seen.requests.append(request.url))
                page.on("websocket", lambda socket: seen.requests.append(socket.url))
                await page.goto(site.url)
                await seen.until_live()
                await do(seen)
                return seen
            finally:
                await site.stop()

    return asyncio.run(run())


def test_it_shows_what_is_known_complains_of_nothing_and_calls_nobody_else() -> None:
    async def do(seen: Visit) -> None:
        await seen.until("document.querySelectorAll('#stream li').length === 14")
        assert await seen.page.locator("#findings li").count() == 5
        assert await seen.page.locator("#lessons .title").count() == 7
        assert await seen.page.locator("#sessions .title").count() == 4
        assert (await seen.rows())[0] == "9 findings in 1,204 files"

    seen = visit(full_sample(), do)

    assert seen.complaints == []
    assert len(seen.requests) >= 4
    assert {request.split("/")[2] for request in seen.requests} == {f"127.0.0.1:{seen.site.port}"}


def test_an_event_appears_without_a_reload_and_the_lists_follow() -> None:
    sample = full_sample()

    async def do(seen: Visit) -> None:
        await seen.page.evaluate("window.stillTheSamePage = true")
        sample.findings.append(finding(1, "app/new.py", message="a new one"))
        sample.happen("file.changed", {"path": "app/new.py", "change": "created"})
        await seen.until("document.querySelector('#stream .text').textContent === 'created app/new.py'")
        await seen.until("document.querySelector('#findings').textContent.includes('a new one')")
        assert await seen.page.evaluate("window.stillTheSamePage") is True

    assert visit(sample, do).complaints == []


def test_after_a_restart_it_goes_on_where_it_was_without_loss_or_duplicates() -> None:
    sample = Sample()

    async def do(seen: Visit) -> None:
        for number in range(3):
            sample.happen("file.changed", {"path": f"{number}", "change": "created"})
        await seen.until("document.querySelectorAll('#stream li').length === 3")
        await seen.site.stop()
        await seen.until("document.querySelector('#link').dataset.state === 'lost'")
        for number in range(3, 6):
            sample.add("file.changed", {"path": f"{number}", "change": "created"})
        await seen.site.start()
        await seen.until("document.querySelectorAll('#stream li').length >= 6")
        sample.happen("file.changed", {"path": "6", "change": "created"})
        await seen.until("document.querySelector('#stream .text').textContent === 'created 6'")
        assert await seen.rows() == [f"created {number}" for number in reversed(range(7))]

    visit(sample, do)


def test_a_journal_made_anew_reloads_the_page() -> None:
    sample = full_sample()

    async def do(seen: Visit) -> None:
        await seen.until("document.querySelectorAll('#stream li').length === 14")
        await seen.site.stop()
        sample.epoch = "another"
        sample.events.clear()
        sample.add("file.changed", {"path": "first", "change": "created"})
        await seen.site.start()
        await seen.until("document.body.dataset.epoch === 'another'")
        await seen.until("document.querySelectorAll('#stream li').length === 1")

    visit(sample, do)


def test_hostile_text_is_shown_as_text() -> None:
    attack = "<script>window.owned = 1</script><img src=x onerror='window.owned = 1'>"
    sample = Sample()
    sample.lessons = [lesson(attack)]
    sample.findings = [finding(path=attack, message=f"`{attack}`")]
    sample.sessions = [session(attack, branch=attack)]

    async def do(seen: Visit) -> None:
        sample.lessons.append(lesson(attack + "2"))
        sample.happen("session.turn", {"speaker": "user", "text": attack})
        sample.happen(attack, {"text": attack})
        await seen.until("document.querySelectorAll('#stream li').length === 2")
        await seen.until("document.querySelectorAll('#lessons .title').length === 2")
        assert await seen.page.evaluate("window.owned") is None
        assert await seen.page.locator("main img, aside img, body script").count() == 0
        assert (await seen.rows())[1] == f"user: {attack}"
        assert await seen.page.locator("#lessons .title").first.inner_text() == attack

    assert visit(sample, do).complaints == []


def test_the_policy_stops_a_script_that_got_in_anyway() -> None:
    async def do(seen: Visit) -> None:
        await seen.page.evaluate(
            "document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=\"window.owned = 1\">')"
        )
        await seen.page.evaluate("new Promise((done) => setTimeout(done, 200))")
        assert await seen.page.evaluate("window.owned") is None

    seen = visit(Sample(), do)
    assert any("Content Security Policy" in complaint for complaint in seen.complaints)


def test_another_sites_page_can_neither_read_it_nor_listen() -> None:
    attack = """async (url) => {
        const read = await fetch(url + 'api/lessons').then((a) => a.text(), () => 'refused');
        const heard = await new Promise((done) => {
            const socket = new WebSocket(url.replace('http', 'ws') + 'api/events');
            socket.onmessage = () => done('heard');
            socket.onerror = () => done('refused');
        });
        return [read, heard];
    }"""

    async def do(seen: Visit) -> None:
        other = await seen.page.context.new_page()
        await other.goto("data:text/html,<title>elsewhere</title>")
        assert await other.evaluate(attack, seen.site.url) == ["refused", "refused"]

    visit(full_sample(), do)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_fits_a_narrow_screen_and_its_words_are_readable(scheme: str) -> None:
    sample = full_sample()
    sample.add("session.tool", {"tool": "Bash", "input": {"command": "x" * 300}})

    async def do(seen: Visit) -> None:
        await seen.until("document.querySelectorAll('#stream li').length === 15")
        assert await seen.page.evaluate("document.documentElement.scrollWidth") == 400
        poor = await seen.page.evaluate(POOR_CONTRAST)
        assert poor == []

    visit(sample, do, viewport={"width": 400, "height": 800}, color_scheme=scheme)


# WCAG 2.2, 1.4.3: text stands out from its ground by at least 4.5 to 1.
POOR_CONTRAST = """() => {
    const rgb = (text) => text.match(/[\\d.]+/g).map(Number);
    const light = ([r, g, b]) => {
        const part = (v) => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
        return 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
    };
    const ground = (e) => {
        for (; e; e = e.parentElement) {
            const c = rgb(getComputedStyle(e).backgroundColor);
            if (c.length === 3 || c[3] > 0.99) return c;
        }
    };
    const poor = [];
    for (const e of document.querySelectorAll('body *')) {
        const text = [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
        if (!text || !e.checkVisibility() || e.matches('.skip, li.fresh *')) continue;
        const [a, b] = [light(rgb(getComputedStyle(e).color)), light(ground(e))].sort((x, y) => y - x);
        if ((a + 0.05) / (b + 0.05) < 4.5) poor.push(e.outerHTML.slice(0, 80));
    }
    return poor;
}"""


def test_the_keyboard_reaches_everything() -> None:
    async def do(seen: Visit) -> None:
        await seen.until("document.querySelectorAll('#stream li').length === 14")
        focused = []
        for _ in range(9):
            await seen.page.keyboard.press("Tab")
            focused.append(
                await seen.page.evaluate("document.activeElement.id || document.activeElement.hash")
            )
        assert focused[:8] == [
            "#findings", "#findings", "#lessons", "#sessions", "#events", "filter", "pause", "stream",
        ]  # fmt: skip
        await seen.page.keyboard.press("/")
        await seen.page.keyboard.type("PYTEST")
        visible = await seen.page.locator("#stream li:visible .text").all_inner_texts()
        assert visible == ["Bash pytest tests/invoices -x -q"]
        await seen.page.keyboard.press("Escape")
        assert await seen.page.locator("#stream li:visible").count() == 14

    visit(full_sample(), do)


def test_a_paused_stream_holds_events_back_and_shows_them_all_after() -> None:
    sample = Sample()

    async def do(seen: Visit) -> None:
        await seen.page.locator("#pause").click()
        for number in range(3):
            sample.happen("file.changed", {"path": f"{number}", "change": "created"})
        await seen.until("document.querySelector('#pause').textContent === 'Show 3'")
        assert await seen.rows() == []
        await seen.page.locator("#pause").click()
        assert await seen.rows() == ["created 2", "created 1", "created 0"]

    visit(sample, do)


def test_a_flood_of_events_leaves_the_page_small_and_its_end_right() -> None:
    sample = Sample()

    async def do(seen: Visit) -> None:
        for number in range(5000):
            sample.happen("session.note", {"type": f"{number}"})
            if number % 50 == 0:
                await asyncio.sleep(0)
        await seen.until("document.querySelector('#stream .text')?.textContent === 'type 4999'")
        rows = await seen.rows()
        assert rows == [f"type {number}" for number in range(4999, 4499, -1)]

    visit(sample, do)
