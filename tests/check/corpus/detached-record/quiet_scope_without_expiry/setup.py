from setuptools import find_packages, setup

setup(name="crawler", version="0.1", packages=find_packages(), install_requires=["SQLAlchemy>=1.4,<2"])
