"""The parts that IMAP and SMTP servers share: a log-in, and sentences about a failure."""
