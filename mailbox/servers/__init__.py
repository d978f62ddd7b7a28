"""What both servers, of IMAP and of SMTP, need: a log-in, and sentences about a failure."""
