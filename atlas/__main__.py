"""`python -m atlas`: the command line, where its command is not on the path."""

from atlas.cli import main

main()
