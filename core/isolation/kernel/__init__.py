"""The rights that the kernel can take from a process, by standard library and ctypes alone."""
