"""The library itself: staff, schools and their rules, printers, what is broken, the register."""
