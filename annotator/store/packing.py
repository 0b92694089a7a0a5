"""Unpacking what the store keeps compressed, but never more than it can have packed: files may come from strangers."""

import zlib

_MOST_TIMES = 240
"""Our own packing of histories (level 1) makes nothing smaller than a 230th."""

_USUAL_TIMES = 20
_LEAST = 1_000_000
_MOST_ORIGINAL = 500_000_000


def unpacked_history(packed: bytes) -> bytes:
    """Return the bytes of a packed event; raise `zlib.error` where they are damaged, or more than can be meant."""
    return _unpacked(packed, max(_LEAST, _MOST_TIMES * len(packed)))


def unpacked_original(packed: bytes, size: int) -> bytes:
    """Return the `size` bytes of a packed original; raise `zlib.error` where it does not have so many."""
    data = _unpacked(packed, min(size, _MOST_ORIGINAL))
    if len(data) != size:
        raise zlib.error(f"{len(data)} bytes instead of {size}")
    return data


def _unpacked(packed: bytes, most: int) -> bytes:
    unpacker = zlib.decompressobj()
    data = unpacker.decompress(packed, max(1, min(most, _LEAST + _USUAL_TIMES * len(packed))))
    if not unpacker.eof:
        _refuse_more(packed, most)
        data = zlib.decompress(packed)
    return data


def _refuse_more(packed: bytes, most: int) -> None:
    """Raise `zlib.error` where there is more in it than `most` bytes, without keeping them."""
    unpacker = zlib.decompressobj()
    size = 0
    while not unpacker.eof:
        piece = unpacker.decompress(packed, _LEAST)
        size += len(piece)
        packed = unpacker.unconsumed_tail
        if size > most or not piece:
            raise zlib.error("it is cut, or larger than it says")
