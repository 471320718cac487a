"""A bounded load on loopback: keep-alive connections, raw requests, times of every answer."""

import socket
import threading
import time
from dataclasses import dataclass, field


@dataclass
class Sample:
    """What one target gave: seconds per answer in order, bytes of one answer, status codes other than 200."""

    seconds: list[float] = field(default_factory=list)
    size: int = 0
    bad: int = 0
    wall: float = 0.0

    def quantile(self, share: float) -> float:
        """Seconds within which this share of the answers came."""
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def drive(port: int, path: str, *, requests: int, connections: int = 2, headers: str = "") -> Sample:
    """Send `requests` GETs over `connections` keep-alive connections to 127.0.0.1:port."""
    message = (
        f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAccept-Encoding: gzip\r\n{headers}\r\n"
    ).encode()
    sample, lock = Sample(), threading.Lock()

    def work(count: int) -> None:
        times, bad, size = [], 0, 0
        with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            for _ in range(count):
                begun = time.perf_counter()
                connection.sendall(message)
                status, size = _read(connection)
                times.append(time.perf_counter() - begun)
                bad += status != 200
        with lock:
            sample.seconds += times
            sample.bad += bad
            sample.size = size

    threads = [threading.Thread(target=work, args=(requests // connections,)) for _ in range(connections)]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    sample.wall = time.perf_counter() - begun
    return sample


def _read(connection: socket.socket) -> tuple[int, int]:
    """Status and size of one answer with a Content-Length or in chunks."""
    data = connection.recv(65536)
    while b"\r\n\r\n" not in data:
        data += connection.recv(65536)
    head, _, body = data.partition(b"\r\n\r\n")
    lowered = head.lower()
    status = int(head[9:12])
    if b"transfer-encoding: chunked" in lowered:
        while not body.endswith(b"0\r\n\r\n"):
            body += connection.recv(65536)
        return status, len(head) + 4 + len(body)
    length = (
        int(lowered.split(b"content-length:")[1].split(b"\r\n")[0]) if b"content-length:" in lowered else 0
    )
    while len(body) < length:
        body += connection.recv(65536)
    return status, len(head) + 4 + len(body)
