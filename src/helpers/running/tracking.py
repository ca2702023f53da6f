"""What a run watches of its cells: the one it is at, how one ended, how much one puts out."""

from ast import literal_eval
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

# A stock kernel's sockets drop what they have no room for, the word that the cell has ended too.
LOST = ("LostOutput", "the cell displays faster than can be read, and some was lost; display less")

# ipykernel sends no reply when it fails over the error of an awaited cell, whose text may not be
# UTF-8. It can be asked for it then, as text that can be sent.
UNSAID = "NoReply: the cell ended, and its kernel could not put into words what it raised"
LAST = (
    "''.join(__import__('traceback').format_exception(__import__('sys').last_value))"
    ".encode('utf-8', 'backslashreplace').decode()"
)


@dataclass(frozen=True)
class Raised:
    """The error that ended a cell; `printed` is what the cell wrote to standard error."""

    name: str
    value: str
    printed: str


class Tracking:
    """Mixed into a notebook client: notes the cell it is at, drops endless output."""

    LIMIT = 32_000_000  # characters of printed text a cell may store
    SHOWN = 128_000_000  # the same of what it displays: a large figure has ten million
    GRACE = 2.0  # seconds for a cell that timed out to say where it was
    REPLY = 5.0  # seconds for a kernel that is idle to have replied; more than twice the above
    DRAIN = 60  # seconds for a cell's output to arrive once it has ended; nbclient gives it 4

    def __init__(self, manager: Any, kernel: Any, **options: Any) -> None:
        """A client for one run that reports to `kernel`."""
        super().__init__(manager, iopub_timeout=self.DRAIN, **options)  # type: ignore[call-arg]
        self._kernel, self._room, self._left = kernel, self.LIMIT, self.SHOWN

    def execute_cell(self, cell: Any, cell_index: int, **options: Any) -> Any:
        """Run one cell, noting that it was reached, and the error that ends it."""
        from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

        if self._kernel.closed.is_set():  # while the kernel started
            raise DeadKernelError("no more cells are run")
        self._kernel.reached = cell_index
        self._room, self._left = self.LIMIT, self.SHOWN
        try:
            return super().execute_cell(cell, cell_index, **options)  # type: ignore[misc]
        except CellExecutionError as problem:
            self._kernel.raised = Raised(problem.ename, problem.evalue, _printed(cell))
            raise
        except CellTimeoutError as problem:
            if "Timeout waiting for IOPub output" not in str(problem):
                raise
            cell.outputs.append(error_output(*LOST))
            raise CellExecutionError("", *LOST) from None

    async def interrupt(self) -> None:
        """Raise KeyboardInterrupt in the cell that runs."""
        from jupyter_core.utils import ensure_async

        await ensure_async(self.km.interrupt_kernel())  # type: ignore[attr-defined]

    async def _async_poll_for_reply(self, msg_id: str, cell: Any, *rest: Any) -> Any:
        """The kernel's reply, or one that says that there is none though the cell has ended."""
        import asyncio

        poll = super()._async_poll_for_reply  # type: ignore[misc]
        reply, (_, outputs, alive) = asyncio.ensure_future(poll(msg_id, cell, *rest)), rest
        try:
            await asyncio.wait({reply, outputs}, return_when=asyncio.FIRST_COMPLETED)
            await asyncio.wait({reply}, timeout=self.REPLY if _well(outputs) else None)
            if reply.done():
                return reply.result()
        finally:
            reply.cancel()
        await asyncio.wait({reply})  # it would read what is asked for now
        alive.cancel()
        return _failed(cell, await self._last_error())

    async def _last_error(self) -> str:
        """The traceback of the last error, as an IPython kernel tells it when asked."""
        from queue import Empty

        client: Any = self.kc  # type: ignore[attr-defined]
        client.execute("", silent=True, user_expressions={"last": LAST})
        with suppress(Empty, KeyError, ValueError):
            reply = await client.shell_channel.get_msg(timeout=self.GRACE)
            told = reply["content"]["user_expressions"]["last"]["data"]["text/plain"]
            return str(literal_eval(told))
        return UNSAID

    async def _async_handle_timeout(self, timeout: int, cell: Any = None) -> Any:
        """Interrupt the cell and hear it out: its traceback tells where it was."""
        import asyncio
        from queue import Empty

        outputs = [task for task in asyncio.all_tasks() if _reads_outputs(task)]
        with suppress(Empty, RuntimeError):
            await self.interrupt()
            await self.kc.shell_channel.get_msg(timeout=self.GRACE)  # type: ignore[attr-defined]
            await asyncio.wait(outputs, timeout=self.GRACE)
        return await super()._async_handle_timeout(timeout, cell)  # type: ignore[misc]

    def output(self, outputs: Any, message: Mapping[str, Any], *rest: Any) -> Any:
        """Keep an output, unless the cell has put out more than a notebook can hold."""
        ways = {"stream": self._printed, "display_data": self._shown, "execute_result": self._shown}
        kept = ways.get(message["msg_type"], lambda same: same)(message)
        return super().output(outputs, kept, *rest) if kept else None  # type: ignore[misc]

    def clear_output(self, *cleared: Any) -> None:
        """Make room again for what is displayed in the place of what is cleared."""
        self._left = self.SHOWN
        super().clear_output(*cleared)  # type: ignore[misc]

    def _printed(self, message: Mapping[str, Any]) -> Mapping[str, Any] | None:
        """What a cell prints, cut where there is no more room, and nothing after that."""
        text = message["content"]["text"]
        if text and self._room < 0:
            return None
        self._room -= len(text)
        if self._room < 0:
            message["content"]["text"] = text[: self._room] + "\n[more was printed; not kept]\n"
        return message

    def _shown(self, message: Mapping[str, Any]) -> Mapping[str, Any] | None:
        """What a cell displays; once there is no more room a line that says so, then nothing."""
        if self._left < 0:
            return None
        self._left -= sum(len(str(form)) for form in message["content"]["data"].values())
        if self._left >= 0:
            return message
        said = {"name": "stderr", "text": "[more was displayed; not kept]\n"}
        kind = {"header": {**message["header"], "msg_type": "stream"}, "msg_type": "stream"}
        return {**message, **kind, "content": said}


def _reads_outputs(task: Any) -> bool:
    """Whether a task is nbclient's that reads what the running cell puts out."""
    return getattr(task.get_coro(), "__name__", "") == "_async_poll_output_msg"


def _well(task: Any) -> bool:
    """Whether a task has come to its end, and not to an error."""
    return task.done() and not task.cancelled() and task.exception() is None


def _printed(cell: Any) -> str:
    """The end of what a cell wrote to standard error."""
    streams = (output for output in cell.outputs if output.get("name") == "stderr")
    return "".join(stream.text for stream in streams)[-10_000:]


def error_output(name: str, value: str, traceback: Sequence[str] = ()) -> Any:
    """An output as an error leaves it in a cell."""
    from nbformat.v4 import new_output

    lines = [*traceback] or [f"{name}: {value}"]
    return new_output("error", ename=name, evalue=value, traceback=lines)  # type: ignore[no-untyped-call]


def _failed(cell: Any, traceback: str) -> Mapping[str, Any]:
    """A reply in place of the one that was not sent; the cell shows the error, as it would have."""
    lines = traceback.splitlines()
    name, _, value = lines[-1].partition(": ")
    if not any(output.output_type == "error" for output in cell.outputs):
        cell.outputs.append(error_output(name, value, lines))
    error = {"ename": name, "evalue": value, "traceback": lines}
    return {"content": {"status": "error", **error}}
