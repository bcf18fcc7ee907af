import argparse

from meters.readings import exchange, reset, store_reading, store_reading_on_primary


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("serial")
    parser.add_argument("--value", type=float)
    parser.add_argument("--primary", action="store_true")
    parser.add_argument("--exchange")
    options = parser.parse_args()
    if options.exchange:
        exchange(options.serial, options.exchange)
    elif options.value is None:
        reset(options.serial)
    elif options.primary:
        store_reading_on_primary(options.serial, options.value)
    else:
        store_reading(options.serial, options.value)
