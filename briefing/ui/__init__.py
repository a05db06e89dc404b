"""The reader on the screen: the only code that imports Textual."""
