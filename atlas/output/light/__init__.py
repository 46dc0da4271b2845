"""The light version: a view as a page that is text first, and needs no script to be read."""

from atlas.output.light.light_page import Frame, light_page

__all__ = ["Frame", "light_page"]
