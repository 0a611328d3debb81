"""Hold every reply against what the same request gave when all was quiet, and say it in a table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import quantiles

from tests.faults.mixed.contents import STATES, Contents
from tests.faults.mixed.serving import Flatness, Served, flatness
from tests.faults.mixed.ways import INSIDER, Ask, Reply

ALLOWED_DEVIATION = 5.0  # per cent
Quiet = Mapping[Ask, Mapping[int, str]]  # what each request gives in each state


@dataclass(frozen=True, slots=True)
class Heard:
    """What somebody asked, when, and what came back: nothing where the connection was cut."""

    ask: Ask
    began: float
    ended: float
    reply: Reply | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Windows:
    """The stretch of time whose memory is judged, and the windows into which it is cut."""

    since: float
    length: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """What three minutes came to."""

    ways: Counter[str]
    slowest: dict[str, float]
    steps: int
    kills: int
    recovery: float
    changing: int
    told_both: int
    closed_shown: int
    wrong: list[str]
    leaks: list[str]
    refused: int
    cut: Counter[str]
    errors: list[str]
    spared: Flatness
    all: Flatness

    @property
    def is_good(self) -> bool:
        """Tell whether nothing failed, and whether there was something that could have."""
        flat = all(each.deviation <= ALLOWED_DEVIATION for each in (self.spared, self.all))
        return not (self.wrong or self.leaks or self.errors) and flat and self.could_fail

    @property
    def could_fail(self) -> bool:
        """Tell whether documents changed what was asked for, workers were killed and insiders saw what is closed."""
        return min(self.steps, self.kills, self.changing, self.told_both, self.closed_shown) > 0

    def table(self) -> str:
        """Say it in lines."""
        rows: list[tuple[str, object]] = [
            ("replies", sum(self.ways.values())),
            *((f"  {way}, 95 % within {self.slowest[way]:.2f} s", count) for way, count in self.ways.most_common()),
            ("runs of index meanwhile", self.steps),
            ("workers killed", self.kills),
            ("  longest until another one was started, s", f"{self.recovery:.1f}"),
            ("requests whose answer the documents change", self.changing),
            ("  of them told in more than one state", self.told_both),
            ("replies that showed closed minutes to those who may", self.closed_shown),
            ("wrong answers", len(self.wrong)),
            ("leaks", len(self.leaks)),
            ("refused (429, 503)", self.refused),
            *((f"cut by a kill: {reason}", count) for reason, count in self.cut.most_common()),
            ("other errors", len(self.errors)),
            *_said("the worker never killed", self.spared),
            *_said("all processes", self.all),
        ]
        lines = [f"{name:64}{value:>8}" for name, value in rows]
        return "\n".join([*lines, *(f"! {each}" for each in (*self.wrong, *self.leaks, *self.errors)[:40])])


def judge(
    heard: Sequence[Heard], quiet: Quiet, contents: Contents, served: Served, failures: Sequence[str], windows: Windows
) -> Verdict:
    """Hold every reply against the quiet ones of the states that stood while it was asked for."""
    wrong, leaks, errors, cut = [], [], list(failures), Counter[str]()
    told: dict[Ask, set[str]] = {}
    refused = closed = 0
    for each in heard:
        if each.reply is None:
            if served.killed_within(each.began, each.ended):
                cut[each.reason] += 1
            else:
                errors.append(f"{each.ask}: {each.reason}")
            continue
        leaks += [f"{each.ask}: {word}" for word in each.reply.leaked]
        closed += each.reply.shows_closed and each.ask.who == INSIDER
        if each.reply.is_refusal:
            refused += 1
        elif each.reply.status >= 500:
            errors.append(f"{each.ask}: {each.reply.text[:300]}")
        elif each.ask.is_steady:
            known = quiet[each.ask]
            standing = contents.standing(each.began, each.ended)
            if each.reply.text not in {known[state] for state in standing}:
                others = sorted(state for state, text in known.items() if text == each.reply.text)
                wrong.append(f"{each.ask}: state {sorted(standing)} stood, told {others or each.reply.text[:2000]}")
            told.setdefault(each.ask, set()).add(each.reply.text)
    changing = {ask for ask, states in quiet.items() if ask.is_steady and len(set(states.values())) > 1}
    times: dict[str, list[float]] = {}
    for each in heard:
        times.setdefault(each.ask.way, []).append(each.ended - each.began)
    spared, everything = flatness(served.weights, windows.since, windows.length)
    return Verdict(
        ways=Counter(each.ask.way for each in heard if each.reply),
        slowest={way: quantiles(each, n=20)[18] if len(each) > 1 else each[0] for way, each in times.items()},
        steps=len(contents.steps) - STATES,
        kills=len(served.kills),
        recovery=max(served.recoveries, default=float("inf")),
        changing=len(changing),
        told_both=sum(len(told.get(ask, ())) > 1 for ask in changing),
        closed_shown=closed,
        wrong=wrong,
        leaks=leaks,
        refused=refused,
        cut=cut,
        errors=errors,
        spared=spared,
        all=everything,
    )


def _said(name: str, memory: Flatness) -> list[tuple[str, object]]:
    told = " ".join(f"{each:.0f}" for each in memory.windows)
    return [(f"memory of {name}, ±%", f"{memory.deviation:.1f}"), (f"  MB in each window: {told}", "")]
