"""Fault: takes all memory that it gets, 4 GiB at most. Verdict: error, a MemoryError or killed."""

PIECE = 64 << 20

pieces = []
while len(pieces) < 64:
    pieces.append(bytearray(PIECE))
raise MemoryError(f"{len(pieces)} pieces of {PIECE} bytes are not enough")
