// What is asked of the server happens in the order of asking. While an answer is awaited the body says so: the clock
// may jump over weeks of work.
let asked = Promise.resolve();
let waiting = 0;
let shown = () => {};

export function listen(show) { shown = show; }

export function act(path, body) {
  waiting++;
  document.body.dataset.busy = "yes";
  asked = asked.then(() => ask(path, body)).finally(() => {
    if (--waiting === 0) delete document.body.dataset.busy;
  });
  return asked;
}

async function ask(path, body) {
  const error = document.getElementById("error");
  error.textContent = "";
  try {
    const answer = await fetch(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
    if (answer.ok) shown(await answer.json());
    else error.textContent = await answer.text();
    return answer.ok;
  } catch {
    error.textContent = "The demonstration has ended. Start it again with: go run ./cmd/footing demo";
    return false;
  }
}

export function element(tag, name, text) {
  const e = document.createElement(tag);
  if (name) e.className = name;
  if (text !== undefined) e.textContent = text;
  return e;
}

// button is one that does something when it is pressed.
export function button(name, label, press) {
  const b = element("button", name, label);
  b.type = "button";
  b.dir = "auto";
  b.addEventListener("click", press);
  return b;
}
