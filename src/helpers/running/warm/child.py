"""What a fork becomes: a kernel for one notebook, on a wire in place of ZeroMQ sockets."""

import asyncio
import atexit
import contextlib
import contextvars
import ctypes
import gc
import io
import json
import os
import random
import signal
import socket
import sys
import threading
from types import SimpleNamespace
from typing import Any

import zmq
from ipykernel.iostream import IOPubThread
from ipykernel.ipkernel import IPythonKernel
from ipykernel.kernelapp import IPKernelApp
from tornado.ioloop import IOLoop
from traitlets import Any as AnyTrait
from traitlets import Type

from helpers.running import strays
from helpers.running.warm.wire import BYE, HELLO, IOPUB, SHELL, Channel, Wire

_PR_SET_PDEATHSIG = 1


def run(wire_descriptor: int, log_descriptor: int) -> int:
    """Serve one notebook until told to end; the exit code."""
    _leave_the_parent(log_descriptor)
    wire = Wire(socket.socket(fileno=wire_descriptor))
    hello = _hello(wire)
    _settle(hello)
    app: Any = App.instance(wire=wire, key=bytes.fromhex(hello["key"]))
    app.initialize(hello["argv"][3:])
    wire.send(HELLO, [])
    app.start()
    _end()
    return 0


class Kernel(IPythonKernel):
    """ipykernel's kernel without threads for channels: one channel, one thread."""

    shell_stream = AnyTrait()

    @property
    def _supports_kernel_subshells(self) -> bool:
        return False

    def _abort_queues(self, subshell_id: str | None = None) -> None:
        """Nothing queues: the runner sends the next cell after the last one's reply."""

    def start(self) -> None:
        """Begin, with no stream to listen to: the application reads the wire."""
        self.shell.exit_now = False  # type: ignore[union-attr]
        self.io_loop = IOLoop.current()


class App(IPKernelApp):
    """ipykernel's application, with what binds and listens left out."""

    wire, key = AnyTrait(), AnyTrait()
    kernel_class = Type(Kernel)

    def init_connection_file(self) -> None:
        """There is none."""

    def init_poller(self) -> None:
        """The parent's end is noticed by the system."""

    def init_sockets(self) -> None:
        """One channel for replies, and one that the output thread writes to."""
        self.session.key = self.key
        self.context = zmq.Context()
        outputs = Channel(self.wire, IOPUB, self.context)
        thread: Any = IOPubThread  # untyped
        self.iopub_thread = thread(outputs, pipe=True, session=self.session)
        self.iopub_thread.start()
        self.iopub_socket = self.iopub_thread.background_socket

    def init_heartbeat(self) -> None:
        """A pidfd tells of a death."""

    def write_connection_file(self, **_: Any) -> None:
        """There is none."""

    def log_connection_info(self) -> None:
        """There is none."""

    def init_kernel(self) -> None:
        """Create the kernel on the wire."""
        self.kernel = Kernel.instance(
            parent=self,
            session=self.session,
            shell_stream=Channel(self.wire, SHELL),
            shell_channel_thread=SimpleNamespace(parent_thread=threading.current_thread()),
            iopub_thread=self.iopub_thread,
            iopub_socket=self.iopub_socket,
            log=self.log,
            profile_dir=self.profile_dir,
            user_ns=self.user_ns,
        )
        self.displayhook.get_execution_count = lambda: self.kernel.execution_count

    def start(self) -> None:
        """Answer requests until the wire says bye, or closes."""
        asyncio.run(self._serve())

    async def _serve(self) -> None:
        loop = asyncio.get_running_loop()
        ended = asyncio.Event()
        tasks: set[asyncio.Task[None]] = set()
        context = contextvars.copy_context()  # one for all cells, as a kernel's loop has

        def read() -> None:
            try:
                for channel, frames in self.wire.receive():
                    if channel == BYE:
                        ended.set()
                    else:
                        parts = [zmq.Frame(frame) for frame in frames]
                        tasks.add(
                            loop.create_task(self.kernel.shell_main(None, parts), context=context)
                        )
            except (EOFError, OSError):
                os._exit(1)

        self.kernel.start()
        loop.add_reader(self.wire.end, read)
        await ended.wait()


def _leave_the_parent(log: int) -> None:
    """A session of its own, ended with the parent; what is printed past the notebook is logged."""
    os.setsid()
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    strays.adopt()
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.dup2(log, 1)
    os.dup2(log, 2)
    os.close(log)


def _hello(wire: Wire) -> dict[str, Any]:
    while True:
        for _, frames in wire.receive():
            hello: dict[str, Any] = json.loads(frames[0])
            return hello


def _settle(hello: dict[str, Any]) -> None:
    """Take the run's environment and folder, and a random state of its own."""
    backend = os.environ.get("MPLBACKEND")
    os.environ.clear()
    os.environ.update(hello["environment"])
    if backend:
        os.environ["MPLBACKEND"] = backend
    os.chdir(hello["folder"])
    sys.argv = list(hello["argv"])
    random.seed()
    if numpy := sys.modules.get("numpy"):
        numpy.random.seed()


def _end() -> None:
    """Leave as an interpreter does: threads joined, exit handlers run, files closed.

    Nothing is torn down, which would take longer than most runs.
    """
    threading._shutdown()  # type: ignore[attr-defined]
    with contextlib.suppress(Exception):
        atexit._run_exitfuncs()
    _close_files()


def _close_files() -> None:
    """Close the files that the notebook left open; text first, since it is written through bytes.

    What the parent holds is frozen, and so not among the collector's objects.
    """
    files = [thing for thing in gc.get_objects() if issubclass(type(thing), io.IOBase)]
    for file in sorted(files, key=lambda file: not isinstance(file, io.TextIOBase)):
        with contextlib.suppress(Exception):
            file.close()
    gc.collect()  # for whatever else would act when it goes
