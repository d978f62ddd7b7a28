"""Mail out: what stands in the outbox is handed to the SMTP server."""
