"""The page of a backtest: one self-contained HTML file with plots as SVG."""

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any
from xml.sax.saxutils import quoteattr

__all__ = ["page", "samples"]

WIDTH = 640
LABEL = 150
BAR = 22
OLD, NEW, LIMIT = "#8a8f98", "#1a6b4a", "#b3261e"

STYLE = """
body{margin:0 auto;max-width:46rem;padding:2rem 1rem;font:1rem/1.55 Georgia,serif;color:#1f2328;background:#fff}
h1{font-size:1.7rem;line-height:1.2}h2{font-size:1.15rem;margin-top:2.2rem}
.lead{font-size:1.15rem}.quiet{color:#57606a;font-size:.9rem}
table{border-collapse:collapse;width:100%;font:.9rem/1.4 system-ui,sans-serif}
th,td{text-align:left;padding:.35rem .6rem;border-bottom:1px solid #d0d7de;vertical-align:top}
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}
.wide{overflow-x:auto}.wide:focus-visible{outline:2px solid #1a6b4a}
.wide svg{width:100%;min-width:36rem;height:auto;font:12px system-ui,sans-serif}
.wide table{min-width:36rem}code{font-size:.85rem}.whole code{overflow-wrap:anywhere}
a{color:inherit}
@media(prefers-color-scheme:dark){body{background:#15181c;color:#e6e8eb}th,td{border-color:#3a4048}.quiet{color:#9aa3ad}
svg text{fill:#e6e8eb}}
"""

REACH = {
    "boost": "may be boosted",
    "general": "general, no Boost",
    "network": "followers only",
    "none": "recommended to nobody",
}


def page(report: Mapping[str, Any], addresses: Mapping[str, str] | None = None) -> str:
    """Return the whole page.

    Args:
        report: what ``backtest_report.report`` gave, signed or not.
        addresses: where the stories to look at can be read, by id; the others are only named.
    """
    old, new, reach = report["old"], report["new"], report["distribution"]
    title = f"{new['id']} tried on stored evidence"
    parts = [
        f"<h1>{escape(title)}</h1>",
        f'<p class="lead">{escape(_verdict(report))}</p>',
        f'<p class="quiet">Compared with {escape(old["id"])}. {escape(_provenance(report))}</p>',
        "<h2>How far stories travel</h2>",
        _pairs([(REACH[w], reach["old"][w], reach["new"][w]) for w in REACH], old, new),
        "<h2>What changes, and how</h2>",
        _changes(report["changes"], addresses or {}),
        "<h2>Clause by clause</h2>",
        _clauses(report["clauses"], old, new),
        *(
            f"<h2>Share of stories that change, by {name}</h2>{_shares(report['groups'][name])}"
            for name in ("language", "tenure", "publication")
        ),
        "<h2>Cases a day</h2>",
        _cases(report["cases"], old, new),
        "<h2>Provenance</h2>",
        _record(report),
    ]
    body = "\n".join(parts)
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f'<meta name="viewport" content="width=device-width"><style>{STYLE}</style></head>'
        f"<body><main>\n{body}\n</main></body></html>\n"
    )


def _verdict(report: Mapping[str, Any]) -> str:
    looked_at = report["changed"] - report["stricter"] - report["looser"] - report["mixed"]
    alone = f", {looked_at:,} only in whether a person looks" if looked_at else ""
    return (
        f"{report['changed']:,} of {report['stories']:,} stories ({report['share']:.2%}) would fare otherwise: "
        f"{report['stricter']:,} stricter, {report['looser']:,} looser, {report['mixed']:,} both{alone}. "
        f"{report['other_clauses_only']:,} more would fare the same under other clauses."
    )


def _provenance(report: Mapping[str, Any]) -> str:
    parts = [
        f"{report['bad_lines']:,} lines could not be read",
        f"{report['skipped']:,} were older than asked for, or name no day",
    ]
    if report["rate"]:
        parts.append(f"{report['rate']:,} stories a second on one core")
    return "; ".join(parts) + "."


