"""The command `atlas`, also as `python -m atlas`: the command line, and the server of the app.

The command line knows nothing of the app, nor the app of it: they meet here, above both.
"""

from atlas.app.serve_command import serve
from atlas.cli.command_line import app, run

app.command("serve")(serve)


def main() -> None:
    """Run the command that was asked for; see `atlas.cli.command_line.run`."""
    run()


if __name__ == "__main__":
    main()
