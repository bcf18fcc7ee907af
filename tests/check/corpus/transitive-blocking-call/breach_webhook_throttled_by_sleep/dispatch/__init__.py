from dispatch._events import announce, describe