def _pairs(rows: Sequence[tuple[str, int, int]], old: Mapping[str, Any], new: Mapping[str, Any]) -> str:
    most = max((max(a, b) for _, a, b in rows), default=0) or 1
    marks = []
    for i, (label, before, after) in enumerate(rows):
        top = i * (2 * BAR + 10) + 4
        marks.append(_text(0, top + BAR + 4, label))
        marks.append(_bar(top, before, most, f"{before:,}", OLD))
        marks.append(_bar(top + BAR, after, most, f"{after:,}", NEW))
    said = "; ".join(f"{label}: {before:,} before, {after:,} after" for label, before, after in rows)
    return _svg(len(rows) * (2 * BAR + 10), said, marks) + _legend(old, new)


def _shares(rows: Iterable[Mapping[str, Any]]) -> str:
    shown = [(str(r["value"]), r["changed"] / r["stories"] if r["stories"] else 0.0, r) for r in rows]
    most = max((share for _, share, _ in shown), default=0.0) or 1.0
    marks = []
    for i, (label, share, row) in enumerate(shown):
        top = i * (BAR + 6) + 4
        marks.append(_text(0, top + 15, label[:24]))
        marks.append(_bar(top, share, most, f"{share:.2%} of {row['stories']:,}", NEW))
    said = "; ".join(f"{label}: {share:.2%}" for label, share, _ in shown)
    return _svg(len(shown) * (BAR + 6) + 4, said, marks)


def _bar(top: float, value: float, most: float, label: str, colour: str) -> str:
    room = WIDTH - LABEL - 150
    length = max(1.0, room * value / most) if value else 0.0
    return (
        f'<rect x="{LABEL}" y="{top}" width="{length:.1f}" height="{BAR - 4}" fill="{colour}"/>'
        f'<text x="{LABEL + length + 6:.1f}" y="{top + 13}">{escape(label)}</text>'
    )


def _text(x: float, y: float, words: str) -> str:
    return f'<text x="{x}" y="{y}">{escape(words)}</text>'


def _svg(height: float, said: str, marks: Iterable[str]) -> str:
    shown = f'<svg viewBox="0 0 {WIDTH} {height:.0f}" role="img" aria-label="{escape(said)}">{"".join(marks)}</svg>'
    return _wide(shown, "Plot")


def _wide(shown: str, name: str) -> str:
    """Let what is wider than a small screen be moved sideways, with the keyboard too."""
    return f'<div class="wide" tabindex="0" role="region" aria-label="{name}">{shown}</div>'


def _legend(old: Mapping[str, Any], new: Mapping[str, Any]) -> str:
    chips = ((OLD, old["id"]), (NEW, new["id"]))
    return (
        '<p class="quiet">'
        + " ".join(f'<span style="color:{colour}" aria-hidden="true">■</span> {escape(name)}' for colour, name in chips)
        + "</p>"
    )


def samples(report: Mapping[str, Any]) -> list[str]:
    """Return the ids of all stories to look at."""
    return [sample["id"] for change in report["changes"] for sample in change["samples"]]


def _sample(sample: Mapping[str, str], addresses: Mapping[str, str]) -> str:
    shown, at = escape(sample["id"]), addresses.get(sample["id"])
    return f"{f'<a href={quoteattr(at)}>{shown}</a>' if at else shown} ({escape(sample['language'])})"


def _changes(changes: Sequence[Mapping[str, Any]], addresses: Mapping[str, str]) -> str:
    if not changes:
        return "<p>Nothing.</p>"
    rows = []
    for change in changes:
        clauses = [f"+ {c}" for c in change["gained"]] + [f"− {c}" for c in change["lost"]]
        cells = (
            f'<td class="n">{change["stories"]:,}</td>',
            f"<td>{escape(change['direction'])}</td>",
            f"<td>{escape(_moved(change))}</td>",
            f"<td>{'<br>'.join(escape(c) for c in clauses)}</td>",
            f"<td>{', '.join(_sample(sample, addresses) for sample in change['samples'])}</td>",
        )
        rows.append(f"<tr>{''.join(cells)}</tr>")
    heads = ("Stories", "Direction", "What changes", "Clauses", "To look at")
    return _table(heads, rows, right=1)


def _moved(change: Mapping[str, Any]) -> str:
    now, later = (_differences(*change[side]) for side in ("now", "if_confirmed"))
    parts = [now] if now else []
    if later and later != now:
        parts.append(f"once confirmed: {later}")
    return "; ".join(parts) or ("a person looks" if change["review"][1] else "nobody has to look any more")


