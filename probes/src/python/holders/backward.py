"""From one object to what refers to it, breadth first: for what no chain from the roots leads to.

Each step asks the collector to look at all that it tracks. After `kinds`.
"""

_VISITED = 2000
_DEPTH = 12
_CHUNK = 8  # the collector compares each reference with each object that is asked for
_OWN = "<vitals "


def path_to(thing, is_end, ignored, now, ends):
    """(path, found): from what ends the search to the thing, or from as far as it came."""
    ignored = set(ignored)
    nodes, towards = [thing], {id(thing): None}
    ignored.add(id(nodes))
    start = 0
    for _ in range(_DEPTH):
        end = len(nodes)
        for first in range(start, end, _CHUNK):
            chunk = tuple(nodes[first : min(first + _CHUNK, end)])
            for node in chunk:
                if is_end(node):
                    return _path(nodes, towards, node), True
            if len(nodes) > _VISITED or now()[0] > ends:
                return _path(nodes, towards, chunk[0]), False
            _add_referrers(chunk, nodes, towards, ignored)
        if end == len(nodes):
            break
        start = end
    for node in nodes[start:]:
        if is_end(node):
            return _path(nodes, towards, node), True
    return _path(nodes, towards, nodes[-1]), False


def _add_referrers(chunk, nodes, towards, ignored):
    # A tuple, because it is then itself what `*` hands over, and no other one refers to them.
    ignored.add(id(chunk))
    referrers = kinds.gc.get_referrers(*chunk)
    numbers = {id(node) for node in chunk}
    for referrer in referrers:
        number = id(referrer)
        if number in towards or number in ignored or _is_ours(referrer):
            continue
        if len(chunk) == 1:
            child = id(chunk[0])
        else:
            child = next((id(part) for part in kinds.gc.get_referents(referrer) if id(part) in numbers), None)
        if child is not None:
            towards[number] = child
            nodes.append(referrer)
    ignored.discard(id(chunk))


def _is_ours(referrer):
    """Frames of our own; none of the target's is running in this thread."""
    return type(referrer) is kinds.Frame and referrer.f_code.co_filename.startswith(_OWN)


def _path(nodes, towards, node):
    by_number = {id(other): other for other in nodes}
    path = [node]
    while towards[id(path[-1])] is not None:
        path.append(by_number[towards[id(path[-1])]])
    return path
