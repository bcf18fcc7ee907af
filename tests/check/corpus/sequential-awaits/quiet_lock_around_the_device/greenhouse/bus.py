import asyncio

from pymodbus.client import AsyncModbusSerialClient


class Bus:
    """The serial line takes one question at a time."""

    def __init__(self, port: str) -> None:
        self._client = AsyncModbusSerialClient(port, baudrate=9600)
        self._lock = asyncio.Lock()

    async def read_register(self, unit: int, register: int) -> int:
        async with self._lock:
            answer = await self._client.read_input_registers(register, count=1, slave=unit)
            return answer.registers[0]
