import aioboto3
import boto3
import requests
from requests import Session


def http_session() -> Session:
    session = requests.Session()
    session.headers["User-Agent"] = "s3sync"
    return session


def profile(name: str) -> boto3.Session:
    return boto3.Session(profile_name=name)


def async_profile(name: str) -> aioboto3.Session:
    return aioboto3.Session(profile_name=name)
