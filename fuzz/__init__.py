"""Coverage-guided fuzzing of whatever reads what strangers write; see README.md beside this file."""
