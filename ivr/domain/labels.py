"""What a text may be when it is no matter of a department, or of too many."""

from __future__ import annotations

EMERGENCY = "EMERGENCY_"
"""How the labels of emergencies begin; the number follows."""
OUT_OF_SCOPE = "OUT_OF_SCOPE"
VAGUE = "VAGUE"
"""A matter, but which one must be asked."""
NO_EMERGENCY = "NO_EMERGENCY"
"""What sounds like an emergency and is none: no label of a caller's text, but what the alarm learns to leave alone."""
LABELS = (
    "EMERGENCY_110", "EMERGENCY_119", "EMERGENCY_120", "EMERGENCY_122", OUT_OF_SCOPE, "HUMAN", "REPEAT", "BACK",
    "GOODBYE", "STATUS", "CALLBACK", "NO_INPUT", "FAQ", "FOREIGN_LANGUAGE", VAGUE, NO_EMERGENCY,
)  # fmt: skip
