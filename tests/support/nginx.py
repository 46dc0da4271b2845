"""A real nginx with a configuration of its own, for tests and benchmarks."""

import re
import shutil
import socket
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")

MAIN = """
user root; daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log; worker_processes 1;
events {{ worker_connections {connections}; }}
http {{
  access_log off;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi; uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  {http}
}}
"""


def free_ports(count):
    """Give ports that are free now."""
    held = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [one.getsockname()[1] for one in held]
    for one in held:
        one.close()
    return ports


@contextmanager
def nginx(folder, http, port, connections=256):
    """Run nginx with what stands in its `http` block, until the block ends.

    Parameters
    ----------
    folder
        Where its files go.
    http
        The text of the block.
    port
        A port that it listens on.
    connections
        How many it may hold.
    """
    file = folder / "nginx.conf"
    file.write_text(MAIN.format(folder=folder, http=http, connections=connections))
    process = subprocess.Popen([NGINX, "-c", file, "-p", folder, "-e", folder / "error.log"])
    try:
        _wait_for(port)
        yield process
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait_for(port):
    for _ in range(200):
        with socket.socket() as line:
            if line.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    message = "nginx did not start"
    raise RuntimeError(message)


def documented(addresses, port):
    """Give the setting for several processes of docs/operations.md, for other addresses.

    Parameters
    ----------
    addresses
        The processes: `http://host:port`.
    port
        The port that nginx is to listen on.
    """
    text = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"```nginx several\n(.*?)```", text, re.DOTALL)
    servers = " ".join(f"server {one.partition('//')[2]};" for one in addresses)
    block = re.sub(r"(?:server 127\.0\.0\.1:\d+;\s*)+", f"{servers} ", block)
    return re.sub(r"listen [^;]+;", f"listen 127.0.0.1:{port};", block)
