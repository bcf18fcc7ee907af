"""The words that mark hardwon's own section in a file that belongs to a person."""

SECTION_BEGIN = "hardwon:begin"
SECTION_END = "hardwon:end"
