"""The command line: `pykala …`."""

from __future__ import annotations

import gc
import sys
from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError

from assistant.commands.backup import backup, restore
from assistant.commands.doctor import doctor
from assistant.commands.examples import examples
from assistant.commands.forgetting import forget_withdrawn
from assistant.commands.keys import keys
from assistant.commands.migrate import migrate
from assistant.commands.options import (
    AsJson,
    Data,
    From,
    Kind,
    Municipality,
    Organ,
    Part,
    To,
    Year,
    fail,
    print_json,
    settings,
)
from assistant.commands.redact import redact
from assistant.commands.serving import serve
from assistant.commands.slack import slack
from assistant.commands.stats import audit, stats
from assistant.errors import AssistantError
from assistant.model import Filters
from indexer.errors import IndexerError, shown

app = typer.Typer(
    help="Search and question answering over a municipality's minutes and reports, with the § that says so.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@app.command()
def index(
    paths: Annotated[list[Path] | None, typer.Argument(help="Files or folders; corpus/ where none is given.")] = None,
    data: Data = None,
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Start from an empty store.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be done, and do nothing.")] = False,
    as_json: AsJson = False,
) -> None:
    """Bring the store in line with PATHS: add, update, and remove what vanished beneath them."""
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    from indexer.pipeline import Progress
    from indexer.pipeline import index as run

    roots = paths or [Path("corpus")]
    for root in roots:
        if not root.exists():
            fail(f"{root}: there is no such file or folder. Name the folder of your documents: pykala index FOLDER.")
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Bar(*columns, transient=True, disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task("", total=None)

        def report(progress: Progress) -> None:
            bar.update(task, total=progress.total, completed=progress.done, description=shown(progress.name)[-48:])

        chosen = settings(data)
        summary = run(roots, chosen, rebuild=rebuild, dry_run=dry_run, report=report)
        if not dry_run:
            forget_withdrawn(chosen)
    if as_json:
        print_json({name: getattr(summary, name) for name in summary.__slots__})
        return
    verb = "would be" if dry_run else "were"
    typer.echo(
        f"{summary.files} files: {summary.added} {verb} added, {summary.updated} updated, {summary.moved} moved,"
        f" {summary.removed} removed, {summary.unchanged} unchanged, {len(summary.skipped)} skipped."
        f" {summary.decisions} decisions, {summary.paragraphs} paragraphs;"
        f" {summary.embedded} passages {verb} embedded; {summary.seconds:.1f} s."
    )
    for name, reason in summary.skipped:
        typer.echo(f"skipped {shown(name)}: {shown(reason)}")


@app.command()
def search(
    words: Annotated[str, typer.Argument(help="Words; empty to list every decision under the filters.")],
    municipality: Municipality = None,
    organ: Organ = None,
    date_from: From = None,
    date_to: To = None,
    year: Year = None,
    document_kind: Kind = None,
    part: Part = None,
    limit: Annotated[int, typer.Option(min=1, help="Most results.")] = 10,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Rank decisions by words, each with its best paragraph."""
    from assistant.contract import search_json
    from assistant.engine import Engine

    filters = Filters(municipality, organ, date_from, date_to, year, document_kind, part)
    page = Engine(settings(data)).search(words, filters, limit)
    if as_json:
        print_json(search_json(page))
        return
    typer.echo(f"{page.total} decisions, {page.by_words} with words of the search ({page.took_ms} ms)")
    if page.did_you_mean:
        typer.echo(f"Did you mean: {page.did_you_mean}")
    for result in page.results:
        place = " ".join(
            piece for piece in (result.organ, result.date, f"§ {result.section}" if result.section else None) if piece
        )
        typer.echo(f"\n{place}  {result.title}\n  {result.snippet[:240]}\n  {result.paragraph_id}")


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help="The question, in Finnish, Swedish or English.")] = "",
    municipality: Municipality = None,
    organ: Organ = None,
    date_from: From = None,
    date_to: To = None,
    year: Year = None,
    document_kind: Kind = None,
    part: Part = None,
    lang: Annotated[
        str | None, typer.Option(help="Language of the answer: fi, sv or en; else the question's own.")
    ] = None,
    batch: Annotated[
        bool,
        typer.Option(
            "--batch", help="Read questions from standard input, one a line; a tab before it makes it a follow-up."
        ),
    ] = False,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Answer a question; every sentence cites the paragraph that says so."""
    from assistant.contract import answer_json
    from assistant.engine import Engine
    from assistant.terminal import answer_text

    if lang not in (None, "fi", "sv", "en"):
        raise typer.BadParameter("fi, sv or en", param_hint="--lang")
    filters = Filters(municipality, organ, date_from, date_to, year, document_kind, part)
    engine = Engine(settings(data))
    if batch:
        engine.warm_up()
        previous = None
        for line in typer.get_text_stream("stdin", encoding="utf-8", errors="replace"):
            if line.strip():
                previous = engine.ask(line.strip(), filters, lang, previous if line.startswith("\t") else None)
                print_json(answer_json(previous))
        return
    if not question.strip():
        raise typer.BadParameter("write a question", param_hint="QUESTION")
    answer = engine.ask(question, filters, lang)
    if as_json:
        print_json(answer_json(answer))
        return
    typer.echo(answer_text(answer))


@app.command()
def show(
    id_: Annotated[str, typer.Argument(metavar="ID", help="A decision's id, or a paragraph's.")],
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Show a decision with all its paragraphs, or one paragraph."""
    from assistant.contract import found_json
    from assistant.engine import Engine

    found = Engine(settings(data)).decision(id_)
    if as_json:
        print_json(found_json(found))
        return
    typer.echo(f"{found.decision.reference}  {found.decision.title}  ({found.source})")
    for paragraph in [found.paragraph] if found.paragraph else found.decision.paragraphs:
        anchor = paragraph.paragraph_id.partition("#")[2]
        typer.echo(f"{anchor:>16}  {paragraph.text}")


@app.command()
def status(data: Data = None, as_json: AsJson = False) -> None:
    """Say what is in the store."""
    from assistant.engine import Engine

    found = Engine(settings(data)).inventory()
    if as_json:
        print_json(found)
        return
    for name in ("files", "decisions", "paragraphs", "passages", "newest", "model"):
        typer.echo(f"{name:12}{found[name]}")
    for each in found["organs"]:
        typer.echo(f"{'organ':12}{each['municipality']}: {each['organ']}")
    for each in found["skipped"]:
        typer.echo(f"{'skipped':12}{shown(each['source'])}: {shown(each['reason'])}")
    if found["advice"]:
        typer.echo(found["advice"], err=True)


@app.command()
def check(data: Data = None, as_json: AsJson = False) -> None:
    """Prove that records, keywords and vectors agree; exit 1 with what disagrees."""
    from indexer.errors import StoreMissing
    from indexer.stores.opening import open_store

    try:
        faults = open_store(settings(data)).check()
    except StoreMissing:
        faults = []
    if as_json:
        print_json({"agrees": not faults, "faults": faults})
        if faults:
            raise typer.Exit(1)
        return
    if faults:
        for fault in faults:
            typer.echo(fault)
        fail("the store disagrees with itself. Run `pykala index --rebuild`.")
    typer.echo("Records, keywords and vectors agree.")


@app.command()
def evaluate(
    gold: Annotated[Path, typer.Argument(metavar="GOLD.jsonl", help="Gold questions, one a line.")],
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Score the answers to gold questions, by type and language, and say where each miss happened."""
    from assistant.engine import Engine
    from assistant.evaluation.dataset import load
    from assistant.evaluation.report import run, summary, table

    report = summary(list(run(Engine(settings(data)), load(gold))))
    if as_json:
        print_json(report)
        return
    typer.echo(table(report))


@app.command()
def benchmark(
    folder: Annotated[Path, typer.Argument(help="Folder with corpus.jsonl, queries.jsonl and qrels.tsv.")],
    queries: Annotated[Path | None, typer.Option(help="Another file of queries.")] = None,
    qrels: Annotated[Path | None, typer.Option(help="Another file of judgements.")] = None,
    run: Annotated[Path | None, typer.Option(help="Write rankings to OUT.keywords.jsonl and so on.")] = None,
    as_json: AsJson = False,
) -> None:
    """Measure retrieval on a folder in the layout of BEIR: keywords, vectors and both fused."""
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
    from rich.progress import Progress as Bar

    from assistant.evaluation.beir import read_benchmark
    from assistant.evaluation.benchmark import measure, write_rankings
    from indexer.pipeline import Progress

    read = read_benchmark(folder, queries, qrels)
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn())
    with Bar(*columns, transient=True, disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task("", total=None)

        def report(progress: Progress) -> None:
            bar.update(task, total=progress.total, completed=progress.done, description=progress.name)

        measured = measure(read, settings(None), report)
    if run is not None:
        write_rankings(measured, run)
    if as_json:
        names = {"nDCG@10": "ndcg", "MRR@10": "mrr", "Recall@100": "recall", "ms": "ms"}
        print_json(
            {
                leg: {name: getattr(each, field) for name, field in names.items()}
                for leg, each in measured.scores.items()
            }
        )
        return
    typer.echo(f"{len(read.texts)} texts, {len(read.queries)} queries")
    typer.echo(f"{'':10}{'nDCG@10':>10}{'MRR@10':>10}{'Recall@100':>12}{'ms':>8}")
    for leg, each in measured.scores.items():
        typer.echo(f"{leg:10}{each.ndcg:10.3f}{each.mrr:10.3f}{each.recall:12.3f}{each.ms:8.1f}")


app.command()(serve)
app.command()(doctor)
app.command()(examples)
app.add_typer(keys, name="keys")
app.command()(slack)
app.command()(redact)
app.command()(stats)
app.command()(audit)
app.command()(backup)
app.command()(restore)
app.command()(migrate)


# Loading makes a million objects that stay: Python's own threshold of 700 has its collector walk them again and again,
# a fifth of the time of a single question.
_OBJECTS_BETWEEN_COLLECTIONS = 100_000


def main() -> None:
    """Run a command; errors go to standard error with a remedy and exit code 1."""
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS)
    try:
        app()
    except (IndexerError, AssistantError) as error:
        typer.echo(f"pykala: {error}", err=True)
        sys.exit(1)
    except ValidationError as error:
        from assistant.doctor.chosen import faults
        from assistant.doctor.finding import told

        for fault in faults(error):
            typer.echo(f"pykala: {told(fault, 'en')}", err=True)
        sys.exit(2)


if __name__ == "__main__":
    main()
