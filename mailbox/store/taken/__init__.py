"""Believed mails: their rosters are received, their words passed on."""
