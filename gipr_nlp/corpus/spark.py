"""The engine for a cluster: both steps by ``mapInArrow``, the same SQL texts, on Spark.

Reports, OUT and its state lie on a file system that driver and executors share under one path (NFS, a mounted object store). Executors
write the same parts to the same places as the processes of one machine do; through the driver go only names and
counts. The program travels with the application; Python and the libraries are those of PYSPARK_PYTHON (default: the
interpreter of the driver).
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import zipfile
from collections.abc import Iterator, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeVar

from gipr_nlp.corpus import remote
from gipr_nlp.corpus.engine import judged
from gipr_nlp.corpus.second import Judged, batches, finished
from gipr_nlp.corpus.state import State
from gipr_nlp.corpus.worker import Job
from gipr_nlp.errors import Unavailable

J = TypeVar("J", bound=Job)
#: Jobs that go to an executor together.
TOGETHER = 4
#: How often a job may fail that nobody can be blamed for.
PATIENCE = 3


class Spark:
    """A Spark application.

    Args:
        state: where everything is kept; on the shared file system.
        memory: of the driver, and of each executor.
        jobs: partitions of a relation, at least.
        master: the cluster, e.g. ``local[2]``, ``spark://host:7077``, ``yarn``.

    Raises:
        Unavailable: pyspark or Java is not installed.
    """

    def __init__(self, state: State, memory: str, jobs: int, master: str) -> None:
        try:
            import pyspark  # noqa: F401
        except ImportError:
            raise Unavailable(
                "没有安装 pyspark，不能使用 --engine spark；请安装 gipr-nlp[spark]，或不加该选项在本机运行"
            ) from None
        if not (os.environ.get("JAVA_HOME") or shutil.which("java")):
            raise Unavailable(
                "没有找到 Java（需要 17 以上），不能使用 --engine spark；请安装后重试，或在本机运行"
            )
        self._state, self._memory, self._jobs, self._master = state, memory, jobs, master
        self._open: Any = None

    def __enter__(self) -> Spark:
        return self

    def __exit__(self, *_: object) -> None:
        if self._open is not None:
            self._open.stop()

    @property
    def _session(self) -> Any:
        """The application, begun when it is first needed."""
        if self._open is None:
            self._open = self._begin()
        return self._open

    def _begin(self) -> Any:
        from pyspark.sql import SparkSession

        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
        self._state.relations.mkdir(parents=True, exist_ok=True)
        size = self._memory.lower().removesuffix("b")
        settings = {
            "spark.driver.memory": size,
            "spark.executor.memory": size,
            "spark.local.dir": str((self._state.relations / "spill").absolute()),
            "spark.sql.warehouse.dir": str((self._state.relations / "warehouse").absolute()),
            "spark.sql.ansi.doubleQuotedIdentifiers": "true",
            "spark.sql.session.timeZone": "UTC",
            "spark.sql.shuffle.partitions": str(max(self._jobs * 2, 4)),
            "spark.sql.execution.arrow.maxRecordsPerBatch": "2048",
            "spark.task.maxFailures": "1",  # who is to blame is found out here
            "spark.ui.enabled": "false",
            "spark.ui.showConsoleProgress": "false",
        }
        if self._master.startswith("local"):
            settings |= {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}
            settings.pop("spark.executor.memory")  # local-cluster says it itself
        builder = SparkSession.builder.master(self._master).appName("gipr-nlp")
        for key, value in settings.items():
            builder = builder.config(key, value)
        session = builder.getOrCreate()
        session.sparkContext.setLogLevel("ERROR")
        session.sparkContext.addArchive(f"{_packed(self._state.relations)}#{remote.CODE}")
        _carry()
        return session

    def work(self, jobs: Sequence[J], much: bool) -> Iterator[tuple[J, dict[str, Any]]]:
        """Jobs on the executors. Those under way when a worker died are done here, where the culprit can be found."""
        waiting = list(jobs)
        for job in waiting:
            shutil.rmtree(job.target, ignore_errors=True)  # what stands there now is done now
        for _ in range(PATIENCE):
            if not waiting:
                return
            failed = self._try(waiting)
            done = [job for job in waiting if _summary(job) is not None]
            yield from ((job, _summary(job) or {}) for job in done)
            if failed is None:
                return
            rest = [job for job in waiting if _summary(job) is None]
            suspects = [job for job in rest if job.unfinished.exists()]
            waiting = [job for job in rest if job not in suspects]
            yield from _here(suspects)
        yield from _here(waiting)

    def _try(self, jobs: Sequence[Any]) -> Exception | None:
        """Send jobs to the executors; gives what made Spark stop."""
        import pyarrow as pa

        rows = pa.table({"job": pa.array([_codec().dumps(job) for job in jobs], pa.binary())})
        partitions = max(-(-len(jobs) // TOGETHER), min(len(jobs), self._jobs))
        sent = self._session.createDataFrame(rows).repartition(partitions)
        try:
            sent.mapInArrow(remote.carried("do", b"", os.getcwd()), "done long").collect()
        except Exception as error:
            if not _is_of_spark(error):
                raise
            return error
        return None

    def base(self, name: str, paths: Sequence[Path]) -> None:
        where = [f"file://{path.absolute().as_posix()}" for path in paths]
        reader = self._session.read.option("__globPaths__", "false")
        reader.parquet(*where).createOrReplaceTempView(name)

    def small(self, name: str, table: Any) -> None:
        self._session.createDataFrame(table).createOrReplaceTempView(name)

    def make(self, name: str, sql: str) -> None:
        path = self._state.relations / f"{name}.parquet"
        self._session.sql(sql).write.mode("overwrite").parquet(f"file://{path.absolute().as_posix()}")
        self.base(name, [path])

    def rows(self, sql: str) -> Iterator[Any]:
        """Rows come through a folder of Parquet files, in their order, so that the driver holds few at a time."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        folder = self._state.relations / "rows"
        self._session.sql(sql).write.mode("overwrite").parquet(f"file://{folder.absolute().as_posix()}")
        for path in sorted(folder.glob("part-*.parquet")):
            with pq.ParquetFile(path) as file:
                for batch in file.iter_batches(2048):
                    yield pa.Table.from_batches([batch])

    def judge(self, sql: str, order: Sequence[str]) -> Iterator[Judged]:
        settings = _codec().dumps(self._state)
        facts = self._session.sql(sql).repartitionByRange("place").sortWithinPartitions(*order)
        shape = "place long, folder string, reports long, roots string, cpu double, reused boolean"
        try:
            found = facts.mapInArrow(remote.carried("judge", settings, os.getcwd()), shape).collect()
        except Exception as error:
            if not _is_of_spark(error):
                raise
            by = ", ".join(order)  # a report that ends its worker is found here; what is done is taken
            yield from judged(
                self.rows(f"SELECT * FROM ({sql}) facts ORDER BY {by}"), self._state, self._jobs
            )
            return
        for row in found:
            folder = self._state.second / row.folder
            yield Judged(row.place, folder, row.reports, json.loads(row.roots), row.cpu, row.reused)


