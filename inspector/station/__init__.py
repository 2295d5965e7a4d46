"""The station: one part after the other judged, signalled and recorded."""
