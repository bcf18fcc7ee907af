"""A simulated clock. It shares only its name with the event loop."""


class Loop:
    def __init__(self, step):
        self.now = 0.0
        self.step = step

    def run(self, seconds):
        return self.run_until_complete(lambda: self.now >= seconds)

    def run_until_complete(self, done):
        while not done():
            self.now += self.step
        return self.now
