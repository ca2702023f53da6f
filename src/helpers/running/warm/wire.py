"""Jupyter messages over a stream socket: a channel's letter, then frames with their lengths."""

import socket
import struct
from collections.abc import Iterator, Sequence
from threading import Lock
from typing import Any

SHELL, IOPUB, HELLO, BYE = b"s", b"i", b"h", b"b"
_HEAD = struct.Struct("!cI")
_LENGTH = struct.Struct("!Q")


class Wire:
    """One end of a socket pair. Sending blocks, and may be done from any thread."""

    def __init__(self, end: socket.socket) -> None:
        """Take over one end."""
        self.end = end
        self._lock = Lock()
        self._received = bytearray()

    def send(self, channel: bytes, frames: Sequence[Any]) -> None:
        """Send one message."""
        views = [memoryview(getattr(frame, "buffer", frame)).cast("B") for frame in frames]
        head = _HEAD.pack(channel, len(views)) + b"".join(_LENGTH.pack(len(v)) for v in views)
        with self._lock:
            self.end.sendall(b"".join((head, *views)))

    def receive(self, flags: int = 0) -> Iterator[tuple[bytes, list[bytes]]]:
        """Read once from the socket; the messages that are whole by now.

        Raises:
            EOFError: when the other end is gone.
            BlockingIOError: when there is nothing, and `flags` say not to wait.
        """
        self._received += self.some(flags)
        return self._whole()

    def some(self, flags: int = 0) -> bytes:
        """Read once from the socket, for nobody; raises as `receive` does."""
        data = self.end.recv(1 << 20, flags)
        if not data:
            raise EOFError
        return data

    def drop(self) -> None:
        """Forget what has been read of a message that is not whole yet."""
        self._received = bytearray()

    def _whole(self) -> Iterator[tuple[bytes, list[bytes]]]:
        while len(self._received) >= _HEAD.size:
            channel, count = _HEAD.unpack_from(self._received)
            start = _HEAD.size + count * _LENGTH.size
            if len(self._received) < start:
                return
            lengths = [
                _LENGTH.unpack_from(self._received, _HEAD.size + i * _LENGTH.size)[0]
                for i in range(count)
            ]
            if len(self._received) < start + sum(lengths):
                return
            frames = []
            for length in lengths:
                frames.append(bytes(self._received[start : start + length]))
                start += length
            del self._received[:start]
            yield channel, frames


class Channel:
    """What ipykernel takes for a ZeroMQ socket: it can send, and has a context for threads."""

    def __init__(self, wire: Wire, letter: bytes, context: Any = None) -> None:
        """A channel of a wire."""
        self._wire, self._letter, self.context = wire, letter, context

    def send_multipart(self, frames: Sequence[Any], *_: Any, **__: Any) -> None:
        """Send one message on this channel."""
        self._wire.send(self._letter, frames)

    def flush(self, *_: Any) -> None:
        """Nothing waits to be sent."""

    def close(self) -> None:
        """The wire closes with the process."""
