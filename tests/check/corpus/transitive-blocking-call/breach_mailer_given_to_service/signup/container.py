from dependency_injector import containers, providers

from signup.ports import MemoryMailer, SmtpMailer
from signup.service import DemoSignup, SignupService


class Container(containers.DeclarativeContainer):
    config = providers.Configuration()
    mailer = providers.Singleton(SmtpMailer, host=config.smtp.host, sender=config.smtp.sender)
    signup = providers.Singleton(SignupService, mailer=mailer)
    demo = providers.Factory(DemoSignup, mailer=providers.Factory(MemoryMailer))
