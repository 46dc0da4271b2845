"""What the system says of a process: processor time, memory, open files. Linux; 0 elsewhere."""

import os
from pathlib import Path


def busy_s(pid):
    """Give the processor time of a process so far, in seconds."""
    stat = Path(f"/proc/{pid}/stat")
    if not stat.exists():
        return 0.0
    ticks = stat.read_text().rsplit(")", 1)[1].split()[11:13]
    return sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")


def memory_mb(pid):
    """Give the memory that a process holds by itself, without files that it shares."""
    status = Path(f"/proc/{pid}/status")
    if not status.exists():
        return 0.0
    lines = dict(line.split(":", 1) for line in status.read_text().splitlines() if ":" in line)
    return int(lines["RssAnon"].split()[0]) / 1024


def open_files(pid):
    """Give how many files and connections a process has open."""
    folder = Path(f"/proc/{pid}/fd")
    return len(list(folder.iterdir())) if folder.exists() else 0
