"""The contact store: outside the project, for its owner alone, and no way from an answer to a person."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from stagepact_research.pipeline.fieldwork.contacts import (
    FOLDER,
    Contact,
    ContactStore,
    Interview,
    UnfitStore,
    new_token,
    open_store,
)
from stagepact_research.pipeline.fieldwork.participants import UnfitList, read_list

SOMEBODY = Contact("tok", "25LP", "Zorg; niveau 4", "stagebegeleider", 'kanarie"x"@example.org', "2026-10-01")


@pytest.fixture
def store(tmp_path: Path) -> ContactStore:
    project = tmp_path / "project"
    project.mkdir()
    return open_store(project, {FOLDER: str(tmp_path / "contacten")})


def test_the_store_and_all_in_it_are_for_the_owner_alone(store: ContactStore) -> None:
    store.save_contacts(2026, [SOMEBODY])
    store.pseudonym(2026)("tok")
    assert stat.S_IMODE(store.folder.stat().st_mode) == 0o700
    for path in store.folder.rglob("*"):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path


def test_what_is_saved_is_read_back_to_the_letter(store: ContactStore) -> None:
    store.save_contacts(2026, [SOMEBODY])
    assert store.contacts(2026) == [SOMEBODY]
    assert store.contacts(2024) == []


@pytest.mark.parametrize("place", [".", "data/contacten", ".."])
def test_a_store_inside_the_project_or_around_it_is_refused(tmp_path: Path, place: str) -> None:
    project = tmp_path / "boven" / "project"
    project.mkdir(parents=True)
    with pytest.raises(UnfitStore, match="in dit project"):
        open_store(project, {FOLDER: str(project / place)})


def test_a_link_into_the_project_is_refused_too(tmp_path: Path) -> None:
    project = tmp_path / "project"
    (project / "hier").mkdir(parents=True)
    (tmp_path / "ergens").symlink_to(project / "hier")
    with pytest.raises(UnfitStore):
        open_store(project, {FOLDER: str(tmp_path / "ergens")})


def test_without_a_place_the_remedy_is_told(tmp_path: Path) -> None:
    with pytest.raises(UnfitStore, match=f"export {FOLDER}="):
        open_store(tmp_path, {})


def test_a_store_that_others_may_read_is_refused_with_the_command_that_mends_it(store: ContactStore) -> None:
    store.folder.chmod(0o750)
    with pytest.raises(UnfitStore, match="chmod 700"):
        open_store(store.folder.parent / "project", {FOLDER: str(store.folder)})


def test_a_file_that_others_may_read_is_refused(store: ContactStore) -> None:
    store.save_contacts(2026, [SOMEBODY])
    (store.folder / "2026" / "deelnemers.csv").chmod(0o644)
    with pytest.raises(UnfitStore, match="chmod 600"):
        store.contacts(2026)


def test_a_pseudonym_is_the_same_each_time_and_another_in_every_wave_and_store(
    store: ContactStore, tmp_path: Path
) -> None:
    other = open_store(tmp_path / "project", {FOLDER: str(tmp_path / "andere")})
    ours = store.pseudonym(2026)("tok")
    assert ours == ContactStore(store.folder).pseudonym(2026)("tok")
    assert len({ours, store.pseudonym(2028)("tok"), other.pseudonym(2026)("tok")}) == 3
    assert "tok" not in ours
    assert store.interview_id(2026, 1)("tok") != ours


def test_a_damaged_key_is_never_replaced(store: ContactStore) -> None:
    store.pseudonym(2026)
    (store.folder / "sleutel").write_text("stuk")
    with pytest.raises(UnfitStore, match="reservekopie"):
        store.pseudonym(2026)
    assert (store.folder / "sleutel").read_text() == "stuk"


def test_what_somebody_left_is_kept_once_and_a_change_beside_it(store: ContactStore) -> None:
    store.add_interviews(2026, {"a": "06-12345678"})
    store.add_interviews(2026, {"a": "06-12345678", "b": "b@example.org"})
    store.add_interviews(2026, {"a": "liever per mail: a@example.org"})
    assert [entry.id for entry in store.interviews(2026)] == ["a", "b", "a"]
    assert store.interviews(2026)[0] == Interview("a", "06-12345678")


def test_a_damaged_file_is_a_sentence(store: ContactStore) -> None:
    store.save_contacts(2026, [SOMEBODY])
    (store.folder / "2026" / "deelnemers.csv").write_text("token;email\nx\n")
    with pytest.raises(UnfitStore, match="beschadigd"):
        store.contacts(2026)


def test_tokens_are_long_and_differ() -> None:
    tokens = {new_token() for _ in range(500)}
    assert len(tokens) == 500
    assert all(len(token) == 20 and token.isalnum() for token in tokens)


CODES = ["25LP", "30RM"]
GOOD = """instelling;team;functie;email
25LP;Zorg niveau 4;stagebegeleider;a@example.org
30rm;Techniek;Stagecoördinator;b@example.org
"""


def _list(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "mensen.csv"
    path.write_text(text, encoding="utf-8-sig")
    return path


def test_a_list_is_read_and_tidied(tmp_path: Path) -> None:
    people = read_list(_list(tmp_path, GOOD), CODES)
    assert [(p.instelling, p.functie) for p in people] == [
        ("25LP", "stagebegeleider"),
        ("30RM", "stagecoördinator"),
    ]
    assert read_list(_list(tmp_path, GOOD.replace(";", ",")), CODES) == people


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("99ZZ;Zorg;stagebegeleider;c@example.org", "geen instellingscode"),
        ("25LP;;stagebegeleider;c@example.org", "kolom team"),
        ("25LP;x@y.nl;stagebegeleider;c@example.org", "kolom team"),
        ("25LP;Zorg;docent;c@example.org", "kolom functie"),
        ("25LP;Zorg;stagebegeleider;geen adres", "geen mailadres"),
        ("25LP;Zorg;stagebegeleider;a@example", "geen mailadres"),
        ("25LP;Zorg;stagebegeleider;A@Example.org", "hetzelfde adres staat op regel 2"),
        ("25LP;Zorg;stagebegeleider", "3 cellen, verwacht 4"),
    ],
)
def test_every_wrong_row_is_named_and_nobody_is_added(tmp_path: Path, row: str, expected: str) -> None:
    with pytest.raises(UnfitList) as refused:
        read_list(_list(tmp_path, GOOD + row + "\n"), CODES)
    (sentence,) = refused.value.rows
    assert sentence.startswith("regel 4")
    assert expected in sentence
    assert "c@example.org" not in sentence


def test_all_wrong_rows_are_told_at_once(tmp_path: Path) -> None:
    rows = "99ZZ;Zorg;stagebegeleider;c@example.org\n25LP;Zorg;docent;d@example.org\n"
    with pytest.raises(UnfitList) as refused:
        read_list(_list(tmp_path, GOOD + rows), CODES)
    assert len(refused.value.rows) == 2


@pytest.mark.parametrize("text", ["", "a;b\n1;2\n", "instelling;team;functie;email;email\n"])
def test_other_columns_are_a_sentence(tmp_path: Path, text: str) -> None:
    from stagepact_research.errors import InputProblem

    with pytest.raises(InputProblem, match="instelling;team;functie;email"):
        read_list(_list(tmp_path, text), CODES)
