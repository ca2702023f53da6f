"""A real scheduler and two worker processes on loopback; one is killed, and nothing is lost."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from helpers.errors import StudyError
from helpers.running import batch, cluster, identity, ledger, scheduler
from helpers.running.drive import drive
from helpers.running.job import Job
from helpers.running.ledger import Record
from helpers.running.needed import Choices

from .conftest import Watched, job, notebook

pytest.importorskip("distributed")


TLS = Path(__file__).parents[1] / "data" / "tls"
CERTIFIED = {
    "DASK_DISTRIBUTED__COMM__TLS__CA_FILE": str(TLS / "certificate.pem"),
    **{
        f"DASK_DISTRIBUTED__COMM__TLS__{who}__{what}": str(TLS / file)
        for who in ("SCHEDULER", "WORKER", "CLIENT")
        for what, file in (("CERT", "certificate.pem"), ("KEY", "key.pem"))
    },
}


def begin(base: Path, kind: str, own: dict[str, str], *options: str) -> Any:
    """Start a scheduler or a worker of the one that keeps its address in `base`."""
    at = ["--scheduler-file", str(base / "scheduler.json"), "--no-dashboard", "--host", "127.0.0.1"]
    command = [sys.executable, "-m", f"distributed.cli.dask_{kind}", *at, *options]
    environment = {**os.environ, **own}
    return subprocess.Popen(command, stderr=subprocess.DEVNULL, cwd=base, env=environment)


def begin_worker(base: Path, name: str, own: dict[str, str]) -> Any:
    folder = ["--local-directory", str(base / name)]
    return begin(base, "worker", own, "--no-nanny", "--nthreads", "1", *folder)


@contextmanager
def started(base: Path, workers: int, protocol: str, own: dict[str, str]) -> Iterator[Any]:
    """The scheduler's address and its worker processes, each in a folder of its own."""
    at = base / "scheduler.json"
    processes = [begin(base, "scheduler", own, "--port", "0", "--protocol", protocol)]
    try:
        while not (at.exists() and at.read_text().endswith("}")):
            assert processes[0].poll() is None
            time.sleep(0.05)
        processes += [begin_worker(base, f"worker{i}", own) for i in range(workers)]
        yield json.loads(at.read_text())["address"], processes
    finally:
        for process in reversed(processes):
            process.kill()
            process.wait()


@pytest.fixture(scope="module")
def dask(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, list[Any]]]:
    """A scheduler and two workers that anyone can talk to."""
    with started(tmp_path_factory.mktemp("dask"), 2, "tcp", {}) as found:
        yield found


def connected(address: str) -> cluster.Cluster:
    place = cluster.Cluster(address, "stock", 60)
    deadline = time.monotonic() + 60
    while place.workers < 2 and time.monotonic() < deadline:
        time.sleep(0.2)
        assert place.note == ""  # and the workers were counted on the way
    return place


