"""`briefing doctor`: checks what is on disk and what is installed, and repairs it."""