def _differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    return "; ".join(_difference(kind, before[kind], after[kind]) for kind in before if before[kind] != after[kind])


def _difference(kind: str, before: Any, after: Any) -> str:
    if kind == "distribution":
        return f"{REACH[before]} → {REACH[after]}"
    if isinstance(after, list):
        return f"{kind}: {', '.join(before) or 'none'} → {', '.join(after) or 'none'}"
    shown = {True: "yes", False: "no"}
    return f"{kind}: {shown.get(before, before)} → {shown.get(after, after)}"


def _clauses(clauses: Mapping[str, Mapping[str, int]], old: Mapping[str, Any], new: Mapping[str, Any]) -> str:
    rows = [
        f"<tr><td><code>{escape(c)}</code></td>"
        + "".join(f'<td class="n">{n[k]:,}</td>' for k in ("old", "new", "gained", "lost"))
        + "</tr>"
        for c, n in clauses.items()
    ]
    return _table(("Clause", old["id"], new["id"], "gained", "lost"), rows, right=-4)


def _table(heads: Sequence[str], rows: Iterable[str], *, right: int) -> str:
    numeric = set(range(len(heads))[:right] if right > 0 else range(len(heads))[right:])
    marks = ['<th class="n">' if i in numeric else "<th>" for i in range(len(heads))]
    shown = "".join(f"{mark}{escape(head)}</th>" for mark, head in zip(marks, heads, strict=True))
    return _wide(f"<table><thead><tr>{shown}</tr></thead><tbody>{''.join(rows)}</tbody></table>", heads[0])


def _cases(cases: Mapping[str, Any], old: Mapping[str, Any], new: Mapping[str, Any]) -> str:
    days = cases["days"]
    words = f"{cases['old']:,} cases before, {cases['new']:,} after, over the whole archive."
    if not days:
        return f"<p>{words} The records name no days.</p>"
    words += f" A day under the new version: median {cases['median']:,}, 95 of 100 days at most {cases['p95']:,}."
    if cases["capacity"] is not None:
        over = f"{cases['days_over_capacity']} of {len(days)} days bring more"
        words += f" The desk closes {cases['capacity']:,} a day; {over}."
    most = max(max(d["old"], d["new"]) for d in days)
    most = max(most, cases["capacity"] or 0) or 1
    marks = [_line(days, "old", most, OLD), _line(days, "new", most, NEW)]
    if cases["capacity"] is not None:
        y = 190 - 180 * cases["capacity"] / most
        marks.append(f'<line x1="40" x2="{WIDTH}" y1="{y:.1f}" y2="{y:.1f}" stroke="{LIMIT}" stroke-dasharray="6 4"/>')
        marks.append(_text(WIDTH - 60, y + 14, "capacity"))
    marks += [
        _text(0, 14, f"{most:,}"),
        _text(0, 194, "0"),
        _text(40, 212, days[0]["day"]),
        _text(WIDTH - 70, 212, days[-1]["day"]),
    ]
    return f"<p>{escape(words)}</p>" + _svg(220, words, marks) + _legend(old, new)


def _line(days: Sequence[Mapping[str, Any]], side: str, most: int, colour: str) -> str:
    step = (WIDTH - 40) / max(1, len(days) - 1)
    points = " ".join(f"{40 + i * step:.1f},{190 - 180 * d[side] / most:.1f}" for i, d in enumerate(days))
    return f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>'


def _record(report: Mapping[str, Any]) -> str:
    rows = [(side, f"{report[side]['id']}, SHA-256 {report[side]['digest']}") for side in ("old", "new")]
    signature = report.get("signature")
    rows.append(
        (
            "signature",
            f"{signature['algorithm']}, key {signature['key']}: {signature['value']}" if signature else "none",
        )
    )
    shown = "".join(f"<tr><th>{escape(n)}</th><td><code>{escape(v)}</code></td></tr>" for n, v in rows)
    errors = "".join(f"<li><code>{escape(e)}</code></li>" for e in report["errors"])
    return f'<table class="whole"><tbody>{shown}</tbody></table>' + (
        f"<h2>Lines that could not be read</h2><ul>{errors}</ul>" if errors else ""
    )
