// What is wrong with the page as it is shown: contrast (WCAG AA), size of targets (44 px), names, order of focus, roles.
(() => {
  const wrong = [];
  const all = [...document.body.querySelectorAll("*")].filter((e) => e.checkVisibility({ visibilityProperty: true, opacityProperty: true }));
  const say = (e, what) => wrong.push(e.tagName.toLowerCase() + " " + (e.getAttribute("aria-label") || e.textContent).slice(0, 40) + ": " + what);

  const parse = (c) => { const n = c.match(/[\d.]+/g).map(Number); return { rgb: n.slice(0, 3), a: n[3] ?? 1 }; };
  const light = ([r, g, b]) => [r, g, b].map((v) => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, n) => sum + v * [0.2126, 0.7152, 0.0722][n], 0);
  const ratio = (a, b) => { const [x, y] = [light(a), light(b)].sort((m, n) => n - m); return (x + 0.05) / (y + 0.05); };
  const ground = (e) => {
    for (; e; e = e.parentElement) {
      const c = parse(getComputedStyle(e).backgroundColor);
      if (c.a === 1) return c.rgb;
      if (c.a > 0 || getComputedStyle(e).backgroundImage !== "none") return null; // cannot be told, so it may not be
    }
    return [255, 255, 255];
  };
  const contrast = (e, style, what) => {
    const under = ground(e);
    if (!under) return say(e, "no plain ground under its " + what);
    const r = ratio(parse(style.color).rgb, under);
    const big = parseFloat(style.fontSize) >= 24 || (parseFloat(style.fontSize) >= 18.66 && Number(style.fontWeight) >= 700);
    if (r < (big ? 3 : 4.5)) say(e, what + " has a contrast of " + r.toFixed(2));
  };
  for (const e of all) {
    if ([...e.childNodes].some((n) => n.nodeType === Node.TEXT_NODE && n.data.trim())) {
      if (!e.matches(":disabled, option")) contrast(e, getComputedStyle(e), "text");
    }
    if (e.placeholder) contrast(e, getComputedStyle(e, "::placeholder"), "placeholder");
  }

  const targets = all.filter((e) => e.matches("a[href], button, input, select, [tabindex]"));
  for (const e of targets) {
    const box = e.getBoundingClientRect();
    const inText = e.matches(".bubble a"); // WCAG: a target within a sentence may be as high as its line
    if (!inText && (box.height < 44 || box.width < 44)) say(e, "is " + Math.round(box.width) + " by " + Math.round(box.height));
    const image = e.querySelector("img");
    if (!(e.getAttribute("aria-label") || e.textContent.trim() || e.labels?.length || image?.alt)) say(e, "has no name");
    if (e.tabIndex > 0) say(e, "has a place of its own in the order of focus");
  }
  const regions = all.filter((e) => e.matches("header, #chapters, #tabs, .phone, #story"));
  regions.slice(1).forEach((e, n) => {
    const a = regions[n].getBoundingClientRect(), b = e.getBoundingClientRect();
    if (b.top < a.bottom - 1 && b.left < a.right - 1) say(e, "gets focus after what stands behind it");
  });
  for (const e of all.filter((one) => one.matches(".chat"))) {
    if (e.getAttribute("role") !== "log") say(e, "is no log");
  }
  if (!targets.length || !all.some((e) => e.matches(".bubble"))) wrong.push("there is nothing to look at");
  return wrong;
})()
