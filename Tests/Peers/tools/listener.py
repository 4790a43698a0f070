"""A port where something answers that is no mail server, or nothing does."""

import socket
import threading


class Listener:
    """Accepts connections, sends something, and then does nothing or closes."""

    def __init__(self, greeting=b"", closes=False):
        self._socket = socket.socket()
        self._socket.bind(("127.0.0.1", 0))
        self._socket.listen()
        self.port = self._socket.getsockname()[1]
        self._open = []
        threading.Thread(target=self._serve, args=(greeting, closes), daemon=True).start()

    def _serve(self, greeting, closes):
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            if greeting:
                connection.sendall(greeting)
            if closes:
                connection.close()
            else:
                self._open.append(connection)

    def close(self):
        """Stops."""
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        for connection in self._open:
            connection.close()
