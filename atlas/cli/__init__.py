"""The command line, one module a group of commands; it reads, calls one function, writes."""
