// Phones: one for each person. A wide page shows a patient's and the clinician's, a narrow one shows one of all.
import { act, button, element } from "./ask.js";
import { bubble } from "./bubble.js";

const phones = new Map(); // by the person's id
const narrow = matchMedia("(max-width: 899px)");
let patient = 0; // whose phone is in front among the patients'
let front = 0; // and among all, on a narrow page

function make(p) {
  const section = document.getElementById("phone").content.firstElementChild.cloneNode(true);
  section.dataset.phone = p.id;
  section.dataset.side = p.tab ? "patient" : "clinician";
  section.setAttribute("aria-label", p.name);
  section.querySelector(".chat").setAttribute("aria-label", "Chat of " + p.name);
  const input = section.querySelector("input");
  input.setAttribute("aria-label", "Message of " + p.name);
  section.querySelector("form").addEventListener("submit", (e) => {
    e.preventDefault();
    act("/say", { phone: p.id, text: input.value });
    input.value = "";
  });
  section.querySelector(".start").addEventListener("click", () => act("/say", { phone: p.id, text: "/start" }));
  const tab = button("", p.tab || "Dr Lind", () => turnTo(p.id));
  tab.dataset.tab = p.id;
  tab.dataset.side = section.dataset.side;
  // The clinician's stands last, as on the page: so the keyboard goes from left to right.
  const last = (p.tab && document.querySelector('.phone[data-side="clinician"]')) || document.getElementById("story");
  last.before(section);
  document.getElementById("tabs").insertBefore(tab, p.tab ? document.querySelector('#tabs [data-side="clinician"]') : null);
  const made = { section, tab, rows: new Map(), days: new Map(), seen: 0, count: 0, toast: "", patient: Boolean(p.tab) };
  phones.set(p.id, made);
  if (!front) turnTo(p.id);
  arrange();
  return made;
}

// turnTo brings a phone to the front, at its end.
export function turnTo(id) {
  if (!phones.has(id) || front === id) return;
  front = id;
  if (phones.get(id).patient) patient = id;
  arrange();
  const chat = phones.get(id).section.querySelector(".chat");
  chat.scrollTop = chat.scrollHeight;
}

function arrange() {
  for (const [id, one] of phones) {
    const shown = narrow.matches ? id === front : !one.patient || id === patient;
    one.section.hidden = !shown;
    one.tab.setAttribute("aria-pressed", String(shown));
    if (shown) one.seen = one.count;
    const news = !shown && (one.seen < one.count || one.start);
    one.tab.classList.toggle("new", news);
    one.tab.setAttribute("aria-label", one.tab.textContent + (news ? ", something new" : ""));
  }
}
narrow.addEventListener("change", arrange);

function keyboard(box, p) {
  const rows = JSON.stringify(p.keyboard || []);
  if (box.dataset.rows === rows) return;
  box.dataset.rows = rows;
  box.replaceChildren(...(p.keyboard || []).map((labels) => {
    const line = element("div");
    line.append(...labels.map((label) => button("", label, () => act("/say", { phone: p.id, text: label }))));
    return line;
  }));
}

// chat changes only what is different, so that focus, and a screen reader's place, stay where they were.
function chat(one, p) {
  const box = one.section.querySelector(".chat");
  const atEnd = box.scrollHeight - box.scrollTop - box.clientHeight < 80;
  const held = box.contains(document.activeElement) ? document.activeElement.closest(".row") : null;
  const rows = new Map();
  const days = new Map();
  const list = [];
  for (const m of p.messages) {
    const key = JSON.stringify(m);
    const before = one.rows.get(m.id);
    rows.set(m.id, before?.key === key ? before : { key, row: bubble(m, p.id) });
    if (!days.has(m.day)) {
      days.set(m.day, one.days.get(m.day) || element("div", "day", m.day));
      list.push(days.get(m.day));
    }
    list.push(rows.get(m.id).row);
  }
  const kept = new Set(list);
  for (const e of [...box.children]) if (!kept.has(e)) e.remove();
  let place = box.firstChild;
  for (const e of list) {
    if (e === place) place = place.nextSibling;
    else box.insertBefore(e, place);
  }
  const grew = p.messages.length !== one.count;
  Object.assign(one, { rows, days, count: p.messages.length, seen: Math.min(one.seen, p.messages.length) });
  if (held && !box.contains(document.activeElement)) refocus(box, held.dataset.message);
  if (atEnd || grew) box.scrollTop = box.scrollHeight;
}

// refocus goes to the first button of the message that was pressed, or of the youngest that has any.
function refocus(box, message) {
  const place = box.querySelector('[data-message="' + message + '"] button') || [...box.querySelectorAll(".row:has(button)")].at(-1)?.querySelector("button");
  (place || box).focus({ preventScroll: true });
}

function toast(one, p) {
  if (!p.toast_id || one.toast === p.toast_id) return;
  one.toast = p.toast_id;
  if (!p.toast) return;
  const box = one.section.querySelector(".toast");
  box.textContent = p.toast;
  box.classList.add("on");
  setTimeout(() => box.classList.remove("on"), 2500);
}

export function showPhone(p) {
  const one = phones.get(p.id) || make(p);
  one.section.querySelector("h2").textContent = p.name;
  one.start = p.start; // an invitation lies open
  one.section.querySelector(".start").classList.toggle("on", p.start);
  keyboard(one.section.querySelector(".keyboard"), p);
  chat(one, p); // last: what is below it decides how high it is
  arrange();
  toast(one, p);
}

// keepPhones takes away the phones of people who are not in the story any more.
export function keepPhones(ids) {
  for (const [id, one] of phones) {
    if (ids.includes(id)) continue;
    one.section.remove();
    one.tab.remove();
    phones.delete(id);
    if (front === id || patient === id) turnTo(phones.keys().next().value);
  }
}

// messageOf is the row of a message, if the phone has it.
export function messageOf(phone, id) { return phones.get(phone)?.rows.get(id)?.row; }
