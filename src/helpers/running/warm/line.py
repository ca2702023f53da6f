"""A line to one child: what nbclient takes for a kernel's client, on a wire."""

import asyncio
import json
import secrets
import select
import signal
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from queue import Empty
from socket import MSG_DONTWAIT
from typing import Any

from helpers.running.warm.wire import BYE, HELLO, IOPUB, SHELL, Wire

_LOST = object()  # in a box: no more is read
HISTORY = "--HistoryManager.hist_file=:memory:"  # nbclient's own choice for a kernel


class Line:
    """The kernel client of one child.

    Attributes:
        session: packs and unpacks messages, as for every Jupyter kernel.
        shell_channel, iopub_channel: where nbclient waits for them.
    """

    def __init__(self, wire: Wire, pidfd: int) -> None:
        """A line over a wire, to the process of a pidfd."""
        from jupyter_client.session import Session

        self.session = Session(key=secrets.token_bytes())
        self._wire, self._pidfd, self._dead, self._watched = wire, pidfd, False, False
        self.shell_channel, self.iopub_channel = _Box(self), _Box(self)
        self._boxes = {SHELL: self.shell_channel, IOPUB: self.iopub_channel}

    def greet(self, environment: Mapping[str, str], folder: Path, patience: float) -> None:
        """Tell the child what it is to be, and wait until it is a kernel.

        Raises:
            RuntimeError: when it ends, or does not answer, before that.
        """
        import ipykernel_launcher  # type: ignore[import-untyped]

        argv = [ipykernel_launcher.__file__, "-f", "kernel.json", HISTORY]
        hello = {
            "environment": dict(environment),
            "folder": str(folder),
            "argv": argv,
            "key": self.session.key.hex(),
        }
        self._wire.end.settimeout(patience)
        try:
            self._wire.send(HELLO, [json.dumps(hello).encode()])
            while not any(channel == HELLO for channel, _ in self._taken(0)):
                pass
        except (EOFError, OSError) as problem:
            raise RuntimeError(f"the kernel did not start: {problem}") from None
        self._wire.end.setblocking(True)

    def execute(self, code: str, **options: Any) -> str:
        """Ask for a cell to be run, with options as Jupyter has them; the request's id."""
        usual = {
            "silent": False,
            "store_history": True,
            "user_expressions": {},
            "allow_stdin": False,
            "stop_on_error": True,
        }
        return self._request("execute_request", {"code": code, **usual, **options})

    def kernel_info(self) -> str:
        """Ask what language the kernel speaks; the request's id."""
        return self._request("kernel_info_request", {})

    def is_alive(self) -> bool:
        """Whether the child lives."""
        return not self._dead

    def send(self, message: dict[str, Any]) -> None:
        """Send a message; one to a dead child is dropped, since reading tells of the death."""
        with suppress(OSError):
            self._wire.send(SHELL, self.session.serialize(message))

    def interrupt(self) -> None:
        """Raise KeyboardInterrupt in the cell that runs."""
        with suppress(OSError):
            signal.pidfd_send_signal(self._pidfd, signal.SIGINT)

    def end(self, patience: float) -> None:
        """Ask the child to end, and wait for it while its last words are read; else kill it."""
        deadline, wire = time.monotonic() + patience, self._wire.end.fileno()
        with suppress(OSError, EOFError):
            self._wire.send(BYE, [])
            while (left := deadline - time.monotonic()) > 0:
                ready, _, _ = select.select([self._pidfd, wire], [], [], left)
                if self._pidfd in ready:
                    return
                if ready:
                    self._wire.some(MSG_DONTWAIT)
        if not select.select([self._pidfd], [], [], 0.5)[0]:
            signal.pidfd_send_signal(self._pidfd, signal.SIGKILL)

    def watch(self) -> None:
        """Have the running event loop read the wire, and notice the child's death at once."""
        if not self._watched:
            loop = asyncio.get_running_loop()
            loop.add_reader(self._wire.end, self._read)
            loop.add_reader(self._pidfd, self._died)
            self._watched = True

    def _request(self, kind: str, content: dict[str, Any]) -> str:
        message = self.session.msg(kind, content)
        self.send(message)
        return str(message["header"]["msg_id"])

    def _read(self) -> None:
        with suppress(BlockingIOError):
            try:
                self._taken(MSG_DONTWAIT)
            except (EOFError, ConnectionError):
                self._died()
            except MemoryError:
                self._lose()

    def _taken(self, flags: int) -> list[tuple[bytes, list[bytes]]]:
        """Read once; put what is for nbclient into its boxes."""
        messages = list(self._wire.receive(flags))
        for channel, frames in messages:
            if channel in self._boxes:
                _, parts = self.session.feed_identities(frames)
                self._boxes[channel].put(self.session.deserialize(parts))
        return messages

    def _died(self) -> None:
        """Read what the child still said, then let every reader know."""
        loop = asyncio.get_running_loop()
        loop.remove_reader(self._pidfd)
        loop.remove_reader(self._wire.end)
        with suppress(OSError, EOFError):
            while True:
                self._taken(MSG_DONTWAIT)
        self._dead = True
        self._end(None)

    def _lose(self) -> None:
        """Read no more of a child that says more than there is memory for, and tell the readers."""
        self._wire.drop()
        asyncio.get_running_loop().remove_reader(self._wire.end)
        self._end(_LOST)

    def _end(self, message: Any) -> None:
        for box in self._boxes.values():
            box.put(message)


class _Box:
    """A channel as nbclient reads it."""

    def __init__(self, line: Line) -> None:
        self._line = line
        self._messages: asyncio.Queue[Any] = asyncio.Queue()

    def put(self, message: Any) -> None:
        """Add a message; None says that no more will come."""
        self._messages.put_nowait(message)

    def send(self, message: dict[str, Any]) -> None:
        """Send a message to the child, as output widgets do."""
        self._line.send(message)

    async def get_msg(self, timeout: float | None = None) -> Any:
        """The next message; Empty after `timeout`, DeadKernelError once the child is dead."""
        from nbclient.exceptions import DeadKernelError

        self._line.watch()
        try:
            message = await asyncio.wait_for(self._messages.get(), timeout)
        except TimeoutError:
            raise Empty from None
        if message is None:
            self._messages.put_nowait(None)
            raise DeadKernelError("the kernel died")
        if message is _LOST:
            self._messages.put_nowait(_LOST)
            raise MemoryError("there is not enough for what the cell puts out")
        return message
