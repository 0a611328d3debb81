"""Where things stand in drawings: the stages of a case on lanes of organs, and bars of years."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

_LABEL = 8.2  # units of a letter in a lane's name
_LEFT = 120.0
_WIDTH = 760.0
_RIGHT = 100.0
_TOP = 18.0
_LANE = 40.0
_GAP = 30.0  # between two stages of one lane
_DATE = 76.0  # that a date takes beside its dot


@dataclass(frozen=True, slots=True)
class Stage:
    """A dot: where, what it is called, whether its date is written beside it, whether it is the page's own."""

    x: float
    y: float
    title: str
    date: str
    has_date: bool
    is_here: bool
    is_agenda: bool


@dataclass(frozen=True, slots=True)
class Lane:
    """The line of an organ."""

    name: str
    y: float


@dataclass(frozen=True, slots=True)
class Timeline:
    """Stages on lanes, and the way from each to the next."""

    width: float
    height: float
    left: float
    lanes: tuple[Lane, ...]
    stages: tuple[Stage, ...]
    way: str


@dataclass(frozen=True, slots=True)
class Event:
    """What a stage is made of; ISO date."""

    organ: str
    date: str
    title: str
    is_here: bool = False
    is_agenda: bool = False


@dataclass(frozen=True, slots=True)
class Bar:
    """A year's bar: its left edge, top and height."""

    label: str
    count: int
    x: float
    y: float
    width: float
    height: float


def timeline(events: Sequence[Event]) -> Timeline:
    """Draw events in time order: across by their days, down by their organs in the order in which they come in."""
    organs = list(dict.fromkeys(each.organ for each in events))
    left = max(_LEFT, max((len(name) for name in organs), default=0) * _LABEL)
    lanes = {name: _TOP + place * _LANE for place, name in enumerate(organs)}
    across = _places([date.fromisoformat(each.date).toordinal() for each in events], left + 16, _WIDTH - _RIGHT)
    stages = []
    for place, (event, x) in enumerate(zip(events, across, strict=True)):
        later = (
            other for each, other in zip(events[place + 1 :], across[place + 1 :], strict=True)
            if each.organ == event.organ
        )  # fmt: skip
        room = next(later, _WIDTH + _DATE) - x
        y = lanes[event.organ]
        stages.append(Stage(x, y, event.title, event.date, room > _DATE, event.is_here, event.is_agenda))
    way = " ".join(f"{'L' if place else 'M'}{stage.x:.0f} {stage.y:.0f}" for place, stage in enumerate(stages))
    height = _TOP * 2 + _LANE * max(0, len(organs) - 1)
    return Timeline(_WIDTH, height, left, tuple(Lane(*lane) for lane in lanes.items()), tuple(stages), way)


def bars(counts: Sequence[tuple[str, int]], width: float = 720.0, height: float = 180.0) -> list[Bar]:
    """Draw counts as bars on a common base; the greatest is as high as there is room below its number."""
    most = max((count for _, count in counts), default=0) or 1
    step = width / max(len(counts), 6)
    top = 24.0
    drawn = []
    for place, (label, count) in enumerate(counts):
        high = round((height - top) * count / most, 1)
        drawn.append(
            Bar(label, count, round(place * step + step * 0.18, 1), height - high, round(step * 0.64, 1), high)
        )
    return drawn


def _places(days: Sequence[int], first: float, last: float) -> list[float]:
    """Spread days over a line as they lie in time, but none nearer to the one before than can be told apart."""
    if not days:
        return []
    span = days[-1] - days[0]
    gap = min(_GAP, (last - first) / max(1, len(days) - 1))
    free = (last - first) - gap * (len(days) - 1)  # what is left to time when each has its least distance
    return [
        round(first + gap * place + (free * (day - days[0]) / span if span else 0.0), 1)
        for place, day in enumerate(days)
    ]
