"""Pages over the minutes of Sammalvaara: what they show, to whom, in which language, and what they refuse."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from fastapi.testclient import TestClient
from lxml import etree, html

from tests.assistant.minutes import CLOSED_ID, CLOSED_STEP_ID

OPEN = "Mitä Likolammen uimarannan kunnostuksesta päätettiin?"
CLOSED = "Mitä Myllyniemen tontin esisopimuksesta päätettiin?"
Response = Any  # of the test client
MARCH = "sammalvaara/tekninen-lautakunta/2031-03-04"
SAME_SITE = {"Sec-Fetch-Site": "same-origin"}


def asked(client: TestClient, q: str = OPEN, **query: object) -> Response:
    return client.get(f"/search?{urlencode({'q': q, **query})}")


def tree(reply: Response) -> html.HtmlElement:
    assert reply.status_code == 200, reply.text[:500]
    assert reply.headers["content-type"].startswith("text/html")
    return html.fromstring(reply.text)


def answer_id(reply: Response) -> str:
    found = re.search(r'href="/answers/(\w+)"', reply.text)
    assert found
    return found[1]


def text_of(nodes: Any) -> list[str]:
    return [" ".join(node.text_content().split()) for node in nodes]


# What is shown


def test_front_page_has_a_box_and_questions_that_can_be_asked(nobody: TestClient) -> None:
    page = tree(nobody.get("/"))
    assert page.cssselect("form[role=search] input[name=q]")
    examples = page.cssselect(".examples a")
    assert examples
    for each in examples:
        assert nobody.get(each.get("href")).status_code == 200


def test_answer_stands_above_what_was_found_with_its_citations(nobody: TestClient) -> None:
    page = tree(asked(nobody))
    claims = page.cssselect("#answer .claim")
    assert len(claims) == 2
    assert text_of(page.cssselect("#answer .source-link")) == ["Tekninen lautakunta 4.3.2031 § 12"] * 2
    quotes = page.cssselect("#answer details blockquote")
    assert text_of(quotes)[0] == "Ehdotus hyväksyttiin."
    assert {each.get("lang") for each in quotes} == {"fi"}
    assert page.cssselect("#found .hit")
    assert {"kunnostetaan", "uimaranta"} & {text.lower() for text in text_of(page.cssselect("#found mark"))}
    assert page.get_element_by_id("answer").getparent().index(
        page.get_element_by_id("answer")
    ) < page.get_element_by_id("found").getparent().index(page.get_element_by_id("found"))


def test_citation_leads_to_the_marked_words(nobody: TestClient) -> None:
    page = tree(asked(nobody))
    address = page.cssselect("#answer .claim a.mark")[0].get("href")
    path, _, anchor = address.partition("#")
    decision = tree(nobody.get(path))
    marked = decision.cssselect(f"#{anchor} mark")
    assert text_of(marked) == ["Lainattu vastauksessa, lähde 1: Ehdotus hyväksyttiin.1"]
    back = nobody.get(decision.cssselect(".back a")[0].get("href"))
    assert text_of(tree(back).cssselect("h1")) == [OPEN]


def test_permalink_reproduces_the_view(nobody: TestClient) -> None:
    first = asked(nobody, "kunnostus", organ="Tekninen lautakunta", year=2031)
    again = nobody.get(str(first.url))
    titles = [text_of(tree(each).cssselect(".hit h3")) for each in (first, again)]
    assert titles[0] == titles[1] != []


def test_limits_can_be_taken_away(nobody: TestClient) -> None:
    page = tree(asked(nobody, "Mitä tekninen lautakunta päätti uimarannasta vuonna 2031?"))
    chips = {text_of([each])[0].removesuffix(" ×"): each for each in page.cssselect("#found .chip")}
    assert chips.keys() == {"toimielin Tekninen lautakunta", "vuosi 2031"}
    assert chips["vuosi 2031"].get("aria-label") == "Jätä huomiotta: vuosi 2031"
    less = tree(nobody.get(chips["vuosi 2031"].get("href")))
    assert [text.removesuffix(" ×") for text in text_of(less.cssselect("#found .chip"))] == [
        "toimielin Tekninen lautakunta"
    ]


def test_facets_count_and_filter(nobody: TestClient) -> None:
    page = tree(asked(nobody, "", date_from="", year=""))
    assert len(page.cssselect(".hit")) == 4
    filtered = tree(asked(nobody, "", organ="Tekninen lautakunta", **{"from": "2031-05-01"}))
    assert text_of(filtered.cssselect(".hit-place cite")) == ["Tekninen lautakunta 6.5.2031 § 31"]
    assert text_of(filtered.cssselect(".facets li a")) == ["Tekninen lautakunta 1"]


def test_days_are_set_in_the_form_and_stay_there(nobody: TestClient) -> None:
    page = tree(asked(nobody, "", organ="Tekninen lautakunta", **{"from": "2031-05-01"}))
    fields = {each.get("name"): each.get("value") for each in page.cssselect("form.search input")}
    assert fields == {"q": "", "from": "2031-05-01", "to": "", "organ": "Tekninen lautakunta"}
    assert page.cssselect("form.search details[open] input[type=date]")
    assert not tree(nobody.get("/")).cssselect("form.search details[open]")


def test_no_answer_helps(nobody: TestClient) -> None:
    page = tree(asked(nobody, "Kuka omistaa Atlantiksen satelliitin?"))
    assert page.cssselect("#answer.answer-none")
    assert page.cssselect("#answer a[href='/contents']")
    assert page.cssselect("#answer .near a")


def test_mistyped_word_is_asked_back(nobody: TestClient) -> None:
    page = tree(asked(nobody, "paloasma"))
    assert "q=paloasema" in page.cssselect("#found .meant a")[0].get("href")


def test_decision_page_tells_parts_apart_and_links_its_case(nobody: TestClient) -> None:
    page = tree(nobody.get(f"/decisions/{MARCH}/14"))
    assert text_of(page.cssselect("h1")) == ["Talvikunnossapidon kilpailutus"]
    assert page.cssselect(".part-proposal")
    assert page.cssselect(".part-decision")
    assert page.cssselect(f"a[href='/cases/Sammalvaara/{quote('120~10.03.01~2031', safe='~')}']")
    assert len(page.cssselect(".stages li")) == len(page.cssselect("svg .stage")) == 2
    assert page.cssselect(".decision-body")[0].get("lang") == "fi"
    anchors = [each.get("href")[1:] for each in page.cssselect(".paragraph-tools a")]
    assert anchors
    assert all(page.get_element_by_id(anchor) is not None for anchor in anchors)


def test_case_page(nobody: TestClient) -> None:
    page = tree(nobody.get("/cases/sammalvaara/120~10.03.01~2031"))
    assert text_of(page.cssselect(".stages a")) == [
        "Tekninen lautakunta 4.3.2031 § 14",
        "Tekninen lautakunta 6.5.2031 § 31",
    ]


def test_answer_can_be_come_back_to_followed_up_and_judged(nobody: TestClient) -> None:
    first = asked(nobody)
    address = f"/answers/{answer_id(first)}"
    page = tree(nobody.get(address))
    assert text_of(page.cssselect("h1")) == [OPEN]
    assert "[1]" in page.get_element_by_id("answer-text").text_content()
    conversation = page.cssselect("form.follow input[name=conversation]")[0].get("value")
    followed = tree(asked(nobody, "Paljonko se maksaa?", conversation=conversation))
    assert "48 300" in followed.get_element_by_id("answer").text_content()
    given = nobody.post(f"{address}/feedback", data={"useful": "true", "comment": "Hyvä"}, headers=SAME_SITE)
    assert text_of(tree(given).cssselect(".notice")) == ["Kiitos palautteesta."]


def test_what_is_new_by_organ_and_as_a_feed(nobody: TestClient) -> None:
    page = tree(nobody.get("/new?since=2020-01-01"))
    assert text_of(page.cssselect(".group h2")) == ["Tekninen lautakunta 4"]
    assert len(page.cssselect(".changes a")) == 4
    assert text_of(tree(nobody.get("/new?since=2100-01-01")).cssselect(".notice")) == [
        "Mitään ei ole muuttunut tänä aikana."
    ]
    feed = etree.fromstring(nobody.get("/new.atom").content)
    atom = {"a": "http://www.w3.org/2005/Atom"}
    assert len(feed.findall("a:entry", atom)) == 4
    for name in ("a:id", "a:title", "a:updated", "a:author/a:name"):
        assert feed.findtext(name, namespaces=atom)
    for entry in feed.findall("a:entry", atom):
        link = entry.find("a:link", atom)
        assert link is not None
        assert nobody.get(str(link.get("href"))).status_code == 200
        assert entry.findtext("a:updated", namespaces=atom)


def test_since_the_last_visit(nobody: TestClient) -> None:
    assert "Käytyäsi" not in nobody.get("/new").text
    nobody.cookies.clear()
    nobody.cookies.set("pykala_seen", "~2025-01-01T12:00:00Z")
    assert "Käytyäsi täällä viimeksi (1.1.2025)" in nobody.get("/new").text


def test_contents_count_what_there_is(nobody: TestClient) -> None:
    page = tree(nobody.get("/contents"))
    assert text_of(page.cssselect("tbody tr")) == ["Tekninen lautakunta44"]
    assert text_of(page.cssselect("svg .bar-count")) == text_of(page.cssselect("tfoot .total")) == ["4"]


# Languages


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("fi", "Kysy kunnan pöytäkirjoista"),
        ("sv", "Fråga kommunens protokoll"),
        ("en", "Ask the municipality’s minutes"),
    ],
)
def test_language_is_chosen_remembered_and_declared(nobody: TestClient, language: str, title: str) -> None:
    for reply in (nobody.get(f"/?lang={language}"), nobody.get("/")):  # the second by its cookie
        page = tree(reply)
        assert page.get("lang") == language
        assert text_of(page.cssselect("h1")) == [title]
        assert reply.headers["content-language"] == language


def test_quotes_keep_their_language_within_another_one(nobody: TestClient) -> None:
    page = tree(asked(nobody, "What was decided about the beach?", lang="en"))
    assert page.get("lang") == "en"
    quoted = page.cssselect("#answer .claim-text span[lang=fi]")
    assert quoted
    assert page.cssselect("#answer blockquote[lang=fi]")
    assert page.cssselect("#found .hit-text[lang=fi]")
    assert page.get_element_by_id("answer").get("lang") == "en"


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
@pytest.mark.parametrize(
    "path", ["/", "/search", "/new", "/contents", "/accessibility", f"/decisions/{MARCH}/12", "/x"]
)
def test_every_page_stands_in_every_language(nobody: TestClient, path: str, language: str) -> None:
    reply = nobody.get(path, params={"lang": language})
    assert html.fromstring(reply.text).get("lang") == language
    assert reply.status_code == (404 if path == "/x" else 200)


# Streaming


def events(reply: Response) -> list[tuple[str, dict[str, str]]]:
    found = re.findall(r"event: (\w+)\ndata: (.*)\n", reply.text)
    return [(name, json.loads(data)) for name, data in found]


def test_answer_is_streamed_as_pieces_of_the_page(nobody: TestClient) -> None:
    nobody.cookies.set("pykala_script", "on")
    shell = tree(asked(nobody))
    assert not shell.cssselect(".claim, .hit")
    address = shell.get_element_by_id("stream").get("data-address")
    (first, found), *claims, (last, whole) = events(nobody.get(address))
    assert (first, {name for name, _ in claims}, last) == ("results", {"claim"}, "done")
    assert 'class="hit"' in found["html"]
    assert unescape(claims[0][1]["said"]).startswith("Tekninen lautakunta 4.3.2031 § 12")
    assert whole["html"].count('class="claim"') == len(claims) == 2
    assert "http-equiv" in shell.xpath("//noscript/meta")[0].attrib  # without script after all, the whole page
    assert tree(nobody.get(f"{asked(nobody).url}&whole=1")).cssselect(".claim")


def test_stream_that_fails_says_so(nobody: TestClient) -> None:
    nobody.cookies.set("pykala_script", "on")
    ((name, told),) = events(nobody.get("/search/stream?q=ranta&conversation=unknown"))
    assert name == "failed"
    assert told["text"].startswith("Kohdetta ei löydy.")


# Who may see


def test_closed_minutes_are_nowhere_for_others(nobody: TestClient, staff: TestClient) -> None:
    closed_answer = answer_id(asked(staff, CLOSED))
    addresses = [
        f"/decisions/{CLOSED_ID}",
        f"/decisions/{CLOSED_STEP_ID}",
        f"/pictures/{CLOSED_ID}?page=1",
        f"/cases/sammalvaara/{quote('140~02.07.00~2031', safe='~')}",
        f"/answers/{closed_answer}",
    ]
    for address in addresses:
        assert nobody.get(address).status_code == 404
    assert (
        nobody.post(f"/answers/{closed_answer}/feedback", data={"useful": "true"}, headers=SAME_SITE).status_code == 404
    )
    shown = [
        asked(nobody, CLOSED),
        asked(nobody, ""),
        nobody.get("/new?since=2020-01-01"),
        nobody.get("/new.atom"),
        nobody.get("/contents"),
        nobody.get("/"),
        nobody.get("/cases/sammalvaara/120~10.03.01~2031"),
        nobody.get(f"/decisions/{MARCH}/14"),
        nobody.get(f"/decisions/{MARCH}/12?answer={closed_answer}"),
        nobody.get(f"/search/stream?{urlencode({'q': CLOSED})}"),
    ]
    for reply in shown:
        assert reply.status_code == 200
        body = reply.text.replace(CLOSED, "")
        for secret in ("Kaupunginhallitus", "Tonttikaupan", "2031-05-20", "20.5.2031", "vakuuden"):
            assert secret not in body, f"{reply.url} tells {secret}"


def test_closed_minutes_are_open_to_their_group(staff: TestClient) -> None:
    assert "Tonttikaupan" in asked(staff, CLOSED).text
    assert staff.get(f"/decisions/{CLOSED_ID}").status_code == 200
    assert len(tree(staff.get("/cases/sammalvaara/120~10.03.01~2031")).cssselect(".stages li")) == 3
    assert "Helka" in staff.get("/").text


# Refusals


def test_unknown_page_is_a_page_for_people_and_a_problem_for_programs(nobody: TestClient) -> None:
    for path in ("/nowhere", f"/decisions/{MARCH}/999", "/answers/none", "/documents/none"):
        reply = nobody.get(path)
        assert reply.status_code == 404
        assert "Sivua ei löydy" in reply.text
        assert reply.headers["cache-control"] == "no-store"
    for path in ("/nowhere", "/documents/none", "/api/v1/decisions/none"):
        problem = nobody.get(path, headers={"Accept": "application/json"})
        assert problem.headers["content-type"].startswith("application/problem+json")
    assert nobody.get("/api/v1/decisions/none").headers["content-type"].startswith("application/problem+json")


@pytest.mark.parametrize("query", ["year=x", "from=yesterday", "page=0", "document_kind=novel", f"q={'x' * 1001}"])
def test_what_is_no_search_is_refused_on_a_page(nobody: TestClient, query: str) -> None:
    reply = nobody.get(f"/search?{query}")
    assert reply.status_code == 422
    assert reply.headers["content-type"].startswith("text/html")


@pytest.mark.parametrize("headers", [{}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://other.example"}])
def test_page_of_another_site_cannot_judge_an_answer(nobody: TestClient, headers: dict[str, str]) -> None:
    address = f"/answers/{answer_id(asked(nobody))}/feedback"
    assert nobody.post(address, data={"useful": "true"}, headers=headers).status_code == 403
    assert nobody.post(address, data={"useful": "true"}, headers={"Origin": "http://testserver"}).status_code == 200


def test_what_readers_and_documents_say_is_text_and_no_markup(nobody: TestClient) -> None:
    evil = '"><script>alert(1)</script><img src=x onerror=alert(1)>'
    for reply in (asked(nobody, evil), asked(nobody, "ranta", organ=evil), nobody.get("/new", params={"organ": evil})):
        page = tree(reply)
        assert len(page.cssselect("script")) == 1
        assert not page.cssselect("img[onerror]")
    stream = events(nobody.get(f"/search/stream?{urlencode({'q': evil})}"))
    assert all("<script" not in value for _, data in stream for value in data.values())


def test_pages_hold_no_inline_script_or_style_and_nothing_from_elsewhere(nobody: TestClient) -> None:
    for reply in (nobody.get("/"), asked(nobody), nobody.get("/contents"), nobody.get(f"/decisions/{MARCH}/14")):
        page = tree(reply)
        assert not page.xpath("//@style | //style | //script[not(@src)] | //@*[starts-with(name(), 'on')]")
        own = page.xpath("//script/@src | //link/@href | //img/@src")
        assert own
        assert all(each.startswith("/") and not each.startswith("//") for each in own)
        assert "unsafe-inline" not in reply.headers["content-security-policy"]


def test_static_files_are_kept_by_browsers_under_addresses_that_change(nobody: TestClient) -> None:
    page = tree(nobody.get("/"))
    (style,) = page.xpath("//link[@rel='stylesheet']/@href")
    reply = nobody.get(style)
    assert (reply.status_code, reply.headers["cache-control"]) == (200, "public, max-age=31536000, immutable")
    assert re.fullmatch(r"/static/pykala\.css\?v=[0-9a-f]{12}", style)
