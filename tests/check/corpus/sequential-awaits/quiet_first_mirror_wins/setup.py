from setuptools import setup

setup(name="fetcher", version="0.4", packages=["fetcher"], install_requires=["httpx"])
