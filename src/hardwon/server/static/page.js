// The live part of the page: events as they happen, and the lists renewed when they change.
const MOST_ROWS = 500;
const HISTORY = 200;
const SOON = 400, RARELY = 2000; // ms: lists are renewed soon after a change, but not all the time
const FIRST_WAIT = 250, LONGEST_WAIT = 10000; // ms between attempts to reconnect
const EPOCH_CHANGED = 4409;
const RENEW_NEVER = /^(session\.(tool|result|note))$/;

const element = (id) => document.getElementById(id);
const epoch = document.body.dataset.epoch;
const stream = element("stream");
let offset = Math.max(0, Number(document.body.dataset.offset) - HISTORY);
const settled = Number(document.body.dataset.offset); // events up to here are in the lists already
let wait = FIRST_WAIT;
let paused = false;
let held = [];
let renewal = 0;
let renewed = 0;

function connect() {
  const address = new URL("/api/events", location.href);
  address.protocol = "ws:";
  address.search = new URLSearchParams({ after: offset, epoch });
  const socket = new WebSocket(address);
  socket.onopen = () => { wait = FIRST_WAIT; say("live", "live"); };
  socket.onmessage = (message) => receive(JSON.parse(message.data));
  socket.onclose = (closed) => {
    if (closed.code === EPOCH_CHANGED) { location.reload(); return; }
    say("lost", "connection lost, trying again");
    setTimeout(connect, wait * (0.75 + Math.random() / 2));
    wait = Math.min(wait * 2, LONGEST_WAIT);
  };
}

function receive(message) {
  if (message.type !== "events") return;
  const news = message.events.filter((event) => event.offset > offset);
  if (!news.length) return;
  offset = news.at(-1).offset;
  if (paused) { held = held.concat(news).slice(-MOST_ROWS); sayHeld(); } else show(news);
  const changing = news.filter((event) => event.offset > settled && !RENEW_NEVER.test(event.kind));
  if (changing.length) renewLists();
}

function show(events) {
  const rows = document.createDocumentFragment();
  for (const event of events.slice(-MOST_ROWS)) rows.prepend(row(event));
  stream.prepend(rows);
  while (stream.children.length > MOST_ROWS) stream.lastChild.remove();
}

function row(event) {
  const item = document.createElement("li");
  item.dataset.offset = event.offset;
  if (event.offset > settled) item.className = "fresh";
  const head = part("span", "kind", "");
  head.append(part("span", "", event.kind), moment(event.time));
  const text = part("span", event.kind === "session.result" && event.line.startsWith("failed:") ? "text failed" : "text", event.line);
  item.append(head, text);
  item.hidden = !matches(item);
  return item;
}

function part(name, kind, text) {
  const made = document.createElement(name);
  if (kind) made.className = kind;
  made.textContent = text; // never HTML: what is shown here was written by others
  return made;
}

function moment(time) {
  const made = part("time", "", ago(time));
  made.dateTime = time;
  made.title = time;
  return made;
}

function ago(time) {
  const then = new Date(time);
  const seconds = (Date.now() - then) / 1000;
  if (Number.isNaN(seconds)) return time;
  if (seconds < 60) return then.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false });
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
  if (seconds < 86400) return `${Math.floor(seconds / 3600)} h ago`;
  if (seconds < 30 * 86400) return `${Math.floor(seconds / 86400)} d ago`;
  return then.toLocaleDateString([], { year: "numeric", month: "short", day: "numeric" });
}

function say(state, text) {
  element("link").dataset.state = state;
  element("link-text").textContent = text;
}

function sayHeld() {
  element("pause").textContent = paused ? (held.length ? `Show ${held.length}` : "Resume") : "Pause";
}

function matches(item) {
  const wanted = element("filter").value.trim().toLowerCase();
  return !wanted || item.textContent.toLowerCase().includes(wanted);
}

function renewLists() {
  if (renewal) return;
  renewal = setTimeout(async () => {
    renewed = Date.now();
    try {
      const answer = await fetch("/", { headers: { accept: "text/html" } });
      if (answer.ok) replaceParts(new DOMParser().parseFromString(await answer.text(), "text/html"));
    } catch {
      // The connection is gone: when it is back, the next event renews the lists.
    }
    renewal = 0;
  }, Math.max(SOON, renewed + RARELY - Date.now()));
}

function replaceParts(page) {
  if (page.body.dataset.epoch !== epoch) { location.reload(); return; }
  for (const old of document.querySelectorAll("[data-part]")) {
    const fresh = page.querySelector(`[data-part="${old.dataset.part}"]`);
    if (!fresh) continue;
    tellTimes(fresh);
    if (fresh.innerHTML === old.innerHTML || old.contains(document.activeElement)) continue;
    old.replaceChildren(...fresh.childNodes);
  }
}

function tellTimes(within) {
  for (const time of within.querySelectorAll("time")) {
    time.title = time.dateTime;
    time.textContent = ago(time.dateTime);
  }
}

element("pause").addEventListener("click", () => {
  paused = !paused;
  element("pause").setAttribute("aria-pressed", paused);
  if (!paused) { show(held); held = []; }
  sayHeld();
});
element("filter").addEventListener("input", () => {
  for (const item of stream.children) item.hidden = !matches(item);
});
document.addEventListener("keydown", (key) => {
  if (key.key === "/" && !key.ctrlKey && !key.metaKey && document.activeElement !== element("filter")) {
    key.preventDefault();
    element("filter").focus();
  } else if (key.key === "Escape" && document.activeElement === element("filter")) {
    element("filter").value = "";
    element("filter").dispatchEvent(new Event("input"));
    stream.focus();
  }
});
setInterval(() => tellTimes(document), 30000);
tellTimes(document);
connect();
