// The page is a picture of what the server says: every event carries the whole view, nothing is kept here
// but the place of the scrollbars and the toast that was shown last.
"use strict";

const phones = new Map();
const toasts = new Map();
const tabs = new Map(); // of the patients, one of whom is shown
let newest = -1; // the serial number of the view that is shown
let asked = Promise.resolve(); // what was pressed happens in that order
let waiting = 0;

function element(tag, name, text) {
  const e = document.createElement(tag);
  if (name) e.className = name;
  if (text !== undefined) e.textContent = text;
  return e;
}

// act asks the server for something after everything that was asked before. While an answer is awaited the body
// says so: the clock may jump over a week of work.
function act(path, body) {
  waiting++;
  document.body.dataset.busy = "yes";
  asked = asked.then(() => ask(path, body)).finally(() => {
    if (--waiting === 0) delete document.body.dataset.busy;
  });
}

async function ask(path, body) {
  const error = document.getElementById("error");
  error.textContent = "";
  try {
    const answer = await fetch(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
    if (answer.ok) show(await answer.json());
    else error.textContent = await answer.text();
  } catch {
    error.textContent = "The demonstration has ended. Start it again with: go run ./cmd/footing demo";
  }
}

function phone(id, tab) {
  if (phones.has(id)) return phones.get(id);
  const section = document.getElementById("phone").content.firstElementChild.cloneNode(true);
  section.dataset.phone = id;
  const input = section.querySelector("input");
  input.setAttribute("aria-label", "Message");
  section.querySelector("form").addEventListener("submit", (e) => {
    e.preventDefault();
    act("/say", { phone: id, text: input.value });
    input.value = "";
  });
  section.querySelector(".start").addEventListener("click", () => act("/say", { phone: id, text: "/start" }));
  phones.set(id, section);
  if (tab) addTab(id, tab, section);
  else document.getElementById("phones").append(section);
  return section;
}

// A patient's phone stands behind a tab with their code.
function addTab(id, code, section) {
  const b = element("button", "", code);
  b.type = "button";
  b.role = "tab";
  b.dataset.tab = id;
  b.addEventListener("click", () => choose(id));
  tabs.set(id, b);
  document.getElementById("tabs").append(b);
  document.getElementById("patients").append(section);
  choose([...tabs.keys()].find((one) => tabs.get(one).ariaSelected === "true") || id);
}

function choose(id) {
  for (const [one, b] of tabs) {
    b.ariaSelected = String(one === id);
    phones.get(one).hidden = one !== id;
  }
  tabs.get(id).classList.remove("new");
  const chat = phones.get(id).querySelector(".chat");
  chat.scrollTop = chat.scrollHeight;
}

// Links in a text are invitations: pressing one opens it on the patient's phone.
function fill(bubble, text) {
  for (const part of text.split(/(https:\/\/\S+)/)) {
    if (!part.startsWith("https://")) {
      bubble.append(part);
      continue;
    }
    const link = element("a", "", part);
    link.href = "#";
    link.addEventListener("click", (e) => { e.preventDefault(); act("/open", { link: part }); });
    bubble.append(link);
  }
}

function keys(m, id) {
  const box = element("div", "keys");
  m.buttons.forEach((labels, row) => {
    const line = element("div");
    labels.forEach((label, column) => {
      const b = element("button", "", label);
      b.type = "button";
      b.dir = "auto";
      b.addEventListener("click", () => act("/tap", { phone: id, message: m.id, row, column }));
      line.append(b);
    });
    box.append(line);
  });
  return box;
}

function bubbles(chat, p) {
  if (tabs.has(p.id) && tabs.get(p.id).ariaSelected !== "true" && chat.dataset.count !== String(p.messages.length)) tabs.get(p.id).classList.add("new");
  const end = chat.scrollHeight - chat.scrollTop - chat.clientHeight < 80;
  const before = chat.dataset.count;
  chat.replaceChildren();
  let day = "";
  for (const m of p.messages) {
    if (m.day !== day) chat.append(element("div", "day", day = m.day));
    const row = element("div", "row " + (m.bot ? "bot" : "own"));
    row.dataset.message = m.id;
    const bubble = element("div", "bubble");
    bubble.dir = "auto"; // as Telegram does: each message by its own first letter
    if (m.card) {
      const card = element("div", "card", m.card[0]);
      card.append(element("span", "", m.card[1]));
      bubble.append(card);
    }
    if (m.picture) {
      const picture = element("img", "picture");
      picture.src = m.picture;
      picture.alt = m.text;
      picture.width = 960;
      picture.height = 540;
      bubble.append(picture);
    }
    fill(bubble, m.text);
    bubble.append(element("time", "", (m.edited ? "edited " : "") + m.time));
    row.append(bubble);
    if (m.buttons) row.append(keys(m, p.id));
    chat.append(row);
  }
  chat.dataset.count = p.messages.length;
  if (end || before !== chat.dataset.count) chat.scrollTop = chat.scrollHeight;
}

function toast(section, p) {
  if (!p.toast_id || toasts.get(p.id) === p.toast_id) return;
  toasts.set(p.id, p.toast_id);
  if (!p.toast) return;
  const box = section.querySelector(".toast");
  box.textContent = p.toast;
  box.classList.add("on");
  setTimeout(() => box.classList.remove("on"), 2500);
}

function show(v) {
  if (v.serial < newest) return;
  newest = v.serial;
  document.getElementById("clock").textContent = v.clock;
  document.getElementById("zone").textContent = v.zone;
  document.getElementById("hint").textContent = v.hint;
  document.getElementById("next").title = v.next ? "Next: " + v.next : "Nothing is planned yet";
  for (const p of v.phones) {
    const section = phone(p.id, p.tab);
    section.querySelector("h2").textContent = p.name;
    section.querySelector(".start").classList.toggle("on", p.start);
    const keyboard = section.querySelector(".keyboard");
    keyboard.replaceChildren();
    for (const labels of p.keyboard || []) {
      const line = element("div");
      for (const label of labels) {
        const b = element("button", "", label);
        b.type = "button";
        b.addEventListener("click", () => act("/say", { phone: p.id, text: label }));
        line.append(b);
      }
      keyboard.append(line);
    }
    bubbles(section.querySelector(".chat"), p); // last: what is below it decides how high it is
    toast(section, p);
  }
}

for (const b of document.querySelectorAll("nav button")) b.addEventListener("click", () => act("/clock", { to: b.dataset.to }));
const events = new EventSource("/events");
events.onopen = () => { newest = -1; }; // a server that was started again counts from the beginning
events.onmessage = (e) => show(JSON.parse(e.data));
