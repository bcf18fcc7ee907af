import grpc

from ranking_protos import features_pb2, features_pb2_grpc


class FeatureClient:
    def __init__(self, target: str) -> None:
        self._channel = grpc.aio.insecure_channel(target)
        self._stub = features_pb2_grpc.FeatureStoreStub(self._channel)

    async def get_features(self, item_id: str) -> dict[str, float]:
        reply = await self._stub.GetFeatures(features_pb2.FeatureRequest(item_id=item_id), timeout=0.5)
        return dict(reply.values)

    async def close(self) -> None:
        await self._channel.close()
