from huey import RedisHuey

huey = RedisHuey("charges", host="localhost")
