"""Workers behind one port, of which the one that is free first takes what comes."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from socket import socket

from uvicorn import Config, Server
from uvicorn.supervisors import Multiprocess, multiprocess

_HESITATION = 0.005  # seconds for each request in work; as long as a thread of Python's may keep the others waiting
_LONGEST = 0.05  # seconds of hesitation
_APART = 0.001  # seconds between two connections, within which a request comes and counts as work
_PAUSE = 1.0  # seconds after which a connection is tried again where there were no more files to open
_log = logging.getLogger(__name__)


class FreeFirst(Server):
    """Serve as uvicorn does, but fetch each connection by itself, the later the more there is in work.

    What waits, waits in the port's own queue, from where any worker can fetch it. uvicorn's workers race for what
    comes, and a busy one may win many at once, while another has nothing to do.
    """

    async def startup(self, sockets: list[socket] | None = None) -> None:
        """Start, and begin to fetch."""
        await super().startup(sockets=[])
        loop = asyncio.get_running_loop()
        self._fetching = [loop.create_task(self._fetch(each)) for each in sockets or ()]

    async def shutdown(self, sockets: list[socket] | None = None) -> None:
        """Fetch no more, and stop."""
        for each in self._fetching:
            each.cancel()
        await asyncio.gather(*self._fetching, return_exceptions=True)
        await super().shutdown(sockets)

    async def _fetch(self, listening: socket) -> None:
        loop = asyncio.get_running_loop()
        listening.setblocking(False)
        listening.listen(self.config.backlog)
        while True:
            await _somebody(listening)
            await asyncio.sleep(min(_HESITATION * len(self.server_state.tasks), _LONGEST))
            try:
                connection, _ = listening.accept()
            except (BlockingIOError, InterruptedError, ConnectionAbortedError):
                continue  # another worker was first, or whoever came is gone
            except OSError:
                _log.exception("a connection could not be taken")
                await asyncio.sleep(_PAUSE)
                continue
            connection.setblocking(False)
            try:
                await loop.connect_accepted_socket(self._protocol, connection)
            except OSError:
                connection.close()  # whoever came is gone, and the next one is fetched all the same
            await asyncio.sleep(_APART)

    def _protocol(self) -> asyncio.Protocol:
        make: Callable[..., asyncio.Protocol] = self.config.http_protocol_class
        return make(config=self.config, server_state=self.server_state, app_state=self.lifespan.state)


class Worker(multiprocess.Process):
    """A process with such a server."""

    @property
    def server(self) -> Server:
        """The server, made within the process."""
        if self._server is None:
            self._server = FreeFirst(config=self.config)
        return self._server


class Workers(Multiprocess):
    """Processes that are replaced when they die or say nothing."""

    def keep_subprocess_alive(self) -> None:
        """Replace what does not live."""
        for each in self.processes:
            each.child_conn.close()  # the worker's end, whose copy here would keep its pipe open when it is dead
        super().keep_subprocess_alive()


def run_workers(config: Config, listening: socket) -> None:
    """Run workers until they are told to stop."""
    multiprocess.Process = Worker  # type: ignore[misc]  # there is no other way to choose what a worker runs
    Workers(config, sockets=[listening]).run()


async def _somebody(listening: socket) -> None:
    loop, came = asyncio.get_running_loop(), asyncio.Event()
    loop.add_reader(listening, came.set)
    try:
        await came.wait()
    finally:
        loop.remove_reader(listening)
