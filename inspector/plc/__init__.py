"""The line controller: the register contract, the handshake and its links."""
