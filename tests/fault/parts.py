"""All parts of the fault kit in the order of their table."""

from tests.fault import changing, exports, filling, flips, hostile, kills, power, safeguards, situations
from tests.fault.results import Part

PARTS: tuple[Part, ...] = (
    kills.PART,
    *(operation.part() for operation in (*changing.OPERATIONS, *exports.OPERATIONS, *safeguards.OPERATIONS)),
    power.PART,
    *flips.PARTS,
    filling.PART,
    situations.PART,
    *hostile.PARTS,
)
