"""What a process of its own says instead of drawing a brief."""

import os


def told(package, chosen, corridor_id):
    return {f"{chosen.lang} {corridor_id} {package}": str(os.getpid()).encode()}
