"""All parts of the fault kit in the order of their table."""

from tests.fault import changing, exports, flips, kills, power
from tests.fault.results import Part

PARTS: tuple[Part, ...] = (
    kills.PART,
    *(operation.part() for operation in (*changing.OPERATIONS, *exports.OPERATIONS)),
    power.PART,
    *flips.PARTS,
)
