import json

import paho.mqtt.client as mqtt
from sqlalchemy import create_engine
from sqlalchemy.orm import scoped_session, sessionmaker

from thermostat.devices import Device, Sensor

Session = scoped_session(sessionmaker(bind=create_engine("sqlite:///thermostat.db")))


def on_message(client, userdata, message):
    payload = json.loads(message.payload)
    try:
        if message.topic.startswith("sensor/"):
            sensor = Session.get(Sensor, payload["id"])
            sensor.reading = payload["value"]
        else:
            device = Session.get(Device, payload["id"])
            device.mode = payload["mode"]
            if "target" in payload:
                device.target = payload["target"]
        Session.commit()
    finally:
        Session.remove()


def main():
    client = mqtt.Client()
    client.on_message = on_message
    client.connect("localhost")
    client.subscribe([("sensor/#", 0), ("device/#", 0)])
    client.loop_forever()
