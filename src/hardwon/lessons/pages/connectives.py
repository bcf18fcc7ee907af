"""The small words of English that join others and mean nothing alone."""

_WORDS = """
    a about an and are as at be because been but by can could did do does for from had has have he her his
    i if in into is it its may might must nor of on onto or our per shall she should since so such
    than that the their them then these they this those though through to upon us via was we were
    when where whereas whether which while who whose why will with would you your
"""
CONNECTIVES = frozenset(_WORDS.split())
