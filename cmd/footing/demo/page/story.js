// Chapters: where they begin, their captions, and a player that goes from one to the next.
import { act, button, element } from "./ask.js";
import { keepPhones, messageOf, turnTo } from "./phone.js";

const play = document.getElementById("play");
const notes = document.getElementById("notes");
let view = null;
let current = -1; // the caption that is pointed at
let told = ""; // the chapter and number of captions that are shown
let timer = 0;
let playing = false;

function open(name, slowly = false) {
  stop();
  return act("/chapter", { name, slowly });
}

function links(chapters) {
  const nav = document.getElementById("chapters");
  if (nav.children.length) return;
  nav.append(...chapters.map((c) => {
    const a = element("a", "", c.title);
    a.href = "#" + c.name;
    a.addEventListener("click", (e) => {
      e.preventDefault();
      history.pushState(null, "", a.href);
      open(c.name);
    });
    return a;
  }));
}

// point marks a caption and its message, and brings both into view.
function point(n) {
  for (const row of document.querySelectorAll(".row.noted")) row.classList.remove("noted");
  current = Math.max(0, Math.min(n, view.story.captions.length - 1));
  for (const [i, li] of [...notes.children].entries()) {
    if (i === current) li.setAttribute("aria-current", "step");
    else li.removeAttribute("aria-current");
  }
  document.getElementById("back").disabled = current <= 0;
  document.getElementById("on").disabled = current >= view.story.captions.length - 1;
  const one = view.story.captions[current];
  if (!one) return;
  turnTo(one.phone);
  notes.children[current].scrollIntoView({ block: "nearest" });
  const row = messageOf(one.phone, one.message);
  row?.classList.add("noted");
  row?.scrollIntoView({ block: "nearest" });
}

function captions(story) {
  const now = story.name + " " + story.captions.length;
  if (now === told) return;
  told = now;
  const names = new Map(view.phones.map((p) => [p.id, p.name]));
  notes.replaceChildren(...story.captions.map((one, n) => {
    const li = element("li");
    const b = button("note", "", () => { pause(); point(n); });
    b.append(element("small", "", names.get(one.phone) + " · " + one.when), element("span", "", one.why));
    li.append(b);
    return li;
  }));
  point(story.captions.length - 1);
}

function label() {
  const { story } = view;
  play.textContent = playing ? "Pause" : story && story.next > 0 && story.next < story.of ? "Go on" : "Play it for me";
}

function pause() {
  playing = false;
  clearTimeout(timer);
  if (view?.story) label();
}

function stop() {
  pause();
  current = -1;
  told = "";
}

// soon lets a caption be read before the next step.
function soon() {
  clearTimeout(timer);
  const last = view.story.captions.at(-1);
  const time = 1200 + 45 * (last ? last.why.length : 0);
  timer = setTimeout(() => act("/step", {}), time / Number(document.getElementById("speed").value));
}

play.addEventListener("click", async () => {
  if (playing) return pause();
  const { story } = view;
  if (story.next >= story.of) await open(story.name, true);
  playing = true;
  label();
  act("/step", {});
});
document.getElementById("back").addEventListener("click", () => { pause(); point(current - 1); });
document.getElementById("on").addEventListener("click", () => { pause(); point(current + 1); });
addEventListener("popstate", () => { if (location.hash) open(location.hash.slice(1)); });

// The first look decides: a chapter's address opens it, and a fresh demonstration opens the first.
let first = true;
function arrive(v) {
  first = false;
  const wanted = location.hash.slice(1);
  if (wanted && wanted !== (v.story?.name || "start")) open(wanted);
  if (wanted || !v.fresh) return;
  history.replaceState(null, "", "#" + v.chapters[0].name);
  open(v.chapters[0].name);
}

export function showStory(v) {
  view = v;
  keepPhones(v.phones.map((p) => p.id));
  links(v.chapters);
  if (first) arrive(v);
  for (const a of document.querySelectorAll("#chapters a")) {
    const here = a.hash.slice(1) === (v.story?.name || "start");
    if (here && !a.ariaCurrent) a.scrollIntoView({ block: "nearest", inline: "center" });
    if (here) a.setAttribute("aria-current", "page");
    else a.removeAttribute("aria-current");
  }
  document.getElementById("story").hidden = !v.story;
  document.body.classList.toggle("told", Boolean(v.story));
  if (!v.story) return stop();
  document.getElementById("title").textContent = v.story.title;
  captions(v.story);
  if (playing && v.story.next >= v.story.of) pause();
  if (playing) soon();
  label();
}
