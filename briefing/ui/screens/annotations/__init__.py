"""The screens of annotations and tags, and the commands on passages."""
