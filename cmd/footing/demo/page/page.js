// The page is a picture of what the server says: every event carries the whole view. Kept here are only the places
// of the scrollbars, which phone is in front, and what was seen.
import { act, listen } from "./ask.js";
import { showPhone } from "./phone.js";
import { showStory } from "./story.js";

let newest = -1; // the serial number of the view that is shown

function show(v) {
  if (v.serial < newest) return;
  newest = v.serial;
  document.getElementById("clock").textContent = v.clock;
  document.getElementById("zone").textContent = v.zone;
  document.getElementById("hint").textContent = v.hint;
  document.getElementById("next").title = v.next ? "Next: " + v.next : "Nothing is planned yet";
  for (const p of v.phones) showPhone(p);
  showStory(v);
}

listen(show);
for (const b of document.querySelectorAll("header [data-to]")) {
  b.addEventListener("click", () => act("/clock", { to: b.dataset.to }));
}
const events = new EventSource("/events");
events.onopen = () => { newest = -1; }; // a server that was started again counts from the beginning
events.onmessage = (e) => show(JSON.parse(e.data));
