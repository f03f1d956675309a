"""A model folder: arrays without pickle, a vocabulary, ``meta.json`` and a card; loading checks and refuses clearly."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Any

from gipr_nlp.errors import BadModel
from gipr_nlp.tagger.labels import LABELS
from gipr_nlp.tagger.tagger import Tagger

SCHEMA = "gipr-tagger/1"
ARRAYS, WORDS, META = "weights.npz", "vocabulary.txt", "meta.json"


def default_folder() -> Path:
    """The model that comes with the program: beside the package in a checkout, inside it when installed."""
    package = Path(str(files("gipr_nlp")))
    inside = package / "_models" / "tagger"
    return inside if inside.is_dir() else package.parent / "models" / "tagger"


def load_tagger(path: str | Path | None = None) -> Tagger:
    """Load a model folder.

    Args:
        path: the folder; the model that comes with the program where None.

    Raises:
        BadModel: the folder is missing, incomplete, damaged, or made for another version of the program.
    """
    import numpy as np

    from gipr_nlp.tagger.weights import FEATURES, Chain, Linear

    folder = Path(path) if path is not None else default_folder()
    meta = _meta(folder)
    if (
        meta.get("schema") != SCHEMA
        or meta.get("features") != FEATURES
        or tuple(meta.get("labels", ())) != LABELS
    ):
        raise BadModel(
            f"模型与本程序版本不符：{folder}；请用 gipr-nlp train 重新训练，或安装与程序同时发布的模型"
        )
    if meta.get("cues") != cues_hash():
        raise BadModel(f"模型训练时所用的词表与本程序的不同：{folder}；请用 gipr-nlp train 重新训练")
    contents = {name: _checked(folder / name, meta) for name in (ARRAYS, WORDS)}
    try:
        import io

        with np.load(io.BytesIO(contents[ARRAYS]), allow_pickle=False) as archive:
            arrays = {name: archive[name] for name in archive.files}
        words = read_words(contents[WORDS])
        return Tagger(Linear(words, arrays), Chain(arrays, "section"), Chain(arrays, "pair"), meta)
    except (ValueError, KeyError, OSError) as error:
        raise BadModel(f"模型文件无法读取：{folder}（{error}）；请重新复制模型目录") from error


def identity(path: str | Path | None = None) -> tuple[str, str] | None:
    """Name of a model for records, and a hash of its files, without loading it; None where there is no such folder."""
    folder = Path(path) if path is not None else default_folder()
    try:
        meta = _meta(folder)
        digest = sha256(b"".join((folder / name).read_bytes() for name in (META, ARRAYS, WORDS)))
        return f"{meta['schema']} {meta['data']['sha256'][:16]}", digest.hexdigest()
    except (BadModel, OSError, KeyError, TypeError):
        return None


def write_folder(
    folder: Path, arrays: Mapping[str, Any], words: Mapping[str, Sequence[str]], meta: Mapping[str, Any]
) -> None:
    """Write a model folder; the hashes of its files and of the cue words are added to ``meta``."""
    import io
    import zipfile

    import numpy as np

    folder.mkdir(parents=True, exist_ok=True)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(arrays):
            array = io.BytesIO()
            np.lib.format.write_array(array, np.asarray(arrays[name], order="C"), allow_pickle=False)
            archive.writestr(
                zipfile.ZipInfo(f"{name}.npy", (1980, 1, 1, 0, 0, 0)), array.getvalue(), zipfile.ZIP_DEFLATED
            )
    contents = {ARRAYS: packed.getvalue(), WORDS: "".join(write_words(words)).encode("utf-8")}
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    hashes = {name: sha256(content).hexdigest() for name, content in contents.items()}
    full = {"schema": SCHEMA, **meta, "cues": cues_hash(), "files": hashes}
    (folder / META).write_text(
        json.dumps(full, ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline="\n"
    )


def write_words(words: Mapping[str, Sequence[str]]) -> list[str]:
    """Vocabularies as lines: ``[channel]``, then one entry a line."""
    return [
        line
        for channel, entries in words.items()
        for line in (f"[{channel}]\n", *(f"{e}\n" for e in entries))
    ]


def read_words(content: bytes) -> dict[str, list[str]]:
    """The inverse of :func:`write_words`."""
    words: dict[str, list[str]] = {}
    from gipr_nlp.tagger.weights import CHANNELS

    heads = {f"[{channel}]": channel for channel in CHANNELS}
    current: list[str] = []
    for line in content.decode("utf-8").split("\n")[:-1]:
        if line in heads:
            current = words.setdefault(heads[line], [])
        else:
            current.append(line)
    return words


def cues_hash() -> str:
    """Hash of the cue words that come with the program; the line ends do not count."""
    return sha256(
        files("gipr_nlp").joinpath("data/cues.toml").read_bytes().replace(b"\r\n", b"\n")
    ).hexdigest()


def _meta(folder: Path) -> dict[str, Any]:
    if not folder.is_dir():
        raise BadModel(f"没有找到模型目录：{folder}")
    try:
        meta = json.loads((folder / META).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BadModel(f"模型说明 {META} 缺失或已损坏：{folder}；请重新复制模型目录") from error
    if not isinstance(meta, dict):
        raise BadModel(f"模型说明 {META} 内容不对：{folder}；请重新复制模型目录")
    return meta


def _checked(path: Path, meta: Mapping[str, Any]) -> bytes:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise BadModel(f"模型文件缺失：{path}；请重新复制模型目录") from error
    if sha256(content).hexdigest() != meta.get("files", {}).get(path.name):
        raise BadModel(f"模型文件已损坏或被改动：{path}（校验值不符）；请重新复制模型目录")
    return content
