"""The page for department staff: who calls now, and the department's callbacks."""
