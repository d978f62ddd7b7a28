"""The mailbox's ports on the database: what arrived, what becomes of it, what is answered."""
