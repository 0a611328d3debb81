"""Every route of the application, and how to ask it for what is closed.

A new route fails the matrix of `test_access.py` until it stands here: with probes, if it could show anything of a
document, or among those that tell of none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Probe:
    """A request for something closed; `{names}` in its texts are filled in with ids of closed things."""

    path: str
    params: Mapping[str, str] = field(default_factory=dict)
    json: Mapping[str, Any] | None = None
    form: Mapping[str, str] | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    method: str = "GET"


def asked(question: str, **more: Any) -> Probe:
    return Probe("/api/v1/ask", json={"question": question, **more}, method="POST")


SAME_SITE = {"Sec-Fetch-Site": "same-origin"}
WORDS = ("Myllyniemen tontti", "tonttikaupan esisopimus", "140/02.07.00/2031", "kaupunginhallitus 20.5.2031", "")
QUESTIONS = (
    "Mitä Myllyniemen tontin esisopimuksesta päätettiin?",
    "Mitä kaupunginhallitus päätti toukokuussa 2031?",
    "Mitä kaupunginhallitus päätti viimeksi?",
    "Miten asia 120/10.03.01/2031 eteni?",
)

PROBES: Mapping[str, tuple[Probe, ...]] = {
    "POST /api/v1/ask": (
        *(asked(question) for question in QUESTIONS),
        *(asked(question, stream=True) for question in QUESTIONS[:2]),
        asked("Mitä siitä päätettiin?", conversation="{conversation}"),
        asked("Mitä siitä päätettiin?", conversation="{answer}"),
        asked("Mitä päätettiin?", filters={"organ": "Kaupunginhallitus"}),
    ),
    "GET /api/v1/answers/{answer_id}": (Probe("/api/v1/answers/{answer}"),),
    "POST /api/v1/feedback": (
        Probe("/api/v1/feedback", json={"answer_id": "{answer}", "useful": True}, method="POST"),
    ),
    "GET /api/v1/search": (
        *(Probe("/api/v1/search", {"q": words}) for words in WORDS),
        Probe("/api/v1/search", {"organ": "Kaupunginhallitus"}),
        Probe("/api/v1/search", {"from": "2031-05-20", "to": "2031-05-20"}),
    ),
    "GET /api/v1/suggest": (Probe("/api/v1/suggest", {"q": "tonttik"}), Probe("/api/v1/suggest", {"q": "kaupungin"})),
    "GET /api/v1/decisions": (
        Probe("/api/v1/decisions"),
        Probe("/api/v1/decisions", {"organ": "Kaupunginhallitus"}),
    ),
    "GET /api/v1/decisions/{decision_id:path}": (
        Probe("/api/v1/decisions/{decision}"),
        Probe("/api/v1/decisions/{paragraph}"),
        Probe("/api/v1/decisions/{decision}", headers={"If-None-Match": "{etag}"}),
        Probe("/api/v1/decisions/{decision}", headers={"If-None-Match": "*"}),
    ),
    "GET /api/v1/cases/{municipality}/{case:path}": (
        Probe("/api/v1/cases/sammalvaara/140~02.07.00~2031"),
        Probe("/api/v1/cases/sammalvaara/120~10.03.01~2031"),  # one step of it is closed
    ),
    "GET /api/v1/organs": (Probe("/api/v1/organs"),),
    "GET /api/v1/status": (Probe("/api/v1/status"),),
    "GET /documents/{document_id}": (Probe("/documents/{document}"),),
    "GET /": (Probe("/"),),
    "GET /search": (
        *(Probe("/search", {"q": words}) for words in (*WORDS, *QUESTIONS)),
        Probe("/search", {"organ": "Kaupunginhallitus"}),
    ),
    "GET /search/stream": tuple(Probe("/search/stream", {"q": question}) for question in QUESTIONS[:2]),
    "GET /decisions/{decision_id:path}": (
        Probe("/decisions/{decision}"),
        Probe("/decisions/{paragraph}"),
        Probe("/decisions/{decision}", {"answer": "{answer}"}),
    ),
    "GET /cases/{municipality}/{diary_number}": (
        Probe("/cases/sammalvaara/140~02.07.00~2031"),
        Probe("/cases/sammalvaara/120~10.03.01~2031"),
    ),
    "GET /answers/{answer_id}": (Probe("/answers/{answer}"),),
    "POST /answers/{answer_id}/feedback": (
        Probe("/answers/{answer}/feedback", form={"useful": "true"}, method="POST", headers=SAME_SITE),
    ),
    "GET /new": (Probe("/new", {"since": "2020-01-01"}),),
    "GET /new.atom": (Probe("/new.atom"),),
    "GET /contents": (Probe("/contents"),),
    "GET /pictures/{decision_id:path}": (Probe("/pictures/{decision}", {"page": "1"}),),
}

# Those who look after the service, and nobody else, whatever documents they may see.
FOR_ADMINISTRATORS: Mapping[str, Probe] = {
    "GET /admin": Probe("/admin"),
    "GET /admin.csv": Probe("/admin.csv", {"table": "unanswered"}),
}

TELL_OF_NO_DOCUMENT = {
    "GET /healthz",
    "GET /readyz",
    "GET /metrics",
    "GET /openapi.json",
    "GET /login",
    "GET /login/return",
    "POST /logout",
    "GET /accessibility",
    "MOUNT /static",
}