def test_a_worker_of_another_commit_is_named(
    dask: tuple[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    here = identity.Surroundings.now()
    other = identity.Surroundings(here.helpers, here.data, "f" * 64)
    monkeypatch.setattr(identity.Surroundings, "now", classmethod(lambda _: other))
    with pytest.raises(StudyError, match=r"worker tcp://.*: its locked environment differs"):
        cluster.Cluster(dask[0], None, None)


def test_a_worker_that_came_late_is_checked_too(dask: tuple[str, Any], tmp_path: Path) -> None:
    place = connected(dask[0])
    place._around = place._around | {"lock": "f" * 64}
    jobs = [job("late", notebook("1"))]
    records, _ = drive(jobs, tmp_path, place, Choices(), Watched())
    assert records[0].outcome == "infrastructure"
    assert "its locked environment differs from this machine's (" in str(records[0].failure)


def test_that_no_worker_is_left_is_told(dask: tuple[str, Any]) -> None:
    place = connected(dask[0])
    assert place.note == ""
    place._client.nthreads = dict
    assert place.note == "no worker is connected any more; the runs wait for one"
    del place._client.nthreads
    place.close()


def test_files_travel_there_and_back(dask: tuple[str, Any], tmp_path: Path) -> None:
    ratings = tmp_path / "secret-place" / "my.csv"
    ratings.parent.mkdir()
    ratings.write_text("id,R1,R2\n1,a,b\n", "utf-8")
    text = notebook(
        "from pathlib import Path; print(Path(source).read_text())",
        "Path('made.txt').write_text('made here'); Path(source).parent",
        parameters="source = 'auto'",
    )
    made = Job("a", "a", text, {"source": str(ratings)}, {"source": "my.csv"}, "runs/a", IDENTITY)
    records, _ = drive([made], tmp_path / "out", connected(dask[0]), Choices(), Watched())
    assert records[0].outcome == "ok", records[0].failure
    home = tmp_path / "out/runs/a"
    stored = (home / "notebooks/a.ipynb").read_text("utf-8")
    assert "1,a,b" in stored
    assert (home / "made.txt").read_text() == "made here"
    assert str(tmp_path) not in stored
    assert '"source": "my.csv"' in stored


def test_a_yaml_travels_with_the_files_it_lists(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep/one.csv").write_bytes(b"1")
    (tmp_path / "two.csv").write_bytes(b"2")
    listing = tmp_path / "mine.yaml"
    listing.write_text("files: [deep/one.csv, two.csv]\nlayout: files\n", "utf-8")
    sent = cluster.packed(listing)
    assert list(sent) == ["mine.yaml", "0/one.csv", "1/two.csv"]
    assert sent["0/one.csv"] == b"1"
    assert b"0/one.csv" in sent["mine.yaml"]
    assert b"layout: files" in sent["mine.yaml"]


def test_a_thread_that_starts_too_late_is_one_clear_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def late(_: object) -> None:
        raise AssertionError

    monkeypatch.setattr("distributed.utils.LoopRunner.start", late)
    with pytest.raises(StudyError, match=r"cannot connect: Dask did not start here; on a machine"):
        cluster.Cluster("tcp://127.0.0.1:9", None, None)


def test_a_thread_that_starts_late_once_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    from distributed.utils import LoopRunner

    start, begun = LoopRunner.start, list[object]()

    def late_once(runner: object) -> None:
        begun.append(runner)
        assert len(begun) > 1
        start(runner)

    monkeypatch.setattr("distributed.utils.LoopRunner.start", late_once)
    monkeypatch.setattr(scheduler, "PATIENCE", 0.5)
    with pytest.raises(StudyError, match="cannot connect") as told:
        cluster.Cluster("tcp://127.0.0.1:9", None, None)
    assert "did not start" not in str(told.value)
    assert len(begun) > 1


def test_no_scheduler_is_one_clear_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scheduler, "PATIENCE", 0.5)
    with pytest.raises(StudyError, match=r"--scheduler tcp://127.0.0.1:9: cannot connect"):
        cluster.Cluster("tcp://127.0.0.1:9", None, None)


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("nonsense", "an address is like tcp://host:8786"),
        ("127.0.0.1", "an address is like tcp://host:8786"),
        ("http://127.0.0.1:8786", "an address is like tcp://host:8786"),
        ("tcp://127.0.0.1:99999", "an address is like tcp://host:8786"),
        ("tcp://no-such-host.invalid:8786", "cannot find 'no-such-host.invalid': "),
        ("tcp://a..b:8786", "cannot find 'a..b': it is not a host's name"),
        ("tls://127.0.0.1:8786", "Dask's settings name no certificate; set ca-file, client.cert"),
    ],
)
def test_an_address_that_cannot_be_right_is_refused_at_once(
    address: str, message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    distributed = pytest.importorskip("distributed")
    monkeypatch.setattr(distributed, "Client", None)  # nobody is asked to connect
    with pytest.raises(StudyError) as caught:
        cluster.Cluster(address, None, None)
    assert str(caught.value).startswith(f"--scheduler {address}: {message}")


def test_a_number_of_workers_is_for_this_machine(tmp_path: Path) -> None:
    (tmp_path / "it.ipynb").write_text(notebook("1"), "utf-8")
    (tmp_path / "plan.yaml").write_text("notebook: it.ipynb\n", "utf-8")
    wanted = batch.Wanted(tmp_path / "plan.yaml", workers=2, scheduler="tcp://127.0.0.1:1")
    with pytest.raises(StudyError, match="--workers is for this machine; a cluster has its"):
        batch.run(wanted, Watched())


def test_a_certificate_that_is_not_there_is_told() -> None:
    dask = pytest.importorskip("dask")
    names = ("ca-file", "client.cert", "client.key")
    gone = {f"distributed.comm.tls.{name}": "gone.pem" for name in names}
    refused = pytest.raises(
        StudyError, match=r"distributed\.comm\.tls names cannot be used: No such"
    )
    with dask.config.set(gone), refused:
        cluster.Cluster("tls://127.0.0.1:8786", None, None)


def test_certificates_pass_through_and_without_one_nobody_gets_in(tmp_path: Path) -> None:
    square = notebook("print('square', number**2)", parameters="number = 0")
    (tmp_path / "it.ipynb").write_text(square, "utf-8")
    (tmp_path / "plan.yaml").write_text("notebook: it.ipynb\ngrid: {number: [7]}\n", "utf-8")

    def batch(address: str, own: dict[str, str]) -> "subprocess.CompletedProcess[str]":
        study = [sys.executable, "-c", "from helpers.cli import main; main()", "batch"]
        options = ["--engine", "stock", "--scheduler", address, "--out", str(tmp_path / "out")]
        return subprocess.run(
            [*study, str(tmp_path / "plan.yaml"), *options],
            env={**os.environ, **own},
            capture_output=True,
            text=True,
            check=False,
        )

    with started(tmp_path, 1, "tls", CERTIFIED) as (address, _):
        assert address.startswith("tls://")
        bare = address.replace("tls://", "tcp://")
        reasons = {
            address: "Dask's settings name no certificate",
            bare: f"cannot connect: it hangs up; it may be speaking TLS, then name it {address}",
        }
        for other, reason in reasons.items():
            refused = batch(other, {})
            assert (refused.returncode, refused.stdout) == (2, "")
            (line,) = refused.stderr.splitlines()
            assert line.startswith(f"study: --scheduler {other}: {reason}")
        assert not (tmp_path / "out").exists()
        done = batch(address, CERTIFIED)
    assert done.returncode == 0, done.stderr
    (stored,) = (tmp_path / "out").glob("runs/*/notebooks/it.ipynb")
    assert '"square 49\\n"' in stored.read_text("utf-8")


def test_a_scheduler_without_tls_is_told_from_one_with_it(dask: tuple[str, Any]) -> None:
    bare, settings = dask[0], pytest.importorskip("dask").config
    names = {"ca-file": "certificate", "client.cert": "certificate", "client.key": "key"}
    own = {f"distributed.comm.tls.{name}": str(TLS / f"{it}.pem") for name, it in names.items()}
    with settings.set(own), pytest.raises(StudyError) as refusal:
        cluster.Cluster(bare.replace("tcp://", "tls://"), None, None)
    assert str(refusal.value).endswith(
        f"it does not speak TLS; name it {bare} if its network is private"
    )


def test_a_worker_killed_midway_costs_only_its_runs(dask: tuple[str, Any], tmp_path: Path) -> None:
    address, processes = dask
    text = notebook("import time; time.sleep(0.3)\nprint(seed)", parameters="seed = 1")
    jobs = [job(f"run{i}", text, {"seed": i}) for i in range(6)]

    class Killing(Watched):
        def ended(self, record: Record) -> None:
            super().ended(record)
            if len(self.outcomes) == 1:
                os.kill(processes[1].pid, signal.SIGKILL)

    watch = Killing()
    records, _ = drive(jobs, tmp_path, connected(address), Choices(), watch)
    assert set(watch.outcomes.values()) == {"ok"}
    assert len(records) == len(list(ledger.read(tmp_path / ledger.NAME))) == 6
    for i, record in enumerate(records):
        stored = (tmp_path / record.home / "notebooks" / f"run{i}.ipynb").read_text("utf-8")
        assert f'"{i}\\n"' in stored


class KillingLast(Watched):
    """Kills the only worker once it has performed a run."""

    def __init__(self, processes: list[Any]) -> None:
        super().__init__()
        self.processes = processes

    def ended(self, record: Record) -> None:
        super().ended(record)
        if len(self.outcomes) == 1:
            self.processes[-1].kill()


def slow_jobs(n: int) -> list[Job]:
    text = notebook("import time; time.sleep(0.5)\nprint(seed)", parameters="seed = 1")
    return [job(f"run{i}", text, {"seed": i}) for i in range(n)]


def test_a_batch_ends_when_no_worker_is_left(tmp_path: Path) -> None:
    out = tmp_path / "out"
    with started(tmp_path, 1, "tcp", {}) as (address, processes):
        watch, saved = KillingLast(processes), list[Record]()
        place = cluster.Cluster(address, "stock", 60, patience=1)
        records, _ = drive(slow_jobs(3), out, place, Choices(), watch, last=saved.extend)
        assert [r.outcome for r in records] == ["ok", "infrastructure", "infrastructure"]
        assert {str(r.failure) for r in records[1:]} == {"no worker was connected for 1 s"}
        assert watch.notes == ["no worker is connected any more; the runs wait for one"]
        assert saved == records
        assert not list((out / ".work").iterdir())
        processes.append(begin_worker(tmp_path, "next", {}))
        watch, place = Watched(), cluster.Cluster(address, "stock", 60)
        records, made = drive(slow_jobs(3), out, place, Choices(), watch)
        assert [r.outcome for r in records] == ["ok", "ok", "ok"]
        assert set(watch.again.values()) == {"it was cut short: no worker was connected for 1 s"}
        assert made == {"run1", "run2"}


class Beheading(Watched):
    """Kills the scheduler when the first run has ended."""

    def __init__(self, scheduler: Any) -> None:
        super().__init__()
        self.scheduler = scheduler

    def ended(self, record: Record) -> None:
        super().ended(record)
        self.scheduler.kill()


def test_a_batch_ends_when_its_scheduler_is_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(scheduler, "PATIENCE", 5)
    with started(tmp_path, 1, "tcp", {}) as (address, processes):
        watch = Beheading(processes[0])
        place = cluster.Cluster(address, "stock", 60, patience=1)
        records, _ = drive(slow_jobs(4), tmp_path / "out", place, Choices(), watch)
    assert [r.outcome for r in records] == ["ok", *["infrastructure"] * 3]
    assert {str(r.failure) for r in records[1:]} == {"the scheduler did not answer for 1 s"}
    assert "the scheduler does not answer any more; the runs wait for it" in watch.notes
    assert capfd.readouterr().err == ""


class Hiring(Watched):
    """Starts one more worker when the first run begins."""

    def __init__(self, base: Path, processes: list[Any], own: dict[str, str]) -> None:
        super().__init__()
        self.base, self.processes, self.own = base, processes, own

    def begins(self, job: Job, why: str) -> None:
        super().begins(job, why)
        if len(self.processes) < 3:
            self.processes.append(begin_worker(self.base, "late", self.own))


def test_workers_that_come_late_are_given_runs(tmp_path: Path) -> None:
    with started(tmp_path, 1, "tcp", {}) as (address, processes):
        place = cluster.Cluster(address, "stock", 60)
        assert place.workers == 1
        watch = Hiring(tmp_path, processes, {})
        records, _ = drive(slow_jobs(12), tmp_path / "out", place, Choices(), watch)
    assert {r.outcome for r in records} == {"ok"}
    assert place.workers == 2


def test_a_late_worker_of_another_environment_costs_no_run(tmp_path: Path) -> None:
    (other := tmp_path / "other").mkdir()
    (other / "uv.lock").write_text("of another commit")
    with started(tmp_path, 1, "tcp", {}) as (address, processes):
        place = cluster.Cluster(address, "stock", 60)
        watch = Hiring(tmp_path, processes, {"STUDY_PROJECT": str(other)})
        records, _ = drive(slow_jobs(12), tmp_path / "out", place, Choices(), watch)
    assert {r.outcome for r in records} == {"ok"}
    whys = set(watch.again.values())
    assert any("its locked environment differs from this machine's" in why for why in whys)
    assert place.workers == 1


def test_a_worker_that_comes_back_takes_up_the_work(tmp_path: Path) -> None:
    class Replacing(KillingLast):
        def noted(self, note: str) -> None:
            super().noted(note)
            self.processes.append(begin_worker(tmp_path, "next", {}))

    with started(tmp_path, 1, "tcp", {}) as (address, processes):
        watch = Replacing(processes)
        place = cluster.Cluster(address, "stock", 60, patience=60)
        records, _ = drive(slow_jobs(3), tmp_path / "out", place, Choices(), watch)
    assert [r.outcome for r in records] == ["ok", "ok", "ok"]
    assert watch.notes == ["no worker is connected any more; the runs wait for one"]


IDENTITY = dict.fromkeys(("code", "parameters", "helpers", "data", "lock"), "")
