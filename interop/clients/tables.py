"""The tables of docs/clients.md."""

from cases import CASES, NONE

BEGIN, END = "<!-- openai clients: interop/clients/run --write-docs -->\n", "<!-- /openai clients -->\n"
WORK = {
    "plain": "plain",
    "stream": "stream",
    "tools": "tool loop",
    "reasoning": "with reasoning",
    "schema": "schema",
    "turns": "next turn",
    "slow": "90 s",
    "slowstream": "90 s, stream",
}
ERRORS = {"401": "401, unknown key", "404": "404, unknown model", "429": "429, limit"}


def tables(rows, cells, paid):
    work = [["client", "asks", *WORK.values(), "paid calls"]]
    errors = [["client", "asks", *ERRORS.values()]]
    for row in rows:
        asks = f"`{row.path.removeprefix('/v1/')}`"
        calls = sum(case.paid for case in CASES if case.name in WORK and cells[row, case.name] != NONE)
        total = sum(paid[row.name, name] for name in WORK)
        work.append([row.title(), asks, *(cells[row, name] for name in WORK), f"{total} of {calls}"])
        errors.append([row.title(), asks, *(cells[row, name] for name in ERRORS)])
    return table(work) + "\n" + table(errors)


def table(lines):
    header, *rest = lines
    return "".join("| " + " | ".join(line) + " |\n" for line in [header, ["---"] * len(header), *rest])


def update(page, written, is_wanted, begin=BEGIN, end=END):
    """Writes the tables if that is wanted; otherwise complains if the page has others."""
    before, rest = page.read_text().split(begin)
    told, after = rest.split(end)
    if is_wanted:
        page.write_text(before + begin + written + end + after)
    elif told != written:
        return [f"{page.name} has other tables; run with --write-docs"]
    return []
