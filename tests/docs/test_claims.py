"""Every block of code on a page is claimed by a test, with the kind of proof: claims/<page>.toml says which.

A claim is `begins` (what one block begins with, once on its page) or `info` (all of the page whose first line says so),
the `proof`, the tests in `by`, and a `why` where a block is not proven by being used:

* run: a test takes the block from the page and types it, sends it, or executes it. A line that runs all tests of an
  environment is typed by `.ci/run`, and a test holds the page to that script; one that runs a part of them is run by a
  test as tox runs it, with one of them behind it, or collects what it selects;
* compared: a test compares it with what the code prints, sends or keeps in a file;
* read: it is read by what a reader hands it to, or by a parser as strict;
* named: the commands in it exist, with their flags; it is not run, for the reason in `why`;
* drawn: there is nothing to prove, for the reason in `why`.
"""

import ast
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest

from walkthroughs.markdown import PAGES, ROOT, Block, blocks

CLAIMS: Final = Path(__file__).parent / "claims"
PROOFS: Final = {"run", "compared", "read", "named", "drawn"}
WITH_REASON: Final = {"named", "drawn"}
OF_ALL_PAGES: Final = ("blocks(", "PAGES")
"""What a test that goes through all pages has in its text; the others have their page's name there."""


@dataclass(frozen=True, slots=True)
class Claim:
    """What a page's file says of one block, or of all of one kind."""

    proof: str
    begins: str = ""
    info: str = ""
    by: Sequence[str] = ()
    why: str = ""

    def means(self, block: Block) -> bool:
        """Return whether it speaks of a block."""
        return block.text.startswith(self.begins) if self.begins else block.info == self.info


def claims(page: str) -> list[Claim]:
    """Return the claims for a page; none without a file."""
    file = CLAIMS / f"{page.removesuffix('.md')}.toml"
    document = tomllib.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    return [Claim(**each) for each in document.get("block", ())]


def unclaimed(found: Sequence[Block], claimed: Sequence[Claim]) -> Iterator[str]:
    """Yield the blocks that are not claimed once, and the claims that speak of none or of too many."""
    for block in found:
        if (number := sum(claim.means(block) for claim in claimed)) != 1:
            first = block.text.partition("\n")[0]
            yield f"the block that begins with {first!r} is claimed {number} times in claims/{block.page[:-3]}.toml"
    for claim in claimed:
        number = sum(claim.means(block) for block in found)
        if not number or (claim.begins and number > 1):
            yield f"the claim of {claim.begins or claim.info!r} speaks of {number} blocks"


def wanting(page: str, claim: Claim) -> Iterator[str]:
    """Yield what a claim lacks: its kind of proof, its reason, a test that is there and has the page's name."""
    if claim.proof not in PROOFS:
        yield f"{claim.proof!r} is no proof: give one of {sorted(PROOFS)}"
    if claim.proof in WITH_REASON and not claim.why:
        yield f"{claim.proof} without why"
    if claim.proof != "drawn" and not claim.by:
        yield "no test in by"
    for test in claim.by:
        file, _, name = test.partition("::")
        text = (ROOT / file).read_text(encoding="utf-8") if (ROOT / file).is_file() else ""
        if name not in functions(text):
            yield f"there is no test {test}"
        elif not any(words in text for words in (page, *OF_ALL_PAGES)):
            yield f"{file} never takes anything from {page}"


def functions(text: str) -> set[str]:
    """Return the names of a file's functions."""
    return {node.name for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_block_of_a_page_is_claimed_by_a_test(page: Path) -> None:
    found = [block for block in blocks() if block.page == page.name]
    assert list(unclaimed(found, claims(page.name))) == [], f"see {Path(__file__).name}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_claim_names_its_proof_and_tests_that_are_there(page: Path) -> None:
    wrong = {claim.begins or claim.info: list(wanting(page.name, claim)) for claim in claims(page.name)}
    assert {words: lacks for words, lacks in wrong.items() if lacks} == {}


def test_a_file_of_claims_is_of_a_page_that_is_there() -> None:
    assert {file.stem for file in CLAIMS.iterdir()} <= {page.stem for page in PAGES}


def test_a_new_block_and_a_claim_of_a_block_that_is_gone_are_noticed() -> None:
    page = [Block("a.md", "sh", "ls\n"), Block("a.md", "sh", "cat\n")]
    said = list(unclaimed(page, [Claim("run", begins="ls"), Claim("run", begins="rm")]))
    assert said == [
        "the block that begins with 'cat' is claimed 0 times in claims/a.toml",
        "the claim of 'rm' speaks of 0 blocks",
    ]


def test_a_claim_that_proves_nothing_is_noticed() -> None:
    own = "tests/docs/test_claims.py::test_that_is_not_there"
    assert list(wanting("a.md", Claim("seen", begins="ls"))) == [
        "'seen' is no proof: give one of ['compared', 'drawn', 'named', 'read', 'run']",
        "no test in by",
    ]
    assert list(wanting("a.md", Claim("named", begins="ls", by=[own]))) == [
        "named without why",
        f"there is no test {own}",
    ]
