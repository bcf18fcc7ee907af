from sqlalchemy import select
from sqlalchemy.orm import Session

from theatre.tables import Actor, Play, Poster, Scene


def write_play(session: Session, title: str, scenes: int, names: list[str]) -> int:
    play = Play(title=title, scenes=[Scene(number=number) for number in range(1, scenes + 1)])
    play.actors.extend(Actor(name=name) for name in names)
    session.add(play)
    session.commit()
    return play.id


def write_short(session: Session, title: str) -> None:
    play = Play(title=title)
    Scene(number=1, play=play)
    session.add(play)
    session.commit()


def append_scene(session: Session, play_id: int) -> None:
    play = session.get_one(Play, play_id)
    scene = Scene()
    scene.number = len(play.scenes) + 1
    play.scenes.append(scene)
    session.commit()


def hang_poster(session: Session, play_id: int, url: str) -> None:
    play = session.scalars(select(Play).where(Play.id == play_id)).one()
    play.poster = Poster(url=url)
    session.commit()


def scene_of_new_play(session: Session, title: str) -> None:
    play = Play(title=title)
    scene = Scene(number=1)
    scene.play = play
    session.add(scene)
    session.commit()


def restore_actor(session: Session, actor_id: int, name: str) -> None:
    actor = Actor(id=actor_id, name=name)
    session.merge(actor)
    session.commit()
