"""Bringing data in and keeping it: partners' files, corrections, versions, other borders."""
