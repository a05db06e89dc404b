"""The reader's annotations as the reader and the command line both speak to them."""
