import urllib.parse
import urllib.request


def send_sms(number, text):
    data = urllib.parse.urlencode({"to": number, "text": text}).encode()
    urllib.request.urlopen("https://sms.example.com/send", data=data, timeout=10)
