#!/bin/sh
# opensearch-py 3.2.0 documents an argument `timeout` for cluster.health, bulk and others: a duration such as "30s", which the
# server waits for. It never reaches the server: the client takes it for the seconds that it waits itself. "30s" raises a
# ConnectionError, although the server answers; 30 is not sent, so the server waits as long as it likes.
# One would have guessed that it is sent, as `cluster_manager_timeout` is and as the docstring links to "time units", because
# the client has `request_timeout` for its own.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install -q "opensearch-py==3.2.0"
"$folder/env/bin/python" - <<'PYTHON'
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

from opensearchpy import OpenSearch
from opensearchpy.exceptions import ConnectionError

paths = []


class Server(BaseHTTPRequestHandler):
    def do_GET(self):
        paths.append(self.path)
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(b'{"status": "green"}')

    def log_message(self, *_):
        pass


server = HTTPServer(("127.0.0.1", 0), Server)
threading.Thread(target=server.serve_forever, daemon=True).start()
client = OpenSearch([f"http://127.0.0.1:{server.server_port}"], max_retries=0)
assert "time units" in " ".join(client.cluster.health.__doc__.partition(":arg timeout:")[2].split())

assert client.cluster.health(cluster_manager_timeout="30s") == {"status": "green"}
print("cluster_manager_timeout='30s':", paths)
assert paths == ["/_cluster/health?cluster_manager_timeout=30s"], paths

try:
    client.cluster.health(timeout="30s")
except ConnectionError as error:
    print("timeout='30s':", error)
    assert "must be an int, float or None" in str(error)
else:
    raise SystemExit("timeout='30s' is accepted")
assert len(paths) == 1, "it was not even sent"

client.cluster.health(timeout=30)
print("timeout=30:", paths[1:])
assert paths[1:] == ["/_cluster/health"], paths
PYTHON
