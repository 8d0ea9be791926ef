class Rooms:
    def __init__(self) -> None:
        self.by_name: dict[str, set[str]] = {}
