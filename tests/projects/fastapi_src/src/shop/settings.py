from dataclasses import dataclass


@dataclass
class Settings:
    title: str = "shop"
