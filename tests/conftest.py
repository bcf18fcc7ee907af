"""What every test process needs, wherever it was started from."""

import os
import signal

# A shell that runs the tests in the background has them ignore Ctrl-C, and children inherit that.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# Test processes beside each other are told a width of 80 columns; people's terminals, and CI, are not.
os.environ.pop("COLUMNS", None)
