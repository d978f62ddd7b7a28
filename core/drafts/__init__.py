"""Files that their sender looks at, mends and sends: the library has them only then."""
