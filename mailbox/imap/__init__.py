"""Mail in: one connection for each watched folder, and what arrives in it."""
