"""One module for each kind of file: bytes in, grids or tables out."""
