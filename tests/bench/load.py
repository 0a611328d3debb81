"""Ask a running service by many at once, with Locust:

    locust -f tests/bench/load.py --headless -u 8 -r 8 -t 30s -H http://127.0.0.1:8000 Reader

A `Reader` opens web pages, a `Portal` asks over the API. `first byte` is the time until something can be seen, `whole`
until the answer is there; both are of streamed answers.
It ends with exit code 1 where a request failed or a 95th percentile is longer than `--first-byte` or `--whole` allow.
Start the service with `PYKALA_RATE_ASK= PYKALA_RATE_READ=`, since all requests come from one address.
"""

from __future__ import annotations

import itertools
import random
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from locust import HttpUser, constant, events, task

# Together some hundreds of questions, no two alike.
_WORDS = """talousarvio koulu avustus kaava henkilöstö strategia hankinta liikunta päiväkoti tontti katuvalo vesihuolto
kirjasto nuorisotila uimahalli jäte sopimus valtuustoaloite tilinpäätös veroprosentti rakennuslupa urakka tiemaksu
vanhuspalvelu kuljetus lausunto metsä satama matkailu varavaltuutettu sisäilma energia digitalisaatio leikkipuisto
kunnossapito turvallisuus rekrytointi vuokra laina taksa""".split()
_KINDS = (
    "Mitä {} päätettiin?",
    "Paljonko {} maksaa?",
    "Milloin {} käsiteltiin?",
    "Kuka esitti, että {} hyväksytään?",
    "Miksi {} palautettiin valmisteluun?",
    "Mitä {} tarkoittaa vuonna 2024?",
    "What was decided about {}?",
    "Vad beslutades om {}?",
)


class Asking(HttpUser):  # type: ignore[misc, unused-ignore]
    """Somebody who asks again as soon as there is an answer."""

    abstract = True
    wait_time = constant(0)

    def on_start(self) -> None:
        """Take the questions in an order of one's own, with the page's script at hand."""
        given = self.environment.parsed_options.questions
        said = Path(given).read_text(encoding="utf-8").splitlines() if given else _made()
        questions = [each.strip() for each in said if each.strip()]
        random.Random(id(self)).shuffle(questions)
        self.questions = itertools.cycle(questions)
        self.client.cookies["pykala_script"] = "on"

    def read(self, reply: Any, began: float, first_byte: bool) -> None:
        """Read a stream to its end, which has to be a whole answer's."""
        seen = b""
        for piece in reply.iter_lines(chunk_size=None):
            if first_byte:
                self.tell("first byte", began)
                first_byte = False
            if piece.startswith(b"event:"):
                seen = bytes(piece)
        if reply.status_code != 200 or seen != b"event: done":
            reply.failure(f"{reply.status_code} {seen.decode()}")
        else:
            reply.success()
        self.tell("whole, read", began)

    def tell(self, name: str, began: float) -> None:
        """Note the milliseconds since a moment."""
        spent = (time.perf_counter() - began) * 1000
        self.environment.events.request.fire(
            request_type="ASK", name=name, response_time=spent, response_length=0, exception=None, context={}
        )


class Portal(Asking):
    """An intranet that asks over the API."""

    @task  # type: ignore[untyped-decorator, unused-ignore]
    def ask(self) -> None:
        """Ask a question and read the answer as it comes."""
        began, body = time.perf_counter(), {"question": next(self.questions), "stream": True}
        with self.client.post("/api/v1/ask", json=body, stream=True, catch_response=True, name="stream") as reply:
            self.read(reply, began, first_byte=True)


class Reader(Asking):
    """An official at the page: first the page comes, then by its script the answer and what was found."""

    @task  # type: ignore[untyped-decorator, unused-ignore]
    def ask(self) -> None:
        """Open the page of a question and read it to its end."""
        began, asked = time.perf_counter(), {"q": next(self.questions)}
        with self.client.get("/search", params=asked, catch_response=True, name="page") as reply:
            self.tell("first byte", began)
            if 'id="stream"' not in reply.text:
                reply.failure("the page does not stream")
        with self.client.get("/search/stream", params=asked, stream=True, catch_response=True, name="stream") as reply:
            self.read(reply, began, first_byte=False)


@events.init_command_line_parser.add_listener  # type: ignore[untyped-decorator]
def options(parser: ArgumentParser) -> None:
    """Take what is asked and what is allowed."""
    parser.add_argument("--questions", default="", help="File of questions, one a line; else some general ones.")
    parser.add_argument("--first-byte", type=float, default=200, help="Longest 95th percentile in ms.")
    parser.add_argument("--whole", type=float, default=400, help="Longest 95th percentile in ms.")


@events.quitting.add_listener  # type: ignore[untyped-decorator]
def judge(environment: Any, **_: Any) -> None:
    """Compare with what is allowed."""
    allowed = environment.parsed_options
    for name, most in (("first byte", allowed.first_byte), ("whole, read", allowed.whole)):
        told = environment.stats.get(name, "ASK").get_response_time_percentile(0.95)
        print(f"{name}: 95 % within {told:.0f} ms, allowed {most:.0f} ms")
        if told > most:
            environment.process_exit_code = 1
    if environment.stats.total.num_failures:
        environment.process_exit_code = 1


def _made() -> list[str]:
    return [kind.format(word) for word in _WORDS for kind in _KINDS]
