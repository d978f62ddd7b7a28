"""Mails that were not taken: shown to librarians, who decide what becomes of them."""
