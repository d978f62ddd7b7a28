"""What the kernel can take away from a process, by standard library and ctypes alone."""
