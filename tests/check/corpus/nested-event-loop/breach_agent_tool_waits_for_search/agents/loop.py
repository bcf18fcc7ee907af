from agents.tools import Calculator, WebSearch


class Agent:
    def __init__(self) -> None:
        self.search = WebSearch("http://search:8090")
        self.calculator = Calculator()

    async def step(self, thought: str) -> str:
        if thought.startswith("="):
            return self.calculator.invoke(expression=thought[1:])
        return self.search.invoke(query=thought)

    async def research(self, questions: list[str]) -> list[str]:
        found: list[str] = []
        for question in questions:
            found += await self.search.ainvoke(question)
        return found