def do(_: bytes, rows: Iterator[Any]) -> Iterator[Any]:
    """On an executor: carry out jobs."""
    import pyarrow as pa

    from gipr_nlp.pipeline import prepare

    prepare()
    for batch in rows:
        for dumped in batch.column("job").to_pylist():
            _codec().loads(dumped).run(hard=True)
        yield pa.RecordBatch.from_pydict({"done": [batch.num_rows]})


def judge(settings: bytes, rows: Iterator[Any]) -> Iterator[Any]:
    """On an executor: run the second step over facts."""
    import pyarrow as pa

    state: State = _codec().loads(settings)
    for batch in batches((pa.Table.from_batches([b]) for b in rows), state):
        known = finished(batch)
        summary = known or batch.run()
        line = {
            "place": [batch.place],
            "folder": [batch.name],
            "reports": [batch.reports],
            "roots": [json.dumps(summary["roots"])],
            "cpu": [summary["cpu"] if known is None else 0.0],
            "reused": [known is not None],
        }
        yield pa.RecordBatch.from_pydict(line)


def _is_of_spark(error: Exception) -> bool:
    """Whether Spark gave up, and not the program."""
    from pyspark.errors import PySparkException

    return isinstance(error, PySparkException) or type(error).__module__.startswith(("pyspark", "py4j"))


def _codec() -> Any:
    """How Spark itself sends values to its executors."""
    from pyspark import serializers

    codec: Any = serializers.CPickleSerializer
    return codec()


def _carry() -> None:
    """Let functions of :mod:`gipr_nlp.corpus.remote` travel whole: executors find the program only through them."""
    from pyspark import cloudpickle

    register: Any = cloudpickle.register_pickle_by_value
    register(remote)


def _summary(job: Any) -> dict[str, Any] | None:
    """What a job left, as it is on the shared file system."""
    try:
        summary: dict[str, Any] = json.loads((job.target / "part.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return summary


def _here(jobs: Sequence[J]) -> Iterator[tuple[J, dict[str, Any]]]:
    from gipr_nlp.corpus import pool

    if jobs:
        yield from pool.run(jobs, 1)


def _packed(folder: Path) -> Path:
    """The program with its model as an archive, for executors that have none."""
    from gipr_nlp.tagger.folder import default_folder

    root, model, archive = Path(str(files("gipr_nlp"))), default_folder(), folder / "gipr_code.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        for path in sorted(root.rglob("*")):
            place = path.relative_to(root)
            if path.is_file() and place.parts[0] not in ("_models", "_corpus") and path.suffix != ".pyc":
                packed.write(path, f"gipr_nlp/{place.as_posix()}")
        for path in sorted(model.glob("*")):
            packed.write(path, f"gipr_nlp/_models/tagger/{path.name}")
    return archive
