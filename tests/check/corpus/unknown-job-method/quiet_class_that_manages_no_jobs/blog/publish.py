from blog.mail import MailClient
from blog.render import PageRenderer

renderer = PageRenderer("<h1>$title</h1>")
mail = MailClient("localhost")


def publish(title: str, readers: list[str]) -> None:
    text = renderer.render_page(title=title)
    for reader in readers:
        mail.send_mail(reader, text)
