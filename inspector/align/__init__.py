"""Registration: a capture brought into the frame of its golden, or refused."""
