"""One-time passwords on paper: asked for, queued, printed."""
