"""Translations for readers: the words as a table for a translator, and taken back, checked."""

from atlas.curation.translating.translated_words import Finding, check_words
from atlas.curation.translating.word_files import Folders, write_words
from atlas.curation.translating.word_list import Word, table_of, words_for

__all__ = ["Finding", "Folders", "Word", "check_words", "table_of", "words_for", "write_words"]
