"""Border Corridor Atlas: who helps people on the move, where, and on which side of the border."""
