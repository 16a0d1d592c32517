#!/usr/bin/env python3
"""Draws responses.csv of an export: for each theme its mean score by week of participation, as an SVG.

    python3 plot.py EXPORT > themes.svg

Python alone is enough. The grey band is the middle half of the answers; weeks with answers of fewer than
ten people are left out.
"""
import csv, os, statistics, sys

THEMES = {
    1: "Safety and stability", 2: "Access to therapy", 3: "Letting it count", 4: "Own patterns",
    5: "Doing the work", 6: "Fit", 7: "Being listened to", 8: "Ruptures", 9: "Being oneself",
    10: "Being understood", 11: "A say in it", 12: "The life they want",
}
WIDTH, HEIGHT, LEFT, TOP, ACROSS = 230, 120, 34, 34, 3
FEWEST = 10


def read(folder):
    """Scores by theme and week, with who gave them: 0 (worst) to 4 (best)."""
    scores = {}
    with open(os.path.join(folder, "responses.csv"), newline="", encoding="utf-8") as f:
        for row in csv.DictReader(f):
            if row["theme"] and row["score"]:
                weeks = scores.setdefault(int(row["theme"]), {})
                weeks.setdefault(int(row["week"]), []).append((row["pseudonym"], float(row["score"])))
    return scores


def panel(theme, weeks, last):
    """One small chart."""
    x = lambda week: LEFT + (week - 1) * (WIDTH - LEFT - 8) / max(1, last - 1)
    y = lambda score: TOP + (4 - score) * (HEIGHT - TOP - 18) / 4
    out = [f'<text x="{LEFT}" y="18" class="name">{theme} {THEMES[theme]}</text>']
    for score in (0, 2, 4):
        out.append(f'<line x1="{LEFT}" x2="{WIDTH - 8}" y1="{y(score):.1f}" y2="{y(score):.1f}" class="grid"/>')
        out.append(f'<text x="{LEFT - 6}" y="{y(score) + 3:.1f}" text-anchor="end">{score}</text>')
    out.append(f'<text x="{x(1):.1f}" y="{HEIGHT - 3}">week 1</text>')
    out.append(f'<text x="{x(last):.1f}" y="{HEIGHT - 3}" text-anchor="end">{last}</text>')
    known = [w for w in sorted(weeks) if len({who for who, _ in weeks[w]}) >= FEWEST]
    if len(known) > 1:
        quarters = {w: statistics.quantiles([s for _, s in weeks[w]], n=4, method="inclusive") for w in known}
        band = [f"{x(w):.1f},{y(quarters[w][2]):.1f}" for w in known] + [f"{x(w):.1f},{y(quarters[w][0]):.1f}" for w in reversed(known)]
        out.append(f'<polygon points="{" ".join(band)}" class="band"/>')
        line = [f"{x(w):.1f},{y(statistics.mean(s for _, s in weeks[w])):.1f}" for w in known]
        out.append(f'<polyline points="{" ".join(line)}" class="mean"/>')
    else:
        out.append(f'<text x="{LEFT + 6}" y="{y(2) - 6:.1f}">too few answers</text>')
    return "".join(out)


def main():
    scores = read(sys.argv[1])
    last = max(week for weeks in scores.values() for week in weeks)
    rows = -(-len(scores) // ACROSS)
    print(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {ACROSS * WIDTH} {rows * HEIGHT}" font-family="sans-serif" font-size="9">')
    print("<style>.name{font-size:11px;font-weight:bold}.grid{stroke:#ddd}.band{fill:#ddd}.mean{fill:none;stroke:#0072b2;stroke-width:2}text{fill:#333}</style>")
    print(f'<rect width="{ACROSS * WIDTH}" height="{rows * HEIGHT}" fill="white"/>')
    for n, theme in enumerate(sorted(scores)):
        print(f'<g transform="translate({n % ACROSS * WIDTH} {n // ACROSS * HEIGHT})">{panel(theme, scores[theme], last)}</g>')
    print("</svg>")


main()
