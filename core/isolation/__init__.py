"""Processes for strangers' bytes: without network, secrets, other files or other processes.

A parent starts one with ``worker.ConfinedWorker``; the module that it names answers through
``serving.answer_requests``. Between them ``launch`` gives up every right that the kernel can take
away, before the first line of that module or of any library runs. ``own`` protects the program
itself. What is enforced is in ``enforced.Enforced``, and in docs/decisions/reader-process.md.

``launch`` and what it imports (``kernel``, ``frames``, ``enforced``) use the standard library only:
nothing else is loaded before the rights are gone.
"""
