"""Fault: reads the file LARGE_FILE at import. Verdict: fails or passes by its size; memory stays small."""

import os
import zlib

CHUNK = 1 << 20


def checksum_of(path):
    checksum = 0
    with open(path, "rb", buffering=0) as file:
        while chunk := file.read(CHUNK):
            checksum = zlib.crc32(chunk, checksum)
    return checksum


CHECKSUM = checksum_of(os.environ["LARGE_FILE"])
