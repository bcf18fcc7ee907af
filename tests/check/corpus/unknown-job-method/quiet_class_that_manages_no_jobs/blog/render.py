from string import Template


class PageRenderer:
    def __init__(self, template: str) -> None:
        self.template = Template(template)

    def render(self, **values: str) -> str:
        return self.template.substitute(values)
