"""What every test process needs, wherever it was started from."""

import signal

# A shell that runs the tests in the background has them ignore Ctrl-C, and children inherit that.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
