"""The installer: uv is the locked one, and is told what pip was told."""

from pathlib import Path

from install import LOCK, pinned, uv_settings


def test_uv_itself_is_installed_by_its_hashes() -> None:
    head, *hashes = [
        line for line in pinned("uv", LOCK.read_text()).splitlines() if "# " not in line
    ]

    assert head.startswith("uv==")
    assert hashes
    assert all(line.lstrip().startswith("--hash=sha256:") for line in hashes)


def test_the_lines_of_one_package_end_where_the_next_begins() -> None:
    lock = "uv==1 \\\n    --hash=sha256:a\nuvicorn==2 \\\n    --hash=sha256:b\n"

    assert pinned("uv", lock) == "uv==1 \\\n    --hash=sha256:a\n"
    assert pinned("uvicorn", lock) == "uvicorn==2 \\\n    --hash=sha256:b\n"


def test_uv_asks_where_pip_asks_but_not_in_folders_that_are_gone(tmp_path: Path) -> None:
    index, gone = "https://index.example.org/simple", tmp_path / "gone"
    told = uv_settings(
        {
            "index-url": index,
            "extra-index-url": f"file://{gone}\nfile://{tmp_path}",
            "find-links": f"{tmp_path} {gone} {index}",
            "quiet": "1",
        }
    )

    assert told == {
        "UV_DEFAULT_INDEX": index,
        "UV_INDEX": f"file://{tmp_path}",
        "UV_FIND_LINKS": f"{tmp_path},{index}",
    }
