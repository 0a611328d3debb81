"""Everything at once, for three minutes:

    python -m tests.faults.mixed_load [--seconds 180] [--every 20] [--data STORE] [--questions FILE]

Pages, the API, streams and Slack are asked by people who may see closed minutes and by people who may not, while
documents come and go and a worker is killed every 20 seconds. Each reply has to be, word for word, what the same
request gave when all was quiet, with the documents as they were before or after the step that was under way. Nobody
may see what is closed to them, nor a word that was redacted. It ends with exit code 1 where one of these failed, where
an error was another than 429 or 503 (or a connection that a kill cut), or where memory did not stay flat.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx2

from assistant.repository import Repository
from assistant.settings import Settings
from tests.conftest import ROOT
from tests.faults.mixed.asked import all_asks, gold_questions
from tests.faults.mixed.contents import GROUP, STATES, Contents
from tests.faults.mixed.judging import Heard, Verdict, Windows, judge
from tests.faults.mixed.serving import Served, serving
from tests.faults.mixed.ways import INSIDER, SLACK_USERS, Ask, Cut, Reply, Ways
from tests.slack_server import BOT_TOKEN, SECRET, SlackServer

_PAUSE = 0.05  # seconds between two requests of one asker
_REST = 4.0  # seconds between two steps of the documents
# Who asks at once, each by these ways, again and again.
_ASKERS = (("web", "page"), ("web",), ("api", "lookup"), ("api_stream",), ("api",), ("slack",), ("slack",))


@dataclass
class Load:
    """What the load is made of and what came of it."""

    contents: Contents
    served: Served
    slack: SlackServer
    key: str
    asks: Sequence[Ask]
    quiet: dict[Ask, dict[int, str]] = field(default_factory=dict)
    heard: list[Heard] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    _stop: threading.Event = field(default_factory=threading.Event)

    def learn(self) -> None:
        """Ask everything in every state while nothing else happens, until the first state is there again."""
        for _ in range(STATES):
            for ask, reply in self._all_asked():
                if reply.is_refusal or reply.leaked:
                    raise RuntimeError(f"quiet: {ask}: {reply.status} {reply.leaked}")
                self.quiet.setdefault(ask, {})[self.contents.state] = reply.text
            self.contents.step()

    def forgotten(self) -> list[str]:
        """Ask everything once more when all is quiet again; give what is not as it was."""
        self.served.wait()
        return [
            f"afterwards {ask}"
            for ask, reply in self._all_asked()
            if ask.is_steady and reply.text != self.quiet[ask][self.contents.state]
        ]

    def run(self, seconds: float, every: float) -> None:
        """Let all happen at once."""
        threads = [threading.Thread(target=self._ask_on, args=(number, ways)) for number, ways in enumerate(_ASKERS)]
        threads += [
            threading.Thread(target=self._again, args=given)
            for given in ((_REST, self.contents.step), (every, self.served.kill_one), (1.0, self.served.weigh))
        ]
        for thread in threads:
            thread.start()
        self._stop.wait(seconds)
        self._stop.set()
        for thread in threads:
            thread.join()

    def _all_asked(self) -> list[tuple[Ask, Reply]]:
        ways = Ways(self.served.address, self.key, self.slack)
        with ThreadPoolExecutor(2) as pool:
            try:
                return list(zip(self.asks, pool.map(ways.ask, self.asks), strict=True))
            finally:
                ways.close()

    def _ask_on(self, number: int, by: tuple[str, ...]) -> None:
        chosen = [each for each in self.asks if each.way in by]
        dice = random.Random(number)
        ways = Ways(self.served.address, self.key, self.slack)
        while not self._stop.wait(_PAUSE):
            ask = dice.choice(chosen)
            began = time.monotonic()
            try:
                reply, reason = ways.ask(ask), ""
            except Cut as cut:
                reply, reason = None, str(cut)
            except Exception as error:
                self.failures.append(f"{ask}: {error!r}")
                return
            self.heard.append(Heard(ask, began, time.monotonic(), reply, reason))
        ways.close()

    def _again(self, pause: float, act: object) -> None:
        assert callable(act)
        while not self._stop.wait(pause):
            try:
                act()
            except Exception as error:
                self.failures.append(f"{act}: {error!r}")
                return


def run(
    folder: Path,
    questions: Sequence[str],
    seconds: float,
    every: float,
    workers: int,
    store: Path | None = None,
    corpus: Path | None = None,
) -> Verdict:
    """Make a store, serve it, learn what is right, let all happen at once, and judge."""
    data = folder / "store"
    if store is not None:
        shutil.copytree(store, data)
    slack = SlackServer()
    for user in SLACK_USERS.values():
        slack.add_user(user, "fi-FI")
    with ExitStack() as stack:
        stack.enter_context(slack.running())
        environment = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "PYKALA_DATA": str(data),
            "PYKALA_RATE_ASK": "",
            "PYKALA_RATE_READ": "",
            "PYKALA_LOG_FORMAT": "json",
            "PYKALA_SLACK_BOT_TOKEN": BOT_TOKEN,
            "PYKALA_SLACK_SIGNING_SECRET": SECRET,
            "PYKALA_SLACK_API_URL": slack.url,
            "PYKALA_SLACK_PEOPLE": json.dumps({SLACK_USERS[INSIDER]: [GROUP]}),
        }
        contents = Contents(folder / "documents", environment, corpus)
        contents.begin()
        repository = Repository(Settings(data=data))
        key, _ = repository.create_key("mixed load", ("read", "ask"), (GROUP,))
        repository.close()
        log = folder / "serve.log"
        served = stack.enter_context(serving(data, workers, environment, log))
        slack.hooks.append(f"{served.address}/slack/events")
        served.wait()
        load = Load(contents, served, slack, key, all_asks(questions))
        load.learn()
        began = time.monotonic()
        load.run(seconds, every)
        load.failures += load.forgotten()
        load.failures += [f"Slack refused {each}" for each in slack.refusals]
        load.failures += after(served, log, load.asks)
        windows = Windows(began + seconds / 3, every)
        return judge(load.heard, load.quiet, contents, served, load.failures, windows)


def after(served: Served, log: Path, asks: Sequence[Ask]) -> Iterator[str]:
    """Give what is wrong in figures and logs when all is quiet again."""
    figures = httpx2.get(f"{served.address}/metrics").text.splitlines()
    busy = [line for line in figures if line.startswith("pykala_in_work") and float(line.split()[-1])]
    yield from (f"when nobody asks: {line}" for line in busy)
    written = log.read_text(encoding="utf-8")
    questions = {each.what for each in asks if not each.what.startswith("/")}
    yield from (f"the log tells a question: {each}" for each in questions if each in written)
    yield from (f"the log: {line[:2000]}" for line in written.splitlines() if "Traceback" in line)


def main() -> int:
    """Run it as the options say, and print what came of it."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults.mixed_load", description=__doc__)
    parser.add_argument("--seconds", type=float, default=180.0)
    parser.add_argument("--every", type=float, default=20.0, help="seconds between two kills")
    parser.add_argument("--workers", type=int, default=3, help="one of them is never killed")
    parser.add_argument("--data", type=Path, help="a store to copy; else the corpus that ships is indexed")
    parser.add_argument("--questions", type=Path, help="a file of questions, one a line; else those of the corpus")
    chosen = parser.parse_args()
    if chosen.questions:
        questions = [line for line in chosen.questions.read_text(encoding="utf-8").splitlines() if line.strip()]
    else:
        questions = gold_questions()
    corpus = None if chosen.data else ROOT / "corpus" / "demo" / "documents"
    with TemporaryDirectory(prefix="pykala-mixed-") as folder:
        verdict = run(Path(folder), questions, chosen.seconds, chosen.every, chosen.workers, chosen.data, corpus)
    print(verdict.table())
    return 0 if verdict.is_good else 1


if __name__ == "__main__":
    sys.exit(main())
