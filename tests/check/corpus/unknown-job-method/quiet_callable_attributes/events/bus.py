class Bus:
    def __init__(self):
        self.listeners = []

    def publish(self, name, **data):
        for listener in self.listeners:
            listener(name, data)
