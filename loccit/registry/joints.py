"""What is matched -> the same, with two neighbours of a few words each that were joined."""

from __future__ import annotations

from collections import Counter

from loccit.registry.likeness import begins_or_ends
from loccit.registry.matching import Matching


def find_joints(matching: Matching) -> None:
    """Find two neighbours of a few words each that were joined, and are the only ones that can have been."""
    sites: dict[tuple[str, str], list[int]] = {}
    sought = Counter(matching.old[old].whole for old in matching.open_old())
    for place in matching.open_new():
        if matching.new[place].is_known and matching.new[place].whole not in sought:
            sites.setdefault((matching.new[place].text, matching.new[place].full), []).append(place)
    if not sites:
        return
    joints: dict[tuple[str, str], list[int]] = {}
    for old in matching.open_old():
        if old + 1 in matching.forward or old + 1 >= len(matching.old):
            continue
        one, other = matching.old[old], matching.old[old + 1]
        if one.is_known and other.is_known and one.text == other.text:
            joints.setdefault((one.text, f"{one.letters} {other.letters}"), []).append(old)
    found = [
        (olds[0], sites[words][0]) for words, olds in joints.items() if len(olds) == len(sites.get(words, ())) == 1
    ]
    offered = Counter(matching.new[new].whole for new in matching.open_new())
    found = [
        (old, new)
        for old, new in found
        if _stands_between(matching, old, new)
        or all(offered[matching.old[one].whole] < sought[matching.old[one].whole] for one in (old, old + 1))
    ]
    # Once more where what an address stood on is a joint itself.
    for old, new in (*found, *found):
        if matching.found(old) is None and matching.found(old + 1) is None and not _have_stayed(matching, old, new):
            keeps = old + 1 if new in matching.carriers[old + 1] else old
            matching.pair(keeps, new)
            matching.joined[2 * old + 1 - keeps] = new


def _stands_between(matching: Matching, old: int, new: int) -> bool:
    """Tell whether a joint of two neighbours stands between the words that they stood between."""
    return all(
        matching.said(matching.old, there) == matching.said(matching.new, here)
        for there, here in ((old - 1, new - 1), (old + 2, new + 1))
    )


def _have_stayed(matching: Matching, old: int, joint: int) -> bool:
    """Tell whether the address of one of two neighbours is on other words that begin or end with its own."""
    return any(
        place != joint and place not in matching.backward and begins_or_ends(matching.old[one], matching.new[place])
        for one in (old, old + 1)
        for place in matching.carriers[one]
    )
