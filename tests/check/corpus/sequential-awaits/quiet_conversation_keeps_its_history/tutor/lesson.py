from dataclasses import dataclass, field

from tutor.model import get_reply, get_summary

SYSTEM = "You are a patient tutor."


@dataclass
class Lesson:
    topic: str
    history: list[dict[str, str]] = field(default_factory=list)

    async def interview(self, questions: list[str]) -> list[str]:
        replies: list[str] = []
        self.history.append({"role": "system", "content": SYSTEM})
        for question in questions:
            self.history.append({"role": "user", "content": question})
            reply = await get_reply(self.history)
            self.history.append({"role": "assistant", "content": reply})
            replies.append(reply)
        return replies


async def summarize(parts: list[str]) -> str:
    summary = ""
    for part in parts:
        summary = await get_summary(part, summary)
    return summary


async def debate(topic: str, speakers: list[str]) -> list[str]:
    transcript: list[str] = [topic]
    for speaker in speakers:
        said = await get_reply([{"role": "user", "content": f"{speaker} answers: " + "\n".join(transcript)}])
        transcript.append(f"{speaker}: {said}")
    return transcript[1:]
