import subprocess


def measure(place):
    return float(subprocess.check_output(["probe", "--ph", place]))
