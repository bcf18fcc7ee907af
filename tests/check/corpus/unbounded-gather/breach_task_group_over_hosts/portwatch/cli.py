import argparse
import asyncio
import ipaddress

from portwatch import Scanner


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser("portwatch")
    parser.add_argument("network", type=ipaddress.ip_network)
    parser.add_argument("--port", type=int, default=22)
    options = parser.parse_args(argv)
    hosts = [str(address) for address in options.network.hosts()]
    results = asyncio.run(Scanner().scan(hosts, options.port))
    for (host, port), is_up in sorted(results.items()):
        if is_up:
            print(f"{host}:{port}")
    return 0
