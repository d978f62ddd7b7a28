"""The first installation: what is asked, tried and written by ``rosterdesk init``."""
