// A bubble is one message: text, card, picture, and the buttons below it.
import { act, button, element } from "./ask.js";

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

function keys(m, phone) {
  const box = element("div", "keys");
  box.append(...m.buttons.map((labels, row) => {
    const line = element("div");
    line.append(...labels.map((label, column) => button("", label, () => act("/tap", { phone, message: m.id, row, column }))));
    return line;
  }));
  return box;
}

function card([name, number]) {
  const box = element("div", "card", name);
  box.append(element("span", "", number));
  return box;
}

// A picture opens at its own size in a tab of its own.
function picture(m) {
  const link = element("a", "picture");
  link.href = m.picture;
  link.target = "_blank";
  const image = element("img");
  image.src = m.picture;
  image.alt = m.text;
  image.width = 960;
  image.height = 540;
  link.append(image);
  return link;
}

export function bubble(m, phone) {
  const row = element("div", "row " + (m.bot ? "bot" : "own"));
  row.dataset.message = m.id;
  const box = element("div", "bubble");
  box.dir = "auto"; // as Telegram does: each message by its own first letter
  if (m.card) box.append(card(m.card));
  if (m.picture) box.append(picture(m));
  fill(box, m.text);
  box.append(element("time", "", (m.edited ? "edited " : "") + m.time));
  row.append(box);
  if (m.buttons) row.append(keys(m, phone));
  return row;
}
